//! The page of a question: why it comes, the question, the companion's help, the answer to give.

use super::companion;
use super::practice::{address, frame};
use crate::Visit;
use crate::item_view::{self, Typed};
use crate::look::{self, Button};
use base::{Lang, Millis, t};
use learner::companion::Shown;
use learner::practice::{Offer, Sitting};
use maud::{Markup, html};

/// What the page shows.
pub(super) struct Page<'a> {
    pub sitting: &'a Sitting,
    pub offer: &'a Offer,
    /// When it was first shown, for the time taken.
    pub shown: Millis,
    /// The help shown so far.
    pub help: &'a Shown,
    /// What is said where there is no further help.
    pub told: Option<String>,
    /// What was sent before, when that was no answer or help was asked for.
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
                (item_view::stem(&offer.item, page.error.is_none() && page.help.rungs.is_empty()))
                (item_view::inputs(lang, &offer.item, offer.attempt, page.typed, page.error.as_deref()))
                div class="actions" { (look::button(Button::Primary, &t!(lang, "student.submit"))) (look::link_button(Button::Second, "/student", &t!(lang, "student.pause"))) }
                // Behind the answer's button, which the Enter key presses.
                (companion::ladder(lang, page.sitting.id, offer, page.help, page.told.as_deref()))
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
