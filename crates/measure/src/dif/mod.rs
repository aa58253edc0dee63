//! Differential item functioning: is an item harder for one group than for another of the same ability?
//!
//! * [`mantel_haenszel`]: a common odds ratio over levels of a matching score, with the A, B, C classes of ETS.
//! * [`logistic`]: logistic regression on score and group, for uniform and non-uniform DIF.
//! * [`purify`]: takes the items found to function differently out of the matching score, until the set stays.
//!
//! Items are scored 0 and 1. A difference of *groups* in an item is no DIF; only learners of one matching score are compared. An item with
//! DIF is not yet unfair: people who know the subject look at why.

mod logistic;
mod mantel_haenszel;
mod matching;
mod purify;

pub use logistic::{LogisticDif, logistic};
pub use mantel_haenszel::{DifClass, DifEffect, MantelHaenszel, mantel_haenszel};
pub use matching::{Group, Matching};
pub use purify::{Detection, Purified, purify};

use statrs::function::gamma::gamma_ur;

/// A test statistic with its chance under no DIF.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ChiSquare {
    /// The statistic, at least 0.
    pub value: f64,
    /// Degrees of freedom.
    pub freedom: u32,
    /// Chance of a value at least as large when there is no DIF.
    pub p: f64,
}

impl ChiSquare {
    fn new(value: f64, freedom: u32) -> ChiSquare {
        let value = value.max(0.0);
        let p = if value > 0.0 && value.is_finite() {
            gamma_ur(f64::from(freedom) / 2.0, value / 2.0)
        } else {
            f64::from(u8::from(value == 0.0))
        };
        ChiSquare { value, freedom, p }
    }
}
