//! The normal form of an expression.

use super::{Atom, Exp, Fault, Field, Frac, Mono, Poly};
use crate::expr::{Expr, Fun};
use num_rational::BigRational;
use num_traits::One;

impl Field {
    fn atom_frac(&mut self, atom: Atom) -> Result<Frac, Fault> {
        let id = self.intern(atom)?;
        Ok(Frac::of(Poly::term(Mono::of(id, Exp::one()), BigRational::one())))
    }

    /// The normal form of `e`.
    pub(crate) fn normal(&mut self, e: &Expr) -> Result<Frac, Fault> {
        let real = |a: &Expr| if a.any(&|p| matches!(p, Expr::I)) { Err(Fault::Unknown) } else { Ok(()) };
        match e {
            Expr::Num(n) => {
                Field::within(n.value.numer().bits().max(n.value.denom().bits()))?;
                Ok(Frac::of(Poly::constant(n.value.clone())))
            }
            Expr::Sym(name) => self.atom_frac(Atom::Sym(name.clone())),
            Expr::Pi => self.atom_frac(Atom::Pi),
            Expr::E => self.e(),
            Expr::I => self.atom_frac(Atom::I),
            Expr::Infinity | Expr::Sign => Err(Fault::Unknown),
            Expr::Add(v) => {
                let mut sum = Frac::of(Poly::zero());
                for part in v {
                    let part = self.normal(part)?;
                    sum = self.add(&sum, &part)?;
                }
                Ok(sum)
            }
            Expr::Mul(v) => {
                let mut product = Frac::of(Poly::whole(1));
                for part in v {
                    let part = self.normal(part)?;
                    product = self.times(&product, &part)?;
                }
                Ok(product)
            }
            Expr::Div(a, b) => {
                let (a, b) = (self.normal(a)?, self.normal(b)?);
                self.over(&a, &b)
            }
            Expr::Neg(a) => Ok(self.normal(a)?.negated()),
            Expr::Mixed(a, b) => {
                let (a, b) = (self.normal(a)?, self.normal(b)?);
                self.add(&a, &b)
            }
            Expr::Percent(a) => {
                let a = self.normal(a)?;
                self.times(&a, &Frac::of(Poly::constant(BigRational::new(1.into(), 100.into()))))
            }
            Expr::Degrees(a) => {
                let a = self.normal(a)?;
                let pi = self.pi()?;
                let degree = Poly::term(Mono::of(pi, Exp::one()), BigRational::new(1.into(), 180.into()));
                self.times(&a, &Frac::of(degree))
            }
            Expr::Pow(a, b) => {
                let (base, exponent) = (self.normal(a)?, self.normal(b)?);
                if exponent.rational().is_none_or(|q| !q.is_integer()) {
                    real(a)?;
                }
                self.power(&base, &exponent)
            }
            Expr::Root(n, a) => {
                real(a)?;
                let a = self.normal(a)?;
                self.root(&a, *n)
            }
            Expr::Abs(a) => {
                real(a)?;
                let a = self.normal(a)?;
                self.abs(&a)
            }
            Expr::Fun(f, a) => {
                real(a)?;
                let a = self.normal(a)?;
                match f {
                    Fun::Ln => self.ln(&a),
                    Fun::Asin | Fun::Acos | Fun::Atan => self.inverse(*f, &a),
                    _ => self.trig(*f, &a),
                }
            }
            Expr::Log(base, a) => {
                real(a)?;
                let (base, a) = (self.normal(base)?, self.normal(a)?);
                let (over, under) = (self.ln(&a)?, self.ln(&base)?);
                self.over(&over, &under)
            }
            Expr::Factorial(a) => {
                let a = self.normal(a)?;
                self.factorial(&a)
            }
            Expr::Choose(n, k) | Expr::Arrange(n, k) => {
                let (n, k) = (self.normal(n)?, self.normal(k)?);
                let rest = self.add(&n, &k.negated())?;
                let (over, under) = (self.factorial(&n)?, self.factorial(&rest)?);
                let arrangements = self.over(&over, &under)?;
                if matches!(e, Expr::Arrange(..)) {
                    return Ok(arrangements);
                }
                let order = self.factorial(&k)?;
                self.over(&arrangements, &order)
            }
            Expr::Apply(f, v) => {
                let args = v.iter().map(|a| self.normal(a)).collect::<Result<Vec<_>, _>>()?;
                self.atom_frac(Atom::Apply(f.clone(), args))
            }
        }
    }
}

/// Tells a field which letters are not negative wherever `e` is defined: those alone under an even root or in a logarithm.
pub(crate) fn learn_domain(field: &mut Field, e: &Expr) {
    let alone = |a: &Expr| match a {
        Expr::Sym(name) => Some(name.clone()),
        Expr::Mul(v) => {
            let mut letters = v.iter().filter(|p| p.numeral().is_none_or(|n| n <= BigRational::from_integer(0.into())));
            match (letters.next(), letters.next()) {
                (Some(Expr::Sym(name)), None) => Some(name.clone()),
                _ => None,
            }
        }
        Expr::Pow(b, n) => match (b.as_ref(), n.numeral()) {
            (Expr::Sym(name), Some(n)) if n.is_integer() && n.to_integer().bit(0) => Some(name.clone()),
            _ => None,
        },
        Expr::Div(a, b) => match (a.as_ref(), b.as_ref()) {
            (Expr::Sym(name), Expr::Num(_)) | (Expr::Num(_), Expr::Sym(name)) => Some(name.clone()),
            _ => None,
        },
        _ => None,
    };
    let letter = match e {
        Expr::Root(n, a) if n % 2 == 0 => alone(a),
        Expr::Fun(Fun::Ln, a) | Expr::Log(_, a) => alone(a),
        Expr::Pow(a, q) if q.numeral().is_some_and(|q| !q.is_integer() && !q.denom().bit(0)) => alone(a),
        _ => None,
    };
    if let Some(letter) = letter {
        field.assume_nonnegative(&letter);
    }
    e.parts().into_iter().for_each(|p| learn_domain(field, p));
}
