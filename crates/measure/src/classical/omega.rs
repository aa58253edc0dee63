use crate::Fault;
use nalgebra::DMatrix;

/// Rounds of the fit before it gives up.
const ROUNDS: usize = 20_000;

/// One common factor behind all items, and how much of the total score it explains.
#[derive(Debug, Clone, PartialEq)]
pub struct OneFactor {
    /// Loading of each item on the factor, as a correlation, −1 to 1. The sign is such that they sum to at least 0.
    pub loadings: Vec<f64>,
    /// Coefficient ω of the sum score: (Σ λ s)² / ((Σ λ s)² + Σ (1 − λ²) s²), with λ the loading and s the standard deviation of each item
    /// (McDonald 1999, *Test Theory: A Unified Treatment*). α is at most ω when the errors are uncorrelated.
    pub omega: f64,
    /// The same when every item is first brought to standard deviation 1.
    pub omega_standardised: f64,
    /// Root mean square of the correlations that the factor leaves: near 0 where one factor is enough. ω means little where it is large.
    pub residual: f64,
}

impl OneFactor {
    /// Minimal residuals: the loadings that minimise Σ (r_ij − λ_i λ_j)² over i < j (Harman & Jones 1966, *Psychometrika* 31,
    /// 351–368), one loading at a time: with the others held, the best λ_i is Σ r_ij λ_j / Σ λ_j² over j ≠ i, drawn in to \[−1, 1\] so
    /// that no item has more common variance than variance.
    pub(super) fn fit(covariance: &DMatrix<f64>) -> Result<OneFactor, Fault> {
        let k = covariance.nrows();
        if k < 3 {
            return Err(Fault::TooFew { what: "items", least: 3, found: k });
        }
        let deviation: Vec<f64> = (0..k).map(|i| covariance[(i, i)].max(0.0).sqrt()).collect();
        let largest = deviation.iter().copied().fold(0.0, f64::max);
        if let Some(item) = deviation.iter().position(|s| *s <= 1e-10 * largest) {
            return Err(Fault::Constant { item });
        }
        let r = DMatrix::from_fn(k, k, |i, j| covariance[(i, j)] / (deviation[i] * deviation[j]));
        let loadings = minimal_residuals(&r)?;
        let residual =
            (0..k).flat_map(|i| (0..i).map(move |j| (i, j))).map(|(i, j)| (r[(i, j)] - loadings[i] * loadings[j]).powi(2)).sum::<f64>();
        let one = vec![1.0; k];
        Ok(OneFactor {
            omega: omega(&loadings, &deviation),
            omega_standardised: omega(&loadings, &one),
            residual: (residual / (k * (k - 1) / 2) as f64).sqrt(),
            loadings,
        })
    }
}

fn omega(loadings: &[f64], deviation: &[f64]) -> f64 {
    let common = loadings.iter().zip(deviation).map(|(l, s)| l * s).sum::<f64>().powi(2);
    let unique: f64 = loadings.iter().zip(deviation).map(|(l, s)| (1.0 - l * l) * s * s).sum();
    common / (common + unique)
}

fn minimal_residuals(r: &DMatrix<f64>) -> Result<Vec<f64>, Fault> {
    let k = r.nrows();
    // The first centroid, with the signs of the item that the others follow most.
    let strength = |i: usize| r.column(i).iter().map(|c| c.abs()).sum::<f64>();
    let lead = (0..k).fold(0, |best, i| if strength(i) > strength(best) { i } else { best });
    let sign: Vec<f64> = (0..k).map(|i| if r[(i, lead)] < 0.0 { -1.0 } else { 1.0 }).collect();
    let mut loadings: Vec<f64> = (0..k).map(|i| sign[i] * 0.5).collect();
    for _ in 0..ROUNDS {
        let mut moved = 0.0_f64;
        for i in 0..k {
            let own = loadings[i];
            let squares = loadings.iter().map(|l| l * l).sum::<f64>() - own * own;
            let product = r.column(i).iter().zip(&loadings).map(|(c, l)| c * l).sum::<f64>() - r[(i, i)] * own;
            if squares > 0.0 {
                loadings[i] = (product / squares).clamp(-1.0, 1.0);
            }
            moved = moved.max((loadings[i] - own).abs());
        }
        if moved < 1e-12 {
            if loadings.iter().sum::<f64>() < 0.0 {
                loadings.iter_mut().for_each(|l| *l = -*l);
            }
            return Ok(loadings);
        }
    }
    Err(Fault::NotSettled { what: "the one-factor fit", iterations: ROUNDS })
}
