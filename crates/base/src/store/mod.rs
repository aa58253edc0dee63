//! SQL of the ground floor.

pub(crate) mod audit;
pub(crate) mod backup;
pub(crate) mod blob;
pub(crate) mod job;
pub(crate) mod node;

/// The schema of this floor.
pub const MIGRATIONS: &[crate::Migration] =
    &[crate::Migration { version: 1001, name: "base", sql: include_str!("migrations/1001_base.sql") }];
