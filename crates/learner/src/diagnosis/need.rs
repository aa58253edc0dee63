use crate::grid::ClassGrid;
use crate::mastery::Estimate;
use crate::policy;
use measure::{Mastery, Model};

/// How many children of a class are expected to need a point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Need {
    /// Expected number of children whose chance of a right answer is below [`policy::SECURE`], of those of whom enough is known.
    pub expected: f64,
    /// Lower end of its [`policy::LEVEL`] interval.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
    /// Children of whom enough is known.
    pub known: usize,
    /// Children of whom too little is known, or nothing.
    pub unknown: usize,
}

impl Need {
    /// Of a column of the grid. The number of children below is a sum of independent yes-or-no draws (Poisson binomial), its interval the
    /// normal one.
    pub(super) fn of(grid: &ClassGrid, column: usize) -> Need {
        let below: Vec<f64> = grid.students.iter().filter_map(|s| chance_below(s.cells[column].as_ref())).collect();
        let expected: f64 = below.iter().sum();
        let variance: f64 = below.iter().map(|p| p * (1.0 - p)).sum();
        let share = |n: f64| n / below.len().max(1) as f64;
        let (low, high) = measure::mean_interval(share(expected), variance / (below.len().max(1) as f64).powi(2), policy::LEVEL);
        let n = below.len() as f64;
        Need { expected, low: low * n, high: high * n, known: below.len(), unknown: grid.students.len() - below.len() }
    }
}

/// The probability that a child's chance of a right answer is below [`policy::SECURE`]; `None` when too little is known.
pub(super) fn chance_below(estimate: Option<&Estimate>) -> Option<f64> {
    estimate.and_then(|e| chance_of(e.mastery))
}

/// The same of what is believed.
pub(super) fn chance_of(mastery: Mastery) -> Option<f64> {
    (Model::default().effective_n(mastery) >= policy::ENOUGH_ANSWERS).then(|| mastery.below(policy::SECURE))
}
