use super::population::normalise;
use super::{Grid, Item, Population};
use crate::Fault;

/// An ability with its standard error, both in units of θ.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The ability.
    pub theta: f64,
    /// Its standard error: how far it would scatter over tests like this one.
    pub error: f64,
}

/// What is believed of a learner's θ: a distribution over the nodes of a grid, sharpened by each answer (Bayes' rule). An answer takes
/// one pass over the nodes, so that an adaptive test can ask it after every item.
#[derive(Debug, Clone, PartialEq)]
pub struct Belief {
    nodes: Vec<f64>,
    log: Vec<f64>,
}

impl Belief {
    /// Before any answer.
    pub fn new(population: &Population, grid: &Grid) -> Result<Belief, Fault> {
        population.check()?;
        let log = grid.nodes().iter().map(|theta| population.log_density(*theta)).collect();
        Ok(Belief { nodes: grid.nodes().to_vec(), log })
    }

    /// After one more answer. [`Fault::OutOfRange`] for a category that the item does not have; the belief is then as it was.
    pub fn observe(&mut self, item: &Item, category: usize) -> Result<(), Fault> {
        if category >= item.categories() {
            return Err(Fault::OutOfRange { what: "a category", value: category as f64, allowed: "below the item's number of categories" });
        }
        for (log, theta) in self.log.iter_mut().zip(&self.nodes) {
            *log += item.local(category, *theta).log;
        }
        Ok(())
    }

    /// The nodes of θ, rising.
    pub fn nodes(&self) -> &[f64] {
        &self.nodes
    }

    /// The probability of each node; they sum to 1.
    pub fn weights(&self) -> Vec<f64> {
        let mut weights = self.log.clone();
        normalise(&mut weights);
        weights
    }

    /// The mean and standard deviation of the belief: the EAP estimate (Bock & Mislevy 1982, *Applied Psychological Measurement* 6,
    /// 431–444).
    pub fn estimate(&self) -> Estimate {
        let weights = self.weights();
        let theta: f64 = weights.iter().zip(&self.nodes).map(|(w, t)| w * t).sum();
        let variance: f64 = weights.iter().zip(&self.nodes).map(|(w, t)| w * (t - theta) * (t - theta)).sum();
        Estimate { theta, error: variance.sqrt() }
    }

    /// The chance that θ is at or above a cut score, for a decision to pass or to stop.
    pub fn above(&self, cut: f64) -> f64 {
        let weights = self.weights();
        let half = 0.5 * (self.nodes[1] - self.nodes[0]);
        // A node stands for the half spacing on either side of it.
        weights.iter().zip(&self.nodes).map(|(w, t)| w * ((t - cut + half) / (2.0 * half)).clamp(0.0, 1.0)).sum()
    }

    /// The chance of each score on another item, averaged over the belief.
    pub fn predict(&self, item: &Item) -> Vec<f64> {
        let mut chances = vec![0.0; item.categories()];
        for (weight, theta) in self.weights().iter().zip(&self.nodes) {
            item.each(*theta, |k, local| chances[k] += weight * local.probability);
        }
        chances
    }
}
