//! Sums, products and powers of polynomials, with the relations between atoms applied.

use super::{Atom, Base, Exp, Fault, Field, Mono, Poly};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};

/// Largest numerator or denominator of an exponent.
const LARGEST_EXPONENT: i64 = 20_000;

/// What a relation makes of a monomial.
enum Reduced {
    /// The monomial stays, times a rational number.
    Mono(Mono, BigRational),
    /// It becomes a sum.
    Poly(Poly),
}

impl Field {
    pub(crate) fn mul(&mut self, a: &Poly, b: &Poly) -> Result<Poly, Fault> {
        if let Some(c) = a.rational() {
            return Ok(b.scale(&c));
        }
        if let Some(c) = b.rational() {
            return Ok(a.scale(&c));
        }
        self.spend(a.0.len().saturating_mul(b.0.len()))?;
        let mut product = Poly::zero();
        for (m, c) in &a.0 {
            for (n, d) in &b.0 {
                let coefficient = c * d;
                Field::within(coefficient.numer().bits().max(coefficient.denom().bits()))?;
                match self.reduce(m.times(n))? {
                    Reduced::Mono(mono, factor) => product.add_term(mono, coefficient * factor),
                    Reduced::Poly(poly) => product = product.plus(&poly.scale(&coefficient)),
                }
            }
        }
        Ok(product)
    }

    /// A monomial's normal form.
    pub(super) fn monomial(&mut self, mono: Mono) -> Result<Poly, Fault> {
        Ok(match self.reduce(mono)? {
            Reduced::Mono(mono, factor) => Poly::term(mono, factor),
            Reduced::Poly(poly) => poly,
        })
    }

    fn reduce(&mut self, mono: Mono) -> Result<Reduced, Fault> {
        let mut kept = Vec::with_capacity(mono.0.len());
        let mut factor = BigRational::one();
        let mut roots: Vec<(u32, i64)> = Vec::new();
        for (id, exponent) in mono.0 {
            if exponent.numer().abs() > LARGEST_EXPONENT || *exponent.denom() > LARGEST_EXPONENT {
                return Err(Fault::TooLarge);
            }
            match self.atom(id) {
                Atom::Prime(p) => {
                    let whole = exponent.floor().to_integer();
                    if whole != 0 {
                        factor *= power_of(p, whole)?;
                    }
                    let rest = exponent.fract() + if exponent < Exp::zero() && !exponent.is_integer() { Exp::one() } else { Exp::zero() };
                    if !rest.is_zero() {
                        kept.push((id, rest));
                    }
                }
                Atom::I => {
                    if !exponent.is_integer() {
                        return Err(Fault::Unknown);
                    }
                    let turns = exponent.to_integer().rem_euclid(4);
                    if turns >= 2 {
                        factor = -factor;
                    }
                    if turns % 2 == 1 {
                        kept.push((id, Exp::one()));
                    }
                }
                Atom::Exp(Base::E, arg) if self.is_half_turn(arg) => {
                    // e to the power iπ is −1.
                    let turns = exponent.floor().to_integer();
                    if turns.rem_euclid(2) == 1 {
                        factor = -factor;
                    }
                    let rest = exponent - Exp::from_integer(turns);
                    if !rest.is_zero() {
                        kept.push((id, rest));
                    }
                }
                Atom::Root(..) => match exponent.is_integer().then(|| exponent.to_integer()) {
                    Some(n) if n > 0 => roots.push((id, n)),
                    _ => return Err(Fault::Unknown),
                },
                _ => kept.push((id, exponent)),
            }
        }
        let mono = Mono(kept);
        self.join_roots(mono, factor, &roots)
    }

    fn is_half_turn(&self, arg: &Mono) -> bool {
        let mut seen = (false, false);
        for (a, e) in &arg.0 {
            match self.atom(*a) {
                Atom::Pi if e.is_one() => seen.0 = true,
                Atom::I if e.is_one() => seen.1 = true,
                _ => return false,
            }
        }
        seen == (true, true)
    }

    /// Of all roots of one degree there is one root of their product; what is the degree of them leaves the root.
    fn join_roots(&mut self, mut mono: Mono, factor: BigRational, roots: &[(u32, i64)]) -> Result<Reduced, Fault> {
        let degree = |field: &Field, id: u32| match field.atom(id) {
            Atom::Root(_, n) => i64::from(*n),
            _ => 1,
        };
        let settled = match roots {
            [] => true,
            [(id, n)] => *n < degree(self, *id),
            _ => {
                let mut degrees: Vec<i64> = roots.iter().map(|(id, _)| degree(self, *id)).collect();
                degrees.sort_unstable();
                degrees.windows(2).all(|w| w[0] != w[1]) && roots.iter().all(|(id, n)| *n < degree(self, *id))
            }
        };
        if settled {
            for (id, n) in roots {
                mono = mono.times(&Mono::of(*id, Exp::from_integer(*n)));
            }
            return Ok(Reduced::Mono(mono, factor));
        }
        self.deeper(|field| {
            let mut product = Poly::term(mono, factor);
            let mut degrees: Vec<u32> = Vec::new();
            for (id, _) in roots {
                let d = u32::try_from(degree(field, *id)).map_err(|_| Fault::TooLarge)?;
                if !degrees.contains(&d) {
                    degrees.push(d);
                }
            }
            for d in degrees {
                let mut inside = Poly::whole(1);
                let mut several = 0;
                let mut last = (0, 0);
                for (id, n) in roots {
                    let Atom::Root(radicand, degree) = field.atom(*id).clone() else { continue };
                    if degree != d {
                        continue;
                    }
                    let whole = u32::try_from(n / i64::from(d)).map_err(|_| Fault::TooLarge)?;
                    let outside = field.pow(&radicand, whole)?;
                    product = field.mul(&product, &outside)?;
                    let rest = u32::try_from(n % i64::from(d)).map_err(|_| Fault::TooLarge)?;
                    if rest > 0 {
                        several += 1;
                        last = (*id, i64::from(rest));
                        let part = field.pow(&radicand, rest)?;
                        inside = field.mul(&inside, &part)?;
                    }
                }
                let root = match several {
                    0 => continue,
                    1 => Poly::term(Mono::of(last.0, Exp::from_integer(last.1)), BigRational::one()),
                    _ => field.root_of_poly(&inside, d)?,
                };
                product = field.mul(&product, &root)?;
            }
            Ok(Reduced::Poly(product))
        })
    }

    /// Runs what may call itself, so often and no more.
    pub(super) fn deeper<T>(&mut self, run: impl FnOnce(&mut Field) -> Result<T, Fault>) -> Result<T, Fault> {
        if self.depth.get() >= 24 {
            return Err(Fault::TooLarge);
        }
        self.depth.set(self.depth.get() + 1);
        let done = run(self);
        self.depth.set(self.depth.get() - 1);
        done
    }

    pub(crate) fn pow(&mut self, base: &Poly, n: u32) -> Result<Poly, Fault> {
        if n == 0 {
            return Ok(Poly::whole(1));
        }
        if let Some((mono, c)) = base.single() {
            Field::within(c.numer().bits().max(c.denom().bits()).saturating_mul(u64::from(n)))?;
            let c = power(c, n);
            let times = Exp::from_integer(i64::from(n));
            if i64::from(n) > LARGEST_EXPONENT && !mono.is_one() {
                return Err(Fault::TooLarge);
            }
            let raised = Mono(mono.0.iter().map(|(a, e)| (*a, e * times)).collect());
            return Ok(self.monomial(raised)?.scale(&c));
        }
        if n > 64 && base.0.len() > 1 {
            return Err(Fault::TooLarge);
        }
        let mut product = base.clone();
        for bit in (0..31 - n.leading_zeros()).rev() {
            product = self.mul(&product.clone(), &product)?;
            if n >> bit & 1 == 1 {
                product = self.mul(&product, base)?;
            }
        }
        Ok(product)
    }

    /// The quotient, where `by` divides `poly` without a rest and both are polynomials in letters.
    pub(super) fn divide(&mut self, poly: &Poly, by: &Poly) -> Result<Option<Poly>, Fault> {
        let plain = |field: &Field, p: &Poly| p.atoms().iter().all(|a| matches!(field.atom(*a), Atom::Sym(_) | Atom::Pi));
        if !plain(self, poly) || !plain(self, by) {
            return Ok(None);
        }
        let Some((lead, c)) = by.0.iter().max_by(|a, b| order(a.0, b.0)) else { return Err(Fault::Undefined) };
        let mut rest = poly.clone();
        let mut quotient = Poly::zero();
        while let Some((m, d)) = rest.0.iter().max_by(|a, b| order(a.0, b.0)) {
            let mono = m.times(&lead.inverse());
            if mono.0.iter().any(|(_, e)| *e < Exp::zero()) {
                return Ok(None);
            }
            self.spend(by.0.len())?;
            let factor = d / c;
            Field::within(factor.numer().bits().max(factor.denom().bits()))?;
            for (n, e) in &by.0 {
                rest.add_term(mono.times(n), -(e * &factor));
            }
            quotient.add_term(mono, factor);
        }
        Ok(Some(quotient))
    }
}

/// The lexicographic order of monomials, which goes with multiplication.
pub(super) fn order(a: &Mono, b: &Mono) -> std::cmp::Ordering {
    let (mut x, mut y) = (a.0.iter(), b.0.iter());
    loop {
        match (x.next(), y.next()) {
            (None, None) => return std::cmp::Ordering::Equal,
            (Some(_), None) => return std::cmp::Ordering::Greater,
            (None, Some(_)) => return std::cmp::Ordering::Less,
            (Some((i, e)), Some((j, f))) => {
                let by = j.cmp(i).then(e.cmp(f));
                if by.is_ne() {
                    return by;
                }
            }
        }
    }
}

fn power(c: &BigRational, n: u32) -> BigRational {
    if c.is_one() {
        return c.clone();
    }
    BigRational::new_raw(c.numer().pow(n), c.denom().pow(n))
}

/// A prime to a whole power.
fn power_of(p: &BigInt, n: i64) -> Result<BigRational, Fault> {
    let size = n.unsigned_abs().to_u32().ok_or(Fault::TooLarge)?;
    Field::within(p.bits().saturating_mul(u64::from(size)))?;
    let value = p.pow(size);
    Ok(if n.is_negative() { BigRational::new(BigInt::one(), value) } else { BigRational::from_integer(value) })
}
