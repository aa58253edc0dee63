//! Factors of whole numbers, as far as they are found in little time.

use num_bigint::BigInt;
use num_traits::{One, Signed, ToPrimitive, Zero};

/// Prime factors are looked for up to here.
const LARGEST_TRIED: u32 = 2_000;

/// Prime factors with their exponents, and what is left: 1 when all are found. Of 0 nothing is found.
pub(super) fn factors(n: &BigInt) -> (Vec<(BigInt, u32)>, BigInt) {
    let mut rest = n.abs();
    let mut found = Vec::new();
    if rest.is_zero() {
        return (found, rest);
    }
    if let Some(mut small) = rest.to_u64() {
        let mut p = 2u64;
        while p <= u64::from(LARGEST_TRIED) && p * p <= small {
            let mut times = 0;
            while small % p == 0 {
                small /= p;
                times += 1;
            }
            if times > 0 {
                found.push((BigInt::from(p), times));
            }
            p += if p == 2 { 1 } else { 2 };
        }
        if small > 1 && small < u64::from(LARGEST_TRIED).pow(2) {
            found.push((BigInt::from(small), 1));
            small = 1;
        }
        return (found, BigInt::from(small));
    }
    let mut p = 2u32;
    while p <= LARGEST_TRIED && !rest.is_one() {
        let by = BigInt::from(p);
        let mut times = 0;
        while (&rest % &by).is_zero() {
            rest /= &by;
            times += 1;
        }
        if times > 0 {
            found.push((by, times));
        }
        p += if p == 2 { 1 } else { 2 };
    }
    if rest > BigInt::one() && rest < BigInt::from(LARGEST_TRIED).pow(2) {
        found.push((rest, 1));
        rest = BigInt::one();
    }
    (found, rest)
}

/// The whole number whose power this is, if there is one.
pub(crate) fn perfect_root(n: &BigInt, degree: u32) -> Option<BigInt> {
    if n.is_negative() {
        return None;
    }
    let root = n.nth_root(degree);
    (root.pow(degree) == *n).then_some(root)
}
