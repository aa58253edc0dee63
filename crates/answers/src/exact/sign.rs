//! Signs: of constants by enclosure, of polynomials by the signs of their terms.

use super::{Atom, Base, Exp, Field, Frac, Mono, Poly};
use crate::enclose::{Interval, Place, enclose};
use crate::expr::{Expr, Fun};
use num_traits::{Signed, ToPrimitive, Zero};

impl Field {
    /// Whether it is negative nowhere. `false` when that is not seen.
    pub(super) fn is_nonnegative(&self, poly: &Poly) -> bool {
        if poly.0.iter().all(|(m, c)| c.is_positive() && self.mono_is_nonnegative(m)) {
            return true;
        }
        self.enclosure(poly).is_some_and(|i| i.lo >= 0.0)
    }

    fn mono_is_nonnegative(&self, mono: &Mono) -> bool {
        mono.0.iter().all(|(a, e)| {
            let even = e.is_integer() && e.to_integer() % 2 == 0;
            match self.atom(*a) {
                Atom::Prime(_) | Atom::Pi => true,
                Atom::Root(_, n) => n % 2 == 0 || even,
                Atom::Exp(_, arg) => self.is_real(arg),
                Atom::I => false,
                Atom::Sym(name) => even || self.is_nonnegative_letter(name),
                Atom::Pow(..) | Atom::Fun(..) | Atom::Factorial(_) | Atom::Apply(..) => even,
            }
        })
    }

    pub(super) fn is_real(&self, mono: &Mono) -> bool {
        !mono.0.iter().any(|(a, _)| matches!(self.atom(*a), Atom::I))
    }

    /// Whether it is positive wherever it is defined and not zero: for a single term of positive atoms.
    pub(super) fn is_positive_atom(&self, id: u32) -> bool {
        match self.atom(id) {
            Atom::Prime(_) | Atom::Pi => true,
            Atom::Exp(_, arg) => self.is_real(arg),
            Atom::Sym(name) => self.is_nonnegative_letter(name),
            Atom::Root(_, n) => n % 2 == 0,
            _ => false,
        }
    }

    /// An enclosure of a constant.
    pub(super) fn enclosure(&self, poly: &Poly) -> Option<Interval> {
        let mut sum = Interval::exactly(0.0);
        for (mono, c) in &poly.0 {
            let mut term = Interval::rational(c);
            for (a, e) in &mono.0 {
                term = term.mul(self.enclose_power(*a, *e)?)?;
            }
            sum = sum.add(term)?;
        }
        Some(sum)
    }

    pub(crate) fn enclosure_of(&self, frac: &Frac) -> Option<Interval> {
        self.enclosure(&frac.num)?.div(self.enclosure(&frac.den)?)
    }

    fn enclose_power(&self, id: u32, e: Exp) -> Option<Interval> {
        let base = match self.atom(id) {
            Atom::Prime(p) => Interval::rational(&p.clone().into()),
            Atom::Pi => enclose(&Expr::Pi, &Place::default()).ok()?,
            Atom::Root(p, 2) => self.enclosure(p)?.sqrt()?,
            Atom::Exp(base, arg) if self.is_real(arg) => {
                let mut exponent = Interval::rational(&num_rational::BigRational::new((*e.numer()).into(), (*e.denom()).into()));
                for (a, f) in &arg.0 {
                    exponent = exponent.mul(self.enclose_power(*a, *f)?)?;
                }
                if let Base::Prime(p) = base {
                    exponent = exponent.mul(Interval::rational(&p.clone().into()).ln()?)?;
                }
                return exponent.exp();
            }
            Atom::Fun(f, arg) => {
                let at = self.enclosure_of(arg)?;
                match f {
                    Fun::Ln => at.ln()?,
                    Fun::Asin => at.asin()?,
                    Fun::Acos => at.acos()?,
                    Fun::Atan => at.atan()?,
                    Fun::Sin => at.sin()?,
                    Fun::Cos => at.cos()?,
                    _ => return None,
                }
            }
            _ => return None,
        };
        if e.is_integer() {
            let n = e.to_integer();
            let power = base.powi(n.unsigned_abs().to_u32()?)?;
            return if n < 0 { Interval::exactly(1.0).div(power) } else { Some(power) };
        }
        if e == Exp::new(1, 2) {
            return base.sqrt();
        }
        if base.is_positive() && !e.is_zero() {
            let exponent = Interval::exactly(*e.numer() as f64).div(Interval::exactly(*e.denom() as f64))?;
            return base.ln()?.mul(exponent)?.exp();
        }
        None
    }
}
