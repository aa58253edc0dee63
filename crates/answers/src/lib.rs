//! Whether a student's answer is the same as the key, with the reason.
//!
//! [`equal`] reads both as pupils write (Chinese or LaTeX, with units, intervals, alternatives), and says [`Verdict::Equal`] only by
//! exact arithmetic or rewriting, [`Verdict::Different`] only by a proof, and [`Verdict::Undecided`] otherwise: then a teacher
//! decides. [`Form`]s ask for more than the value. Pure: no clock, no files, no randomness; it never panics on any text, and what it
//! spends on one answer is bounded.

mod answer;
mod compare;
mod enclose;
mod exact;
mod expr;
mod form;
mod read;
mod rewrite;
mod verdict;

pub use compare::{Options, equal};
pub use form::{Form, FormFault, UnknownForm};
pub use read::{LONGEST, is_mathematics};
pub use verdict::{Decision, Reason, Verdict};
