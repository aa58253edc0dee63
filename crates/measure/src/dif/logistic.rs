use super::matching::{Matched, Stratum};
use super::{ChiSquare, Group, Matching};
use crate::{Fault, Responses};
use nalgebra::{SMatrix, SVector};
use rayon::prelude::*;

/// DIF of one item by logistic regression.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LogisticDif {
    /// Learners compared.
    pub learners: usize,
    /// Uniform: the group shifts the item at every score alike (score + group against score).
    pub uniform: ChiSquare,
    /// Non-uniform: the group changes how the item depends on the score (score × group against score + group).
    pub non_uniform: ChiSquare,
    /// Either: score × group against score, 2 degrees of freedom.
    pub either: ChiSquare,
    /// What the group adds to Nagelkerke's R², uniform DIF only: negligible below 0.035, large from 0.07 (Jodoin & Gierl 2001, *Applied
    /// Measurement in Education* 14, 329–349); or 0.13 and 0.26 (Zumbo & Thomas 1997).
    pub uniform_r2: f64,
    /// The same for group and interaction together.
    pub either_r2: f64,
    /// Intercept, score, focal group, score × focal group, on the scale of the matching score, of the full model. None when the answers
    /// can be told apart without error, so that no finite estimate exists (the tests then are those of the limit).
    pub coefficients: Option<[f64; 4]>,
}

/// DIF of each item by logistic regression (Swaminathan & Rogers 1990, *Journal of Educational Measurement* 27, 361–370): three nested
/// models of a right answer, on the matching score; score and group; score, group and their product; compared by likelihood
/// ratio.
///
/// An item has no result (none) when it or the matching score does not vary among those compared, or a group is not among them.
/// What is missing is treated as in [`mantel_haenszel`](super::mantel_haenszel), and so are the errors;
/// [`Fault::NotSettled`] when a fit does not end.
pub fn logistic(responses: &Responses, groups: &[Group], matching: Matching<'_>) -> Result<Vec<Option<LogisticDif>>, Fault> {
    let matched = Matched::new(responses, groups, matching)?;
    matched.strata().par_iter().map(|strata| of_item(strata, matched.values())).collect()
}

/// Answers of one score and group.
struct Cell {
    /// 1, score, group, score × group.
    x: SVector<f64, 4>,
    right: f64,
    n: f64,
}

fn of_item(strata: &[Stratum], values: &[f64]) -> Result<Option<LogisticDif>, Fault> {
    let n: f64 = strata.iter().map(Stratum::total).sum();
    let sizes = strata.iter().fold([0.0; 2], |sum, s| [sum[0] + s.sizes()[0], sum[1] + s.sizes()[1]]);
    let right: f64 = strata.iter().map(|s| s.reference[0] + s.focal[0]).sum();
    let mean = strata.iter().zip(values).map(|(s, v)| s.total() * v).sum::<f64>() / n;
    let spread = (strata.iter().zip(values).map(|(s, v)| s.total() * (v - mean).powi(2)).sum::<f64>() / n).sqrt();
    if sizes.contains(&0.0) || right == 0.0 || right == n || spread <= 1e-12 * mean.abs().max(f64::MIN_POSITIVE) {
        return Ok(None);
    }
    let mut cells = Vec::with_capacity(2 * strata.len());
    for (stratum, value) in strata.iter().zip(values) {
        let z = (value - mean) / spread;
        for (focal, counts) in [(0.0, stratum.reference), (1.0, stratum.focal)] {
            let n = counts[0] + counts[1];
            if n > 0.0 {
                cells.push(Cell { x: SVector::from([1.0, z, focal, z * focal]), right: counts[0], n });
            }
        }
    }
    let null = right * (right / n).ln() + (n - right) * ((n - right) / n).ln();
    let (score, group, full) = (fit::<2>(&cells)?, fit::<3>(&cells)?, fit::<4>(&cells)?);
    let most = 1.0 - (2.0 * null / n).exp();
    let r2 = |likelihood: f64| (1.0 - (2.0 * (null - likelihood) / n).exp()) / most;
    Ok(Some(LogisticDif {
        learners: n as usize,
        uniform: ChiSquare::new(2.0 * (group.likelihood - score.likelihood), 1),
        non_uniform: ChiSquare::new(2.0 * (full.likelihood - group.likelihood), 1),
        either: ChiSquare::new(2.0 * (full.likelihood - score.likelihood), 2),
        uniform_r2: r2(group.likelihood) - r2(score.likelihood),
        either_r2: r2(full.likelihood) - r2(score.likelihood),
        coefficients: (!full.separated).then(|| {
            let [a, b, c, d] = full.beta.into();
            [a - b * mean / spread, b / spread, c - d * mean / spread, d / spread]
        }),
    }))
}

struct Fit<const P: usize> {
    beta: SVector<f64, P>,
    likelihood: f64,
    separated: bool,
}

impl<const P: usize> Fit<P> {
    fn at(cells: &[Cell], beta: SVector<f64, P>, likelihood: f64) -> Fit<P> {
        let separated = cells.iter().any(|cell| cell.x.fixed_rows::<P>(0).dot(&beta).abs() > 20.0);
        Fit { beta, likelihood, separated }
    }
}

/// Maximum likelihood with the first P variables by Newton's method, steps halved where they overshoot.
fn fit<const P: usize>(cells: &[Cell]) -> Result<Fit<P>, Fault> {
    const ROUNDS: usize = 100;
    let mut beta = SVector::<f64, P>::zeros();
    let mut likelihood = log_likelihood(cells, &beta);
    for _ in 0..ROUNDS {
        let (mut gradient, mut information) = (SVector::<f64, P>::zeros(), SMatrix::<f64, P, P>::zeros());
        for cell in cells {
            let x = cell.x.fixed_rows::<P>(0);
            let p = 1.0 / (1.0 + (-x.dot(&beta)).exp());
            gradient.axpy(cell.right - cell.n * p, &x, 1.0);
            information.ger(cell.n * p * (1.0 - p), &x, &x, 1.0);
        }
        // Where the answers are told apart without error, nothing is left to learn, and the likelihood is at its limit.
        let Some(step) = information.cholesky().map(|c| c.solve(&gradient)) else { return Ok(Fit::at(cells, beta, likelihood)) };
        let mut part = 1.0;
        let (next, after) = loop {
            let next = beta + step * part;
            let after = log_likelihood(cells, &next);
            if after >= likelihood || part < 1e-6 {
                break (next, after);
            }
            part /= 2.0;
        };
        let gain = after - likelihood;
        if gain >= 0.0 {
            (beta, likelihood) = (next, after);
        }
        if gain <= 1e-11 * (likelihood.abs() + 0.1) {
            return Ok(Fit::at(cells, beta, likelihood));
        }
    }
    Err(Fault::NotSettled { what: "a logistic regression", iterations: ROUNDS })
}

fn log_likelihood<const P: usize>(cells: &[Cell], beta: &SVector<f64, P>) -> f64 {
    let of = |cell: &Cell| {
        let eta = cell.x.fixed_rows::<P>(0).dot(beta);
        // ln(1 + e^eta), for any eta.
        cell.right * eta - cell.n * (eta.max(0.0) + (-eta.abs()).exp().ln_1p())
    };
    cells.iter().map(of).sum()
}
