use super::logistic::{logistic, softplus};
use crate::Fault;

/// An item with known parameters: what chance a learner of ability θ has of each score.
///
/// θ is on the scale on which the item was calibrated, usually that of a reference group with mean 0 and standard deviation 1. All
/// models are in the logistic metric, without the constant 1.7: multiply a discrimination of the "normal" metric by 1.7.
///
/// An item has the scores 0, 1, …, m, called categories. Build it with [`Item::two_pl`] and its siblings, which check the parameters;
/// [`Item::check`] does so for one that was put together or read by hand.
#[derive(Debug, Clone, PartialEq)]
pub enum Item {
    /// Right or wrong, one to four parameters: P(1) = c + (d − c) / (1 + exp(−a(θ − b))).
    /// Rasch (1960); Birnbaum (1968), in Lord & Novick, ch. 17; Barton & Lord (1981) for d.
    Logistic {
        /// a, per unit of θ; negative for an item that better learners miss more often, such as one with a wrong key.
        discrimination: f64,
        /// b, in units of θ: where the chance is midway between the asymptotes.
        difficulty: f64,
        /// c in \[0, 1): the chance of those who know nothing.
        guessing: f64,
        /// d in (c, 1]: the chance of those who know everything.
        ceiling: f64,
    },
    /// Graded response: P(score ≥ k) = 1 / (1 + exp(−a(θ − bₖ))), k = 1 … m. Samejima (1969), Psychometrika Monograph 17.
    Graded {
        /// a, per unit of θ.
        discrimination: f64,
        /// b₁ < b₂ < … < bₘ, in units of θ; falling when a is negative.
        thresholds: Vec<f64>,
    },
    /// Generalised partial credit: P(k) ∝ exp Σᵥ₌₁ᵏ a(θ − bᵥ). Muraki (1992), *Applied Psychological Measurement* 16, 159–176; with
    /// a = 1 the partial credit model of Masters (1982), *Psychometrika* 47, 149–174.
    PartialCredit {
        /// a, per unit of θ.
        discrimination: f64,
        /// b₁ … bₘ, in units of θ: where the scores k − 1 and k are equally likely; in any order.
        steps: Vec<f64>,
    },
    /// Nominal: P(k) ∝ exp(aₖθ + cₖ), with a₀ = c₀ = 0. Bock (1972), *Psychometrika* 37, 29–51.
    Nominal {
        /// a₁ … aₘ, per unit of θ.
        slopes: Vec<f64>,
        /// c₁ … cₘ.
        intercepts: Vec<f64>,
    },
}

/// A category of an item at one θ: its probability, and the logarithm's first two derivatives by θ.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Local {
    /// P.
    pub probability: f64,
    /// ln P; finite where P is too small for a number.
    pub log: f64,
    /// d ln P / dθ.
    pub first: f64,
    /// d² ln P / dθ².
    pub second: f64,
}

impl Item {
    /// The Rasch model: discrimination 1.
    pub fn rasch(difficulty: f64) -> Result<Item, Fault> {
        Item::two_pl(1.0, difficulty)
    }

    /// Two parameters: no guessing, no ceiling.
    pub fn two_pl(discrimination: f64, difficulty: f64) -> Result<Item, Fault> {
        Item::four_pl(discrimination, difficulty, 0.0, 1.0)
    }

    /// Three parameters: with guessing.
    pub fn three_pl(discrimination: f64, difficulty: f64, guessing: f64) -> Result<Item, Fault> {
        Item::four_pl(discrimination, difficulty, guessing, 1.0)
    }

    /// Four parameters. [`Fault::OutOfRange`] for one that is not finite or not in its range, as for all of these.
    pub fn four_pl(discrimination: f64, difficulty: f64, guessing: f64, ceiling: f64) -> Result<Item, Fault> {
        Item::Logistic { discrimination, difficulty, guessing, ceiling }.checked()
    }

    /// Graded response with thresholds in rising order (falling when the discrimination is negative).
    pub fn graded(discrimination: f64, thresholds: &[f64]) -> Result<Item, Fault> {
        Item::Graded { discrimination, thresholds: thresholds.to_vec() }.checked()
    }

    /// Generalised partial credit.
    pub fn partial_credit(discrimination: f64, steps: &[f64]) -> Result<Item, Fault> {
        Item::PartialCredit { discrimination, steps: steps.to_vec() }.checked()
    }

    /// Nominal categories, those of category 0 left out because they are 0.
    pub fn nominal(slopes: &[f64], intercepts: &[f64]) -> Result<Item, Fault> {
        Item::Nominal { slopes: slopes.to_vec(), intercepts: intercepts.to_vec() }.checked()
    }

    fn checked(self) -> Result<Item, Fault> {
        self.check().map(|()| self)
    }

    /// Whether the parameters are what the model allows: [`Fault::OutOfRange`] or [`Fault::Shape`] if not.
    pub fn check(&self) -> Result<(), Fault> {
        if let Some(value) = self.parameters().into_iter().find(|p| !p.is_finite()) {
            return Err(Fault::OutOfRange { what: "an item's parameter", value, allowed: "finite" });
        }
        if self.categories() < 2 {
            return Err(Fault::Shape { what: "categories of an item (at least)", expected: 2, found: self.categories() });
        }
        match self {
            Item::Logistic { guessing, .. } if !(0.0..1.0).contains(guessing) => {
                Err(Fault::OutOfRange { what: "an item's guessing", value: *guessing, allowed: "from 0 to below 1" })
            }
            Item::Logistic { guessing, ceiling, .. } if ceiling <= guessing || *ceiling > 1.0 => {
                Err(Fault::OutOfRange { what: "an item's ceiling", value: *ceiling, allowed: "above its guessing and at most 1" })
            }
            Item::Graded { discrimination: a, thresholds } => match thresholds.windows(2).find(|two| a * two[0] >= a * two[1]) {
                Some(two) => Err(Fault::OutOfRange { what: "an item's threshold", value: two[1], allowed: "above the one before it" }),
                None => Ok(()),
            },
            Item::Nominal { slopes, intercepts } if slopes.len() != intercepts.len() => {
                Err(Fault::Shape { what: "intercepts of a nominal item", expected: slopes.len(), found: intercepts.len() })
            }
            _ => Ok(()),
        }
    }

    /// Number of categories, m + 1.
    pub fn categories(&self) -> usize {
        1 + match self {
            Item::Logistic { .. } => 1,
            Item::Graded { thresholds: of, .. } | Item::PartialCredit { steps: of, .. } | Item::Nominal { slopes: of, .. } => of.len(),
        }
    }

    /// The parameters in the order in which the model names them: discrimination first (or all slopes), then locations (or
    /// intercepts), guessing, ceiling.
    pub fn parameters(&self) -> Vec<f64> {
        match self {
            Item::Logistic { discrimination, difficulty, guessing, ceiling } => vec![*discrimination, *difficulty, *guessing, *ceiling],
            Item::Graded { discrimination, thresholds: at } | Item::PartialCredit { discrimination, steps: at } => {
                std::iter::once(*discrimination).chain(at.iter().copied()).collect()
            }
            Item::Nominal { slopes, intercepts } => slopes.iter().chain(intercepts).copied().collect(),
        }
    }

    /// The chance of a category; 0 for a category that the item does not have.
    pub fn probability(&self, category: usize, theta: f64) -> f64 {
        match self {
            Item::Logistic { discrimination, difficulty, guessing, ceiling } if category < 2 => {
                let x = discrimination * (theta - difficulty);
                match category {
                    1 => guessing + (ceiling - guessing) * logistic(x),
                    _ => (1.0 - ceiling) + (ceiling - guessing) * logistic(-x),
                }
            }
            _ if category < self.categories() => self.local(category, theta).probability,
            _ => 0.0,
        }
    }

    /// A category's probability with the derivatives of its logarithm. A category that the item does not have is impossible:
    /// probability 0, logarithm −∞.
    pub fn local(&self, category: usize, theta: f64) -> Local {
        let mut found = Local { probability: 0.0, log: f64::NEG_INFINITY, first: 0.0, second: 0.0 };
        match self {
            Item::Graded { discrimination, thresholds } if category <= thresholds.len() => {
                found = graded(*discrimination, thresholds, category, theta);
            }
            _ => self.each(theta, |k, local| {
                if k == category {
                    found = local;
                }
            }),
        }
        found
    }

    /// All categories in order, without allocation.
    pub fn each(&self, theta: f64, mut take: impl FnMut(usize, Local)) {
        match self {
            Item::Logistic { discrimination: a, difficulty, guessing, ceiling } => {
                let x = a * (theta - difficulty);
                let (low, high) = (logistic(-x), logistic(x));
                let (wrong, right) = shares(*guessing, *ceiling, low, high);
                let (q, p) = ((1.0 - ceiling) + (ceiling - guessing) * low, guessing + (ceiling - guessing) * high);
                let first = -a * high * wrong;
                let log = if *ceiling == 1.0 { (1.0 - guessing).ln() - softplus(x) } else { q.ln() };
                take(0, Local { probability: q, log, first, second: -a * a * high * (low - high) * wrong - first * first });
                let first = a * low * right;
                let log = if *guessing == 0.0 { ceiling.ln() - softplus(-x) } else { p.ln() };
                take(1, Local { probability: p, log, first, second: a * a * low * (low - high) * right - first * first });
            }
            Item::Graded { discrimination, thresholds } => {
                (0..=thresholds.len()).for_each(|k| take(k, graded(*discrimination, thresholds, k, theta)));
            }
            Item::PartialCredit { discrimination: a, steps } => {
                let logits = || {
                    let sums = steps.iter().scan((0.0, 0.0), move |(slope, z), b| {
                        (*slope, *z) = (*slope + a, *z + a * (theta - b));
                        Some((*slope, *z))
                    });
                    std::iter::once((0.0, 0.0)).chain(sums)
                };
                exponential(logits, take);
            }
            Item::Nominal { slopes, intercepts } => {
                let logits = || std::iter::once((0.0, 0.0)).chain(slopes.iter().zip(intercepts).map(|(a, c)| (*a, a * theta + c)));
                exponential(logits, take);
            }
        }
    }

    /// The expected score at θ: the item's characteristic curve, with categories counted as 0, 1, …, m.
    pub fn expected(&self, theta: f64) -> f64 {
        let mut sum = 0.0;
        self.each(theta, |k, local| sum += k as f64 * local.probability);
        sum
    }

    /// Fisher's information about θ, Σₖ Pₖ (d ln Pₖ/dθ)².
    pub fn information(&self, theta: f64) -> f64 {
        if let Item::Logistic { discrimination: a, difficulty, guessing, ceiling } = self {
            let x = a * (theta - difficulty);
            let (low, high) = (logistic(-x), logistic(x));
            let (wrong, right) = shares(*guessing, *ceiling, low, high);
            return a * a * low * high * wrong * right;
        }
        let mut sum = 0.0;
        self.each(theta, |_, local| sum += local.probability * local.first * local.first);
        sum
    }
}

/// How much of the chances of wrong and of right comes from the logistic curve and not from the asymptotes.
fn shares(guessing: f64, ceiling: f64, low: f64, high: f64) -> (f64, f64) {
    let span = ceiling - guessing;
    let wrong = if ceiling == 1.0 { 1.0 } else { span * low / ((1.0 - ceiling) + span * low) };
    let right = if guessing == 0.0 { 1.0 } else { span * high / (guessing + span * high) };
    (wrong, right)
}

/// The difference of two logistic curves at x > y, as the product σ(x) σ(−y) (1 − e^(y − x)), which loses nothing in the tails.
fn graded(a: f64, thresholds: &[f64], category: usize, theta: f64) -> Local {
    let x = category.checked_sub(1).map(|k| a * (theta - thresholds[k]));
    let y = thresholds.get(category).map(|b| a * (theta - b));
    let (above, below) = (x.map_or(0.0, |x| logistic(-x)), y.map_or(0.0, logistic));
    let gap = x.zip(y).map_or(0.0, |(x, y)| (-(y - x).exp_m1()).ln());
    let log = gap - x.map_or(0.0, |x| softplus(-x)) - y.map_or(0.0, softplus);
    let second = -a * a * (above * (1.0 - above) + below * (1.0 - below));
    Local { probability: log.exp(), log, first: a * (above - below), second }
}

/// Categories with P ∝ exp z, given (dz/dθ, z) of each.
fn exponential<I: Iterator<Item = (f64, f64)>>(logits: impl Fn() -> I, mut take: impl FnMut(usize, Local)) {
    let most = logits().map(|(_, z)| z).fold(f64::NEG_INFINITY, f64::max);
    let (mut sum, mut mean, mut square) = (0.0, 0.0, 0.0);
    for (slope, z) in logits() {
        let e = (z - most).exp();
        sum += e;
        mean += e * slope;
        square += e * slope * slope;
    }
    mean /= sum;
    let (variance, whole) = ((square / sum - mean * mean).max(0.0), most + sum.ln());
    for (k, (slope, z)) in logits().enumerate() {
        take(k, Local { probability: (z - whole).exp(), log: z - whole, first: slope - mean, second: -variance });
    }
}
