//! The statement of xAPI, 1.0.3 and 2.0.0 (IEEE 9274.1.1-2023): its model and its rules, one file a concept. Nothing here
//! knows of the database or of HTTP.
//!
//! [`Prepared::parse`] reads statements and refuses what breaks a rule, with the property's path ([`Fault`]). Statements are
//! kept as they were written: numbers, order and words stay the sender's.

mod activity;
mod actor;
mod attachment;
mod context;
pub mod duration;
mod fault;
pub mod format;
mod found;
pub mod instant;
pub mod iri;
pub mod json;
pub mod language;
pub mod multipart;
mod named;
mod node;
mod object;
mod package;
mod prepared;
mod result;
mod same;
mod signature;
mod statement;
pub mod uuid;

pub use crate::Version;
pub use actor::Actor;
pub(crate) use actor::account_at;
pub use attachment::Attachment;
pub use fault::Fault;
pub use json::Json;
pub use named::Named;
pub use package::Package;
pub(crate) use prepared::About;
pub use prepared::Prepared;
pub(crate) use same::same;
pub(crate) use statement::VOIDED;
