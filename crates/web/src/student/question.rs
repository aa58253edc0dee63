//! The page of a question: why it comes, the question, a hint to open, the answer to give.

use super::practice::{address, frame};
use crate::Visit;
use crate::item_view::{self, Typed};
use crate::look::{self, Button};
use base::{Lang, Millis, t};
use learner::practice::{Offer, Sitting};
use maud::{Markup, html};

/// What the page shows.
pub(super) struct Page<'a> {
    pub sitting: &'a Sitting,
    pub offer: &'a Offer,
    /// When it was first shown, for the time taken.
    pub shown: Millis,
    /// What was sent before, when that was no answer.
    pub typed: Typed<'a>,
    /// Why it was none.
    pub error: Option<String>,
}

pub(super) fn page(visit: &Visit, page: &Page<'_>) -> Markup {
    let (lang, offer) = (visit.lang, page.offer);
    look::page(
        &frame(visit, page.sitting),
        html! {
            form class="question" method="post" action=(address(page.sitting.id)) data-swap="main" {
                (place(lang, offer.number, page.sitting.planned, offer.number - 1))
                input type="hidden" name="attempt" value=(offer.attempt);
                input type="hidden" name="item" value=(offer.item.id);
                input type="hidden" name="version" value=(offer.item.version);
                input type="hidden" name="token" value=(offer.token);
                input type="hidden" name="shown" value=(page.shown);
                p class="hint" { b { (offer.point.name(lang)) } " · " (offer.reason.text(lang)) }
                (item_view::stem(&offer.item, page.error.is_none()))
                (item_view::inputs(lang, &offer.item, offer.attempt, page.typed, page.error.as_deref()))
                @if !offer.item.hint.is_empty() {
                    details { summary { (t!(lang, "student.hint")) } (item_view::paragraphs(&offer.item.hint)) }
                }
                div class="actions" { (look::button(Button::Primary, &t!(lang, "student.submit"))) (look::link_button(Button::Second, "/student", &t!(lang, "student.pause"))) }
            }
        },
    )
}

/// Where in the sitting a page stands, in words and as a bar.
pub(super) fn place(lang: Lang, number: i64, planned: i64, done: i64) -> Markup {
    let words = t!(lang, "student.place", number = number, planned = planned);
    html! {
        div class="progress" { p { span { (words) } } progress aria-label=(words) max=(planned) value=(done) {} }
    }
}
