//! An interval and its four operations.

use num_bigint::{BigInt, Sign};
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};

/// All numbers from `lo` to `hi`. Neither is NaN, and `lo <= hi`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Interval {
    pub(crate) lo: f64,
    pub(crate) hi: f64,
}

impl Interval {
    /// `None` where a bound is not a number: nothing is known then.
    pub(crate) fn new(lo: f64, hi: f64) -> Option<Interval> {
        (lo <= hi).then_some(Interval { lo, hi })
    }

    /// A number that a float holds exactly.
    pub(crate) const fn exactly(x: f64) -> Interval {
        Interval { lo: x, hi: x }
    }

    /// A rational number.
    pub(crate) fn rational(r: &BigRational) -> Interval {
        Interval::quotient(r.numer(), r.denom())
    }

    /// 53 bits of the quotient and a bound for the rest.
    fn quotient(over: &BigInt, under: &BigInt) -> Interval {
        let exact = |n: &BigInt| (n.bits() <= 53).then(|| n.to_f64()).flatten();
        if under.is_one()
            && let Some(x) = exact(over)
        {
            return Interval::exactly(x);
        }
        if over.is_zero() {
            return Interval::exactly(0.0);
        }
        let (a, b) = (over.abs(), under.abs());
        let negative = (over.sign() == Sign::Minus) != (under.sign() == Sign::Minus);
        // Shift so that the quotient has 54 or 55 bits; then cut it to 53.
        let shift = 54 - (a.bits() as i64 - b.bits() as i64);
        let q = if shift >= 0 { (a << shift as u64) / b } else { a / (b << (-shift) as u64) };
        let bits = q.bits() as i64;
        let drop = (bits - 53).max(0);
        let top: BigInt = q >> drop as u64;
        let scale = drop - shift;
        let lo = ldexp(top.to_f64().unwrap_or(f64::NAN), scale, false);
        let hi = ldexp((top + 1i32).to_f64().unwrap_or(f64::NAN), scale, true);
        let all = if negative { Interval::new(-hi, -lo) } else { Interval::new(lo, hi) };
        all.unwrap_or(Interval { lo: f64::NEG_INFINITY, hi: f64::INFINITY })
    }

    pub(crate) fn is_exact(self) -> bool {
        self.lo == self.hi
    }

    pub(crate) fn holds(self, x: f64) -> bool {
        self.lo <= x && x <= self.hi
    }

    pub(crate) fn apart(self, other: Interval) -> bool {
        self.hi < other.lo || other.hi < self.lo
    }

    pub(crate) fn is_positive(self) -> bool {
        self.lo > 0.0
    }

    pub(crate) fn is_negative(self) -> bool {
        self.hi < 0.0
    }

    pub(crate) fn neg(self) -> Interval {
        Interval { lo: -self.hi, hi: -self.lo }
    }

    pub(crate) fn abs(self) -> Interval {
        if self.lo >= 0.0 {
            self
        } else if self.hi <= 0.0 {
            self.neg()
        } else {
            Interval { lo: 0.0, hi: self.hi.max(-self.lo) }
        }
    }

    pub(crate) fn add(self, o: Interval) -> Option<Interval> {
        if self.lo == 0.0 && self.hi == 0.0 {
            return Some(o);
        }
        if o.lo == 0.0 && o.hi == 0.0 {
            return Some(self);
        }
        let small = |a: f64, b: f64| a.fract() == 0.0 && b.fract() == 0.0 && a.abs() < 1e15 && b.abs() < 1e15;
        if self.is_exact() && o.is_exact() && small(self.lo, o.lo) {
            return Some(Interval::exactly(self.lo + o.lo));
        }
        Interval::new((self.lo + o.lo).next_down(), (self.hi + o.hi).next_up())
    }

    pub(crate) fn sub(self, o: Interval) -> Option<Interval> {
        self.add(o.neg())
    }

    pub(crate) fn mul(self, o: Interval) -> Option<Interval> {
        let exact = |x: Interval, v: f64| x.lo == v && x.hi == v;
        if exact(self, 0.0) || exact(o, 0.0) {
            // Zero times what is finite.
            let other = if exact(self, 0.0) { o } else { self };
            return (other.lo.is_finite() && other.hi.is_finite()).then_some(Interval::exactly(0.0));
        }
        for (a, b) in [(self, o), (o, self)] {
            if exact(a, 1.0) {
                return Some(b);
            }
            if exact(a, -1.0) {
                return Some(b.neg());
            }
        }
        let ends = [self.lo * o.lo, self.lo * o.hi, self.hi * o.lo, self.hi * o.hi];
        if ends.iter().any(|x| x.is_nan()) {
            return None;
        }
        let small = |x: f64| x.fract() == 0.0 && x.abs() < 1e7;
        if self.is_exact() && o.is_exact() && small(self.lo) && small(o.lo) {
            return Some(Interval::exactly(ends[0]));
        }
        let lo = ends.iter().copied().fold(f64::INFINITY, f64::min);
        let hi = ends.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        Interval::new(lo.next_down(), hi.next_up())
    }

    /// `None` where the divisor may be zero.
    pub(crate) fn div(self, o: Interval) -> Option<Interval> {
        if o.holds(0.0) {
            return None;
        }
        let inverse = Interval::new((1.0 / o.hi).next_down(), (1.0 / o.lo).next_up())?;
        if self.is_exact() && o.is_exact() {
            let q = self.lo / o.lo;
            return Interval::new(q.next_down(), q.next_up());
        }
        self.mul(inverse)
    }

    pub(crate) fn powi(self, n: u32) -> Option<Interval> {
        let mut out = Interval::exactly(1.0);
        if n.is_multiple_of(2) {
            return if n == 0 { Some(out) } else { self.abs().powi_up(n) };
        }
        let negative = self.lo < 0.0;
        if !negative {
            return self.powi_up(n);
        }
        // Odd powers rise: from the power of the one end to that of the other.
        let low = Interval::exactly(self.lo.abs()).powi_up(n)?.neg();
        let high = if self.hi >= 0.0 { Interval::exactly(self.hi).powi_up(n)? } else { Interval::exactly(-self.hi).powi_up(n)?.neg() };
        out.lo = low.lo;
        out.hi = high.hi;
        Interval::new(out.lo, out.hi)
    }

    /// A power of what is not negative.
    fn powi_up(self, n: u32) -> Option<Interval> {
        let mut out = Interval::exactly(1.0);
        for bit in (0..32 - n.leading_zeros()).rev() {
            out = out.mul(out)?;
            if n >> bit & 1 == 1 {
                out = out.mul(self)?;
            }
        }
        Interval::new(out.lo.max(0.0), out.hi)
    }

    /// `None` where it may be negative.
    pub(crate) fn sqrt(self) -> Option<Interval> {
        if self.lo < 0.0 {
            return None;
        }
        let root = |x: f64| x.sqrt();
        if self.is_exact() && root(self.lo) * root(self.lo) == self.lo && root(self.lo).fract() == 0.0 && self.lo < 1e15 {
            return Some(Interval::exactly(root(self.lo)));
        }
        Interval::new(root(self.lo).next_down().max(0.0), root(self.hi).next_up())
    }
}

/// `x · 2^n`, rounded down or up where it leaves the range of floats.
pub(super) fn ldexp(mut x: f64, mut n: i64, up: bool) -> f64 {
    if n > 2000 {
        return if up { f64::INFINITY } else { f64::MAX };
    }
    if n < -2300 {
        return if up { f64::MIN_POSITIVE } else { 0.0 };
    }
    while n > 0 {
        let step = n.min(1000);
        x *= 2f64.powi(step as i32);
        n -= step;
    }
    let mut steps = 0;
    while n < 0 {
        let step = (-n).min(1000);
        x *= 2f64.powi(-(step as i32));
        n += step;
        steps += 1;
    }
    if x.is_infinite() && !up {
        return f64::MAX;
    }
    // Below the normal range digits are lost: go outwards.
    if steps > 0 && x.abs() < 1e-290 {
        return if up { x.next_up() } else { x.next_down().max(0.0) };
    }
    x
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    fn exact(x: f64) -> BigRational {
        BigRational::from_float(x).unwrap()
    }

    proptest! {
        #[test]
        fn a_rational_lies_in_its_interval(n in any::<i64>(), d in 1i64.., e in 0u32..300) {
            let r = BigRational::new(BigInt::from(n) << e, BigInt::from(d));
            let all = Interval::rational(&r);
            prop_assert!(exact(all.lo) <= r && r <= exact(all.hi), "{all:?}");
        }

        #[test]
        fn operations_hold_the_exact_result(a in -1e9f64..1e9, b in -1e9f64..1e9, n in 0u32..9) {
            let (x, y) = (Interval::exactly(a), Interval::exactly(b));
            let holds = |i: Interval, r: BigRational| exact(i.lo) <= r && r <= exact(i.hi);
            prop_assert!(holds(x.add(y).unwrap(), exact(a) + exact(b)));
            prop_assert!(holds(x.sub(y).unwrap(), exact(a) - exact(b)));
            prop_assert!(holds(x.mul(y).unwrap(), exact(a) * exact(b)));
            if b != 0.0 {
                prop_assert!(holds(x.div(y).unwrap(), exact(a) / exact(b)));
            }
            let power = BigRational::new(exact(a).numer().pow(n), exact(a).denom().pow(n));
            prop_assert!(holds(x.powi(n).unwrap(), power));
            let root = x.abs().sqrt().unwrap();
            prop_assert!(exact(root.lo) * exact(root.lo) <= exact(a.abs()) && exact(a.abs()) <= exact(root.hi) * exact(root.hi));
        }
    }
}
