//! The M step: the parameters of one item that suit its expected responses best, by Newton's method (scoring for curved items).

use super::logistic::logistic;
use super::population::Population;
use super::priors::Priors;
use super::working::{Kind, Working};
use nalgebra::{DMatrix, DVector};

/// What the E step says of one item.
#[derive(Clone, Copy)]
pub(super) struct Counts<'a> {
    pub nodes: &'a [f64],
    /// Learners at each node who were given the item.
    pub given: &'a [f64],
    /// Learners with each category and Σ θ over them; of linear items.
    pub count: &'a [f64],
    pub moment: &'a [f64],
    /// Learners at each node with category 1, 2, … ; of curved items.
    pub curved: &'a [f64],
}

/// Steps at most in one M step; the next M step goes on from there.
const STEPS: usize = 8;

/// Improves an item's parameters.
pub(super) fn maximise(item: &Working, own: &mut [f64], counts: &Counts, priors: &Priors) {
    match item.kind {
        Kind::Fixed(_) => {}
        Kind::Steps { slope: None } if item.categories == 2 => two_pl(item, own, counts, priors),
        _ => newton(item, own, counts, priors),
    }
}

/// The two-parameter item, without allocation. The likelihood is concave, and so are normal priors: Newton's steps, no longer than 2, find
/// the top.
fn two_pl(item: &Working, own: &mut [f64], counts: &Counts, priors: &Priors) {
    let normal = |prior: Option<Population>| prior.map_or((0.0, 0.0), |p| (p.mean, 1.0 / (p.sd * p.sd)));
    let ((slope, of_slope), (intercept, of_intercept)) = (normal(priors.slope), normal(priors.intercept));
    for _ in 0..STEPS {
        let mut by_a = counts.moment[1] - of_slope * (own[0] - slope);
        let mut by_d = counts.count[1] - of_intercept * (own[1] - intercept);
        let (mut aa, mut ad, mut dd) = (of_slope, 0.0, of_intercept);
        for (theta, n) in counts.nodes.iter().zip(counts.given) {
            // Nodes where nobody is, but for rounding.
            if *n < 1e-14 {
                continue;
            }
            let p = logistic(own[0] * theta + own[1]);
            let (mean, variance) = (n * p, n * p * (1.0 - p));
            by_a -= mean * theta;
            by_d -= mean;
            aa += variance * theta * theta;
            ad += variance * theta;
            dd += variance;
        }
        let determinant = aa * dd - ad * ad;
        if determinant <= 1e-12 * aa * dd || !determinant.is_finite() {
            return newton(item, own, counts, priors);
        }
        let step = [(by_a * dd - by_d * ad) / determinant, (by_d * aa - by_a * ad) / determinant];
        let longest = step[0].abs().max(step[1].abs());
        let scale = if longest > 2.0 { 2.0 / longest } else { 1.0 };
        own[0] += scale * step[0];
        own[1] += scale * step[1];
        if item.hold(own) {
            return newton(item, own, counts, priors);
        }
        // Newton's error is squared by the step: it is now 1e-10.
        if longest < 1e-5 {
            break;
        }
    }
}

fn newton(item: &Working, own: &mut [f64], counts: &Counts, priors: &Priors) {
    let size = own.len();
    let (mut gradient, mut information) = (vec![0.0; size], vec![0.0; size * size]);
    item.hold(own);
    let mut value = score(item, own, counts, priors, Some((&mut gradient, &mut information)));
    let mut next = own.to_vec();
    for _ in 0..STEPS {
        let free = free(item, own, &gradient);
        let step = solve(&free, &gradient, &information);
        let mut longest = step.iter().fold(0.0_f64, |m, s| m.max(s.abs()));
        let mut scale = if longest > 2.0 { 2.0 / longest } else { 1.0 };
        longest *= scale;
        let mut better = false;
        for _ in 0..30 {
            (0..size).for_each(|i| next[i] = own[i] + scale * step[i]);
            item.hold(&mut next);
            let tried = if item.defined(&next) { score(item, &next, counts, priors, None) } else { f64::NEG_INFINITY };
            if tried >= value {
                better = tried > value;
                break;
            }
            scale *= 0.5;
        }
        if !better {
            break;
        }
        own.copy_from_slice(&next);
        value = score(item, own, counts, priors, Some((&mut gradient, &mut information)));
        if longest < 1e-5 {
            break;
        }
    }
}

/// Which parameters may move: not those at a bound with the likelihood rising beyond it.
fn free(item: &Working, own: &[f64], gradient: &[f64]) -> Vec<usize> {
    let may = |i: &usize| {
        let mut beyond = own.to_vec();
        beyond[*i] += 1e-9 * gradient[*i].signum();
        !item.hold(&mut beyond)
    };
    (0..own.len()).filter(may).collect()
}

fn solve(free: &[usize], gradient: &[f64], information: &[f64]) -> Vec<f64> {
    let (size, many) = (gradient.len(), free.len());
    let mut step = vec![0.0; size];
    let g = DVector::from_fn(many, |i, _| gradient[free[i]]);
    let mut matrix = DMatrix::from_fn(many, many, |i, j| information[free[i] * size + free[j]]);
    // A ridge far below what any response weighs, and more of it for as long as the matrix is not positive.
    let mut ridge = 1e-10;
    for _ in 0..12 {
        (0..many).for_each(|i| matrix[(i, i)] += ridge * (1.0 + matrix[(i, i)].abs()));
        if let Some(cholesky) = matrix.clone().cholesky() {
            let solved = cholesky.solve(&g);
            free.iter().zip(solved.iter()).for_each(|(i, s)| step[*i] = *s);
            return step;
        }
        ridge *= 100.0;
    }
    step
}

/// The expected log-likelihood of an item's parameters with ln of their prior; when asked for, its gradient and information.
pub(super) fn score(
    item: &Working,
    own: &[f64],
    counts: &Counts,
    priors: &Priors,
    mut derivatives: Option<(&mut [f64], &mut [f64])>,
) -> f64 {
    let (size, categories) = (own.len(), item.categories);
    let mut unused = (vec![0.0; size], vec![0.0; size]);
    let mut diagonal = vec![0.0; size];
    let mut value = match derivatives.as_mut() {
        Some((gradient, information)) => {
            gradient.fill(0.0);
            information.fill(0.0);
            priors.add(item, own, gradient, &mut diagonal)
        }
        None => priors.add(item, own, &mut unused.0, &mut unused.1),
    };
    let linear = item.linear();
    if linear {
        item.lines(own, |k, a, c| value += a * counts.moment[k] + c * counts.count[k]);
        if let Some((gradient, _)) = derivatives.as_mut() {
            for (i, g) in gradient.iter_mut().enumerate() {
                for k in 1..categories {
                    let (slope, intercept) = item.design_parts(k, i);
                    *g += slope * counts.moment[k] + intercept * counts.count[k];
                }
            }
        }
    }
    let (mut p, mut jacobian) = (vec![0.0; categories], vec![0.0; categories * size]);
    let many = counts.nodes.len();
    for (q, (theta, n)) in counts.nodes.iter().zip(counts.given).enumerate() {
        if *n <= 0.0 {
            continue;
        }
        item.chances(own, *theta, &mut p, &mut jacobian);
        p.iter_mut().for_each(|p| *p = p.max(1e-300));
        if linear {
            // −n ln Σ exp(aₖθ + cₖ) = n ln P(0).
            value += n * p[0].ln();
        }
        let mut rest = *n;
        for k in (0..categories).rev() {
            let r = match k {
                _ if linear => 0.0,
                0 => rest.max(0.0),
                _ => counts.curved[(k - 1) * many + q],
            };
            rest -= r;
            if r > 0.0 {
                value += r * p[k].ln();
            }
            let Some((gradient, information)) = derivatives.as_mut() else { continue };
            let row = &jacobian[k * size..(k + 1) * size];
            for i in 0..size {
                let ratio = row[i] / p[k];
                // Linear items: Σₖ (0 − n ∂Pₖ/Pₖ …) is −n Σₖ Pₖ Xₖ, which the design gives.
                gradient[i] += if linear { -n * p[k] * item.design(k, i, *theta) } else { r * ratio };
                for j in 0..=i {
                    information[i * size + j] += n * ratio * row[j];
                }
            }
        }
    }
    if let Some((_, information)) = derivatives {
        for i in 0..size {
            information[i * size + i] += diagonal[i];
            for j in 0..i {
                information[j * size + i] = information[i * size + j];
            }
        }
    }
    value
}
