/// Why there is no solution.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Failure {
    /// Nothing meets the constraints.
    #[error("nothing meets all constraints: {0}")]
    Infeasible(Conflict),
    /// The objective can be bettered without end.
    #[error("the objective has no limit")]
    Unbounded,
    /// A limit was reached before any solution was found. There may be one.
    #[error("no solution was found within the limit of {0}; there may be one")]
    Stopped(Limit),
    /// Something in the model or the limits is no number or no variable of the model.
    #[error("{what} must be {allowed}, not {value}")]
    Invalid {
        /// What, with its name.
        what: String,
        /// What was given.
        value: f64,
        /// What it may be, in words.
        allowed: &'static str,
    },
    /// The solver met numbers it could not carry on with; often coefficients of one constraint that lie further apart than 1 : 10⁶.
    #[error("the solver could not carry on: {0}")]
    Numerical(String),
}

/// What ended the search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// Time.
    Time,
    /// Nodes of branch and bound.
    Nodes,
}

impl std::fmt::Display for Limit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Limit::Time => "time",
            Limit::Nodes => "nodes",
        })
    }
}

/// Constraints that cannot all hold together with the bounds of the variables.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Conflict {
    /// Their places in the model, from 0 in the order they were required. Empty when the search for them was not asked for.
    pub places: Vec<usize>,
    /// Their names, in the same order.
    pub names: Vec<String>,
    /// Whether every one of them is needed: without it the others can hold. When not, a limit kept some from being shown superfluous.
    pub least: bool,
}

impl std::fmt::Display for Conflict {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.names.as_slice() {
            [] => f.write_str("the conflict was not looked for"),
            [one] => write!(f, "{one:?} cannot hold"),
            names => write!(f, "{names:?} contradict each other"),
        }
    }
}
