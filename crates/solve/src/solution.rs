use crate::{Limit, Variable};

/// Values that meet all constraints.
#[derive(Debug, Clone, PartialEq)]
pub struct Solution {
    pub(crate) values: Vec<f64>,
    pub(crate) objective: f64,
    pub(crate) bound: Option<f64>,
    pub(crate) stopped: Option<Limit>,
    pub(crate) proven: bool,
    pub(crate) nodes: u64,
}

impl Solution {
    /// The value of a variable; of a whole-numbered one exactly a whole number.
    ///
    /// # Panics
    /// When the variable is of another, larger model.
    pub fn value(&self, variable: Variable) -> f64 {
        self.values[variable.0]
    }

    /// Whether a variable that is 0 or 1 is 1.
    ///
    /// # Panics
    /// As [`Solution::value`].
    pub fn chosen(&self, variable: Variable) -> bool {
        self.value(variable) > 0.5
    }

    /// The objective.
    pub fn objective(&self) -> f64 {
        self.objective
    }

    /// What no solution betters. `None` when a limit came before any bound.
    pub fn bound(&self) -> Option<f64> {
        self.bound
    }

    /// Whether nothing better exists (within the solver's tolerance).
    pub fn proven(&self) -> bool {
        self.proven
    }

    /// The limit that ended the search before a proof.
    pub fn stopped(&self) -> Option<Limit> {
        self.stopped
    }

    /// Nodes searched.
    pub fn nodes(&self) -> u64 {
        self.nodes
    }
}
