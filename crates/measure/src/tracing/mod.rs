//! Knowledge tracing: what the next answer of a learner will be, from the order of all answers before it.
//!
//! - [`bkt`]: Bayesian knowledge tracing, a hidden state "known or not" for each skill: five numbers a skill, each with a meaning.
//! - [`logistic`]: logistic regression on items, skills and counts (Best-LR, DAS3H), and on everything else there is to count.
//! - [`boosted`]: trees on the same facts.
//! - [`Tracer`]: the last two together, the best predictor here.
//!
//! Each is fitted to the answers of a group of learners, then carries a learner's state (a [`History`]; for [`bkt`] a list of chances) from answer to
//! answer: `predict`, `observe`, `explain`. A state is nothing but a fold over the answers: replaying them gives the same
//! state. A prediction uses earlier answers of the same learner only.

mod bins;
pub mod bkt;
pub mod boosted;
mod facts;
mod group;
mod history;
pub mod logistic;
mod norms;
mod skills;
mod sparse;
mod tracer;
mod trees;

pub use facts::{Explanation, Fact, Kind, Scope};
pub use history::{History, Walk};
pub use skills::{Combinations, combinations};
pub use tracer::{Settings, Tracer};
