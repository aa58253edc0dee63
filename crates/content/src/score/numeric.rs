use super::{Response, Score, maths, unit};
use crate::item::Numeric;
use crate::number::{self, Number};
use base::Problem;

pub(super) fn read(numeric: &Numeric, text: &str) -> Result<Response, Problem> {
    if text.is_empty() {
        return Err(Problem::new("content.answer_empty"));
    }
    match parts(numeric, text) {
        // Any mathematics is an answer to a mathematical key.
        _ if numeric.maths.is_some() => Ok(Response::Numeric { text: text.to_owned() }),
        Some(_) => Ok(Response::Numeric { text: text.to_owned() }),
        None => Err(Problem::new("content.answer_no_number")),
    }
}

pub(super) fn score(numeric: &Numeric, text: &str) -> Score {
    if let Some(maths) = &numeric.maths {
        return maths::score(maths, [numeric.key().as_str()], text);
    }
    let right =
        parts(numeric, text).is_some_and(|(number, unit)| fits(numeric, &unit) && number.within(&numeric.value, &numeric.tolerance));
    Score::of(right)
}

/// The number of an answer and the unit behind it.
fn parts(numeric: &Numeric, text: &str) -> Option<(Number, String)> {
    let text = without_variable(text.trim_end_matches(['.', '。', '．', '，', ',', ' ']));
    // The item's own unit first: with the unit %, "50%" is the number 50.
    for (at, _) in text.char_indices().skip(1) {
        let (before, after) = text.split_at(at);
        if numeric.units().any(|u| unit::same(u, after))
            && let Some(number) = Number::parse(before)
        {
            return Some((number, after.to_owned()));
        }
    }
    let (number, rest) = number::leading(text)?;
    let is_unit = rest.is_empty() || unit::is_known(&rest) || rest.chars().all(char::is_alphabetic);
    is_unit.then_some((number, rest))
}

/// Whether the unit behind a number is the item's. None at all is no fault, and neither is another
/// measure word (`5个` for `5人`); another unit of measurement is.
fn fits(numeric: &Numeric, given: &str) -> bool {
    if given.is_empty() || numeric.units().any(|u| unit::same(u, given)) {
        return true;
    }
    let asked = numeric.units().next();
    asked.is_none_or(|asked| !unit::is_known(asked) && !unit::is_known(given))
}

/// `x = 5` and `答：5` answer as `5` does.
fn without_variable(text: &str) -> &str {
    let behind = text.rsplit_once(['=', '＝', ':', '：']);
    match behind {
        Some((before, after)) if before.trim().chars().count() <= 2 && before.trim().chars().all(char::is_alphabetic) => after.trim(),
        _ => text,
    }
}
