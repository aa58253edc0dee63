//! A learner's record, for whoever it is about, their family and their teachers: what is believed, down to the single
//! answers, how it was computed, and the form to question it.

mod access_log;
mod answers;
mod estimates;
mod explained;
mod point;
mod questions;
mod record;
mod sections;
mod statement;
mod voice;

use crate::{Access, Route};
use people::Action;

pub(crate) use estimates::standing;

pub(crate) fn routes() -> Vec<Route> {
    let view = Access::Person(Action::ViewLearner);
    vec![
        Route::get("/learner/{person}", view, record::show),
        Route::get("/learner/{person}/access", Access::Person(Action::ViewAccessLog), access_log::show),
        Route::get("/learner/{person}/{point}", view, point::show),
        Route::post("/learner/{person}/{point}/question", Access::Person(Action::QuestionEstimate), point::question),
        Route::get("/learner/{person}/statement/{statement}", view, statement::show),
    ]
}
