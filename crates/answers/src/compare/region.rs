//! Sets of real numbers as spans in order.

use super::domain::order;
use super::value;
use crate::expr::Expr;
use crate::verdict::{Decision, Reason, Verdict};
use std::cmp::Ordering;

/// A set of real numbers, as it is put together.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Region {
    Span(Span),
    Union(Vec<Region>),
    Intersection(Vec<Region>),
    Complement(Box<Region>),
}

/// From one end to the other.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Span {
    lo: End,
    hi: End,
}

/// An end of a span.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct End {
    at: At,
    closed: bool,
}

#[derive(Debug, Clone, PartialEq)]
enum At {
    Below,
    Number(Expr),
    Above,
}

impl End {
    pub(super) fn open(at: Expr) -> End {
        End::of(at, false)
    }

    pub(super) fn closed(at: Expr) -> End {
        End::of(at, true)
    }

    pub(super) fn below() -> End {
        End { at: At::Below, closed: false }
    }

    pub(super) fn above() -> End {
        End { at: At::Above, closed: false }
    }

    fn of(at: Expr, closed: bool) -> End {
        match &at {
            Expr::Infinity => End::above(),
            Expr::Neg(e) if **e == Expr::Infinity => End::below(),
            _ => End { at: At::Number(at), closed },
        }
    }

    fn order(&self, other: &End) -> Option<Ordering> {
        match (&self.at, &other.at) {
            (At::Below, At::Below) | (At::Above, At::Above) => Some(Ordering::Equal),
            (At::Below, _) | (_, At::Above) => Some(Ordering::Less),
            (At::Above, _) | (_, At::Below) => Some(Ordering::Greater),
            (At::Number(a), At::Number(b)) => order(a, b),
        }
    }

    fn turned(&self) -> End {
        End { at: self.at.clone(), closed: !self.closed && matches!(self.at, At::Number(_)) }
    }

    fn is_constant(&self) -> bool {
        match &self.at {
            At::Number(e) => e.is_constant(),
            _ => true,
        }
    }
}

impl Region {
    pub(super) fn span(lo: End, hi: End) -> Region {
        Region::Span(Span { lo, hi })
    }

    pub(super) fn point(at: Expr) -> Region {
        Region::span(End::closed(at.clone()), End::closed(at))
    }

    pub(super) fn all() -> Region {
        Region::span(End::below(), End::above())
    }

    fn is_constant(&self) -> bool {
        match self {
            Region::Span(s) => s.lo.is_constant() && s.hi.is_constant(),
            Region::Union(v) | Region::Intersection(v) => v.iter().all(Region::is_constant),
            Region::Complement(r) => r.is_constant(),
        }
    }

    /// Its spans in order, none touching the next; `None` where an order is not proved.
    fn spans(&self) -> Option<Vec<Span>> {
        match self {
            Region::Span(s) => Some(if s.is_empty()? { Vec::new() } else { vec![s.clone()] }),
            Region::Union(v) => {
                let mut all = Vec::new();
                for part in v {
                    all.extend(part.spans()?);
                }
                merged(all)
            }
            Region::Complement(r) => Some(gaps(&r.spans()?)),
            Region::Intersection(v) => {
                let mut kept = vec![Span { lo: End::below(), hi: End::above() }];
                for part in v {
                    let mut next = Vec::new();
                    for other in part.spans()? {
                        for one in &kept {
                            let both = one.meet(&other)?;
                            if !both.is_empty()? {
                                next.push(both);
                            }
                        }
                    }
                    kept = merged(next)?;
                }
                Some(kept)
            }
        }
    }
}

impl Span {
    fn is_empty(&self) -> Option<bool> {
        Some(match self.lo.order(&self.hi)? {
            Ordering::Less => false,
            Ordering::Equal => !(self.lo.closed && self.hi.closed),
            Ordering::Greater => true,
        })
    }

    fn meet(&self, other: &Span) -> Option<Span> {
        let lo = match self.lo.order(&other.lo)? {
            Ordering::Less => other.lo.clone(),
            Ordering::Greater => self.lo.clone(),
            Ordering::Equal => End { at: self.lo.at.clone(), closed: self.lo.closed && other.lo.closed },
        };
        let hi = match self.hi.order(&other.hi)? {
            Ordering::Less => self.hi.clone(),
            Ordering::Greater => other.hi.clone(),
            Ordering::Equal => End { at: self.hi.at.clone(), closed: self.hi.closed && other.hi.closed },
        };
        Some(Span { lo, hi })
    }

    fn same(&self, other: &Span) -> Option<bool> {
        let ends = self.lo.order(&other.lo)? == Ordering::Equal && self.hi.order(&other.hi)? == Ordering::Equal;
        Some(ends && self.lo.closed == other.lo.closed && self.hi.closed == other.hi.closed)
    }
}

/// Whether a span with this low end begins before one with that: a closed end before an open one.
fn before(a: &End, b: &End) -> Option<Ordering> {
    Some(a.order(b)?.then(b.closed.cmp(&a.closed)))
}

fn merged(mut spans: Vec<Span>) -> Option<Vec<Span>> {
    // Insertion, so that an unproved order is seen.
    for i in 1..spans.len() {
        let mut j = i;
        while j > 0 && before(&spans[j - 1].lo, &spans[j].lo)? == Ordering::Greater {
            spans.swap(j - 1, j);
            j -= 1;
        }
    }
    let mut out: Vec<Span> = Vec::new();
    for span in spans {
        if let Some(last) = out.last_mut() {
            let touches = match span.lo.order(&last.hi)? {
                Ordering::Less => true,
                Ordering::Equal => span.lo.closed || last.hi.closed,
                Ordering::Greater => false,
            };
            if touches {
                match last.hi.order(&span.hi)? {
                    Ordering::Less => last.hi = span.hi,
                    Ordering::Equal => last.hi.closed |= span.hi.closed,
                    Ordering::Greater => {}
                }
                continue;
            }
        }
        out.push(span);
    }
    Some(out)
}

fn gaps(spans: &[Span]) -> Vec<Span> {
    let mut out = Vec::new();
    let mut from = Some(End::below());
    for span in spans {
        if let Some(lo) = from.take()
            && span.lo.at != At::Below
        {
            out.push(Span { lo, hi: span.lo.turned() });
        }
        from = (span.hi.at != At::Above).then(|| span.hi.turned());
    }
    if let Some(lo) = from {
        out.push(Span { lo, hi: End::above() });
    }
    out
}

pub(super) fn compare(a: &Region, b: &Region) -> Decision {
    if !a.is_constant() || !b.is_constant() {
        return with_letters(a, b);
    }
    let (Some(x), Some(y)) = (a.spans(), b.spans()) else { return Decision::undecided(Reason::NoProof) };
    if x.len() != y.len() {
        return Decision::different(if x.is_empty() || y.is_empty() { Reason::OneIsEmpty } else { Reason::OtherSet });
    }
    let mut unproved = false;
    for (x, y) in x.iter().zip(&y) {
        match x.same(y) {
            Some(true) => {}
            Some(false) => return Decision::different(Reason::OtherSet),
            None => unproved = true,
        }
    }
    if unproved { Decision::undecided(Reason::NoProof) } else { Decision::equal(Reason::SameSet) }
}

/// With letters in the ends there is no order: equal when written from the same spans with equal ends.
fn with_letters(a: &Region, b: &Region) -> Decision {
    fn simple(r: &Region) -> Option<Vec<Span>> {
        match r {
            Region::Span(s) => Some(vec![s.clone()]),
            Region::Union(v) => v.iter().map(simple).collect::<Option<Vec<_>>>().map(|v| v.concat()),
            // 1 < x and x < a: one span with two ends.
            Region::Intersection(v) => match v.as_slice() {
                [Region::Span(x), Region::Span(y)] if x.hi.at == At::Above && y.lo.at == At::Below => {
                    Some(vec![Span { lo: x.lo.clone(), hi: y.hi.clone() }])
                }
                [Region::Span(x), Region::Span(y)] if y.hi.at == At::Above && x.lo.at == At::Below => {
                    Some(vec![Span { lo: y.lo.clone(), hi: x.hi.clone() }])
                }
                _ => None,
            },
            Region::Complement(_) => None,
        }
    }
    if a == b {
        return Decision::equal(Reason::SameSet);
    }
    let (Some(x), Some(y)) = (simple(a), simple(b)) else { return Decision::undecided(Reason::NoProof) };
    let end = |a: &End, b: &End| {
        a.closed == b.closed
            && match (&a.at, &b.at) {
                (At::Number(a), At::Number(b)) => value::compare(a, b).verdict == Verdict::Equal,
                (a, b) => a == b,
            }
    };
    let like = |x: &Span, y: &Span| end(&x.lo, &y.lo) && end(&x.hi, &y.hi);
    if x.len() == y.len() && x.iter().all(|x| y.iter().any(|y| like(x, y))) && y.iter().all(|y| x.iter().any(|x| like(x, y))) {
        return Decision::equal(Reason::SameSet);
    }
    Decision::undecided(Reason::NoProof)
}
