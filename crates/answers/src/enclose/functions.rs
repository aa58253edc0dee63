//! Exponential, logarithm, sine, cosine and arctangent of intervals.

use super::Interval;
use super::interval::ldexp;

/// π lies between these neighbours: the float named PI is below it.
pub(crate) const PI: Interval = Interval { lo: std::f64::consts::PI, hi: std::f64::consts::PI.next_up() };
/// ln 2 lies between these neighbours: the float named LN_2 is below it.
const LN_2: Interval = Interval { lo: std::f64::consts::LN_2, hi: std::f64::consts::LN_2.next_up() };
/// Terms of the series; what is left of them is far below the last place.
const TERMS: u32 = 22;

impl Interval {
    fn scale(self, n: i64) -> Option<Interval> {
        Interval::new(ldexp_signed(self.lo, n, false), ldexp_signed(self.hi, n, true))
    }

    fn widen(self, by: f64) -> Option<Interval> {
        Interval::new((self.lo - by).next_down(), (self.hi + by).next_up())
    }

    pub(crate) fn exp(self) -> Option<Interval> {
        let low = exp_at(self.lo)?;
        let high = exp_at(self.hi)?;
        Interval::new(low.lo.max(0.0), high.hi)
    }

    /// `None` where it may not be positive.
    pub(crate) fn ln(self) -> Option<Interval> {
        if self.lo <= 0.0 || self.hi.is_infinite() {
            return None;
        }
        Interval::new(ln_at(self.lo)?.lo, ln_at(self.hi)?.hi)
    }

    pub(crate) fn sin(self) -> Option<Interval> {
        let quarter = PI.mul(Interval::exactly(0.5))?;
        self.sub(quarter)?.cos()
    }

    pub(crate) fn cos(self) -> Option<Interval> {
        let all = Interval { lo: -1.0, hi: 1.0 };
        if self.hi - self.lo > 1.0 || self.lo.abs().max(self.hi.abs()) > 1e6 {
            return Some(all);
        }
        // x = k · π/2 + r with r near 0; the quarter says which of the four functions of r it is.
        let k = (self.lo / std::f64::consts::FRAC_PI_2).round();
        let quarter = PI.mul(Interval::exactly(0.5))?;
        let r = self.sub(quarter.mul(Interval::exactly(k))?)?;
        let value = match k.rem_euclid(4.0) as i64 {
            0 => cos_near(r)?,
            1 => sin_near(r)?.neg(),
            2 => cos_near(r)?.neg(),
            _ => sin_near(r)?,
        };
        Interval::new(value.lo.clamp(-1.0, 1.0), value.hi.clamp(-1.0, 1.0))
    }

    pub(crate) fn atan(self) -> Option<Interval> {
        Interval::new(atan_at(self.lo)?.lo, atan_at(self.hi)?.hi)
    }

    /// `None` where it may leave \[−1, 1\].
    pub(crate) fn asin(self) -> Option<Interval> {
        if self.lo < -1.0 || self.hi > 1.0 {
            return None;
        }
        Interval::new(asin_at(self.lo)?.lo, asin_at(self.hi)?.hi)
    }

    pub(crate) fn acos(self) -> Option<Interval> {
        PI.mul(Interval::exactly(0.5))?.sub(self.asin()?)
    }
}

fn ldexp_signed(x: f64, n: i64, up: bool) -> f64 {
    if x < 0.0 { -ldexp(-x, n, !up) } else { ldexp(x, n, up) }
}

fn exp_at(x: f64) -> Option<Interval> {
    if !x.is_finite() || x.abs() > 700.0 {
        return None;
    }
    let k = (x / std::f64::consts::LN_2).round();
    let r = Interval::exactly(x).sub(LN_2.mul(Interval::exactly(k))?)?;
    let mut term = Interval::exactly(1.0);
    let mut sum = Interval::exactly(1.0);
    for n in 1..TERMS {
        term = term.mul(r)?.div(Interval::exactly(f64::from(n)))?;
        sum = sum.add(term)?;
    }
    // |r| < 0.36: the rest of the series is less than the last term.
    sum.widen(term.abs().hi)?.scale(k as i64)
}

fn ln_at(x: f64) -> Option<Interval> {
    // x = m · 2^k with m near 1; ln m = 2 artanh((m − 1)/(m + 1)).
    let mut k = 0.0;
    let mut m = x;
    while m > std::f64::consts::SQRT_2 {
        m *= 0.5;
        k += 1.0;
    }
    while m < std::f64::consts::FRAC_1_SQRT_2 {
        m *= 2.0;
        k -= 1.0;
    }
    let m = Interval::exactly(m);
    let one = Interval::exactly(1.0);
    let z = m.sub(one)?.div(m.add(one)?)?;
    let square = z.powi(2)?;
    let mut power = z;
    let mut sum = z;
    for n in 1..TERMS {
        power = power.mul(square)?;
        sum = sum.add(power.div(Interval::exactly(f64::from(2 * n + 1)))?)?;
    }
    // |z| < 0.18: the rest is less than the last power.
    sum.widen(power.abs().hi)?.mul(Interval::exactly(2.0))?.add(LN_2.mul(Interval::exactly(k))?)
}

fn sin_near(r: Interval) -> Option<Interval> {
    series(r, r, 1)
}

fn cos_near(r: Interval) -> Option<Interval> {
    series(r, Interval::exactly(1.0), 0)
}

/// `first − first · r²/((n+1)(n+2)) + …` for |r| < 2.
fn series(r: Interval, first: Interval, mut n: u32) -> Option<Interval> {
    let square = r.powi(2)?;
    let mut term = first;
    let mut sum = first;
    for _ in 0..TERMS / 2 + 2 {
        term = term.mul(square)?.div(Interval::exactly(f64::from((n + 1) * (n + 2))))?.neg();
        sum = sum.add(term)?;
        n += 2;
    }
    sum.widen(term.abs().hi)
}

fn atan_at(x: f64) -> Option<Interval> {
    if x.is_nan() {
        return None;
    }
    if x.abs() > 1.0 {
        // arctan x = ±π/2 − arctan 1/x.
        let half = PI.mul(Interval::exactly(0.5))?;
        let rest = if x.is_infinite() { Interval::exactly(0.0) } else { atan_small(Interval::exactly(1.0).div(Interval::exactly(x))?)? };
        return if x > 0.0 { half.sub(rest) } else { half.neg().sub(rest) };
    }
    atan_small(Interval::exactly(x))
}

/// For |z| ≤ 1: arctan z = 2 arctan(z / (1 + √(1 + z²))), three times, then the series.
fn atan_small(mut z: Interval) -> Option<Interval> {
    let one = Interval::exactly(1.0);
    for _ in 0..3 {
        z = z.div(one.add(one.add(z.powi(2)?)?.sqrt()?)?)?;
    }
    let square = z.powi(2)?;
    let mut power = z;
    let mut sum = z;
    for n in 1..TERMS {
        power = power.mul(square)?.neg();
        sum = sum.add(power.div(Interval::exactly(f64::from(2 * n + 1)))?)?;
    }
    sum.widen(power.abs().hi)?.mul(Interval::exactly(8.0))
}

fn asin_at(x: f64) -> Option<Interval> {
    let half = PI.mul(Interval::exactly(0.5))?;
    if x.abs() == 1.0 {
        return Some(if x > 0.0 { half } else { half.neg() });
    }
    // arcsin x = arctan(x / √(1 − x²)).
    let one = Interval::exactly(1.0);
    let at = Interval::exactly(x);
    at.div(one.sub(at.powi(2)?)?.sqrt()?)?.atan()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    /// The system's functions are good to a few units in the last place: an enclosure of 1e-12 must hold them.
    fn near(all: Interval, x: f64) -> bool {
        let slack = 1e-14 * x.abs().max(1.0);
        all.lo - slack <= x && x <= all.hi + slack && all.hi - all.lo <= 1e-9 * x.abs().max(1.0)
    }

    proptest! {
        #[test]
        fn functions_enclose(x in -30f64..30.0, y in 1e-6f64..1e6) {
            let (at, up) = (Interval::exactly(x), Interval::exactly(y));
            prop_assert!(near(at.exp().unwrap(), x.exp()));
            prop_assert!(near(up.ln().unwrap(), y.ln()));
            prop_assert!(near(at.sin().unwrap(), x.sin()), "{:?} {}", at.sin(), x.sin());
            prop_assert!(near(at.cos().unwrap(), x.cos()));
            prop_assert!(near(at.atan().unwrap(), x.atan()));
            let part = x / 30.0;
            prop_assert!(near(Interval::exactly(part).asin().unwrap(), part.asin()));
            prop_assert!(near(Interval::exactly(part).acos().unwrap(), part.acos()));
        }

        #[test]
        fn wide_intervals_hold_every_value(x in -10f64..10.0, w in 0f64..2.0, t in 0f64..1.0) {
            let all = Interval::new(x, x + w).unwrap();
            let at = x + w * t;
            prop_assert!(all.cos().unwrap().lo - 1e-14 <= at.cos() && at.cos() <= all.cos().unwrap().hi + 1e-14);
            prop_assert!(all.sin().unwrap().lo - 1e-14 <= at.sin() && at.sin() <= all.sin().unwrap().hi + 1e-14);
            prop_assert!(all.powi(3).unwrap().holds(at.powi(3)));
        }
    }
}
