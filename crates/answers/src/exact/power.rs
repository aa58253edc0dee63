//! Powers: of whole, of fractional and of symbolic exponents.

use super::{Atom, Base, Exp, Fault, Field, Frac, Mono, Poly, primes::factors};
use crate::expr::Fun;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};

impl Field {
    pub(crate) fn power(&mut self, base: &Frac, exponent: &Frac) -> Result<Frac, Fault> {
        if let Some(q) = exponent.rational() {
            return self.rational_power(base, &q);
        }
        self.deeper(|field| match field.positive_base(base) {
            Some(bases) => {
                let mut product = Frac::of(Poly::whole(1));
                for (b, times) in bases {
                    let times = Frac::of(Poly::constant(times));
                    let scaled = field.times(exponent, &times)?;
                    let factor = field.exponential(&b, &scaled)?;
                    product = field.times(&product, &factor)?;
                }
                Ok(product)
            }
            None => field.symbolic_power(base, exponent),
        })
    }

    /// A power with a rational exponent; `0⁰` has no value.
    pub(crate) fn rational_power(&mut self, base: &Frac, q: &BigRational) -> Result<Frac, Fault> {
        let degree = q.denom().to_u32().ok_or(Fault::TooLarge)?;
        let times = q.numer().abs().to_u32().ok_or(Fault::TooLarge)?;
        if base.is_zero() && !q.is_positive() {
            return Err(Fault::Undefined);
        }
        let root = self.root(base, degree)?;
        let num = self.pow(&root.num, times)?;
        let den = self.pow(&root.den, times)?;
        if q.is_negative() { self.frac(den, num) } else { self.frac(num, den) }
    }

    /// The primes and the e of which a positive base is made, with their exponents.
    fn positive_base(&self, base: &Frac) -> Option<Vec<(Base, BigRational)>> {
        let poly = base.poly()?;
        let (mono, c) = poly.single()?;
        if !c.is_positive() {
            return None;
        }
        let rational = |e: &Exp| BigRational::new((*e.numer()).into(), (*e.denom()).into());
        let mut parts = Vec::new();
        for (a, e) in &mono.0 {
            match self.atom(*a) {
                Atom::Prime(p) => parts.push((Base::Prime(p.clone()), rational(e))),
                Atom::Exp(b, arg) if arg.is_one() => parts.push((b.clone(), rational(e))),
                _ => return None,
            }
        }
        for (n, sign) in [(c.numer(), 1), (c.denom(), -1)] {
            let (found, left) = factors(n);
            if !left.is_one() {
                return None;
            }
            parts.extend(found.into_iter().map(|(p, times)| (Base::Prime(p), BigRational::from_integer((sign * i64::from(times)).into()))));
        }
        Some(parts)
    }

    /// `base` to an exponent with letters, π or roots in it: a product of one power for each term.
    pub(super) fn exponential(&mut self, base: &Base, exponent: &Frac) -> Result<Frac, Fault> {
        let Some(poly) = exponent.poly().cloned() else {
            return self.over_logarithm(base, exponent);
        };
        let mut product = Frac::of(Poly::whole(1));
        for (mono, c) in &poly.0 {
            let factor = self.exponential_term(base, mono, c)?;
            product = self.times(&product, &factor)?;
        }
        Ok(product)
    }

    fn exponential_term(&mut self, base: &Base, mono: &Mono, c: &BigRational) -> Result<Frac, Fault> {
        if mono.is_one()
            && let Base::Prime(p) = base
        {
            return self.rational_power(&Frac::of(Poly::whole(p.clone())), c);
        }
        // e to a multiple of a logarithm.
        if let (Base::E, [(a, e)]) = (base, mono.0.as_slice())
            && e.is_one()
            && let Atom::Fun(Fun::Ln, of) = self.atom(*a).clone()
        {
            return self.rational_power(&of, c);
        }
        let exponent = small(c)?;
        let id = self.intern(Atom::Exp(base.clone(), mono.clone()))?;
        Ok(Frac::of(self.monomial(Mono::of(id, exponent))?))
    }

    /// A base to a quotient: by way of the logarithm of the base, which may cancel; an atom otherwise.
    fn over_logarithm(&mut self, base: &Base, exponent: &Frac) -> Result<Frac, Fault> {
        if let Base::Prime(p) = base {
            let ln = self.ln(&Frac::of(Poly::whole(p.clone())))?;
            let natural = self.times(exponent, &ln)?;
            if natural.poly().is_some() {
                return self.exponential(&Base::E, &natural);
            }
        }
        let b = match base {
            Base::E => self.e()?,
            Base::Prime(p) => Frac::of(Poly::whole(p.clone())),
        };
        let id = self.intern(Atom::Pow(b, exponent.clone()))?;
        Ok(Frac::of(Poly::term(Mono::of(id, Exp::one()), BigRational::one())))
    }

    pub(crate) fn e(&mut self) -> Result<Frac, Fault> {
        let id = self.intern(Atom::Exp(Base::E, Mono::one()))?;
        Ok(Frac::of(Poly::term(Mono::of(id, Exp::one()), BigRational::one())))
    }

    /// A base with letters to an exponent with letters: the whole part of the exponent apart, each term an atom.
    fn symbolic_power(&mut self, base: &Frac, exponent: &Frac) -> Result<Frac, Fault> {
        let whole = |p: &Poly| p.0.get(&Mono::one()).is_none_or(BigRational::is_integer);
        let Some(poly) = exponent.poly().cloned().filter(whole) else {
            let id = self.intern(Atom::Pow(base.clone(), exponent.clone()))?;
            return Ok(Frac::of(Poly::term(Mono::of(id, Exp::one()), BigRational::one())));
        };
        let mut product = Frac::of(Poly::whole(1));
        for (mono, c) in &poly.0 {
            let factor = if mono.is_one() {
                self.rational_power(base, c)?
            } else {
                let (times, unit) = if c.is_integer() { (c.clone(), BigRational::one()) } else { (BigRational::one(), c.clone()) };
                let term = Frac::of(Poly::term(mono.clone(), unit));
                let id = self.intern(Atom::Pow(base.clone(), term))?;
                let exponent = small(&times)?;
                let size = exponent.to_integer();
                let power = Poly::term(Mono::of(id, Exp::from_integer(size.abs())), BigRational::one());
                if size < 0 { self.frac(Poly::whole(1), power)? } else { Frac::of(power) }
            };
            product = self.times(&product, &factor)?;
        }
        Ok(product)
    }

    /// A factorial: worked out of a number; shifted by whole numbers to one atom else.
    pub(crate) fn factorial(&mut self, of: &Frac) -> Result<Frac, Fault> {
        if let Some(n) = of.rational() {
            if !n.is_integer() || n.is_negative() {
                return Err(Fault::Undefined);
            }
            let n = n.to_integer().to_u32().filter(|n| *n <= 3_000).ok_or(Fault::TooLarge)?;
            let product = (1..=n).fold(num_bigint::BigInt::one(), |f, k| f * k);
            return Ok(Frac::of(Poly::whole(product)));
        }
        let Some(poly) = of.poly() else { return self.factorial_atom(of) };
        let shift = poly.0.get(&Mono::one()).cloned().unwrap_or_else(BigRational::zero).floor();
        let steps = shift.to_integer().to_i64().filter(|s| s.abs() <= 24).ok_or(Fault::TooLarge)?;
        let start = poly.minus(&Poly::constant(shift));
        let mut value = self.factorial_atom(&Frac::of(start.clone()))?;
        for k in 1..=steps.max(0) {
            value = self.times(&value, &Frac::of(start.plus(&Poly::whole(k))))?;
        }
        for k in 0..(-steps).max(0) {
            value = self.over(&value, &Frac::of(start.minus(&Poly::whole(k))))?;
        }
        Ok(value)
    }

    fn factorial_atom(&mut self, of: &Frac) -> Result<Frac, Fault> {
        let id = self.intern(Atom::Factorial(of.clone()))?;
        Ok(Frac::of(Poly::term(Mono::of(id, Exp::one()), BigRational::one())))
    }
}

/// A rational number as an exponent.
pub(super) fn small(c: &BigRational) -> Result<Exp, Fault> {
    let (n, d) = (c.numer().to_i64(), c.denom().to_i64());
    match (n, d) {
        (Some(n), Some(d)) if n.abs() <= 20_000 && d <= 20_000 => Ok(Exp::new(n, d)),
        _ => Err(Fault::TooLarge),
    }
}
