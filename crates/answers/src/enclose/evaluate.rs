//! The enclosure of an expression's value where its letters have given values.

use super::Interval;
use super::functions::PI;
use crate::expr::{Expr, Fun};
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive, Zero};

/// Values of letters.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Place(pub(crate) Vec<(String, BigRational)>);

impl Place {
    fn value(&self, letter: &str) -> Option<&BigRational> {
        self.0.iter().find(|(l, _)| l == letter).map(|(_, v)| v)
    }

    /// `x = 2, y = −1`, for the reader of a reason.
    pub(crate) fn in_words(&self) -> String {
        self.0.iter().map(|(l, v)| format!("{l} = {v}")).collect::<Vec<_>>().join(", ")
    }
}

/// Why there is no enclosure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Why {
    /// It has no real value there, for sure.
    Undefined,
    /// Too little is known.
    Unknown,
}

/// The enclosure of the value of `e`, a real number.
pub(crate) fn enclose(e: &Expr, place: &Place) -> Result<Interval, Why> {
    let known = |i: Option<Interval>| i.ok_or(Why::Unknown);
    let at = |e: &Expr| enclose(e, place);
    match e {
        Expr::Num(n) => Ok(Interval::rational(&n.value)),
        Expr::Sym(name) => place.value(name).map(Interval::rational).ok_or(Why::Unknown),
        Expr::Pi => Ok(PI),
        Expr::E => known(Interval::exactly(1.0).exp()),
        Expr::I | Expr::Infinity | Expr::Sign | Expr::Apply(..) => Err(Why::Unknown),
        Expr::Add(v) => v.iter().try_fold(Interval::exactly(0.0), |sum, p| known(sum.add(at(p)?))),
        Expr::Mul(v) => v.iter().try_fold(Interval::exactly(1.0), |product, p| known(product.mul(at(p)?))),
        Expr::Div(a, b) => divide(at(a)?, at(b)?),
        Expr::Neg(a) => Ok(at(a)?.neg()),
        Expr::Mixed(a, b) => known(at(a)?.add(at(b)?)),
        Expr::Percent(a) => divide(at(a)?, Interval::exactly(100.0)),
        Expr::Degrees(a) => known(divide(at(a)?, Interval::exactly(180.0))?.mul(PI)),
        Expr::Abs(a) => Ok(at(a)?.abs()),
        Expr::Root(n, a) => root(at(a)?, *n),
        Expr::Pow(a, b) => power(a, b, place),
        Expr::Fun(f, a) => function(*f, at(a)?),
        Expr::Log(b, a) => divide(logarithm(at(a)?)?, logarithm(at(b)?)?),
        Expr::Factorial(a) => factorial(at(a)?),
        Expr::Choose(a, b) => choose(at(a)?, at(b)?, true),
        Expr::Arrange(a, b) => choose(at(a)?, at(b)?, false),
    }
}

fn divide(a: Interval, b: Interval) -> Result<Interval, Why> {
    if b == Interval::exactly(0.0) {
        return Err(Why::Undefined);
    }
    a.div(b).ok_or(Why::Unknown)
}

fn root(a: Interval, n: u32) -> Result<Interval, Why> {
    if n == 2 {
        return if a.is_negative() { Err(Why::Undefined) } else { a.sqrt().ok_or(Why::Unknown) };
    }
    if a == Interval::exactly(0.0) {
        return Ok(a);
    }
    if a.is_negative() {
        return if n.is_multiple_of(2) { Err(Why::Undefined) } else { Ok(root(a.neg(), n)?.neg()) };
    }
    if !a.is_positive() || n == 0 {
        return Err(Why::Unknown);
    }
    let inside = || a.ln()?.div(Interval::exactly(f64::from(n)))?.exp();
    inside().ok_or(Why::Unknown)
}

fn logarithm(a: Interval) -> Result<Interval, Why> {
    if a.hi <= 0.0 {
        return Err(Why::Undefined);
    }
    a.ln().ok_or(Why::Unknown)
}

/// The exact exponent, where it is a rational number at that place.
fn rational(e: &Expr, place: &Place) -> Option<BigRational> {
    match e {
        Expr::Num(n) => Some(n.value.clone()),
        Expr::Sym(name) => place.value(name).cloned(),
        Expr::Neg(a) => Some(-rational(a, place)?),
        Expr::Add(v) => v.iter().map(|p| rational(p, place)).sum(),
        Expr::Mul(v) => v.iter().map(|p| rational(p, place)).product(),
        Expr::Div(a, b) => {
            let under = rational(b, place)?;
            if under.is_zero() { None } else { Some(rational(a, place)? / under) }
        }
        _ => None,
    }
}

fn power(base: &Expr, exponent: &Expr, place: &Place) -> Result<Interval, Why> {
    let a = enclose(base, place)?;
    if let Some(q) = rational(exponent, place) {
        let (p, d) = (q.numer().abs().to_u32(), q.denom().to_u32());
        if let (Some(p), Some(d)) = (p.filter(|p| *p < 100_000), d.filter(|d| *d < 1000)) {
            let whole = if d == 1 { a } else { root(a, d)? };
            let value = whole.powi(p).ok_or(Why::Unknown)?;
            return if q.is_negative() {
                divide(Interval::exactly(1.0), value)
            } else if q.is_zero() && a == Interval::exactly(0.0) {
                Err(Why::Undefined)
            } else {
                Ok(value)
            };
        }
        return Err(Why::Unknown);
    }
    if !a.is_positive() {
        return Err(Why::Unknown);
    }
    let e = enclose(exponent, place)?;
    let inside = || a.ln()?.mul(e)?.exp();
    inside().ok_or(Why::Unknown)
}

fn function(f: Fun, a: Interval) -> Result<Interval, Why> {
    let known = |i: Option<Interval>| i.ok_or(Why::Unknown);
    let one = Interval::exactly(1.0);
    match f {
        Fun::Sin => known(a.sin()),
        Fun::Cos => known(a.cos()),
        Fun::Tan => divide(known(a.sin())?, known(a.cos())?),
        Fun::Cot => divide(known(a.cos())?, known(a.sin())?),
        Fun::Sec => divide(one, known(a.cos())?),
        Fun::Csc => divide(one, known(a.sin())?),
        Fun::Atan => known(a.atan()),
        Fun::Ln => logarithm(a),
        Fun::Asin | Fun::Acos => {
            if a.hi < -1.0 || a.lo > 1.0 {
                return Err(Why::Undefined);
            }
            known(if f == Fun::Asin { a.asin() } else { a.acos() })
        }
    }
}

/// Of a small whole number only; others have no factorial in school.
fn factorial(a: Interval) -> Result<Interval, Why> {
    if !a.is_exact() || a.lo.fract() != 0.0 || a.lo < 0.0 {
        return Err(if a.hi < 0.0 || a.is_exact() { Why::Undefined } else { Why::Unknown });
    }
    if a.lo > 150.0 {
        return Err(Why::Unknown);
    }
    (1..=a.lo as u32).try_fold(Interval::exactly(1.0), |f, n| f.mul(Interval::exactly(f64::from(n)))).ok_or(Why::Unknown)
}

fn choose(n: Interval, k: Interval, without_order: bool) -> Result<Interval, Why> {
    if !k.is_exact() || !n.is_exact() || k.lo.fract() != 0.0 || n.lo.fract() != 0.0 {
        return Err(Why::Unknown);
    }
    if k.lo < 0.0 || n.lo < k.lo {
        return Err(Why::Undefined);
    }
    if n.lo > 150.0 {
        return Err(Why::Unknown);
    }
    let mut value = Interval::exactly(1.0);
    for j in 0..k.lo as u32 {
        value = value.mul(Interval::exactly(n.lo - f64::from(j))).ok_or(Why::Unknown)?;
    }
    if without_order { divide(value, factorial(k)?) } else { Ok(value) }
}
