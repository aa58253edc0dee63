//! SQL of this crate.

/// SQL condition: the latest decision on learning records of the person in the given column is consent. One look into the
/// index `consent_person` a person.
macro_rules! consenting {
    ($person:literal) => {
        concat!("(SELECT c.given FROM consent AS c WHERE c.person = ", $person, " AND c.purpose = 'learning' ORDER BY c.id DESC LIMIT 1)")
    };
}

pub(crate) mod aggregate;
pub(crate) mod calibration;
pub(crate) mod coming;
pub(crate) mod companion;
pub(crate) mod correction;
pub(crate) mod erasure;
pub(crate) mod mastery;
pub(crate) mod path;
pub(crate) mod practice;
pub(crate) mod question;
pub(crate) mod retention;
pub(crate) mod share;
pub(crate) mod state;
pub(crate) mod subject;
pub(crate) mod talent;

/// The schema of this floor.
pub const MIGRATIONS: &[base::Migration] = &[
    base::Migration { version: 5001, name: "learner", sql: include_str!("migrations/5001_learner.sql") },
    base::Migration { version: 5002, name: "mastery_subject", sql: include_str!("migrations/5002_mastery_subject.sql") },
    base::Migration { version: 5003, name: "state", sql: include_str!("migrations/5003_state.sql") },
    base::Migration { version: 5004, name: "path", sql: include_str!("migrations/5004_path.sql") },
    base::Migration { version: 5005, name: "companion", sql: include_str!("migrations/5005_companion.sql") },
    base::Migration { version: 5010, name: "correction", sql: include_str!("migrations/5010_correction.sql") },
    base::Migration { version: 5011, name: "share", sql: include_str!("migrations/5011_share.sql") },
    base::Migration { version: 5012, name: "erasure", sql: include_str!("migrations/5012_erasure.sql") },
];
