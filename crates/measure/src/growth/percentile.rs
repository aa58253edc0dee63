use super::quantile::Programme;
use super::spline::Basis;
use crate::Fault;
use rayon::prelude::*;

/// Quantiles fitted: τ = 0.005, 0.015, … 0.995.
const QUANTILES: usize = 100;

/// How earlier scores enter.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Shares of the learners below each inner knot of the splines.
    pub knots: Vec<f64>,
    /// How far the boundaries of the splines lie beyond the scores seen, as a share of their range.
    pub margin: f64,
}

impl Default for Settings {
    /// Betebenner's: knots at the 20th, 40th, 60th and 80th percentile, boundaries 10 % beyond the range.
    fn default() -> Self {
        Settings { knots: vec![0.2, 0.4, 0.6, 0.8], margin: 0.1 }
    }
}

/// The present scores of a cohort by percentile, given the earlier scores.
#[derive(Debug, Clone, PartialEq)]
pub struct Growth {
    bases: Vec<Basis>,
    /// For each quantile, a coefficient for each function.
    coefficients: Vec<Vec<f64>>,
    /// A score this near a quantile is on it: the quantiles pass through some scores, up to rounding.
    near: f64,
}

impl Growth {
    /// From a cohort: the earlier scores of each learner (each has the same number of them, in the same order) and the present one.
    ///
    /// Each earlier score enters through a cubic B-spline of its own, without interactions; the hundred quantiles are fitted one by one,
    /// in parallel, with a result that does not depend on the number of threads. O(n) memory; 7,000 learners take about half a second.
    ///
    /// **Missing**: a learner who lacks a score is left out before; fit another model to those who have fewer earlier scores.
    ///
    /// [`Fault::Empty`] for nobody; [`Fault::Shape`] for unequal lengths; [`Fault::OutOfRange`] for a score that is not finite or a
    /// setting out of range; [`Fault::TooFew`] for fewer than ten learners for each spline function; [`Fault::NoVariation`] when an
    /// earlier score does not vary, or so little that the splines depend on each other (use fewer knots); [`Fault::NotSettled`] when a
    /// fit does not end.
    pub fn fit(earlier: &[Vec<f64>], present: &[f64], settings: &Settings) -> Result<Growth, Fault> {
        let scores = require(earlier, present, settings)?;
        let bases = (0..scores).map(|at| basis(earlier.iter().map(|e| e[at]).collect(), settings)).collect::<Result<Vec<_>, _>>()?;
        let p = 1 + bases.iter().map(|b| b.len() - 1).sum::<usize>();
        if present.len() < 10 * p {
            return Err(Fault::TooFew { what: "learners", least: 10 * p, found: present.len() });
        }
        let mut design = Vec::with_capacity(present.len() * p);
        // Learners of the same earlier scores together, so that their functions are reckoned once; and in an order that is that of no list.
        let mut order: Vec<usize> = (0..present.len()).collect();
        order.sort_by(|a, b| compare(&earlier[*a], &earlier[*b]).then_with(|| present[*a].total_cmp(&present[*b])));
        order.iter().for_each(|learner| functions(&bases, &earlier[*learner], &mut design));
        let ordered: Vec<f64> = order.iter().map(|learner| present[*learner]).collect();
        let programme = Programme::new(&design, &ordered, p);
        let coefficients = (0..QUANTILES).into_par_iter().map(|q| programme.solve(tau(q))).collect::<Result<Vec<_>, _>>()?;
        let mean = ordered.iter().sum::<f64>() / ordered.len() as f64;
        let spread = (ordered.iter().map(|s| (s - mean).powi(2)).sum::<f64>() / ordered.len() as f64).sqrt();
        Ok(Growth { bases, coefficients, near: 1e-7 * spread })
    }

    /// The growth percentile, 1 to 99, of a learner: how many of the hundred quantiles of the present score, given the earlier ones, lie
    /// below the present one. Quantiles that cross are put in order first (Chernozhukov, Fernández-Val & Galichon 2010, *Econometrica*
    /// 78, 1093–1125).
    ///
    /// The learner need not be of the cohort; earlier scores beyond the boundaries are drawn to them. Errors as [`Growth::quantiles`];
    /// [`Fault::OutOfRange`] for a present score that is not a number.
    pub fn percentile(&self, earlier: &[f64], present: f64) -> Result<u8, Fault> {
        if present.is_nan() {
            return Err(Fault::OutOfRange { what: "a present score", value: present, allowed: "a number" });
        }
        let below = self.predicted(earlier)?.iter().filter(|q| **q < present - self.near).count();
        Ok(below.clamp(1, 99) as u8)
    }

    /// The hundred quantiles of the present score at τ = 0.005, 0.015, … 0.995, in order: entry 49 is next to the median, and a learner
    /// who is to grow at percentile 60 must exceed entry 59.
    ///
    /// [`Fault::Shape`] for another number of earlier scores than the cohort had, [`Fault::OutOfRange`] for one that is not finite.
    pub fn quantiles(&self, earlier: &[f64]) -> Result<Vec<f64>, Fault> {
        let mut all = self.predicted(earlier)?;
        all.sort_by(f64::total_cmp);
        Ok(all)
    }

    /// Inner knots of each earlier score.
    pub fn knots(&self) -> Vec<&[f64]> {
        self.bases.iter().map(Basis::inner).collect()
    }

    /// Boundaries of each earlier score.
    pub fn boundaries(&self) -> Vec<(f64, f64)> {
        self.bases.iter().map(Basis::boundary).collect()
    }

    fn predicted(&self, earlier: &[f64]) -> Result<Vec<f64>, Fault> {
        if earlier.len() != self.bases.len() {
            return Err(Fault::Shape { what: "earlier scores", expected: self.bases.len(), found: earlier.len() });
        }
        finite(earlier.iter().copied(), "an earlier score")?;
        let mut row = Vec::new();
        functions(&self.bases, earlier, &mut row);
        Ok(self.coefficients.iter().map(|beta| beta.iter().zip(&row).map(|(b, x)| b * x).sum()).collect())
    }
}

fn compare(a: &[f64], b: &[f64]) -> std::cmp::Ordering {
    a.iter().zip(b).map(|(a, b)| a.total_cmp(b)).find(|o| o.is_ne()).unwrap_or(std::cmp::Ordering::Equal)
}

fn tau(quantile: usize) -> f64 {
    (quantile as f64 + 0.5) / QUANTILES as f64
}

/// The functions of each spline sum to 1, so only the first keeps all of its own: it is the intercept of all.
fn functions(bases: &[Basis], earlier: &[f64], row: &mut Vec<f64>) {
    for (at, (basis, score)) in bases.iter().zip(earlier).enumerate() {
        basis.extend(row, *score, usize::from(at > 0));
    }
}

fn basis(mut scores: Vec<f64>, settings: &Settings) -> Result<Basis, Fault> {
    scores.sort_by(f64::total_cmp);
    let (low, high) = (scores[0], scores[scores.len() - 1]);
    if low == high {
        return Err(Fault::NoVariation { what: "an earlier score" });
    }
    let mut knots: Vec<f64> = settings.knots.iter().map(|share| quantile(&scores, *share)).collect();
    knots.sort_by(f64::total_cmp);
    knots.dedup();
    let beyond = settings.margin * (high - low);
    Ok(Basis::new(&knots, low - beyond, high + beyond))
}

/// The quantile of sorted values, linear between them (the usual one, Hyndman & Fan's type 7).
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let at = share * (sorted.len() - 1) as f64;
    let below = at.floor() as usize;
    let above = (below + 1).min(sorted.len() - 1);
    sorted[below] + (at - at.floor()) * (sorted[above] - sorted[below])
}

fn require(earlier: &[Vec<f64>], present: &[f64], settings: &Settings) -> Result<usize, Fault> {
    let Some(first) = earlier.first() else { return Err(Fault::Empty) };
    if present.len() != earlier.len() {
        return Err(Fault::Shape { what: "present scores", expected: earlier.len(), found: present.len() });
    }
    if first.is_empty() {
        return Err(Fault::TooFew { what: "earlier scores of a learner", least: 1, found: 0 });
    }
    if let Some(other) = earlier.iter().find(|e| e.len() != first.len()) {
        return Err(Fault::Shape { what: "earlier scores of a learner", expected: first.len(), found: other.len() });
    }
    finite(earlier.iter().flatten().copied(), "an earlier score")?;
    finite(present.iter().copied(), "a present score")?;
    if let Some(wrong) = settings.knots.iter().find(|k| !(**k > 0.0 && **k < 1.0)) {
        return Err(Fault::OutOfRange { what: "the share of a knot", value: *wrong, allowed: "between 0 and 1" });
    }
    if !(settings.margin >= 0.0 && settings.margin.is_finite()) {
        return Err(Fault::OutOfRange { what: "the margin", value: settings.margin, allowed: "at least 0" });
    }
    Ok(first.len())
}

fn finite(mut values: impl Iterator<Item = f64>, what: &'static str) -> Result<(), Fault> {
    match values.find(|v| !v.is_finite()) {
        None => Ok(()),
        Some(value) => Err(Fault::OutOfRange { what, value, allowed: "finite" }),
    }
}
