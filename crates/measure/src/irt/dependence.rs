//! What two items share beyond ability.

use super::fit::check;
use super::{Bank, Estimate};
use crate::{Fault, Responses};
use rayon::prelude::*;

/// How much two items share beyond what ability explains.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dependence {
    /// The two items, the lower index first.
    pub items: (usize, usize),
    /// Learners who answered both.
    pub learners: usize,
    /// The correlation of what is left of their scores. Without dependence about −1/(items − 1); 0.2 above that is usually looked at (Chen &
    /// Thissen 1997; Christensen, Makransky & Horton 2017, *Applied Psychological Measurement* 41, 178–194).
    pub q3: f64,
}

/// Yen's Q₃ of every pair of items that at least `least` learners answered both, in order of items: the correlation of scores minus
/// expected scores at the estimated abilities. Yen (1984), *Applied Psychological Measurement* 8, 125–145. Pairs in which one
/// of the two has nothing left that varies are left out.
pub fn q3(bank: &Bank, responses: &Responses, abilities: &[Option<Estimate>], least: usize) -> Result<Vec<Dependence>, Fault> {
    check(bank, responses, abilities)?;
    responses.require_single()?;
    // Residuals by learner, and who answered each item.
    let mut rows: Vec<Vec<(usize, f64)>> = Vec::with_capacity(abilities.len());
    let mut answered: Vec<Vec<usize>> = vec![Vec::new(); bank.len()];
    for (learner, ability) in abilities.iter().enumerate() {
        let mut row = Vec::new();
        if let Some(ability) = ability {
            for (item, score) in responses.of(learner).pairs() {
                bank.category(learner, item, score)?;
                row.push((item, score - bank.items()[item].expected(ability.theta)));
                answered[item].push(learner);
            }
        }
        row.sort_by_key(|r| r.0);
        rows.push(row);
    }
    let of = |first: usize| {
        let mut sums = vec![[0.0; 6]; bank.len() - first];
        for learner in &answered[first] {
            let row = &rows[*learner];
            let at = row.partition_point(|r| r.0 < first);
            let x = row[at].1;
            for (item, y) in &row[at + 1..] {
                let sum = &mut sums[item - first];
                for (s, add) in sum.iter_mut().zip([1.0, x, *y, x * x, y * y, x * y]) {
                    *s += add;
                }
            }
        }
        let mut found = Vec::new();
        for (offset, [n, x, y, xx, yy, xy]) in sums.into_iter().enumerate() {
            let spread = (n * xx - x * x) * (n * yy - y * y);
            if n >= least.max(2) as f64 && spread > 1e-18 * n.powi(4) {
                found.push(Dependence { items: (first, first + offset), learners: n as usize, q3: (n * xy - x * y) / spread.sqrt() });
            }
        }
        found
    };
    Ok((0..bank.len()).into_par_iter().map(of).collect::<Vec<_>>().concat())
}
