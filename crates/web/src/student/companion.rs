//! The study companion on the pages of a sitting: the ladder of help at a question, and what is said about effort afterwards.

use super::practice::address;
use crate::item_view;
use crate::look::{self, Button, Tone};
use base::{Lang, t};
use content::Interaction;
use learner::companion::{self, Facts, Notice, Praise, Rung, Shown, Worked};
use learner::practice::{Feedback, Offer};
use maud::{Markup, html};
use uuid::Uuid;

/// The field that names the rung asked for.
pub(super) const RUNG: &str = "rung";

/// The ladder at a question, as far as it was climbed, inside the question's form.
pub(super) fn ladder(lang: Lang, sitting: Uuid, offer: &Offer, shown: &Shown, told: Option<&str>) -> Markup {
    let climbed = shown.rungs.len();
    let label = match shown.rungs.last() {
        None => t!(lang, "companion.first"),
        Some(_) => t!(lang, "companion.next"),
    };
    html! {
        section id="help" class="stacked" aria-label=(t!(lang, "companion.title")) {
            @for (n, rung) in shown.rungs.iter().enumerate() {
                div class="notice" tabindex=[(n + 1 == climbed).then_some("-1")] data-focus[n + 1 == climbed] { div { (step(lang, offer, rung)) } }
            }
            @if let Some(notice) = companion::clicked(&shown.at) { (notice_line(lang, notice)) }
            @if let Some(told) = told { (look::notice(Tone::Plain, html! { (told) })) }
            @else if shown.more {
                div class="actions" {
                    button class="button" formaction={ (address(sitting)) "/help" } formnovalidate name=(RUNG) value=(climbed + 1) { (label) }
                }
            }
            p class="hint" { (t!(lang, "companion.speaks")) }
        }
    }
}

fn step(lang: Lang, offer: &Offer, rung: &Rung) -> Markup {
    match rung {
        Rung::Ask => {
            let words = match &offer.item.interaction {
                Interaction::Choice(c) if c.multiple => t!(lang, "companion.ask_multiple"),
                Interaction::Choice(_) => t!(lang, "companion.ask_choice"),
                Interaction::Numeric(_) => t!(lang, "companion.ask_numeric"),
                Interaction::ShortText(_) => t!(lang, "companion.ask_text"),
            };
            html! { p { b { (t!(lang, "companion.ask_title")) } } p { (words) } }
        }
        Rung::Recall { means, ground } => html! {
            p { b { (t!(lang, "companion.recall_title")) } }
            @if !means.is_empty() { p { (t!(lang, "companion.recall_means", means = means)) } }
            @if !ground.is_empty() { p { (t!(lang, "companion.recall_ground", points = ground.join(&t!(lang, "site.and")))) } }
        },
        Rung::Hint(text) => html! { p { b { (t!(lang, "companion.hint_title")) } } (item_view::paragraphs(text)) },
        Rung::Begin(text) => html! { p { b { (t!(lang, "companion.begin_title")) } } (item_view::paragraphs(text)) },
        Rung::Sibling(worked) => sibling(lang, worked),
    }
}

fn sibling(lang: Lang, worked: &Worked) -> Markup {
    html! {
        p { b { (t!(lang, "companion.sibling_title")) } }
        p { (t!(lang, "companion.sibling_lead")) }
        blockquote {
            (item_view::paragraphs(&worked.item.stem))
            ol { @for step in &worked.steps { li { (item_view::paragraphs(step)) } } }
            p { (t!(lang, "companion.sibling_answer")) (item_view::in_words(&worked.item, &worked.key)) }
        }
    }
}

fn notice_line(lang: Lang, notice: Notice) -> Markup {
    let words = match notice {
        Notice::Rushed { answers, seconds } => t!(lang, "companion.notice_rushed", answers = answers, seconds = seconds),
        Notice::ClickedThrough { rungs } => t!(lang, "companion.notice_clicked", rungs = rungs),
    };
    look::notice(Tone::Plain, html! { (words) })
}

fn praise_line(lang: Lang, praise: Praise) -> Markup {
    let words = match praise {
        Praise::Mended => t!(lang, "companion.praise_mended").into_owned(),
        Praise::WithHelp { rungs } => t!(lang, "companion.praise_with_help", rungs = rungs),
        Praise::Persisted { seconds } => t!(lang, "companion.praise_persisted", seconds = seconds),
        Praise::Tried { seconds } => t!(lang, "companion.praise_tried", seconds = seconds),
        Praise::Run { answers } => t!(lang, "companion.praise_run", answers = answers),
        Praise::Days { days } => t!(lang, "companion.praise_days", days = days),
    };
    look::notice(Tone::Good, html! { (words) })
}

/// What is said after an answer: first what rushing did, else what is to be praised; what help counts; after a wrong one it asks back.
pub(super) fn afterwards(lang: Lang, person: i64, told: &Feedback, facts: &Facts) -> Markup {
    let helped = facts.sitting.last().is_some_and(|t| t.rungs > 0);
    html! {
        @if let Some(notice) = companion::notice(&facts.sitting) { (notice_line(lang, notice)) }
        @else if let Some(praise) = companion::praise(facts) { (praise_line(lang, praise)) }
        @if helped && told.correct && told.score < 1.0 { p class="hint" { (t!(lang, "companion.counted")) } }
        @if !told.correct { (ask_back(lang, person, told)) }
    }
}

/// Asks back where it went astray: the learner's own judgement, kept nowhere.
fn ask_back(lang: Lang, person: i64, told: &Feedback) -> Markup {
    let path = format!("/learner/{person}/path?subject={}", told.point.subject.code());
    html! {
        section class="stacked" id="why" {
            h2 { (t!(lang, "companion.why_title")) }
            details { summary { (t!(lang, "companion.why_read")) } p { (t!(lang, "companion.why_read_next")) } }
            details { summary { (t!(lang, "companion.why_slip")) } p { (t!(lang, "companion.why_slip_next")) } }
            details {
                summary { (t!(lang, "companion.why_point")) }
                p { (t!(lang, "companion.why_point_next")) }
                div class="actions" { (look::link_button(Button::Second, &path, &t!(lang, "companion.why_point_go"))) }
            }
        }
    }
}
