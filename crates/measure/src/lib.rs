//! Mathematics of measurement, pure: numbers in, numbers out.
//!
//! Exports the mastery model behind every estimate of a learner, and the interval of a mean of estimates. Does no I/O, reads no clock and
//! knows no person, school or item, so that anyone can use and check it alone. See `README.md`.

pub mod mastery;
mod mean;

pub use mastery::{Mastery, Model, ScoreOutOfRange};
pub use mean::mean_interval;
