//! What a single cell means, as people write it.

use crate::national_id::Fault;
use crate::{national_id, student_number};
use base::{Date, Problem};

/// Characters of a person's name at the most; the longest in the register have some thirty.
const LONGEST_NAME: usize = 50;
/// Characters of an organisation's name at the most.
const LONGEST_TITLE: usize = 80;
/// Oldest and youngest a person of a roster can be, in years.
const AGES: std::ops::RangeInclusive<i16> = 1..=100;
/// Years back that an entry year can lie: a fifteen-year school.
const LONGEST_SCHOOLING: i64 = 15;

/// A person's name.
pub(super) fn name(text: &str) -> Result<String, Problem> {
    title_of(text, LONGEST_NAME)
}

/// An organisation's name.
pub(super) fn title(text: &str) -> Result<String, Problem> {
    title_of(text, LONGEST_TITLE)
}

fn title_of(text: &str, longest: usize) -> Result<String, Problem> {
    // U+202A–U+202E and U+2066–U+2069 turn the direction of what follows: a name must not.
    let unseen = |c: char| c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let length = text.chars().count();
    if text.is_empty() {
        Err(Problem::new("roster.empty"))
    } else if text.chars().any(unseen) {
        Err(Problem::new("roster.control"))
    } else if looks_calculated(text) {
        Err(Problem::new("roster.formula"))
    } else if length > longest {
        Err(Problem::new("roster.long").with("n", length).with("limit", longest))
    } else {
        Ok(text.to_owned())
    }
}

/// Whether a text would be calculated by a spreadsheet.
fn looks_calculated(text: &str) -> bool {
    text.starts_with(['=', '@', '＝', '＠'])
}

/// `male` or `female`; `None` when the cell is empty.
pub(super) fn gender(text: &str) -> Result<Option<&'static str>, Problem> {
    Ok(match text.to_lowercase().as_str() {
        "" => None,
        "男" | "男性" | "male" | "m" | "1" => Some("male"),
        "女" | "女性" | "female" | "f" | "2" => Some("female"),
        _ => return Err(Problem::new("roster.gender").with("value", text)),
    })
}

/// A day of birth that a living person can have.
pub(super) fn birth(text: &str, today: Date) -> Result<Option<Date>, Problem> {
    if text.is_empty() {
        return Ok(None);
    }
    let date = date(text).ok_or_else(|| Problem::new("roster.date").with("value", text))?;
    if AGES.contains(&(today.year() - date.year())) { Ok(Some(date)) } else { Err(Problem::new("roster.age").with("value", date)) }
}

/// A day as `2014-03-01`, `2014/3/1`, `2014.3.1`, `20140301` or `2014年3月1日`.
pub(super) fn date(text: &str) -> Option<Date> {
    let parts: Vec<&str> = if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
        vec![&text[..4], &text[4..6], &text[6..]]
    } else {
        text.strip_suffix('日').unwrap_or(text).split(['-', '/', '.', '年', '月']).collect()
    };
    let [year, month, day] = parts.as_slice() else { return None };
    let is_year = year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit());
    if !is_year {
        return None;
    }
    Date::new(year.parse().ok()?, month.trim().parse().ok()?, day.trim().parse().ok()?).ok()
}

/// A day as `2014-03-01` and no other way.
pub(super) fn iso_date(text: &str) -> Option<Date> {
    date(text).filter(|_| text.len() == 10 && text.as_bytes()[4] == b'-')
}

/// A national id.
pub(super) fn national_id(text: &str) -> Result<Option<national_id::NationalId>, Problem> {
    if text.is_empty() { Ok(None) } else { national_id::parse(text).map(Some).map_err(|fault| number_fault(fault, text, true)) }
}

/// A student number.
pub(super) fn student_number(text: &str) -> Result<Option<student_number::StudentNumber>, Problem> {
    if text.is_empty() { Ok(None) } else { student_number::parse(text).map(Some).map_err(|fault| number_fault(fault, text, false)) }
}

fn number_fault(fault: Fault, text: &str, id: bool) -> Problem {
    // Excel shows a long number as 1.10101E+17: what follows the fifteenth digit is gone.
    let scientific = text.contains(['E', 'e']) && text.parse::<f64>().is_ok();
    match fault {
        Fault::DigitsLost => Problem::new("roster.digits_lost"),
        Fault::Form if scientific => Problem::new("roster.digits_lost"),
        Fault::Form if id => Problem::new("roster.id_form").with("n", text.chars().count()),
        Fault::Form => Problem::new("roster.number_form").with("n", text.chars().count()),
        Fault::Area => Problem::new("roster.id_area"),
        Fault::Birth => Problem::new("roster.id_birth"),
        Fault::Check => Problem::new("roster.id_check"),
    }
}

/// An entry year that pupils of today can have, or of the coming autumn.
pub(super) fn entry_year(text: &str, today: Date) -> Result<i64, Problem> {
    let this = i64::from(today.year());
    let year = text.trim_end_matches(['级', '年', '届']).parse::<i64>();
    match year {
        _ if text.is_empty() => Err(Problem::new("roster.empty")),
        Ok(year) if (this - LONGEST_SCHOOLING..=this + 1).contains(&year) => Ok(year),
        _ => Err(Problem::new("roster.entry_year").with("value", text).with("first", this - LONGEST_SCHOOLING).with("last", this + 1)),
    }
}

/// The number of a class within its year: `3`, `03`, `3班`, `(3)班`, `（3）班`.
pub(super) fn class(text: &str) -> Result<i64, Problem> {
    if text.is_empty() {
        return Err(Problem::new("roster.empty"));
    }
    let inner = text.trim_end_matches('班').trim().trim_matches(['(', ')', '（', '）']);
    let digits = !inner.is_empty() && inner.len() <= 2 && inner.bytes().all(|b| b.is_ascii_digit());
    match inner.parse() {
        Ok(n @ 1..) if digits => Ok(n),
        _ => Err(Problem::new("roster.class_form").with("value", text)),
    }
}

/// What a person types to sign in: 3 to 64 of `a`–`z`, digits, `.`, `_`, `-`, `@`, begun with a letter
/// or digit.
pub(super) fn login(text: &str) -> Result<Option<String>, Problem> {
    if text.is_empty() {
        return Ok(None);
    }
    let login = text.to_lowercase();
    let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'_' | b'-' | b'@');
    let good = (3..=64).contains(&login.len()) && login.bytes().all(allowed) && login.as_bytes()[0].is_ascii_alphanumeric();
    if good { Ok(Some(login)) } else { Err(Problem::new("roster.login").with("value", text)) }
}

/// Yes or no; an empty cell is no.
pub(super) fn flag(text: &str) -> Result<bool, Problem> {
    Ok(match text.to_lowercase().as_str() {
        "" | "否" | "no" | "n" | "false" | "0" | "×" => false,
        "是" | "yes" | "y" | "true" | "1" | "√" => true,
        _ => return Err(Problem::new("roster.flag").with("value", text)),
    })
}

/// How a guardian stands to the child, as a code.
pub(super) fn relation(text: &str) -> Result<&'static str, Problem> {
    Ok(match text.to_lowercase().as_str() {
        "父亲" | "父" | "爸爸" | "father" => "father",
        "母亲" | "母" | "妈妈" | "mother" => "mother",
        "祖父" | "爷爷" | "外祖父" | "外公" | "姥爷" | "grandfather" => "grandfather",
        "祖母" | "奶奶" | "外祖母" | "外婆" | "姥姥" | "grandmother" => "grandmother",
        "" | "其他" | "监护人" | "其他监护人" | "other" => "other",
        _ => return Err(Problem::new("roster.relation").with("value", text)),
    })
}

/// An organisation's code: 1 to 40 letters, digits, `.`, `_`, `-`.
pub(super) fn code(text: &str) -> Result<String, Problem> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    if text.is_empty() {
        Err(Problem::new("roster.empty"))
    } else if text.chars().count() <= 40 && text.chars().all(allowed) {
        Ok(text.to_owned())
    } else {
        Err(Problem::new("roster.code").with("value", text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Date = jiff::civil::date(2026, 9, 1);

    #[test]
    fn dates_are_read_as_written() {
        for text in ["2014-03-01", "2014/3/1", "2014.3.1", "20140301", "2014年3月1日"] {
            assert_eq!(date(text), Some(jiff::civil::date(2014, 3, 1)), "{text}");
        }
        for text in ["2014-02-30", "14-3-1", "2014-3", "41699", "3/1/2014", "2014-3-1-1"] {
            assert_eq!(date(text), None, "{text}");
        }
        assert!(birth("2027-01-01", TODAY).is_err() && birth("1900-01-01", TODAY).is_err());
    }

    #[test]
    fn classes_and_years_are_read_as_written() {
        for text in ["3", "03", "3班", "(3)班", "（3）班"] {
            assert_eq!(class(text), Ok(3), "{text}");
        }
        for text in ["", "0", "100", "三班", "初一3班", "-1"] {
            assert!(class(text).is_err(), "{text}");
        }
        assert_eq!(entry_year("2024级", TODAY), Ok(2024));
        assert!(entry_year("2028", TODAY).is_err() && entry_year("1024", TODAY).is_err() && entry_year("", TODAY).is_err());
    }

    #[test]
    fn logins_are_small_letters_and_digits() {
        assert_eq!(login("Zhang.San-1"), Ok(Some("zhang.san-1".to_owned())));
        assert!(["ab", ".abc", "张三", "a b c", &"a".repeat(65)].iter().all(|t| login(t).is_err()));
    }
}
