//! Mastery of one knowledge point: a Beta distribution over the chance of a right answer.
//!
//! Answers are taken as independent draws with a chance θ of success, θ ~ Beta(α, β) before any
//! answer. The Beta family is conjugate to the Bernoulli likelihood, so a score `s` in \[0, 1\]
//! adds `s` to α and `1 − s` to β (Gelman et al., *Bayesian Data Analysis*, 3rd ed., §2.4; a partial
//! score counts as a fraction of a success and the rest as a failure).
//!
//! A learner changes, so old answers count for less: the likelihood of an answer `d` days old is
//! raised to the power `2^(−d/h)`, the power prior of Ibrahim & Chen (2000), *Statistical Science*
//! 15(1), 46–60, with the exponent set by age instead of by study. For Beta evidence that means
//! multiplying it: α = α₀ + Σ sᵢ 2^(−dᵢ/h). As time passes without answers the estimate returns to the
//! prior and its interval widens, which is what we then know.
//!
//! The sum does not depend on the order in which answers arrive.

use statrs::function::beta::{beta_reg, inv_beta_reg};

/// What is believed about one learner on one knowledge point, as of the last answer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mastery {
    /// Successes, discounted, with the prior's.
    pub alpha: f64,
    /// Failures, discounted, with the prior's.
    pub beta: f64,
}

/// The settings of the model.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Model {
    /// The belief before any answer.
    pub prior: Mastery,
    /// Days after which an answer counts half.
    pub half_life_days: f64,
}

/// A score outside \[0, 1\], or not a number.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("a score must be between 0 and 1, got {0}")]
pub struct ScoreOutOfRange(pub f64);

impl Default for Model {
    /// Uniform prior Beta(1, 1) (Bayes' and Laplace's, BDA3 §2.4); half-life of 90 days, so that
    /// an answer of the last term counts about a third. The half-life is a judgement, not
    /// an estimate from data.
    fn default() -> Self {
        Model { prior: Mastery { alpha: 1.0, beta: 1.0 }, half_life_days: 90.0 }
    }
}

impl Model {
    /// The belief after one more answer.
    ///
    /// `score` is in \[0, 1\]. `days` are the days from the latest answer known so far to this one:
    /// 0 on the same day, negative when this answer is older than the latest (it then arrives already discounted).
    /// O(1).
    pub fn observe(&self, known: Mastery, score: f64, days: i64) -> Result<Mastery, ScoreOutOfRange> {
        if !(0.0..=1.0).contains(&score) {
            return Err(ScoreOutOfRange(score));
        }
        let kept = (-(days.unsigned_abs() as f64) / self.half_life_days).exp2();
        let (old, new) = if days >= 0 { (kept, 1.0) } else { (1.0, kept) };
        let Mastery { alpha, beta } = self.prior;
        Ok(Mastery {
            alpha: alpha + (known.alpha - alpha) * old + score * new,
            beta: beta + (known.beta - beta) * old + (1.0 - score) * new,
        })
    }

    /// The belief without one of its answers, given `days` before the latest one (0 for those of its day): what the others say, weighed
    /// as of the latest. O(1).
    pub fn without(&self, known: Mastery, score: f64, days: i64) -> Result<Mastery, ScoreOutOfRange> {
        if !(0.0..=1.0).contains(&score) {
            return Err(ScoreOutOfRange(score));
        }
        let weight = (-(days.max(0) as f64) / self.half_life_days).exp2();
        // What rounding leaves below the prior is nothing.
        Ok(Mastery {
            alpha: (known.alpha - score * weight).max(self.prior.alpha),
            beta: (known.beta - (1.0 - score) * weight).max(self.prior.beta),
        })
    }

    /// Answers the belief is worth: discounted evidence without the prior.
    pub fn effective_n(&self, known: Mastery) -> f64 {
        (known.alpha + known.beta - self.prior.alpha - self.prior.beta).max(0.0)
    }
}

impl Mastery {
    /// The expected chance of a right answer, α / (α + β).
    pub fn mean(self) -> f64 {
        self.alpha / (self.alpha + self.beta)
    }

    /// The variance of the chance, αβ / ((α + β)² (α + β + 1)).
    pub fn variance(self) -> f64 {
        let n = self.alpha + self.beta;
        self.alpha * self.beta / (n * n * (n + 1.0))
    }

    /// The equal-tailed credible interval that holds the chance with probability `level` (0.9 for
    /// 90 %): the (1 − level)/2 and (1 + level)/2 quantiles, by the inverse regularised incomplete
    /// beta function. A level outside (0, 1) is drawn to the nearest that has an interval.
    pub fn interval(self, level: f64) -> (f64, f64) {
        let level = if level.is_nan() { 0.0 } else { level.clamp(0.0, 1.0) };
        (self.quantile((1.0 - level) / 2.0), self.quantile((1.0 + level) / 2.0))
    }

    /// The probability that the chance lies below `chance` (the regularised incomplete beta function); 0 below 0, 1 above 1, and 0
    /// for what is no number.
    pub fn below(self, chance: f64) -> f64 {
        if chance >= 1.0 {
            1.0
        } else if chance > 0.0 {
            beta_reg(self.alpha, self.beta, chance)
        } else {
            0.0
        }
    }

    fn quantile(self, p: f64) -> f64 {
        inv_beta_reg(self.alpha, self.beta, p).clamp(0.0, 1.0)
    }
}
