//! Groups of learners by rank, with ties shared.

/// For each band of ranks, how much of each learner lies in it.
///
/// A band is a pair of shares of the cohort counted from the lowest total: (0.73, 1.0) is the upper 27 %. Learners with one total
/// hold their places together: each has the same part of each of them. A group therefore has exactly its share of the cohort, and
/// no order of the input decides who is in it. Learners without a total have no place. The totals are compared after rounding to
/// 1e-9, so that sums of the same marks in another order tie.
pub(super) fn bands(totals: &[Option<f64>], edges: &[(f64, f64)]) -> Vec<Vec<f64>> {
    let mut order: Vec<(f64, usize)> = totals.iter().enumerate().filter_map(|(i, t)| t.map(|t| ((t * 1e9).round(), i))).collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0));
    let n = order.len() as f64;
    let mut weights = vec![vec![0.0; totals.len()]; edges.len()];
    let mut first = 0;
    for tied in order.chunk_by(|a, b| a.0 == b.0) {
        let (from, to) = (first as f64, (first + tied.len()) as f64);
        for (weights, (low, high)) in weights.iter_mut().zip(edges) {
            let inside = (to.min(high * n) - from.max(low * n)).max(0.0) / tied.len() as f64;
            tied.iter().for_each(|(_, learner)| weights[*learner] = inside);
        }
        first += tied.len();
    }
    weights
}

/// The bands that cut a cohort into `count` groups of one size, lowest first.
pub(super) fn equal(count: usize) -> Vec<(f64, f64)> {
    (0..count).map(|g| (g as f64 / count as f64, (g + 1) as f64 / count as f64)).collect()
}

/// Sums for a correlation of two variables, taken about values near their means so that nothing cancels.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Moments {
    n: f64,
    x: f64,
    y: f64,
    xx: f64,
    yy: f64,
    xy: f64,
}

impl Moments {
    pub(super) fn add(&mut self, x: f64, y: f64) {
        self.n += 1.0;
        self.x += x;
        self.y += y;
        self.xx += x * x;
        self.yy += y * y;
        self.xy += x * y;
    }

    pub(super) fn join(&mut self, other: &Moments) {
        self.n += other.n;
        self.x += other.x;
        self.y += other.y;
        self.xx += other.xx;
        self.yy += other.yy;
        self.xy += other.xy;
    }

    /// Pearson's correlation; none where one of the two does not vary (by more than rounding: both are of the order of 1).
    pub(super) fn correlation(&self) -> Option<f64> {
        let vx = self.xx - self.x * self.x / self.n;
        let vy = self.yy - self.y * self.y / self.n;
        let least = 1e-14 * self.n;
        if self.n < 2.0 || vx <= least || vy <= least {
            return None;
        }
        Some(((self.xy - self.x * self.y / self.n) / (vx * vy).sqrt()).clamp(-1.0, 1.0))
    }

    /// Mean of the second variable.
    pub(super) fn mean_y(&self) -> Option<f64> {
        (self.n > 0.0).then(|| self.y / self.n)
    }
}
