//! Item response theory: items and learners on one scale.

mod accelerate;
mod bank;
mod belief;
mod calibrate;
pub mod dependence;
mod errors;
mod expect;
pub mod fit;
mod item;
mod logistic;
mod maximise;
mod online;
mod patterns;
mod population;
mod priors;
pub mod score;
pub mod several;
mod working;

pub use bank::Bank;
pub use belief::{Belief, Estimate};
pub use calibrate::{Calibration, Model, Settings, calibrate};
pub use errors::Errors;
pub use item::{Item, Local};
pub use online::{NewItem, new_item};
pub use population::{Grid, Population};
pub use priors::{Beta, Priors};
pub use score::Method;
