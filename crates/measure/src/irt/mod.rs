//! Item response theory: items and learners on one scale.

mod bank;
mod belief;
mod item;
mod logistic;
mod population;
pub mod score;

pub use bank::Bank;
pub use belief::{Belief, Estimate};
pub use item::{Item, Local};
pub use population::{Grid, Population};
pub use score::Method;
