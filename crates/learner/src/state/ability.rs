//! Ability in a subject as it changes: item response theory month by month.
//!
//! Within a month ability is taken as constant and every answer sharpens the belief by Bayes' rule (EAP, Bock & Mislevy 1982,
//! *Applied Psychological Measurement* 6, 431–444); from month to month it may move, by a normal step whose spread the
//! calibration found (a dynamic model of responses: Wang, Berger & Burdick 2013, *Annals of Applied Statistics* 7, 126–153).
//! So growth is seen when there is some, and what is long ago becomes unsure by itself.

use measure::irt::Item;

/// Nodes of θ, from −6 to 6: exact enough for beliefs no narrower than 0.2, and none here is.
pub const NODES: usize = 61;
const LOW: f32 = -6.0;
const STEP: f32 = 0.2;
/// Months without an answer that still widen the belief: beyond a year nothing is remembered of it anyway.
const LONGEST_PAUSE: i32 = 12;

/// θ of a node.
pub fn node(at: usize) -> f64 {
    f64::from(LOW) + f64::from(STEP) * at as f64
}

/// ln of the chances of a right and of a wrong answer at each node.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    right: [f32; NODES],
    wrong: [f32; NODES],
}

impl Curve {
    /// An item's.
    pub fn of(item: &Item) -> Curve {
        let log = |category| std::array::from_fn(|at| item.local(category, node(at)).log as f32);
        Curve { right: log(1), wrong: log(0) }
    }

    /// The chance of a right answer at a node.
    pub fn chance(&self, at: usize) -> f64 {
        f64::from(self.right[at]).exp()
    }
}

/// What is believed of an ability: ln of its density at the nodes, up to a constant. Single precision throughout, so that what is stored
/// as text and read again is the same to the last bit.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Belief(Vec<f32>);

/// An ability with its standard error, in units of the region's spread.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moments {
    /// The mean of the belief.
    pub theta: f64,
    /// Its standard deviation.
    pub error: f64,
}

impl Default for Belief {
    /// A learner of the region of whom nothing is known: N(0, 1).
    fn default() -> Belief {
        Belief((0..NODES).map(|at| (-0.5 * node(at) * node(at)) as f32).collect())
    }
}

impl Belief {
    /// Whether it has a value for each node, all of them numbers: what is read from a database need not.
    pub fn is_sound(&self) -> bool {
        self.0.len() == NODES && self.0.iter().all(|log| log.is_finite())
    }

    /// Takes an answer.
    pub fn observe(&mut self, curve: &Curve, right: bool) {
        let logs = if right { &curve.right } else { &curve.wrong };
        let mut most = f32::NEG_INFINITY;
        for (own, log) in self.0.iter_mut().zip(logs) {
            *own += log;
            most = most.max(*own);
        }
        // Kept near 0: thousands of answers would use up the digits.
        self.0.iter_mut().for_each(|own| *own -= most);
    }

    /// Lets months pass, in each of which ability moves by N(0, `drift`²).
    pub fn pass(&mut self, months: i32, drift: f64) {
        let sd = drift * f64::from(months.clamp(0, LONGEST_PAUSE)).sqrt() / f64::from(STEP);
        if sd <= 0.0 {
            return;
        }
        let reach = ((4.0 * sd).ceil() as usize).clamp(1, NODES - 1);
        let kernel: Vec<f64> = (0..=reach).map(|k| (-0.5 * (k as f64 / sd).powi(2)).exp()).collect();
        let weights = self.weights();
        let spread = |at: usize| -> f64 {
            (at.saturating_sub(reach)..(at + reach + 1).min(NODES)).map(|from| weights[from] * kernel[from.abs_diff(at)]).sum()
        };
        let moved: Vec<f64> = (0..NODES).map(spread).collect();
        let most = moved.iter().copied().fold(0.0, f64::max);
        // As far down as single precision goes without trouble.
        self.0 = moved.iter().map(|w| (w / most).max(1e-30).ln() as f32).collect();
    }

    /// The probability of each node; they sum to 1.
    pub fn weights(&self) -> Vec<f64> {
        let most = self.0.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let mut weights: Vec<f64> = self.0.iter().map(|log| f64::from(log - most).exp()).collect();
        let sum: f64 = weights.iter().sum();
        weights.iter_mut().for_each(|w| *w /= sum);
        weights
    }

    /// Mean and standard deviation.
    pub fn moments(&self) -> Moments {
        let weights = self.weights();
        let theta: f64 = weights.iter().enumerate().map(|(at, w)| w * node(at)).sum();
        let variance: f64 = weights.iter().enumerate().map(|(at, w)| w * (node(at) - theta).powi(2)).sum();
        Moments { theta, error: variance.sqrt() }
    }

    /// The chance of a right answer, averaged over the belief.
    pub fn chance(&self, curve: &Curve) -> f64 {
        self.weights().iter().enumerate().map(|(at, w)| w * curve.chance(at)).sum()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;
    use measure::irt::{self, Bank, Grid, Population, score};

    #[test]
    fn the_belief_is_that_of_the_library() {
        let items: Vec<Item> = (0..12).map(|i| Item::two_pl(0.6 + 0.1 * f64::from(i), -1.5 + 0.25 * f64::from(i)).unwrap()).collect();
        let (mut belief, mut answers) = (Belief::default(), Vec::new());
        for (at, item) in items.iter().enumerate() {
            belief.observe(&Curve::of(item), at % 3 != 0);
            answers.push((at, usize::from(at % 3 != 0)));
        }
        let bank = Bank::new(items).unwrap();
        let population = Population::new(0.0, 1.0).unwrap();
        let known = score::ability(&bank, &answers, irt::Method::Eap, &population, &Grid::default()).unwrap();
        let found = belief.moments();
        assert!((found.theta - known.theta).abs() < 1e-4 && (found.error - known.error).abs() < 1e-4, "{found:?} {known:?}");
    }

    #[test]
    fn months_widen_the_belief_by_the_drift_and_keep_its_mean() {
        let mut belief = Belief::default();
        let item = Curve::of(&Item::two_pl(1.2, 0.0).unwrap());
        (0..30).for_each(|i| belief.observe(&item, i % 5 != 0));
        let before = belief.moments();
        belief.pass(4, 0.3);
        let after = belief.moments();
        assert!((after.theta - before.theta).abs() < 1e-3);
        assert!((after.error.powi(2) - before.error.powi(2) - 4.0 * 0.09).abs() < 1e-3, "{before:?} {after:?}");
        let still = belief.clone();
        belief.pass(0, 0.3);
        assert_eq!(belief, still);
    }

    #[test]
    fn what_is_stored_is_read_again_to_the_last_bit() {
        let mut belief = Belief::default();
        let item = Curve::of(&Item::two_pl(0.77, 0.31).unwrap());
        (0..100).for_each(|i| belief.observe(&item, i % 3 == 0));
        let text = serde_json::to_string(&belief).unwrap();
        let again: Belief = serde_json::from_str(&text).unwrap();
        assert!(again.is_sound());
        assert_eq!(again, belief);
        assert!(!Belief(vec![0.0; 3]).is_sound());
    }
}
