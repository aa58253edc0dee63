//! Item response theory: items and learners on one scale.

mod accelerate;
mod bank;
mod belief;
mod calibrate;
mod expect;
mod item;
mod logistic;
mod maximise;
mod patterns;
mod population;
mod priors;
pub mod score;
mod working;

pub use bank::Bank;
pub use belief::{Belief, Estimate};
pub use calibrate::{Calibration, Model, Settings, calibrate};
pub use item::{Item, Local};
pub use population::{Grid, Population};
pub use priors::{Beta, Priors};
pub use score::Method;
