use super::classes::Classes;
use super::plan::{Chunk, Pair, Plan, Side};
use rayon::prelude::*;

/// The least that a class weighs in the expectation step, so that a likelihood never vanishes.
const LEAST_WEIGHT: f64 = 1e-100;
/// Responses after which a row is brought back to a size that a float holds.
const RESCALE: usize = 16;

/// What is expected of the learners at given parameters.
#[derive(Debug, Clone)]
pub(super) struct Expected {
    /// The log-likelihood at these parameters.
    pub log_likelihood: f64,
    /// Learners in each class.
    pub class: Vec<f64>,
    /// For each group of each step (places as the chances'): learners who reached the step.
    pub reached: Vec<f64>,
    /// And those who took it.
    pub taken: Vec<f64>,
}

/// The expectation step; `None` when a likelihood vanished, which only a plan of two sides can come to.
pub(super) fn expect(plan: &Plan, classes: &Classes, chances: &[f64], weights: &[f64]) -> Option<Expected> {
    let tables = [0, 1].map(|s| table(&plan.sides[s], classes, chances));
    let weights: Vec<f64> = weights.iter().map(|w| w.max(LEAST_WEIGHT)).collect();
    let sums: Vec<Option<Sums>> = plan.chunks.par_iter().map(|chunk| chunk_sums(plan, chunk, &tables, &weights)).collect();
    let mut total = Sums::zero(plan, weights.len());
    for sums in sums {
        total.add(&sums?);
    }
    let (mut reached, mut taken) = (vec![0.0; classes.chances], vec![0.0; classes.chances]);
    for (side, cells) in plan.sides.iter().zip(&total.cells) {
        collapse(side, classes, cells, &mut reached, &mut taken);
    }
    Some(Expected { log_likelihood: total.log_likelihood, class: total.class, reached, taken })
}

/// Chance of each cell (row) in each side class (column): steps taken up to the score, the next one missed.
fn table(side: &Side, classes: &Classes, chances: &[f64]) -> Vec<f64> {
    let width = side.classes;
    let mut table = vec![1.0; side.cells * width];
    for item in &side.items {
        for (h, (step, groups)) in classes.steps[item.item].iter().zip(&item.groups).enumerate() {
            let of = &chances[step.first..step.first + step.groups];
            for score in h..=item.groups.len() {
                let row = &mut table[(item.first_cell + score) * width..][..width];
                for (cell, group) in row.iter_mut().zip(groups) {
                    let p = of[usize::from(*group)];
                    *cell *= if score == h { 1.0 - p } else { p };
                }
            }
        }
    }
    table
}

/// From cells and side classes to the groups of steps: a score of h or more took step h, one of h − 1 or more reached it.
fn collapse(side: &Side, classes: &Classes, cells: &[f64], reached: &mut [f64], taken: &mut [f64]) {
    let width = side.classes;
    for item in &side.items {
        for (h, (step, groups)) in classes.steps[item.item].iter().zip(&item.groups).enumerate() {
            for score in h..=item.groups.len() {
                let row = &cells[(item.first_cell + score) * width..][..width];
                for (learners, group) in row.iter().zip(groups) {
                    let place = step.first + usize::from(*group);
                    reached[place] += learners;
                    if score > h {
                        taken[place] += learners;
                    }
                }
            }
        }
    }
}

struct Sums {
    log_likelihood: f64,
    class: Vec<f64>,
    cells: [Vec<f64>; 2],
}

impl Sums {
    fn zero(plan: &Plan, classes: usize) -> Sums {
        let cells = [0, 1].map(|s| vec![0.0; plan.sides[s].cells * plan.sides[s].classes]);
        Sums { log_likelihood: 0.0, class: vec![0.0; classes], cells }
    }

    fn add(&mut self, other: &Sums) {
        self.log_likelihood += other.log_likelihood;
        add(&mut self.class, &other.class, 1.0);
        for (mine, theirs) in self.cells.iter_mut().zip(&other.cells) {
            add(mine, theirs, 1.0);
        }
    }
}

fn chunk_sums(plan: &Plan, chunk: &Chunk, tables: &[Vec<f64>; 2], weights: &[f64]) -> Option<Sums> {
    let [width_a, width_b] = [plan.sides[0].classes, plan.sides[1].classes];
    let (given_a, scale_a) = likelihoods(chunk, 0, &tables[0], width_a);
    let (given_b, scale_b) = likelihoods(chunk, 1, &tables[1], width_b);
    let mut sums = Sums::zero(plan, weights.len());

    // For each row of the second side: its chance together with each class of the first.
    let mut joint = vec![0.0; chunk.rows[1].len() * width_a];
    for (row_b, of) in joint.chunks_exact_mut(width_a).enumerate() {
        let given = &given_b[row_b * width_b..][..width_b];
        for Pair { class, sides: [a, b] } in &plan.pairs {
            of[*a] += weights[*class] * given[*b];
        }
    }
    // Posterior weight of each class of either side, without the factor of that side itself.
    let (mut to_a, mut to_b) = (vec![0.0; given_a.len()], vec![0.0; joint.len()]);
    for ([a, b], learners) in &chunk.patterns {
        let (a, b) = (*a as usize, *b as usize);
        let (at_a, at_b) = (a * width_a..(a + 1) * width_a, b * width_a..(b + 1) * width_a);
        let likelihood = dot(&given_a[at_a.clone()], &joint[at_b.clone()]);
        if likelihood.is_nan() || likelihood < 1e-280 {
            return None;
        }
        sums.log_likelihood += learners * (likelihood.ln() + scale_a[a] + scale_b[b]);
        let ratio = learners / likelihood;
        add(&mut to_a[at_a.clone()], &joint[at_b.clone()], ratio);
        add(&mut to_b[at_b], &given_a[at_a], ratio);
    }
    for (to, given) in to_a.iter_mut().zip(&given_a) {
        *to *= given;
    }
    let mut own_b = vec![0.0; given_b.len()];
    for row_b in 0..chunk.rows[1].len() {
        let (given, own) = (&given_b[row_b * width_b..][..width_b], &mut own_b[row_b * width_b..][..width_b]);
        let to = &to_b[row_b * width_a..][..width_a];
        for Pair { class, sides: [a, b] } in &plan.pairs {
            let expected = weights[*class] * to[*a] * given[*b];
            sums.class[*class] += expected;
            own[*b] += expected;
        }
    }
    for (side, (own, width)) in [(&to_a, width_a), (&own_b, width_b)].into_iter().enumerate() {
        for row in 0..chunk.rows[side].len() {
            for cell in chunk.rows[side].of(row) {
                add(&mut sums.cells[side][*cell as usize * width..][..width], &own[row * width..][..width], 1.0);
            }
        }
    }
    Some(sums)
}

/// Likelihood of each row in each side class, divided by a scale whose logarithm is given beside it.
fn likelihoods(chunk: &Chunk, side: usize, table: &[f64], width: usize) -> (Vec<f64>, Vec<f64>) {
    let rows = &chunk.rows[side];
    let (mut given, mut scale) = (vec![1.0; rows.len() * width], vec![0.0; rows.len()]);
    for (row, of) in given.chunks_exact_mut(width).enumerate() {
        for some in rows.of(row).chunks(RESCALE) {
            for cell in some {
                for (value, chance) in of.iter_mut().zip(&table[*cell as usize * width..][..width]) {
                    *value *= chance;
                }
            }
            let most = of.iter().fold(0.0_f64, |most, value| most.max(*value));
            if most < 1e-30 {
                of.iter_mut().for_each(|value| *value /= most);
                scale[row] += most.ln();
            }
        }
    }
    (given, scale)
}

/// The inner product, in eight sums that run side by side.
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let (mut sums, (a8, b8)) = ([0.0; 8], (a.chunks_exact(8), b.chunks_exact(8)));
    let rest: f64 = a8.remainder().iter().zip(b8.remainder()).map(|(x, y)| x * y).sum();
    for (x, y) in a8.zip(b8) {
        for i in 0..8 {
            sums[i] += x[i] * y[i];
        }
    }
    sums.iter().sum::<f64>() + rest
}

fn add(to: &mut [f64], what: &[f64], times: f64) {
    for (to, what) in to.iter_mut().zip(what) {
        *to += times * what;
    }
}
