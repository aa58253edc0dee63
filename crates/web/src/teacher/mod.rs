//! Pages for teachers: their classes, what comes, tomorrow’s lesson, what learners question, account slips, consent on paper.

mod activities;
mod class;
mod coming;
mod consent;
pub(crate) mod corrections;
mod diagnosis;
mod home;
mod questions;
mod slips;

use crate::{Access, Route};
use people::Action;

pub(crate) fn routes() -> Vec<Route> {
    let mut routes = vec![
        Route::get("/teacher", Access::Anywhere(Action::ViewClass), home::show),
        Route::get("/teacher/questions", Access::Anywhere(Action::AnswerQuestion), questions::show),
        Route::get("/class/{org}", Access::Organisation(Action::ViewClass), class::show),
        Route::get("/class/{org}/grid.csv", Access::Organisation(Action::ViewClass), class::export),
        Route::get("/class/{org}/coming", Access::Organisation(Action::Guide), coming::show),
        Route::post("/class/{org}/coming", Access::Organisation(Action::Guide), coming::say),
        Route::post("/class/{org}/coming/{coming}/take-back", Access::Organisation(Action::Guide), coming::take_back),
        Route::post("/class/{org}/questions/{question}", Access::Organisation(Action::AnswerQuestion), questions::answer),
        Route::post("/class/{org}/corrections/{correction}", Access::Organisation(Action::AnswerQuestion), corrections::answer),
        Route::get("/class/{org}/activities", Access::Organisation(Action::ViewClass), activities::show),
        Route::post("/class/{org}/activities/{opportunity}", Access::Organisation(Action::ViewClass), activities::invite),
        Route::get("/class/{org}/consent", Access::Organisation(Action::RecordConsent), consent::show),
        Route::post("/class/{org}/consent", Access::Organisation(Action::RecordConsent), consent::submit),
        Route::get("/class/{org}/slips", Access::Organisation(Action::IssueAccounts), slips::preview),
        Route::post("/class/{org}/slips", Access::Organisation(Action::IssueAccounts), slips::issue),
        Route::get("/jobs/{job}/slips", Access::SignedIn, slips::print),
    ];
    routes.extend(diagnosis::routes());
    routes
}
