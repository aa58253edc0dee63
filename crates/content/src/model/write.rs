//! Numbers as readers see them.

use super::rational::Rational;
use base::Problem;
use num_bigint::BigInt;

/// How numbers are written where a template says nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Show {
    /// `3/4`.
    #[default]
    Fraction,
    /// `1又3/4`.
    Mixed,
    /// `0.75`.
    Decimal,
    /// `75%`.
    Percent,
}

impl Show {
    /// By its word in a file.
    pub fn parse(word: &str) -> Option<Show> {
        Some(match word {
            "fraction" => Show::Fraction,
            "mixed" => Show::Mixed,
            "decimal" => Show::Decimal,
            "percent" => Show::Percent,
            _ => return None,
        })
    }

    /// A number written so.
    pub fn write(self, n: &Rational) -> Result<String, Problem> {
        match self {
            Show::Fraction => Ok(fraction(n)),
            Show::Mixed => Ok(mixed(n)),
            Show::Decimal => decimal(n),
            Show::Percent => percent(n, None),
        }
    }
}

/// `3/4`, `-2`.
pub(super) fn fraction(n: &Rational) -> String {
    if n.is_whole() { n.numer().to_string() } else { format!("{}/{}", n.numer(), n.denom()) }
}

/// `1又3/4`.
pub(super) fn mixed(n: &Rational) -> String {
    let size = n.abs();
    let whole = size.floor();
    if n.is_whole() || whole.is_zero() {
        return fraction(n);
    }
    let sign = if n.is_negative() { "-" } else { "" };
    format!("{sign}{}又{}", fraction(&whole), fraction(&size.minus(&whole)))
}

/// The exact decimal; a problem when it does not end.
pub(super) fn decimal(n: &Rational) -> Result<String, Problem> {
    let places = n.places().ok_or_else(|| Problem::new("models.no_decimal").with("value", fraction(n)))?;
    Ok(fixed(n, places))
}

/// Rounded half away from zero, with so many places.
pub(super) fn fixed(n: &Rational, places: u32) -> String {
    let ten = Rational::int(10).power(places);
    let scaled = n.abs().round(places.min(1000) as i32).times(&ten);
    let digits = scaled.numer().to_string();
    let places = places as usize;
    let digits = format!("{digits:0>width$}", width = places + 1);
    let (whole, part) = digits.split_at(digits.len() - places);
    let sign = if n.is_negative() && !scaled.is_zero() { "-" } else { "" };
    if places == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part}") }
}

/// `12.5%`, exact or with so many places.
pub(super) fn percent(n: &Rational, places: Option<u32>) -> Result<String, Problem> {
    let hundredfold = n.times(&Rational::int(100));
    let text = match places {
        None => decimal(&hundredfold)?,
        Some(places) => fixed(&hundredfold, places),
    };
    Ok(format!("{text}%"))
}

/// `3.84×10⁵`.
pub(super) fn scientific(n: &Rational) -> Result<String, Problem> {
    if n.is_zero() {
        return Ok("0".into());
    }
    let ten = Rational::int(10);
    let one = Rational::int(1);
    let mut size = n.abs();
    let mut power = 0i64;
    while size >= ten {
        size = size.over(&ten).unwrap_or(one.clone());
        power += 1;
    }
    while size < one {
        size = size.times(&ten);
        power -= 1;
    }
    let sign = if n.is_negative() { "-" } else { "" };
    Ok(format!("{sign}{}×10{}", decimal(&size)?, raised(power)))
}

/// A whole number as an exponent.
pub(super) fn raised(n: i64) -> String {
    let raise = |c: char| match c {
        '-' => '⁻',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '0' => '⁰',
        c => char::from_u32('⁴' as u32 + (c as u32 - '4' as u32)).unwrap_or(c),
    };
    n.to_string().chars().map(raise).collect()
}

/// Coefficient and what it multiplies: `3x`, `-x`, `3/4x` as `3/4x`; a bare number where that is empty.
pub(super) fn term(coefficient: &Rational, of: &str) -> String {
    let one = Rational::int(1);
    match of {
        "" => fraction(coefficient),
        _ if coefficient.is_zero() => "0".into(),
        _ if *coefficient == one => of.to_owned(),
        _ if *coefficient == one.negated() => format!("-{of}"),
        _ => format!("{}{of}", fraction(coefficient)),
    }
}

/// A sum of terms, those with the coefficient 0 left out.
pub(super) fn sum<'a>(terms: impl Iterator<Item = (&'a Rational, String)>) -> String {
    let mut text = String::new();
    for (coefficient, of) in terms.filter(|(c, _)| !c.is_zero()) {
        if !text.is_empty() && !coefficient.is_negative() {
            text.push('+');
        }
        text.push_str(&term(coefficient, &of));
    }
    if text.is_empty() { "0".into() } else { text }
}

/// A polynomial, highest power first.
pub(super) fn polynomial(coefficients: &[&Rational], letter: &str) -> String {
    let degree = coefficients.len().saturating_sub(1);
    let of = |power: usize| match power {
        0 => String::new(),
        1 => letter.to_owned(),
        _ => format!("{letter}{}", raised(power as i64)),
    };
    sum(coefficients.iter().enumerate().map(|(i, c)| (*c, of(degree - i))))
}

/// A multiple of something that is no fraction: `3√2`, `√2/2`, `3π/2`.
pub(super) fn multiple(coefficient: &Rational, of: &str) -> String {
    if coefficient.is_zero() {
        return "0".into();
    }
    let over = Rational::big(coefficient.numer());
    let text = term(&over, of);
    if coefficient.is_whole() { text } else { format!("{text}/{}", coefficient.denom()) }
}

/// A whole number from 0 to below 10^16 as it is read in Chinese: `三千零五`, `一百二十万`, `十二`.
pub(super) fn chinese(n: &BigInt) -> Option<String> {
    let n = u64::try_from(n).ok().filter(|n| *n < 10_000_000_000_000_000)?;
    if n == 0 {
        return Some("零".into());
    }
    let mut text = String::new();
    let mut gap = false;
    for (size, name) in [(1_000_000_000_000, "万亿"), (100_000_000, "亿"), (10_000, "万"), (1, "")] {
        let group = n / size % 10_000;
        if group == 0 {
            gap = !text.is_empty();
            // 一万亿 has its 亿 only where the group of 亿 is empty.
            continue;
        }
        if !text.is_empty() && (gap || group < 1000) {
            text.push('零');
        }
        gap = false;
        text.push_str(&group_of_four(group));
        text.push_str(if name == "万亿" && n / 100_000_000 % 10_000 != 0 { "万" } else { name });
    }
    // 十二, not 一十二, at the beginning.
    Some(text.strip_prefix("一十").map(|rest| format!("十{rest}")).unwrap_or(text))
}

fn group_of_four(group: u64) -> String {
    const DIGITS: [&str; 10] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let mut text = String::new();
    let mut gap = false;
    for (size, name) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
        let digit = group / size % 10;
        if digit == 0 {
            gap = !text.is_empty();
            continue;
        }
        if gap {
            text.push('零');
            gap = false;
        }
        text.push_str(DIGITS[digit as usize]);
        text.push_str(name);
    }
    text
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ratio(n: i64, d: i64) -> Rational {
        Rational::ratio(n, d).unwrap()
    }

    #[test]
    fn one_number_in_many_writings() {
        assert_eq!(fraction(&ratio(-6, 8)), "-3/4");
        assert_eq!(mixed(&ratio(-7, 4)), "-1又3/4");
        assert_eq!(decimal(&ratio(-1, 8)).unwrap(), "-0.125");
        assert!(decimal(&ratio(1, 3)).is_err());
        assert_eq!(fixed(&ratio(2, 3), 2), "0.67");
        assert_eq!(fixed(&ratio(-1, 1000), 2), "0.00");
        assert_eq!(fixed(&ratio(5, 2), 0), "3");
        assert_eq!(percent(&ratio(1, 8), None).unwrap(), "12.5%");
        assert_eq!(scientific(&ratio(384_000, 1)).unwrap(), "3.84×10⁵");
        assert_eq!(scientific(&ratio(-3, 1000)).unwrap(), "-3×10⁻³");
        assert_eq!(raised(1_234_567_890), "¹²³⁴⁵⁶⁷⁸⁹⁰");
    }

    #[test]
    fn terms_and_polynomials() {
        let of = |list: &[i64]| polynomial(&list.iter().map(|n| Rational::int(*n)).collect::<Vec<_>>().iter().collect::<Vec<_>>(), "x");
        assert_eq!(of(&[3, -1, 5]), "3x²-x+5");
        assert_eq!(of(&[1, 0, 0]), "x²");
        assert_eq!(of(&[-1, 0]), "-x");
        assert_eq!(of(&[0, 0]), "0");
        assert_eq!(multiple(&ratio(1, 2), "√2"), "√2/2");
        assert_eq!(multiple(&ratio(-3, 2), "π"), "-3π/2");
        assert_eq!(multiple(&ratio(1, 1), "π"), "π");
    }

    #[test]
    fn numbers_are_read_as_in_class() {
        for (n, text) in [
            (0i64, "零"),
            (10, "十"),
            (12, "十二"),
            (110, "一百一十"),
            (3005, "三千零五"),
            (10_010, "一万零一十"),
            (100_000, "十万"),
            (120_034, "十二万零三十四"),
            (1_002_000, "一百万二千"),
            (20_000_300, "二千万零三百"),
            (100_000_000, "一亿"),
            (305_000_070, "三亿零五百万零七十"),
            (1_000_000_000_000, "一万亿"),
            (1_200_000_000_000, "一万二千亿"),
        ] {
            assert_eq!(chinese(&BigInt::from(n)).unwrap(), text, "{n}");
        }
        assert!(chinese(&BigInt::from(-1)).is_none());
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(n in -100_000i64..100_000, d in 1i64..500) {
            let value = ratio(n, d);
            let read = |text: String| Rational::from(crate::number::Number::parse(&text).unwrap().value().clone());
            prop_assert_eq!(read(fraction(&value)), value.clone());
            prop_assert_eq!(read(mixed(&value)), value.clone());
            if value.terminates() {
                prop_assert_eq!(read(decimal(&value).unwrap()), value.clone());
                prop_assert_eq!(read(percent(&value, None).unwrap()), value);
            }
        }
    }
}
