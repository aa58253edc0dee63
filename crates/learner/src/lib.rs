//! What we believe about a learner, how surely, and what to practise next.
//!
//! An answer becomes a statement and changes the estimate in one transaction ([`answers`]);
//! estimates are read for a person ([`mastery`]), a class ([`grid`], and what it needs next in [`diagnosis`]) and, without names and with small
//! cells suppressed, for a school and the region ([`aggregate`]). Learners practise ([`practice`]) and
//! question what is said of them ([`question`]). Everything recorded of a learner stands in a [`timeline`], which they share
//! ([`share`]) and have corrected ([`correction`]). What belongs to a purpose goes at the family's request ([`erasure`]) or when its
//! time has come ([`retention`]). What to do next, before, in and after class, is a [`path`]; a study [`companion`] helps at a
//! question. Every read of a person's data takes the caller's
//! scope. No estimate exists without its statements: [`rebuild()`] makes all of them anew. Beside mastery stands the learner's
//! [`state`]: ability and growth, memory, pace, read with what a nightly [`calibration`] knows of the items. [`talent`] has what
//! children are invited to take part in.

pub mod aggregate;
mod answer;
mod beside;
pub mod calibration;
mod choice;
pub mod companion;
pub mod correction;
pub mod diagnosis;
pub mod erasure;
pub mod export;
pub mod grid;
pub mod mastery;
pub mod path;
mod place;
pub mod policy;
pub mod portable;
pub mod practice;
pub mod progress;
pub mod question;
mod rebuild;
pub mod retention;
pub mod share;
pub mod state;
mod store;
pub mod suppression;
mod taking;
pub mod talent;
pub mod timeline;
mod visible;

pub use answer::{Applied, Given, answers};
pub use choice::Reason;
pub use grid::{ClassGrid, class_grid};
pub use mastery::{Estimate, Standing};
pub use rebuild::{Learners, Rebuilt, merge, points_moved, rebuild};
pub use store::MIGRATIONS;
