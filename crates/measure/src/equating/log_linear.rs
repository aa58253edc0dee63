//! Log-linear models of counts.

use crate::Fault;
use nalgebra::{DMatrix, DVector};

/// How well smoothed counts fit, to choose among degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Smoothing {
    /// Likelihood-ratio statistic G² = 2 Σ count · ln(count / fitted) against the counts as they are.
    pub deviance: f64,
    /// G² + 2 · parameters: the degree with the least is Akaike's choice.
    pub aic: f64,
    /// Terms fitted, the constant apart.
    pub terms: usize,
}

/// Legendre polynomials 1 … degree of a score drawn to \[−1, 1\]: they span the powers, without their near dependence.
pub(super) fn powers(x: f64, most: f64, degree: usize) -> Vec<f64> {
    let u = if most > 0.0 { 2.0 * x / most - 1.0 } else { 0.0 };
    let (mut before, mut last) = (1.0, u);
    let mut all = Vec::with_capacity(degree);
    for d in 1..=degree {
        all.push(last);
        let d = d as f64;
        (before, last) = (last, ((2.0 * d + 1.0) * u * last - d * before) / (d + 1.0));
    }
    all
}

/// Fits ln E(count) = β₀ + β · terms by maximum likelihood (Newton's method, steps halved where they overshoot).
pub(super) fn fit(count: &[f64], terms: &[Vec<f64>]) -> Result<(Vec<f64>, Smoothing), Fault> {
    const ROUNDS: usize = 200;
    let (n, p) = (count.iter().sum::<f64>(), terms.first().map_or(0, Vec::len) + 1);
    let design = DMatrix::from_fn(count.len(), p, |cell, term| if term == 0 { 1.0 } else { terms[cell][term - 1] });
    let mut beta = DVector::<f64>::zeros(p);
    beta[0] = (n / count.len() as f64).ln();
    let fitted = |beta: &DVector<f64>| (&design * beta).map(f64::exp);
    let likelihood = |beta: &DVector<f64>, fitted: &DVector<f64>| {
        let eta = &design * beta;
        count.iter().zip(eta.iter()).map(|(c, e)| c * e).sum::<f64>() - fitted.sum()
    };
    let mut expected = fitted(&beta);
    let mut value = likelihood(&beta, &expected);
    for _ in 0..ROUNDS {
        let residual = DVector::from_iterator(count.len(), count.iter().zip(expected.iter()).map(|(c, e)| c - e));
        let gradient = design.tr_mul(&residual);
        let weighted = DMatrix::from_fn(count.len(), p, |cell, term| design[(cell, term)] * expected[cell]);
        let Some(step) = design.tr_mul(&weighted).cholesky().map(|c| c.solve(&gradient)) else { break };
        let mut part = 1.0;
        loop {
            let next = &beta + &step * part;
            let (after, cells) = (likelihood(&next, &fitted(&next)), fitted(&next));
            if after >= value - 1e-12 * value.abs() {
                (beta, expected, value) = (next, cells, after);
                break;
            }
            part /= 2.0;
            if part < 1e-9 {
                break;
            }
        }
        if gradient.amax() <= 1e-9 * n {
            let deviance = 2.0 * count.iter().zip(expected.iter()).filter(|(c, _)| **c > 0.0).map(|(c, e)| c * (c / e).ln()).sum::<f64>();
            let smoothing = Smoothing { deviance, aic: deviance + 2.0 * p as f64, terms: p - 1 };
            return Ok((expected.iter().copied().collect(), smoothing));
        }
    }
    Err(Fault::NotSettled { what: "the log-linear smoothing", iterations: ROUNDS })
}
