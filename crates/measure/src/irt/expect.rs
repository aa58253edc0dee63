//! The E step: what the responses say of each item when every learner's θ is known as well as it can be.

use super::patterns::{Form, Patterns};
use super::working::Working;
use super::{Grid, Population};
use rayon::prelude::*;

/// At most so many chunks of patterns are summed side by side, and fewer when there are many items and few responses, since each chunk
/// has sums of its own for every item. Their number depends on the responses alone, so that the sums do not depend on the machine.
const CHUNKS: usize = 16;
/// Fewer operations than this are not worth a thread.
const WORTH_A_THREAD: usize = 4_000_000;
/// A weight below e^this of the highest is none.
const NOTHING: f64 = -46.0;

/// The responses as the E step reads them: of each pattern the cells other than category 0, which is every item's base line.
#[derive(Debug, Clone)]
pub(super) struct Data {
    pub patterns: Patterns,
    /// Pattern p's linear cells are at `lines_at[p]..lines_at[p + 1]` of `lines`.
    lines: Vec<u32>,
    lines_at: Vec<usize>,
    /// Its curved rows likewise.
    curves: Vec<u32>,
    curves_at: Vec<usize>,
    /// Learners in each cell.
    pub count: Vec<f64>,
    /// The row of an item's category 1 in tables of curved items.
    pub row: Vec<Option<usize>>,
    rows: usize,
}

/// ln P at the nodes, for one set of parameters.
struct Tables {
    /// −ln P(0) of each item.
    base: Vec<f64>,
    /// Their sum.
    whole: Vec<f64>,
    /// Slope of each linear cell.
    slope: Vec<f64>,
    /// ln P(k) − ln P(0) of each curved row.
    ratio: Vec<f64>,
    /// Σ count × intercept of linear cells: the same for all θ.
    constant: f64,
}

/// What the E step finds.
#[derive(Debug, Clone, Default)]
pub(super) struct Expected {
    /// Marginal log-likelihood of the parameters that were given.
    pub log_likelihood: f64,
    /// Σ θ over the learners in each linear cell.
    pub moment: Vec<f64>,
    /// Learners at each node who were given the item, `items × nodes`.
    pub given: Vec<f64>,
    /// Learners at each node with the category, `rows × nodes`.
    pub curved: Vec<f64>,
    /// Of each group: learners, Σ θ, Σ θ².
    pub group: Vec<[f64; 3]>,
    /// The least posterior standard deviation of a learner.
    pub narrowest: f64,
}

impl Data {
    pub fn new(patterns: Patterns, items: &[Working]) -> Data {
        let cells = items.iter().map(|i| i.categories).sum();
        let mut rows = 0;
        let row: Vec<Option<usize>> = items
            .iter()
            .map(|item| {
                let first = rows;
                rows += if item.linear() { 0 } else { item.categories - 1 };
                (!item.linear()).then_some(first)
            })
            .collect();
        let (mut lines, mut curves, mut lines_at, mut curves_at) = (Vec::new(), Vec::new(), vec![0], vec![0]);
        let mut count = vec![0.0; cells];
        for pattern in &patterns.patterns {
            for (item, category) in patterns.pairs(pattern) {
                let cell = items[item].cell + category;
                count[cell] += pattern.weight;
                match row[item] {
                    _ if category == 0 => {}
                    None => lines.push(cell as u32),
                    Some(first) => curves.push((first + category - 1) as u32),
                }
            }
            lines_at.push(lines.len());
            curves_at.push(curves.len());
        }
        Data { patterns, lines, lines_at, curves, curves_at, count, row, rows }
    }

    fn tables(&self, items: &[Working], parameters: &[f64], nodes: &[f64]) -> Tables {
        let many = nodes.len();
        let mut tables = Tables {
            base: vec![0.0; items.len() * many],
            whole: vec![0.0; many],
            slope: vec![0.0; self.count.len()],
            ratio: vec![0.0; self.rows * many],
            constant: 0.0,
        };
        let (mut p, mut jacobian) = (Vec::new(), Vec::new());
        for (j, item) in items.iter().enumerate() {
            let own = &parameters[item.first..item.first + item.size];
            let base = &mut tables.base[j * many..(j + 1) * many];
            if let Some(row) = self.row[j] {
                p.resize(item.categories, 0.0);
                jacobian.resize(item.categories * item.size, 0.0);
                for (q, theta) in nodes.iter().enumerate() {
                    item.chances(own, *theta, &mut p, &mut jacobian);
                    base[q] = -floor(p[0]).ln();
                    (1..item.categories).for_each(|k| tables.ratio[(row + k - 1) * many + q] = floor(p[k]).ln() + base[q]);
                }
            } else {
                let mut line = vec![(0.0, 0.0); item.categories];
                item.lines(own, |k, a, c| {
                    line[k] = (a, c);
                    tables.slope[item.cell + k] = a;
                    tables.constant += self.count[item.cell + k] * c;
                });
                for (at, theta) in base.iter_mut().zip(nodes) {
                    *at = match line[..] {
                        [_, (a, c)] => super::logistic::softplus(a * theta + c),
                        _ => {
                            let most = line.iter().map(|(a, c)| a * theta + c).fold(f64::NEG_INFINITY, f64::max);
                            most + line.iter().map(|(a, c)| (a * theta + c - most).exp()).sum::<f64>().ln()
                        }
                    };
                }
            }
            tables.whole.iter_mut().zip(&tables.base[j * many..(j + 1) * many]).for_each(|(w, b)| *w += b);
        }
        tables
    }

    /// One E step.
    pub fn expect(&self, items: &[Working], parameters: &[f64], groups: &[Population], grid: &Grid) -> Expected {
        let nodes = grid.nodes();
        let tables = self.tables(items, parameters, nodes);
        let prior: Vec<Vec<f64>> = groups.iter().map(|g| grid.weights(g).into_iter().map(|w| w.max(1e-300).ln()).collect()).collect();
        let many = self.patterns.patterns.len();
        let chunks = (self.patterns.items.len() / (4 * items.len())).clamp(1, CHUNKS);
        let chunk = many.div_ceil(chunks).max(256);
        let starts: Vec<usize> = (0..many).step_by(chunk).collect();
        let one = |start: &usize| self.chunk(*start..many.min(start + chunk), items.len(), &tables, &prior, nodes);
        let work = many * nodes.len() * 4 + self.lines.len() * 2 + self.curves.len() * nodes.len();
        let parts: Vec<Expected> =
            if work < WORTH_A_THREAD { starts.iter().map(one).collect() } else { starts.par_iter().map(one).collect() };
        let mut sum = Expected { narrowest: f64::INFINITY, log_likelihood: tables.constant, ..Expected::default() };
        for part in parts {
            sum.add(part);
        }
        sum
    }

    fn chunk(&self, range: std::ops::Range<usize>, items: usize, tables: &Tables, prior: &[Vec<f64>], nodes: &[f64]) -> Expected {
        let many = nodes.len();
        let mut found = Expected {
            log_likelihood: 0.0,
            moment: vec![0.0; self.count.len()],
            given: vec![0.0; items * many],
            curved: vec![0.0; self.rows * many],
            group: vec![[0.0; 3]; prior.len()],
            narrowest: f64::INFINITY,
        };
        let mut to_all = vec![0.0; many];
        let (mut base, mut here, mut weights) = (vec![0.0; many], vec![0.0; many], vec![0.0; many]);
        let mut now = (usize::MAX, usize::MAX);
        for p in range {
            let pattern = &self.patterns.patterns[p];
            if now != (pattern.form, pattern.group) {
                if let Some(form) = self.patterns.forms.get(now.0) {
                    hand_over(form, &mut here, &mut found.given, &mut to_all);
                }
                now = (pattern.form, pattern.group);
                base_line(&self.patterns.forms[pattern.form], tables, &prior[pattern.group], &mut base);
            }
            let lines = &self.lines[self.lines_at[p]..self.lines_at[p + 1]];
            let curves = &self.curves[self.curves_at[p]..self.curves_at[p + 1]];
            let slope: f64 = lines.iter().map(|cell| tables.slope[*cell as usize]).sum();
            weights.iter_mut().zip(&base).zip(nodes).for_each(|((w, b), theta)| *w = b + slope * theta);
            for row in curves {
                let ratio = &tables.ratio[*row as usize * many..][..many];
                weights.iter_mut().zip(ratio).for_each(|(w, r)| *w += r);
            }
            let (log, mean, square) = settle(&mut weights, nodes);
            found.log_likelihood += pattern.weight * log;
            found.narrowest = found.narrowest.min(square - mean * mean);
            let moment = pattern.weight * mean;
            lines.iter().for_each(|cell| found.moment[*cell as usize] += moment);
            weights.iter_mut().for_each(|w| *w *= pattern.weight);
            here.iter_mut().zip(&weights).for_each(|(h, w)| *h += w);
            for row in curves {
                found.curved[*row as usize * many..][..many].iter_mut().zip(&weights).for_each(|(c, w)| *c += w);
            }
            let group = &mut found.group[pattern.group];
            *group = [group[0] + pattern.weight, group[1] + moment, group[2] + pattern.weight * square];
        }
        if let Some(form) = self.patterns.forms.get(now.0) {
            hand_over(form, &mut here, &mut found.given, &mut to_all);
        }
        if to_all.iter().any(|n| *n != 0.0) {
            for given in found.given.chunks_exact_mut(many) {
                given.iter_mut().zip(&to_all).for_each(|(g, a)| *g += a);
            }
        }
        found.narrowest = found.narrowest.max(0.0).sqrt();
        found
    }
}

impl Expected {
    fn add(&mut self, part: Expected) {
        self.log_likelihood += part.log_likelihood;
        self.narrowest = self.narrowest.min(part.narrowest);
        if self.group.is_empty() {
            (self.moment, self.given, self.curved, self.group) = (part.moment, part.given, part.curved, part.group);
            return;
        }
        let pairs = [(&mut self.moment, &part.moment), (&mut self.given, &part.given), (&mut self.curved, &part.curved)];
        for (all, own) in pairs {
            all.iter_mut().zip(own).for_each(|(a, b)| *a += b);
        }
        for (all, own) in self.group.iter_mut().zip(part.group) {
            (0..3).for_each(|i| all[i] += own[i]);
        }
    }
}

fn floor(p: f64) -> f64 {
    p.max(1e-300)
}

/// ln of the prior and of category 0 of all items of a form.
fn base_line(form: &Form, tables: &Tables, prior: &[f64], base: &mut [f64]) {
    let many = base.len();
    base.copy_from_slice(prior);
    if form.but {
        base.iter_mut().zip(&tables.whole).for_each(|(b, w)| *b -= w);
    }
    let sign = if form.but { 1.0 } else { -1.0 };
    for item in &form.items {
        let own = &tables.base[*item as usize * many..][..many];
        base.iter_mut().zip(own).for_each(|(b, o)| *b += sign * o);
    }
}

/// Gives the learners of a form to its items.
fn hand_over(form: &Form, here: &mut [f64], given: &mut [f64], to_all: &mut [f64]) {
    let many = here.len();
    if form.but {
        to_all.iter_mut().zip(here.iter()).for_each(|(a, h)| *a += h);
    }
    let sign = if form.but { -1.0 } else { 1.0 };
    for item in &form.items {
        given[*item as usize * many..][..many].iter_mut().zip(here.iter()).for_each(|(g, h)| *g += sign * h);
    }
    here.fill(0.0);
}

/// Turns logarithms into weights that sum to 1; gives ln of their sum, and the first two moments of θ.
fn settle(weights: &mut [f64], nodes: &[f64]) -> (f64, f64, f64) {
    let most = weights.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let (mut sum, mut mean, mut square) = (0.0, 0.0, 0.0);
    for (w, theta) in weights.iter_mut().zip(nodes) {
        let log = *w - most;
        *w = if log < NOTHING { 0.0 } else { log.exp() };
        sum += *w;
        mean += *w * theta;
        square += *w * theta * theta;
    }
    let one = 1.0 / sum;
    weights.iter_mut().for_each(|w| *w *= one);
    (most + sum.ln(), mean * one, square * one)
}
