//! Numbers in Chinese characters: `二十五`, `三分之二`, `百分之五十`, `一又二分之一`, `3万`.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Pow, Zero};

fn digit(c: char) -> Option<u32> {
    Some(match c {
        '零' | '〇' => 0,
        '一' => 1,
        '二' | '两' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    })
}

/// The power of ten that a character stands for.
pub(super) fn magnitude(c: char) -> Option<u32> {
    Some(match c {
        '十' => 1,
        '百' => 2,
        '千' => 3,
        '万' => 4,
        '亿' => 8,
        _ => return None,
    })
}

/// Ten to a power.
pub(super) fn ten(power: u32) -> BigRational {
    BigRational::from_integer(Pow::pow(BigInt::from(10), power))
}

/// The whole number that the characters begin with, and how many of them it takes.
pub(super) fn whole(chars: &[char]) -> Option<(BigInt, usize)> {
    let mut total = BigInt::zero();
    let mut section = BigInt::zero();
    let mut last: Option<u32> = None;
    let mut taken = 0;
    let mut bare = String::new();
    let mut marked = false;
    for &c in chars.iter().take(24) {
        if let Some(d) = digit(c) {
            if last.is_some() && !bare.is_empty() && marked && last != Some(0) {
                break;
            }
            last = Some(d);
            bare.push(char::from_digit(d, 10)?);
        } else if let Some(power) = magnitude(c) {
            let unit: BigInt = Pow::pow(BigInt::from(10), power);
            marked = true;
            if power >= 4 {
                let sum = &section + BigInt::from(last.unwrap_or(0));
                if sum.is_zero() && total.is_zero() {
                    return None;
                }
                // 一亿二千万: what stands before 万 belongs to it alone.
                total = if power == 8 { (total + sum) * unit } else { total + sum * unit };
                section = BigInt::zero();
            } else {
                section += BigInt::from(last.unwrap_or(1)) * unit;
            }
            last = None;
        } else {
            break;
        }
        taken += 1;
    }
    if taken == 0 {
        return None;
    }
    if !marked {
        return Some((bare.parse().ok()?, taken));
    }
    Some((total + section + BigInt::from(last.unwrap_or(0)), taken))
}
