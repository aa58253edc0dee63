//! What an answer says, whichever way it is written.

use super::region::{End, Region};
use crate::answer::{Answer, Interval, Quantity};
use crate::expr::Expr;
use crate::read::Rel;
use std::collections::BTreeMap;

/// How several values are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Alternatives, or a set.
    Any,
    /// One after the other.
    Sequence,
}

/// What an answer says.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Meaning {
    Values {
        label: Option<String>,
        items: Vec<Quantity>,
        kind: Kind,
    },
    Region {
        label: Option<String>,
        region: Region,
    },
    /// A point or an open interval.
    Parts {
        label: Option<String>,
        items: Vec<Meaning>,
    },
    /// A value for each letter.
    Assign(BTreeMap<String, Quantity>),
    /// In any order.
    Several(Vec<Meaning>),
    Statements(Vec<Statement>),
    Ratio(Vec<Expr>),
    Named(char),
    Empty(Option<String>),
}

/// An equation or an inequality, or that a letter is in a set.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Statement {
    Relation(Expr, Rel, Expr),
    Member(String, char),
}

impl Meaning {
    pub(super) fn label(&self) -> Option<&str> {
        match self {
            Meaning::Values { label, .. } | Meaning::Region { label, .. } | Meaning::Parts { label, .. } | Meaning::Empty(label) => {
                label.as_deref()
            }
            _ => None,
        }
    }

    fn labelled(self, name: &str) -> Meaning {
        let label = Some(name.to_owned());
        match self {
            Meaning::Values { items, kind, .. } => Meaning::Values { label, items, kind },
            Meaning::Region { region, .. } => Meaning::Region { label, region },
            Meaning::Parts { items, .. } => Meaning::Parts { label, items },
            Meaning::Empty(_) => Meaning::Empty(label),
            other => other,
        }
    }

    pub(super) fn has_unit(&self) -> bool {
        matches!(self, Meaning::Values { items, .. } if items.iter().any(|q| q.unit.is_some()))
    }

    pub(super) fn is_number(&self) -> bool {
        matches!(self, Meaning::Values { items, .. } if items.iter().all(|q| q.unit.is_none() && q.expr.is_constant()))
    }

    /// As a set of real numbers.
    pub(super) fn region(&self) -> Option<Region> {
        match self {
            Meaning::Region { region, .. } => Some(region.clone()),
            Meaning::Values { items, .. } => {
                let point = |q: &Quantity| q.unit.is_none().then(|| Region::point(q.expr.clone()));
                Some(Region::Union(items.iter().map(point).collect::<Option<_>>()?))
            }
            Meaning::Parts { items, .. } => match items.as_slice() {
                [a, b] => Some(Region::span(End::open(a.single()?), End::open(b.single()?))),
                _ => None,
            },
            Meaning::Named('R') => Some(Region::all()),
            Meaning::Empty(_) => Some(Region::Union(Vec::new())),
            _ => None,
        }
    }

    fn single(&self) -> Option<Expr> {
        match self {
            Meaning::Values { items, .. } => match items.as_slice() {
                [Quantity { expr, unit: None }] => Some(expr.clone()),
                _ => None,
            },
            _ => None,
        }
    }
}

/// What an answer says; `None` when nothing can be made of it.
pub(super) fn meaning(answer: &Answer) -> Option<Meaning> {
    Some(match answer {
        Answer::Words(_) => return None,
        Answer::Value(q) => values(None, q, Kind::Any),
        Answer::Empty => Meaning::Empty(None),
        Answer::Named('R') => Meaning::Region { label: None, region: Region::all() },
        Answer::Named(name) => Meaning::Named(*name),
        Answer::Ratio(parts) => Meaning::Ratio(parts.clone()),
        Answer::Interval(i) => Meaning::Region { label: None, region: interval(i) },
        Answer::Tuple(parts) => Meaning::Parts { label: None, items: parts.iter().map(meaning).collect::<Option<_>>()? },
        Answer::Set(parts) => all(parts.iter().map(meaning).collect::<Option<_>>()?, Kind::Any)?,
        Answer::Builder(condition) => meaning(condition)?,
        Answer::Union(parts) => {
            let parts = parts.iter().map(|p| meaning(p)?.region()).collect::<Option<_>>()?;
            Meaning::Region { label: None, region: Region::Union(parts) }
        }
        Answer::Intersection(parts) => {
            let parts = parts.iter().map(|p| meaning(p)?.region()).collect::<Option<_>>()?;
            Meaning::Region { label: None, region: Region::Intersection(parts) }
        }
        Answer::Without(a, b) => {
            let (a, b) = (meaning(a)?.region()?, meaning(b)?.region()?);
            Meaning::Region { label: None, region: Region::Intersection(vec![a, Region::Complement(Box::new(b))]) }
        }
        Answer::Member(who, set) => {
            let name = label(who)?;
            match set.as_ref() {
                Answer::Named(kind) if *kind != 'R' => Meaning::Statements(vec![Statement::Member(name, *kind)]),
                set => {
                    let inside = meaning(set)?;
                    let region = inside.region().filter(|_| matches!(set, Answer::Tuple(_)));
                    match region {
                        Some(region) => Meaning::Region { label: Some(name), region },
                        None => inside.labelled(&name),
                    }
                }
            }
        }
        Answer::NoMember(who, set) => {
            let region = Region::Complement(Box::new(meaning(set)?.region()?));
            Meaning::Region { label: Some(label(who)?), region }
        }
        Answer::Relation(sides, signs) => relation(sides, signs)?,
        Answer::Or(parts) => joined(parts, Joint::Or)?,
        Answer::List(parts) => joined(parts, Joint::List)?,
        Answer::And(parts) => joined(parts, Joint::And)?,
    })
}

fn values(label: Option<String>, q: &Quantity, kind: Kind) -> Meaning {
    let items = q.expr.signs().into_iter().map(|expr| Quantity { expr, unit: q.unit.clone() }).collect();
    Meaning::Values { label, items, kind }
}

fn interval(i: &Interval) -> Region {
    let end = |e: &Expr, closed| if closed { End::closed(e.clone()) } else { End::open(e.clone()) };
    Region::span(end(&i.lo, i.lo_closed), end(&i.hi, i.hi_closed))
}

/// The name a side is, where it is one: `x`, `f(x)`, `AB`, `(x, y)`.
fn label(side: &Answer) -> Option<String> {
    let Answer::Value(Quantity { expr, unit: None }) = side else { return None };
    name(expr)
}

fn name(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Sym(name) => Some(name.clone()),
        Expr::E => Some("e".to_owned()),
        Expr::I => Some("i".to_owned()),
        Expr::Apply(f, args) => {
            let args: Option<Vec<String>> = args.iter().map(name_or_number).collect();
            Some(format!("{f}({})", args?.join(",")))
        }
        Expr::Mul(parts) => {
            let upper = |e: &Expr| match e {
                Expr::Sym(s) if s.starts_with(|c: char| c.is_ascii_uppercase()) => Some(s.clone()),
                _ => None,
            };
            parts.iter().map(upper).collect::<Option<Vec<_>>>().map(|v| v.concat())
        }
        _ => None,
    }
}

fn name_or_number(expr: &Expr) -> Option<String> {
    name(expr).or_else(|| expr.numeral().map(|n| n.to_string()))
}

fn relation(sides: &[Answer], signs: &[Rel]) -> Option<Meaning> {
    if let ([left, right], [Rel::Eq | Rel::Approx]) = (sides, signs) {
        // (x, y) = (1, 2)
        if let (Answer::Tuple(names), Answer::Tuple(parts)) = (left, right)
            && names.len() == parts.len()
            && let Some(names) = names.iter().map(label).collect::<Option<Vec<_>>>()
        {
            let mut all = BTreeMap::new();
            for (name, part) in names.into_iter().zip(parts) {
                let Answer::Value(q) = part else { return None };
                all.insert(name, q.clone());
            }
            return Some(Meaning::Assign(all));
        }
        for (name, value) in [(left, right), (right, left)] {
            let Some(name) = label(name) else { continue };
            match value {
                Answer::Value(q) if q.expr.is_constant() => return Some(values(Some(name), q, Kind::Any)),
                Answer::Value(_) => {}
                set => return Some(meaning(set)?.labelled(&name)),
            }
        }
    }
    let mut expressions = Vec::new();
    for side in sides {
        let Answer::Value(Quantity { expr, unit: None }) = side else { return None };
        expressions.push(expr.clone());
    }
    if let Some(region) = solved(&expressions, signs) {
        return Some(region);
    }
    let statement = |(pair, sign): (&[Expr], &Rel)| Statement::Relation(pair[0].clone(), *sign, pair[1].clone());
    // An equation with ± is two.
    if expressions.iter().any(|e| e.any(&|p| matches!(p, Expr::Sign))) {
        if signs != [Rel::Eq] {
            return None;
        }
        let both: Vec<Vec<Expr>> = expressions.iter().map(Expr::signs).collect();
        let pick = |e: &[Expr], at: usize| e[at.min(e.len() - 1)].clone();
        let one = |at| Meaning::Statements(vec![Statement::Relation(pick(&both[0], at), Rel::Eq, pick(&both[1], at))]);
        return Some(Meaning::Several(vec![one(0), one(1)]));
    }
    Some(Meaning::Statements(expressions.windows(2).zip(signs).map(statement).collect()))
}

/// `x > 1`, `1 < x ≤ 3`, `x ≠ 2`: one letter alone on a side, constants on the others.
fn solved(sides: &[Expr], signs: &[Rel]) -> Option<Meaning> {
    let at = match sides {
        [_, Expr::Sym(_), _] => 1,
        [Expr::Sym(a), Expr::Sym(b)] => usize::from(!unknown(a) && unknown(b)),
        [Expr::Sym(_), _] => 0,
        [_, Expr::Sym(_)] => 1,
        _ => return None,
    };
    let letter = name(&sides[at])?;
    let others_constant = sides.iter().enumerate().all(|(i, s)| i == at || !s.letters().contains(&letter));
    if !others_constant || sides.iter().any(|s| s.any(&|p| matches!(p, Expr::Sign))) {
        return None;
    }
    let mut parts = Vec::new();
    for (pair, sign) in sides.windows(2).zip(signs) {
        let (bound, sign) = if pair[0] == sides[at] { (&pair[1], *sign) } else { (&pair[0], turned(*sign)) };
        parts.push(match sign {
            Rel::Lt => Region::span(End::below(), End::open(bound.clone())),
            Rel::Le => Region::span(End::below(), End::closed(bound.clone())),
            Rel::Gt => Region::span(End::open(bound.clone()), End::above()),
            Rel::Ge => Region::span(End::closed(bound.clone()), End::above()),
            Rel::Ne => Region::Complement(Box::new(Region::point(bound.clone()))),
            Rel::Eq | Rel::Approx => return None,
        });
    }
    let region = if parts.len() == 1 { parts.remove(0) } else { Region::Intersection(parts) };
    Some(Meaning::Region { label: Some(letter), region })
}

/// Whether a letter is one that is commonly looked for.
fn unknown(letter: &str) -> bool {
    letter.starts_with(['x', 'y', 'z', 't'])
}

/// The sign read from the other side.
pub(super) fn turned(sign: Rel) -> Rel {
    match sign {
        Rel::Lt => Rel::Gt,
        Rel::Le => Rel::Ge,
        Rel::Gt => Rel::Lt,
        Rel::Ge => Rel::Le,
        other => other,
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Joint {
    Or,
    List,
    And,
}

/// `x_1` and `x_2` are solutions for `x`.
fn stem(label: &str) -> &str {
    label.split('_').next().unwrap_or(label)
}

/// Parts with something between them; a value without a label takes that of the part before it.
fn joined(parts: &[Answer], joint: Joint) -> Option<Meaning> {
    let mut all: Vec<Meaning> = Vec::with_capacity(parts.len());
    for part in parts {
        let mut now = meaning(part)?;
        if matches!(part, Answer::Value(_))
            && let Some(before) = all.last()
            && let Some(name) = before.label()
        {
            now = match before {
                // x ≠ 1, 2
                Meaning::Region { region: Region::Complement(_), .. } if joint != Joint::Or => {
                    let region = Region::Complement(Box::new(now.region()?));
                    Meaning::Region { label: Some(name.to_owned()), region }
                }
                Meaning::Values { .. } => now.labelled(name),
                _ => now,
            };
        }
        all.push(now);
    }
    let labels: Vec<Option<&str>> = all.iter().map(Meaning::label).collect();
    let stems: Vec<&str> = labels.iter().flatten().map(|l| stem(l)).collect();
    let one_stem = stems.len() == all.len() && stems.windows(2).all(|w| w[0] == w[1]);
    let is_values = |m: &Meaning| matches!(m, Meaning::Values { .. });
    if all.iter().all(is_values) {
        let distinct = labels.iter().flatten().collect::<std::collections::BTreeSet<_>>().len() == all.len();
        if stems.len() == all.len() && !one_stem {
            return if distinct && joint != Joint::Or { assignment(&all) } else { Some(Meaning::Several(all)) };
        }
        // x = 1 and x = 2 at once is no pair of solutions, but x_1 = 1 and x_2 = 2 is.
        if joint == Joint::And && one_stem && !distinct {
            return None;
        }
        let label = one_stem.then(|| stems[0].to_owned());
        let kind = if joint == Joint::Or || one_stem { Kind::Any } else { Kind::Sequence };
        let together = all_values(all)?;
        return Some(Meaning::Values { label, items: together, kind });
    }
    if joint != Joint::Or && all.iter().all(|m| matches!(m, Meaning::Statements(_) | Meaning::Values { label: Some(_), .. })) {
        return Some(Meaning::Statements(all.iter().map(statements).collect::<Option<Vec<_>>>()?.concat()));
    }
    let same_label = labels.iter().flatten().all(|l| Some(l) == labels.iter().flatten().next());
    let regions = all.iter().all(|m| matches!(m, Meaning::Region { .. } | Meaning::Values { .. }));
    if regions && same_label && all.iter().any(|m| matches!(m, Meaning::Region { label: Some(_), .. })) {
        let label = labels.iter().flatten().next().map(|l| (*l).to_owned());
        let parts: Vec<Region> = all.iter().map(Meaning::region).collect::<Option<_>>()?;
        let statement = labels.iter().all(Option::is_some);
        return match joint {
            Joint::Or => Some(Meaning::Region { label, region: Region::Union(parts) }),
            _ if statement => Some(Meaning::Region { label, region: Region::Intersection(parts) }),
            _ => None,
        };
    }
    match joint {
        Joint::Or => Some(Meaning::Several(all)),
        Joint::List if all.iter().all(|m| matches!(m, Meaning::Parts { label: None, .. } | Meaning::Assign(_))) => {
            Some(Meaning::Several(all))
        }
        Joint::List if all.iter().all(|m| matches!(m, Meaning::Region { label: None, .. })) => {
            // (−∞, 1), (2, +∞): monotone on each.
            Some(Meaning::Several(all))
        }
        _ => None,
    }
}

fn statements(m: &Meaning) -> Option<Vec<Statement>> {
    match m {
        Meaning::Statements(s) => Some(s.clone()),
        Meaning::Values { label: Some(name), items, .. } => match items.as_slice() {
            [Quantity { expr, unit: None }] => Some(vec![Statement::Relation(Expr::Sym(name.clone()), Rel::Eq, expr.clone())]),
            _ => None,
        },
        _ => None,
    }
}

fn assignment(all: &[Meaning]) -> Option<Meaning> {
    let mut values = BTreeMap::new();
    for m in all {
        let Meaning::Values { label: Some(name), items, .. } = m else { return None };
        let [one] = items.as_slice() else { return None };
        values.insert(name.clone(), one.clone());
    }
    Some(Meaning::Assign(values))
}

fn all_values(all: Vec<Meaning>) -> Option<Vec<Quantity>> {
    let mut items = Vec::new();
    for m in all {
        let Meaning::Values { items: more, .. } = m else { return None };
        items.extend(more);
    }
    Some(items)
}

/// The elements of a set.
fn all(parts: Vec<Meaning>, kind: Kind) -> Option<Meaning> {
    if parts.iter().all(|m| matches!(m, Meaning::Values { .. })) {
        return Some(Meaning::Values { label: None, items: all_values(parts)?, kind });
    }
    Some(Meaning::Several(parts))
}
