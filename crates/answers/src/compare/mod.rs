//! The comparison of two answers, form by form.

mod domain;
mod equation;
mod meaning;
mod region;
mod value;
mod values;

use crate::answer::Answer;
use crate::form::{self, Form};
use crate::read::{Reading, Way, read};
use crate::verdict::{Decision, Reason, Verdict};
use meaning::{Meaning, meaning};

pub(crate) use domain::certainly_less;
pub(crate) use value::compare as compare_values;

/// What else is asked of an answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// Requirements on the form.
    pub forms: Vec<Form>,
}

/// Whether `answer` is the same as `key`.
///
/// The verdict is symmetric; the forms are asked of `answer` alone. What is spent is bounded whatever the texts are.
pub fn equal(key: &str, answer: &str, options: &Options) -> Decision {
    let mut decision = verdict(key, answer);
    if let Some(rounded) = form::rounded(key, answer, &options.forms, &decision) {
        decision = rounded;
    }
    if decision.verdict == Verdict::Equal {
        decision.form = form::faults(key, answer, &options.forms);
    }
    decision
}

fn verdict(key: &str, answer: &str) -> Decision {
    let plain = Way::default();
    let (a, b) = (read(key, plain), read(answer, plain));
    if key.trim() == answer.trim() {
        return Decision::equal(Reason::SameText);
    }
    let first = compare_readings(&a, &b);
    if first.verdict == Verdict::Equal {
        return first;
    }
    let first = as_units(key, answer, &a, &b).unwrap_or(first);
    if first.verdict == Verdict::Equal || !(a.wide_divisors_differ || b.wide_divisors_differ) {
        return first;
    }
    // 1/2x is ½x by the rules, and 1/(2x) as some mean it.
    let wide = Way { wide_divisors: true, ..plain };
    for (a, b) in [(wide, plain), (plain, wide), (wide, wide)] {
        if compare_readings(&read(key, a), &read(answer, b)).verdict == Verdict::Equal {
            return Decision::undecided(Reason::Ambiguous);
        }
    }
    first
}

/// The comparison with letters behind numbers read as units, where that is what they may be.
fn as_units(key: &str, answer: &str, a: &Reading, b: &Reading) -> Option<Decision> {
    let (may_a, may_b) = (a.letters_may_be_units, b.letters_may_be_units);
    let has = |r: &Reading| meaning(&r.answer).is_some_and(|m| m.has_unit());
    let bare = |r: &Reading| meaning(&r.answer).is_some_and(|m| m.is_number());
    let wanted = (may_a && (has(b) || may_b || bare(b))) || (may_b && (has(a) || bare(a)));
    if !wanted {
        return None;
    }
    let way = Way { letters_are_units: true, ..Way::default() };
    let decision = compare_readings(&read(key, way), &read(answer, way));
    // 5m for 5 may be a length without its unit, and may be a product.
    if decision.reason == Reason::UnitLeftOut {
        return Some(Decision::undecided(Reason::Ambiguous));
    }
    Some(decision)
}

fn compare_readings(a: &Reading, b: &Reading) -> Decision {
    if let (Answer::Words(a), Answer::Words(b)) = (&a.answer, &b.answer)
        && a == b
        && !a.is_empty()
    {
        return Decision::equal(Reason::SameText);
    }
    match (meaning(&a.answer), meaning(&b.answer)) {
        (Some(a), Some(b)) => compare(&a, &b),
        _ => {
            let words = |r: &Reading| matches!(r.answer, Answer::Words(_));
            Decision::undecided(if words(a) || words(b) { Reason::Words } else { Reason::OtherForm })
        }
    }
}

/// Two meanings; labels count only where both have one.
fn compare(a: &Meaning, b: &Meaning) -> Decision {
    let decision = without_labels(a, b);
    match (a.label(), b.label()) {
        (Some(x), Some(y)) if x != y && decision.verdict == Verdict::Equal => Decision::undecided(Reason::OtherLabel),
        _ => decision,
    }
}

fn without_labels(a: &Meaning, b: &Meaning) -> Decision {
    use Meaning as M;
    match (a, b) {
        (M::Empty(_), M::Empty(_)) => Decision::equal(Reason::SameSet),
        (M::Empty(_), M::Values { items, .. }) | (M::Values { items, .. }, M::Empty(_)) if items.iter().all(value::has_value) => {
            Decision::different(Reason::OneIsEmpty)
        }
        (M::Ratio(a), M::Ratio(b)) => values::ratios(a, b),
        (M::Values { items: a, kind: k, .. }, M::Values { items: b, kind: l, .. }) => values::compare(a, *k, b, *l),
        (M::Parts { items: a, .. }, M::Parts { items: b, .. }) => values::parts(a, b),
        (M::Assign(a), M::Assign(b)) => values::assignments(a, b),
        (M::Several(a), M::Several(b)) => values::unordered(a, b, compare),
        (M::Several(a), other) => values::unordered(a, std::slice::from_ref(other), compare),
        (other, M::Several(b)) => values::unordered(std::slice::from_ref(other), b, compare),
        (M::Named(a), M::Named(b)) => {
            if a == b {
                Decision::equal(Reason::SameSet)
            } else {
                Decision::different(Reason::OtherSet)
            }
        }
        (M::Statements(a), M::Statements(b)) => equation::compare(a, b),
        (M::Statements(s), M::Values { items, .. }) | (M::Values { items, .. }, M::Statements(s)) => equation::with_values(s, items),
        (M::Statements(s), other) | (other, M::Statements(s)) => match other.region() {
            Some(region) => equation::with_region(s, &region),
            None => Decision::undecided(Reason::OtherForm),
        },
        (a, b) => match (a.region(), b.region()) {
            (Some(a), Some(b)) => region::compare(&a, &b),
            _ => Decision::undecided(Reason::OtherForm),
        },
    }
}
