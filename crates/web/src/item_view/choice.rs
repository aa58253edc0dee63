//! Choice: options to tick, and the same options marked.

use super::{ERROR, Typed, error_line};
use crate::look::{self, Tone};
use base::{Lang, t};
use content::item::{Choice, ChoiceOption};
use content::score::CHOICE;
use maud::{Markup, html};
use std::collections::BTreeSet;

/// Letters by the place on the page; the identifiers that answers refer to stay the author's.
fn lettered(choice: &Choice, order: u64) -> impl Iterator<Item = (char, &ChoiceOption)> {
    ('A'..='Z').zip(choice.order(order))
}

pub(super) fn inputs(lang: Lang, choice: &Choice, order: u64, typed: Typed<'_>, error: Option<&str>) -> Markup {
    let kind = if choice.multiple { "checkbox" } else { "radio" };
    let legend = if choice.multiple { t!(lang, "student.choose_several") } else { t!(lang, "student.choose_one") };
    html! {
        fieldset class={ "field" @if error.is_some() { " wrong" } } aria-describedby=[error.map(|_| ERROR)] {
            legend { (legend) }
            (error_line(error))
            div class="choices" {
                @for (letter, option) in lettered(choice, order) {
                    label {
                        input type=(kind) name=(CHOICE) value=(option.id) required[!choice.multiple] checked[typed.chose(&option.id)];
                        b { (letter) } span { (option.text) }
                    }
                }
            }
        }
    }
}

pub(super) fn answered(lang: Lang, choice: &Choice, order: u64, chosen: &BTreeSet<String>, right: &BTreeSet<String>) -> Markup {
    html! {
        ul class="choices" {
            @for (letter, option) in lettered(choice, order) {
                @let (mine, correct) = (chosen.contains(&option.id), right.contains(&option.id));
                li class=[match (mine, correct) { (_, true) => Some("right"), (true, false) => Some("mine"), _ => None }] {
                    b { (letter) } span { (option.text) }
                    @if correct { (look::badge(Tone::Good, &t!(lang, "student.right_answer"))) }
                    @if mine { (look::badge(Tone::Plain, &t!(lang, "student.your_answer"))) }
                }
            }
        }
    }
}

/// The letters on paper of the options that are right.
pub(super) fn letters(choice: &Choice) -> String {
    ('A'..='Z').zip(&choice.options).filter(|(_, option)| choice.correct.contains(&option.id)).map(|(letter, _)| letter).collect()
}

/// The options in the author's order, lettered.
pub(super) fn on_paper(lang: Lang, choice: &Choice) -> Markup {
    html! {
        @if choice.multiple { p class="hint" { (t!(lang, "student.choose_several")) } }
        ul class="options" { @for (letter, option) in ('A'..='Z').zip(&choice.options) { li { b { (letter) } " " span { (option.text) } } } }
    }
}

pub(super) fn in_words(choice: &Choice, chosen: &BTreeSet<String>) -> Markup {
    let texts = choice.options.iter().filter(|o| chosen.contains(&o.id)).map(|o| o.text.as_str());
    html! { @for (i, text) in texts.enumerate() { @if i > 0 { br; } (text) } }
}
