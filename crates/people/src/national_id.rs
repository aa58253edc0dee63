//! 公民身份号码, the national id: GB 11643-1999.
//!
//! Eighteen characters: six of the administrative division (GB/T 2260), eight of the birth date,
//! three of sequence (odd for men), one check character by ISO 7064 MOD 11-2 (`0`–`9` or `X`).

use base::Date;

/// Weights of the first 17 digits: 2^(18-i) mod 11 (GB 11643-1999, table 1).
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
/// Check characters by remainder (GB 11643-1999, table 2).
const CHECKS: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];
/// First two digits of a division: provinces, Taiwan (71, 83), Hong Kong (81), Macau (82), and 91 for
/// those born abroad.
const PROVINCES: [u32; 36] = [
    11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54, 61, 62, 63, 64, 65, 71, 81, 82,
    83, 91,
];

/// A national id that passed every check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NationalId {
    /// The 18 characters, `X` in upper case.
    pub number: String,
    /// The birth date in it.
    pub birth: Date,
    /// Whether its sequence number is a man's.
    pub male: bool,
}

impl NationalId {
    /// `male` or `female`, as persons are stored.
    pub fn gender(&self) -> &'static str {
        if self.male { "male" } else { "female" }
    }
}

/// What is wrong with a national id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Not 18 characters of which 17 are digits.
    Form,
    /// No province has these first two digits.
    Area,
    /// The eight digits are no date, or one before 1900.
    Birth,
    /// The check character does not fit: a digit was mistyped or two were swapped.
    Check,
    /// The check character does not fit and the number ends in zeros: a spreadsheet kept 15 digits.
    DigitsLost,
}

/// Reads a national id; blanks around it and a small `x` are forgiven.
pub fn parse(text: &str) -> Result<NationalId, Fault> {
    let number = text.trim().to_ascii_uppercase();
    let (digits, check) = split(&number).ok_or(Fault::Form)?;
    if !is_area(&digits) {
        return Err(Fault::Area);
    }
    let birth = birth(&digits).ok_or(Fault::Birth)?;
    if check_character(&digits) != check {
        return Err(if number.ends_with("000") { Fault::DigitsLost } else { Fault::Check });
    }
    Ok(NationalId { birth, male: digits[16] % 2 == 1, number })
}

/// The check character of 17 digits.
pub fn check_character(digits: &[u32; 17]) -> char {
    let sum: u32 = digits.iter().zip(WEIGHTS).map(|(d, w)| d * w).sum();
    CHECKS[(sum % 11) as usize]
}

/// The 17 digits and the last character.
pub(crate) fn split(number: &str) -> Option<([u32; 17], char)> {
    let mut characters = number.chars();
    let mut digits = [0; 17];
    for digit in &mut digits {
        *digit = characters.next().filter(char::is_ascii_digit)?.to_digit(10)?;
    }
    let check = characters.next().filter(|c| c.is_ascii_digit() || *c == 'X')?;
    characters.next().is_none().then_some((digits, check))
}

/// Whether the first six digits can be a division's: a province there is, and something below it.
pub(crate) fn is_area(digits: &[u32; 17]) -> bool {
    PROVINCES.contains(&(digits[0] * 10 + digits[1])) && digits[2..6] != [0; 4]
}

/// The date in digits 7–14; dates before 1900 are mistakes.
pub(crate) fn birth(digits: &[u32; 17]) -> Option<Date> {
    let number = |range: std::ops::Range<usize>| digits[range].iter().fold(0, |n, d| n * 10 + d);
    let year = i16::try_from(number(6..10)).ok().filter(|y| *y >= 1900)?;
    let (month, day) = (i8::try_from(number(10..12)).ok()?, i8::try_from(number(12..14)).ok()?);
    Date::new(year, month, day).ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_standards_examples_hold() {
        // GB 11643-1999, appendix A.
        let man = parse("11010519491231002X").unwrap();
        assert_eq!((man.birth.to_string().as_str(), man.gender()), ("1949-12-31", "female"));
        assert_eq!(parse("440524188001010014"), Err(Fault::Birth), "the second example was born in 1880");
        let (digits, check) = split("440524188001010014").unwrap();
        assert_eq!(check_character(&digits), check);
    }

    #[test]
    fn each_fault_is_told() {
        assert_eq!(parse("11010519491231002"), Err(Fault::Form));
        assert_eq!(parse("1101051949123100２X"), Err(Fault::Form));
        assert_eq!(parse("1.10105E+17"), Err(Fault::Form));
        assert_eq!(parse("00010519491231002X"), Err(Fault::Area));
        assert_eq!(parse("11010520140230002X"), Err(Fault::Birth));
        assert_eq!(parse("110105194912310021"), Err(Fault::Check));
        assert_eq!(parse("110105201412310000"), Err(Fault::DigitsLost));
        assert!(parse(" 11010519491231002x ").is_ok());
    }

    fn valid() -> impl Strategy<Value = String> {
        (0..PROVINCES.len(), 1_u32..9999, 1950_i16..2025, 1_i8..=12, 1_i8..=28, 0_u32..1000).prop_map(|(p, area, y, m, d, n)| {
            let body = format!("{}{area:04}{y:04}{m:02}{d:02}{n:03}", PROVINCES[p]);
            let (digits, _) = split(&format!("{body}0")).unwrap();
            format!("{body}{}", check_character(&digits))
        })
    }

    proptest! {
        #[test]
        fn one_wrong_digit_or_a_swap_of_neighbours_is_found(number in valid(), at in 0_usize..18, other in 0_u32..10) {
            prop_assert!(parse(&number).is_ok());
            let mut wrong: Vec<char> = number.chars().collect();
            wrong[at] = char::from_digit(other, 10).unwrap();
            let wrong: String = wrong.into_iter().collect();
            prop_assert!(wrong == number || parse(&wrong).is_err());
            let mut swapped: Vec<char> = number.chars().collect();
            swapped.swap(at, (at + 1).min(17));
            let swapped: String = swapped.into_iter().collect();
            prop_assert!(swapped == number || parse(&swapped).is_err());
        }
    }
}
