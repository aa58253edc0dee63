//! Numeric: an exact number, with a tolerance and a unit if there is one.

use super::Maths;
use crate::number::Number;
use base::Problem;

/// A question answered by a number.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Numeric {
    /// The right number, exact.
    pub value: Number,
    /// How far from it an answer may lie, the ends included; 0 asks for the exact number.
    pub tolerance: Number,
    /// The unit asked for, such as `厘米`; several spellings are parted by `|`; empty for none.
    pub unit: String,
    /// Set where the key is mathematics: then any answer that means the same is right, and one that cannot be decided is for a teacher.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maths: Option<Maths>,
}

impl Numeric {
    /// The accepted spellings of the unit; the first is the one to show.
    pub fn units(&self) -> impl Iterator<Item = &str> {
        self.unit.split('|').map(str::trim).filter(|u| !u.is_empty())
    }

    /// The right answer in words: the number and the first spelling of its unit.
    pub fn key(&self) -> String {
        format!("{}{}", self.value.text(), self.units().next().unwrap_or_default())
    }

    /// What is wrong with the question itself.
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        if self.tolerance.is_negative() {
            problems.push(Problem::new("content.negative_tolerance"));
        }
        if let Some(maths) = &self.maths {
            if self.tolerance != Number::zero() {
                problems.push(Problem::new("content.maths_tolerance"));
            }
            problems.extend(maths.problem(&self.key()));
        }
        problems
    }
}
