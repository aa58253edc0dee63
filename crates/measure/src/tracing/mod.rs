//! Knowledge tracing: what the next answer of a learner will be, from the order of all answers before it.
//!
//! - [`bkt`]: Bayesian knowledge tracing, a hidden state "known or not" for each skill.

pub mod bkt;
pub mod boosted;
mod bins;
mod facts;
mod group;
mod history;
pub mod logistic;
mod norms;
mod skills;
mod sparse;
mod trees;

pub use facts::{Explanation, Fact, Kind, Scope};
pub use history::{History, Walk};
pub use skills::{Combinations, combinations};
