//! SQL of records.

pub(crate) mod activity;
pub(crate) mod statement;

/// The schema of records.
pub const MIGRATIONS: &[base::Migration] =
    &[base::Migration { version: 3001, name: "records", sql: include_str!("migrations/3001_records.sql") }];
