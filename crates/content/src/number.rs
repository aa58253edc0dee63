//! Exact numbers as pupils and authors write them: `12`, `-0.5`, `1,200`, `3/4`, `1又3/4`, `½`,
//! `50%`, `6.02×10^23`, in half or full width. No floating point: `0.1 + 0.2` is `0.3` here.

use num_bigint::BigInt;
use num_rational::BigRational;
use std::fmt;
use unicode_normalization::UnicodeNormalization;

/// Longest text read as a number; longer is refused before any arithmetic.
const LONGEST: usize = 64;
/// Largest power of ten that is worked out (a hostile `1e999999999` is refused).
const LARGEST_POWER: u32 = 100;

/// An exact number, with the text it was written as (so that `0.50` is shown as `0.50`).
#[derive(Debug, Clone)]
pub struct Number {
    value: BigRational,
    text: String,
}

impl Number {
    /// Zero.
    pub fn zero() -> Number {
        Number { value: BigRational::from_integer(0.into()), text: "0".into() }
    }

    /// Reads a whole text as a number; `None` when anything else stands in it.
    pub fn parse(text: &str) -> Option<Number> {
        let (number, rest) = leading(text)?;
        rest.is_empty().then_some(number)
    }

    /// Its exact value.
    pub fn value(&self) -> &BigRational {
        &self.value
    }

    /// As it was written, in half width and without spaces.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether it lies within `tolerance` of `other`, the ends included; exact.
    pub fn within(&self, other: &Number, tolerance: &Number) -> bool {
        let gap = &self.value - &other.value;
        let zero = BigRational::from_integer(0.into());
        let gap = if gap < zero { -gap } else { gap };
        gap <= tolerance.value
    }

    /// So many hundredths of its size: 5 percent of -40 is 2.
    pub fn percent(&self, percent: &Number) -> Number {
        let size = if self.is_negative() { -self.value.clone() } else { self.value.clone() };
        let value = size * &percent.value / BigRational::from_integer(100.into());
        Number { text: format!("{}/{}", value.numer(), value.denom()), value }
    }

    /// Whether it is below zero.
    pub fn is_negative(&self) -> bool {
        self.value < BigRational::from_integer(0.into())
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl Eq for Number {}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl serde::Serialize for Number {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&self.text)
    }
}

impl<'de> serde::Deserialize<'de> for Number {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        Number::parse(&text).ok_or_else(|| serde::de::Error::custom("not a number"))
    }
}

/// The number a text begins with, and what follows it (a unit, in most cases).
pub fn leading(text: &str) -> Option<(Number, String)> {
    if text.chars().count() > LONGEST {
        return None;
    }
    let plain = plain(text);
    let mut reader = Reader { rest: &plain };
    let value = reader.number()?;
    let rest = reader.rest.to_owned();
    let text = plain[..plain.len() - rest.len()].to_owned();
    Some((Number { value, text }, rest))
}

/// Half width, one sign for each meaning, powers as `^`, no spaces except in a mixed number.
fn plain(text: &str) -> String {
    // NFKC would turn 10⁸ into 108 and 1½ into 11/2: mark both first.
    let mut marked = String::with_capacity(text.len() + 8);
    let mut raised = false;
    for c in text.chars() {
        let is_raised = matches!(c, '⁰' | '¹' | '²' | '³' | '⁴'..='⁹' | '⁻');
        if is_raised && !raised && marked.ends_with(|c: char| c.is_ascii_digit()) {
            marked.push('^');
        }
        raised = is_raised;
        if matches!(c, '½' | '⅓' | '⅔' | '¼' | '¾' | '⅕'..='⅞') && marked.ends_with(|c: char| c.is_numeric()) {
            marked.push('又');
        }
        marked.push(c);
    }
    let folded: String = marked.nfkc().collect();
    let mut out = String::with_capacity(folded.len());
    let chars: Vec<char> = folded.trim().chars().collect();
    for (i, c) in chars.iter().enumerate() {
        match c {
            c if c.is_whitespace() => {
                // A space between two digits parts a whole number from its fraction: 1 3/4.
                let before = out.ends_with(|c: char| c.is_ascii_digit());
                let after = chars[i..].iter().find(|c| !c.is_whitespace()).is_some_and(char::is_ascii_digit);
                if before && after {
                    out.push('又');
                }
            }
            '−' | '–' | '—' | '﹣' => out.push('-'),
            '⁄' | '∕' => out.push('/'),
            '×' | '✕' | '⨯' | '·' => out.push('*'),
            '、' | '،' => out.push(','),
            c => out.push(*c),
        }
    }
    out
}

struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn take(&mut self, c: char) -> bool {
        match self.rest.strip_prefix(c) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// Whether a minus stands here; a plus is passed over.
    fn sign(&mut self) -> bool {
        let negative = self.take('-');
        if !negative {
            self.take('+');
        }
        negative
    }

    fn number(&mut self) -> Option<BigRational> {
        let negative = self.sign();
        let mut value = self.decimal()?;
        if self.take('又') {
            let over = self.whole()?;
            if !self.take('/') {
                return None;
            }
            value += fraction(over, self.whole()?)?;
        } else if self.rest.starts_with('/') && self.rest[1..].starts_with(|c: char| c.is_ascii_digit()) {
            self.take('/');
            let under = self.decimal()?;
            if under == BigRational::from_integer(0.into()) {
                return None;
            }
            value /= under;
        } else if let Some(power) = self.power_of_ten()? {
            value *= power;
        }
        if self.take('%') {
            value /= BigRational::from_integer(100.into());
        } else if self.take('‰') {
            value /= BigRational::from_integer(1000.into());
        }
        Some(if negative { -value } else { value })
    }

    fn digits(&mut self) -> &str {
        let end = self.rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(self.rest.len());
        let (digits, rest) = self.rest.split_at(end);
        self.rest = rest;
        digits
    }

    fn whole(&mut self) -> Option<BigInt> {
        self.digits().parse().ok()
    }

    /// `12`, `1,234,567`, `0.5`, `.5`.
    fn decimal(&mut self) -> Option<BigRational> {
        let mut whole = self.digits().to_owned();
        if (1..=3).contains(&whole.len()) {
            // A comma counts as a thousands mark only with three digits behind it.
            while let Some(group) = self.rest.strip_prefix(',').filter(|r| is_group(r)) {
                whole.push_str(&group[..3]);
                self.rest = &group[3..];
            }
        }
        let mut part = String::new();
        if self.rest.starts_with('.') && self.rest[1..].starts_with(|c: char| c.is_ascii_digit()) {
            self.take('.');
            part = self.digits().to_owned();
        }
        if whole.is_empty() && part.is_empty() {
            return None;
        }
        let places = u32::try_from(part.len()).ok()?;
        let over: BigInt = format!("{whole}{part}").parse().ok()?;
        fraction(over, BigInt::from(10).pow(places))
    }

    /// `×10^8`, `e8`: `Some(None)` when there is none, `None` when it is too large to be meant.
    fn power_of_ten(&mut self) -> Option<Option<BigRational>> {
        let before = self.rest;
        let marked = self.rest.strip_prefix("*10^").or_else(|| self.rest.strip_prefix(['e', 'E']));
        let Some(rest) = marked else { return Some(None) };
        self.rest = rest;
        let negative = self.sign();
        let digits = self.digits();
        if digits.is_empty() {
            self.rest = before;
            return Some(None);
        }
        let power = digits.parse::<u32>().ok().filter(|p| *p <= LARGEST_POWER)?;
        let ten = BigInt::from(10).pow(power);
        let value = if negative { fraction(1.into(), ten)? } else { BigRational::from_integer(ten) };
        Some(Some(value))
    }
}

fn is_group(text: &str) -> bool {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    digits == 3
}

fn fraction(over: BigInt, under: BigInt) -> Option<BigRational> {
    (under != BigInt::from(0)).then(|| BigRational::new(over, under))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    fn same(a: &str, b: &str) -> bool {
        Number::parse(a).unwrap_or_else(|| panic!("{a} is not read")) == Number::parse(b).unwrap()
    }

    #[test]
    fn one_number_in_many_writings() {
        for (a, b) in [
            ("１２３", "123"),
            ("1,234,567", "1234567"),
            ("１，２３４", "1234"),
            ("3/4", "0.75"),
            ("３／４", "0.75"),
            ("¾", "0.75"),
            ("1½", "1.5"),
            ("1又1/2", "3/2"),
            ("1 1/2", "3/2"),
            ("-1 1/2", "-1.5"),
            ("−5", "-5"),
            ("50%", "1/2"),
            ("５０％", "0.5"),
            ("5‰", "0.005"),
            (".5", "0.50"),
            ("3×10⁸", "300000000"),
            ("3*10^8", "3e8"),
            ("1.6×10^-19", "1.6E-19"),
            ("+7", "7"),
            (" 42 ", "42"),
            ("0.6/0.8", "3/4"),
        ] {
            assert!(same(a, b), "{a} should equal {b}");
        }
    }

    #[test]
    fn what_is_no_number_is_not_read() {
        for text in ["", "x", "1/0", "1..2", "1,23", "1e999999999", "--5", "3/", "又1/2", "1又2", &"9".repeat(65)] {
            assert!(Number::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn a_unit_stays_behind() {
        let (n, rest) = leading("１２ 厘米").unwrap();
        assert_eq!((n.text(), rest.as_str()), ("12", "厘米"));
        let (n, rest) = leading("5e").unwrap();
        assert_eq!((n.text(), rest.as_str()), ("5", "e"));
    }

    #[test]
    fn tenths_add_up() {
        let gap = Number::parse("0.1").unwrap();
        assert!(Number::parse("0.3").unwrap().within(&Number::parse("0.2").unwrap(), &gap));
        assert!(!Number::parse("0.3000000000000000001").unwrap().within(&Number::parse("0.2").unwrap(), &gap));
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,80}") {
            let _ = Number::parse(&text);
        }

        #[test]
        fn stored_text_reads_back(n in -1_000_000i64..1_000_000, d in 1i64..1000) {
            let number = Number::parse(&format!("{n}/{d}")).unwrap();
            let json = serde_json::to_string(&number).unwrap();
            prop_assert_eq!(serde_json::from_str::<Number>(&json).unwrap(), number);
        }
    }
}
