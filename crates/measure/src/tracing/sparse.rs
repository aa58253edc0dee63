//! Logistic regression on sparse rows with a quadratic penalty, by Newton's method whose steps are found by preconditioned conjugate
//! gradients (Lin, Weng & Keerthi 2008, *Journal of Machine Learning Research* 9, 627–650, with a line search in place of the trust region).

use rayon::prelude::*;

/// Rows of (column, value).
#[derive(Debug, Clone)]
pub(super) struct Rows {
    start: Vec<usize>,
    column: Vec<u32>,
    value: Vec<f32>,
}

/// Sums run over this many fixed parts of the rows, each on one thread, and are then added in order: the result does not depend on
/// the number of threads.
const PARTS: usize = 16;

pub(super) struct Fitted {
    pub(super) weights: Vec<f64>,
    pub(super) iterations: usize,
    pub(super) settled: bool,
}

impl Rows {
    pub(super) fn new() -> Rows {
        Rows { start: vec![0], column: Vec::new(), value: Vec::new() }
    }

    pub(super) fn push(&mut self, row: &[(u32, f32)]) {
        self.column.extend(row.iter().map(|e| e.0));
        self.value.extend(row.iter().map(|e| e.1));
        self.start.push(self.column.len());
    }

    pub(super) fn append(&mut self, other: &Rows) {
        let offset = self.column.len();
        self.column.extend(&other.column);
        self.value.extend(&other.value);
        self.start.extend(other.start[1..].iter().map(|s| s + offset));
    }

    fn len(&self) -> usize {
        self.start.len() - 1
    }

    /// For each column, its mean value over the rows that have it, and the share of rows that do.
    pub(super) fn means(&self, columns: usize) -> Vec<(f64, f64)> {
        let mut sums = vec![(0.0, 0.0); columns];
        for (column, value) in self.column.iter().zip(&self.value) {
            let sum = &mut sums[*column as usize];
            *sum = (sum.0 + f64::from(*value), sum.1 + 1.0);
        }
        let rows = self.len().max(1) as f64;
        sums.into_iter().map(|(sum, count)| (if count > 0.0 { sum / count } else { 0.0 }, count / rows)).collect()
    }

    fn dot(&self, row: usize, weights: &[f64]) -> f64 {
        let range = self.start[row]..self.start[row + 1];
        self.column[range.clone()].iter().zip(&self.value[range]).map(|(c, v)| weights[*c as usize] * f64::from(*v)).sum()
    }

    /// Adds `by` times the row.
    fn scatter(&self, row: usize, by: f64, to: &mut [f64], shape: fn(f64) -> f64) {
        let range = self.start[row]..self.start[row + 1];
        for (c, v) in self.column[range.clone()].iter().zip(&self.value[range]) {
            to[*c as usize] += by * shape(f64::from(*v));
        }
    }
}

/// Sums over the rows, by parts.
struct Sums<'a> {
    rows: &'a Rows,
    parts: Vec<Vec<f64>>,
}

impl Sums<'_> {
    /// `out` = Σ over rows of `factor(row)` × `shape` of the row's values.
    fn of(&mut self, out: &mut [f64], factor: impl Fn(usize) -> f64 + Sync, shape: fn(f64) -> f64) {
        let rows = self.rows;
        let size = rows.len().div_ceil(PARTS);
        self.parts.par_iter_mut().enumerate().for_each(|(part, sums)| {
            sums.fill(0.0);
            for row in part * size..((part + 1) * size).min(rows.len()) {
                rows.scatter(row, factor(row), sums, shape);
            }
        });
        out.fill(0.0);
        for part in &self.parts {
            out.iter_mut().zip(part).for_each(|(o, p)| *o += p);
        }
    }
}

fn inner(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn loss(margins: &[f64], right: &[bool]) -> f64 {
    let one = |(m, r): (&f64, &bool)| {
        let against = if *r { -m } else { *m };
        against.max(0.0) + (-against.abs()).exp().ln_1p()
    };
    let size = margins.len().div_ceil(PARTS).max(1);
    let parts: Vec<f64> = margins.par_chunks(size).zip(right.par_chunks(size)).map(|(m, r)| m.iter().zip(r).map(one).sum()).collect();
    parts.iter().sum()
}

pub(super) fn chance(log_odds: f64) -> f64 {
    1.0 / (1.0 + (-log_odds).exp())
}

/// Minimises Σ −ln P(right) + ½ Σ penalty · weight². Settled when the gradient is `tolerance` times that of zero weights.
pub(super) fn fit(rows: &Rows, right: &[bool], penalty: &[f64], tolerance: f64, iterations: usize) -> Fitted {
    let columns = penalty.len();
    let mut sums = Sums { rows, parts: vec![vec![0.0; columns]; PARTS] };
    let mut weights = vec![0.0; columns];
    let mut margins = vec![0.0; rows.len()];
    let mut chances = vec![0.0; rows.len()];
    let mut along = vec![0.0; rows.len()];
    let (mut gradient, mut diagonal, mut curve) = (vec![0.0; columns], vec![0.0; columns], vec![0.0; columns]);
    let mut first = 0.0;
    for iteration in 0..iterations {
        chances.par_iter_mut().zip(&margins).for_each(|(c, m)| *c = chance(*m));
        sums.of(&mut gradient, |row| chances[row] - f64::from(right[row]), |v| v);
        gradient.iter_mut().zip(&weights).zip(penalty).for_each(|((g, w), p)| *g += p * w);
        let size = inner(&gradient, &gradient).sqrt();
        if iteration == 0 {
            first = size;
        }
        if size <= tolerance * first {
            return Fitted { weights, iterations: iteration, settled: true };
        }
        let curvature = |row: usize| chances[row] * (1.0 - chances[row]);
        sums.of(&mut diagonal, curvature, |v| v * v);
        diagonal.iter_mut().zip(penalty).for_each(|(d, p)| *d = (*d + p).max(1e-12));

        // Conjugate gradients for the step: Hessian · step = −gradient.
        let mut step = vec![0.0; columns];
        let mut rest: Vec<f64> = gradient.iter().map(|g| -g).collect();
        let mut scaled: Vec<f64> = rest.iter().zip(&diagonal).map(|(r, d)| r / d).collect();
        let mut direction = scaled.clone();
        let mut energy = inner(&rest, &scaled);
        let enough = energy * (size / first).sqrt().min(0.1).powi(2);
        for _ in 0..200 {
            sums.of(&mut curve, |row| curvature(row) * rows.dot(row, &direction), |v| v);
            curve.iter_mut().zip(&direction).zip(penalty).for_each(|((c, d), p)| *c += p * d);
            let far = energy / inner(&direction, &curve).max(f64::MIN_POSITIVE);
            step.iter_mut().zip(&direction).for_each(|(s, d)| *s += far * d);
            rest.iter_mut().zip(&curve).for_each(|(r, c)| *r -= far * c);
            scaled.iter_mut().zip(&rest).zip(&diagonal).for_each(|((s, r), d)| *s = r / d);
            let next = inner(&rest, &scaled);
            if next <= enough {
                break;
            }
            direction.iter_mut().zip(&scaled).for_each(|(d, s)| *d = s + next / energy * *d);
            energy = next;
        }

        // The longest of the step's halves that lowers the loss enough (Armijo's rule).
        along.par_iter_mut().enumerate().for_each(|(row, a)| *a = rows.dot(row, &step));
        let held = |w: &[f64]| 0.5 * w.iter().zip(penalty).map(|(w, p)| p * w * w).sum::<f64>();
        let now = loss(&margins, right) + held(&weights);
        let slope = inner(&gradient, &step);
        let mut far = 1.0;
        loop {
            let there: Vec<f64> = margins.iter().zip(&along).map(|(m, a)| m + far * a).collect();
            let moved: Vec<f64> = weights.iter().zip(&step).map(|(w, s)| w + far * s).collect();
            if loss(&there, right) + held(&moved) <= now + 1e-4 * far * slope {
                (margins, weights) = (there, moved);
                break;
            }
            far /= 2.0;
            if far < 1e-9 {
                // No step helps any more: as near as the arithmetic comes.
                return Fitted { weights, iterations: iteration, settled: true };
            }
        }
    }
    Fitted { weights, iterations, settled: false }
}
