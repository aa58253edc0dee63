//! How growth, memory and pace come about, in plain words, with what they were read with.

use base::{Lang, clock, t};
use learner::calibration::{Calibration, Model};
use learner::policy;
use learner::state::State;
use maud::{Markup, html};

/// Folded, so that it is there for whoever asks.
pub(super) fn explained(lang: Lang, state: &State) -> Markup {
    let in_ten = |share: f64| format!("{:.0}", share * 10.0);
    html! {
        details id="how" {
            summary { (t!(lang, "growth.how")) }
            ul class="lines" {
                li { (t!(lang, "growth.how_ability", sure = in_ten(policy::LEVEL))) }
                li { (t!(lang, "growth.how_memory", recall = in_ten(policy::RECALL))) }
                li { (t!(lang, "growth.how_pace", n = policy::TIMES_KEPT)) }
                li { (t!(lang, "growth.how_question")) }
                li { (t!(lang, "growth.how_never")) }
                @for subject in &state.subjects { li { (subject.subject.name(lang)) (t!(lang, "growth.colon")) (read_with(lang, &subject.calibration)) } }
            }
        }
    }
}

fn read_with(lang: Lang, known: &Calibration) -> String {
    match known.model {
        Model::None => t!(lang, "growth.not_calibrated").into_owned(),
        _ => t!(
            lang,
            "growth.calibrated",
            day = clock::date_of(known.made_at),
            learners = known.protocol.learners,
            answers = known.protocol.answers,
            items = known.protocol.items
        ),
    }
}
