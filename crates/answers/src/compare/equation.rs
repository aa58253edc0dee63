//! Equations and inequalities: the same but for a factor, or solved and compared.

use super::meaning::{Statement, turned};
use super::region::{self, End, Region};
use super::{value, values};
use crate::answer::Quantity;
use crate::enclose::{enclose, places};
use crate::exact::{Exp, Field, Frac, Mono, Poly};
use crate::expr::{Expr, Numeral};
use crate::read::Rel;
use crate::verdict::{Decision, Reason, Verdict};
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive, Zero};

pub(super) fn compare(a: &[Statement], b: &[Statement]) -> Decision {
    if let ([a], [b]) = (a, b) {
        return single(a, b);
    }
    let all = values::unordered(a, b, single);
    match all.verdict {
        Verdict::Equal => Decision::equal(Reason::SameRelation),
        // Systems may be equivalent without their equations being so.
        _ => Decision::undecided(Reason::OtherForm),
    }
}

fn single(a: &Statement, b: &Statement) -> Decision {
    match (a, b) {
        (Statement::Member(x, s), Statement::Member(y, t)) => {
            if (x, s) == (y, t) {
                Decision::equal(Reason::SameRelation)
            } else {
                Decision::undecided(Reason::OtherForm)
            }
        }
        (Statement::Relation(l, sign, r), Statement::Relation(m, other, s)) => {
            let decision = relations((l, *sign, r), (m, *other, s));
            if decision.verdict == Verdict::Undecided
                && let (Some(a), Some(b)) = (solve(a), solve(b))
                && a.0 == b.0
            {
                let solved = region::compare(&a.1, &b.1);
                if solved.verdict != Verdict::Undecided {
                    return solved;
                }
            }
            decision
        }
        _ => Decision::undecided(Reason::OtherForm),
    }
}

type Side<'a> = (&'a Expr, Rel, &'a Expr);

fn relations(a: Side<'_>, b: Side<'_>) -> Decision {
    let mut field = Field::new();
    let gap = |l: &Expr, r: &Expr| Expr::Add(vec![l.clone(), Expr::Neg(Box::new(r.clone()))]);
    let (Ok(x), Ok(y)) = (field.normal(&gap(a.0, a.2)), field.normal(&gap(b.0, b.2))) else {
        return Decision::undecided(Reason::NoProof);
    };
    let (Ok(left), Ok(right)) = (field.mul(&x.num, &y.den), field.mul(&y.num, &x.den)) else {
        return Decision::undecided(Reason::TooLarge);
    };
    let equation = |r: Rel| matches!(r, Rel::Eq | Rel::Approx);
    if let Some(ratio) = left.ratio_to(&right) {
        let same = match (a.1, b.1) {
            (p, q) if equation(p) && equation(q) => true,
            (Rel::Ne, Rel::Ne) => true,
            (p, q) if ratio.is_positive() => p == q,
            (p, q) => turned(p) == q && !equation(p) && p != Rel::Ne,
        };
        if same {
            return Decision::equal(Reason::SameRelation);
        }
    }
    if equation(a.1) && equation(b.1) {
        if apart_by_a_constant(&field, &x, &y) && changes_sign(&gap(a.0, a.2)) {
            return Decision::different(Reason::OtherRelation);
        }
        for (x, y) in [(&x, &y), (&y, &x)] {
            if let Some(at) = point_apart(&field, x, y) {
                return Decision::different(Reason::OtherValue { at });
            }
        }
    }
    Decision::undecided(Reason::NoProof)
}

/// Whether one is a multiple of the other and a number more: then no point lies on both.
fn apart_by_a_constant(field: &Field, x: &Frac, y: &Frac) -> bool {
    let (Some(p), Some(q)) = (x.poly(), y.poly()) else { return false };
    if field.letters(&[p, q]).is_none() {
        return false;
    }
    let split = |p: &Poly| {
        let constant = p.0.get(&Mono::one()).cloned().unwrap_or_else(BigRational::zero);
        (p.minus(&Poly::constant(constant.clone())), constant)
    };
    let ((p, a), (q, b)) = (split(p), split(q));
    p.ratio_to(&q).is_some_and(|ratio| a != ratio * b)
}

/// Whether an expression is above zero at a place and below at another: a polynomial has a zero between them.
fn changes_sign(e: &Expr) -> bool {
    let signs: Vec<bool> = places(&e.letters())
        .filter_map(|place| enclose(e, &place).ok())
        .filter(|i| i.is_positive() || i.is_negative())
        .map(|i| i.is_positive())
        .collect();
    signs.contains(&true) && signs.contains(&false)
}

/// A point with rational coordinates on the one curve and not on the other.
fn point_apart(field: &Field, on: &Frac, off: &Frac) -> Option<String> {
    let (p, q) = (on.poly()?, off.poly()?);
    let letters: Vec<(u32, String)> = field.letters(&[p, q])?;
    for (at, _) in &letters {
        let linear = p.0.keys().all(|m| {
            let e = m.exponent(*at);
            e.is_zero() || e == Exp::from_integer(1)
        });
        if !linear || p.0.keys().all(|m| m.exponent(*at).is_zero()) {
            continue;
        }
        let others: Vec<String> = letters.iter().filter(|(a, _)| a != at).map(|(_, n)| n.clone()).collect();
        for place in places(&others).take(6) {
            let known = |a: u32| {
                let name = &letters.iter().find(|(b, _)| *b == a)?.1;
                place.0.iter().find(|(n, _)| n == name).map(|(_, v)| v.clone())
            };
            let (mut slope, mut rest) = (BigRational::zero(), BigRational::zero());
            for (m, c) in &p.0 {
                let mut value = c.clone();
                for (a, e) in m.0.iter().filter(|(a, _)| a != at) {
                    value *= raise(&known(*a)?, *e)?;
                }
                if m.exponent(*at).is_zero() { rest += value } else { slope += value }
            }
            if slope.is_zero() {
                continue;
            }
            let solved = -rest / slope;
            let mut value = BigRational::zero();
            for (m, c) in &q.0 {
                let mut term = c.clone();
                for (a, e) in &m.0 {
                    term *= raise(&if a == at { solved.clone() } else { known(*a)? }, *e)?;
                }
                value += term;
            }
            if !value.is_zero() {
                let name = &letters.iter().find(|(a, _)| a == at)?.1;
                let mut all = place.clone();
                all.0.push((name.clone(), solved));
                all.0.sort_by(|a, b| a.0.cmp(&b.0));
                return Some(all.in_words());
            }
        }
    }
    None
}

fn raise(base: &BigRational, e: Exp) -> Option<BigRational> {
    let n = e.is_integer().then(|| e.to_integer()).filter(|n| (0..=64).contains(n))?;
    Some(num_traits::pow(base.clone(), n.to_usize()?))
}

/// The letter and the set of its values for which a statement in one letter of degree 1 or 2 is true.
fn solve(statement: &Statement) -> Option<(String, Region)> {
    let Statement::Relation(l, sign, r) = statement else { return None };
    let mut field = Field::new();
    let gap = Expr::Add(vec![l.clone(), Expr::Neg(Box::new(r.clone()))]);
    let normal = field.normal(&gap).ok()?;
    let poly = normal.poly()?;
    let letters = field.letters(&[poly])?;
    let [(id, name)] = letters.as_slice() else { return None };
    let coefficient = |n: i64| {
        let of = poly.0.iter().find(|(m, _)| m.exponent(*id) == Exp::from_integer(n));
        of.map_or_else(BigRational::zero, |(_, c)| c.clone())
    };
    if poly.0.keys().any(|m| m.exponent(*id) > Exp::from_integer(2) || !m.exponent(*id).is_integer()) {
        return None;
    }
    let (a, b, c) = (coefficient(2), coefficient(1), coefficient(0));
    let number = |v: BigRational| Expr::Num(Numeral { value: v, places: None });
    let two = BigRational::from_integer(2.into());
    let mut roots = Vec::new();
    if a.is_zero() {
        roots.push(number(-&c / &b));
    } else {
        let under = &b * &b - BigRational::from_integer(4.into()) * &a * &c;
        let middle = -&b / (&two * &a);
        if under.is_zero() {
            roots.push(number(middle));
        } else if under.is_positive() {
            let half = Expr::Div(Box::new(Expr::Root(2, Box::new(number(under)))), Box::new(number(&two * a.abs())));
            roots.push(Expr::Add(vec![number(middle.clone()), Expr::Neg(Box::new(half.clone()))]));
            roots.push(Expr::Add(vec![number(middle), half]));
        }
    }
    let points = Region::Union(roots.iter().cloned().map(Region::point).collect());
    let rises = if a.is_zero() { b.is_positive() } else { a.is_positive() };
    // Where the polynomial is above zero.
    let above = match roots.as_slice() {
        [] => {
            if rises {
                Region::all()
            } else {
                Region::Union(Vec::new())
            }
        }
        [x] if a.is_zero() => {
            if rises {
                Region::span(End::open(x.clone()), End::above())
            } else {
                Region::span(End::below(), End::open(x.clone()))
            }
        }
        [x] => {
            if rises {
                Region::Complement(Box::new(Region::point(x.clone())))
            } else {
                Region::Union(Vec::new())
            }
        }
        [x, y] if rises => {
            Region::Union(vec![Region::span(End::below(), End::open(x.clone())), Region::span(End::open(y.clone()), End::above())])
        }
        [x, y, ..] => Region::span(End::open(x.clone()), End::open(y.clone())),
    };
    let region = match sign {
        Rel::Eq | Rel::Approx => points,
        Rel::Ne => Region::Complement(Box::new(points)),
        Rel::Gt => above,
        Rel::Ge => Region::Union(vec![above, points]),
        Rel::Lt => Region::Complement(Box::new(Region::Union(vec![above, points]))),
        Rel::Le => Region::Complement(Box::new(above)),
    };
    Some((name.clone(), region))
}

fn all(statements: &[Statement]) -> Option<Region> {
    let mut parts = Vec::new();
    let mut letter: Option<String> = None;
    for s in statements {
        let (name, region) = solve(s)?;
        if letter.as_ref().is_some_and(|l| *l != name) {
            return None;
        }
        letter = Some(name);
        parts.push(region);
    }
    Some(Region::Intersection(parts))
}

/// A statement against a solved set: equivalent ones are for a teacher, for one of them is not solved.
pub(super) fn with_region(statements: &[Statement], region: &Region) -> Decision {
    let Some(solved) = all(statements) else { return Decision::undecided(Reason::OtherForm) };
    let decision = region::compare(&solved, region);
    if decision.verdict == Verdict::Equal { Decision::undecided(Reason::Unsolved) } else { decision }
}

/// A statement against values: `y = 2x` for `2x` names what the other does not.
pub(super) fn with_values(statements: &[Statement], items: &[Quantity]) -> Decision {
    if let ([Statement::Relation(l, Rel::Eq, r)], [q]) = (statements, items)
        && (matches!(l, Expr::Sym(_) | Expr::Apply(..)))
        && !q.expr.is_constant()
    {
        let decision = value::compare(r, &q.expr);
        return match decision.verdict {
            Verdict::Equal => Decision::undecided(Reason::OtherLabel),
            _ => Decision::undecided(Reason::OtherForm),
        };
    }
    let point = |q: &Quantity| q.unit.is_none().then(|| Region::point(q.expr.clone()));
    match items.iter().map(point).collect::<Option<Vec<_>>>() {
        Some(points) => with_region(statements, &Region::Union(points)),
        None => Decision::undecided(Reason::OtherForm),
    }
}

impl Field {
    /// The letters of polynomials in letters alone, with their atoms; `None` where there is more than letters.
    fn letters(&self, polys: &[&Poly]) -> Option<Vec<(u32, String)>> {
        let mut ids: Vec<u32> = polys.iter().flat_map(|p| p.atoms()).collect();
        ids.sort_unstable();
        ids.dedup();
        ids.into_iter().map(|id| self.letter(id).map(|name| (id, name.to_owned()))).collect()
    }
}
