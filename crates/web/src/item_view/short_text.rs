//! Short text: a word or phrase.

use super::text_field;
use base::{Lang, t};
use maud::{Markup, html};

pub(super) fn inputs(lang: Lang, typed: &str, error: Option<&str>) -> Markup {
    text_field(&t!(lang, "student.write_words"), None, typed, error)
}

pub(super) fn in_words(text: &str) -> Markup {
    html! { span class="lines" { (text) } }
}
