use crate::model::Kind;
use crate::{Conflict, Constraint, Failure, Limit, Limits, Model, Solution};
use highs::{HighsModelStatus, HighsSolutionStatus, RowProblem, Sense};

pub(super) fn solve(model: &Model, limits: &Limits) -> Result<Solution, Failure> {
    let mut problem = RowProblem::default();
    let mut costs = vec![0.0; model.variables.len()];
    model.objective.terms.iter().for_each(|(variable, cost)| costs[variable.0] += cost);
    let mut columns = Vec::with_capacity(costs.len());
    for (definition, cost) in model.variables.iter().zip(&costs) {
        let bounds = definition.low..=definition.high;
        columns.push(match definition.kind {
            Kind::Real => problem.add_column(*cost, bounds),
            Kind::Choice | Kind::Whole => problem.add_integer_column(*cost, bounds),
        });
    }
    for (_, Constraint { expression, least, most }) in &model.constraints {
        let terms = expression.collected();
        problem.add_row(
            least - expression.constant..=most - expression.constant,
            terms.iter().map(|(v, c)| (columns[v.0], *c)).collect::<Vec<_>>(),
        );
    }
    let refused = |what: &str| Failure::Numerical(format!("HiGHS refused the {what}"));
    let sense = if model.maximise { Sense::Maximise } else { Sense::Minimise };
    let mut ready = problem.try_optimise(sense).map_err(|_| refused("model"))?;
    ready.make_quiet();
    let set = |done: Result<(), highs::TrySetOptionError>| done.map_err(|_| refused("limits"));
    // One thread: equal models give equal solutions.
    set(ready.try_set_option("threads", 1))?;
    set(ready.try_set_option("mip_rel_gap", limits.gap))?;
    set(ready.try_set_option("mip_abs_gap", 0.0))?;
    if let Some(time) = limits.time {
        set(ready.try_set_option("time_limit", time.as_secs_f64()))?;
    }
    if let Some(nodes) = limits.nodes {
        set(ready.try_set_option("mip_max_nodes", i32::try_from(nodes).unwrap_or(i32::MAX)))?;
    }
    if model.start.len() == columns.len() {
        let mut values = vec![0.0; columns.len()];
        model.start.iter().for_each(|(variable, value)| values[variable.0] = *value);
        ready.try_set_solution(Some(&values), None, None, None).map_err(|_| refused("start"))?;
    }
    let solved = ready.try_solve().map_err(|_| refused("search"))?;
    let stopped = match solved.status() {
        HighsModelStatus::Optimal | HighsModelStatus::ModelEmpty => None,
        HighsModelStatus::Infeasible => return Err(Failure::Infeasible(Conflict::default())),
        HighsModelStatus::Unbounded => return Err(Failure::Unbounded),
        // Told apart by the same model without an objective.
        HighsModelStatus::UnboundedOrInfeasible => {
            let all: Vec<usize> = (0..model.constraints.len()).collect();
            return Err(solve(&model.only(&all), limits).err().unwrap_or(Failure::Unbounded));
        }
        HighsModelStatus::ReachedTimeLimit => Some(Limit::Time),
        HighsModelStatus::ReachedSolutionLimit | HighsModelStatus::ReachedIterationLimit => Some(Limit::Nodes),
        other => return Err(Failure::Numerical(format!("HiGHS ended with {other:?}"))),
    };
    if let (Some(limit), false) = (stopped, solved.primal_solution_status() == HighsSolutionStatus::Feasible) {
        return Err(Failure::Stopped(limit));
    }
    let whole = model.variables.iter().any(|v| v.kind != Kind::Real);
    let bound = solved.double_info_value(c"mip_dual_bound").ok().filter(|bound| whole && bound.is_finite());
    Ok(Solution {
        values: solved.get_solution().columns().to_vec(),
        objective: solved.objective_value() + model.objective.constant,
        bound: bound.map(|bound| bound + model.objective.constant),
        stopped,
        proven: stopped.is_none() && solved.mip_gap().clamp(0.0, 1.0) * f64::from(u8::from(whole)) <= 1e-9,
        nodes: solved.int_info_value(c"mip_node_count").ok().and_then(|n| u64::try_from(n).ok()).unwrap_or(0),
    })
}
