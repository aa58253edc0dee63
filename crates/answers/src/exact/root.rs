//! Roots: what can leave the root leaves it.

use super::{Atom, Exp, Fault, Field, Frac, Mono, Poly, perfect_root, primes::factors};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

/// Largest degree of a root.
const LARGEST_DEGREE: u32 = 64;

impl Field {
    pub(crate) fn root(&mut self, of: &Frac, degree: u32) -> Result<Frac, Fault> {
        if degree == 0 || degree > LARGEST_DEGREE {
            return Err(Fault::TooLarge);
        }
        if degree == 1 {
            return Ok(of.clone());
        }
        self.deeper(|field| {
            if let Some(poly) = of.poly() {
                return Ok(Frac::of(field.root_of_poly(&poly.clone(), degree)?));
            }
            // The n-th root of a/b is that of a·b^(n−1), over b; over |b| for an even n.
            let power = field.pow(&of.den, degree - 1)?;
            let inside = field.mul(&of.num, &power)?;
            let above = field.root_of_poly(&inside, degree)?;
            let below = if degree.is_multiple_of(2) { field.abs_of_poly(&of.den)? } else { of.den.clone() };
            field.frac(above, below)
        })
    }

    /// The absolute value: the root of the square.
    pub(crate) fn abs(&mut self, of: &Frac) -> Result<Frac, Fault> {
        let above = self.abs_of_poly(&of.num)?;
        if of.poly().is_some() {
            return Ok(Frac::of(above));
        }
        let below = self.abs_of_poly(&of.den)?;
        self.frac(above, below)
    }

    fn abs_of_poly(&mut self, poly: &Poly) -> Result<Poly, Fault> {
        if self.is_nonnegative(poly) {
            return Ok(poly.clone());
        }
        if self.is_nonnegative(&poly.negated()) {
            return Ok(poly.negated());
        }
        let square = self.mul(poly, poly)?;
        self.root_of_poly(&square, 2)
    }

    pub(super) fn root_of_poly(&mut self, poly: &Poly, degree: u32) -> Result<Poly, Fault> {
        self.deeper(|field| field.root_within(poly, degree))
    }

    fn root_within(&mut self, poly: &Poly, degree: u32) -> Result<Poly, Fault> {
        let even = degree.is_multiple_of(2);
        if poly.is_zero() {
            return Ok(Poly::zero());
        }
        let negative = poly.leading().is_some_and(|(_, c)| c.is_negative());
        if negative && !even {
            return Ok(self.root_within(&poly.negated(), degree)?.negated());
        }
        if negative && poly.rational().is_some() || self.enclosure(poly).is_some_and(|i| i.is_negative()) {
            return Err(Fault::Undefined);
        }
        let content = poly.content();
        let mut outside = self.root_of_rational(&content, degree)?;
        let mut inside = poly.scale(&content.recip());
        let shared = inside.common_mono();
        let (out, rest) = self.leaves(&shared, degree);
        if !out.is_one() {
            let left = shared.times(&rest.inverse()).inverse();
            inside = Poly(inside.0.into_iter().map(|(m, c)| (m.times(&left), c)).collect());
            let out = self.monomial(out)?;
            outside = self.mul(&outside, &out)?;
        }
        if inside.rational().is_some_and(|c| c.is_one()) {
            return Ok(outside);
        }
        if degree == 2
            && inside.0.len() > 1
            && let Some(root) = self.square_root(&inside)?
        {
            return self.mul(&outside, &root);
        }
        let id = self.intern(Atom::Root(inside, degree))?;
        // Not by `mul`: the atom has its normal form, and what is outside may have roots of its own.
        let root = Poly::term(Mono::of(id, Exp::one()), BigRational::one());
        self.mul(&outside, &root)
    }

    /// What of a monomial leaves a root, and what stays in it.
    fn leaves(&self, mono: &Mono, degree: u32) -> (Mono, Mono) {
        let n = i64::from(degree);
        let even = degree.is_multiple_of(2);
        let mut out = Vec::new();
        let mut rest = Vec::new();
        for (a, e) in &mono.0 {
            let by_degree = e / Exp::from_integer(n);
            match self.atom(*a) {
                Atom::Prime(_) | Atom::Pi => out.push((*a, by_degree)),
                Atom::Exp(_, arg) if self.is_real(arg) => out.push((*a, by_degree)),
                Atom::Sym(_) | Atom::Factorial(_) | Atom::Pow(..) | Atom::Fun(..) | Atom::Apply(..) if e.is_integer() => {
                    let mut whole = e.to_integer().div_euclid(n);
                    if even && whole % 2 != 0 && !self.is_positive_atom(*a) {
                        // Of x² only |x| would leave.
                        whole -= 1;
                    }
                    if whole > 0 {
                        out.push((*a, Exp::from_integer(whole)));
                    }
                    let stays = e - Exp::from_integer(whole.max(0) * n);
                    if !stays.is_zero() {
                        rest.push((*a, stays));
                    }
                }
                _ => rest.push((*a, *e)),
            }
        }
        (Mono(out), Mono(rest))
    }

    /// The root of a positive rational number, as fractional powers of primes.
    pub(super) fn root_of_rational(&mut self, r: &BigRational, degree: u32) -> Result<Poly, Fault> {
        if r.is_one() {
            return Ok(Poly::whole(1));
        }
        let mut mono = Mono::one();
        let mut factor = Poly::whole(1);
        for (n, sign) in [(r.numer().clone(), 1i64), (r.denom().clone(), -1)] {
            if let Some(root) = perfect_root(&n, degree) {
                let value = BigRational::from_integer(root);
                factor = factor.scale(&if sign < 0 { value.recip() } else { value });
                continue;
            }
            let (found, left) = factors(&n);
            if !left.is_one() {
                if let Some(root) = perfect_root(&left, degree) {
                    let value = BigRational::from_integer(root);
                    factor = factor.scale(&if sign < 0 { value.recip() } else { value });
                } else {
                    // Not known to be prime: a root of its own, below as above, over the number.
                    let power = if sign < 0 { left.pow(degree - 1) } else { left.clone() };
                    let id = self.intern(Atom::Root(Poly::whole(power), degree))?;
                    mono = mono.times(&Mono::of(id, Exp::one()));
                    if sign < 0 {
                        factor = factor.scale(&BigRational::new(BigInt::one(), left));
                    }
                }
            }
            for (p, times) in found {
                let id = self.intern(Atom::Prime(p))?;
                mono = mono.times(&Mono::of(id, Exp::new(sign * i64::from(times), i64::from(degree))));
            }
        }
        let root = self.monomial(mono)?;
        self.mul(&root, &factor)
    }

    /// The square root of a sum where it is found and its sign is known.
    fn square_root(&mut self, poly: &Poly) -> Result<Option<Poly>, Fault> {
        if let Some(root) = self.nested(poly)? {
            return Ok(Some(root));
        }
        let plain = poly.atoms().iter().all(|a| matches!(self.atom(*a), Atom::Sym(_) | Atom::Pi));
        if !plain || poly.0.len() > 40 {
            return Ok(None);
        }
        let Some(root) = self.polynomial_root(poly)? else { return Ok(None) };
        Ok(if self.is_nonnegative(&root) {
            Some(root)
        } else if self.is_nonnegative(&root.negated()) {
            Some(root.negated())
        } else {
            None
        })
    }

    /// Term after term, as by hand; `None` when it does not come out.
    fn polynomial_root(&mut self, poly: &Poly) -> Result<Option<Poly>, Fault> {
        let Some((lead, c)) = poly.0.iter().max_by(|a, b| super::arithmetic::order(a.0, b.0)) else { return Ok(None) };
        let even = lead.0.iter().all(|(_, e)| e.is_integer() && e.to_integer() % 2 == 0);
        let (Some(over), Some(under)) = (perfect_root(c.numer(), 2), perfect_root(c.denom(), 2)) else { return Ok(None) };
        if !even {
            return Ok(None);
        }
        let first = Mono(lead.0.iter().map(|(a, e)| (*a, e / Exp::from_integer(2))).collect());
        let twice = BigRational::new(over.clone() * 2, under.clone());
        let mut root = Poly::term(first.clone(), BigRational::new(over, under));
        for _ in 0..12 {
            let square = self.mul(&root.clone(), &root)?;
            let rest = poly.minus(&square);
            let Some((m, d)) = rest.0.iter().max_by(|a, b| super::arithmetic::order(a.0, b.0)) else { return Ok(Some(root)) };
            let next = m.times(&first.inverse());
            if next.0.iter().any(|(_, e)| *e < Exp::zero() || !e.is_integer()) || root.0.contains_key(&next) {
                return Ok(None);
            }
            root.add_term(next, d / &twice);
        }
        Ok(None)
    }

    /// `√(a + b√c)` as `√((a+r)/2) ± √((a−r)/2)` where `r = √(a² − b²c)` is rational.
    fn nested(&mut self, poly: &Poly) -> Result<Option<Poly>, Fault> {
        let mut terms = poly.0.iter();
        let (Some((one, a)), Some((mono, b)), None) = (terms.next(), terms.next(), terms.next()) else { return Ok(None) };
        let halves = mono.0.iter().all(|(p, e)| *e == Exp::new(1, 2) && matches!(self.atom(*p), Atom::Prime(_)));
        if !one.is_one() || !halves || !a.is_positive() {
            return Ok(None);
        }
        let mut c = BigInt::one();
        for (p, _) in &mono.0 {
            if let Atom::Prime(p) = self.atom(*p) {
                c *= p;
            }
        }
        let square = a * a - b * b * BigRational::from_integer(c);
        let (Some(over), Some(under)) = (perfect_root(square.numer(), 2), perfect_root(square.denom(), 2)) else { return Ok(None) };
        let r = BigRational::new(over, under);
        let two = BigRational::from_integer(2.into());
        let (large, small) = ((a + &r) / &two, (a - &r) / &two);
        if small.is_negative() || large.is_negative() {
            return Ok(None);
        }
        let large = self.root_or_zero(&large)?;
        let small = self.root_or_zero(&small)?;
        Ok(Some(if b.is_negative() { large.minus(&small) } else { large.plus(&small) }))
    }

    fn root_or_zero(&mut self, r: &BigRational) -> Result<Poly, Fault> {
        if r.is_zero() { Ok(Poly::zero()) } else { self.root_of_rational(r, 2) }
    }
}
