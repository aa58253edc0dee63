//! How an estimate comes about, in plain words, with the numbers that the policy sets.

use base::{Lang, t};
use learner::policy;
use maud::{Markup, html};

/// Folded, so that it is there for whoever asks.
pub(super) fn explained(lang: Lang) -> Markup {
    let in_ten = |share: f64| format!("{:.0}", share * 10.0);
    html! {
        details {
            summary { (t!(lang, "student.how_computed")) }
            ul class="lines" {
                li { (t!(lang, "student.how_answers")) }
                li { (t!(lang, "student.how_secure", sure = in_ten(policy::LEVEL), secure = in_ten(policy::SECURE))) }
                li { (t!(lang, "student.how_unknown", enough = policy::ENOUGH_ANSWERS)) }
                li { (t!(lang, "student.how_never")) }
            }
        }
    }
}
