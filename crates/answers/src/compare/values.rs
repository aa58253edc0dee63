//! The comparison of several values, of points, of assignments and of ratios.

use super::meaning::{Kind, Meaning};
use super::value::{self, quantities};
use crate::answer::Quantity;
use crate::expr::Expr;
use crate::verdict::{Decision, Reason, Verdict};
use std::collections::BTreeMap;

pub(super) fn compare(a: &[Quantity], k: Kind, b: &[Quantity], l: Kind) -> Decision {
    if let ([a], [b]) = (a, b) {
        return quantities(a, b);
    }
    let as_sets = unordered(a, b, quantities);
    if k != Kind::Sequence || l != Kind::Sequence || as_sets.verdict != Verdict::Equal {
        return as_sets;
    }
    if a.len() != b.len() {
        return Decision::undecided(Reason::OtherCount);
    }
    in_order(a.iter().zip(b).map(|(a, b)| quantities(a, b)), Decision::undecided(Reason::OtherOrder))
}

/// Equal when all are, in this order; `otherwise` as soon as one is not.
fn in_order(all: impl Iterator<Item = Decision>, otherwise: Decision) -> Decision {
    let mut reason = None;
    for decision in all {
        if decision.verdict != Verdict::Equal {
            return otherwise;
        }
        reason = Some(decision.reason);
    }
    match reason {
        Some(Reason::UnitLeftOut) => Decision::equal(Reason::UnitLeftOut),
        _ => Decision::equal(Reason::SameParts),
    }
}

/// Two sets: equal when each element has its like, different when one is sure to have none.
pub(super) fn unordered<T>(a: &[T], b: &[T], compare: impl Fn(&T, &T) -> Decision) -> Decision {
    let table: Vec<Vec<Decision>> = a.iter().map(|x| b.iter().map(|y| compare(x, y)).collect()).collect();
    let verdict = |i: usize, j: usize| table[i][j].verdict;
    let lonely = |all: &mut dyn Iterator<Item = Verdict>| {
        let mut only_different = true;
        for v in all {
            match v {
                Verdict::Equal => return (true, false),
                Verdict::Undecided => only_different = false,
                Verdict::Different => {}
            }
        }
        (false, only_different)
    };
    let mut all_paired = true;
    for i in 0..a.len() {
        let (paired, surely_none) = lonely(&mut (0..b.len()).map(|j| verdict(i, j)));
        if surely_none {
            return Decision::different(if a.len() == b.len() { Reason::OtherPart } else { Reason::OtherCount });
        }
        all_paired &= paired;
    }
    for j in 0..b.len() {
        let (paired, surely_none) = lonely(&mut (0..a.len()).map(|i| verdict(i, j)));
        if surely_none {
            return Decision::different(if a.len() == b.len() { Reason::OtherPart } else { Reason::OtherCount });
        }
        all_paired &= paired;
    }
    if all_paired {
        return Decision::equal(Reason::SameParts);
    }
    let reason = table.into_iter().flatten().find(|d| d.verdict == Verdict::Undecided).map_or(Reason::NoProof, |d| d.reason);
    Decision::undecided(reason)
}

/// Two points: part by part.
pub(super) fn parts(a: &[Meaning], b: &[Meaning]) -> Decision {
    if a.len() != b.len() {
        return Decision::different(Reason::OtherCount);
    }
    every(a.iter().zip(b).map(|(a, b)| super::compare(a, b)))
}

/// Equal when all are, different when one is.
fn every(all: impl Iterator<Item = Decision>) -> Decision {
    let mut doubt = None;
    for decision in all {
        match decision.verdict {
            Verdict::Equal => {}
            Verdict::Different => return Decision::different(Reason::OtherPart),
            Verdict::Undecided => doubt = doubt.or(Some(decision.reason)),
        }
    }
    doubt.map_or_else(|| Decision::equal(Reason::SameParts), Decision::undecided)
}

/// Values for the same letters.
pub(super) fn assignments(a: &BTreeMap<String, Quantity>, b: &BTreeMap<String, Quantity>) -> Decision {
    if !a.keys().eq(b.keys()) {
        return Decision::undecided(Reason::OtherLabel);
    }
    every(a.values().zip(b.values()).map(|(a, b)| quantities(a, b)))
}

/// Ratios are the same when cross products are; times of day when their numbers are.
pub(super) fn ratios(a: &[Expr], b: &[Expr]) -> Decision {
    if a.len() != b.len() {
        return Decision::different(Reason::OtherCount);
    }
    let same_numbers = a.iter().zip(b).all(|(a, b)| value::compare(a, b).verdict == Verdict::Equal);
    if same_numbers {
        return Decision::equal(Reason::SameParts);
    }
    let zero = |e: &Expr| value::compare(e, &Expr::whole(0)).verdict != Verdict::Different;
    if is_time(a) && is_time(b) && (a.iter().any(zero) || b.iter().any(zero)) {
        return Decision::different(Reason::OtherPart);
    }
    if a.iter().chain(b).any(zero) {
        return Decision::undecided(Reason::NoValue);
    }
    let cross = |i: usize| {
        let times = |x: &Expr, y: &Expr| Expr::Mul(vec![x.clone(), y.clone()]);
        value::compare(&times(&a[0], &b[i]), &times(&a[i], &b[0]))
    };
    let decision = every((1..a.len()).map(cross));
    if decision.verdict == Verdict::Equal && is_time(a) && is_time(b) {
        // 3:30 and 6:60 are one ratio and two times.
        return Decision::undecided(Reason::Ambiguous);
    }
    decision
}

fn is_time(parts: &[Expr]) -> bool {
    // Minutes have two digits: 3:4 is no time.
    let two_digits =
        |e: &Expr| e.numeral().is_some_and(|n| n >= num_rational::BigRational::from_integer(10.into()) || n.numer() == &0.into());
    let number =
        |e: &Expr, below: i64| e.numeral().is_some_and(|n| n.is_integer() && n < num_rational::BigRational::from_integer(below.into()));
    match parts {
        [h, m] => number(h, 25) && number(m, 60) && two_digits(m),
        [h, m, s] => number(h, 25) && number(m, 60) && number(s, 60) && two_digits(m) && two_digits(s),
        _ => false,
    }
}
