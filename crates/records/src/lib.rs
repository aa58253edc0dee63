//! What happened: xAPI statements, and what is read from them.
//!
//! A learning record store for the platform's own events and for other applications: statements are checked ([`xapi`]),
//! stored once ([`append()`]), and found again ([`query()`], [`get`]). An answer becomes a standard statement
//! ([`statement`](mod@statement)) on a shorter way ([`record_answers`]) and is read back typed ([`answers`], [`recent`]) or as
//! written ([`statement()`]); what people note is typed in [`event`], help that was
//! asked for in [`help`]. Facts only: what follows from them about a learner is
//! the learner crate's, and statements are added, never changed; whole ones go by [`erase`] alone.

mod activity;
mod answer;
mod append;
mod attachment;
pub mod capture;
mod definition;
pub mod document;
pub mod erase;
pub mod event;
pub mod export;
pub mod help;
mod known;
mod naming;
mod partition;
pub mod progress;
pub mod projection;
mod query;
pub mod statement;
mod store;
mod targets;
mod timeline;
pub mod trial;
mod version;
pub mod xapi;

pub use activity::Activity;
pub use answer::{
    Answer, Answered, PointAnswer, Recorded, Stored, Tally, answer, answers, answers_to, count, missed, of_persons, points_since, reassign,
    recent, record_answers, statement, tally,
};
pub use append::{Authority, Post, Source, append, append_each};
pub use attachment::{File, attachments};
pub use definition::definitions;
pub use known::{definition, identifiers};
pub use partition::{drop_empty, make_partitions};
pub use query::{Flight, Kept, Page, Query, consistent_through, get, platform, query};
pub use statement::Interaction;
pub use store::MIGRATIONS;
pub use timeline::{Moment, Tale, Told, Wording, timeline, told};
pub use version::Version;
