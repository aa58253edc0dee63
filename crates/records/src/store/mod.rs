//! SQL of records.

pub(crate) mod activity;
pub(crate) mod answer;
pub(crate) mod attachment;
pub(crate) mod document;
pub(crate) mod erase;
pub(crate) mod event;
pub(crate) mod export;
pub(crate) mod fact_choice;
pub(crate) mod known;
pub(crate) mod names;
pub(crate) mod partition;
pub(crate) mod progress;
pub(crate) mod projection;
pub(crate) mod query;
pub(crate) mod statement;
pub(crate) mod timeline;
pub(crate) mod trial;

/// The schema of records.
pub const MIGRATIONS: &[base::Migration] = &[
    base::Migration { version: 3001, name: "records", sql: include_str!("migrations/3001_records.sql") },
    base::Migration { version: 3002, name: "statements", sql: include_str!("migrations/3002_statements.sql") },
    base::Migration { version: 3003, name: "document", sql: include_str!("migrations/3003_document.sql") },
    base::Migration { version: 3010, name: "fact_choice", sql: include_str!("migrations/3010_fact_choice.sql") },
    base::Migration { version: 3011, name: "progress", sql: include_str!("migrations/3011_progress.sql") },
    base::Migration { version: 3020, name: "timeline", sql: include_str!("migrations/3020_timeline.sql") },
    base::Migration { version: 3030, name: "erasure", sql: include_str!("migrations/3030_erasure.sql") },
    base::Migration { version: 3031, name: "statement_age", sql: include_str!("migrations/3031_statement_age.sql") },
];
