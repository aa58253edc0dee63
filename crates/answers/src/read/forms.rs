//! The forms around expressions: lists, alternatives, relations, sets, intervals, systems, quantities.

use super::expression::Reader;
use super::token::Tok;
use super::unit::Unit;
use crate::answer::{Answer, Interval, Quantity};
use crate::expr::{Expr, Numeral};
use num_rational::BigRational;
use num_traits::Signed;

/// Parts of an answer at the most.
const MOST_PARTS: usize = 40;

impl Reader<'_> {
    /// A whole answer; `None` when tokens are left over.
    pub(super) fn answer(&mut self) -> Option<Answer> {
        let answer = self.alternatives()?;
        while self.take(&Tok::Row) || self.take(&Tok::Separator) || self.take(&Tok::Comma) {}
        self.look().is_none().then_some(answer)
    }

    fn alternatives(&mut self) -> Option<Answer> {
        let mut parts = vec![self.listed()?];
        while self.take(&Tok::Or) {
            // 2,或3
            parts.push(self.listed()?);
            if parts.len() > MOST_PARTS {
                return None;
            }
        }
        Some(if parts.len() == 1 { parts.remove(0) } else { Answer::Or(parts) })
    }

    fn listed(&mut self) -> Option<Answer> {
        // A system may begin with a brace that nothing closes.
        if self.look() == Some(&Tok::Open('{')) && self.bracket(self.at).is_none() {
            self.at += 1;
        }
        let mut parts = vec![self.item()?];
        let mut conjunction = false;
        loop {
            match self.look() {
                Some(Tok::And | Tok::Row) => conjunction = true,
                Some(Tok::Comma | Tok::Separator) => {}
                _ => break,
            }
            self.at += 1;
            // "x=1, 且 y=2" and "2, 或 3": the comma parts nothing more.
            if self.take(&Tok::And) {
                conjunction = true;
            }
            if self.look().is_none() || self.look() == Some(&Tok::Or) {
                break;
            }
            parts.push(self.item()?);
            if parts.len() > MOST_PARTS {
                return None;
            }
        }
        Some(match (parts.len(), conjunction) {
            (1, _) => parts.remove(0),
            (_, true) => Answer::And(parts),
            _ => Answer::List(parts),
        })
    }

    /// A relation, a membership, a ratio or a side alone.
    fn item(&mut self) -> Option<Answer> {
        self.deeper(|r| {
            let first = r.side()?;
            match r.look() {
                Some(Tok::In) => {
                    r.at += 1;
                    Some(Answer::Member(Box::new(first), Box::new(r.side()?)))
                }
                Some(Tok::NotIn) => {
                    r.at += 1;
                    Some(Answer::NoMember(Box::new(first), Box::new(r.side()?)))
                }
                Some(Tok::Colon) => r.ratio(first),
                Some(Tok::Rel(_)) => {
                    let mut sides = vec![first];
                    let mut signs = Vec::new();
                    while let Some(Tok::Rel(sign)) = r.look() {
                        r.at += 1;
                        signs.push(*sign);
                        sides.push(r.side()?);
                    }
                    Some(Answer::Relation(sides, signs))
                }
                _ => Some(first),
            }
        })
    }

    fn ratio(&mut self, first: Answer) -> Option<Answer> {
        let expr = |a: Answer| match a {
            Answer::Value(Quantity { expr, unit: None }) => Some(expr),
            _ => None,
        };
        let mut parts = vec![expr(first)?];
        while self.take(&Tok::Colon) {
            parts.push(self.sum()?);
        }
        Some(Answer::Ratio(parts))
    }

    /// Sets with the signs between them, or a value.
    fn side(&mut self) -> Option<Answer> {
        let mut value = self.set_or_value()?;
        loop {
            match self.look() {
                Some(Tok::Cup) => {
                    self.at += 1;
                    let next = self.set_or_value()?;
                    value = match value {
                        Answer::Union(mut v) => {
                            v.push(next);
                            Answer::Union(v)
                        }
                        first => Answer::Union(vec![first, next]),
                    };
                }
                Some(Tok::Cap) => {
                    self.at += 1;
                    value = Answer::Intersection(vec![value, self.set_or_value()?]);
                }
                Some(Tok::Minus) => {
                    self.at += 1;
                    value = Answer::Without(Box::new(value), Box::new(self.set_or_value()?));
                }
                _ => return Some(value),
            }
        }
    }

    fn set_or_value(&mut self) -> Option<Answer> {
        match self.look()? {
            Tok::Empty => {
                self.at += 1;
                Some(Answer::Empty)
            }
            Tok::Set(name) => {
                self.at += 1;
                Some(Answer::Named(*name))
            }
            Tok::Open('{') if self.is_set() => self.braces(),
            Tok::Open(open @ ('(' | '[')) if self.bracket(self.at).is_some_and(|(_, comma)| comma) => self.pair(*open),
            _ => self.quantity(),
        }
    }

    /// Whether a brace opens a set and not a group: it holds commas or a bar or a relation, or stands alone.
    fn is_set(&self) -> bool {
        let Some((end, comma)) = self.bracket(self.at) else { return false };
        let inside = &self.tokens[self.at + 1..end];
        let behind = self.tokens.get(end + 1);
        let set_like = comma || inside.iter().any(|t| matches!(t, Tok::Rel(_) | Tok::In | Tok::Row)) || inside.is_empty();
        let alone = matches!(behind, None | Some(Tok::Comma | Tok::Separator | Tok::Or | Tok::And | Tok::Cup | Tok::Cap | Tok::Close(_)));
        set_like || alone
    }

    fn braces(&mut self) -> Option<Answer> {
        self.deeper(|r| {
            r.at += 1;
            if r.take(&Tok::Close('}')) {
                return Some(Answer::Empty);
            }
            let start = r.at;
            // {x | …}, {x ∈ R | …}, {x : …}
            if let Some(Tok::Sym(letter)) = r.look() {
                r.at += 1;
                let mut bound = None;
                if r.take(&Tok::In) {
                    bound = Some(r.set_or_value()?);
                }
                if r.take(&Tok::Bar) || r.take(&Tok::Colon) {
                    let condition = r.alternatives()?;
                    if !r.take(&Tok::Close('}')) {
                        return None;
                    }
                    let condition = match bound {
                        Some(set) if set != Answer::Named('R') => {
                            let letter = Answer::Value(Quantity::bare(Expr::Sym(letter.clone())));
                            Answer::And(vec![Answer::Member(Box::new(letter), Box::new(set)), condition])
                        }
                        _ => condition,
                    };
                    return Some(Answer::Builder(Box::new(condition)));
                }
                r.at = start;
            }
            let inside = r.alternatives()?;
            if !r.take(&Tok::Close('}')) {
                return None;
            }
            Some(match inside {
                Answer::List(parts) if !parts.iter().any(is_statement) => Answer::Set(parts),
                // {x=1, y=2}: a system in braces.
                Answer::List(parts) | Answer::And(parts) => Answer::And(parts),
                one if is_statement(&one) => Answer::Builder(Box::new(one)),
                one => Answer::Set(vec![one]),
            })
        })
    }

    /// A point or an interval.
    fn pair(&mut self, open: char) -> Option<Answer> {
        self.deeper(|r| {
            r.at += 1;
            let mut parts = vec![r.side()?];
            while r.take(&Tok::Comma) || r.take(&Tok::Separator) {
                parts.push(r.side()?);
            }
            let Some(Tok::Close(close)) = r.next() else { return None };
            if open == '(' && *close == ')' {
                return Some(Answer::Tuple(parts));
            }
            let bare = |a: Answer| match a {
                Answer::Value(Quantity { expr, unit: None }) => Some(expr),
                _ => None,
            };
            let hi = bare(parts.pop()?)?;
            let lo = bare(parts.pop()?)?;
            let closed = |c: char| c == '[' || c == ']';
            (parts.is_empty() && *close != '}').then_some(Answer::Interval(Interval {
                lo,
                hi,
                lo_closed: closed(open),
                hi_closed: closed(*close),
            }))
        })
    }

    /// An expression, with its unit if it has one; `3元5角` is one quantity.
    fn quantity(&mut self) -> Option<Answer> {
        let expr = self.sum()?;
        let Some(Tok::Unit(unit)) = self.look() else { return Some(Answer::Value(Quantity::bare(expr))) };
        self.at += 1;
        let mut total = Quantity { expr, unit: Some(unit.clone()) };
        while let Some(Tok::Num(n)) = self.look() {
            let Some(Tok::Unit(next)) = self.tokens.get(self.at + 1) else { return None };
            self.at += 2;
            total = compound(total, n, next)?;
        }
        Some(Answer::Value(total))
    }
}

/// A quantity and a smaller part of the same kind behind it, in the unit of the first.
fn compound(total: Quantity, n: &Numeral, next: &Unit) -> Option<Quantity> {
    let unit = total.unit?;
    let dimension = unit.dimension?;
    // 分 is a hundredth of a 元, or a minute behind an hour.
    let factor = match (next.dimension, next.name.as_str()) {
        (Some(d), _) if d == dimension => next.factor.clone(),
        (None, "分") if dimension[6] == 1 => BigRational::new(1.into(), 100.into()),
        (None, "分") if dimension[2] == 1 => BigRational::from_integer(60.into()),
        _ => return None,
    };
    if factor >= unit.factor || !n.value.numer().is_positive() && n.value.numer() != &0.into() {
        return None;
    }
    let part = Expr::Num(Numeral { value: &n.value * factor / &unit.factor, places: None });
    Some(Quantity { expr: Expr::Add(vec![total.expr, part]), unit: Some(unit) })
}

/// Whether it says something and is no value.
fn is_statement(answer: &Answer) -> bool {
    matches!(answer, Answer::Relation(..) | Answer::Member(..) | Answer::NoMember(..))
}
