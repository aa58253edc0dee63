//! Logarithms: of products, powers and numbers taken apart.

use super::{Atom, Base, Exp, Fault, Field, Frac, Mono, Poly, primes::factors};
use crate::expr::Fun;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed};

impl Field {
    /// The natural logarithm.
    pub(crate) fn ln(&mut self, of: &Frac) -> Result<Frac, Fault> {
        if of.is_zero() {
            return Err(Fault::Undefined);
        }
        self.deeper(|field| {
            let Some(poly) = of.poly().cloned() else {
                let both = field.is_nonnegative(&of.num) && field.is_nonnegative(&of.den);
                return if both {
                    let above = field.ln(&Frac::of(of.num.clone()))?;
                    let below = field.ln(&Frac::of(of.den.clone()))?;
                    field.add(&above, &below.negated())
                } else {
                    field.ln_atom(of)
                };
            };
            if field.enclosure(&poly).is_some_and(|i| i.hi <= 0.0) {
                return Err(Fault::Undefined);
            }
            let content = poly.content();
            let inside = poly.scale(&content.recip());
            let number = field.ln_rational(&content)?;
            let rest = match inside.single() {
                Some((mono, c)) if c.is_one() => field.ln_mono(&mono.clone())?,
                _ => field.ln_atom(&Frac::of(inside))?,
            };
            field.add(&number, &rest)
        })
    }

    fn ln_atom(&mut self, of: &Frac) -> Result<Frac, Fault> {
        if of.rational().is_some_and(|r| r.is_one()) {
            return Ok(Frac::of(Poly::zero()));
        }
        let id = self.intern(Atom::Fun(Fun::Ln, of.clone()))?;
        Ok(Frac::of(Poly::term(Mono::of(id, Exp::one()), BigRational::one())))
    }

    fn ln_rational(&mut self, r: &BigRational) -> Result<Frac, Fault> {
        let mut sum = Frac::of(Poly::zero());
        for (n, sign) in [(r.numer(), 1i64), (r.denom(), -1)] {
            let (mut found, left) = factors(n);
            if !left.is_one() {
                found.push((left, 1));
            }
            for (p, times) in found {
                let ln = self.ln_atom(&Frac::of(Poly::whole(p)))?;
                let term = ln.num.scale(&BigRational::from_integer((sign * i64::from(times)).into()));
                sum = self.add(&sum, &Frac::of(term))?;
            }
        }
        Ok(sum)
    }

    /// Of a product: positive factors apart, what may be negative together.
    fn ln_mono(&mut self, mono: &Mono) -> Result<Frac, Fault> {
        let mut sum = Frac::of(Poly::zero());
        let mut together = Vec::new();
        let single = mono.0.len() == 1;
        for (a, e) in &mono.0 {
            let times = BigRational::new((*e.numer()).into(), (*e.denom()).into());
            let term = match self.atom(*a).clone() {
                Atom::Exp(base, arg) if self.is_real(&arg) => {
                    let arg = Poly::term(arg, times);
                    match base {
                        Base::E => Frac::of(arg),
                        Base::Prime(p) => {
                            let ln = self.ln_atom(&Frac::of(Poly::whole(p)))?;
                            self.times(&ln, &Frac::of(arg))?
                        }
                    }
                }
                Atom::Root(radicand, n) if n.is_multiple_of(2) && (single || self.is_nonnegative(&radicand)) => {
                    let ln = self.ln(&Frac::of(radicand))?;
                    let part = BigRational::new(BigInt::from(*e.numer()), BigInt::from(*e.denom() * i64::from(n)));
                    self.times(&ln, &Frac::of(Poly::constant(part)))?
                }
                Atom::Prime(p) => self.ln_atom(&Frac::of(Poly::whole(p)))?.scaled(&times),
                _ if self.is_positive_atom(*a) || (single && odd_part(*e)) => {
                    let atom = Poly::term(Mono::of(*a, Exp::one()), BigRational::one());
                    self.ln_atom(&Frac::of(atom))?.scaled(&times)
                }
                _ => {
                    together.push((*a, *e));
                    continue;
                }
            };
            sum = self.add(&sum, &term)?;
        }
        if !together.is_empty() {
            let rest = self.ln_atom(&Frac::of(Poly::term(Mono(together), BigRational::one())))?;
            sum = self.add(&sum, &rest)?;
        }
        Ok(sum)
    }

    /// Arcsine, arccosine and arctangent: of the values in the table, and atoms else.
    pub(crate) fn inverse(&mut self, fun: Fun, of: &Frac) -> Result<Frac, Fault> {
        if matches!(fun, Fun::Asin | Fun::Acos) && self.enclosure_of(of).is_some_and(|i| i.lo > 1.0 || i.hi < -1.0) {
            return Err(Fault::Undefined);
        }
        let pi = self.pi()?;
        let turn = |n: i64, d: i64| Frac::of(Poly::term(Mono::of(pi, Exp::one()), BigRational::new(n.into(), d.into())));
        if of.poly().is_some_and(|p| p.atoms().iter().all(|a| matches!(self.atom(*a), Atom::Prime(_)))) {
            for twelfth in -6..=6i64 {
                let angle = turn(twelfth, 12);
                let value = match fun {
                    Fun::Asin | Fun::Acos => self.trig(Fun::Sin, &angle)?,
                    _ if twelfth.abs() == 6 => continue,
                    _ => self.trig(Fun::Tan, &angle)?,
                };
                if self.is_same(&value, of)? {
                    return if fun == Fun::Acos { self.add(&turn(1, 2), &angle.negated()) } else { Ok(angle) };
                }
            }
        }
        if fun == Fun::Acos {
            // arccos x = π/2 − arcsin x.
            let sine = self.inverse(Fun::Asin, of)?;
            return self.add(&turn(1, 2), &sine.negated());
        }
        // Odd functions: the sign outside.
        let negative = of.num.leading().is_some_and(|(_, c)| c.is_negative());
        let arg = if negative { of.negated() } else { of.clone() };
        let id = self.intern(Atom::Fun(fun, arg))?;
        let value = Frac::of(Poly::term(Mono::of(id, Exp::one()), BigRational::one()));
        Ok(if negative { value.negated() } else { value })
    }
}

impl Frac {
    pub(super) fn scaled(&self, by: &BigRational) -> Frac {
        Frac { num: self.num.scale(by), den: self.den.clone() }
    }
}

/// Whether a power is positive only where its base is.
fn odd_part(e: Exp) -> bool {
    e.is_integer() && e.to_integer() % 2 != 0
}
