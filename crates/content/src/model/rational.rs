//! Exact fractions: small ones as two machine words, large ones without limit. A model is worked out thousands of times
//! when it is checked, and nearly all of its numbers are small.

use num_bigint::{BigInt, Sign};
use num_rational::BigRational;
use std::cmp::Ordering;
use std::fmt;

/// Bits of a numerator or denominator at the most; more is refused as too large.
const MOST_BITS: u64 = 4096;

/// An exact fraction in lowest terms, its denominator above zero.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Rational(Repr);

/// `Small` whenever both parts fit, so that equal numbers are written alike.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Repr {
    Small(i64, i64),
    Big(Box<BigRational>),
}

impl Rational {
    /// A whole number.
    pub const fn int(n: i64) -> Rational {
        Rational(Repr::Small(n, 1))
    }

    /// `n / d`; `None` when `d` is zero.
    pub fn ratio(n: i64, d: i64) -> Option<Rational> {
        (d != 0).then(|| small(i128::from(n), i128::from(d)))
    }

    /// A whole number of any size.
    pub fn big(n: BigInt) -> Rational {
        Rational::from(BigRational::from_integer(n))
    }

    /// Whether it is 0.
    pub fn is_zero(&self) -> bool {
        matches!(self.0, Repr::Small(0, _))
    }

    /// Whether it is below 0.
    pub fn is_negative(&self) -> bool {
        match &self.0 {
            Repr::Small(n, _) => *n < 0,
            Repr::Big(b) => b.numer().sign() == Sign::Minus,
        }
    }

    /// Whether it is whole.
    pub fn is_whole(&self) -> bool {
        match &self.0 {
            Repr::Small(_, d) => *d == 1,
            Repr::Big(b) => b.is_integer(),
        }
    }

    /// As a machine word, when it is whole and fits.
    pub fn to_i64(&self) -> Option<i64> {
        match self.0 {
            Repr::Small(n, 1) => Some(n),
            _ => None,
        }
    }

    /// Its numerator.
    pub fn numer(&self) -> BigInt {
        match &self.0 {
            Repr::Small(n, _) => BigInt::from(*n),
            Repr::Big(b) => b.numer().clone(),
        }
    }

    /// Its denominator, above zero.
    pub fn denom(&self) -> BigInt {
        match &self.0 {
            Repr::Small(_, d) => BigInt::from(*d),
            Repr::Big(b) => b.denom().clone(),
        }
    }

    /// The same as `num-rational` has it.
    pub fn to_big(&self) -> BigRational {
        match &self.0 {
            Repr::Small(n, d) => BigRational::new_raw(BigInt::from(*n), BigInt::from(*d)),
            Repr::Big(b) => (**b).clone(),
        }
    }

    /// Whether it is larger than any number that a model may work with.
    pub fn is_too_large(&self) -> bool {
        match &self.0 {
            Repr::Small(..) => false,
            Repr::Big(b) => b.numer().bits() > MOST_BITS || b.denom().bits() > MOST_BITS,
        }
    }

    /// Sum.
    pub fn plus(&self, other: &Rational) -> Rational {
        if let (Repr::Small(a, b), Repr::Small(c, d)) = (&self.0, &other.0) {
            if (*b, *d) == (1, 1) {
                return small(i128::from(*a) + i128::from(*c), 1);
            }
            let (a, b, c, d) = (i128::from(*a), i128::from(*b), i128::from(*c), i128::from(*d));
            if let Some(n) = (a * d).checked_add(c * b) {
                return small(n, b * d);
            }
        }
        Rational::from(self.to_big() + other.to_big())
    }

    /// Difference.
    pub fn minus(&self, other: &Rational) -> Rational {
        self.plus(&other.negated())
    }

    /// Product.
    pub fn times(&self, other: &Rational) -> Rational {
        match (&self.0, &other.0) {
            (Repr::Small(a, b), Repr::Small(c, d)) => small(i128::from(*a) * i128::from(*c), i128::from(*b) * i128::from(*d)),
            _ => Rational::from(self.to_big() * other.to_big()),
        }
    }

    /// Quotient; `None` by zero.
    pub fn over(&self, other: &Rational) -> Option<Rational> {
        if other.is_zero() {
            return None;
        }
        Some(match (&self.0, &other.0) {
            (Repr::Small(a, b), Repr::Small(c, d)) => small(i128::from(*a) * i128::from(*d), i128::from(*b) * i128::from(*c)),
            _ => Rational::from(self.to_big() / other.to_big()),
        })
    }

    /// With the other sign.
    pub fn negated(&self) -> Rational {
        match &self.0 {
            Repr::Small(n, d) if *n != i64::MIN => Rational(Repr::Small(-n, *d)),
            _ => Rational::from(-self.to_big()),
        }
    }

    /// Its size.
    pub fn abs(&self) -> Rational {
        if self.is_negative() { self.negated() } else { self.clone() }
    }

    /// The largest whole number that is not above it.
    pub fn floor(&self) -> Rational {
        match &self.0 {
            Repr::Small(n, d) => Rational::int(n.div_euclid(*d)),
            Repr::Big(b) => Rational::from(b.floor()),
        }
    }

    /// Rounded to so many decimal places (tens and hundreds when negative), half away from zero.
    pub fn round(&self, places: i32) -> Rational {
        let ten = Rational::int(10).power(places.unsigned_abs());
        let (up, down) = if places < 0 { (Rational::int(1), ten) } else { (ten, Rational::int(1)) };
        let scaled = self.abs().times(&up).over(&down).unwrap_or_else(|| self.abs());
        let whole = scaled.plus(&HALF).floor();
        let rounded = whole.times(&down).over(&up).unwrap_or(whole);
        if self.is_negative() { rounded.negated() } else { rounded }
    }

    /// To a power that is not negative. The caller has seen that the result is not too large.
    pub fn power(&self, exponent: u32) -> Rational {
        let mut result = Rational::int(1);
        let mut square = self.clone();
        let mut left = exponent;
        while left > 0 {
            if left & 1 == 1 {
                result = result.times(&square);
            }
            left >>= 1;
            if left > 0 {
                square = square.times(&square);
            }
        }
        result
    }

    /// Bits of the larger of its two parts.
    pub fn bits(&self) -> u64 {
        match &self.0 {
            Repr::Small(n, d) => u64::from(64 - n.unsigned_abs().leading_zeros().min(d.unsigned_abs().leading_zeros())),
            Repr::Big(b) => b.numer().bits().max(b.denom().bits()),
        }
    }

    /// The fraction whose square it is, not negative; `None` when there is none.
    pub fn root(&self) -> Option<Rational> {
        if self.is_negative() {
            return None;
        }
        let part = |n: BigInt| {
            let root = n.sqrt();
            (&root * &root == n).then_some(root)
        };
        let (over, under) = (part(self.numer())?, part(self.denom())?);
        Some(Rational::from(BigRational::new_raw(over, under)))
    }

    /// Whether its decimal ends: no prime but 2 and 5 divides the denominator.
    pub fn terminates(&self) -> bool {
        self.places().is_some()
    }

    /// Decimal places of its decimal; `None` when it does not end.
    pub fn places(&self) -> Option<u32> {
        let mut rest = self.denom();
        let mut count = |prime: u8| {
            let mut n = 0u32;
            while (&rest % prime) == BigInt::from(0) {
                rest /= prime;
                n += 1;
            }
            n
        };
        let places = count(2).max(count(5));
        (rest == BigInt::from(1)).then_some(places)
    }
}

const HALF: Rational = Rational(Repr::Small(1, 2));

/// In lowest terms; `d` is not zero.
fn small(n: i128, d: i128) -> Rational {
    let (n, d) = if d < 0 { (-n, -d) } else { (n, d) };
    let common = if d == 1 { 1 } else { gcd(n.unsigned_abs(), d.unsigned_abs()) as i128 };
    let (n, d) = (n / common, d / common);
    match (i64::try_from(n), i64::try_from(d)) {
        (Ok(n), Ok(d)) => Rational(Repr::Small(n, d)),
        _ => Rational(Repr::Big(Box::new(BigRational::new_raw(BigInt::from(n), BigInt::from(d))))),
    }
}

fn gcd(a: u128, b: u128) -> u128 {
    if let (Ok(mut a), Ok(mut b)) = (u64::try_from(a), u64::try_from(b)) {
        while b != 0 {
            (a, b) = (b, a % b);
        }
        return u128::from(a);
    }
    let (mut a, mut b) = (a, b);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

impl From<BigRational> for Rational {
    /// The argument is in lowest terms, as `num-rational` keeps it.
    fn from(big: BigRational) -> Rational {
        match (i64::try_from(big.numer()), i64::try_from(big.denom())) {
            (Ok(n), Ok(d)) => Rational(Repr::Small(n, d)),
            _ => Rational(Repr::Big(Box::new(big))),
        }
    }
}

impl Ord for Rational {
    fn cmp(&self, other: &Self) -> Ordering {
        match (&self.0, &other.0) {
            (Repr::Small(a, b), Repr::Small(c, d)) => (i128::from(*a) * i128::from(*d)).cmp(&(i128::from(*c) * i128::from(*b))),
            _ => self.to_big().cmp(&other.to_big()),
        }
    }
}

impl PartialOrd for Rational {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Debug for Rational {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.numer(), self.denom())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Small numbers and such as do not fit a word when they are multiplied.
    fn any_number() -> impl Strategy<Value = Rational> {
        let part = prop_oneof![-20i64..20, any::<i64>()];
        (part.clone(), part).prop_filter_map("zero", |(n, d)| Rational::ratio(n, d))
    }

    proptest! {
        #[test]
        fn it_counts_as_num_rational_does(a in any_number(), b in any_number()) {
            let (x, y) = (a.to_big(), b.to_big());
            prop_assert_eq!(a.plus(&b), Rational::from(&x + &y));
            prop_assert_eq!(a.minus(&b), Rational::from(&x - &y));
            prop_assert_eq!(a.times(&b), Rational::from(&x * &y));
            if !b.is_zero() {
                prop_assert_eq!(a.over(&b), Some(Rational::from(&x / &y)));
            }
            prop_assert_eq!(a.cmp(&b), x.cmp(&y));
            prop_assert_eq!(a.floor(), Rational::from(x.floor()));
            prop_assert_eq!(a.round(0), Rational::from(x.round()));
        }

        #[test]
        fn a_square_has_its_root(a in any_number()) {
            prop_assert_eq!(a.times(&a).root(), Some(a.abs()));
        }
    }

    #[test]
    fn rounding_is_half_away_from_zero() {
        let of = |n, d, places| Rational::ratio(n, d).map(|r| r.round(places));
        assert_eq!(of(5, 2, 0), Some(Rational::int(3)));
        assert_eq!(of(-5, 2, 0), Some(Rational::int(-3)));
        assert_eq!(of(1, 3, 2), Rational::ratio(33, 100));
        assert_eq!(of(12_345, 1, -2), Some(Rational::int(12_300)));
        assert_eq!(Rational::ratio(3, 8).and_then(|r| r.places()), Some(3));
        assert_eq!(Rational::ratio(1, 6).and_then(|r| r.places()), None);
    }
}
