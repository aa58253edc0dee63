//! What is asked of an answer beyond its value.

mod factors;

use crate::answer::{Answer, Quantity};
use crate::compare::certainly_less;
use crate::exact::perfect_root;
use crate::expr::{Expr, Numeral};
use crate::read::{Rel, Way, read};
use crate::verdict::{Decision, Reason, Verdict};
use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Pow, Signed};
use std::fmt;
use std::str::FromStr;

/// A requirement on the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// Fractions in lowest terms (最简分数).
    LowestTerms,
    /// Roots without square factors or fractions in them, and none below a fraction line (最简二次根式).
    SimplestRoots,
    /// A product that cannot be taken apart any further (因式分解).
    Factored,
    /// A sum without brackets, like terms collected (展开).
    Expanded,
    /// With a unit.
    Unit,
    /// So many digits behind the point; the key is rounded to them, a half away from zero.
    Decimals(u32),
    /// No decimals where the key has none, and no ≈.
    Exact,
    /// `a × 10^n` with `1 ≤ |a| < 10` (科学记数法).
    Scientific,
    /// With a percent sign.
    Percent,
}

/// A requirement that is not met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FormFault {
    /// A fraction can be reduced.
    NotLowestTerms,
    /// A root can be made simpler.
    NotSimplestRoots,
    /// It is no product, or a factor can be taken apart.
    NotFactored,
    /// Brackets are left, or like terms.
    NotExpanded,
    /// The unit is missing.
    NoUnit,
    /// Another number of digits behind the point.
    OtherPlaces,
    /// A decimal or ≈ where the exact value was asked for.
    NotExact,
    /// Not in scientific notation.
    NotScientific,
    /// No percent sign.
    NotPercent,
}

impl FormFault {
    /// Its key in the message catalogue.
    pub fn key(self) -> &'static str {
        match self {
            FormFault::NotLowestTerms => "answers.form_lowest_terms",
            FormFault::NotSimplestRoots => "answers.form_simplest_roots",
            FormFault::NotFactored => "answers.form_factored",
            FormFault::NotExpanded => "answers.form_expanded",
            FormFault::NoUnit => "answers.form_unit",
            FormFault::OtherPlaces => "answers.form_decimals",
            FormFault::NotExact => "answers.form_exact",
            FormFault::NotScientific => "answers.form_scientific",
            FormFault::NotPercent => "answers.form_percent",
        }
    }
}

/// The forms without a number in them.
const PLAIN: &[(&str, Form)] = &[
    ("lowest-terms", Form::LowestTerms),
    ("simplest-roots", Form::SimplestRoots),
    ("factored", Form::Factored),
    ("expanded", Form::Expanded),
    ("unit", Form::Unit),
    ("exact", Form::Exact),
    ("scientific", Form::Scientific),
    ("percent", Form::Percent),
];

/// Digits behind the point at the most.
const MOST_DECIMALS: u32 = 30;

impl FromStr for Form {
    type Err = UnknownForm;

    fn from_str(text: &str) -> Result<Form, UnknownForm> {
        if let Some((_, form)) = PLAIN.iter().find(|(name, _)| *name == text) {
            return Ok(*form);
        }
        let places = text.strip_prefix("decimals=").and_then(|n| n.parse().ok()).filter(|n| *n <= MOST_DECIMALS);
        places.map(Form::Decimals).ok_or_else(|| UnknownForm(text.chars().take(40).collect()))
    }
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self, PLAIN.iter().find(|(_, form)| form == self)) {
            (Form::Decimals(n), _) => write!(f, "decimals={n}"),
            (_, Some((name, _))) => f.write_str(name),
            _ => Ok(()),
        }
    }
}

/// A form that there is not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownForm(pub String);

impl fmt::Display for UnknownForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = PLAIN.iter().map(|(name, _)| *name).collect();
        write!(f, "no such form: {}; there are {} and decimals=N", self.0, names.join(", "))
    }
}

impl std::error::Error for UnknownForm {}

/// Equal after rounding, where that is asked for and the numbers are not equal as they are.
pub(crate) fn rounded(key: &str, answer: &str, forms: &[Form], decision: &Decision) -> Option<Decision> {
    let places = forms.iter().find_map(|f| if let Form::Decimals(n) = f { Some(*n) } else { None })?;
    if decision.verdict == Verdict::Equal {
        return None;
    }
    let (a, b) = (single(&read(key, Way::default()).answer)?, single(&read(answer, Way::default()).answer)?);
    let factor = match (&a.unit, &b.unit) {
        (Some(u), Some(v)) if u.dimension == v.dimension => &u.factor / &v.factor,
        (Some(_), Some(_)) => return None,
        _ => BigRational::one(),
    };
    let given = b.expr.numeral()?;
    if decimals(&b.expr) != Some(places) || !a.expr.is_constant() {
        return None;
    }
    let half = BigRational::new(BigInt::one(), Pow::pow(BigInt::from(10), places) * 2);
    let number = |value: BigRational| Expr::Num(Numeral { value, places: None });
    let exact = Expr::Mul(vec![a.expr.clone(), number(factor)]);
    let (low, high) = (number(&given - &half), number(&given + &half));
    // A half goes away from zero.
    let same = if given.is_negative() {
        certainly_less(&low, &exact) && (certainly_less(&exact, &high) || is_same(&exact, &high))
    } else {
        (certainly_less(&low, &exact) || is_same(&low, &exact)) && certainly_less(&exact, &high)
    };
    same.then(|| Decision::equal(Reason::SameRounded))
}

fn is_same(a: &Expr, b: &Expr) -> bool {
    crate::compare::compare_values(a, b).verdict == Verdict::Equal
}

/// The only value of an answer, behind its label if it has one.
fn single(answer: &Answer) -> Option<Quantity> {
    match answer {
        Answer::Value(q) => Some(q.clone()),
        Answer::Relation(sides, signs) => match (sides.as_slice(), signs.as_slice()) {
            ([_, Answer::Value(q)], [Rel::Eq | Rel::Approx]) => Some(q.clone()),
            _ => None,
        },
        _ => None,
    }
}

/// Digits behind the point of a numeral: 0 without a point.
fn decimals(e: &Expr) -> Option<u32> {
    match e {
        Expr::Num(n) => Some(n.places.unwrap_or(0)),
        Expr::Neg(a) | Expr::Percent(a) => decimals(a),
        _ => None,
    }
}

/// The requirements that an equal answer does not meet.
pub(crate) fn faults(key: &str, answer: &str, forms: &[Form]) -> Vec<FormFault> {
    if forms.is_empty() {
        return Vec::new();
    }
    let given = read(answer, Way { letters_are_units: forms.contains(&Form::Unit), ..Way::default() }).answer;
    let asked = read(key, Way::default()).answer;
    let quantities = all_quantities(&given);
    let every = |test: &dyn Fn(&Expr) -> bool| quantities.iter().all(|q| test(&q.expr));
    let fault = |form: &Form| match form {
        Form::LowestTerms => (!every(&lowest_terms)).then_some(FormFault::NotLowestTerms),
        Form::SimplestRoots => (!every(&simplest_roots)).then_some(FormFault::NotSimplestRoots),
        Form::Factored => {
            let there = single(&given).is_some_and(|q| factors::is_factored(&q.expr, single(&asked).map(|k| k.expr).as_ref()));
            (!there).then_some(FormFault::NotFactored)
        }
        Form::Expanded => (!single(&given).is_some_and(|q| factors::is_expanded(&q.expr))).then_some(FormFault::NotExpanded),
        Form::Unit => {
            let has = |q: &Quantity| q.unit.is_some() || q.expr.any(&|e| matches!(e, Expr::Degrees(_) | Expr::Percent(_)));
            (quantities.is_empty() || !quantities.iter().all(has)).then_some(FormFault::NoUnit)
        }
        Form::Decimals(n) => (!every(&|e| decimals(e) == Some(*n))).then_some(FormFault::OtherPlaces),
        Form::Exact => {
            let point = |e: &Expr| matches!(e, Expr::Num(Numeral { places: Some(p), .. }) if *p > 0);
            let key_has = all_quantities(&asked).iter().any(|q| q.expr.any(&point));
            let about = answer.contains(['≈', '约']) || answer.contains(r"\approx");
            (about || (!key_has && quantities.iter().any(|q| q.expr.any(&point)))).then_some(FormFault::NotExact)
        }
        Form::Scientific => (!every(&scientific)).then_some(FormFault::NotScientific),
        Form::Percent => (!every(&|e| matches!(e, Expr::Percent(_)))).then_some(FormFault::NotPercent),
    };
    forms.iter().filter_map(fault).collect()
}

fn all_quantities(answer: &Answer) -> Vec<Quantity> {
    match answer {
        Answer::Value(q) => vec![q.clone()],
        Answer::Tuple(v)
        | Answer::Set(v)
        | Answer::Union(v)
        | Answer::Intersection(v)
        | Answer::List(v)
        | Answer::And(v)
        | Answer::Or(v)
        | Answer::Relation(v, _) => v.iter().flat_map(all_quantities).filter(|q| !matches!(q.expr, Expr::Sym(_))).collect(),
        Answer::Interval(i) => vec![Quantity::bare(i.lo.clone()), Quantity::bare(i.hi.clone())],
        Answer::Builder(a) => all_quantities(a),
        Answer::Member(_, b) | Answer::NoMember(_, b) => all_quantities(b),
        Answer::Without(a, b) => [all_quantities(a), all_quantities(b)].concat(),
        Answer::Ratio(v) => v.iter().cloned().map(Quantity::bare).collect(),
        Answer::Named(_) | Answer::Empty | Answer::Words(_) => Vec::new(),
    }
}

/// No fraction of whole numbers with a common factor, none of them over 1, no decimal within a fraction.
fn lowest_terms(e: &Expr) -> bool {
    let whole = |e: &Expr| match e {
        Expr::Num(n) if n.value.is_integer() && n.places.is_none() => Some(n.value.to_integer()),
        Expr::Neg(a) => match a.as_ref() {
            Expr::Num(n) if n.value.is_integer() && n.places.is_none() => Some(n.value.to_integer()),
            _ => None,
        },
        _ => None,
    };
    !e.any(&|part| match part {
        Expr::Div(a, b) => match (whole(a), whole(b)) {
            (Some(a), Some(b)) => !a.gcd(&b).is_one() || b.is_one() || b.is_negative(),
            _ => matches!(a.as_ref(), Expr::Num(_)) && matches!(b.as_ref(), Expr::Num(_)),
        },
        Expr::Mixed(_, part) => part.numeral().is_some_and(|p| p >= BigRational::one()),
        _ => false,
    })
}

/// Square roots of whole numbers without square factors, none below a fraction line.
fn simplest_roots(e: &Expr) -> bool {
    let simple = |inside: &Expr| match inside {
        Expr::Num(n) if n.value.is_integer() && n.places.is_none() => {
            let n = n.value.to_integer();
            let square = |k: u32| (&n % BigInt::from(k * k)) == BigInt::from(0);
            n > BigInt::one() && perfect_root(&n, 2).is_none() && !(2..1000u32).take_while(|k| BigInt::from(k * k) <= n).any(square)
        }
        Expr::Num(_) | Expr::Div(..) | Expr::Percent(_) => false,
        _ => true,
    };
    !e.any(&|part| match part {
        Expr::Root(2, inside) => !simple(inside),
        Expr::Div(_, under) => under.any(&|p| matches!(p, Expr::Root(..))),
        // √2·√3 and 2·√2·√2.
        Expr::Mul(v) => v.iter().filter(|p| matches!(p, Expr::Root(2, inside) if inside.is_constant())).count() > 1,
        _ => false,
    })
}

fn scientific(e: &Expr) -> bool {
    let ten_power = |e: &Expr| matches!(e, Expr::Pow(b, n) if **b == Expr::whole(10) && n.numeral().is_some_and(|n| n.is_integer()));
    let digit = |e: &Expr| {
        let one = BigRational::one();
        let ten = BigRational::from_integer(10.into());
        matches!(e, Expr::Num(n) if n.value >= one && n.value < ten)
    };
    match e {
        Expr::Neg(a) => scientific(a),
        Expr::Mul(v) => match v.as_slice() {
            [Expr::Neg(a), b] => digit(a) && ten_power(b),
            [a, b] => digit(a) && ten_power(b),
            _ => false,
        },
        _ => false,
    }
}
