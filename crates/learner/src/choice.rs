//! What to ask next, and why: first what is not yet secure, weakest first; then what is new, in the order of the
//! curriculum; then what was secure and has not been asked for long; then the least sure of the rest.

use crate::mastery::{Estimate, Standing};
use crate::practice::Sitting;
use crate::{answer::day_number, policy};
use base::{Lang, Millis};
use content::item::Item;
use content::point::Point;
use records::Answer;
use std::borrow::Cow;
use std::collections::HashMap;

/// Latest answers that are looked at, so that questions do not come again too soon.
pub const MEMORY: i64 = 40;
/// Questions of a point that are looked at to find a fresh one: more than can have been answered lately.
pub const ITEMS: i64 = MEMORY + 24;

/// Why a question was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// The learner chose the point.
    Chosen,
    /// The point is weak.
    Weak,
    /// The point is on the way.
    Growing,
    /// The point has not been asked yet.
    New,
    /// The point was secure and has rested long.
    Review,
    /// All is secure; this is the least sure.
    Keep,
}

impl Reason {
    /// The reason for the learner.
    pub fn text(self, lang: Lang) -> Cow<'static, str> {
        base::t!(
            lang,
            match self {
                Reason::Chosen => "learner.reason_chosen",
                Reason::Weak => "learner.reason_weak",
                Reason::Growing => "learner.reason_growing",
                Reason::New => "learner.reason_new",
                Reason::Review => "learner.reason_review",
                Reason::Keep => "learner.reason_keep",
            }
        )
    }
}

/// The point to ask for among those that have questions, given in the order of the curriculum.
pub(crate) fn point(
    points: Vec<Point>,
    estimates: &HashMap<i64, Estimate>,
    recent: &[Answer],
    sitting: &Sitting,
    now: Millis,
) -> Option<(Point, Reason)> {
    let tired = tired_of(recent, sitting);
    let ranked = |point: &Point| {
        let estimate = estimates.get(&point.id);
        let reason = if sitting.point.is_some() { Reason::Chosen } else { reason(estimate, now) };
        let urgency = match (reason, estimate) {
            // Secure points by how long they have rested, others by how weak they are; new ones stay in order.
            (Reason::Review, Some(e)) => e.last_at as f64,
            (_, Some(e)) => e.mean,
            (_, None) => 0.0,
        };
        (Some(point.code.as_str()) == tired, reason, urgency)
    };
    let mut ranking: Vec<((bool, Reason, f64), Point)> = points.into_iter().map(|p| (ranked(&p), p)).collect();
    ranking.sort_by(|(a, _), (b, _)| (a.0, a.1).cmp(&(b.0, b.1)).then(a.2.total_cmp(&b.2)));
    ranking.into_iter().next().map(|((_, reason, _), point)| (point, reason))
}

fn reason(estimate: Option<&Estimate>, now: Millis) -> Reason {
    let Some(estimate) = estimate else { return Reason::New };
    match estimate.standing() {
        Standing::Weak => Reason::Weak,
        Standing::Unknown | Standing::Growing => Reason::Growing,
        Standing::Secure if day_number(now) - day_number(estimate.last_at) >= policy::REVIEW_AFTER_DAYS => Reason::Review,
        Standing::Secure => Reason::Keep,
    }
}

/// The point that has been asked often enough in a row in this sitting.
fn tired_of<'a>(recent: &'a [Answer], sitting: &Sitting) -> Option<&'a str> {
    let last = recent.get(..policy::IN_A_ROW)?;
    let point = last.first()?.answered.point.as_str();
    last.iter().all(|a| a.answered.session == Some(sitting.id) && a.answered.point == point).then_some(point)
}

/// Of the items that were answered longest ago, or never, the one whose difficulty is nearest to `level`.
pub(crate) fn item(items: Vec<Item>, recent: &[Answer], level: i64) -> Option<Item> {
    let answers_since = |item: &Item| recent.iter().position(|a| a.answered.item == item.code).unwrap_or(usize::MAX);
    // `max_by_key` gives the last of equals; the items come in the order of the seed.
    items.into_iter().rev().max_by_key(|item| (answers_since(item), -(item.difficulty - level).abs()))
}
