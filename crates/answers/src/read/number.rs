//! Numbers in digits and in Chinese characters, as tokens.

use super::numerals::{magnitude, ten, whole};
use super::token::{Lexer, Tok};
use crate::expr::Numeral;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::Pow;

impl Lexer<'_> {
    pub(super) fn number(&mut self) -> Option<()> {
        let digits = |t: &str| t.bytes().take_while(u8::is_ascii_digit).count();
        let mut n = digits(self.rest);
        let mut whole = self.rest[..n].to_owned();
        // Thousands marks: outside of brackets, with three digits behind each.
        if (1..=3).contains(&n) && self.depth == 0 && !whole.starts_with('0') {
            while self.rest[n..].starts_with(',') && digits(&self.rest[n + 1..]) == 3 {
                whole.push_str(&self.rest[n + 1..n + 4]);
                n += 4;
            }
        }
        let mut places = None;
        let mut over: BigInt = if whole.is_empty() { 0.into() } else { whole.parse().ok()? };
        let mut value = None;
        if self.rest[n..].starts_with('.') {
            let part = digits(&self.rest[n + 1..]);
            let behind = &self.rest[n + 1 + part..];
            if behind.starts_with(r"\dot") || behind.starts_with('\u{307}') {
                let (repeating, taken) = self.repeating(n)?;
                value = Some(BigRational::from_integer(over.clone()) + repeating);
                places = Some(0);
                n = taken;
            } else if part > 0 {
                let text = format!("{whole}{}", &self.rest[n + 1..n + 1 + part]);
                over = text.parse().ok()?;
                places = u32::try_from(part).ok();
                n += 1 + part;
            }
        }
        let mut value = match value {
            Some(value) => value,
            None => BigRational::new(over, BigInt::from(10).pow(places.unwrap_or(0))),
        };
        // 3e8 and 3E-8; a lower-case e before a sign is the number e.
        let behind = &self.rest[n..];
        if let Some(exponent) = behind.strip_prefix(['e', 'E']) {
            let signed = behind.starts_with('E') && exponent.starts_with(['-', '+']);
            let d = digits(&exponent[usize::from(signed)..]);
            if (1..=3).contains(&d) {
                let size: u32 = exponent[usize::from(signed)..usize::from(signed) + d].parse().ok()?;
                value = if exponent.starts_with('-') { value / ten(size) } else { value * ten(size) };
                n += 1 + usize::from(signed) + d;
            }
        }
        self.take(n, Tok::Num(Numeral { value, places }));
        Some(())
    }

    /// `.1\dot{6}`, `.\dot{1}4285\dot{7}` behind the point at `at`: the value and where it ends.
    fn repeating(&self, at: usize) -> Option<(BigRational, usize)> {
        let mut digits = String::new();
        let mut marks = Vec::new();
        let mut rest = &self.rest[at + 1..];
        loop {
            if let Some(d) = rest.chars().next().filter(char::is_ascii_digit) {
                rest = &rest[1..];
                if let Some(behind) = rest.strip_prefix('\u{307}') {
                    marks.push(digits.len());
                    rest = behind;
                }
                digits.push(d);
            } else if let Some(behind) = rest.strip_prefix(r"\dot") {
                let inner = behind.trim_start().trim_start_matches('{');
                let d = inner.chars().next().filter(char::is_ascii_digit)?;
                marks.push(digits.len());
                digits.push(d);
                rest = inner[1..].strip_prefix('}').unwrap_or(&inner[1..]);
            } else {
                break;
            }
        }
        let (first, last) = (*marks.first()?, *marks.last()?);
        if last + 1 != digits.len() || digits.len() > 40 {
            return None;
        }
        let all: BigInt = digits.parse().ok()?;
        let before: BigInt = if first == 0 { 0.into() } else { digits[..first].parse().ok()? };
        let nines = Pow::pow(BigInt::from(10), (digits.len() - first) as u32) - 1i32;
        let value = BigRational::new(all - before, nines * Pow::pow(BigInt::from(10), first as u32));
        Some((value, self.rest.len() - rest.len()))
    }

    pub(super) fn chinese(&mut self) -> Option<()> {
        let chars: Vec<char> = self.rest.chars().take(40).collect();
        let bytes = |n: usize| chars[..n].iter().map(|c| c.len_utf8()).sum::<usize>();
        if chars[0] == '又' {
            self.take(bytes(1), Tok::And3);
            return Some(());
        }
        if chars[0] == '负' {
            self.take(bytes(1), Tok::Op('-'));
            return Some(());
        }
        // A magnitude behind a number: 3万, 1.2亿, 5百万.
        if let (Some(power), Some(Tok::Num(n))) = (magnitude(chars[0]), self.out.last_mut()) {
            n.value *= ten(power);
            self.rest = &self.rest[bytes(1)..];
            return Some(());
        }
        let percent = chars.starts_with(&['百', '分', '之']);
        let skip = if percent { 3 } else { 0 };
        if percent && chars.get(skip).is_some_and(char::is_ascii_digit) {
            // 百分之50.
            self.rest = &self.rest[bytes(3)..];
            self.number()?;
            self.out.push(Tok::Op('%'));
            return Some(());
        }
        let (n, taken) = whole(&chars[skip..])?;
        let value = BigRational::from_integer(n);
        if percent {
            self.take(bytes(3 + taken), Tok::Num(Numeral { value, places: None }));
            self.out.push(Tok::Op('%'));
            return Some(());
        }
        if chars[taken..].starts_with(&['分', '之']) {
            let (over, more) = whole(&chars[taken + 2..])?;
            self.take(bytes(taken + 2 + more), Tok::Quotient(BigRational::from_integer(over), value));
            return Some(());
        }
        let mut value = value;
        let mut taken = taken;
        let mut places = None;
        if chars.get(taken) == Some(&'点') {
            let mut behind = 0u32;
            while let Some((d, 1)) = chars.get(taken + 1).and_then(|c| whole(std::slice::from_ref(c))).filter(|(d, _)| *d < 10.into()) {
                behind += 1;
                value += BigRational::from_integer(d) / ten(behind);
                taken += 1;
            }
            taken += 1;
            places = Some(behind);
        }
        self.take(bytes(taken), Tok::Num(Numeral { value, places }));
        Some(())
    }
}
