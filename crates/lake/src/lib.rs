//! What leaves the platform's database: the lake and open data.
//!
//! The lake ([`export()`]) holds statements and facts as Parquet files for the bureau's own reports on any engine, with
//! pseudonyms ([`pseudonym`]) in the place of persons. Open data ([`dataset`], [`release`]) are tables of sums over learners
//! who consented to research, with small cells suppressed, published by two people. This crate never exports a
//! name, a number of a person or a birthday, and never changes what it reads.

pub mod dataset;
pub mod destination;
mod export;
pub mod feedback;
pub mod manifest;
mod open_table;
mod part;
pub mod policy;
pub mod product;
pub mod pseudonym;
pub mod quality;
pub mod release;
mod roll;
pub mod schema;
mod store;

pub use destination::Destination;
pub use export::{Limits, Options, Outcome, export};
pub use manifest::Manifest;
pub use open_table::{Field, OpenTable, Rule, TOTAL};
pub use store::MIGRATIONS;

/// Version of the lake's layout and columns, as the manifest names it.
pub const FORMAT: i64 = 1;
