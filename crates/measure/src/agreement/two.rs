use crate::Fault;
use statrs::distribution::{ContinuousCDF, Normal};

/// How two raters rated the same things on `levels` levels: a table of counts.
#[derive(Debug, Clone, PartialEq)]
pub struct Ratings {
    levels: usize,
    /// Share of the things that the first rater put on level i and the second on level j, at i · levels + j.
    share: Vec<f64>,
    n: f64,
}

/// How much a disagreement of two levels counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weights {
    /// Every disagreement counts the same: Cohen's κ.
    Equal,
    /// By the number of levels between.
    Linear,
    /// By its square: quadratic weighted κ (QWK).
    Quadratic,
}

/// Agreement beyond chance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Kappa {
    /// 1 when the raters always agree, 0 when they agree as often as chance would have it, negative below.
    pub value: f64,
    /// Its large-sample standard error (Fleiss, Cohen & Everitt 1969, *Psychological Bulletin* 72, 323–327).
    pub standard_error: f64,
}

impl Kappa {
    /// The interval by the normal approximation, at most 1: value ± z · standard error. A level outside (0, 1) is drawn to the
    /// nearest that has one. Rough below some fifty ratings.
    pub fn interval(self, level: f64) -> (f64, f64) {
        let level = if level.is_nan() { 0.0 } else { level.clamp(0.0, 0.999_999) };
        let half = Normal::standard().inverse_cdf((1.0 + level) / 2.0) * self.standard_error;
        (self.value - half, (self.value + half).min(1.0))
    }
}

impl Ratings {
    /// The ratings of the same things by two raters, in the same order; levels from 0. What only one of them rated is left out before.
    ///
    /// [`Fault::Shape`] for lists of unequal length, [`Fault::Empty`] for none, [`Fault::OutOfRange`] for a rating not below `levels`.
    pub fn of(first: &[usize], second: &[usize], levels: usize) -> Result<Ratings, Fault> {
        if first.len() != second.len() {
            return Err(Fault::Shape { what: "ratings of the second rater", expected: first.len(), found: second.len() });
        }
        if let Some(wrong) = first.iter().chain(second).find(|r| **r >= levels) {
            return Err(Fault::OutOfRange { what: "a rating", value: *wrong as f64, allowed: "below the number of levels" });
        }
        let mut counts = vec![0.0; levels * levels];
        first.iter().zip(second).for_each(|(a, b)| counts[a * levels + b] += 1.0);
        Ratings::from_counts(levels, &counts)
    }

    /// From a table of counts: how often the first rater gave level i and the second level j, at i · levels + j.
    ///
    /// [`Fault::Shape`] when it is not levels × levels, [`Fault::OutOfRange`] for a negative or infinite count, [`Fault::Empty`] when all
    /// are 0.
    pub fn from_counts(levels: usize, counts: &[f64]) -> Result<Ratings, Fault> {
        if counts.len() != levels * levels {
            return Err(Fault::Shape { what: "cells of the table", expected: levels * levels, found: counts.len() });
        }
        if let Some(wrong) = counts.iter().find(|c| !(c.is_finite() && **c >= 0.0)) {
            return Err(Fault::OutOfRange { what: "a count", value: *wrong, allowed: "at least 0" });
        }
        let n: f64 = counts.iter().sum();
        if n <= 0.0 {
            return Err(Fault::Empty);
        }
        Ok(Ratings { levels, share: counts.iter().map(|c| c / n).collect(), n })
    }

    /// Share of the things that both put on one level.
    pub fn exact(&self) -> f64 {
        self.adjacent(0)
    }

    /// Share of the things on which they are at most `within` levels apart.
    pub fn adjacent(&self, within: usize) -> f64 {
        self.cells().filter(|(i, j, _)| i.abs_diff(*j) <= within).map(|(_, _, p)| p).sum()
    }

    /// κ = 1 − Σ v p / Σ v e: observed over expected disagreement, v being the weight of a disagreement, p its share, and e the
    /// share if the raters rated independently with the same shares of levels (Cohen 1960, *Educational and Psychological Measurement*
    /// 20, 37–46; weighted: Cohen 1968, *Psychological Bulletin* 70, 213–220).
    ///
    /// [`Fault::NoVariation`] when both put everything on one and the same level: there is no disagreement to expect.
    pub fn kappa(&self, weights: Weights) -> Result<Kappa, Fault> {
        self.kappa_by(|i, j| {
            let apart = i.abs_diff(j) as f64;
            match weights {
                Weights::Equal => apart.min(1.0),
                Weights::Linear => apart,
                Weights::Quadratic => apart * apart,
            }
        })
    }

    /// κ with any weight of disagreement, 0 or above (0 for i = j). Only their proportions matter.
    ///
    /// [`Fault::OutOfRange`] for a weight that is negative or infinite; else as [`Ratings::kappa`].
    pub fn kappa_by(&self, weight: impl Fn(usize, usize) -> f64) -> Result<Kappa, Fault> {
        let k = self.levels;
        let weights: Vec<f64> = (0..k * k).map(|at| weight(at / k, at % k)).collect();
        if let Some(wrong) = weights.iter().find(|w| !(w.is_finite() && **w >= 0.0)) {
            return Err(Fault::OutOfRange { what: "the weight of a disagreement", value: *wrong, allowed: "at least 0" });
        }
        let most = weights.iter().copied().fold(0.0, f64::max);
        let (first, second) = self.margins();
        // Agreement weights, 1 on the diagonal.
        let agree = |i: usize, j: usize| if most > 0.0 { 1.0 - weights[i * k + j] / most } else { 1.0 };
        let observed: f64 = self.cells().map(|(i, j, p)| p * agree(i, j)).sum();
        let of_first: Vec<f64> = (0..k).map(|i| (0..k).map(|j| second[j] * agree(i, j)).sum()).collect();
        let of_second: Vec<f64> = (0..k).map(|j| (0..k).map(|i| first[i] * agree(i, j)).sum()).collect();
        let expected: f64 = first.iter().zip(&of_first).map(|(p, w)| p * w).sum();
        if 1.0 - expected <= 1e-12 {
            return Err(Fault::NoVariation { what: "the level of both raters" });
        }
        let value = (observed - expected) / (1.0 - expected);
        let spread: f64 = self.cells().map(|(i, j, p)| p * (agree(i, j) - (of_first[i] + of_second[j]) * (1.0 - value)).powi(2)).sum();
        let variance = (spread - (value - expected * (1.0 - value)).powi(2)) / (self.n * (1.0 - expected).powi(2));
        Ok(Kappa { value, standard_error: variance.max(0.0).sqrt() })
    }

    /// Mean of the second less mean of the first rater, over the standard deviation √((v₁ + v₂) / 2): how much more lenient the second is.
    /// [`Fault::NoVariation`] when both put everything on one level each.
    pub fn shift(&self) -> Result<f64, Fault> {
        let (first, second) = self.margins();
        let mean = |m: &[f64]| m.iter().enumerate().map(|(i, p)| i as f64 * p).sum::<f64>();
        let variance = |m: &[f64], mean: f64| m.iter().enumerate().map(|(i, p)| (i as f64 - mean).powi(2) * p).sum::<f64>();
        let (a, b) = (mean(&first), mean(&second));
        let spread = (variance(&first, a) + variance(&second, b)) / 2.0;
        if spread <= 0.0 { Err(Fault::NoVariation { what: "the ratings" }) } else { Ok((b - a) / spread.sqrt()) }
    }

    fn cells(&self) -> impl Iterator<Item = (usize, usize, f64)> + '_ {
        self.share.iter().enumerate().map(|(at, p)| (at / self.levels, at % self.levels, *p))
    }

    fn margins(&self) -> (Vec<f64>, Vec<f64>) {
        let (mut first, mut second) = (vec![0.0; self.levels], vec![0.0; self.levels]);
        for (i, j, p) in self.cells() {
            first[i] += p;
            second[j] += p;
        }
        (first, second)
    }
}
