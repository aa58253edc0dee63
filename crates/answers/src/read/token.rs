//! Tokens: what plain typing and LaTeX have in common.

use super::{Unit, Way, unit};
use crate::expr::{Fun, Numeral};
use num_rational::BigRational;

/// A relation sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rel {
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
    Approx,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Tok {
    Num(Numeral),
    /// Whether a space stood before it matters for mixed numbers alone.
    Space,
    Sym(String),
    Fun(Fun),
    Lg,
    Log,
    Exp,
    Pi,
    Infinity,
    /// `+ - * / ^ _ ! % ‰ ° ′ ″`.
    Op(char),
    Open(char),
    Close(char),
    Bar,
    Comma,
    /// A comma that parts answers for sure: `，`, `、`, `;`.
    Separator,
    Colon,
    Rel(Rel),
    In,
    NotIn,
    Cup,
    Cap,
    Minus,
    And,
    Or,
    Empty,
    /// ℝ, ℕ, ℤ, ℚ.
    Set(char),
    PlusMinus,
    MinusPlus,
    Frac,
    Root(u32),
    Binom,
    /// 又 in a mixed number.
    And3,
    /// A Chinese fraction: its value, as a quotient.
    Quotient(BigRational, BigRational),
    Unit(Unit),
    /// The next line of a system.
    Row,
}

/// More tokens than this are not read.
const MOST: usize = 400;

/// The tokens of a plain text; `None` when something in it is no mathematics.
pub(super) fn tokens(text: &str, way: Way) -> Option<Vec<Tok>> {
    let mut lexer = Lexer { rest: text, out: Vec::new(), way, depth: 0 };
    lexer.run()?;
    Some(lexer.out)
}

/// Whether the last tokens are a number and one letter that names a unit.
pub(super) fn letters_may_be_units(tokens: &[Tok]) -> bool {
    match tokens {
        [.., before, Tok::Sym(name)] => {
            matches!(before, Tok::Num(_) | Tok::Close(_) | Tok::Pi | Tok::Space)
                && unit::leading(name).is_some_and(|(_, l)| l == name.len())
        }
        _ => false,
    }
}

pub(super) struct Lexer<'a> {
    pub(super) rest: &'a str,
    pub(super) out: Vec<Tok>,
    way: Way,
    pub(super) depth: usize,
}

impl<'a> Lexer<'a> {
    fn run(&mut self) -> Option<()> {
        while let Some(c) = self.rest.chars().next() {
            if self.out.len() > MOST {
                return None;
            }
            if c == ' ' {
                self.rest = self.rest.trim_start_matches(' ');
                if matches!(self.out.last(), Some(Tok::Num(_))) {
                    self.out.push(Tok::Space);
                }
                continue;
            }
            if c == '\\' {
                self.command()?;
                continue;
            }
            if c.is_ascii_digit() || (c == '.' && self.rest[1..].starts_with(|c: char| c.is_ascii_digit())) {
                self.number()?;
                continue;
            }
            if self.unit() {
                continue;
            }
            if c.is_ascii_alphabetic() {
                self.letters()?;
            } else if c.is_alphabetic() && (c as u32) < 0x2e80 {
                self.take(c.len_utf8(), Tok::Sym(c.to_string()));
            } else if c as u32 >= 0x2e80 {
                self.chinese()?;
            } else {
                self.sign(c)?;
            }
        }
        Some(())
    }

    pub(super) fn take(&mut self, bytes: usize, token: Tok) {
        self.rest = &self.rest[bytes..];
        self.out.push(token);
    }

    fn after_number(&self) -> bool {
        matches!(
            self.out.iter().rev().find(|t| **t != Tok::Space),
            Some(Tok::Num(_) | Tok::Close(_) | Tok::Pi | Tok::Quotient(..) | Tok::Op('!' | '%'))
        )
    }

    /// A unit behind a number. One letter is a unit only where letters are read as units.
    fn unit(&mut self) -> bool {
        if !self.after_number() {
            return false;
        }
        let Some((unit, length)) = unit::leading(self.rest) else { return false };
        let letter = length == 1
            || (self.rest[..length].bytes().all(|b| b.is_ascii_alphanumeric() || b == b'^') && single_letter(&self.rest[..length]));
        let inside = self.depth > 0;
        if letter && (inside || !self.way.letters_are_units) {
            return false;
        }
        self.take(length, Tok::Unit(unit));
        true
    }

    fn sign(&mut self, c: char) -> Option<()> {
        for (text, token) in [
            ("<=", Tok::Rel(Rel::Le)),
            (">=", Tok::Rel(Rel::Ge)),
            ("=<", Tok::Rel(Rel::Le)),
            ("=>", Tok::Rel(Rel::Ge)),
            ("!=", Tok::Rel(Rel::Ne)),
            ("<>", Tok::Rel(Rel::Ne)),
            ("==", Tok::Rel(Rel::Eq)),
            ("+-", Tok::PlusMinus),
            ("**", Tok::Op('^')),
        ] {
            // `5!=120`: a factorial, unless nothing is behind it.
            if self.rest.starts_with(text) && !(text == "!=" && self.after_number()) && !(text == "+-" && self.after_number()) {
                self.take(text.len(), token);
                return Some(());
            }
        }
        let token = match c {
            '+' | '-' | '*' | '/' | '^' | '_' | '!' | '%' | '‰' | '°' | '′' | '″' => Tok::Op(c),
            '\'' => Tok::Op('′'),
            '(' | '[' | '{' => {
                self.depth += 1;
                Tok::Open(c)
            }
            ')' | ']' | '}' => {
                self.depth = self.depth.saturating_sub(1);
                Tok::Close(c)
            }
            '|' => Tok::Bar,
            ',' => Tok::Comma,
            ';' => Tok::Separator,
            ':' => Tok::Colon,
            '=' => Tok::Rel(Rel::Eq),
            '<' => Tok::Rel(Rel::Lt),
            '>' => Tok::Rel(Rel::Gt),
            '&' | '~' => {
                self.rest = &self.rest[1..];
                return Some(());
            }
            '.' if self.rest.trim_matches(['.', ' ']).is_empty() => {
                self.rest = "";
                return Some(());
            }
            _ => return None,
        };
        self.take(c.len_utf8(), token);
        Some(())
    }

    fn letters(&mut self) -> Option<()> {
        let run = self.rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        let word = &self.rest[..run];
        let token = match word {
            "or" => Some(Tok::Or),
            "and" => Some(Tok::And),
            "inf" | "infinity" | "oo" => Some(Tok::Infinity),
            "R" if self.out.last() == Some(&Tok::In) || (self.out.is_empty() && self.rest.len() == 1) => Some(Tok::Set('R')),
            "Z" | "N" | "Q" if self.out.last() == Some(&Tok::In) => word.chars().next().map(Tok::Set),
            _ => None,
        };
        if let Some(token) = token {
            self.take(run, token);
            return Some(());
        }
        for (name, token) in NAMES {
            if word.starts_with(name) {
                self.take(name.len(), token());
                return Some(());
            }
        }
        let letter = word[..1].to_owned();
        self.rest = &self.rest[1..];
        // x1 is x with the subscript 1.
        let digits = self.rest.bytes().take_while(u8::is_ascii_digit).count();
        if run == 1 && (1..=2).contains(&digits) {
            let name = format!("{letter}_{}", &self.rest[..digits]);
            self.take(digits, Tok::Sym(name));
        } else {
            self.out.push(Tok::Sym(letter));
        }
        Some(())
    }

    fn command(&mut self) -> Option<()> {
        let name_length = self.rest[1..].bytes().take_while(u8::is_ascii_alphabetic).count();
        if name_length == 0 {
            let next = self.rest[1..].chars().next()?;
            let length = 1 + next.len_utf8();
            match next {
                '{' | '}' | '%' => {
                    self.rest = &self.rest[1..];
                    return self.sign(next);
                }
                '\\' => self.take(length, Tok::Row),
                ',' | ';' | ':' | '!' | ' ' => self.rest = &self.rest[length..],
                '|' => self.take(length, Tok::Bar),
                '(' | ')' | '[' | ']' => self.rest = &self.rest[length..],
                _ => return None,
            }
            return Some(());
        }
        let name = &self.rest[1..=name_length];
        self.rest = &self.rest[1 + name_length..];
        self.named(name)
    }

    fn named(&mut self, name: &str) -> Option<()> {
        let token = match name {
            "frac" | "dfrac" | "tfrac" | "cfrac" => Tok::Frac,
            "sqrt" => Tok::Root(2),
            "cbrt" => Tok::Root(3),
            "qdrt" => Tok::Root(4),
            "binom" | "dbinom" | "tbinom" => Tok::Binom,
            "cdot" | "times" | "ast" => Tok::Op('*'),
            "div" => Tok::Op('/'),
            "pm" => Tok::PlusMinus,
            "mp" => Tok::MinusPlus,
            "le" | "leq" | "leqslant" | "leqq" => Tok::Rel(Rel::Le),
            "ge" | "geq" | "geqslant" | "geqq" => Tok::Rel(Rel::Ge),
            "lt" => Tok::Rel(Rel::Lt),
            "gt" => Tok::Rel(Rel::Gt),
            "ne" | "neq" => Tok::Rel(Rel::Ne),
            "approx" => Tok::Rel(Rel::Approx),
            "in" => Tok::In,
            "notin" => Tok::NotIn,
            "cup" => Tok::Cup,
            "cap" => Tok::Cap,
            "setminus" | "backslash" => Tok::Minus,
            "infty" => Tok::Infinity,
            "pi" => Tok::Pi,
            "emptyset" | "varnothing" => Tok::Empty,
            "circ" => Tok::Op('°'),
            "degree" => Tok::Op('°'),
            "prime" => Tok::Op('′'),
            "mid" | "vert" | "lvert" | "rvert" => Tok::Bar,
            "lbrace" => Tok::Open('{'),
            "rbrace" => Tok::Close('}'),
            "colon" => Tok::Colon,
            "or" | "lor" | "vee" => Tok::Or,
            "and" | "land" | "wedge" => Tok::And,
            "sep" => Tok::Separator,
            "lg" => Tok::Lg,
            "log" => Tok::Log,
            "exp" => Tok::Exp,
            "left" | "right" | "displaystyle" | "quad" | "qquad" | "limits" | "big" | "Big" | "bigl" | "bigr" | "Bigl" | "Bigr"
            | "angle" | "triangle" | "therefore" => {
                // `\right.` closes nothing.
                if (name == "left" || name == "right") && self.rest.starts_with('.') {
                    self.rest = &self.rest[1..];
                }
                return Some(());
            }
            "begin" | "end" => {
                let close = self.rest.find('}')?;
                let environment = &self.rest[..close];
                if !["{cases", "{aligned", "{array"].contains(&environment) {
                    return None;
                }
                self.rest = &self.rest[close + 1..];
                return Some(());
            }
            "text" | "mathrm" | "mbox" | "operatorname" | "rm" | "mathit" | "mathbf" | "boldsymbol" | "mathbb" | "textbf" | "boxed" => {
                return self.wrapped(name);
            }
            _ => {
                if let Some((_, token)) = NAMES.iter().find(|(n, _)| *n == name) {
                    token()
                } else if GREEK.contains(&name) {
                    Tok::Sym(name.trim_start_matches("var").to_owned())
                } else {
                    return None;
                }
            }
        };
        self.out.push(token);
        Some(())
    }

    /// What a font or text command holds: a unit, a set of numbers, or more of the same.
    fn wrapped(&mut self, name: &str) -> Option<()> {
        let rest = self.rest.trim_start();
        let Some(inner) = rest.strip_prefix('{') else {
            if name == "mathbb" {
                let set = rest.chars().next().filter(|c| "RNZQ".contains(*c))?;
                self.rest = rest;
                self.take(1, Tok::Set(set));
            }
            return Some(());
        };
        let mut depth = 1;
        let close = inner.char_indices().find_map(|(at, c)| {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            (depth == 0).then_some(at)
        })?;
        let held = inner[..close].trim();
        let behind = &inner[close + 1..];
        if name == "mathbb" || (held == "R" && name != "text") {
            let set = held.chars().next().filter(|c| held.len() == 1 && "RNZQ".contains(*c))?;
            self.rest = behind;
            self.out.push(Tok::Set(set));
            return Some(());
        }
        if matches!(name, "text" | "mathrm" | "rm" | "mbox")
            && self.after_number()
            && let Some((unit, length)) = unit::leading(held)
            && length == held.len()
            && held != "e"
        {
            // A power may stand outside: \mathrm{cm}^2.
            let raised = ["^{2}", "^2", "^{3}", "^3"].iter().find(|mark| behind.starts_with(**mark));
            let (unit, skip) = match raised {
                Some(mark) => (unit::leading(&format!("{held}{mark}"))?.0, mark.len()),
                None => (unit, 0),
            };
            self.rest = &behind[skip..];
            self.out.push(Tok::Unit(unit));
            return Some(());
        }
        let mut lexer = Lexer { rest: held, out: std::mem::take(&mut self.out), way: self.way, depth: self.depth };
        lexer.run()?;
        self.out = lexer.out;
        self.rest = behind;
        Some(())
    }
}

/// `m`, `m2`, `s^2`: one letter, raised or not.
fn single_letter(text: &str) -> bool {
    text.bytes().filter(u8::is_ascii_alphabetic).count() == 1
}

/// A name and the token it stands for.
type Name = (&'static str, fn() -> Tok);

/// Names of functions and letters; longer ones first.
const NAMES: &[Name] = &[
    ("arcsin", || Tok::Fun(Fun::Asin)),
    ("arccos", || Tok::Fun(Fun::Acos)),
    ("arctan", || Tok::Fun(Fun::Atan)),
    ("sqrt", || Tok::Root(2)),
    ("cbrt", || Tok::Root(3)),
    ("sin", || Tok::Fun(Fun::Sin)),
    ("cos", || Tok::Fun(Fun::Cos)),
    ("tan", || Tok::Fun(Fun::Tan)),
    ("tg", || Tok::Fun(Fun::Tan)),
    ("cot", || Tok::Fun(Fun::Cot)),
    ("sec", || Tok::Fun(Fun::Sec)),
    ("csc", || Tok::Fun(Fun::Csc)),
    ("exp", || Tok::Exp),
    ("log", || Tok::Log),
    ("ln", || Tok::Fun(Fun::Ln)),
    ("lg", || Tok::Lg),
    ("pi", || Tok::Pi),
    ("alpha", || Tok::Sym("α".to_owned())),
    ("beta", || Tok::Sym("β".to_owned())),
    ("gamma", || Tok::Sym("γ".to_owned())),
    ("delta", || Tok::Sym("δ".to_owned())),
    ("theta", || Tok::Sym("θ".to_owned())),
    ("lambda", || Tok::Sym("λ".to_owned())),
    ("omega", || Tok::Sym("ω".to_owned())),
    ("varphi", || Tok::Sym("φ".to_owned())),
    ("phi", || Tok::Sym("φ".to_owned())),
    ("rho", || Tok::Sym("ρ".to_owned())),
    ("mu", || Tok::Sym("μ".to_owned())),
];

/// Further Greek letters of LaTeX.
const GREEK: &[&str] = &[
    "epsilon",
    "varepsilon",
    "zeta",
    "eta",
    "kappa",
    "nu",
    "xi",
    "sigma",
    "tau",
    "chi",
    "psi",
    "Delta",
    "Omega",
    "Sigma",
    "Gamma",
    "Theta",
    "Phi",
    "Lambda",
];
