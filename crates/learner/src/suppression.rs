//! Which cells of a column must not be shown so that few learners stay unknown.
//!
//! Primary suppression hides cells of fewer than `least` learners. Where the column's total is
//! shown, one hidden cell could be had by subtracting the others; so at least two cells are hidden, with
//! `least` learners or more between them, by hiding the smallest of the others too
//! (complementary suppression: Willenborg & de Waal 2001, *Elements of Statistical Disclosure
//! Control*, ch. 6). Where no other cell is left, the total goes as well.

/// What may be shown of a column.
#[derive(Debug, PartialEq, Eq)]
pub struct Hidden {
    /// For each cell, whether it is hidden. Empty cells never are.
    pub cells: Vec<bool>,
    /// Whether the total is hidden.
    pub total: bool,
}

/// Decides for one column; `learners` has 0 for an empty cell.
pub fn hide(learners: &[i64], least: i64) -> Hidden {
    let mut cells: Vec<bool> = learners.iter().map(|&n| small(n, least)).collect();
    let rest = |cells: &[bool]| learners.iter().zip(cells).filter(|(_, hidden)| **hidden).map(|(n, _)| *n).collect::<Vec<i64>>();
    if exposed(&rest(&cells), least) {
        let others = (0..cells.len()).filter(|&i| learners[i] > 0 && !cells[i]);
        if let Some(smallest) = others.min_by_key(|&i| learners[i]) {
            cells[smallest] = true;
        }
    }
    let total = exposed(&rest(&cells), least);
    Hidden { cells, total }
}

/// Whether a cell of so many learners is hidden for its own sake.
pub fn small(learners: i64, least: i64) -> bool {
    learners > 0 && learners < least
}

/// Whether hidden cells of so many learners each, taken together, could be had from the total and stand for too few.
pub fn exposed(hidden: &[i64], least: i64) -> bool {
    hidden.len() == 1 || (hidden.len() > 1 && hidden.iter().sum::<i64>() < least)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_small_cell_takes_the_smallest_other_with_it() {
        assert_eq!(hide(&[30, 3, 12, 0], 5), Hidden { cells: vec![false, true, true, false], total: false });
        assert_eq!(hide(&[30, 12, 0], 5), Hidden { cells: vec![false, false, false], total: false });
        assert_eq!(hide(&[3, 4, 30], 5), Hidden { cells: vec![true, true, false], total: false });
        assert_eq!(hide(&[1, 2, 30], 5), Hidden { cells: vec![true, true, true], total: false });
        assert_eq!(hide(&[1, 2], 5), Hidden { cells: vec![true, true], total: true });
        assert_eq!(hide(&[4], 5), Hidden { cells: vec![true], total: true });
        assert_eq!(hide(&[], 5), Hidden { cells: vec![], total: false });
    }

    proptest! {
        /// Whatever can be had by subtraction from a shown total stands for `least` learners or more, in two cells or more.
        #[test]
        fn nothing_small_can_be_subtracted(learners in prop::collection::vec(0i64..40, 0..12), least in 2i64..15) {
            let hidden = hide(&learners, least);
            let rest: Vec<i64> = learners.iter().zip(&hidden.cells).filter(|(_, h)| **h).map(|(n, _)| *n).collect();
            for (n, h) in learners.iter().zip(&hidden.cells) {
                prop_assert!(*h || *n == 0 || *n >= least);
            }
            if !hidden.total {
                prop_assert!(rest.is_empty() || (rest.len() >= 2 && rest.iter().sum::<i64>() >= least));
            }
        }
    }
}
