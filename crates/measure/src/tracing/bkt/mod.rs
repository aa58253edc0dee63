//! Bayesian knowledge tracing (Corbett & Anderson 1995, *User Modeling and User-Adapted Interaction* 4, 253–278).
//!
//! A learner either knows a skill or does not. Before the first answer it is known with chance `prior`; after each answer an unknown
//! skill becomes known with chance `learn` (and, when asked for, a known one unknown with chance `forget`). Who does not know
//! answers rightly with chance `guess`, who knows wrongly with chance `slip`:
//!
//! P(right) = k (1 − slip) + (1 − k) guess, with k the chance that the skill is known given the answers so far.
//!
//! The parameters of each skill maximise the likelihood of its answers times a weak Beta density that keeps every probability inside
//! (0, 1), by EM (forward–backward smoothing; Baum et al. 1970) accelerated by SQUAREM (Varadhan & Roland 2008, *Scandinavian Journal of
//! Statistics* 35, 335–353), from several starting points of which the best goes on. Labels cannot change places:
//! guess + slip < 1.

mod chain;
mod fit;

pub use fit::{Bkt, Settings, Skill};

/// The five probabilities of a skill.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Parameters {
    /// Chance that the skill is known before the first answer.
    pub prior: f64,
    /// Chance that an unknown skill is known after an answer.
    pub learn: f64,
    /// Chance that a known skill is unknown after an answer; 0 in a model without forgetting.
    pub forget: f64,
    /// How answers come from knowing.
    pub answer: Emission,
}

/// How answers come from knowing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Emission {
    /// Chance of a right answer without the skill.
    pub guess: f64,
    /// Chance of a wrong answer with it.
    pub slip: f64,
}

impl Emission {
    /// Chance of a right answer when the skill is known with chance `known`.
    pub fn right(self, known: f64) -> f64 {
        known * (1.0 - self.slip) + (1.0 - known) * self.guess
    }

    /// Chance that the skill was known, given an answer (Bayes).
    pub fn given(self, known: f64, right: bool) -> f64 {
        let (with, without) = if right { (1.0 - self.slip, self.guess) } else { (self.slip, 1.0 - self.guess) };
        known * with / (known * with + (1.0 - known) * without)
    }
}

impl Parameters {
    /// Chance that the skill is known at the next answer, when it is known with chance `known` now.
    pub fn next(&self, known: f64) -> f64 {
        known * (1.0 - self.forget) + (1.0 - known) * self.learn
    }
}
