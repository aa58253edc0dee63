//! Whether an expression is a product that cannot be taken apart, or a sum without brackets.

use crate::exact::{Exp, Field, Poly, perfect_root};
use crate::expr::Expr;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};

/// A product whose factors cannot be taken apart: none has a common factor, a rational root, or is a difference of squares; and
/// there are no fewer of them than the key has.
pub(super) fn is_factored(e: &Expr, key: Option<&Expr>) -> bool {
    let mut factors = Vec::new();
    if !split(e, 1, &mut factors) {
        return false;
    }
    let mut field = Field::new();
    let mut count = 0;
    for (factor, times) in &factors {
        let Ok(normal) = field.normal(factor) else { return false };
        let Some(poly) = normal.poly() else { return false };
        if poly.rational().is_some() {
            continue;
        }
        count += times;
        if poly.0.len() > 1 && !is_prime(&field, poly) {
            return false;
        }
    }
    let of_key = key.map_or(0, |key| {
        let mut parts = Vec::new();
        if !split(key, 1, &mut parts) {
            return 0;
        }
        parts.iter().filter(|(p, _)| !p.is_constant()).map(|(_, n)| n).sum()
    });
    count >= of_key
}

/// The factors with their powers; `false` when it is a quotient with letters below.
fn split(e: &Expr, times: u32, into: &mut Vec<(Expr, u32)>) -> bool {
    match e {
        Expr::Mul(v) => v.iter().all(|p| split(p, times, into)),
        Expr::Neg(a) => split(a, times, into),
        Expr::Div(a, b) => b.is_constant() && split(a, times, into),
        Expr::Pow(a, n) => match n.numeral().filter(|n| n.is_integer() && n.is_positive()).and_then(|n| n.to_integer().to_u32()) {
            Some(n) if n <= 64 => split(a, times * n, into),
            _ => false,
        },
        other => {
            into.push((other.clone(), times));
            true
        }
    }
}

/// Whether a sum cannot be taken apart, as far as school takes sums apart.
fn is_prime(field: &Field, poly: &Poly) -> bool {
    let content = poly.content();
    let whole = content.is_integer() && !content.is_one();
    if whole || !poly.common_mono().is_one() {
        return false;
    }
    if let Some(coefficients) = univariate(field, poly) {
        return !has_rational_root(&coefficients) || coefficients.len() == 2;
    }
    !is_difference_of_squares(poly) && !is_square_of_sum(poly)
}

/// Whole coefficients from the constant one up, of a polynomial in one letter.
fn univariate(field: &Field, poly: &Poly) -> Option<Vec<BigInt>> {
    let atoms = poly.atoms();
    let [atom] = atoms.as_slice() else { return None };
    field.letter(*atom)?;
    let scaled = poly.scale(&poly.content().recip());
    let mut out: Vec<BigInt> = Vec::new();
    for (m, c) in &scaled.0 {
        let e = m.exponent(*atom);
        let n = usize::try_from(e.is_integer().then(|| e.to_integer())?).ok().filter(|n| *n <= 64)?;
        if out.len() <= n {
            out.resize(n + 1, BigInt::zero());
        }
        out[n] = c.to_integer();
    }
    Some(out)
}

fn has_rational_root(c: &[BigInt]) -> bool {
    if let [c0, c1, c2] = c {
        return perfect_root(&(c1 * c1 - BigInt::from(4) * c0 * c2), 2).is_some();
    }
    let (Some(first), Some(last)) = (c.first(), c.last()) else { return false };
    let divisors = |n: &BigInt| -> Vec<u32> {
        let n = n.abs().to_u32().filter(|n| *n <= 10_000).unwrap_or(0);
        (1..=n).filter(|d| n.is_multiple_of(*d)).collect()
    };
    let at = |x: &BigRational| c.iter().rev().fold(BigRational::zero(), |sum, c| sum * x + BigRational::from_integer(c.clone()));
    divisors(first).iter().any(|p| {
        divisors(last).iter().any(|q| {
            let x = BigRational::new((*p).into(), (*q).into());
            at(&x).is_zero() || at(&-x).is_zero()
        })
    })
}

fn root_of_term(mono: &crate::exact::Mono, c: &BigRational) -> bool {
    let even = mono.0.iter().all(|(_, e)| *e.denom() == 1 && e.to_integer() % 2 == 0);
    even && perfect_root(c.numer(), 2).is_some() && perfect_root(c.denom(), 2).is_some()
}

fn is_difference_of_squares(poly: &Poly) -> bool {
    let terms: Vec<_> = poly.0.iter().collect();
    let [(m, a), (n, b)] = terms.as_slice() else { return false };
    a.is_positive() != b.is_positive() && root_of_term(m, &a.abs()) && root_of_term(n, &b.abs())
}

/// `a² + 2ab + b²`.
fn is_square_of_sum(poly: &Poly) -> bool {
    let terms: Vec<_> = poly.0.iter().collect();
    if terms.len() != 3 {
        return false;
    }
    (0..3).any(|middle| {
        let ends: Vec<_> = (0..3).filter(|i| *i != middle).map(|i| terms[i]).collect();
        let ((m, a), (n, b)) = (ends[0], ends[1]);
        let product = m.times(n);
        let half = crate::exact::Mono(product.0.iter().map(|(x, e)| (*x, e / Exp::from_integer(2))).collect());
        let (mono, c) = terms[middle];
        let four = BigRational::from_integer(4.into());
        root_of_term(m, a) && root_of_term(n, b) && *mono == half && c * c == a * b * four
    })
}

/// A sum of different monomials, without brackets around sums.
pub(super) fn is_expanded(e: &Expr) -> bool {
    let terms = match e {
        Expr::Add(v) => v.clone(),
        other => vec![other.clone()],
    };
    let sum_within = |t: &Expr| {
        t.any(&|p| match p {
            Expr::Mul(v) => v.iter().any(|f| matches!(f, Expr::Add(_))),
            Expr::Pow(b, _) => matches!(b.as_ref(), Expr::Add(_)),
            Expr::Div(a, _) => matches!(a.as_ref(), Expr::Add(_)),
            Expr::Neg(a) => matches!(a.as_ref(), Expr::Add(_)),
            Expr::Add(_) => true,
            _ => false,
        })
    };
    if terms.iter().any(sum_within) {
        return false;
    }
    let mut field = Field::new();
    let mut seen = Vec::new();
    for term in &terms {
        let Ok(normal) = field.normal(term) else { return false };
        let Some((mono, _)) = normal.poly().and_then(Poly::single) else { return normal.poly().is_none() };
        if seen.contains(mono) {
            return false;
        }
        seen.push(mono.clone());
    }
    true
}
