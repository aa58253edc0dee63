//! Letters and functions, with their arguments in brackets or bare.

use super::expression::{Reader, times};
use super::token::Tok;
use crate::expr::{Expr, Fun};

impl Reader<'_> {
    /// A letter with its subscript, a known letter, or a function of no known kind.
    pub(super) fn symbol(&mut self, name: &str) -> Option<Expr> {
        let mut full = name.to_owned();
        if self.peek() == Some(&Tok::Op('_')) {
            self.at += 1;
            full = format!("{name}_{}", self.subscript()?);
        }
        while self.peek() == Some(&Tok::Op('′')) {
            self.at += 1;
            full.push('′');
        }
        let function = matches!(name, "f" | "g" | "h" | "F" | "G" | "φ") || full.ends_with('′');
        if function && self.peek() == Some(&Tok::Open('(')) {
            self.at += 1;
            let mut args = vec![self.sum()?];
            while self.take(&Tok::Comma) {
                args.push(self.sum()?);
            }
            return self.take(&Tok::Close(')')).then_some(Expr::Apply(full, args));
        }
        // Combinations and arrangements: C_5^2, A_5^2.
        if let (Some(n), true) = (full.strip_prefix(['C', 'A', 'P']).and_then(|r| r.strip_prefix('_')), self.peek() == Some(&Tok::Op('^')))
            && let Ok(n) = n.parse::<u32>()
        {
            self.at += 1;
            let k = self.deeper(Self::exponent)?;
            let n = Box::new(Expr::whole(n));
            return Some(if name == "C" { Expr::Choose(n, Box::new(k)) } else { Expr::Arrange(n, Box::new(k)) });
        }
        Some(match full.as_str() {
            "e" => Expr::E,
            "i" => Expr::I,
            _ => Expr::Sym(full),
        })
    }

    fn subscript(&mut self) -> Option<String> {
        let one = |t: &Tok| match t {
            Tok::Num(n) => Some(n.value.to_string()),
            Tok::Sym(s) => Some(s.clone()),
            Tok::Op(c @ ('+' | '-')) => Some(c.to_string()),
            _ => None,
        };
        match self.next()? {
            Tok::Open('{') => {
                let mut text = String::new();
                loop {
                    match self.next()? {
                        Tok::Close('}') => return Some(text),
                        t => text.push_str(&one(t)?),
                    }
                }
            }
            t => one(t),
        }
    }

    pub(super) fn subscript_value(&mut self) -> Option<Expr> {
        match self.look()? {
            Tok::Open(_) => self.factor(),
            Tok::Num(n) => {
                // log_28 without brackets is log₂ 8 only with a mark; the whole number is the base.
                self.at += 1;
                Some(Expr::Num(n.clone()))
            }
            _ => self.factor(),
        }
    }

    /// A function with its argument, in brackets or bare: `sin²x`, `sin 2x`, `ln(x+1)`.
    pub(super) fn function(&mut self, name: Name) -> Option<Expr> {
        let mut exponent = None;
        if self.take(&Tok::Op('^')) {
            exponent = Some(self.deeper(Self::exponent)?);
        }
        let bracketed = matches!(self.look(), Some(Tok::Open('(' | '[' | '{')));
        let arg = if bracketed { self.factor()? } else { self.bare_argument()? };
        let inverse = exponent.as_ref().is_some_and(|e| matches!(e, Expr::Neg(n) if **n == Expr::whole(1)));
        let value = match (name, inverse) {
            (Name::Fun(f), true) => {
                let f = match f {
                    Fun::Sin => Fun::Asin,
                    Fun::Cos => Fun::Acos,
                    Fun::Tan => Fun::Atan,
                    _ => return None,
                };
                return Some(Expr::Fun(f, Box::new(arg)));
            }
            (Name::Fun(f), false) => Expr::Fun(f, Box::new(arg)),
            (Name::Log(base), _) => Expr::Log(Box::new(base), Box::new(arg)),
            (Name::Exp, _) => Expr::Pow(Box::new(Expr::E), Box::new(arg)),
        };
        match exponent {
            Some(n) => Some(Expr::Pow(Box::new(value), Box::new(n))),
            None => Some(value),
        }
    }

    /// Factors up to the next function, sign or bracket; with π in it, a division by a number too.
    fn bare_argument(&mut self) -> Option<Expr> {
        let negative = self.take(&Tok::Op('-'));
        let mut arg = self.power()?;
        while matches!(self.look(), Some(Tok::Sym(_) | Tok::Pi | Tok::Root(_) | Tok::Frac)) {
            arg = times(arg, self.power()?);
        }
        if arg.any(&|e| matches!(e, Expr::Pi))
            && self.look() == Some(&Tok::Op('/'))
            && matches!(self.tokens.get(self.at + 1), Some(Tok::Num(_)))
        {
            self.at += 1;
            arg = Expr::Div(Box::new(arg), Box::new(self.factor()?));
        }
        Some(if negative { Expr::Neg(Box::new(arg)) } else { arg })
    }
}

/// What a function's name stands for.
pub(super) enum Name {
    Fun(Fun),
    Log(Expr),
    Exp,
}
