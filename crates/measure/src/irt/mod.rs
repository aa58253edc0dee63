//! Item response theory: items and learners on one scale.
//!
//! [`Item`] and [`Bank`] are calibrated items; [`calibrate()`] and [`new_item`] make them from responses; [`score`] and [`Belief`]
//! find abilities with them; [`fit`] and [`dependence`] say whether items and learners behave as the model says; [`several`] has more
//! abilities than one. Method, sources and checks are in `docs/irt.md`.

mod accelerate;
mod bank;
mod belief;
mod calibrate;
pub mod dependence;
mod errors;
mod expect;
pub mod fit;
mod item;
mod layout;
mod logistic;
mod maximise;
mod online;
mod patterns;
mod population;
mod priors;
pub mod score;
mod settings;
pub mod several;
mod working;

pub use bank::Bank;
pub use belief::{Belief, Estimate};
pub use calibrate::{Calibration, calibrate};
pub use errors::Errors;
pub use item::{Item, Local};
pub use online::{NewItem, new_item};
pub use population::{Grid, Population};
pub use priors::{Beta, Priors};
pub use score::Method;
pub use settings::{Model, Settings};
