//! Polynomials over the rationals in atoms whose exponents may be fractions.

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::{BigRational, Ratio};
use num_traits::{One, Signed, Zero};
use std::collections::BTreeMap;

/// An exponent.
pub(crate) type Exp = Ratio<i64>;

/// The number of an atom in its field.
pub(crate) type Id = u32;

/// A product of atoms with exponents other than 0, by atom.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(crate) struct Mono(pub(crate) Vec<(Id, Exp)>);

impl Mono {
    pub(crate) fn one() -> Mono {
        Mono(Vec::new())
    }

    pub(crate) fn of(atom: Id, exponent: Exp) -> Mono {
        Mono(if exponent.is_zero() { Vec::new() } else { vec![(atom, exponent)] })
    }

    pub(crate) fn is_one(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn exponent(&self, atom: Id) -> Exp {
        self.0.iter().find(|(a, _)| *a == atom).map_or_else(Exp::zero, |(_, e)| *e)
    }

    /// The product, without any relation between atoms.
    pub(crate) fn times(&self, other: &Mono) -> Mono {
        let (mut a, mut b) = (self.0.iter().peekable(), other.0.iter().peekable());
        let mut out = Vec::with_capacity(self.0.len() + other.0.len());
        loop {
            match (a.peek(), b.peek()) {
                (Some((x, e)), Some((y, f))) => {
                    if x < y {
                        out.push((*x, *e));
                        a.next();
                    } else if y < x {
                        out.push((*y, *f));
                        b.next();
                    } else {
                        let sum = e + f;
                        if !sum.is_zero() {
                            out.push((*x, sum));
                        }
                        a.next();
                        b.next();
                    }
                }
                (Some(x), None) => {
                    out.push(**x);
                    a.next();
                }
                (None, Some(y)) => {
                    out.push(**y);
                    b.next();
                }
                (None, None) => return Mono(out),
            }
        }
    }

    pub(crate) fn inverse(&self) -> Mono {
        Mono(self.0.iter().map(|(a, e)| (*a, -e)).collect())
    }

    /// What both have in common, exponent by exponent.
    pub(crate) fn common(&self, other: &Mono) -> Mono {
        let shared = |&(a, e): &(Id, Exp)| {
            let f = other.exponent(a);
            (!f.is_zero()).then(|| (a, e.min(f)))
        };
        Mono(self.0.iter().filter_map(shared).collect())
    }
}

/// A sum of monomials with rational coefficients, none of them 0.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(crate) struct Poly(pub(crate) BTreeMap<Mono, BigRational>);

impl Poly {
    pub(crate) fn zero() -> Poly {
        Poly::default()
    }

    pub(crate) fn constant(c: BigRational) -> Poly {
        Poly::term(Mono::one(), c)
    }

    pub(crate) fn whole(n: impl Into<BigInt>) -> Poly {
        Poly::constant(BigRational::from_integer(n.into()))
    }

    pub(crate) fn term(mono: Mono, c: BigRational) -> Poly {
        let mut poly = Poly::zero();
        poly.add_term(mono, c);
        poly
    }

    pub(crate) fn add_term(&mut self, mono: Mono, c: BigRational) {
        if c.is_zero() {
            return;
        }
        match self.0.entry(mono) {
            std::collections::btree_map::Entry::Vacant(place) => {
                place.insert(c);
            }
            std::collections::btree_map::Entry::Occupied(mut place) => {
                *place.get_mut() += c;
                if place.get().is_zero() {
                    place.remove();
                }
            }
        }
    }

    pub(crate) fn is_zero(&self) -> bool {
        self.0.is_empty()
    }

    /// Its value where no atom stands in it.
    pub(crate) fn rational(&self) -> Option<BigRational> {
        match self.0.len() {
            0 => Some(BigRational::zero()),
            1 => self.0.get(&Mono::one()).cloned(),
            _ => None,
        }
    }

    /// Its only term.
    pub(crate) fn single(&self) -> Option<(&Mono, &BigRational)> {
        if self.0.len() == 1 { self.0.iter().next() } else { None }
    }

    pub(crate) fn plus(&self, other: &Poly) -> Poly {
        let mut sum = self.clone();
        for (mono, c) in &other.0 {
            sum.add_term(mono.clone(), c.clone());
        }
        sum
    }

    pub(crate) fn minus(&self, other: &Poly) -> Poly {
        let mut sum = self.clone();
        for (mono, c) in &other.0 {
            sum.add_term(mono.clone(), -c);
        }
        sum
    }

    pub(crate) fn scale(&self, by: &BigRational) -> Poly {
        if by.is_zero() {
            return Poly::zero();
        }
        if by.is_one() {
            return self.clone();
        }
        Poly(self.0.iter().map(|(m, c)| (m.clone(), c * by)).collect())
    }

    pub(crate) fn negated(&self) -> Poly {
        Poly(self.0.iter().map(|(m, c)| (m.clone(), -c)).collect())
    }

    /// The positive number by which dividing leaves whole coefficients without a common factor.
    pub(crate) fn content(&self) -> BigRational {
        let mut over = BigInt::zero();
        let mut under = BigInt::one();
        for c in self.0.values() {
            over = over.gcd(c.numer());
            under = under.lcm(c.denom());
        }
        if over.is_zero() { BigRational::one() } else { BigRational::new(over.abs(), under) }
    }

    /// The greatest monomial that divides every term.
    pub(crate) fn common_mono(&self) -> Mono {
        let mut monos = self.0.keys();
        let Some(first) = monos.next() else { return Mono::one() };
        let mut shared = first.clone();
        for mono in monos {
            if shared.is_one() {
                break;
            }
            shared = shared.common(mono);
        }
        shared
    }

    /// The last term in the order of monomials.
    pub(crate) fn leading(&self) -> Option<(&Mono, &BigRational)> {
        self.0.iter().next_back()
    }

    /// Atoms that stand in it.
    pub(crate) fn atoms(&self) -> Vec<Id> {
        let mut all: Vec<Id> = self.0.keys().flat_map(|m| m.0.iter().map(|(a, _)| *a)).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// The number by which `other` is multiplied to give this, where there is one.
    pub(crate) fn ratio_to(&self, other: &Poly) -> Option<BigRational> {
        if self.0.len() != other.0.len() || self.is_zero() {
            return None;
        }
        let mut ratio = None;
        for ((m, a), (n, b)) in self.0.iter().zip(&other.0) {
            if m != n {
                return None;
            }
            let this = a / b;
            match &ratio {
                None => ratio = Some(this),
                Some(r) if *r == this => {}
                Some(_) => return None,
            }
        }
        ratio
    }
}
