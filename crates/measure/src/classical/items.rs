use super::ranking::{Moments, bands};
use crate::{Fault, OfLearner, Responses};
use rayon::prelude::*;

/// The share of the cohort in the upper and in the lower group that Kelley (1939), *Journal of Educational Psychology* 30, 17–24,
/// found best where scores are normal: 27 %.
pub const KELLEY: f64 = 0.27;

/// Learners summed together; fixed, so that the sums do not depend on the number of threads.
const CHUNK: usize = 4096;

/// What classical test theory says of an item.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ItemStatistics {
    /// Learners who answered it.
    pub answered: usize,
    /// Mean score as a share of full marks, 0 to 1: the higher, the easier. None when nobody answered.
    pub difficulty: Option<f64>,
    /// The same in the upper group; none when nobody there answered.
    pub upper: Option<f64>,
    /// The same in the lower group; none when nobody there answered.
    pub lower: Option<f64>,
    /// Discrimination D = upper − lower, −1 to 1.
    pub discrimination: Option<f64>,
    /// Correlation of the item's score with the learner's total on the *other* items (the corrected point-biserial where the item is
    /// scored 0 and 1). None when either does not vary.
    pub rest_correlation: Option<f64>,
}

/// Sums of one item over some learners.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    answered: usize,
    score: f64,
    upper: [f64; 2],
    lower: [f64; 2],
    rest: Moments,
}

impl Sums {
    fn join(&mut self, other: &Sums) {
        self.answered += other.answered;
        self.score += other.score;
        for side in 0..2 {
            self.upper[side] += other.upper[side];
            self.lower[side] += other.lower[side];
        }
        self.rest.join(&other.rest);
    }

    fn statistics(&self) -> ItemStatistics {
        let mean = |[score, weight]: [f64; 2]| (weight > 0.0).then(|| score / weight);
        let (upper, lower) = (mean(self.upper), mean(self.lower));
        ItemStatistics {
            answered: self.answered,
            difficulty: mean([self.score, self.answered as f64]),
            upper,
            lower,
            discrimination: upper.zip(lower).map(|(u, l)| u - l),
            rest_correlation: self.rest.correlation(),
        }
    }
}

/// Difficulty and discrimination of each item.
///
/// `full` has each item's full marks (1 where it is scored 0 and 1); `group` is the share of the cohort in the upper and in the lower
/// group, above 0 and at most 0.5 ([`KELLEY`]: 0.27).
///
/// * **Groups** are made once, by each learner's total over full marks of the items answered. Learners with one total hold their
///   places together, each with the same part of each place, so that the groups have exactly their share of the cohort and the order
///   of the input decides nothing. (Of ten learners, the upper 27 % are 2.7; if the 2nd to 4th have one total, each of the three
///   counts 1.7 / 3.)
/// * **Item–rest correlation** takes the item off the total (Henrysson 1963, *Psychometrika* 28, 211–218), so that a short test does
///   not correlate with itself.
/// * **Missing**: a figure of an item is taken over those who answered it. Totals are shares of the marks that the learner could get;
///   where everybody answered everything, this is the usual sum score. A learner who answered nothing else has no rest and is left out of
///   the correlation. Forms of unequal difficulty make totals unequal: analyse such forms apart.
///
/// [`Fault::Shape`] for another number of full marks than items, [`Fault::OutOfRange`] for a score outside 0 to full marks or a
/// share out of range, [`Fault::Repeated`] for two responses of a learner to an item.
pub fn items(responses: &Responses, full: &[f64], group: f64) -> Result<Vec<ItemStatistics>, Fault> {
    require_marks(responses, full)?;
    if !(group > 0.0 && group <= 0.5) {
        return Err(Fault::OutOfRange { what: "the share of a group", value: group, allowed: "above 0 and at most 0.5" });
    }
    let totals: Vec<Option<f64>> = responses.by_learner().map(|own| rate(own, full)).collect();
    let weights = bands(&totals, &[(0.0, group), (1.0 - group, 1.0)]);
    let learners: Vec<usize> = (0..responses.learners()).collect();
    let chunks: Vec<Vec<Sums>> = learners
        .par_chunks(CHUNK)
        .map(|chunk| {
            let mut sums = vec![Sums::default(); responses.items()];
            for learner in chunk {
                add(&mut sums, responses.of(*learner), full, weights[0][*learner], weights[1][*learner]);
            }
            sums
        })
        .collect();
    let mut all = vec![Sums::default(); responses.items()];
    for chunk in &chunks {
        all.iter_mut().zip(chunk).for_each(|(a, b)| a.join(b));
    }
    Ok(all.iter().map(Sums::statistics).collect())
}

fn add(sums: &mut [Sums], own: OfLearner<'_>, full: &[f64], lower: f64, upper: f64) {
    let (score, could) = marks(own, full);
    for (item, s) in own.pairs() {
        let (x, sum) = (s / full[item], &mut sums[item]);
        sum.answered += 1;
        sum.score += x;
        sum.upper[0] += upper * x;
        sum.upper[1] += upper;
        sum.lower[0] += lower * x;
        sum.lower[1] += lower;
        if own.len() > 1 {
            sum.rest.add(x - 0.5, (score - s) / (could - full[item]) - 0.5);
        }
    }
}

/// Marks got and marks that could be got.
pub(super) fn marks(own: OfLearner<'_>, full: &[f64]) -> (f64, f64) {
    own.pairs().fold((0.0, 0.0), |(got, could), (item, score)| (got + score, could + full[item]))
}

/// The share of the marks of the items answered.
pub(super) fn rate(own: OfLearner<'_>, full: &[f64]) -> Option<f64> {
    let (got, could) = marks(own, full);
    (could > 0.0).then(|| got / could)
}

fn require_marks(responses: &Responses, full: &[f64]) -> Result<(), Fault> {
    if full.len() != responses.items() {
        return Err(Fault::Shape { what: "full marks of items", expected: responses.items(), found: full.len() });
    }
    if let Some(wrong) = full.iter().find(|f| !(f.is_finite() && **f > 0.0)) {
        return Err(Fault::OutOfRange { what: "the full marks of an item", value: *wrong, allowed: "above 0" });
    }
    if let Some(row) = responses.rows().find(|r| r.score < 0.0 || r.score > full[r.item]) {
        return Err(Fault::OutOfRange { what: "a score", value: row.score, allowed: "from 0 to the full marks of its item" });
    }
    responses.require_single()
}
