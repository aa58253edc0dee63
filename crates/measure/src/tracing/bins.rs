//! Numbers cut into bins at the quantiles of those that a model was fitted to.

use super::facts::COUNT;

/// Where each dense fact is cut. Bin 0 is for a fact without a value, bin `i` for values from cut `i − 1` (the first: below all cuts).
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Cuts {
    cuts: Vec<Vec<f64>>,
}

impl Cuts {
    /// At most `bins` bins with values for each fact, as nearly as possible with the same number of rows.
    pub(super) fn new(rows: &[[f64; COUNT]], bins: usize) -> Cuts {
        use rayon::prelude::*;
        let of = |fact: usize| {
            let mut values: Vec<f64> = rows.iter().map(|row| row[fact]).filter(|v| !v.is_nan()).collect();
            values.sort_unstable_by(f64::total_cmp);
            let mut cuts: Vec<f64> = (1..bins).filter_map(|i| values.get(i * values.len() / bins).copied()).collect();
            cuts.dedup();
            // A cut at the least value would leave nothing below it.
            cuts.retain(|c| values.first().is_some_and(|least| c > least));
            cuts
        };
        Cuts { cuts: (0..COUNT).into_par_iter().map(of).collect() }
    }

    /// Number of bins of a fact, the one for no value included.
    pub(super) fn count(&self, fact: usize) -> usize {
        self.cuts[fact].len() + 2
    }

    pub(super) fn bin(&self, fact: usize, value: f64) -> u8 {
        if value.is_nan() { 0 } else { (1 + self.cuts[fact].partition_point(|c| *c <= value)) as u8 }
    }

    pub(super) fn bins(&self, row: &[f64; COUNT]) -> [u8; COUNT] {
        std::array::from_fn(|fact| self.bin(fact, row[fact]))
    }
}
