//! Equating: which score on form Y is worth as much as a score on form X?
//!
//! * [`Scores`]: how often each score 0, 1, … K of a form came up; [`Scores::smoothed`] by a log-linear polynomial.
//! * [`mean`], [`linear`], [`equipercentile`]: both forms taken by equivalent groups (or by one).
//! * [`Anchored`]: forms taken by groups that differ, with common items (NEAT design): Tucker, Levine, Braun–Holland, chained linear,
//!   chained equipercentile, frequency estimation.
//!
//! Formulas and terms are those of Kolen & Brennan (2014), *Test Equating, Scaling, and Linking*, 3rd ed. Variances have divisor n − 1.
//! Scores are whole numbers of whole forms: a learner who was not given all of a form has none and is left out before.
//!
//! Equating adjusts for a difference in difficulty of forms built to one blueprint. It does not make scores of different subjects or
//! of different reliability exchangeable.

mod anchor_scores;
mod anchored;
mod log_linear;
mod scores;

pub use anchor_scores::{Anchor, AnchorScores, Degrees};
pub use anchored::Anchored;
pub use log_linear::Smoothing;
pub use scores::{Scores, equipercentile, linear, mean};

/// A line from scores on form X to form Y: y = intercept + slope · x.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Line {
    /// In score points of form Y.
    pub intercept: f64,
    /// Score points of form Y for one of form X.
    pub slope: f64,
}

impl Line {
    /// The equivalent of a score. It may lie beyond the scores of form Y.
    pub fn at(self, x: f64) -> f64 {
        self.intercept + self.slope * x
    }

    /// That which takes mean and standard deviation of X to those of Y.
    fn between(mean_x: f64, sd_x: f64, mean_y: f64, sd_y: f64) -> Line {
        Line { intercept: mean_y - sd_y / sd_x * mean_x, slope: sd_y / sd_x }
    }
}
