//! How good a grouping could be.

use super::Task;
use super::candidates::Candidates;

/// Rounds of the subgradient method.
const ROUNDS: usize = 150;
/// Rounds without a better bound before the step is halved.
const PATIENCE: usize = 6;

/// A bound with the prices that show it.
pub(super) struct Relaxed {
    /// No grouping has a smaller sum of squares between groups.
    pub bound: f64,
    /// For each size, the least cost less prices.
    pub least: Vec<f64>,
    /// A price for each member.
    pub prices: Vec<f64>,
}

impl Relaxed {
    /// What a grouping with this group costs at least.
    pub fn with(&self, candidates: &Candidates, kind: usize, place: usize) -> f64 {
        self.bound - self.least[kind] + reduced(candidates, kind, place, &self.prices)
    }
}

/// Lagrangian relaxation of "every member in exactly one group" (Held, Wolfe & Crowder 1974, *Mathematical Programming* 6, 62–88): with
/// prices u, Σ u + Σ over group sizes of number · min (cost − u of the members) is a bound, and the subgradient raises it.
pub(super) fn lagrangian(task: &Task, candidates: &Candidates, reached: f64) -> Relaxed {
    let n = task.members();
    let mut prices = vec![reached / n as f64; n];
    let mut best = Relaxed { bound: 0.0, least: vec![0.0; candidates.counts.len()], prices: vec![0.0; n] };
    let (mut step, mut idle) = (1.0, 0);
    for _ in 0..ROUNDS {
        let mut slope = vec![1.0; n];
        let mut bound: f64 = prices.iter().sum();
        let mut leasts = Vec::with_capacity(candidates.counts.len());
        for (kind, (_, number)) in candidates.counts.iter().enumerate() {
            let places = 0..candidates.costs[kind].len();
            let (mut least, mut at) = (f64::INFINITY, 0);
            for place in places {
                let value = reduced(candidates, kind, place, &prices);
                if value < least {
                    (least, at) = (value, place);
                }
            }
            bound += *number as f64 * least;
            leasts.push(least);
            if least.is_finite() {
                candidates.group(kind, at).iter().for_each(|member| slope[usize::from(*member)] -= *number as f64);
            }
        }
        if !bound.is_finite() {
            break;
        }
        if bound > best.bound {
            best = Relaxed { bound, least: leasts, prices: prices.clone() };
            idle = 0;
        } else {
            idle += 1;
            if idle > PATIENCE {
                (step, idle) = (step / 2.0, 0);
                prices.clone_from(&best.prices);
            }
        }
        let square: f64 = slope.iter().map(|s| s * s).sum();
        let reach = (reached - bound).max(1e-3 * reached);
        if square == 0.0 || reached - best.bound <= 1e-9 * reached {
            break;
        }
        prices.iter_mut().zip(&slope).for_each(|(price, s)| *price += step * reach / square * s);
    }
    best
}

fn reduced(candidates: &Candidates, kind: usize, place: usize, prices: &[f64]) -> f64 {
    candidates.costs[kind][place] - candidates.group(kind, place).iter().map(|member| prices[usize::from(*member)]).sum::<f64>()
}
