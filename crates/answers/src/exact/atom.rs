//! The atoms of one comparison.

use super::{Fault, Frac, Mono, Poly};
use crate::expr::Fun;
use num_bigint::BigInt;
use std::cell::Cell;

/// Term products in one comparison.
const MOST_PRODUCTS: u32 = 60_000;
/// Bits of a coefficient.
const MOST_BITS: u64 = 40_000;

/// What an exponential is a power of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Base {
    /// e.
    E,
    /// A prime number.
    Prime(BigInt),
}

/// What cannot be taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Atom {
    Sym(String),
    Pi,
    I,
    /// Its exponent lies between 0 and 1.
    Prime(BigInt),
    /// A base to a product of atoms; the exponent is a factor in front of it. e itself is `Exp(E, 1)`.
    Exp(Base, Mono),
    /// A root of whole degree; its exponent is less than the degree.
    Root(Poly, u32),
    /// A base to an exponent that is no number.
    Pow(Frac, Frac),
    Fun(Fun, Frac),
    Factorial(Frac),
    Apply(String, Vec<Frac>),
}

/// The atoms that stand in a comparison, and what is known of them.
#[derive(Debug, Default)]
pub(crate) struct Field {
    pub(super) atoms: Vec<Atom>,
    /// Letters that are not negative wherever all that is compared is defined.
    pub(super) nonnegative: Vec<String>,
    /// Whether that was made use of.
    pub(super) used_nonnegative: Cell<bool>,
    pub(super) products: Cell<u32>,
    pub(super) depth: Cell<u32>,
}

impl Field {
    pub(crate) fn new() -> Field {
        Field::default()
    }

    /// Whether a normal form rests on letters not being negative where a root or a logarithm of them is defined.
    pub(crate) fn rests_on_domain(&self) -> bool {
        self.used_nonnegative.get()
    }

    pub(crate) fn assume_nonnegative(&mut self, letter: &str) {
        if !self.nonnegative.iter().any(|l| l == letter) {
            self.nonnegative.push(letter.to_owned());
        }
    }

    pub(super) fn is_nonnegative_letter(&self, letter: &str) -> bool {
        let known = self.nonnegative.iter().any(|l| l == letter);
        if known {
            self.used_nonnegative.set(true);
        }
        known
    }

    pub(super) fn spend(&self, products: usize) -> Result<(), Fault> {
        let spent = self.products.get().saturating_add(u32::try_from(products).unwrap_or(u32::MAX));
        self.products.set(spent);
        if spent > MOST_PRODUCTS { Err(Fault::TooLarge) } else { Ok(()) }
    }

    pub(super) fn within(bits: u64) -> Result<(), Fault> {
        if bits > MOST_BITS { Err(Fault::TooLarge) } else { Ok(()) }
    }

    /// The number of an atom, given one if it is new. Arguments of functions are the same when their difference is zero.
    pub(super) fn intern(&mut self, atom: Atom) -> Result<u32, Fault> {
        for at in 0..self.atoms.len() {
            if self.same(at, &atom)? {
                return Ok(at as u32);
            }
        }
        if self.atoms.len() >= 200 {
            return Err(Fault::TooLarge);
        }
        self.atoms.push(atom);
        Ok(self.atoms.len() as u32 - 1)
    }

    fn same(&mut self, at: usize, new: &Atom) -> Result<bool, Fault> {
        let fracs = match (&self.atoms[at], new) {
            (Atom::Fun(f, a), Atom::Fun(g, b)) if f == g => vec![(a.clone(), b.clone())],
            (Atom::Factorial(a), Atom::Factorial(b)) => vec![(a.clone(), b.clone())],
            (Atom::Pow(a, m), Atom::Pow(b, n)) => vec![(m.clone(), n.clone()), (a.clone(), b.clone())],
            (Atom::Apply(f, a), Atom::Apply(g, b)) if f == g && a.len() == b.len() => a.iter().cloned().zip(b.iter().cloned()).collect(),
            (old, new) => return Ok(old == new),
        };
        for (a, b) in fracs {
            if a != b && !self.is_same(&a, &b)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    pub(super) fn atom(&self, id: u32) -> &Atom {
        &self.atoms[id as usize]
    }

    pub(super) fn pi(&mut self) -> Result<u32, Fault> {
        self.intern(Atom::Pi)
    }

    pub(super) fn i(&mut self) -> Result<u32, Fault> {
        self.intern(Atom::I)
    }

    /// Whether atoms of these polynomials have no relation but those applied, so that what is not zero in normal form is not zero.
    ///
    /// Letters are independent; fractional powers of different primes are linearly independent over the rationals (Besicovitch 1940);
    /// π is transcendental (Lindemann 1882); exponentials of linearly independent functions are independent of each other and of
    /// their arguments. What is not covered by these is not called free. Letters that stand for whole numbers in an exponent or
    /// an angle make relations of their own.
    pub(crate) fn is_free(&self, polys: &[&Poly]) -> bool {
        let mut ids: Vec<u32> = polys.iter().flat_map(|p| p.atoms()).collect();
        ids.sort_unstable();
        ids.dedup();
        let mut pi = false;
        let mut e = false;
        for id in ids {
            match self.atom(id) {
                Atom::Sym(_) | Atom::I | Atom::Prime(_) => {}
                Atom::Pi => pi = true,
                Atom::Exp(base, mono) => {
                    let letters: Vec<&str> = self.letters_of(mono);
                    let plain = mono.0.iter().all(|(a, _)| matches!(self.atom(*a), Atom::Sym(_) | Atom::I));
                    if !plain || letters.iter().any(|l| counts(l)) {
                        return false;
                    }
                    if letters.is_empty() {
                        // Of powers of primes with no letter little is known.
                        if *base != Base::E {
                            return false;
                        }
                        e = true;
                    }
                }
                _ => return false,
            }
        }
        !(pi && e)
    }

    fn letters_of(&self, mono: &Mono) -> Vec<&str> {
        let name = |&(a, _): &(u32, super::Exp)| match self.atom(a) {
            Atom::Sym(name) => Some(name.as_str()),
            _ => None,
        };
        mono.0.iter().filter_map(name).collect()
    }
}

/// Whether a letter commonly stands for a whole number.
pub(crate) fn counts(letter: &str) -> bool {
    matches!(letter.as_bytes().first(), Some(b'n' | b'k' | b'm' | b'p' | b'q' | b'r' | b'j' | b'N'))
}

impl Field {
    /// The letter an atom is.
    pub(crate) fn letter(&self, id: u32) -> Option<&str> {
        match self.atom(id) {
            Atom::Sym(name) => Some(name),
            _ => None,
        }
    }
}
