//! What the region's answers tell of its items, and of how to read them: made anew every night, kept with how it was made and
//! how well it does.
//!
//! Items are calibrated by item response theory (`fit`); the ability's drift, the weight of ability on a single point and the
//! model whose chances are used are chosen on learners that the items were not fitted to, and judged on yet others. A subject
//! with too few answers falls back, clearly: every item then counts as average ([`Model::None`]).

pub(crate) mod compare;
mod draw;
pub(crate) mod fit;
mod job;
mod read;
pub(crate) mod sample;
#[cfg(test)]
mod simulated;

pub use draw::Draw;
pub use job::{JOB, Made, make, nightly, run};
pub use read::{Calibration, ItemParameters, all, in_force};
pub(crate) use read::{Region, region};

use base::Millis;
use serde::{Deserialize, Serialize};

/// The model of a subject's items.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Model {
    /// Too few answers: every item counts as average.
    None,
    /// Difficulties; all items discriminate alike.
    OnePl,
    /// Difficulties and discriminations.
    TwoPl,
}

impl Model {
    /// The word in the database.
    pub fn code(self) -> &'static str {
        match self {
            Model::None => "none",
            Model::OnePl => "one_pl",
            Model::TwoPl => "two_pl",
        }
    }

    pub(crate) fn of(code: &str) -> Model {
        match code {
            "one_pl" => Model::OnePl,
            "two_pl" => Model::TwoPl,
            _ => Model::None,
        }
    }
}

/// How a calibration was made.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Protocol {
    /// Learners read.
    pub learners: usize,
    /// Share of the region's learners that was drawn, by identifier.
    pub share: f64,
    /// Their answers.
    pub answers: usize,
    /// Learner-months: a learner is another examinee every month, and counts with the first answer to each item in it.
    pub examinees: usize,
    /// Items with parameters of their own.
    pub items: usize,
    /// Items with too few answers, which count as their point's do on average.
    pub rare_items: usize,
    /// The first and the last answer.
    pub from: Millis,
    /// See `from`.
    pub to: Millis,
}

/// How well a calibration does.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Fit {
    /// ln of the marginal likelihood; `None` where nothing was calibrated.
    pub log_likelihood: Option<f64>,
    /// Parameters estimated.
    pub parameters: usize,
    /// EM steps.
    pub steps: usize,
    /// Why nothing was calibrated, for who operates the platform; empty when something was.
    pub failure: String,
    /// Models of the next answer on learners held out from everything.
    pub models: Vec<Figures>,
    /// Chances of recall on the same learners, at answers a day or more after the one before on the point.
    pub recall: Option<Figures>,
}

/// How well a model foretells answers of learners that it has not seen, each from the same learner's answers before it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// Which model.
    pub model: String,
    /// Answers foretold.
    pub answers: usize,
    /// Area under the ROC curve.
    pub auc: f64,
    /// Mean −ln of the chance of what came.
    pub log_loss: f64,
    /// Expected calibration error over ten bins.
    pub calibration_error: f64,
}

/// Whose chances are used for the next question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Chance {
    /// Mastery of the point: what the learner's own answers on it say.
    Mastery,
    /// Ability in the subject against the item.
    Ability,
    /// Ability against the item, sharpened by the learner's own answers on the point.
    #[default]
    Both,
}

impl Chance {
    /// Its name in [`Figures`].
    pub fn code(self) -> &'static str {
        match self {
            Chance::Mastery => "mastery",
            Chance::Ability => "ability",
            Chance::Both => "both",
        }
    }
}

/// What answers are read with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct ReadWith {
    pub drift: f64,
    pub prior: f64,
    pub chance: Chance,
    /// Parameters of FSRS; empty for the crate's.
    pub forgetting: Vec<f32>,
}

impl Default for ReadWith {
    fn default() -> ReadWith {
        ReadWith { drift: crate::policy::DRIFT, prior: crate::policy::PRIOR, chance: Chance::default(), forgetting: Vec::new() }
    }
}

/// A night's work.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Run {
    /// The day, `YYYY-MM-DD`.
    pub day: String,
    /// The job; 0 where it was done at once.
    pub job: i64,
    /// When it was begun.
    pub begun_at: Millis,
    /// When it was done.
    pub done_at: Option<Millis>,
}
