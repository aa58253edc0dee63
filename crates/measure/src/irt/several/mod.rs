//! Several abilities at once: the compensatory model for right and wrong answers, P = c-free logistic of a₁θ₁ + … + a_Dθ_D + d.
//! Reckase (2009), *Multidimensional Item Response Theory*.

mod calibrate;
mod nodes;

pub use calibrate::{SeveralCalibration, SeveralSettings, calibrate};
pub use nodes::Nodes;

use super::logistic::{logistic, softplus};
use super::population::normalise;
use crate::{Fault, Responses};
use nalgebra::DMatrix;

/// An item that asks for several abilities: P(right) = 1 / (1 + exp(−(Σ aₖθₖ + d))).
#[derive(Debug, Clone, PartialEq)]
pub struct SeveralItem {
    /// a₁ … a_D, per unit of each θ; 0 where it does not ask for one.
    pub slopes: Vec<f64>,
    /// d.
    pub intercept: f64,
}

impl SeveralItem {
    fn line(&self, theta: &[f64]) -> f64 {
        self.slopes.iter().zip(theta).map(|(a, t)| a * t).sum::<f64>() + self.intercept
    }

    /// The chance of a right answer.
    pub fn probability(&self, theta: &[f64]) -> f64 {
        logistic(self.line(theta))
    }

    /// Discrimination in the direction in which the item measures best, √Σaₖ² (MDISC).
    pub fn discrimination(&self) -> f64 {
        self.slopes.iter().map(|a| a * a).sum::<f64>().sqrt()
    }

    /// How far out in that direction the chance is one half: −d / MDISC (MDIFF).
    pub fn difficulty(&self) -> f64 {
        -self.intercept / self.discrimination()
    }
}

/// A learner's abilities with their standard errors.
#[derive(Debug, Clone, PartialEq)]
pub struct Abilities {
    /// Posterior means.
    pub theta: Vec<f64>,
    /// Posterior standard deviations.
    pub error: Vec<f64>,
}

/// EAP estimates of every learner's abilities; `None` without a response. `correlation` is that of the population, whose means are 0
/// and standard deviations 1. [`Fault::Shape`], [`Fault::NotBinary`].
pub fn abilities(
    items: &[SeveralItem],
    correlation: &DMatrix<f64>,
    responses: &Responses,
    nodes: &Nodes,
) -> Result<Vec<Option<Abilities>>, Fault> {
    let dimensions = correlation.nrows();
    if items.len() != responses.items() {
        return Err(Fault::Shape { what: "items", expected: responses.items(), found: items.len() });
    }
    if let Some(item) = items.iter().find(|i| i.slopes.len() != dimensions) {
        return Err(Fault::Shape { what: "slopes of an item", expected: dimensions, found: item.slopes.len() });
    }
    responses.require_binary()?;
    let points = nodes.points(correlation)?;
    let of = |learner: usize| {
        let own = responses.of(learner);
        if own.is_empty() {
            return None;
        }
        let likelihood =
            |theta: &[f64]| -> f64 { own.pairs().map(|(j, x)| (items[j].line(theta), x)).map(|(z, x)| x * z - softplus(z)).sum() };
        let mut weights: Vec<f64> =
            points.theta.chunks_exact(dimensions).zip(&points.log_weight).map(|(theta, w)| w + likelihood(theta)).collect();
        normalise(&mut weights);
        let moment = |k: usize, power: i32| -> f64 {
            points.theta.chunks_exact(dimensions).zip(&weights).map(|(theta, w)| w * theta[k].powi(power)).sum()
        };
        let theta: Vec<f64> = (0..dimensions).map(|k| moment(k, 1)).collect();
        let error = (0..dimensions).map(|k| (moment(k, 2) - theta[k] * theta[k]).max(0.0).sqrt()).collect();
        Some(Abilities { theta, error })
    };
    Ok((0..responses.learners()).map(of).collect())
}
