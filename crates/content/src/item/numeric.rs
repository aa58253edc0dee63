//! Numeric: an exact number, with a tolerance and a unit if there is one.

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
}

impl Numeric {
    /// The accepted spellings of the unit; the first is the one to show.
    pub fn units(&self) -> impl Iterator<Item = &str> {
        self.unit.split('|').map(str::trim).filter(|u| !u.is_empty())
    }

    /// What is wrong with the question itself.
    pub fn problems(&self) -> Vec<Problem> {
        if self.tolerance.is_negative() { vec![Problem::new("content.negative_tolerance")] } else { Vec::new() }
    }
}
