//! Quotients of polynomials.

use super::{Atom, Exp, Fault, Field, Mono, Poly};
use num_rational::BigRational;
use num_traits::{One, Signed};

/// A quotient; what is below is not zero.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Frac {
    pub(crate) num: Poly,
    pub(crate) den: Poly,
}

impl Frac {
    pub(crate) fn of(num: Poly) -> Frac {
        Frac { num, den: Poly::whole(1) }
    }

    pub(crate) fn rational(&self) -> Option<BigRational> {
        let den = self.den.rational()?;
        Some(self.num.rational()? / den)
    }

    /// The polynomial it is, where nothing stands below.
    pub(crate) fn poly(&self) -> Option<&Poly> {
        self.den.rational().filter(BigRational::is_one).map(|_| &self.num)
    }

    pub(crate) fn negated(&self) -> Frac {
        Frac { num: self.num.negated(), den: self.den.clone() }
    }

    pub(crate) fn is_zero(&self) -> bool {
        self.num.is_zero()
    }
}

impl Field {
    /// A quotient with what is easily taken out taken out.
    pub(crate) fn frac(&mut self, num: Poly, den: Poly) -> Result<Frac, Fault> {
        if den.is_zero() {
            return Err(Fault::Undefined);
        }
        if num.is_zero() {
            return Ok(Frac::of(num));
        }
        if let Some(c) = den.rational() {
            return Ok(Frac::of(num.scale(&c.recip())));
        }
        if let Some(ratio) = num.ratio_to(&den) {
            return Ok(Frac::of(Poly::constant(ratio)));
        }
        let (num, den) = self.invert_monomial(num, den)?;
        if let Some(c) = den.rational() {
            return Ok(Frac::of(num.scale(&c.recip())));
        }
        let (num, den) = self.clear_constants(num, den)?;
        if let Some(c) = den.rational() {
            return Ok(Frac::of(num.scale(&c.recip())));
        }
        if let Some(quotient) = self.divide(&num, &den)? {
            return Ok(Frac::of(quotient));
        }
        // One way to write it: whole coefficients below, the leading one positive.
        let mut by = den.content().recip();
        if den.leading().is_some_and(|(_, c)| c.is_negative()) {
            by = -by;
        }
        Ok(Frac { num: num.scale(&by), den: den.scale(&by) })
    }

    /// Takes what is common to all terms from both sides, and moves upwards what has an inverse.
    fn invert_monomial(&mut self, num: Poly, den: Poly) -> Result<(Poly, Poly), Fault> {
        let below = den.common_mono();
        let above = num.common_mono();
        let mut by = Vec::new();
        for (id, e) in &below.0 {
            match self.atom(*id) {
                Atom::Exp(..) | Atom::Prime(_) | Atom::I => by.push((*id, -e)),
                Atom::Root(..) => {}
                _ => {
                    let shared = (*e).min(above.exponent(*id));
                    if shared > Exp::from_integer(0) {
                        by.push((*id, -shared));
                    }
                }
            }
        }
        if by.is_empty() {
            return Ok((num, den));
        }
        let mut inverse = Mono(by);
        // i below is −i above.
        let i = inverse.0.iter().position(|(a, _)| matches!(self.atom(*a), Atom::I));
        let mut sign = BigRational::one();
        if let Some(at) = i {
            inverse.0[at].1 = Exp::one();
            sign = -sign;
        }
        let factor = self.monomial(inverse)?;
        Ok((self.mul(&num, &factor)?.scale(&sign), self.mul(&den, &factor)?.scale(&sign)))
    }

    /// Square roots of primes and the imaginary unit leave a constant denominator: both sides by its conjugate.
    fn clear_constants(&mut self, mut num: Poly, mut den: Poly) -> Result<(Poly, Poly), Fault> {
        let half = Exp::new(1, 2);
        for _ in 0..6 {
            let constant = |field: &Field, p: &Poly| p.atoms().iter().all(|a| matches!(field.atom(*a), Atom::Prime(_) | Atom::I));
            if !constant(self, &den) || den.0.len() > 16 {
                break;
            }
            let atoms = den.atoms();
            let Some(&by) = atoms.iter().find(|&&a| {
                let unit = if matches!(self.atom(a), Atom::I) { Exp::one() } else { half };
                den.0.keys().all(|m| m.exponent(a) == Exp::from_integer(0) || m.exponent(a) == unit)
            }) else {
                break;
            };
            let zero = Exp::from_integer(0);
            let conjugate = Poly(den.0.iter().map(|(m, c)| (m.clone(), if m.exponent(by) == zero { c.clone() } else { -c })).collect());
            num = self.mul(&num, &conjugate)?;
            den = self.mul(&den, &conjugate)?;
            if den.is_zero() {
                return Err(Fault::Undefined);
            }
        }
        Ok((num, den))
    }

    pub(crate) fn add(&mut self, a: &Frac, b: &Frac) -> Result<Frac, Fault> {
        if a.den == b.den {
            return if a.poly().is_some() { Ok(Frac::of(a.num.plus(&b.num))) } else { self.frac(a.num.plus(&b.num), a.den.clone()) };
        }
        let left = self.mul(&a.num, &b.den)?;
        let right = self.mul(&b.num, &a.den)?;
        let den = self.mul(&a.den, &b.den)?;
        self.frac(left.plus(&right), den)
    }

    pub(crate) fn times(&mut self, a: &Frac, b: &Frac) -> Result<Frac, Fault> {
        let num = self.mul(&a.num, &b.num)?;
        if a.poly().is_some() && b.poly().is_some() {
            return Ok(Frac::of(num));
        }
        let den = self.mul(&a.den, &b.den)?;
        self.frac(num, den)
    }

    pub(crate) fn over(&mut self, a: &Frac, b: &Frac) -> Result<Frac, Fault> {
        if b.is_zero() {
            return Err(Fault::Undefined);
        }
        let num = self.mul(&a.num, &b.den)?;
        let den = self.mul(&a.den, &b.num)?;
        self.frac(num, den)
    }

    /// What is above the line when the two are subtracted; zero when they are the same.
    pub(crate) fn difference(&mut self, a: &Frac, b: &Frac) -> Result<Poly, Fault> {
        if a.den == b.den {
            return Ok(a.num.minus(&b.num));
        }
        let left = self.mul(&a.num, &b.den)?;
        let right = self.mul(&b.num, &a.den)?;
        Ok(left.minus(&right))
    }

    pub(crate) fn is_same(&mut self, a: &Frac, b: &Frac) -> Result<bool, Fault> {
        Ok(self.difference(a, b)?.is_zero())
    }
}
