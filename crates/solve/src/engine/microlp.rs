use crate::model::{Definition, Kind};
use crate::{Conflict, Constraint, Failure, Limit, Limits, Model, Solution};
use microlp::{ComparisonOp, Error, OptimizationDirection, Problem, SolveOptions, TerminationReason};

pub(super) fn solve(model: &Model, limits: &Limits) -> Result<Solution, Failure> {
    let direction = if model.maximise { OptimizationDirection::Maximize } else { OptimizationDirection::Minimize };
    let mut problem = Problem::new(direction);
    let mut costs = vec![0.0; model.variables.len()];
    model.objective.terms.iter().for_each(|(variable, cost)| costs[variable.0] += cost);
    let add = |(definition, cost): (&Definition, &f64)| match definition.kind {
        Kind::Choice => problem.add_binary_var(*cost),
        // Whole numbers were given as i32.
        Kind::Whole => problem.add_integer_var(*cost, (definition.low as i32, definition.high as i32)),
        Kind::Real => problem.add_var(*cost, (definition.low, definition.high)),
    };
    let variables: Vec<microlp::Variable> = model.variables.iter().zip(&costs).map(add).collect();
    for (_, Constraint { expression, least, most }) in &model.constraints {
        let terms = expression.collected();
        if terms.is_empty() {
            // 0 between two numbers.
            let free = [*least, *most].map(|end| end - expression.constant);
            if free[0] > 0.0 || free[1] < 0.0 {
                return Err(Failure::Infeasible(Conflict::default()));
            }
            continue;
        }
        let mut row = |op: ComparisonOp, end: f64| {
            problem.add_constraint(terms.iter().map(|(v, c)| (variables[v.0], *c)), op, end - expression.constant);
        };
        if least == most {
            row(ComparisonOp::Eq, *least);
            continue;
        }
        if least.is_finite() {
            row(ComparisonOp::Ge, *least);
        }
        if most.is_finite() {
            row(ComparisonOp::Le, *most);
        }
    }
    let mut options = SolveOptions::default();
    options.time_limit = limits.time;
    options.node_limit = limits.nodes;
    options.mip_gap = limits.gap;
    if !model.start.is_empty() {
        options.warm_start = Some(model.start.iter().map(|(v, value)| (variables[v.0], *value)).collect());
    }
    let outcome = problem.solve_with(options).map_err(|error| match error {
        Error::Infeasible => Failure::Infeasible(Conflict::default()),
        Error::Unbounded => Failure::Unbounded,
        other => Failure::Numerical(other.to_string()),
    })?;
    let stopped = match outcome.termination_reason() {
        TerminationReason::TimeLimit => Some(Limit::Time),
        TerminationReason::NodeLimit => Some(Limit::Nodes),
        _ => None,
    };
    let proven = outcome.is_optimal();
    let Some(found) = outcome.solution() else {
        return Err(Failure::Stopped(stopped.unwrap_or(Limit::Nodes)));
    };
    let stats = found.stats();
    Ok(Solution {
        values: variables.iter().map(|variable| found.var_value(*variable)).collect(),
        objective: found.objective() + model.objective.constant,
        bound: stats.best_bound.map(|bound| bound + model.objective.constant),
        stopped,
        proven,
        nodes: stats.nodes_solved,
    })
}
