//! Decisions under constraints, pure: numbers in, numbers out.
//!
//! Exports a typed [`Model`] of a mixed-integer linear problem with named constraints, solved within [`Limits`]; when nothing meets the
//! constraints, the [`Conflict`] among them; and [`groups`], which mixes a class. Does no I/O, draws nothing but by seed, and knows no
//! person and no school. The clock is read only where a time limit is asked for. See `README.md`.

mod conflict;
mod draws;
mod engine;
mod expression;
mod failure;
pub mod groups;
mod limits;
mod model;
mod solution;

pub use expression::{Constraint, Expression, Linear, Variable};
pub use failure::{Conflict, Failure, Limit};
pub use limits::{Engine, Limits};
pub use model::Model;
pub use solution::Solution;
