//! Numeric: a number, with its unit beside it where there is one.

use super::text_field;
use base::{Lang, t};
use maud::{Markup, html};

pub(super) fn inputs(lang: Lang, unit: Option<&str>, typed: &str, error: Option<&str>) -> Markup {
    text_field(&t!(lang, "student.write_number"), unit, typed, error)
}

pub(super) fn in_words(unit: Option<&str>, text: &str) -> Markup {
    // A pupil may have written the unit along.
    let unit = unit.filter(|unit| !text.ends_with(unit) && text.ends_with(|c: char| c.is_ascii_digit()));
    html! { (text) @if let Some(unit) = unit { " " (unit) } }
}
