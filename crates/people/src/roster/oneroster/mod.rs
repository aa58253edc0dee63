//! OneRoster 1.2 CSV packages in and out (1EdTech, OneRoster CSV Binding 1.2 and 1.2.1).
//!
//! A package is a zip of CSV files with a manifest. What of it has a place here and where is told in
//! `docs/roster.md`; what has none is checked, told in a notice, and left out.

mod enumerations;
mod export;
mod files;
mod members;
mod names;
mod organisations;
mod package;

pub use export::export;
pub use package::{Mode, Package};

pub(super) use package::read;
