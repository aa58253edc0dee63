//! Knowledge tracing: what the next answer of a learner will be, from the order of all answers before it.
//!
//! - [`bkt`]: Bayesian knowledge tracing, a hidden state "known or not" for each skill.

pub mod bkt;
mod skills;

pub use skills::{Combinations, combinations};
