//! The best grouping out of the groups that may still be in a better one.

use super::Task;
use super::bound::Relaxed;
use super::candidates::Candidates;
use crate::{Expression, Failure, Limits, Linear, Model, Variable};

/// More groups than this are not solved.
const MOST: usize = 1500;
/// Nodes of branch and bound.
const NODES: u64 = 400;

/// The grouping, what none betters, and whether that is shown. `found` is a grouping with the sum of squares `between`.
pub(super) fn partition(
    task: &Task,
    candidates: &Candidates,
    relaxed: &Relaxed,
    found: Vec<Vec<usize>>,
    between: f64,
) -> (Vec<Vec<usize>>, f64, bool) {
    let mut left: Vec<(usize, usize)> = Vec::new();
    for (kind, costs) in candidates.costs.iter().enumerate() {
        left.extend((0..costs.len()).filter(|place| relaxed.with(candidates, kind, *place) < between).map(|place| (kind, place)));
    }
    if left.len() > MOST {
        return (found, relaxed.bound, false);
    }
    // Costs as shares of what was reached: numbers the solver likes.
    let scale = 1.0 / between;
    let mut model = Model::minimise();
    let taken: Vec<Variable> = left.iter().map(|(kind, place)| model.choice(format!("group {kind}/{place}"))).collect();
    let mut of = vec![Expression::default(); task.members()];
    let mut number = vec![Expression::default(); candidates.counts.len()];
    let mut cost = Expression::default();
    for ((kind, place), variable) in left.iter().zip(&taken) {
        cost += *variable * (candidates.costs[*kind][*place] * scale);
        number[*kind] += *variable;
        candidates.group(*kind, *place).iter().for_each(|member| of[usize::from(*member)] += *variable);
    }
    model.objective(cost.clone());
    for member in of {
        model.require("every member in one group", member.equals(1.0));
    }
    for (sum, (_, number)) in number.into_iter().zip(&candidates.counts) {
        model.require("groups of this size", sum.equals(*number as f64));
    }
    model.require("better than what was found", cost.at_most(1.0 - 1e-7));
    match model.solve(&Limits { explain: false, ..Limits::nodes(NODES) }) {
        Ok(solution) => {
            let group = |(kind, place): &(usize, usize)| candidates.group(*kind, *place).iter().map(|m| usize::from(*m)).collect();
            let chosen = left.iter().zip(&taken).filter(|(_, variable)| solution.chosen(**variable));
            let groups: Vec<Vec<usize>> = chosen.map(|(which, _)| group(which)).collect();
            let bound = solution.bound().map_or(relaxed.bound, |bound| (bound * between).max(relaxed.bound));
            (groups, bound, solution.proven())
        }
        Err(Failure::Infeasible(_)) => (found, between, true),
        Err(_) => (found, relaxed.bound, false),
    }
}
