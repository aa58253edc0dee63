//! What happened: xAPI statements, and what is read from them.
//!
//! An answer becomes a standard statement ([`statement`](mod@statement)), is stored once ([`record_answers`]) and is read back typed ([`answers`], [`recent`]) or as written
//! ([`statement()`]). Facts only: what follows from them about a learner is the learner crate's, and
//! statements are added, never changed.

mod activity;
mod answer;
pub mod event;
pub mod statement;
mod store;
mod version;

pub use activity::Activity;
pub use answer::{
    Answer, Answered, PointAnswer, Recorded, Stored, Tally, answer, answers, count, of_persons, reassign, recent, record_answers,
    statement, tally,
};
pub use statement::Interaction;
pub use store::MIGRATIONS;
pub use version::Version;
