//! Regression trees on binned facts, grown for the gradient of the log-loss.

use super::facts::COUNT;
use super::group::mix;
use rayon::prelude::*;

/// A tree: the root is node 0.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Tree {
    splits: Vec<Split>,
    /// What each node would add to the log-odds if it were a leaf. Apart from the splits, which so stay together in the cache.
    values: Vec<f64>,
}

/// Rows whose bin of this fact is at most `bin` go to `children`, others to the node after it; a leaf has `children` 0.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Split {
    fact: u8,
    bin: u8,
    children: u16,
}

impl Tree {
    /// The node after `node` on a row's way, 0 from a leaf.
    fn next(&self, node: usize, row: &[u8; COUNT]) -> usize {
        let split = self.splits[node];
        if split.children == 0 { 0 } else { usize::from(split.children) + usize::from(row[usize::from(split.fact)] > split.bin) }
    }

    /// What the tree adds to the log-odds of a row.
    pub(super) fn value(&self, row: &[u8; COUNT]) -> f64 {
        let (mut node, mut next) = (0, self.next(0, row));
        while next > 0 {
            (node, next) = (next, self.next(next, row));
        }
        self.values[node]
    }

    /// The same, apportioned: the value of the root, and to the fact of each split on the way how far it moves the value.
    pub(super) fn apportion(&self, row: &[u8; COUNT], effects: &mut [f64; COUNT]) -> f64 {
        let (mut node, mut next) = (0, self.next(0, row));
        while next > 0 {
            effects[usize::from(self.splits[node].fact)] += self.values[next] - self.values[node];
            (node, next) = (next, self.next(next, row));
        }
        self.values[0]
    }
}

/// How trees are grown.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shape {
    pub(super) leaves: usize,
    pub(super) rate: f64,
    pub(super) penalty: f64,
    pub(super) least: f64,
}

/// Gradients and curvatures are whole multiples of 1 / UNIT, so that their sums do not depend on the order of rows.
const UNIT: f64 = 1_048_576.0;

/// Sum of gradients and of curvatures.
#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    gradient: i64,
    curvature: i64,
}

impl Sum {
    fn less(self, other: Sum) -> Sum {
        Sum { gradient: self.gradient - other.gradient, curvature: self.curvature - other.curvature }
    }

    /// Twice what the best value of a leaf with this sum lowers the penalised loss by.
    fn gain(self, penalty: f64) -> f64 {
        let gradient = self.gradient as f64 / UNIT;
        gradient * gradient / (self.curvature as f64 / UNIT + penalty)
    }

    fn value(self, shape: &Shape) -> f64 {
        -shape.rate * (self.gradient as f64 / UNIT) / (self.curvature as f64 / UNIT + shape.penalty)
    }
}

/// The rows of a fit by facts, and the bins that each fact has.
pub(super) struct Table {
    pub(super) columns: Vec<Vec<u8>>,
    pub(super) bins: Vec<usize>,
}

/// Gradient and curvature of a row.
pub(super) type Slope = (i32, i32);

pub(super) fn slope(chance: f64, right: bool) -> Slope {
    let whole = |x: f64| (x * UNIT).round() as i32;
    (whole(chance - f64::from(right)), whole(chance * (1.0 - chance)))
}

/// A leaf that may still be split.
struct Leaf {
    node: usize,
    rows: std::ops::Range<usize>,
    /// By fact (those used) and bin.
    sums: Vec<Vec<Sum>>,
    split: Option<Candidate>,
}

#[derive(Debug, Clone, Copy)]
struct Candidate {
    gain: f64,
    /// Place among the facts used.
    at: usize,
    bin: usize,
    left: Sum,
}

/// Grows a tree for the rows, leaf by leaf, the split that helps most first; only the given facts are used.
pub(super) fn grow(table: &Table, slopes: &[Slope], mut rows: Vec<u32>, facts: &[usize], shape: &Shape) -> Tree {
    let all = total(&rows, slopes);
    let mut tree = Tree { splits: vec![Split::default()], values: vec![all.value(shape)] };
    let sums = histogram(table, slopes, &rows, facts);
    let mut leaves = vec![Leaf { node: 0, rows: 0..rows.len(), split: best(&sums, all, shape), sums }];
    while tree.splits.len() < 2 * shape.leaves - 1 {
        let gain = |leaf: &Leaf| leaf.split.map_or(0.0, |s| s.gain);
        let Some(at) = (0..leaves.len()).max_by(|a, b| gain(&leaves[*a]).total_cmp(&gain(&leaves[*b])).then(b.cmp(a))) else { break };
        let Some(split) = leaves[at].split else { break };
        let Leaf { node, rows: range, sums, .. } = leaves.swap_remove(at);
        let fact = facts[split.at];
        let middle = range.start + divide(&mut rows[range.clone()], &table.columns[fact], split.bin as u8);
        let whole =
            sums[0].iter().fold(Sum::default(), |a, b| Sum { gradient: a.gradient + b.gradient, curvature: a.curvature + b.curvature });
        let (left, right) = (split.left, whole.less(split.left));
        let children = tree.splits.len();
        tree.splits[node] = Split { fact: fact as u8, bin: split.bin as u8, children: children as u16 };
        tree.splits.extend([Split::default(); 2]);
        tree.values.extend([left, right].map(|sum| sum.value(shape)));
        // Sums over the smaller part; those of the larger are what is left.
        let smaller_is_left = middle - range.start <= range.end - middle;
        let smaller = if smaller_is_left { range.start..middle } else { middle..range.end };
        let of_smaller = histogram(table, slopes, &rows[smaller], facts);
        let of_larger: Vec<Vec<Sum>> =
            sums.iter().zip(&of_smaller).map(|(all, part)| all.iter().zip(part).map(|(a, p)| a.less(*p)).collect()).collect();
        let (of_left, of_right) = if smaller_is_left { (of_smaller, of_larger) } else { (of_larger, of_smaller) };
        leaves.push(Leaf { node: children, rows: range.start..middle, split: best(&of_left, left, shape), sums: of_left });
        leaves.push(Leaf { node: children + 1, rows: middle..range.end, split: best(&of_right, right, shape), sums: of_right });
    }
    tree
}

fn total(rows: &[u32], slopes: &[Slope]) -> Sum {
    rows.iter().fold(Sum::default(), |sum, row| {
        let (gradient, curvature) = slopes[*row as usize];
        Sum { gradient: sum.gradient + i64::from(gradient), curvature: sum.curvature + i64::from(curvature) }
    })
}

fn histogram(table: &Table, slopes: &[Slope], rows: &[u32], facts: &[usize]) -> Vec<Vec<Sum>> {
    let slopes: Vec<Slope> = rows.iter().map(|row| slopes[*row as usize]).collect();
    let of = |fact: &usize| {
        let column = &table.columns[*fact];
        let mut sums = vec![Sum::default(); table.bins[*fact]];
        for (row, (gradient, curvature)) in rows.iter().zip(&slopes) {
            let sum = &mut sums[usize::from(column[*row as usize])];
            sum.gradient += i64::from(*gradient);
            sum.curvature += i64::from(*curvature);
        }
        sums
    };
    facts.par_iter().map(of).collect()
}

/// The split with the greatest gain; of equals, the first.
fn best(sums: &[Vec<Sum>], all: Sum, shape: &Shape) -> Option<Candidate> {
    let mut best: Option<Candidate> = None;
    let least = (shape.least * UNIT) as i64;
    for (at, bins) in sums.iter().enumerate() {
        let mut left = Sum::default();
        for (bin, sum) in bins.iter().enumerate().take(bins.len().saturating_sub(1)) {
            left = Sum { gradient: left.gradient + sum.gradient, curvature: left.curvature + sum.curvature };
            let right = all.less(left);
            if left.curvature < least || right.curvature < least {
                continue;
            }
            let gain = left.gain(shape.penalty) + right.gain(shape.penalty) - all.gain(shape.penalty);
            if gain > best.map_or(1e-9, |b| b.gain) {
                best = Some(Candidate { gain, at, bin, left });
            }
        }
    }
    best
}

/// Puts the rows with a bin of at most `bin` first, keeping the order of both parts; returns how many they are.
fn divide(rows: &mut [u32], column: &[u8], bin: u8) -> usize {
    let (left, right): (Vec<u32>, Vec<u32>) = rows.iter().partition(|row| column[**row as usize] <= bin);
    rows[..left.len()].copy_from_slice(&left);
    rows[left.len()..].copy_from_slice(&right);
    left.len()
}

/// Whether the `key`th of something is drawn in round `round`, with the chance `share`.
pub(super) fn drawn(key: u64, round: usize, share: f64) -> bool {
    (mix(key ^ mix(round as u64)) >> 11) as f64 * (1.0 / (1_u64 << 53) as f64) < share
}
