//! Similarity of answers: are two learners' answers more alike than their abilities explain?
//!
//! * [`k_index`]: by the matching wrong answers of those who did equally well (no model).
//! * [`generalised_binomial`], [`omega`]: by the chance of a match under a response model that the caller has fitted.
//!
//! A small p says that a pair is unusual under the assumptions of the index, not who copied, nor that anybody did: children of one class
//! share a teacher's mistakes. Of a million pairs, a thousand have p < 0.001. An index is a reason for a person to look, never a finding.

mod k_index;
mod model;

pub use k_index::{KIndex, k_index};
pub use model::{Omega, generalised_binomial, match_chance, omega};
