use super::Item;
use crate::Fault;

/// Calibrated items on one scale of θ, by index; what tests are scored with and drawn from.
#[derive(Debug, Clone, PartialEq)]
pub struct Bank {
    items: Vec<Item>,
}

impl Bank {
    /// Takes items whose parameters are in order: [`Item::check`]'s fault if one's are not, [`Fault::Empty`] for none.
    pub fn new(items: Vec<Item>) -> Result<Bank, Fault> {
        if items.is_empty() {
            return Err(Fault::Empty);
        }
        items.iter().try_for_each(Item::check)?;
        Ok(Bank { items })
    }

    /// The items, in order.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// One item; [`Fault::OutOfRange`] when there is none of this index.
    pub fn item(&self, index: usize) -> Result<&Item, Fault> {
        self.items.get(index).ok_or(Fault::OutOfRange {
            what: "an item's index",
            value: index as f64,
            allowed: "below the number of items",
        })
    }

    /// Number of items; never 0.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there are none; there always are.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Fisher's information of all items together at θ; 1 / √information is the standard error of a test of all of them.
    pub fn information(&self, theta: f64) -> f64 {
        self.items.iter().map(|item| item.information(theta)).sum()
    }

    /// The expected sum of scores at θ: the test's characteristic curve.
    pub fn expected(&self, theta: f64) -> f64 {
        self.items.iter().map(|item| item.expected(theta)).sum()
    }

    /// The same items on another scale: θ' = slope θ + shift, so that every probability is kept. `slope` is positive.
    /// Used after linking by mean and sigma or by characteristic curves.
    pub fn rescaled(&self, slope: f64, shift: f64) -> Result<Bank, Fault> {
        if !(slope > 0.0 && slope.is_finite()) {
            return Err(Fault::OutOfRange { what: "the slope between two scales", value: slope, allowed: "positive and finite" });
        }
        let move_all = |at: &[f64]| at.iter().map(|b| slope * b + shift).collect();
        let moved = self.items.iter().map(|item| match item {
            Item::Logistic { discrimination, difficulty, guessing, ceiling } => Item::Logistic {
                discrimination: discrimination / slope,
                difficulty: slope * difficulty + shift,
                guessing: *guessing,
                ceiling: *ceiling,
            },
            Item::Graded { discrimination, thresholds } => {
                Item::Graded { discrimination: discrimination / slope, thresholds: move_all(thresholds) }
            }
            Item::PartialCredit { discrimination, steps } => {
                Item::PartialCredit { discrimination: discrimination / slope, steps: move_all(steps) }
            }
            Item::Nominal { slopes, intercepts } => Item::Nominal {
                slopes: slopes.iter().map(|a| a / slope).collect(),
                intercepts: intercepts.iter().zip(slopes).map(|(c, a)| c - a * shift / slope).collect(),
            },
        });
        Bank::new(moved.collect())
    }

    /// The category that a score stands for on an item: [`Fault::NotCategory`] unless it is one of 0, 1, …, m.
    pub(super) fn category(&self, learner: usize, index: usize, score: f64) -> Result<usize, Fault> {
        let most = self.item(index)?.categories() - 1;
        if score.fract() != 0.0 || score < 0.0 || score > most as f64 {
            return Err(Fault::NotCategory { learner, item: index, score, most });
        }
        Ok(score as usize)
    }
}
