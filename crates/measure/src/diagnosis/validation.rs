use super::Diagnosis;
use crate::{Fault, Responses};
use rayon::prelude::*;

/// Learners that one task takes at a time.
const TOGETHER: usize = 512;

/// What the responses say about the attributes that a step is said to ask for.
#[derive(Debug, Clone, PartialEq)]
pub struct Validation {
    /// Item.
    pub item: usize,
    /// Step, from 0.
    pub step: usize,
    /// Attributes it is said to ask for.
    pub given: u32,
    /// The proportion of variance that they account for.
    pub given_share: f64,
    /// The smallest set that reaches the threshold; among sets of a size the one that accounts for most.
    pub suggested: u32,
    /// The proportion that it accounts for.
    pub suggested_share: f64,
}

impl Diagnosis {
    /// Validates the Q-matrix by the proportion of variance accounted for (de la Torre & Chiu 2016), step by step.
    ///
    /// With wₗ the weight and pₗ the chance of success of the groups that a set of attributes makes, ς² = Σ wₗ (pₗ − p̄)² measures how
    /// well the set tells apart those who succeed; its proportion of the ς² of all attributes grows with the set. The smallest set
    /// that reaches `threshold` (often 0.95) is suggested. Weights and chances are expected numbers over the learners' posteriors,
    /// so that the Q-matrix as given colours the result: use a G-DINA fit, change one row at a time, ask those who know the subject,
    /// and fit again. Attributes that the items do not tell apart cannot be told apart here either.
    ///
    /// Errors: [`Fault::OutOfRange`] for a threshold outside (0, 1] or more than 16 attributes; those of [`Diagnosis::learners`].
    pub fn validate(&self, responses: &Responses, threshold: f64) -> Result<Vec<Validation>, Fault> {
        if !(threshold > 0.0 && threshold <= 1.0) {
            return Err(Fault::OutOfRange { what: "the threshold", value: threshold, allowed: "above 0 and at most 1" });
        }
        let attributes = self.model.q.attributes();
        if attributes > 16 {
            return Err(Fault::OutOfRange { what: "the number of attributes", value: attributes as f64, allowed: "1 to 16" });
        }
        self.model.check_scores(responses)?;
        let counts = self.counts(responses);
        let prior = self.classes().gather(&self.weights);
        let share: Vec<f64> = self
            .weights
            .iter()
            .zip(&self.classes().class_of)
            .map(|(w, class)| if prior[*class] > 0.0 { w / prior[*class] } else { 0.0 })
            .collect();
        let mut sets: Vec<u32> = (1..1_u32 << attributes).collect();
        sets.sort_by_key(|set| (set.count_ones(), *set));
        let steps = self.classes().steps.iter().enumerate().flat_map(|(item, steps)| (0..steps.len()).map(move |step| (item, step)));
        let steps: Vec<((usize, usize), Count)> = steps.zip(counts).collect();
        Ok(steps.into_par_iter().map(|((item, step), count)| self.judge(item, step, &count, &share, &sets, threshold)).collect())
    }

    fn judge(&self, item: usize, step: usize, count: &Count, share: &[f64], sets: &[u32], threshold: f64) -> Validation {
        let variance = |set: u32| {
            let mut sums = vec![(0.0, 0.0); set as usize + 1];
            for ((profile, share), class) in self.model.profiles.list().iter().zip(share).zip(&self.classes().class_of) {
                let (reached, taken) = &mut sums[(profile & set) as usize];
                *reached += share * count.reached[*class];
                *taken += share * count.taken[*class];
            }
            let (all, right) = sums.iter().fold((0.0, 0.0), |(n, r), s| (n + s.0, r + s.1));
            let mean = right / all;
            sums.iter().filter(|(n, _)| *n > 0.0).map(|(n, r)| n / all * (r / n - mean).powi(2)).sum::<f64>()
        };
        let given = self.model.q.steps(item)[step];
        let whole = variance(sets.last().copied().unwrap_or(given));
        // An item on which all succeed alike: any set accounts for all of nothing.
        let share_of = |set: u32| if whole > 1e-12 { variance(set) / whole } else { 1.0 };
        let (mut best, mut best_share, mut size) = (given, 0.0, 0);
        for set in sets {
            if set.count_ones() > size {
                if best_share >= threshold {
                    break;
                }
                (size, best_share) = (set.count_ones(), 0.0);
            }
            let share = share_of(*set);
            if share > best_share {
                (best, best_share) = (*set, share);
            }
        }
        Validation { item, step, given, given_share: share_of(given), suggested: best, suggested_share: best_share }
    }

    /// For each step of each item, the learners expected in each class who reached and who took it.
    fn counts(&self, responses: &Responses) -> Vec<Count> {
        let classes = self.classes();
        let first: Vec<usize> = classes
            .steps
            .iter()
            .scan(0, |next, steps| {
                *next += steps.len();
                Some(*next - steps.len())
            })
            .collect();
        let total = classes.steps.iter().map(Vec::len).sum();
        let zero = || vec![Count { reached: vec![0.0; classes.len()], taken: vec![0.0; classes.len()] }; total];
        let learners: Vec<usize> = (0..responses.learners()).collect();
        let some = |learners: &[usize]| {
            let mut counts = zero();
            for learner in learners {
                let own = responses.of(*learner);
                let posterior = self.of_class(own);
                for (item, score) in own.pairs() {
                    for h in (0..classes.steps[item].len()).take_while(|h| score >= *h as f64) {
                        let count = &mut counts[first[item] + h];
                        add(&mut count.reached, &posterior);
                        if score > h as f64 {
                            add(&mut count.taken, &posterior);
                        }
                    }
                }
            }
            counts
        };
        let parts: Vec<Vec<Count>> = learners.par_chunks(TOGETHER).map(some).collect();
        parts.into_iter().fold(zero(), |mut sum, part| {
            for (sum, part) in sum.iter_mut().zip(&part) {
                add(&mut sum.reached, &part.reached);
                add(&mut sum.taken, &part.taken);
            }
            sum
        })
    }
}

/// Learners expected in each class.
#[derive(Debug, Clone)]
struct Count {
    reached: Vec<f64>,
    taken: Vec<f64>,
}

fn add(to: &mut [f64], what: &[f64]) {
    for (to, what) in to.iter_mut().zip(what) {
        *to += what;
    }
}
