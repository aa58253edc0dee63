//! Short text: a word or phrase, compared after normalisation.

use super::Maths;
use base::Problem;

/// A question answered by a few words.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ShortText {
    /// The accepted answers; the first is the one to show.
    pub accepted: Vec<String>,
    /// What is made equal before comparing.
    #[serde(default)]
    pub normalisation: Normalisation,
    /// Set where the key is mathematics: then any answer that means the same is right, and one that cannot be decided is for a teacher.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maths: Option<Maths>,
}

/// What counts when texts are compared. By default neither width, case, spaces nor punctuation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Normalisation {
    /// Whether `Paris` differs from `paris`.
    pub keep_case: bool,
    /// Whether `don't` differs from `dont`.
    pub keep_punctuation: bool,
}

impl ShortText {
    /// What is wrong with the question itself.
    pub fn problems(&self) -> Vec<Problem> {
        let blank = self.accepted.is_empty() || self.accepted.iter().any(|a| a.trim().is_empty());
        if blank {
            return vec![Problem::new("content.blank_answer")];
        }
        self.maths.iter().flat_map(|maths| self.accepted.iter().filter_map(|key| maths.problem(key))).collect()
    }
}
