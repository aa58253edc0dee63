//! Shadow tests (van der Linden & Reese 1998, *Applied Psychological Measurement* 22, 259–270; van der Linden 2005, *Linear Models
//! for Optimal Test Design*, ch. 9): before each item a whole test is assembled that has the items already given, meets all requirements,
//! and is best at the present estimate. The next item comes out of it, so that a test that meets them can always be finished.

use super::{Blueprint, Pool};
use crate::Fault;
use solve::{Expression, Failure, Limits, Linear, Model, Solution, Variable};
use std::collections::BTreeMap;

/// Nodes of one assembly. A test that is only near the best still meets all requirements.
const NODES: u64 = 100;

/// Assembles tests from a pool.
#[derive(Debug, Clone)]
pub(super) struct Assembler {
    length: usize,
    /// Items that stand for each other: equal amounts in all requirements, and nobody's enemies. Others stand alone.
    alike: Vec<Vec<usize>>,
    /// A test that meets all requirements.
    first: Vec<usize>,
}

impl Assembler {
    /// [`Fault::Blueprint`] when no test of this length meets the requirements.
    pub fn new(pool: &Pool, blueprint: &Blueprint, length: usize) -> Result<Assembler, Fault> {
        let mut alike: BTreeMap<Vec<u64>, Vec<usize>> = BTreeMap::new();
        for item in 0..pool.bank().len() {
            let mut key: Vec<u64> = blueprint.requirements().iter().map(|r| r.of(item).to_bits()).collect();
            if !pool.enemies(item).is_empty() {
                key.push(item as u64);
            }
            alike.entry(key).or_default().push(item);
        }
        let mut assembler = Assembler { length, alike: alike.into_values().collect(), first: Vec::new() };
        let values = vec![0.0; pool.bank().len()];
        let open = vec![true; values.len()];
        let problem = assembler.problem(pool, blueprint, &values, &[], &open);
        let limits = Limits::nodes(100_000);
        assembler.first = match problem.model.solve(&limits) {
            Ok(solution) => problem.test(&solution),
            Err(Failure::Infeasible(conflict)) => return Err(Fault::Blueprint { items: length, conflict: conflict.names }),
            Err(Failure::Stopped(_)) => return Err(Fault::NotSettled { what: "the first assembly", iterations: 100_000 }),
            Err(_) => return Err(Fault::Undetermined { what: "a test that meets the blueprint" }),
        };
        Ok(assembler)
    }

    /// A test that meets all requirements, before anybody has answered.
    pub fn first(&self) -> &[usize] {
        &self.first
    }

    /// The best test with the items given, out of the open ones. `last`, the test assembled before, where the solver finds none.
    pub fn assemble(
        &self,
        pool: &Pool,
        blueprint: &Blueprint,
        values: &[f64],
        given: &[usize],
        open: &[bool],
        last: &[usize],
    ) -> Vec<usize> {
        let mut problem = self.problem(pool, blueprint, values, given, open);
        problem.start_from(last);
        match problem.model.solve(&Limits { explain: false, ..Limits::nodes(NODES) }) {
            Ok(solution) => problem.test(&solution),
            Err(_) => last.to_vec(),
        }
    }

    fn problem(&self, pool: &Pool, blueprint: &Blueprint, values: &[f64], given: &[usize], open: &[bool]) -> Problem {
        let left = self.length - given.len();
        let mut model = Model::maximise();
        let mut free: Vec<(usize, Variable)> = Vec::new();
        for alike in &self.alike {
            let mut items: Vec<usize> = alike.iter().copied().filter(|item| open[*item]).collect();
            // Of items that stand for each other no more than are left to give, the best: any others could be exchanged for them.
            if items.len() > left {
                items.sort_by(|a, b| values[*b].total_cmp(&values[*a]).then(a.cmp(b)));
                items.truncate(left);
            }
            free.extend(items.into_iter().map(|item| (item, model.choice(format!("item {item}")))));
        }
        free.sort_unstable();
        let place: BTreeMap<usize, Variable> = free.iter().copied().collect();
        model.objective(free.iter().map(|(item, variable)| values[*item] * *variable).sum::<Expression>());
        model.require("length", free.iter().map(|(_, variable)| *variable).sum::<Expression>().equals(left as f64));
        for requirement in blueprint.requirements() {
            let (least, most) = requirement.range();
            let so_far = requirement.amount(given);
            let terms = requirement.amounts().iter().filter_map(|(item, amount)| Some(*amount * *place.get(item)?));
            model.require(requirement.name(), (terms.sum::<Expression>() + so_far).between(least, most));
        }
        for (item, variable) in &free {
            for enemy in pool.enemies(*item).iter().filter(|enemy| *enemy > item) {
                if let Some(other) = place.get(enemy) {
                    model.require("enemies", (*variable + *other).at_most(1.0));
                }
            }
        }
        Problem { model, free, given: given.to_vec() }
    }
}

struct Problem {
    model: Model,
    free: Vec<(usize, Variable)>,
    given: Vec<usize>,
}

impl Problem {
    fn start_from(&mut self, test: &[usize]) {
        let values: Vec<(Variable, f64)> =
            self.free.iter().map(|(item, variable)| (*variable, f64::from(u8::from(test.contains(item))))).collect();
        // Only where it is still made of items that may be chosen.
        let chosen = values.iter().filter(|(_, value)| *value > 0.0).count();
        if chosen + self.given.len() == test.len() {
            self.model.start(values);
        }
    }

    fn test(&self, solution: &Solution) -> Vec<usize> {
        let chosen = self.free.iter().filter(|(_, variable)| solution.chosen(*variable)).map(|(item, _)| *item);
        self.given.iter().copied().chain(chosen).collect()
    }
}

/// One test for many learners at once: the items that are worth most together and meet the blueprint. On paper nobody's next item can
/// depend on an answer. `worth` has a number for each item: [`Pool::information`] for what they tell about a class.
///
/// [`Fault::Shape`] unless there is a worth for each item, [`Fault::OutOfRange`] for one that is not finite, a length outside 1 to the number
/// of items, or a requirement that is not sound; [`Fault::Blueprint`] when no such test meets it.
pub fn assemble(pool: &Pool, blueprint: &Blueprint, worth: &[f64], length: usize) -> Result<Vec<usize>, Fault> {
    let items = pool.bank().len();
    if worth.len() != items {
        return Err(Fault::Shape { what: "worths, one for each item", expected: items, found: worth.len() });
    }
    if let Some(value) = worth.iter().find(|worth| !worth.is_finite()) {
        return Err(Fault::OutOfRange { what: "a worth", value: *value, allowed: "finite" });
    }
    if !(1..=items).contains(&length) {
        return Err(Fault::OutOfRange { what: "the length", value: length as f64, allowed: "1 to the number of items" });
    }
    blueprint.check(items)?;
    let assembler = Assembler::new(pool, blueprint, length)?;
    let mut test = assembler.assemble(pool, blueprint, worth, &[], &vec![true; items], assembler.first());
    test.sort_unstable();
    Ok(test)
}
