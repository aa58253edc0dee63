use super::classes::Classes;

/// The chances with which start `n` begins.
pub(super) fn start(classes: &Classes, n: usize, seed: u64) -> Vec<f64> {
    let mut state = seed ^ (n as u64).wrapping_mul(0xD134_2543_DE82_EF95);
    let mut chances = Vec::with_capacity(classes.chances);
    for step in classes.steps.iter().flatten() {
        let (low, high) = if n == 0 { (0.2, 0.8) } else { (0.4 * uniform(&mut state), 1.0 - 0.4 * uniform(&mut state)) };
        chances.extend(step.rule.start(step.mask, low.max(0.01), high.min(0.99)));
    }
    chances
}

/// A number in (0, 1): SplitMix64 (Steele, Lea & Flood 2014).
fn uniform(state: &mut u64) -> f64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut z = *state;
    z = (z ^ z >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ z >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    ((z ^ z >> 31) >> 11) as f64 / (1_u64 << 53) as f64
}
