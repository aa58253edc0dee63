//! SQL of this crate.

pub(crate) mod aggregate;
pub(crate) mod mastery;
pub(crate) mod practice;
pub(crate) mod question;
pub(crate) mod subject;

/// The schema of this floor.
pub const MIGRATIONS: &[base::Migration] = &[
    base::Migration { version: 5001, name: "learner", sql: include_str!("migrations/5001_learner.sql") },
    base::Migration { version: 5002, name: "mastery_subject", sql: include_str!("migrations/5002_mastery_subject.sql") },
];
