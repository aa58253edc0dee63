//! Expressions from tokens, by recursive descent to a bounded depth.

use super::Way;
use super::function::Name;
use super::token::Tok;
use crate::expr::{Expr, Numeral};
use num_rational::BigRational;

/// Deepest nesting that is read.
const DEEPEST: u32 = 40;

/// Reads tokens from the front.
pub(super) struct Reader<'a> {
    pub(super) tokens: &'a [Tok],
    pub(super) at: usize,
    pub(super) way: Way,
    pub(super) wide_divisors_differ: bool,
    depth: u32,
    /// Bars that are open: the next one closes.
    bars: u32,
    /// The second digit of `\\frac12`, which was read with the first.
    split: Option<u32>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(tokens: &'a [Tok], way: Way) -> Self {
        Reader { tokens, at: 0, way, wide_divisors_differ: false, depth: 0, bars: 0, split: None }
    }

    pub(super) fn peek(&self) -> Option<&'a Tok> {
        self.tokens.get(self.at)
    }

    /// The next token that is no space.
    pub(super) fn look(&mut self) -> Option<&'a Tok> {
        while self.peek() == Some(&Tok::Space) {
            self.at += 1;
        }
        self.peek()
    }

    pub(super) fn next(&mut self) -> Option<&'a Tok> {
        let token = self.look()?;
        self.at += 1;
        Some(token)
    }

    pub(super) fn take(&mut self, token: &Tok) -> bool {
        let there = self.look() == Some(token);
        if there {
            self.at += 1;
        }
        there
    }

    /// Runs what may call itself, so deep and no deeper.
    pub(super) fn deeper<T>(&mut self, run: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        if self.depth >= DEEPEST {
            return None;
        }
        self.depth += 1;
        let done = run(self);
        self.depth -= 1;
        done
    }

    /// A sum.
    pub(super) fn sum(&mut self) -> Option<Expr> {
        self.deeper(|r| {
            let mut terms = vec![r.term()?];
            loop {
                match r.look() {
                    Some(Tok::Op('+')) => {
                        r.at += 1;
                        terms.push(r.term()?);
                    }
                    Some(Tok::Op('-')) => {
                        r.at += 1;
                        terms.push(Expr::Neg(Box::new(r.term()?)));
                    }
                    Some(Tok::PlusMinus) => {
                        r.at += 1;
                        terms.push(Expr::Mul(vec![Expr::Sign, r.term()?]));
                    }
                    Some(Tok::MinusPlus) => {
                        r.at += 1;
                        terms.push(Expr::Neg(Box::new(Expr::Mul(vec![Expr::Sign, r.term()?]))));
                    }
                    _ => break,
                }
            }
            Some(if terms.len() == 1 { terms.remove(0) } else { Expr::Add(terms) })
        })
    }

    /// A product or quotient, from left to right.
    fn term(&mut self) -> Option<Expr> {
        let mut value = self.signed()?;
        loop {
            match self.look() {
                Some(Tok::Op('*')) => {
                    self.at += 1;
                    value = times(value, self.signed()?);
                }
                Some(Tok::Op('/')) => {
                    self.at += 1;
                    let mut under = self.signed()?;
                    if self.begins_factor() {
                        self.wide_divisors_differ = true;
                        while self.way.wide_divisors && self.begins_factor() {
                            under = times(under, self.power()?);
                        }
                    }
                    value = Expr::Div(Box::new(value), Box::new(under));
                }
                _ if self.begins_factor() => value = times(value, self.power()?),
                _ => return Some(value),
            }
        }
    }

    fn signed(&mut self) -> Option<Expr> {
        match self.look()? {
            Tok::Op('-') => {
                self.at += 1;
                let value = self.deeper(Self::signed)?;
                Some(Expr::Neg(Box::new(value)))
            }
            Tok::Op('+') => {
                self.at += 1;
                self.deeper(Self::signed)
            }
            Tok::PlusMinus => {
                self.at += 1;
                let value = self.deeper(Self::signed)?;
                Some(Expr::Mul(vec![Expr::Sign, value]))
            }
            Tok::MinusPlus => {
                self.at += 1;
                let value = self.deeper(Self::signed)?;
                Some(Expr::Neg(Box::new(Expr::Mul(vec![Expr::Sign, value]))))
            }
            _ => self.power(),
        }
    }

    /// Whether the next token begins a factor that is multiplied without a sign.
    pub(super) fn begins_factor(&mut self) -> bool {
        match self.look() {
            Some(
                Tok::Sym(_)
                | Tok::Fun(_)
                | Tok::Lg
                | Tok::Log
                | Tok::Exp
                | Tok::Pi
                | Tok::Open('(' | '{' | '[')
                | Tok::Frac
                | Tok::Root(_)
                | Tok::Binom,
            ) => !matches!(self.peek(), Some(Tok::Open(_))) || self.closes_as_group(),
            Some(Tok::Num(_)) => self.at > 0 && !matches!(self.tokens[self.at - 1], Tok::Num(_) | Tok::Space),
            Some(Tok::Bar) => self.bars == 0 && self.has_closing_bar(),
            _ => false,
        }
    }

    /// Whether a bracket holds one expression and not a point or an interval.
    fn closes_as_group(&self) -> bool {
        self.bracket(self.at).is_some_and(|(_, comma)| !comma)
    }

    fn has_closing_bar(&self) -> bool {
        self.tokens[self.at + 1..].contains(&Tok::Bar)
    }

    /// Where the bracket that opens at `at` closes, and whether a comma stands directly in it.
    pub(super) fn bracket(&self, at: usize) -> Option<(usize, bool)> {
        let mut depth = 0;
        let mut comma = false;
        for (i, token) in self.tokens.iter().enumerate().skip(at) {
            match token {
                Tok::Open(_) => depth += 1,
                Tok::Close(_) => {
                    depth -= 1;
                    if depth == 0 {
                        return Some((i, comma));
                    }
                }
                Tok::Comma | Tok::Separator if depth == 1 => comma = true,
                _ => {}
            }
        }
        None
    }

    /// A factor with its exponent and what stands behind it.
    pub(super) fn power(&mut self) -> Option<Expr> {
        let base = self.factor()?;
        self.raised(base)
    }

    fn raised(&mut self, mut base: Expr) -> Option<Expr> {
        loop {
            match self.look() {
                Some(Tok::Op('^')) => {
                    self.at += 1;
                    if self.degree_sign() {
                        base = Expr::Degrees(Box::new(base));
                        continue;
                    }
                    let exponent = self.deeper(Self::exponent)?;
                    base = Expr::Pow(Box::new(base), Box::new(exponent));
                }
                Some(Tok::Op('!')) => {
                    self.at += 1;
                    base = Expr::Factorial(Box::new(base));
                }
                Some(Tok::Op('%')) => {
                    self.at += 1;
                    base = Expr::Percent(Box::new(base));
                }
                Some(Tok::Op('‰')) => {
                    self.at += 1;
                    base = Expr::Div(Box::new(Expr::Percent(Box::new(base))), Box::new(Expr::whole(10)));
                }
                Some(Tok::Op('°')) => {
                    self.at += 1;
                    base = self.minutes(base)?;
                }
                _ => return Some(base),
            }
        }
    }

    /// `^\circ`, `^{\circ}`.
    fn degree_sign(&mut self) -> bool {
        if self.take(&Tok::Op('°')) {
            return true;
        }
        let braced = matches!(self.tokens.get(self.at..self.at + 3), Some([Tok::Open('{'), Tok::Op('°'), Tok::Close('}')]));
        if braced {
            self.at += 3;
        }
        braced
    }

    /// `30°15′20″`.
    fn minutes(&mut self, degrees: Expr) -> Option<Expr> {
        let mut parts = vec![degrees];
        for (mark, under) in [('′', 60), ('″', 3600)] {
            if let Some(Tok::Num(n)) = self.look()
                && self.tokens.get(self.at + 1) == Some(&Tok::Op(mark))
            {
                self.at += 2;
                parts.push(Expr::Div(Box::new(Expr::Num(n.clone())), Box::new(Expr::whole(under))));
            }
        }
        let all = if parts.len() == 1 { parts.remove(0) } else { Expr::Add(parts) };
        Some(Expr::Degrees(Box::new(all)))
    }

    pub(super) fn exponent(&mut self) -> Option<Expr> {
        match self.look()? {
            Tok::Op('-') => {
                self.at += 1;
                let value = self.deeper(Self::exponent)?;
                Some(Expr::Neg(Box::new(value)))
            }
            Tok::Op('+') => {
                self.at += 1;
                self.deeper(Self::exponent)
            }
            _ => {
                let base = self.factor()?;
                if self.take(&Tok::Op('^')) {
                    let exponent = self.deeper(Self::exponent)?;
                    return Some(Expr::Pow(Box::new(base), Box::new(exponent)));
                }
                Some(base)
            }
        }
    }

    /// A group in brackets, `{…}` or one token: the argument of a LaTeX command.
    fn argument(&mut self) -> Option<Expr> {
        match self.look()? {
            Tok::Open(_) => self.factor(),
            // \frac12 is ½.
            Tok::Num(n) if n.places.is_none() => {
                let digits = n.value.to_string();
                self.at += 1;
                if digits.len() == 2 && digits.bytes().all(|b| b.is_ascii_digit()) {
                    self.split = Some(digits[1..].parse().ok()?);
                    return Some(Expr::whole(digits[..1].parse::<u32>().ok()?));
                }
                Some(Expr::Num(n.clone()))
            }
            _ => self.factor(),
        }
    }

    pub(super) fn factor(&mut self) -> Option<Expr> {
        self.deeper(Self::factor_within)
    }

    fn factor_within(&mut self) -> Option<Expr> {
        match self.next()? {
            Tok::Num(n) => self.mixed(n),
            Tok::Quotient(a, b) => Some(Expr::Div(Box::new(number(a)), Box::new(number(b)))),
            Tok::Pi => Some(Expr::Pi),
            Tok::Sym(name) => self.symbol(name),
            Tok::Infinity => Some(Expr::Infinity),
            Tok::Frac => {
                let over = self.argument()?;
                let under = match self.split.take() {
                    Some(digit) => Expr::whole(digit),
                    None => self.argument()?,
                };
                Some(Expr::Div(Box::new(over), Box::new(under)))
            }
            Tok::Binom => {
                let (n, k) = (self.argument()?, self.argument()?);
                Some(Expr::Choose(Box::new(n), Box::new(k)))
            }
            Tok::Root(degree) => self.root(*degree),
            Tok::Fun(f) => self.function(Name::Fun(*f)),
            Tok::Lg => self.function(Name::Log(Expr::whole(10))),
            Tok::Exp => self.function(Name::Exp),
            Tok::Log => {
                let base = if self.take(&Tok::Op('_')) { self.subscript_value()? } else { Expr::whole(10) };
                // \log_28 is the logarithm of 8 to the base 2: without brackets the base is one digit.
                if let Expr::Num(n) = &base
                    && !self.begins_factor()
                    && !matches!(self.tokens.get(self.at.wrapping_sub(1)), Some(Tok::Space))
                {
                    let digits = n.value.to_string();
                    let (first, rest) = (digits.get(..1)?.parse::<u32>().ok()?, digits.get(1..)?.parse::<u32>().ok());
                    if let (Some(rest), None) = (rest, n.places) {
                        let value = Expr::Log(Box::new(Expr::whole(first)), Box::new(Expr::whole(rest)));
                        return Some(value);
                    }
                }
                self.function(Name::Log(base))
            }
            Tok::Open(open) => {
                let bars = std::mem::take(&mut self.bars);
                let inner = self.sum()?;
                self.bars = bars;
                let close = match open {
                    '(' => ')',
                    '[' => ']',
                    _ => '}',
                };
                self.take(&Tok::Close(close)).then_some(inner)
            }
            Tok::Bar => {
                self.bars += 1;
                let inner = self.sum()?;
                self.bars -= 1;
                self.take(&Tok::Bar).then(|| Expr::Abs(Box::new(inner)))
            }
            _ => None,
        }
    }

    /// A number, or a whole number and a fraction: `1又1/2`, `1 1/2`, `1\frac{1}{2}`.
    fn mixed(&mut self, n: &Numeral) -> Option<Expr> {
        let whole = Expr::Num(n.clone());
        if n.places.is_some() || !n.value.is_integer() {
            return Some(whole);
        }
        let mixed = |part: Expr| Some(Expr::Mixed(Box::new(whole.clone()), Box::new(part)));
        let start = self.at;
        let part = match self.peek() {
            // After 又 nothing but a fraction may stand.
            Some(Tok::And3) => {
                self.at += 1;
                let part = match self.next()? {
                    Tok::Quotient(a, b) => Some(Expr::Div(Box::new(number(a)), Box::new(number(b)))),
                    Tok::Frac => self.plain_fraction(),
                    Tok::Num(over) => self.slash(over),
                    _ => None,
                };
                return mixed(part?);
            }
            Some(Tok::Space) => match self.look() {
                Some(Tok::Num(over)) => {
                    self.at += 1;
                    self.slash(over)
                }
                _ => None,
            },
            Some(Tok::Frac) => {
                self.at += 1;
                self.plain_fraction()
            }
            _ => None,
        };
        match part {
            Some(part) => mixed(part),
            None => {
                self.at = start;
                self.split = None;
                Some(whole)
            }
        }
    }

    fn slash(&mut self, over: &Numeral) -> Option<Expr> {
        if !self.take(&Tok::Op('/')) {
            return None;
        }
        match self.next()? {
            Tok::Num(under) if under.places.is_none() && over.places.is_none() => {
                Some(Expr::Div(Box::new(Expr::Num(over.clone())), Box::new(Expr::Num(under.clone()))))
            }
            _ => None,
        }
    }

    /// A fraction of two whole numbers behind a command.
    fn plain_fraction(&mut self) -> Option<Expr> {
        let over = self.argument()?;
        let under = match self.split.take() {
            Some(digit) => Expr::whole(digit),
            None => self.argument()?,
        };
        let whole = |e: &Expr| matches!(e, Expr::Num(n) if n.places.is_none() && n.value.is_integer());
        (whole(&over) && whole(&under)).then(|| Expr::Div(Box::new(over), Box::new(under)))
    }

    fn root(&mut self, degree: u32) -> Option<Expr> {
        let mut degree = degree;
        if degree == 2 && self.look() == Some(&Tok::Open('[')) && self.tokens.get(self.at + 2) == Some(&Tok::Close(']')) {
            let Some(Tok::Num(n)) = self.tokens.get(self.at + 1) else { return None };
            degree = u32::try_from(n.value.to_integer()).ok().filter(|d| (2..=64).contains(d) && n.places.is_none())?;
            self.at += 3;
        }
        let inner = match self.look()? {
            Tok::Open(_) => self.factor()?,
            Tok::Root(_) | Tok::Op('-') => self.deeper(Self::signed)?,
            // \sqrt2 and √12 take the whole number.
            _ => {
                let factor = self.factor()?;
                match self.look() {
                    Some(Tok::Op('!')) => return None,
                    _ => factor,
                }
            }
        };
        Some(Expr::Root(degree, Box::new(inner)))
    }
}

fn number(r: &BigRational) -> Expr {
    Expr::Num(Numeral { value: r.clone(), places: None })
}

pub(super) fn times(a: Expr, b: Expr) -> Expr {
    match a {
        Expr::Mul(mut v) => {
            v.push(b);
            Expr::Mul(v)
        }
        a => Expr::Mul(vec![a, b]),
    }
}
