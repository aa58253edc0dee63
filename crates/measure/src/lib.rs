//! Mathematics of measurement, pure: numbers in, numbers out.
//!
//! Exports sparse [`Responses`] and the models that read them, the mastery model behind every estimate of a learner, and the interval
//! of a mean of estimates. Does no I/O, reads no clock and knows no person, school or item, so that anyone can use and check it
//! alone. See `README.md`.

pub mod adaptive;
pub mod agreement;
pub mod classical;
pub mod conversion;
pub mod diagnosis;
pub mod dif;
mod draws;
pub mod equating;
pub mod evaluate;
mod fault;
pub mod growth;
pub mod irt;
pub mod mastery;
mod mean;
mod responses;
pub mod similarity;
pub mod text;
pub mod tracing;

pub use fault::Fault;
pub use mastery::{Mastery, Model, ScoreOutOfRange};
pub use mean::mean_interval;
pub use responses::{OfLearner, Response, Responses};
