//! The exact normal form: rational functions over the rationals in atoms, with the relations between atoms applied.
//!
//! An atom is a letter, π, the imaginary unit, a prime number (under a fractional exponent: `√2` is `2` to the ½), a power with a
//! letter in the exponent, a root of something larger, a logarithm, or a function nothing more is known of. Sines and cosines are
//! written by Euler's formula, so that their identities are laws of exponents. An absolute value is the root of a square.
//!
//! Two expressions with the same normal form are equal wherever both are defined. The converse holds when [`Field::is_free`] says that
//! there is no relation between the atoms but those applied.

mod arithmetic;
mod atom;
mod fraction;
mod log;
mod of_expr;
mod poly;
mod power;
mod primes;
mod root;
mod sign;
mod trig;

pub(crate) use atom::{Atom, Base, Field, counts};
pub(crate) use fraction::Frac;
pub(crate) use of_expr::learn_domain;
pub(crate) use poly::{Exp, Mono, Poly};
pub(crate) use primes::perfect_root;

/// Why there is no normal form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It would take more room than is given.
    TooLarge,
    /// It has no value: a division by zero, a root or a logarithm of what is negative.
    Undefined,
    /// Nothing is known of it.
    Unknown,
}
