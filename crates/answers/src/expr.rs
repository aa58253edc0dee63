//! An expression as it was written: nothing is worked out, so that its form can still be judged.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Zero};

/// An expression.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Expr {
    /// A numeral.
    Num(Numeral),
    /// A letter, with its subscript if it has one.
    Sym(String),
    /// π.
    Pi,
    /// The base of natural logarithms.
    E,
    /// The imaginary unit.
    I,
    /// +∞; only an end of an interval may be it.
    Infinity,
    /// The sign that `±` stands for: +1 above, −1 below.
    Sign,
    Add(Vec<Expr>),
    Mul(Vec<Expr>),
    Div(Box<Expr>, Box<Expr>),
    Neg(Box<Expr>),
    Pow(Box<Expr>, Box<Expr>),
    Root(u32, Box<Expr>),
    Abs(Box<Expr>),
    Fun(Fun, Box<Expr>),
    /// Logarithm to a base.
    Log(Box<Expr>, Box<Expr>),
    Factorial(Box<Expr>),
    /// `C(n, k)`.
    Choose(Box<Expr>, Box<Expr>),
    /// `A(n, k)`.
    Arrange(Box<Expr>, Box<Expr>),
    /// A function nothing is known of, such as f.
    Apply(String, Vec<Expr>),
    /// A whole number and a fraction.
    Mixed(Box<Expr>, Box<Expr>),
    /// So many hundredths.
    Percent(Box<Expr>),
    /// So many degrees.
    Degrees(Box<Expr>),
}

/// A number in digits.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Numeral {
    /// Its value.
    pub value: BigRational,
    /// Digits behind the point; `None` without a point.
    pub places: Option<u32>,
}

/// A function of one argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Fun {
    Sin,
    Cos,
    Tan,
    Cot,
    Sec,
    Csc,
    Asin,
    Acos,
    Atan,
    Ln,
}

impl Expr {
    pub(crate) fn whole(n: impl Into<BigInt>) -> Expr {
        Expr::Num(Numeral { value: BigRational::from_integer(n.into()), places: None })
    }

    /// The parts one level down.
    pub(crate) fn parts(&self) -> Vec<&Expr> {
        match self {
            Expr::Num(_) | Expr::Sym(_) | Expr::Pi | Expr::E | Expr::I | Expr::Infinity | Expr::Sign => Vec::new(),
            Expr::Add(v) | Expr::Mul(v) | Expr::Apply(_, v) => v.iter().collect(),
            Expr::Div(a, b) | Expr::Pow(a, b) | Expr::Log(a, b) | Expr::Choose(a, b) | Expr::Arrange(a, b) | Expr::Mixed(a, b) => {
                vec![a, b]
            }
            Expr::Neg(a) | Expr::Root(_, a) | Expr::Abs(a) | Expr::Fun(_, a) | Expr::Factorial(a) | Expr::Percent(a) | Expr::Degrees(a) => {
                vec![a]
            }
        }
    }

    /// Whether it or a part of it fulfils `test`.
    pub(crate) fn any(&self, test: &dyn Fn(&Expr) -> bool) -> bool {
        test(self) || self.parts().into_iter().any(|p| p.any(test))
    }

    /// Its letters, each once, in order.
    pub(crate) fn letters(&self) -> Vec<String> {
        fn gather(e: &Expr, into: &mut Vec<String>) {
            if let Expr::Sym(name) = e
                && !into.contains(name)
            {
                into.push(name.clone());
            }
            e.parts().into_iter().for_each(|p| gather(p, into));
        }
        let mut all = Vec::new();
        gather(self, &mut all);
        all.sort();
        all
    }

    /// Whether no letter stands in it.
    pub(crate) fn is_constant(&self) -> bool {
        !self.any(&|e| matches!(e, Expr::Sym(_) | Expr::Apply(..)))
    }

    /// With every part changed by `change`, which is asked from the outside in.
    pub(crate) fn map(&self, change: &dyn Fn(&Expr) -> Option<Expr>) -> Expr {
        if let Some(other) = change(self) {
            return other;
        }
        let one = |e: &Expr| Box::new(e.map(change));
        let all = |v: &[Expr]| v.iter().map(|e| e.map(change)).collect();
        match self {
            Expr::Num(_) | Expr::Sym(_) | Expr::Pi | Expr::E | Expr::I | Expr::Infinity | Expr::Sign => self.clone(),
            Expr::Add(v) => Expr::Add(all(v)),
            Expr::Mul(v) => Expr::Mul(all(v)),
            Expr::Apply(f, v) => Expr::Apply(f.clone(), all(v)),
            Expr::Div(a, b) => Expr::Div(one(a), one(b)),
            Expr::Pow(a, b) => Expr::Pow(one(a), one(b)),
            Expr::Log(a, b) => Expr::Log(one(a), one(b)),
            Expr::Choose(a, b) => Expr::Choose(one(a), one(b)),
            Expr::Arrange(a, b) => Expr::Arrange(one(a), one(b)),
            Expr::Mixed(a, b) => Expr::Mixed(one(a), one(b)),
            Expr::Neg(a) => Expr::Neg(one(a)),
            Expr::Root(n, a) => Expr::Root(*n, one(a)),
            Expr::Abs(a) => Expr::Abs(one(a)),
            Expr::Fun(f, a) => Expr::Fun(*f, one(a)),
            Expr::Factorial(a) => Expr::Factorial(one(a)),
            Expr::Percent(a) => Expr::Percent(one(a)),
            Expr::Degrees(a) => Expr::Degrees(one(a)),
        }
    }

    /// Both readings of an expression with `±`, the upper signs first; one reading of any other.
    pub(crate) fn signs(&self) -> Vec<Expr> {
        if !self.any(&|e| matches!(e, Expr::Sign)) {
            return vec![self.clone()];
        }
        [1, -1].map(|s| self.map(&|e| matches!(e, Expr::Sign).then(|| Expr::whole(s)))).to_vec()
    }

    /// Its value where it is nothing but a rational number in digits.
    pub(crate) fn numeral(&self) -> Option<BigRational> {
        match self {
            Expr::Num(n) => Some(n.value.clone()),
            Expr::Neg(a) => a.numeral().map(|n| -n),
            Expr::Div(a, b) => {
                let under = b.numeral()?;
                (!under.is_zero()).then_some(())?;
                Some(a.numeral()? / under)
            }
            Expr::Mixed(a, b) => {
                let (whole, part) = (a.numeral()?, b.numeral()?);
                Some(whole + part)
            }
            Expr::Percent(a) => Some(a.numeral()? / BigRational::from_integer(100.into())),
            Expr::Add(v) if v.is_empty() => Some(BigRational::zero()),
            Expr::Mul(v) if v.is_empty() => Some(BigRational::one()),
            _ => None,
        }
    }
}
