//! 学籍号, the national student number: a letter and eighteen characters.
//!
//! 教育部《中小学生学籍管理办法》(教基一〔2013〕7号) gives every pupil one number for life; the coding
//! rule of the national student register (全国中小学生学籍信息管理系统, after the 个人标识码 of the
//! education system's 基础信息编码规则) has three forms:
//!
//! | form | who | the eighteen characters | checked here |
//! | --- | --- | --- | --- |
//! | `G` | pupils with a national id | the national id | all that [`national_id`] checks |
//! | `J` | pupils without one | 6 division of the school, 8 birth date, 3 sequence, 1 check character by the id's rule | division, date, check character |
//! | `L` | not yet confirmed (临时学籍号) | 6 division of the school, 8 birth date, 4 random | division, date; there is no check character |

use crate::national_id::{self, Fault};
use base::Date;

/// Which of the three forms a number has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// 正式, from the national id.
    National,
    /// 正式, for a pupil without a national id.
    Assigned,
    /// 临时.
    Temporary,
}

/// A student number that passed every check its form allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StudentNumber {
    /// The 19 characters, letters in upper case.
    pub number: String,
    /// Its form.
    pub form: Form,
    /// The birth date in it.
    pub birth: Date,
}

impl StudentNumber {
    /// The national id in a `G` number.
    pub fn national_id(&self) -> Option<&str> {
        (self.form == Form::National).then(|| &self.number[1..])
    }
}

/// Reads a student number; blanks around it and small letters are forgiven. [`Fault::Form`] also
/// when the first letter is none of G, J, L.
pub fn parse(text: &str) -> Result<StudentNumber, Fault> {
    let number = text.trim().to_ascii_uppercase();
    let body = number.get(1..).ok_or(Fault::Form)?;
    let (form, birth) = match number.chars().next() {
        Some('G') => (Form::National, national_id::parse(body)?.birth),
        Some('J') => (Form::Assigned, national_id::parse(body)?.birth),
        Some('L') => (Form::Temporary, temporary(body)?),
        _ => return Err(Fault::Form),
    };
    Ok(StudentNumber { number, form, birth })
}

fn temporary(body: &str) -> Result<Date, Fault> {
    if body.len() != 18 || !body.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Fault::Form);
    }
    let (digits, _) = national_id::split(body).ok_or(Fault::Form)?;
    if !national_id::is_area(&digits) {
        return Err(Fault::Area);
    }
    national_id::birth(&digits).ok_or(Fault::Birth)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_three_forms_are_told_apart() {
        let g = parse("g11010519491231002x").unwrap();
        assert_eq!((g.form, g.national_id()), (Form::National, Some("11010519491231002X")));
        let j = parse("J11010519491231002X").unwrap();
        assert_eq!((j.form, j.national_id()), (Form::Assigned, None));
        let l = parse("L110105201403010007").unwrap();
        assert_eq!((l.form, l.birth.to_string().as_str()), (Form::Temporary, "2014-03-01"));
    }

    #[test]
    fn each_fault_is_told() {
        assert_eq!(parse("11010519491231002X"), Err(Fault::Form));
        assert_eq!(parse("学1010519491231002X"), Err(Fault::Form));
        assert_eq!(parse("X11010519491231002X"), Err(Fault::Form));
        assert_eq!(parse("G110105194912310021"), Err(Fault::Check));
        assert_eq!(parse("J110105194912310021"), Err(Fault::Check));
        assert_eq!(parse("L110105201402300007"), Err(Fault::Birth));
        assert_eq!(parse("L01010520140301000X"), Err(Fault::Form));
    }

    proptest! {
        #[test]
        fn one_wrong_digit_or_a_swap_is_found_where_there_is_a_check_character(
            letter in "[GJ]", year in 2005_i16..2022, month in 1_i8..=12, day in 1_i8..=28, sequence in 0_u32..1000,
            at in 1_usize..19, other in 0_u32..10,
        ) {
            let body = format!("110105{year:04}{month:02}{day:02}{sequence:03}");
            let (digits, _) = national_id::split(&format!("{body}0")).unwrap();
            let number = format!("{letter}{body}{}", national_id::check_character(&digits));
            prop_assert!(parse(&number).is_ok());
            let mut wrong: Vec<char> = number.chars().collect();
            wrong[at] = char::from_digit(other, 10).unwrap();
            let wrong: String = wrong.into_iter().collect();
            prop_assert!(wrong == number || parse(&wrong).is_err());
            let mut swapped: Vec<char> = number.chars().collect();
            swapped.swap(at, (at + 1).min(18));
            let swapped: String = swapped.into_iter().collect();
            prop_assert!(swapped == number || parse(&swapped).is_err());
        }
    }
}
