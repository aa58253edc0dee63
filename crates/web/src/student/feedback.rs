//! What a student is told about an answer: right or not, the key, why, and what is believed now.

use super::companion;
use super::practice::{address, frame};
use super::question::place;
use crate::Visit;
use crate::item_view;
use crate::look::{self, Tone};
use base::{Lang, t};
use learner::companion::Facts;
use learner::practice::{Feedback, Sitting};
use maud::{Markup, html};
use std::borrow::Cow;

pub(super) fn page(visit: &Visit, sitting: &Sitting, told: &Feedback, facts: &Facts) -> Markup {
    let lang = visit.lang;
    let (tone, verdict) = verdict(lang, told);
    // What led to the wrong answer, where the item's author has foreseen it.
    let why = content::help::misled(&told.item, &told.response).map(|w| w.why.as_str()).filter(|w| !w.is_empty());
    let over = sitting.done >= sitting.planned;
    look::page(
        &frame(visit, sitting),
        html! {
            section class="question" {
                (place(lang, told.number, sitting.planned, told.number))
                p class="hint" { b { (told.point.name(lang)) } }
                (item_view::stem(&told.item, false))
                (item_view::answered(lang, &told.item, told.attempt, &told.response, &told.key))
                div id="verdict" tabindex="-1" data-focus { (look::notice(tone, html! { p { b { (verdict) } } @if let Some(why) = why { p { (why) } } })) }
                (companion::afterwards(lang, visit.scope.person, told, facts))
                @if !told.item.explanation.is_empty() {
                    section { h2 { (t!(lang, "student.explanation")) } (item_view::paragraphs(&told.item.explanation)) }
                }
                p class="belief" {
                    (t!(lang, "student.now", point = told.point.name(lang), standing = told.estimate.standing().name(lang)))
                    " " (told.estimate.advice(lang))
                    " " a href={ "/learner/" (visit.scope.person) "/" (told.point.id) } { (t!(lang, "student.why")) }
                }
                div class="actions" {
                    a class="button primary" href=(address(sitting.id)) data-swap="main" {
                        @if over { (t!(lang, "student.finish")) } @else { (t!(lang, "student.next")) }
                    }
                }
            }
        },
    )
}

fn verdict(lang: Lang, told: &Feedback) -> (Tone, Cow<'static, str>) {
    if told.correct {
        (Tone::Good, t!(lang, "student.right"))
    } else if told.score > 0.0 {
        (Tone::Plain, t!(lang, "student.partly"))
    } else {
        (Tone::Plain, t!(lang, "student.wrong"))
    }
}
