//! A first grouping that keeps the rules, or why there is none.

use super::{Refusal, Rule, Task};
use crate::{Expression, Failure, Limit, Limits, Linear, Model};

/// Nodes of one search for a grouping.
const NODES: u64 = 500;

/// A grouping that keeps all rules.
pub(super) fn any(task: &Task) -> Result<Vec<Vec<usize>>, Refusal> {
    if task.rules().is_empty() {
        return Ok(snake(task));
    }
    let known = plainly_wrong(task);
    let rules = match &known {
        Some(rules) => rules.clone(),
        None => match assigned(task).map_err(Refusal::Stopped)? {
            Some(groups) => return Ok(groups),
            None => task.rules().to_vec(),
        },
    };
    Err(fewest(task, rules))
}

/// Of contradicting rules those that contradict without a superfluous one, found by leaving out one after another.
fn fewest(task: &Task, mut rules: Vec<Rule>) -> Refusal {
    let (mut least, mut place) = (true, 0);
    while place < rules.len() {
        let mut fewer = rules.clone();
        fewer.remove(place);
        let without = Task { rules: fewer.clone(), ..task.clone() };
        let possible = match plainly_wrong(&without) {
            Some(_) => Ok(false),
            None => assigned(&without).map(|groups| groups.is_some()),
        };
        if possible == Ok(false) {
            rules = fewer;
        } else {
            least &= possible.is_ok();
            place += 1;
        }
    }
    Refusal::Conflict { rules, least }
}

/// Contradicting rules that need no search.
fn plainly_wrong(task: &Task) -> Option<Vec<Rule>> {
    let together = blocks(task);
    too_large(task, &together).or_else(|| torn(task, &together)).or_else(|| too_many(task, &together))
}

/// Members by their level over all respects, dealt to and fro.
fn snake(task: &Task) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..task.members()).collect();
    let level = |member: usize| task.levels[member].iter().sum::<f64>();
    order.sort_by(|a, b| level(*b).total_cmp(&level(*a)).then(a.cmp(b)));
    let mut groups = vec![Vec::new(); task.sizes().len()];
    let mut order = order.into_iter();
    for round in 0.. {
        let mut places: Vec<usize> = (0..groups.len()).filter(|group| groups[*group].len() < task.sizes()[*group]).collect();
        if places.is_empty() {
            break;
        }
        if round % 2 == 1 {
            places.reverse();
        }
        for group in places {
            groups[group].extend(order.next());
        }
    }
    groups
}

/// For each member the first member it must be with.
pub(super) fn blocks(task: &Task) -> Vec<usize> {
    let mut first: Vec<usize> = (0..task.members()).collect();
    for rule in task.rules() {
        if let Rule::Together(a, b) = *rule {
            let (low, high) = (first[a].min(first[b]), first[a].max(first[b]));
            first.iter_mut().for_each(|f| {
                if *f == high {
                    *f = low;
                }
            });
        }
    }
    first
}

/// Rules that put more members together than a group holds.
fn too_large(task: &Task, first: &[usize]) -> Option<Vec<Rule>> {
    let largest = task.sizes().first().copied().unwrap_or(0);
    let block = first.iter().find(|block| first.iter().filter(|f| f == block).count() > largest)?;
    Some(of_block(task, first, *block))
}

fn of_block(task: &Task, first: &[usize], block: usize) -> Vec<Rule> {
    task.rules().iter().filter(|rule| matches!(rule, Rule::Together(a, _) if first[*a] == block)).copied().collect()
}

/// A rule that keeps two apart whom others put together.
fn torn(task: &Task, first: &[usize]) -> Option<Vec<Rule>> {
    let apart = task.rules().iter().find_map(|rule| match *rule {
        Rule::Apart(a, b) if first[a] == first[b] => Some((*rule, first[a])),
        _ => None,
    });
    let (rule, block) = apart?;
    let mut rules = of_block(task, first, block);
    rules.push(rule);
    Some(rules)
}

/// Rules that keep more members apart from each other than there are groups: sought greedily from each member.
fn too_many(task: &Task, first: &[usize]) -> Option<Vec<Rule>> {
    let n = task.members();
    let mut apart = vec![false; n * n];
    for rule in task.rules() {
        if let Rule::Apart(a, b) = *rule {
            apart[first[a] * n + first[b]] = true;
            apart[first[b] * n + first[a]] = true;
        }
    }
    let foes = |member: usize| (0..n).filter(|other| apart[member * n + other]).count();
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by_key(|member| (usize::MAX - foes(*member), *member));
    for from in &order {
        let mut all = vec![*from];
        for other in &order {
            if all.iter().all(|member| apart[member * n + other]) {
                all.push(*other);
            }
        }
        if all.len() > task.sizes().len() {
            all.truncate(task.sizes().len() + 1);
            let among = |rule: &&Rule| match **rule {
                Rule::Apart(a, b) => all.contains(&first[a]) && all.contains(&first[b]),
                Rule::Together(a, _) => all.contains(&first[a]),
            };
            return Some(task.rules().iter().filter(among).copied().collect());
        }
    }
    None
}

/// By a model of member × group; `None` when there is no grouping.
fn assigned(task: &Task) -> Result<Option<Vec<Vec<usize>>>, Limit> {
    let (n, count) = (task.members(), task.sizes().len());
    let mut model = Model::maximise();
    let stands: Vec<_> = (0..n * count).map(|cell| model.choice(format!("member {} in group {}", cell / count, cell % count))).collect();
    let at = |member: usize, group: usize| stands[member * count + group];
    for member in 0..n {
        model.require("one group each", (0..count).map(|group| at(member, group)).sum::<Expression>().equals(1.0));
    }
    for (group, size) in task.sizes().iter().enumerate() {
        model.require("the group's size", (0..n).map(|member| at(member, group)).sum::<Expression>().equals(*size as f64));
    }
    for rule in task.rules() {
        for group in 0..count {
            let constraint = match *rule {
                Rule::Apart(a, b) => (at(a, group) + at(b, group)).at_most(1.0),
                Rule::Together(a, b) => (at(a, group) - at(b, group)).equals(0.0),
            };
            model.require(format!("{rule:?}"), constraint);
        }
    }
    // Wishes for the groups of dealing to and fro, so that the search by swaps begins near a good one.
    let mut wish = Expression::default();
    for (group, members) in snake(task).iter().enumerate() {
        members.iter().for_each(|member| wish += at(*member, group));
    }
    model.objective(wish);
    match model.solve(&Limits { gap: 0.2, explain: false, ..Limits::nodes(NODES) }) {
        Ok(solution) => {
            let of = |group: usize| (0..n).filter(|member| solution.chosen(at(*member, group))).collect();
            Ok(Some((0..count).map(of).collect()))
        }
        Err(Failure::Infeasible(_)) => Ok(None),
        Err(Failure::Stopped(limit)) => Err(limit),
        // The solver's own trouble decides nothing either.
        Err(_) => Err(Limit::Nodes),
    }
}

/// The group of each member.
pub(super) fn group_of(groups: &[Vec<usize>], n: usize) -> Vec<usize> {
    let mut of = vec![0; n];
    for (group, members) in groups.iter().enumerate() {
        members.iter().for_each(|member| of[*member] = group);
    }
    of
}
