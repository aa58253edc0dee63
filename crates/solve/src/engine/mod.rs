//! What solves a checked model. An infeasible one is told without its conflict.

#[cfg(feature = "highs")]
mod highs;
mod microlp;

use crate::model::{Definition, Kind};
use crate::{Engine, Failure, Limits, Model, Solution};

pub(crate) fn solve(model: &Model, limits: &Limits) -> Result<Solution, Failure> {
    let mut solution = match limits.engine {
        Engine::Microlp => microlp::solve(model, limits)?,
        #[cfg(feature = "highs")]
        Engine::Highs => highs::solve(model, limits)?,
    };
    for (value, Definition { kind, low, high, .. }) in solution.values.iter_mut().zip(&model.variables) {
        *value = if *kind == Kind::Real { value.clamp(*low, *high) } else { value.round() };
    }
    solution.objective = model.objective.value(|variable| solution.values[variable.0]);
    if solution.proven {
        solution.bound = Some(solution.objective);
    }
    Ok(solution)
}
