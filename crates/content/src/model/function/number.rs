//! Functions that give numbers, or say something about them.

use super::{Entry, numbers};
use crate::model::expression::power;
use crate::model::rational::Rational;
use crate::model::value::Value;
use crate::model::write;
use base::Problem;
use num_bigint::BigInt;

/// Largest number that is taken apart into primes.
const LARGEST_FACTORED: i64 = 1_000_000_000_000;
/// Largest number whose factorial is worked out.
const LARGEST_FACTORIAL: i64 = 100;
/// Decimal places at the most.
pub(super) const MOST_PLACES: i64 = 60;

pub(super) const FUNCTIONS: &[Entry] = &[
    Entry("abs", 1, Some(1), |a| number(a[0].number()?.abs())),
    Entry("sign", 1, Some(1), |a| {
        let n = a[0].number()?;
        Ok(Value::int(if n.is_zero() {
            0
        } else if n.is_negative() {
            -1
        } else {
            1
        }))
    }),
    Entry("floor", 1, Some(1), |a| number(a[0].number()?.floor())),
    Entry("ceil", 1, Some(1), |a| number(a[0].number()?.negated().floor().negated())),
    Entry("round", 1, Some(2), |a| {
        let places = a.get(1).map_or(Ok(0), Value::whole)?;
        let places = i32::try_from(places).ok().filter(|p| i64::from(p.unsigned_abs()) <= MOST_PLACES);
        number(a[0].number()?.round(places.ok_or_else(|| Problem::new("models.too_many_places").with("most", MOST_PLACES))?))
    }),
    Entry("div", 2, Some(2), |a| number(quotient(&a[0], &a[1])?)),
    Entry("mod", 2, Some(2), |a| {
        let whole = quotient(&a[0], &a[1])?;
        number(a[0].number()?.minus(&whole.times(a[1].number()?)))
    }),
    Entry("gcd", 1, None, |a| whole_fold(a, gcd)),
    Entry("lcm", 1, None, |a| {
        whole_fold(a, |a, b| {
            if a.is_zero() || b.is_zero() { Rational::int(0) } else { a.times(&b).abs().over(&gcd(a, b)).unwrap_or(Rational::int(0)) }
        })
    }),
    Entry("min", 1, None, |a| number(numbers(a)?.into_iter().min().cloned().unwrap_or(Rational::int(0)))),
    Entry("max", 1, None, |a| number(numbers(a)?.into_iter().max().cloned().unwrap_or(Rational::int(0)))),
    Entry("sum", 1, None, |a| number(sum(&numbers(a)?))),
    Entry("product", 1, None, |a| number(numbers(a)?.into_iter().fold(Rational::int(1), |p, n| p.times(n)))),
    Entry("mean", 1, None, |a| {
        let all = numbers(a)?;
        number(over(&sum(&all), all.len() as i64))
    }),
    Entry("median", 1, None, |a| {
        let mut all = numbers(a)?;
        all.sort();
        let (low, high) = (all[(all.len() - 1) / 2], all[all.len() / 2]);
        number(over(&low.plus(high), 2))
    }),
    Entry("pow", 2, Some(2), |a| number(power(a[0].number()?, a[1].whole()?)?)),
    Entry("sqrt", 1, Some(1), |a| {
        let n = a[0].number()?;
        number(n.root().ok_or_else(|| Problem::new("models.no_square").with("value", write::fraction(n)))?)
    }),
    Entry("is_square", 1, Some(1), |a| Ok(Value::Truth(a[0].number()?.root().is_some()))),
    Entry("numer", 1, Some(1), |a| number(Rational::big(a[0].number()?.numer()))),
    Entry("denom", 1, Some(1), |a| number(Rational::big(a[0].number()?.denom()))),
    Entry("is_int", 1, Some(1), |a| Ok(Value::Truth(a[0].number()?.is_whole()))),
    Entry("is_prime", 1, Some(1), |a| {
        let n = a[0].whole()?;
        Ok(Value::Truth(n > 1 && primes(n)?.len() == 1))
    }),
    Entry("prime_factors", 1, Some(1), |a| Ok(Value::List(primes(positive(&a[0])?)?.into_iter().map(Value::int).collect()))),
    Entry("divisors", 1, Some(1), |a| Ok(Value::List(divisors(positive(&a[0])?)?.into_iter().map(Value::int).collect()))),
    Entry("digits", 1, Some(1), |a| {
        let n = positive_or_zero(&a[0])?;
        Ok(Value::List(n.to_string().bytes().map(|b| Value::int(i64::from(b - b'0'))).collect()))
    }),
    Entry("digit", 2, Some(2), |a| {
        let place = i32::try_from(a[1].whole()?).ok().filter(|p| i64::from(p.unsigned_abs()) <= MOST_PLACES);
        let place = place.ok_or_else(|| Problem::new("models.too_many_places").with("most", MOST_PLACES))?;
        let ten = Rational::int(10).power(place.unsigned_abs());
        let n = a[0].number()?.abs();
        let shifted = if place < 0 { n.times(&ten) } else { n.over(&ten).unwrap_or(n) }.floor();
        number(shifted.minus(&over(&shifted, 10).floor().times(&Rational::int(10))))
    }),
    Entry("factorial", 1, Some(1), |a| number(factorial(a[0].whole()?)?)),
    Entry("choose", 2, Some(2), |a| {
        let (n, k) = (a[0].whole()?, a[1].whole()?);
        if k < 0 || k > n {
            return Ok(Value::int(0));
        }
        let below = factorial(k)?.times(&factorial(n - k)?);
        number(factorial(n)?.over(&below).unwrap_or(Rational::int(0)))
    }),
    Entry("square_part", 1, Some(1), |a| Ok(Value::int(square_part(positive(&a[0])?)?))),
    Entry("square_free", 1, Some(1), |a| {
        let n = positive(&a[0])?;
        let part = square_part(n)?;
        Ok(Value::int(n / (part * part)))
    }),
    Entry("terminates", 1, Some(1), |a| Ok(Value::Truth(a[0].number()?.terminates()))),
];

fn number(n: Rational) -> Result<Value, Problem> {
    Ok(Value::Number(n))
}

fn over(n: &Rational, by: i64) -> Rational {
    n.over(&Rational::int(by)).unwrap_or(Rational::int(0))
}

fn sum(all: &[&Rational]) -> Rational {
    all.iter().fold(Rational::int(0), |s, n| s.plus(n))
}

fn quotient(a: &Value, b: &Value) -> Result<Rational, Problem> {
    let quotient = a.number()?.over(b.number()?).ok_or_else(|| Problem::new("models.division_by_zero"))?;
    Ok(quotient.floor())
}

fn gcd(a: Rational, b: Rational) -> Rational {
    let (mut a, mut b): (BigInt, BigInt) = (a.abs().numer(), b.abs().numer());
    while b != BigInt::from(0) {
        let rest = &a % &b;
        a = std::mem::replace(&mut b, rest);
    }
    Rational::big(a)
}

fn whole_fold(arguments: &[Value], fold: fn(Rational, Rational) -> Rational) -> Result<Value, Problem> {
    let all = numbers(arguments)?;
    if let Some(broken) = all.iter().find(|n| !n.is_whole()) {
        return Err(Problem::new("models.value_not_whole").with("value", write::fraction(broken)));
    }
    let mut all = all.into_iter().cloned();
    let first = all.next().map(|n| n.abs()).unwrap_or(Rational::int(0));
    let mut result = first;
    for next in all {
        result = fold(result, next);
        if result.is_too_large() {
            return Err(Problem::new("models.too_large"));
        }
    }
    number(result)
}

fn positive(value: &Value) -> Result<i64, Problem> {
    let n = value.whole()?;
    if n >= 1 { Ok(n) } else { Err(Problem::new("models.not_positive").with("value", n)) }
}

fn positive_or_zero(value: &Value) -> Result<i64, Problem> {
    if value.whole()? == 0 { Ok(0) } else { positive(value) }
}

/// Prime factors in rising order.
fn primes(n: i64) -> Result<Vec<i64>, Problem> {
    if n > LARGEST_FACTORED {
        return Err(Problem::new("models.too_large"));
    }
    let (mut rest, mut found, mut prime) = (n, Vec::new(), 2);
    while prime * prime <= rest {
        while rest % prime == 0 {
            found.push(prime);
            rest /= prime;
        }
        prime += if prime == 2 { 1 } else { 2 };
    }
    if rest > 1 {
        found.push(rest);
    }
    Ok(found)
}

fn divisors(n: i64) -> Result<Vec<i64>, Problem> {
    let mut found = vec![1];
    let mut before = (0, 1);
    for prime in primes(n)? {
        // The divisors that a repeated prime has added already are multiplied alone.
        let from = if prime == before.0 { before.1 } else { 0 };
        before = (prime, found.len());
        let more: Vec<i64> = found[from..].iter().map(|d| d * prime).collect();
        found.extend(more);
    }
    found.sort_unstable();
    Ok(found)
}

fn square_part(n: i64) -> Result<i64, Problem> {
    let primes = primes(n)?;
    let (mut part, mut at) = (1, 0);
    while at + 1 < primes.len() {
        if primes[at] == primes[at + 1] {
            part *= primes[at];
            at += 2;
        } else {
            at += 1;
        }
    }
    Ok(part)
}

fn factorial(n: i64) -> Result<Rational, Problem> {
    if n < 0 {
        return Err(Problem::new("models.not_positive").with("value", n));
    }
    if n > LARGEST_FACTORIAL {
        return Err(Problem::new("models.too_large"));
    }
    Ok((2..=n).fold(Rational::int(1), |p, k| p.times(&Rational::int(k))))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn primes_multiply_to_the_number(n in 1i64..100_000) {
            prop_assert_eq!(primes(n).unwrap().into_iter().product::<i64>(), n);
            let slow: Vec<i64> = (1..=n).filter(|d| n % d == 0).collect();
            prop_assert_eq!(divisors(n).unwrap(), slow);
            let part = square_part(n).unwrap();
            prop_assert!((2..=n).all(|k| n / (part * part) % (k * k) != 0 || k * k > n));
            prop_assert_eq!(n % (part * part), 0);
        }
    }
}
