//! A grouping made better by swaps.

use super::deal::{blocks, group_of};
use super::{Rule, Task};
use crate::draws::Draws;

/// Kicks out of a grouping that no swap betters, for each group.
const KICKS: usize = 25;
/// Kicks at most.
const MOST_KICKS: usize = 300;
/// Swaps at random that make one kick.
const SWAPS: usize = 3;
/// Members who must be together are swapped with as many single ones up to this number.
const LARGEST: usize = 3;

/// Iterated local search (Lourenço, Martin & Stützle 2003): swaps between two groups while they better, then a few swaps at random,
/// and again, from the best grouping so far. Rules are kept throughout; members who must be together move as one.
pub(super) fn improve(task: &Task, groups: Vec<Vec<usize>>, seed: u64) -> Vec<Vec<usize>> {
    let mut state = State::new(task, &groups);
    let mut draws = Draws::new(seed);
    let slack = 1e-9 * task.total;
    state.settle(slack);
    let (mut best, mut least) = (state.clone(), state.cost());
    for _ in 0..(KICKS * state.sums.len()).min(MOST_KICKS) {
        if least <= slack || state.sums.len() < 2 {
            break;
        }
        for _ in 0..SWAPS {
            state.kick(&mut draws);
        }
        state.settle(slack);
        let cost = state.cost();
        if cost < least - slack {
            (best, least) = (state.clone(), cost);
        } else {
            state = best.clone();
        }
    }
    (0..best.sums.len()).map(|g| (0..best.group.len()).filter(|member| best.group[*member] == g).collect()).collect()
}

#[derive(Clone)]
struct State<'a> {
    task: &'a Task,
    group: Vec<usize>,
    /// Σ of levels in each group.
    sums: Vec<Vec<f64>>,
    sizes: Vec<usize>,
    /// Members who move as one.
    units: Vec<Vec<usize>>,
    unit_of: Vec<usize>,
    /// Units of each group.
    inside: Vec<Vec<usize>>,
    foes: Vec<Vec<usize>>,
    /// Groups that changed since no swap bettered.
    changed: Vec<bool>,
}

impl<'a> State<'a> {
    fn new(task: &'a Task, groups: &[Vec<usize>]) -> State<'a> {
        let n = task.members();
        let respects = task.levels[0].len();
        let sum = |members: &Vec<usize>| (0..respects).map(|r| members.iter().map(|m| task.levels[*m][r]).sum()).collect();
        let first = blocks(task);
        let of = |block: usize| (0..n).filter(|member| first[*member] == block).collect::<Vec<usize>>();
        let mut foes = vec![Vec::new(); n];
        for rule in task.rules() {
            if let Rule::Apart(a, b) = *rule {
                foes[a].push(b);
                foes[b].push(a);
            }
        }
        let units: Vec<Vec<usize>> = (0..n).map(of).filter(|unit| !unit.is_empty()).collect();
        let mut unit_of = vec![0; n];
        units.iter().enumerate().for_each(|(index, unit)| unit.iter().for_each(|member| unit_of[*member] = index));
        let heads = |members: &Vec<usize>| members.iter().filter(|m| units[unit_of[**m]][0] == **m).map(|m| unit_of[*m]).collect();
        State {
            task,
            group: group_of(groups, n),
            inside: groups.iter().map(heads).collect(),
            changed: vec![true; groups.len()],
            sums: groups.iter().map(sum).collect(),
            sizes: groups.iter().map(Vec::len).collect(),
            units,
            unit_of,
            foes,
        }
    }

    fn cost(&self) -> f64 {
        (0..self.sums.len()).map(|g| square(&self.sums[g]) / self.sizes[g] as f64).sum()
    }

    /// Swaps while one betters.
    fn settle(&mut self, slack: f64) {
        while self.changed.contains(&true) {
            let changed = std::mem::replace(&mut self.changed, vec![false; self.sums.len()]);
            for unit in 0..self.units.len() {
                for to in 0..self.sums.len() {
                    let from = self.group[self.units[unit][0]];
                    let news = changed[from] || changed[to] || self.changed[from] || self.changed[to];
                    if to == from || !news {
                        continue;
                    }
                    let better = |back: &Vec<usize>| self.gain(unit, to, back) > slack && self.keeps_rules(unit, to, back);
                    if let Some(back) = self.partners(unit, to).into_iter().find(better) {
                        self.swap(unit, to, &back);
                    }
                }
            }
        }
    }

    fn kick(&mut self, draws: &mut Draws) {
        let (unit, to) = (draws.below(self.units.len()), draws.below(self.sums.len()));
        if to == self.group[self.units[unit][0]] {
            return;
        }
        let partners = self.partners(unit, to);
        if let Some(back) = partners.get(draws.below(partners.len())).filter(|back| self.keeps_rules(unit, to, back)) {
            self.swap(unit, to, back);
        }
    }

    /// Members of `to` that could come back for a unit.
    fn partners(&self, unit: usize, to: usize) -> Vec<Vec<usize>> {
        let size = self.units[unit].len();
        let there = || self.inside[to].iter().map(|unit| &self.units[*unit]);
        let mut all: Vec<Vec<usize>> = there().filter(|other| other.len() == size).cloned().collect();
        // A member of a larger group may move to a smaller one: the sizes change places.
        if size == 1 && self.sizes[self.group[self.units[unit][0]]] == self.sizes[to] + 1 {
            all.push(Vec::new());
        }
        if (2..=LARGEST).contains(&size) {
            let singles: Vec<usize> = there().filter(|other| other.len() == 1).map(|other| other[0]).collect();
            let mut sets: Vec<Vec<usize>> = vec![Vec::new()];
            for single in singles {
                let longer: Vec<Vec<usize>> =
                    sets.iter().filter(|set| set.len() < size).map(|set| [set.as_slice(), &[single]].concat()).collect();
                sets.extend(longer);
            }
            all.extend(sets.into_iter().filter(|set| set.len() == size));
        }
        all
    }

    /// By how much the sum of squares falls.
    fn gain(&self, unit: usize, to: usize, back: &[usize]) -> f64 {
        let out = &self.units[unit];
        let from = self.group[out[0]];
        let (mut before, mut after) = ([0.0; 2], [0.0; 2]);
        for respect in 0..self.sums[from].len() {
            let level = |members: &[usize]| members.iter().map(|m| self.task.levels[*m][respect]).sum::<f64>();
            let moved = level(out) - level(back);
            let (one, other) = (self.sums[from][respect], self.sums[to][respect]);
            before[0] += one * one;
            before[1] += other * other;
            after[0] += (one - moved).powi(2);
            after[1] += (other + moved).powi(2);
        }
        let (one, other) = (self.sizes[from] as f64, self.sizes[to] as f64);
        let shift = out.len() as f64 - back.len() as f64;
        before[0] / one + before[1] / other - after[0] / (one - shift).max(1.0) - after[1] / (other + shift)
    }

    fn keeps_rules(&self, unit: usize, to: usize, back: &[usize]) -> bool {
        let out = &self.units[unit];
        let from = self.group[out[0]];
        let meets = |member: &usize, group: usize, leaving: &[usize]| {
            self.foes[*member].iter().any(|foe| self.group[*foe] == group && !leaving.contains(foe))
        };
        !out.iter().any(|member| meets(member, to, back)) && !back.iter().any(|member| meets(member, from, out))
    }

    fn swap(&mut self, unit: usize, to: usize, back: &[usize]) {
        let out = self.units[unit].clone();
        let from = self.group[out[0]];
        self.changed[from] = true;
        self.changed[to] = true;
        for (members, from, to) in [(out.as_slice(), from, to), (back, to, from)] {
            for member in members {
                let moved = self.unit_of[*member];
                if self.units[moved][0] == *member {
                    self.inside[from].retain(|unit| *unit != moved);
                    self.inside[to].push(moved);
                }
                self.group[*member] = to;
                self.sizes[from] -= 1;
                self.sizes[to] += 1;
                for (respect, level) in self.task.levels[*member].iter().enumerate() {
                    self.sums[from][respect] -= level;
                    self.sums[to][respect] += level;
                }
            }
        }
    }
}

fn square(sum: &[f64]) -> f64 {
    sum.iter().map(|s| s * s).sum()
}
