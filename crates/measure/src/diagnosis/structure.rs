use super::Profiles;
use super::classes::Classes;
use nalgebra::{DMatrix, DVector};

/// How the profiles are distributed among learners.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Structure {
    /// Each profile has its own weight.
    #[default]
    Saturated,
    /// ln weight = λ₀ + Σ λₖ αₖ + Σ λₖₘ αₖ αₘ: attributes and their pairs (Xu & von Davier 2008), 1 + K (K + 1) / 2 coefficients
    /// instead of 2^K weights. For many attributes and few learners. Estimated by maximum likelihood.
    LogLinear,
}

impl Structure {
    /// Number of free parameters.
    pub(super) fn parameters(self, profiles: &Profiles) -> usize {
        let attributes = profiles.attributes();
        match self {
            Structure::Saturated => profiles.list().len() - 1,
            Structure::LogLinear => (attributes * (attributes + 1) / 2).min(profiles.list().len() - 1),
        }
    }
}

/// The design of the log-linear structure: for each profile which coefficients it has.
#[derive(Debug, Clone)]
pub(super) struct LogLinear {
    /// Coefficients of each profile, as indices.
    of: Vec<Vec<u32>>,
    /// Number of coefficients.
    pub coefficients: usize,
}

impl LogLinear {
    pub(super) fn new(profiles: &Profiles) -> LogLinear {
        let attributes = profiles.attributes() as u32;
        let pair = |i: u32, k: u32| attributes + k * (k - 1) / 2 + i;
        let has = |profile: u32| {
            let on: Vec<u32> = (0..attributes).filter(|k| profile >> k & 1 == 1).collect();
            let pairs = on.iter().enumerate().flat_map(|(n, k)| on[..n].iter().map(|i| pair(*i, *k)));
            on.iter().copied().chain(pairs).collect()
        };
        let coefficients = (attributes * (attributes + 1) / 2) as usize;
        LogLinear { of: profiles.list().iter().map(|p| has(*p)).collect(), coefficients }
    }

    /// Weights of the profiles, which sum to 1.
    pub(super) fn weights(&self, coefficients: &[f64]) -> Vec<f64> {
        let log: Vec<f64> = self.of.iter().map(|of| of.iter().map(|c| coefficients[*c as usize]).sum()).collect();
        let most = log.iter().fold(f64::NEG_INFINITY, |most, l| most.max(*l));
        let weights: Vec<f64> = log.iter().map(|l| (l - most).exp()).collect();
        let sum: f64 = weights.iter().sum();
        weights.iter().map(|w| w / sum).collect()
    }

    /// A few Newton steps up Σ nₚ ln wₚ from the expected number of learners in each class, shared among its profiles as now.
    pub(super) fn maximise(&self, coefficients: &mut [f64], classes: &Classes, of_class: &[f64]) {
        let total: f64 = of_class.iter().sum();
        let now = self.weights(coefficients);
        let together = classes.gather(&now);
        let shares: Vec<f64> = now
            .iter()
            .zip(&classes.class_of)
            .map(|(w, c)| if together[*c] > 0.0 { w / together[*c] * of_class[*c] / total } else { 0.0 })
            .collect();
        let value = |weights: &[f64]| shares.iter().zip(weights).map(|(n, w)| if *n > 0.0 { n * w.ln() } else { 0.0 }).sum::<f64>();
        let (mut weights, mut before) = (now.clone(), value(&now));
        for _ in 0..2 {
            let Some(step) = self.newton(&weights, &shares) else { return };
            let mut length = 1.0;
            while length > 1e-4 {
                let next: Vec<f64> = coefficients.iter().zip(step.iter()).map(|(c, s)| c + length * s).collect();
                weights = self.weights(&next);
                let after = value(&weights);
                if after >= before {
                    coefficients.copy_from_slice(&next);
                    before = after;
                    break;
                }
                length *= 0.5;
            }
        }
    }

    fn newton(&self, weights: &[f64], shares: &[f64]) -> Option<DVector<f64>> {
        let size = self.coefficients;
        let (mut mean, mut gradient, mut second) =
            (DVector::<f64>::zeros(size), DVector::<f64>::zeros(size), DMatrix::<f64>::zeros(size, size));
        for ((of, w), n) in self.of.iter().zip(weights).zip(shares) {
            for &i in of {
                mean[i as usize] += w;
                gradient[i as usize] += n - w;
                for &k in of {
                    second[(i as usize, k as usize)] += w;
                }
            }
        }
        let mut information = second - &mean * mean.transpose();
        for i in 0..size {
            information[(i, i)] += 1e-9;
        }
        information.cholesky().map(|c| c.solve(&gradient))
    }
}
