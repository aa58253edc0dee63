//! An item as people see it: the question with its inputs, the same question answered, and an answer in words.
//!
//! A type of question has its file here under the name it has in `content`. Inputs are written from the options and the
//! unit alone, so that no key reaches a page before the answer.

mod choice;
mod numeric;
mod short_text;

use base::Lang;
use content::score::{ANSWER, CHOICE, Response};
use content::{Interaction, Item};
use maud::{Markup, html};
use uuid::Uuid;

/// Id of the error beside the inputs.
const ERROR: &str = "answer-error";

/// A form's fields as they were sent, to show again what was typed.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Typed<'a>(pub &'a [(String, String)]);

impl Typed<'_> {
    fn chose(&self, option: &str) -> bool {
        self.0.iter().any(|(name, value)| name == CHOICE && value == option)
    }

    fn answer(&self) -> &str {
        self.0.iter().rev().find(|(name, _)| name == ANSWER).map_or("", |(_, value)| value)
    }
}

/// The order of an attempt's options: the same in the question and in its feedback, another in the next attempt.
fn order_of(attempt: Uuid) -> u64 {
    let (high, low) = attempt.as_u64_pair();
    high ^ low
}

/// Plain text with its paragraphs: a blank line parts them, single line breaks stay.
pub(crate) fn paragraphs(text: &str) -> Markup {
    let text = text.replace("\r\n", "\n");
    html! { @for paragraph in text.split("\n\n").map(str::trim).filter(|p| !p.is_empty()) { p class="lines" { (paragraph) } } }
}

/// The question without its inputs; `first` where reading begins after a swap.
pub(crate) fn stem(item: &Item, first: bool) -> Markup {
    html! { div class="stem" tabindex=[first.then_some("-1")] data-focus[first] { (paragraphs(&item.stem)) } }
}

/// What a pupil fills in, with what is wrong with what was sent.
pub(crate) fn inputs(lang: Lang, item: &Item, attempt: Uuid, typed: Typed<'_>, error: Option<&str>) -> Markup {
    match &item.interaction {
        Interaction::Choice(c) => choice::inputs(lang, c, order_of(attempt), typed, error),
        Interaction::Numeric(n) => numeric::inputs(lang, n.units().next(), typed.answer(), error),
        Interaction::ShortText(_) => short_text::inputs(lang, typed.answer(), error),
    }
}

/// The question as it stands on paper: options to tick, or a line to write on.
pub(crate) fn on_paper(lang: Lang, item: &Item) -> Markup {
    match &item.interaction {
        Interaction::Choice(c) => choice::on_paper(lang, c),
        Interaction::Numeric(n) => line(lang, n.units().next()),
        Interaction::ShortText(_) => line(lang, None),
    }
}

/// The right answer to the question as it stands on paper.
pub(crate) fn key_on_paper(item: &Item) -> Markup {
    let key = in_words(item, &content::score::key(&item.interaction));
    match &item.interaction {
        Interaction::Choice(c) => maud::html! { (choice::letters(c)) " " (key) },
        Interaction::Numeric(_) | Interaction::ShortText(_) => key,
    }
}

fn line(lang: Lang, unit: Option<&str>) -> Markup {
    maud::html! { p class="blanks" { span { (base::t!(lang, "diagnosis.work")) } @if let Some(unit) = unit { " " (unit) } } }
}

/// What was answered, and what is right.
pub(crate) fn answered(lang: Lang, item: &Item, attempt: Uuid, response: &Response, key: &Response) -> Markup {
    match (&item.interaction, response, key) {
        (Interaction::Choice(c), Response::Choice { chosen }, Response::Choice { chosen: right }) => {
            choice::answered(lang, c, order_of(attempt), chosen, right)
        }
        _ => html! {
            dl class="answers" {
                dt { (base::t!(lang, "student.your_answer")) } dd { (in_words(item, response)) }
                dt { (base::t!(lang, "student.right_answer")) } dd { (in_words(item, key)) }
            }
        },
    }
}

/// An answer in words: the texts of the chosen options, the number with its unit, the words.
pub(crate) fn in_words(item: &Item, response: &Response) -> Markup {
    match (&item.interaction, response) {
        (Interaction::Choice(c), Response::Choice { chosen }) => choice::in_words(c, chosen),
        (Interaction::Numeric(n), Response::Numeric { text }) => numeric::in_words(n.units().next(), text),
        (_, Response::Choice { .. }) => Markup::default(),
        (_, Response::Numeric { text } | Response::ShortText { text }) => short_text::in_words(text),
    }
}

/// The error beside the inputs.
fn error_line(error: Option<&str>) -> Markup {
    html! { @if let Some(error) = error { p class="error" id=(ERROR) role="alert" tabindex="-1" data-focus { (error) } } }
}

/// A written answer's field: a label, the error, the input and what stands after it.
///
/// No `inputmode`: a number may be a fraction or negative, which phones' number keyboards cannot write.
fn text_field(label: &str, after: Option<&str>, value: &str, error: Option<&str>) -> Markup {
    html! {
        div class={ "field" @if error.is_some() { " wrong" } } {
            label for=(ANSWER) { (label) }
            (error_line(error))
            span class="with-unit" {
                input id=(ANSWER) name=(ANSWER) type="text" value=[(!value.is_empty()).then_some(value)] maxlength=(content::score::LONGEST_ANSWER)
                    autocomplete="off" autocapitalize="off" spellcheck="false" required
                    aria-invalid=[error.map(|_| "true")] aria-describedby=[error.map(|_| ERROR)];
                @if let Some(unit) = after { span class="unit" { (unit) } }
            }
        }
    }
}
