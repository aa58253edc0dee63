//! Competencies and Academic Standards Exchange (1EdTech CASE 1.1): the graph as other makers' programs read and write it.
//!
//! A subject is a CFDocument with its CFPackage, a point a CFItem, an edge a CFAssociation. [`Published`] writes;
//! [`read()`] reads a package. What CASE has no word for (the kind of school, misconceptions, abilities) stands in `extensions` and in
//! association types that begin with `ext:`, as the standard provides.

mod objects;
mod published;
mod reading;

pub use objects::{Association, Definition, Definitions, Document, Item, Link, Package};
pub use published::Published;
pub use reading::{Defaults, Reading, read};

/// The version of CASE that is written.
pub const VERSION: &str = "1.1";
/// Where the resources stand below the platform's address.
pub const ROOT: &str = "/ims/case/v1p1";
/// Association type of [`super::Relation::MisconceptionOf`].
const MISCONCEPTION_OF: &str = "ext:isMisconceptionOf";
/// Association type of [`super::Relation::AbilityOf`].
const ABILITY_OF: &str = "ext:isAbilityOf";
/// The language of statements.
const LANGUAGE: &str = "zh-CN";
