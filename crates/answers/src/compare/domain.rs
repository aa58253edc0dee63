//! The order of two constants, by proof.

use crate::enclose::{Place, enclose};
use crate::exact::Field;
use crate::expr::Expr;
use std::cmp::Ordering;

/// How two constants compare; `None` when neither equality nor order is proved.
pub(super) fn order(a: &Expr, b: &Expr) -> Option<Ordering> {
    if a == b {
        return Some(Ordering::Equal);
    }
    let mut field = Field::new();
    if let (Ok(x), Ok(y)) = (field.normal(a), field.normal(b)) {
        if let (Some(x), Some(y)) = (x.rational(), y.rational()) {
            return Some(x.cmp(&y));
        }
        if field.is_same(&x, &y) == Ok(true) {
            return Some(Ordering::Equal);
        }
    }
    let place = Place::default();
    let (x, y) = (enclose(a, &place).ok()?, enclose(b, &place).ok()?);
    if x.hi < y.lo {
        Some(Ordering::Less)
    } else if y.hi < x.lo {
        Some(Ordering::Greater)
    } else {
        None
    }
}

/// Whether one constant is less than another, for sure.
pub(crate) fn certainly_less(a: &Expr, b: &Expr) -> bool {
    order(a, b) == Some(Ordering::Less)
}
