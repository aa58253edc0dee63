//! A learner's record, for whoever it is about, their family and their teachers: what is believed, down to the single
//! answers, how it was computed, and the form to question it.

mod access_log;
pub(crate) mod activities;
mod answers;
pub(crate) mod corrections;
mod estimates;
mod explained;
mod export;
mod growth;
pub(crate) mod path;
mod point;
mod questions;
mod record;
mod sections;
pub(crate) mod sentence;
mod shared;
mod shares;
mod statement;
mod timeline;
mod voice;

use crate::{Access, Route};
use people::Action;

pub(crate) use estimates::standing;

pub(crate) fn routes() -> Vec<Route> {
    let view = Access::Person(Action::ViewLearner);
    vec![
        Route::get("/learner/{person}", view, record::show),
        Route::get("/learner/{person}/access", Access::Person(Action::ViewAccessLog), access_log::show),
        Route::get("/learner/{person}/timeline", view, timeline::show),
        Route::get("/learner/{person}/growth", view, growth::show),
        Route::get("/learner/{person}/corrections", Access::Person(Action::QuestionEstimate), corrections::list),
        Route::post("/learner/{person}/corrections/{correction}/appeal", Access::Person(Action::QuestionEstimate), corrections::appeal),
        Route::get("/learner/{person}/shares", Access::Person(Action::ShareRecord), shares::list),
        Route::post("/learner/{person}/shares", Access::Person(Action::ShareRecord), shares::create),
        Route::post("/learner/{person}/shares/{share}/revoke", Access::Person(Action::ShareRecord), shares::revoke),
        Route::get("/learner/{person}/activities", Access::Person(Action::QuestionEstimate), activities::show),
        Route::post("/learner/{person}/activities/{opportunity}/join", Access::Person(Action::QuestionEstimate), activities::join),
        Route::post("/learner/{person}/activities/{invitation}/answer", Access::Person(Action::QuestionEstimate), activities::answer),
        Route::get("/learner/{person}/export", Access::Person(Action::ExportRecord), export::show),
        Route::post("/learner/{person}/export", Access::Person(Action::ExportRecord), export::make),
        Route::get("/learner/{person}/path", view, path::show),
        Route::post("/learner/{person}/path/wish", Access::Person(Action::Guide), path::set),
        Route::get("/learner/{person}/{point}", view, point::show),
        Route::post("/learner/{person}/{point}/question", Access::Person(Action::QuestionEstimate), point::question),
        Route::get("/learner/{person}/statement/{statement}", view, statement::show),
        Route::post("/learner/{person}/statement/{statement}/correction", Access::Person(Action::QuestionEstimate), corrections::ask),
        Route::get("/shared", Access::SignedIn, shared::list),
        Route::get("/shared/{share}", Access::SignedIn, shared::show),
        Route::get("/shared/link/{token}", Access::Public, shared::open),
    ]
}
