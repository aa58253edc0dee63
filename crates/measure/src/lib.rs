//! Mathematics of measurement, pure: numbers in, numbers out.
//!
//! Exports sparse [`Responses`] and the models that read them, the mastery model behind every estimate of a learner, and the interval
//! of a mean of estimates. Does no I/O, reads no clock and knows no person, school or item, so that anyone can use and check it
//! alone. See `README.md`.

pub mod adaptive;
pub mod diagnosis;
mod draws;
mod fault;
pub mod irt;
pub mod mastery;
mod mean;
mod responses;
pub mod text;

pub use fault::Fault;
pub use mastery::{Mastery, Model, ScoreOutOfRange};
pub use mean::mean_interval;
pub use responses::{OfLearner, Response, Responses};
