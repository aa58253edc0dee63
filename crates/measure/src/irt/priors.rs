use super::Population;
use super::working::{Kind, Working};
use crate::Fault;

/// Prior knowledge of item parameters, where some is wanted; the estimates are then the highest point of the posterior. Without any
/// (the default) they are maximum likelihood estimates.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Priors {
    /// Normal, of every slope: a, or each aₖ of a nominal item.
    pub slope: Option<Population>,
    /// Normal, of every intercept: −ab, in the logistic metric; cₖ of polytomous items.
    pub intercept: Option<Population>,
    /// Beta, of guessing.
    pub guessing: Option<Beta>,
    /// Beta, of the ceiling.
    pub ceiling: Option<Beta>,
}

/// A Beta distribution, with density ∝ x^(alpha − 1) (1 − x)^(beta − 1).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Beta {
    /// α ≥ 1.
    pub alpha: f64,
    /// β ≥ 1.
    pub beta: f64,
}

impl Priors {
    /// Weak priors for small or sparse data, under which every item has an estimate, even one that all answer rightly: slopes
    /// N(1, 0.5²), intercepts N(0, 3²), guessing Beta(5, 17) (mean 0.23, as BILOG's for five options), ceiling Beta(17, 2).
    /// A judgement, not an estimate from data.
    pub fn weak() -> Priors {
        Priors {
            slope: Some(Population { mean: 1.0, sd: 0.5 }),
            intercept: Some(Population { mean: 0.0, sd: 3.0 }),
            guessing: Some(Beta { alpha: 5.0, beta: 17.0 }),
            ceiling: Some(Beta { alpha: 17.0, beta: 2.0 }),
        }
    }

    pub(super) fn none(&self) -> bool {
        *self == Priors::default()
    }

    pub(super) fn check(&self) -> Result<(), Fault> {
        [self.slope, self.intercept].into_iter().flatten().try_for_each(|p| p.check())?;
        for value in [self.guessing, self.ceiling].into_iter().flatten().flat_map(|b| [b.alpha, b.beta]) {
            if !(value >= 1.0 && value.is_finite()) {
                return Err(Fault::OutOfRange { what: "a parameter of a Beta prior", value, allowed: "at least 1 and finite" });
            }
        }
        Ok(())
    }

    /// ln density of an item's parameters, up to a constant; adds its gradient and the negative of its second derivatives (at
    /// least 0) to what is given.
    pub(super) fn add(&self, item: &Working, own: &[f64], gradient: &mut [f64], curvature: &mut [f64]) -> f64 {
        let mut log = 0.0;
        for (i, value) in own.iter().enumerate() {
            let (density, first, second) = match role(item, i) {
                Role::Slope => normal(self.slope, *value),
                Role::Intercept => normal(self.intercept, *value),
                Role::Guessing => beta(self.guessing, *value),
                Role::Ceiling => beta(self.ceiling, *value),
            };
            log += density;
            gradient[i] += first;
            curvature[i] += second;
        }
        log
    }
}

enum Role {
    Slope,
    Intercept,
    Guessing,
    Ceiling,
}

fn role(item: &Working, i: usize) -> Role {
    match (&item.kind, i) {
        (Kind::Steps { slope: Some(_) }, _) => Role::Intercept,
        (Kind::Nominal, _) if i < item.categories - 1 => Role::Slope,
        (Kind::Nominal, _) => Role::Intercept,
        (Kind::Asymptotes { .. }, 2) => Role::Guessing,
        (Kind::Asymptotes { .. }, 3) => Role::Ceiling,
        (_, 0) => Role::Slope,
        _ => Role::Intercept,
    }
}

fn normal(prior: Option<Population>, x: f64) -> (f64, f64, f64) {
    prior.map_or((0.0, 0.0, 0.0), |p| {
        let precision = 1.0 / (p.sd * p.sd);
        (p.log_density(x), -precision * (x - p.mean), precision)
    })
}

fn beta(prior: Option<Beta>, x: f64) -> (f64, f64, f64) {
    prior.map_or((0.0, 0.0, 0.0), |p| {
        // Never at the very end, where the density may be 0.
        let (x, a, b) = (x.clamp(1e-6, 1.0 - 1e-6), p.alpha - 1.0, p.beta - 1.0);
        (a * x.ln() + b * (-x).ln_1p(), a / x - b / (1.0 - x), a / (x * x) + b / ((1.0 - x) * (1.0 - x)))
    })
}
