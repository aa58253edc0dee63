//! The comparison of two expressions.

use crate::answer::Quantity;
use crate::enclose::{Place, Why, enclose, places};
use crate::exact::{Fault, Field, learn_domain};
use crate::expr::{Expr, Fun, Numeral};
use crate::rewrite;
use crate::verdict::{Decision, Reason, Verdict};
use num_rational::BigRational;

/// Whether a value is there at all, for sure.
pub(super) fn has_value(q: &Quantity) -> bool {
    !q.expr.is_constant() || enclose(&q.expr, &Place::default()).is_ok()
}

/// Two quantities: units converted, one left out allowed.
pub(super) fn quantities(a: &Quantity, b: &Quantity) -> Decision {
    match (&a.unit, &b.unit) {
        (None, None) => match (&a.expr, &b.expr) {
            // 45 for 45°.
            (Expr::Degrees(d), other) | (other, Expr::Degrees(d)) if !other.any(&|e| matches!(e, Expr::Degrees(_) | Expr::Pi)) => {
                let decision = compare(d, other);
                if decision.verdict == Verdict::Equal { Decision::equal(Reason::UnitLeftOut) } else { decision }
            }
            _ => compare(&a.expr, &b.expr),
        },
        (Some(u), Some(v)) => match (u.dimension, v.dimension) {
            (Some(d), Some(e)) if d == e => {
                let scaled =
                    |e: &Expr, by: &BigRational| Expr::Mul(vec![e.clone(), Expr::Num(Numeral { value: by.clone(), places: None })]);
                let same = u.factor == v.factor;
                let decision =
                    if same { compare(&a.expr, &b.expr) } else { compare(&scaled(&a.expr, &u.factor), &scaled(&b.expr, &v.factor)) };
                if decision.verdict == Verdict::Equal && !same { Decision::equal(Reason::SameQuantity) } else { decision }
            }
            (Some(_), Some(_)) => Decision::different(Reason::OtherUnit),
            // 5个 for 5只: what is counted is the same question's.
            (None, None) => compare(&a.expr, &b.expr),
            _ => Decision::undecided(Reason::OtherUnit),
        },
        _ => {
            let decision = compare(&a.expr, &b.expr);
            if decision.verdict == Verdict::Equal { Decision::equal(Reason::UnitLeftOut) } else { decision }
        }
    }
}

/// Two expressions, by exact normal form, by enclosure, by rewriting.
pub(crate) fn compare(a: &Expr, b: &Expr) -> Decision {
    if a == b {
        return Decision::equal(Reason::SameNormalForm);
    }
    if let (Some(x), Some(y)) = (a.numeral(), b.numeral()) {
        return if x == y {
            Decision::equal(Reason::SameNormalForm)
        } else {
            Decision::different(Reason::OtherValue { at: String::new() })
        };
    }
    let mut field = Field::new();
    learn_domain(&mut field, a);
    learn_domain(&mut field, b);
    let (x, y) = (field.normal(a), field.normal(b));
    let mut fault = None;
    match (&x, &y) {
        (Ok(x), Ok(y)) => match field.difference(x, y) {
            Ok(gap) if gap.is_zero() => {
                let narrow = field.rests_on_domain() || has_domain(a) || has_domain(b);
                return if narrow && domains_differ(a, b) {
                    Decision::undecided(Reason::DomainsDiffer)
                } else {
                    Decision::equal(Reason::SameNormalForm)
                };
            }
            Ok(_) if field.is_free(&[&x.num, &x.den, &y.num, &y.den]) => return Decision::different(witness(a, b)),
            Ok(_) => {}
            Err(f) => fault = Some(f),
        },
        (Err(Fault::Undefined), Err(Fault::Undefined)) => return Decision::undecided(Reason::NoValue),
        (Err(Fault::Undefined), Ok(_)) => return no_value(b),
        (Ok(_), Err(Fault::Undefined)) => return no_value(a),
        (Err(f), _) | (_, Err(f)) => fault = Some(*f),
    }
    let mut mismatch = false;
    for place in places(&letters(a, b)) {
        match (enclose(a, &place), enclose(b, &place)) {
            (Ok(x), Ok(y)) if x.apart(y) => return Decision::different(Reason::OtherValue { at: place.in_words() }),
            (Ok(_), Err(Why::Undefined)) | (Err(Why::Undefined), Ok(_)) => mismatch = true,
            _ => {}
        }
    }
    if rewrite::same(a, b) {
        return if mismatch { Decision::undecided(Reason::DomainsDiffer) } else { Decision::equal(Reason::Rewritten) };
    }
    Decision::undecided(match fault {
        Some(Fault::TooLarge) => Reason::TooLarge,
        _ if mismatch => Reason::DomainsDiffer,
        _ => Reason::NoProof,
    })
}

/// One has no value; that is a difference when the other surely has one.
fn no_value(other: &Expr) -> Decision {
    // With the imaginary unit the root of −4 has a value.
    if other.any(&|e| matches!(e, Expr::I)) || !other.is_constant() || enclose(other, &Place::default()).is_err() {
        return Decision::undecided(Reason::NoValue);
    }
    Decision::different(Reason::NoValue)
}

fn letters(a: &Expr, b: &Expr) -> Vec<String> {
    let mut all = a.letters();
    all.extend(b.letters());
    all.sort();
    all.dedup();
    all
}

/// A place where the values differ, for the reader; the normal forms where none is found.
fn witness(a: &Expr, b: &Expr) -> Reason {
    places(&letters(a, b))
        .take(4)
        .find(|place| matches!((enclose(a, place), enclose(b, place)), (Ok(x), Ok(y)) if x.apart(y)))
        .map_or(Reason::OtherNormalForm, |place| Reason::OtherValue { at: place.in_words() })
}

/// Whether it has roots or logarithms of letters, which are not defined everywhere. Fractions are left aside: x²/x is x in school.
fn has_domain(e: &Expr) -> bool {
    e.any(&|p| match p {
        Expr::Root(n, a) => n % 2 == 0 && !a.is_constant(),
        Expr::Fun(Fun::Ln | Fun::Asin | Fun::Acos, a) | Expr::Log(_, a) => !a.is_constant(),
        Expr::Pow(a, q) => !a.is_constant() && q.numeral().is_some_and(|q| !q.denom().bit(0)),
        _ => false,
    })
}

/// Whether at some place one is defined and the other is surely not.
fn domains_differ(a: &Expr, b: &Expr) -> bool {
    places(&letters(a, b))
        .any(|place| matches!((enclose(a, &place), enclose(b, &place)), (Ok(_), Err(Why::Undefined)) | (Err(Why::Undefined), Ok(_))))
}
