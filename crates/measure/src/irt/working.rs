//! Items while they are being calibrated: slopes and intercepts instead of discriminations and difficulties, because in these the
//! likelihood is nearly quadratic, and an item whose discrimination is 0 has no difficulty.

use super::logistic::logistic;
use super::{Item, Model};
use crate::Fault;

/// The steepest slope an item is given; beyond it the responses only say "a step".
pub const STEEPEST: f64 = 12.0;
/// The least distance of an asymptote from the other one.
const LEAST_SPAN: f64 = 0.05;

/// Which parameters an item has.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    /// None: an anchor.
    Fixed(Item),
    /// ln P(k) = a k θ + cₖ + …: a (unless it is given), c₁ … cₘ.
    Steps { slope: Option<f64> },
    /// a₁ … aₘ, c₁ … cₘ.
    Nominal,
    /// a, intercept, guessing and, if it has one, ceiling.
    Asymptotes { ceiling: bool },
    /// a, d₁ > d₂ > … (a > 0): P(score ≥ k) = σ(aθ + dₖ).
    Graded,
}

/// An item's place among all parameters and cells (a cell is a category of an item).
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Working {
    pub kind: Kind,
    pub model: Model,
    pub categories: usize,
    /// Its parameters are at `first..first + size`.
    pub first: usize,
    pub size: usize,
    /// Its category k is cell `cell + k`.
    pub cell: usize,
}

impl Kind {
    /// What is sought under a model; `common` is the discrimination that one-parameter items share.
    pub fn of(model: Model, common: f64) -> Kind {
        match model {
            Model::OnePl => Kind::Steps { slope: Some(common) },
            Model::Rasch | Model::PartialCredit => Kind::Steps { slope: Some(1.0) },
            Model::TwoPl | Model::GeneralisedPartialCredit => Kind::Steps { slope: None },
            Model::ThreePl => Kind::Asymptotes { ceiling: false },
            Model::FourPl => Kind::Asymptotes { ceiling: true },
            Model::Graded => Kind::Graded,
            Model::Nominal => Kind::Nominal,
        }
    }
}

impl Working {
    /// Whether ln P is linear in θ apart from a term that all categories share: then a learner's likelihood needs one slope.
    pub fn linear(&self) -> bool {
        match &self.kind {
            Kind::Fixed(Item::Logistic { guessing, ceiling, .. }) => *guessing == 0.0 && *ceiling == 1.0,
            Kind::Fixed(Item::Graded { .. }) | Kind::Graded => self.categories == 2,
            Kind::Fixed(_) | Kind::Steps { .. } | Kind::Nominal => true,
            Kind::Asymptotes { .. } => false,
        }
    }

    pub fn sizes(kind: &Kind, categories: usize) -> usize {
        match kind {
            Kind::Fixed(_) => 0,
            Kind::Steps { slope } => categories - 1 + usize::from(slope.is_none()),
            Kind::Nominal => 2 * (categories - 1),
            Kind::Asymptotes { ceiling } => 3 + usize::from(*ceiling),
            Kind::Graded => categories,
        }
    }

    /// Where to begin: slopes of about 1, and the intercepts that suit the shares of the categories there.
    pub fn start(&self, counts: &[f64], own: &mut [f64]) {
        // A little of each category, so that none is infinitely rare.
        let share: Vec<f64> = counts.iter().map(|n| n + 0.1).collect();
        let above = |k: usize| share[k..].iter().sum::<f64>();
        // A logistic curve averaged over N(0, 1) is flatter, by about 1.2 at a slope of 1.
        let flat = 1.2;
        let m = self.categories - 1;
        match &self.kind {
            Kind::Fixed(_) => {}
            Kind::Steps { slope } => {
                let first = usize::from(slope.is_none());
                (1..=m).for_each(|k| own[first + k - 1] = flat * (share[k] / share[0]).ln());
                own[..first].fill(1.0 / m as f64);
            }
            Kind::Nominal => (0..m).for_each(|k| {
                own[k] = (k + 1) as f64 / m as f64;
                own[m + k] = (share[k + 1] / share[0]).ln();
            }),
            Kind::Asymptotes { ceiling } => {
                (own[0], own[1], own[2]) = (1.2, flat * (share[1] / share[0]).ln() - 0.3, 0.1);
                if *ceiling {
                    own[3] = 0.95;
                }
            }
            Kind::Graded => {
                own[0] = 1.0;
                (1..=m).for_each(|k| own[k] = flat * (above(k) / (above(0) - above(k))).ln());
            }
        }
    }

    /// Slope and intercept of each category of a linear item.
    pub fn lines(&self, own: &[f64], mut take: impl FnMut(usize, f64, f64)) {
        take(0, 0.0, 0.0);
        match &self.kind {
            Kind::Steps { slope: Some(a) } => own.iter().enumerate().for_each(|(k, c)| take(k + 1, a * (k + 1) as f64, *c)),
            Kind::Steps { slope: None } | Kind::Graded | Kind::Asymptotes { .. } => {
                own[1..].iter().enumerate().for_each(|(k, c)| take(k + 1, own[0] * (k + 1) as f64, *c));
            }
            Kind::Nominal => {
                let m = self.categories - 1;
                (0..m).for_each(|k| take(k + 1, own[k], own[m + k]));
            }
            Kind::Fixed(Item::Logistic { discrimination: a, difficulty: b, .. }) => take(1, *a, -a * b),
            Kind::Fixed(Item::Graded { discrimination: a, thresholds }) => take(1, *a, -a * thresholds[0]),
            Kind::Fixed(Item::PartialCredit { discrimination: a, steps }) => {
                let mut c = 0.0;
                for (k, b) in steps.iter().enumerate() {
                    c -= a * b;
                    take(k + 1, a * (k + 1) as f64, c);
                }
            }
            Kind::Fixed(Item::Nominal { slopes, intercepts }) => {
                slopes.iter().zip(intercepts).enumerate().for_each(|(k, (a, c))| take(k + 1, *a, *c));
            }
        }
    }

    /// Chances of all categories at θ, and of each the derivatives by the parameters, in rows of `size`.
    pub fn chances(&self, own: &[f64], theta: f64, p: &mut [f64], jacobian: &mut [f64]) {
        let size = self.size;
        match &self.kind {
            Kind::Fixed(item) => item.each(theta, |k, local| p[k] = local.probability),
            Kind::Asymptotes { .. } => {
                let (c, d) = (own[2], own.get(3).copied().unwrap_or(1.0));
                let x = own[0] * theta + own[1];
                let (high, low) = (logistic(x), logistic(-x));
                (p[0], p[1]) = ((1.0 - d) + (d - c) * low, c + (d - c) * high);
                let by_x = (d - c) * high * low;
                let rows = [by_x * theta, by_x, low, high];
                for i in 0..size {
                    (jacobian[i], jacobian[size + i]) = (-rows[i], rows[i]);
                }
            }
            Kind::Graded => {
                jacobian.fill(0.0);
                let at = |k: usize| own[0] * theta + own[k];
                for (k, chance) in p.iter_mut().enumerate() {
                    // σ(x) − σ(y), as a product that loses nothing in the tails.
                    let x = (k > 0).then(|| at(k));
                    let y = (k + 1 < self.categories).then(|| at(k + 1));
                    let gap = x.zip(y).map_or(1.0, |(x, y)| -(y - x).exp_m1());
                    *chance = gap * x.map_or(1.0, logistic) * y.map_or(1.0, |y| logistic(-y));
                    let row = &mut jacobian[k * size..(k + 1) * size];
                    if let Some(x) = x {
                        let density = logistic(x) * logistic(-x);
                        row[0] += density * theta;
                        row[k] += density;
                    }
                    if let Some(y) = y {
                        let density = logistic(y) * logistic(-y);
                        row[0] -= density * theta;
                        row[k + 1] -= density;
                    }
                }
            }
            Kind::Steps { .. } | Kind::Nominal => {
                let mut most = f64::NEG_INFINITY;
                self.lines(own, |k, a, c| {
                    p[k] = a * theta + c;
                    most = most.max(p[k]);
                });
                p.iter_mut().for_each(|z| *z = (*z - most).exp());
                let sum: f64 = p.iter().sum();
                p.iter_mut().for_each(|e| *e /= sum);
                // ∂Pₖ = Pₖ (Xₖ − Σ P X), X the row of the design.
                for i in 0..size {
                    let mean: f64 = (0..self.categories).map(|k| p[k] * self.design(k, i, theta)).sum();
                    (0..self.categories).for_each(|k| jacobian[k * size + i] = p[k] * (self.design(k, i, theta) - mean));
                }
            }
        }
    }

    /// The derivative of a linear item's a_k θ + c_k by its parameter `i`.
    pub fn design(&self, k: usize, i: usize, theta: f64) -> f64 {
        let (slope, intercept) = self.design_parts(k, i);
        slope * theta + intercept
    }

    /// The same in parts: of a_k, of c_k.
    pub fn design_parts(&self, k: usize, i: usize) -> (f64, f64) {
        let unit = |yes: bool| f64::from(u8::from(yes));
        match &self.kind {
            Kind::Steps { slope: Some(_) } => (0.0, unit(k == i + 1)),
            Kind::Nominal => {
                let m = self.categories - 1;
                (unit(k == i + 1), unit(k > 0 && k + m == i + 1))
            }
            _ if i == 0 => (k as f64, 0.0),
            _ => (0.0, unit(k == i)),
        }
    }

    /// Draws parameters back to where the model is defined; whether any was outside.
    pub fn hold(&self, own: &mut [f64]) -> bool {
        let mut held = false;
        let mut within = |value: &mut f64, low: f64, high: f64| {
            if !(*value >= low && *value <= high) {
                *value = value.clamp(low, high);
                held = true;
            }
        };
        let furthest = STEEPEST * 8.0;
        match &self.kind {
            Kind::Fixed(_) => {}
            Kind::Steps { slope } => {
                let (first, scale) = (usize::from(slope.is_none()), (self.categories - 1) as f64);
                if slope.is_none() {
                    within(&mut own[0], -STEEPEST, STEEPEST);
                }
                own[first..].iter_mut().for_each(|c| within(c, -furthest * scale, furthest * scale));
            }
            Kind::Nominal => own.iter_mut().enumerate().for_each(|(i, v)| {
                let most = if i < self.categories - 1 { STEEPEST } else { furthest };
                within(v, -most, most);
            }),
            Kind::Asymptotes { ceiling } => {
                within(&mut own[0], -STEEPEST, STEEPEST);
                within(&mut own[1], -furthest, furthest);
                let most = if *ceiling { own[3] - LEAST_SPAN } else { 1.0 - LEAST_SPAN };
                within(&mut own[2], 0.0, most.clamp(0.0, 1.0));
                if *ceiling {
                    let least = own[2] + LEAST_SPAN;
                    within(&mut own[3], least, 1.0);
                }
            }
            Kind::Graded => {
                within(&mut own[0], -STEEPEST, STEEPEST);
                own[1..].iter_mut().for_each(|d| within(d, -furthest, furthest));
            }
        }
        held
    }

    /// Whether a slope or an intercept stands at the end of its range.
    pub fn at_end(&self, own: &[f64]) -> bool {
        let locations = match self.kind {
            Kind::Asymptotes { .. } => &own[..2],
            _ => own,
        };
        let mut beyond: Vec<f64> = locations.iter().map(|v| v * (1.0 + 1e-6)).collect();
        beyond.extend_from_slice(&own[locations.len()..]);
        self.hold(&mut beyond)
    }

    /// The parameters that stand inside their range and not at its end.
    pub fn inside<'a>(&'a self, own: &'a [f64]) -> impl Iterator<Item = usize> + 'a {
        (0..self.size).filter(|i| {
            let mut around = [own.to_vec(), own.to_vec()];
            around[0][*i] += 1e-3;
            around[1][*i] -= 1e-3;
            !around.iter_mut().any(|x| self.hold(x))
        })
    }

    /// Whether the model is defined at these parameters.
    pub fn defined(&self, own: &[f64]) -> bool {
        let rising = !matches!(self.kind, Kind::Graded) || own[1..].windows(2).all(|two| two[0] > two[1]);
        rising && own.iter().all(|v| v.is_finite())
    }

    /// The same item when θ = shift + scale θ′: slopes times scale, intercepts plus slope times shift. A slope that is given stays.
    pub fn moved(&self, own: &mut [f64], shift: f64, scale: f64) {
        match &self.kind {
            Kind::Fixed(_) => {}
            Kind::Steps { slope: Some(a) } => own.iter_mut().enumerate().for_each(|(k, c)| *c += a * (k + 1) as f64 * shift),
            Kind::Steps { slope: None } => {
                let a = own[0];
                own[1..].iter_mut().enumerate().for_each(|(k, c)| *c += a * (k + 1) as f64 * shift);
                own[0] *= scale;
            }
            Kind::Nominal => {
                let m = self.categories - 1;
                for k in 0..m {
                    own[m + k] += own[k] * shift;
                    own[k] *= scale;
                }
            }
            Kind::Asymptotes { .. } => {
                own[1] += own[0] * shift;
                own[0] *= scale;
            }
            Kind::Graded => {
                let a = own[0];
                own[1..].iter_mut().for_each(|d| *d += a * shift);
                own[0] *= scale;
            }
        }
    }

    /// The item with these parameters, θ then divided by `unit` (for models with a given slope whose unit was the population's).
    pub fn item(&self, own: &[f64], unit: f64) -> Result<Item, Fault> {
        // A discrimination of exactly 0 has no difficulty: the nearest that has one.
        let away = |a: f64| if a.abs() < 1e-9 { 1e-9_f64.copysign(a) } else { a };
        let m = self.categories - 1;
        let item = match &self.kind {
            Kind::Fixed(item) => return Ok(item.clone()),
            Kind::Steps { slope } => {
                let a = away(slope.unwrap_or(own[0]));
                let c = &own[own.len() - m..];
                let steps: Vec<f64> = (0..m).map(|k| -(c[k] - if k > 0 { c[k - 1] } else { 0.0 }) / a / unit).collect();
                match self.model {
                    Model::PartialCredit | Model::GeneralisedPartialCredit => Item::PartialCredit { discrimination: a * unit, steps },
                    _ => Item::Logistic { discrimination: a * unit, difficulty: steps[0], guessing: 0.0, ceiling: 1.0 },
                }
            }
            Kind::Nominal => Item::Nominal { slopes: own[..m].iter().map(|a| a * unit).collect(), intercepts: own[m..].to_vec() },
            Kind::Asymptotes { .. } => {
                let a = away(own[0]);
                let ceiling = own.get(3).copied().unwrap_or(1.0);
                Item::Logistic { discrimination: a * unit, difficulty: -own[1] / a / unit, guessing: own[2], ceiling }
            }
            Kind::Graded => {
                let a = away(own[0]);
                Item::Graded { discrimination: a * unit, thresholds: own[1..].iter().map(|d| -d / a / unit).collect() }
            }
        };
        item.check().map(|()| item)
    }
}
