//! Pages for schools: aggregates without names, and who belongs to the school.

mod activities;
pub(crate) mod aggregate;
mod appeals;
pub(crate) mod home;
mod roster;

use crate::{Access, Route};
use people::Action;

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/school", Access::Anywhere(Action::ViewSchool), home::list),
        Route::get("/school/{org}", Access::Organisation(Action::ViewSchool), home::show),
        Route::get("/school/{org}/appeals", Access::Organisation(Action::DecideAppeal), appeals::show),
        Route::post("/school/{org}/appeals/{correction}", Access::Organisation(Action::DecideAppeal), appeals::decide),
        Route::get("/activities", Access::Anywhere(Action::OfferActivity), activities::list),
        Route::get("/activities/{org}", Access::Organisation(Action::OfferActivity), activities::show),
        Route::post("/activities/{org}", Access::Organisation(Action::OfferActivity), activities::offer),
        Route::get("/roster", Access::Anywhere(Action::ViewRoster), roster::list),
        Route::get("/roster/{org}", Access::Organisation(Action::ViewRoster), roster::show),
    ]
}
