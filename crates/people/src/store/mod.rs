//! SQL of this crate, one file a concept.

pub(crate) mod access_log;
pub(crate) mod account;
pub(crate) mod application;
pub(crate) mod consent;
pub(crate) mod guardianship;
pub(crate) mod life;
pub(crate) mod merge;
pub(crate) mod organisation;
pub(crate) mod permission;
pub(crate) mod person;
pub(crate) mod purpose_switch;
pub(crate) mod role;
pub(crate) mod roster;
pub(crate) mod roster_export;
pub(crate) mod roster_write;
pub(crate) mod session;
pub(crate) mod slip;

/// The schema of this crate.
pub const MIGRATIONS: &[base::Migration] = &[
    base::Migration { version: 2001, name: "people", sql: include_str!("migrations/2001_people.sql") },
    base::Migration { version: 2004, name: "application", sql: include_str!("migrations/2004_application.sql") },
    base::Migration { version: 2010, name: "purpose_switch", sql: include_str!("migrations/2010_purpose_switch.sql") },
    base::Migration { version: 2020, name: "record_view", sql: include_str!("migrations/2020_record_view.sql") },
];
