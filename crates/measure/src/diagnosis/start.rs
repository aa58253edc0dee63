use super::classes::Classes;
use crate::draws::Draws;

/// The chances with which start `n` begins.
pub(super) fn start(classes: &Classes, n: usize, seed: u64) -> Vec<f64> {
    let mut draws = Draws::new(seed, n as u64);
    let mut chances = Vec::with_capacity(classes.chances);
    for step in classes.steps.iter().flatten() {
        let (low, high) = if n == 0 { (0.2, 0.8) } else { (0.4 * draws.uniform(), 1.0 - 0.4 * draws.uniform()) };
        chances.extend(step.rule.start(step.mask, low.max(0.01), high.min(0.99)));
    }
    chances
}
