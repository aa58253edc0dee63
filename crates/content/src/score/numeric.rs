use super::{Response, Score};
use crate::item::Numeric;
use crate::number::{self, Number};
use base::Problem;
use unicode_normalization::UnicodeNormalization;

pub(super) fn read(numeric: &Numeric, text: &str) -> Result<Response, Problem> {
    if text.is_empty() {
        return Err(Problem::new("content.answer_empty"));
    }
    match parts(numeric, text) {
        Some(_) => Ok(Response::Numeric { text: text.to_owned() }),
        None => Err(Problem::new("content.answer_no_number")),
    }
}

pub(super) fn score(numeric: &Numeric, text: &str) -> Score {
    let right = parts(numeric, text).is_some_and(|(number, unit)| unit && number.within(&numeric.value, &numeric.tolerance));
    Score::of(right)
}

pub(super) fn key(numeric: &Numeric) -> String {
    format!("{}{}", numeric.value.text(), numeric.units().next().unwrap_or_default())
}

/// The number of an answer, and whether what follows it is the item's unit or nothing. Where the
/// item names no unit, a measure word behind the number (`5个`) is no fault.
fn parts(numeric: &Numeric, text: &str) -> Option<(Number, bool)> {
    let text = without_variable(text.trim_end_matches(['.', '。', '．', '，', ',', ' ']));
    // The unit first: with the unit %, "50%" is the number 50.
    for unit in numeric.units() {
        let number = fold(text).strip_suffix(&fold(unit)).and_then(Number::parse);
        if let Some(number) = number {
            return Some((number, true));
        }
    }
    let (number, rest) = number::leading(text)?;
    if !rest.chars().all(|c| c.is_alphabetic() || "/*^°′″-".contains(c) || c.is_ascii_digit()) || rest.starts_with(['/', '*', '-']) {
        return None;
    }
    Some((number, rest.is_empty() || numeric.units().next().is_none()))
}

/// `x = 5` and `答:5` answer as `5` does.
fn without_variable(text: &str) -> &str {
    let behind = text.rsplit_once(['=', '＝', ':', '：']);
    match behind {
        Some((before, after)) if before.trim().chars().count() <= 2 && before.trim().chars().all(char::is_alphabetic) => after.trim(),
        _ => text,
    }
}

/// Width and letter case away, powers kept apart from digits, so that `CM` is `cm` and `m²` is not `m2`.
fn fold(text: &str) -> String {
    let marked: String = text.chars().flat_map(|c| if "²³".contains(c) { vec!['^', c] } else { vec![c] }).collect();
    marked.nfkc().collect::<String>().trim().to_lowercase()
}
