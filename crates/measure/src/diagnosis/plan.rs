use super::classes::{Classes, tell_apart};
use crate::Responses;
use std::collections::HashMap;

/// The longest history of a learner for which the items are cut in two: the product of two halves must not vanish.
const LONGEST_CUT: usize = 40;

/// How the expectation step runs: what is equal is computed once.
///
/// Learners of equal responses are one pattern. Items are cut into two sides; on each side, profiles that its items cannot tell apart
/// are one side class, and equal halves of patterns are one row. A class is then a pair of side classes, a pattern a pair of rows.
/// Where histories are long, the second side is empty.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    pub sides: [Side; 2],
    /// For each class its class on either side, sorted by the first.
    pub pairs: Vec<Pair>,
    /// Patterns in fixed chunks, whatever the number of threads.
    pub chunks: Vec<Chunk>,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Pair {
    pub class: usize,
    pub sides: [usize; 2],
}

#[derive(Debug, Clone)]
pub(super) struct Side {
    pub items: Vec<SideItem>,
    /// Number of side classes.
    pub classes: usize,
    /// Number of cells: an item's category is a cell.
    pub cells: usize,
}

#[derive(Debug, Clone)]
pub(super) struct SideItem {
    pub item: usize,
    /// The cell of score 0; the others follow.
    pub first_cell: usize,
    /// For each step, the group of each side class.
    pub groups: Vec<Vec<u16>>,
}

/// Patterns that are computed together.
#[derive(Debug, Clone)]
pub(super) struct Chunk {
    /// Distinct half patterns of either side.
    pub rows: [Rows; 2],
    /// Pattern: row of either side and number of learners, sorted by the first row.
    pub patterns: Vec<([u32; 2], f64)>,
}

/// Lists of cells.
#[derive(Debug, Clone, Default)]
pub(super) struct Rows {
    start: Vec<usize>,
    cells: Vec<u32>,
}

impl Rows {
    pub(super) fn len(&self) -> usize {
        self.start.len()
    }

    pub(super) fn of(&self, row: usize) -> &[u32] {
        &self.cells[self.start[row]..self.start.get(row + 1).copied().unwrap_or(self.cells.len())]
    }

    fn push(&mut self, cells: &[u32]) {
        self.start.push(self.cells.len());
        self.cells.extend_from_slice(cells);
    }
}

impl Plan {
    /// `cut` asks for two sides; it is not done where a history is too long for it.
    pub(super) fn new(classes: &Classes, profiles: &[u32], responses: &Responses, cut: bool) -> Plan {
        let cut = cut && responses.by_learner().all(|own| own.len() <= LONGEST_CUT);
        // Items that ask for similar attributes go to one side, which then has few classes.
        let mut order: Vec<usize> = (0..classes.steps.len()).collect();
        order.sort_by_key(|item| classes.steps[*item].iter().fold(0, |all, step| all | step.mask));
        let second = order.split_off(if cut { order.len().div_ceil(2) } else { order.len() });
        let (first, class_a) = side(classes, profiles, order);
        let (second, class_b) = side(classes, profiles, second);
        let pair = |class: usize| {
            // The list of profiles is sorted, so that a class's profile is found.
            let at = profiles.binary_search(&classes.profile_of[class]).unwrap_or_default();
            Pair { class, sides: [class_a[at], class_b[at]] }
        };
        let mut pairs: Vec<Pair> = (0..classes.len()).map(pair).collect();
        pairs.sort_by_key(|pair| pair.sides);
        let sides = [first, second];
        let chunks = chunks(&sides, classes, responses);
        Plan { sides, pairs, chunks }
    }
}

/// A side, and the side class of each profile.
fn side(classes: &Classes, profiles: &[u32], items: Vec<usize>) -> (Side, Vec<usize>) {
    let steps: Vec<_> = items.iter().flat_map(|item| &classes.steps[*item]).map(|step| (step.mask, step.rule)).collect();
    let (class_of, profile_of) = tell_apart(profiles, &steps);
    let mut cells = 0;
    let mut place = |item: usize| {
        let of = |mask, rule: super::Rule| profile_of.iter().map(|profile| rule.group(mask, *profile) as u16).collect();
        let groups: Vec<Vec<u16>> = classes.steps[item].iter().map(|step| of(step.mask, step.rule)).collect();
        let first_cell = cells;
        cells += groups.len() + 1;
        SideItem { item, first_cell, groups }
    };
    let items: Vec<SideItem> = items.into_iter().map(&mut place).collect();
    (Side { items, classes: profile_of.len(), cells }, class_of)
}

/// Patterns in the order of their cells, so that the order of learners does not matter, cut into chunks.
fn chunks(sides: &[Side; 2], classes: &Classes, responses: &Responses) -> Vec<Chunk> {
    let mut cell_of = vec![(0, 0); classes.steps.len()];
    for (side, of) in sides.iter().enumerate() {
        for item in &of.items {
            cell_of[item.item] = (side, item.first_cell);
        }
    }
    let mut count: HashMap<[Vec<u32>; 2], f64> = HashMap::new();
    for own in responses.by_learner().filter(|own| !own.is_empty()) {
        let mut halves = [Vec::new(), Vec::new()];
        for (item, score) in own.pairs() {
            let (side, cell) = cell_of[item];
            halves[side].push(cell as u32 + score as u32);
        }
        halves.iter_mut().for_each(|half| half.sort_unstable());
        *count.entry(halves).or_default() += 1.0;
    }
    let mut patterns: Vec<_> = count.into_iter().collect();
    patterns.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    let size = ((1 << 20) / classes.len()).clamp(256, 4096);
    patterns.chunks(size).map(chunk).collect()
}

fn chunk(patterns: &[([Vec<u32>; 2], f64)]) -> Chunk {
    let (mut rows, mut known) = ([Rows::default(), Rows::default()], [HashMap::new(), HashMap::new()]);
    let mut row = |side: usize, cells: &Vec<u32>| {
        *known[side].entry(cells.clone()).or_insert_with(|| {
            rows[side].push(cells);
            rows[side].len() as u32 - 1
        })
    };
    let patterns = patterns.iter().map(|([a, b], count)| ([row(0, a), row(1, b)], *count)).collect();
    Chunk { rows, patterns }
}
