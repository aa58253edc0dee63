use super::Options;

/// A point of the likelihood, as numbers that may be extrapolated.
pub(super) type Point = Vec<f64>;

/// What is to be climbed.
pub(super) trait Hill {
    /// The log-likelihood at a point and the point that one step of the EM algorithm leads to. `None` where it cannot be computed.
    fn step(&mut self, at: &Point) -> Option<(f64, Point)>;
    /// Brings an extrapolated point back to where it has a meaning; `near` is a point that has one.
    fn mend(&self, point: &mut Point, near: &Point);
    /// The largest change of a probability between two points.
    fn change(&self, from: &Point, to: &Point) -> f64;
}

/// Where a climb ended.
#[derive(Debug, Clone)]
pub(super) struct Summit {
    pub at: Point,
    pub log_likelihood: f64,
    /// Expectation steps done.
    pub iterations: usize,
    pub settled: bool,
}

/// EM, accelerated by SQUAREM (Varadhan & Roland 2008, scheme S3): two steps of EM give a direction and a curvature, along which a
/// longer step is tried; where it leads lower than EM alone, EM's step is taken. Ends after a step of EM itself that changes no
/// probability by more than `change` and the log-likelihood by no more than its part `gain`.
pub(super) fn climb(hill: &mut impl Hill, start: Point, options: &Options) -> Option<Summit> {
    let (mut x0, mut longest) = (start, 4.0);
    let (mut before, mut x1) = hill.step(&x0)?;
    let mut iterations = 1;
    loop {
        let (after, x2) = hill.step(&x1)?;
        iterations += 1;
        let settled = hill.change(&x0, &x1) <= options.change && (after - before).abs() <= options.gain * after.abs();
        if settled || iterations >= options.iterations {
            return Some(Summit { at: x1, log_likelihood: after, iterations, settled });
        }
        if !options.accelerate {
            (x0, x1, before) = (x1, x2, after);
            continue;
        }
        let (tried, length) = extrapolated(&x0, &x1, &x2, longest);
        let longer = tried.map(|mut point| {
            hill.mend(&mut point, &x2);
            point
        });
        let reached = longer.and_then(|point| hill.step(&point).map(|(value, next)| (value, point, next)));
        iterations += 1;
        match reached {
            Some((value, point, next)) if value >= after => {
                if length >= longest {
                    longest *= 4.0;
                }
                (x0, x1, before) = (point, next, value);
            }
            _ => {
                longest = (longest / 4.0).max(4.0);
                let (value, next) = hill.step(&x2)?;
                iterations += 1;
                (x0, x1, before) = (x2, next, value);
            }
        }
    }
}

/// x₀ + 2αr + α²v with r = x₁ − x₀, v = x₂ − 2x₁ + x₀, α = |r| / |v|, at most `longest`; nothing when that is no longer than EM's step.
fn extrapolated(x0: &[f64], x1: &[f64], x2: &[f64], longest: f64) -> (Option<Point>, f64) {
    let triples = || x0.iter().zip(x1).zip(x2).map(|((a, b), c)| (*a, b - a, c - 2.0 * b + a));
    let (r, v) = triples().fold((0.0, 0.0), |(r, v), (_, x, y)| (r + x * x, v + y * y));
    let length = if v > 0.0 { (r / v).sqrt().min(longest) } else { longest };
    if length <= 1.0 {
        return (None, length);
    }
    (Some(triples().map(|(x, r, v)| x + 2.0 * length * r + length * length * v).collect()), length)
}
