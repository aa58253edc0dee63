use crate::Fault;

/// Where an iteration came to rest.
pub(super) struct Rest {
    pub at: Vec<f64>,
    /// Applications of the map.
    pub steps: usize,
}

/// Follows x ← F(x) to where it moves no coordinate by more than `tolerance`, with squared extrapolation (SQUAREM, scheme S3, Varadhan
/// & Roland 2008, *Scandinavian Journal of Statistics* 35, 335–353). `map` gives F(x) and the likelihood at x, which no extrapolation
/// may lower; `hold` draws x back to where F is defined, and says whether it is.
pub(super) fn squared(
    start: Vec<f64>,
    tolerance: f64,
    most: usize,
    mut map: impl FnMut(&[f64]) -> (Vec<f64>, f64),
    hold: impl Fn(&mut [f64]) -> bool,
) -> Result<Rest, Fault> {
    let distance = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
    let mut zero = start;
    let (mut one, _) = map(&zero);
    let mut steps = 1;
    let mut reach = 4.0;
    while steps < most {
        let (two, likelihood) = map(&one);
        steps += 1;
        if distance(&one, &two) <= tolerance {
            return Ok(Rest { at: two, steps });
        }
        let (mut first, mut second) = (0.0, 0.0);
        for ((a, b), c) in zero.iter().zip(&one).zip(&two) {
            first += (b - a) * (b - a);
            second += (c - 2.0 * b + a) * (c - 2.0 * b + a);
        }
        let length = if second > 0.0 { (first / second).sqrt().clamp(1.0, reach) } else { 1.0 };
        let mut far: Vec<f64> =
            zero.iter().zip(&one).zip(&two).map(|((a, b), c)| a + 2.0 * length * (b - a) + length * length * (c - 2.0 * b + a)).collect();
        // A step of 1 is F(F(x)) itself.
        if length > 1.0 && hold(&mut far) {
            let (next, there) = map(&far);
            steps += 1;
            // Rounding may lower a sum of a million terms by this much.
            if there >= likelihood - 1e-9 * (1.0 + likelihood.abs()) * 1e-3 {
                if length >= reach {
                    reach *= 4.0;
                }
                (zero, one) = (far, next);
                continue;
            }
            reach = (reach / 2.0).max(2.0);
        }
        let (next, _) = map(&two);
        steps += 1;
        (zero, one) = (two, next);
    }
    Err(Fault::NotSettled { what: "the calibration", iterations: steps })
}
