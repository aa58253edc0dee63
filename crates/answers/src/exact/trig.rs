//! Sine and cosine by Euler's formula, so that their identities are laws of exponents.

use super::{Atom, Base, Exp, Fault, Field, Frac, Mono, Poly, power::small};
use crate::expr::Fun;
use num_rational::BigRational;
use num_traits::{One, Zero};

impl Field {
    pub(crate) fn trig(&mut self, fun: Fun, of: &Frac) -> Result<Frac, Fault> {
        let Some(angle) = of.poly().cloned() else {
            return self.trig_of_quotient(fun, of);
        };
        let up = self.turned(&angle)?;
        let down = self.turned(&angle.negated())?;
        let i = self.i()?;
        let i = Poly::term(Mono::of(i, Exp::one()), BigRational::one());
        let half = BigRational::new(1.into(), 2.into());
        // sin = −i/2 · (e^{iθ} − e^{−iθ}), cos = ½ (e^{iθ} + e^{−iθ}).
        let sin = self.mul(&up.minus(&down), &i)?.scale(&-half.clone());
        let cos = up.plus(&down).scale(&half);
        let one = Poly::whole(1);
        match fun {
            Fun::Sin => Ok(Frac::of(sin)),
            Fun::Cos => Ok(Frac::of(cos)),
            Fun::Tan => self.frac(sin, cos),
            Fun::Cot => self.frac(cos, sin),
            Fun::Sec => self.frac(one, cos),
            Fun::Csc => self.frac(one, sin),
            _ => Err(Fault::Unknown),
        }
    }

    /// Of a quotient sine and cosine are atoms.
    fn trig_of_quotient(&mut self, fun: Fun, of: &Frac) -> Result<Frac, Fault> {
        let sin = self.fun_atom(Fun::Sin, of)?;
        let cos = self.fun_atom(Fun::Cos, of)?;
        let one = Frac::of(Poly::whole(1));
        match fun {
            Fun::Sin => Ok(sin),
            Fun::Cos => Ok(cos),
            Fun::Tan => self.over(&sin, &cos),
            Fun::Cot => self.over(&cos, &sin),
            Fun::Sec => self.over(&one, &cos),
            Fun::Csc => self.over(&one, &sin),
            _ => Err(Fault::Unknown),
        }
    }

    pub(crate) fn fun_atom(&mut self, fun: Fun, of: &Frac) -> Result<Frac, Fault> {
        let id = self.intern(Atom::Fun(fun, of.clone()))?;
        Ok(Frac::of(Poly::term(Mono::of(id, Exp::one()), BigRational::one())))
    }

    /// `e^{iθ}`.
    fn turned(&mut self, angle: &Poly) -> Result<Poly, Fault> {
        let pi = self.pi()?;
        let i = self.i()?;
        let mut product = Poly::whole(1);
        for (mono, c) in &angle.0 {
            let factor = if *mono == Mono::of(pi, Exp::one()) {
                self.root_of_unity(c)?
            } else {
                // i · i in an exponent is −1.
                let within = mono.exponent(i);
                let (mono, c) = if within.is_zero() {
                    (mono.times(&Mono::of(i, Exp::one())), c.clone())
                } else {
                    (mono.times(&Mono::of(i, -Exp::one())), -c)
                };
                let id = self.intern(Atom::Exp(Base::E, mono))?;
                self.monomial(Mono::of(id, small(&c)?))?
            };
            product = self.mul(&product, &factor)?;
        }
        Ok(product)
    }

    /// `e^{iπr}`: in square roots for multiples of 15° and 18°, as a power of −1 else.
    fn root_of_unity(&mut self, r: &BigRational) -> Result<Poly, Fault> {
        let two = BigRational::from_integer(2.into());
        let r = r - (r / &two).floor() * &two;
        let twelfths = &r * BigRational::from_integer(12.into());
        let tenths = &r * BigRational::from_integer(10.into());
        let i = self.i()?;
        let i = Poly::term(Mono::of(i, Exp::one()), BigRational::one());
        let number = |q: &BigRational| i64::try_from(q.to_integer()).map_err(|_| Fault::TooLarge);
        if twelfths.is_integer() {
            let n = number(&twelfths)?;
            let cos = self.cosine_of_twelfths(n)?;
            let sin = self.cosine_of_twelfths(n - 6)?;
            return Ok(cos.plus(&self.mul(&sin, &i)?));
        }
        if tenths.is_integer() {
            let n = number(&tenths)?;
            let cos = self.cosine_of_tenths(n)?;
            let sin = self.cosine_of_tenths(n - 5)?;
            return Ok(cos.plus(&self.mul(&sin, &i)?));
        }
        let pi = self.pi()?;
        let i = self.i()?;
        let id = self.intern(Atom::Exp(Base::E, Mono::of(pi, Exp::one()).times(&Mono::of(i, Exp::one()))))?;
        self.monomial(Mono::of(id, small(&r)?))
    }

    /// `a + b√n` over `under`.
    fn surd(&mut self, a: i64, b: i64, n: u32, under: i64) -> Result<Poly, Fault> {
        let root = self.root_of_rational(&BigRational::from_integer(n.into()), 2)?;
        let sum = Poly::whole(a).plus(&root.scale(&BigRational::from_integer(b.into())));
        Ok(sum.scale(&BigRational::new(1.into(), under.into())))
    }

    /// The cosine of n · 15°.
    fn cosine_of_twelfths(&mut self, n: i64) -> Result<Poly, Fault> {
        let n = n.rem_euclid(24);
        let n = if n > 12 { 24 - n } else { n };
        let (n, sign) = if n > 6 { (12 - n, -1) } else { (n, 1) };
        let value = match n {
            0 => Poly::whole(1),
            1 => self.surd(0, 1, 6, 4)?.plus(&self.surd(0, 1, 2, 4)?),
            2 => self.surd(0, 1, 3, 2)?,
            3 => self.surd(0, 1, 2, 2)?,
            4 => Poly::constant(BigRational::new(1.into(), 2.into())),
            5 => self.surd(0, 1, 6, 4)?.minus(&self.surd(0, 1, 2, 4)?),
            _ => Poly::zero(),
        };
        Ok(value.scale(&BigRational::from_integer(sign.into())))
    }

    /// The cosine of n · 18°.
    fn cosine_of_tenths(&mut self, n: i64) -> Result<Poly, Fault> {
        let n = n.rem_euclid(20);
        let n = if n > 10 { 20 - n } else { n };
        let (n, sign) = if n > 5 { (10 - n, -1) } else { (n, 1) };
        let value = match n {
            0 => Poly::whole(1),
            1 => {
                let inside = self.surd(5, 1, 5, 8)?;
                self.root_of_poly(&inside, 2)?
            }
            2 => self.surd(1, 1, 5, 4)?,
            3 => {
                let inside = self.surd(5, -1, 5, 8)?;
                self.root_of_poly(&inside, 2)?
            }
            4 => self.surd(-1, 1, 5, 4)?,
            _ => Poly::zero(),
        };
        Ok(value.scale(&BigRational::from_integer(sign.into())))
    }
}
