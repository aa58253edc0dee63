//! SQL of this crate.

pub(crate) mod dataset;
pub(crate) mod feedback;
pub(crate) mod release;
pub(crate) mod source;
pub(crate) mod turn;
pub(crate) mod version;

/// The schema of this floor.
pub const MIGRATIONS: &[base::Migration] = &[
    base::Migration { version: 5020, name: "lake", sql: include_str!("migrations/5020_lake.sql") },
    base::Migration { version: 5021, name: "open_data", sql: include_str!("migrations/5021_open_data.sql") },
];
