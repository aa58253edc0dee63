//! Pages for families: their children, and what they agree to.

mod consent;
mod home;

use crate::account::erasure;
use crate::{Access, Route};
use people::Action;

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/family", Access::Anywhere(Action::DecideConsent), home::show),
        Route::get("/family/{person}/consent", Access::Person(Action::DecideConsent), consent::show),
        Route::post("/family/{person}/consent", Access::Person(Action::DecideConsent), consent::submit),
        Route::get("/family/{person}/consent/{purpose}/erase", Access::Person(Action::DecideConsent), erasure::of_child),
        Route::post("/family/{person}/consent/{purpose}/erase", Access::Person(Action::DecideConsent), erasure::submit_of_child),
    ]
}
