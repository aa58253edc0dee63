//! Pages for administrators: who belongs where, what was done, how the system is.

mod applications;
mod audit;
mod home;
mod life;
mod retention;
mod roster;

use crate::{Access, Route};
use people::Action;

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/admin", Access::Anywhere(Action::ManageRoster), home::show),
        Route::get("/admin/roster", Access::Anywhere(Action::ManageRoster), roster::show),
        Route::post("/admin/roster", Access::Anywhere(Action::ManageRoster), roster::check).takes_file(),
        Route::post("/admin/roster/apply", Access::Anywhere(Action::ManageRoster), roster::apply),
        Route::get("/admin/roster/template/{kind}", Access::Anywhere(Action::ManageRoster), roster::template),
        Route::get("/admin/school/{org}/oneroster.zip", Access::Organisation(Action::ManageRoster), roster::export),
        Route::get("/admin/audit", Access::Region(Action::Operate), audit::show),
        Route::get("/admin/applications", Access::Region(Action::Operate), applications::show),
        Route::post("/admin/applications", Access::Region(Action::Operate), applications::create),
        Route::get("/admin/applications/{application}", Access::Region(Action::Operate), applications::one),
        Route::post("/admin/applications/{application}/rotate", Access::Region(Action::Operate), applications::rotate),
        Route::post("/admin/applications/{application}/revoke", Access::Region(Action::Operate), applications::revoke),
        Route::get("/admin/retention", Access::Region(Action::ApproveRetention), retention::show),
        Route::post("/admin/retention", Access::Region(Action::SetRetention), retention::propose),
        Route::post("/admin/retention/{rule}", Access::Region(Action::ApproveRetention), retention::decide),
        Route::get("/admin/people", Access::Anywhere(Action::ManageRoster), life::search),
        Route::get("/admin/people/{person}", Access::Person(Action::ManageRoster), life::person),
        Route::post("/admin/people/{person}/transfer", Access::Person(Action::ManageRoster), life::transfer),
        Route::post("/admin/people/{person}/merge", Access::Person(Action::ManageRoster), life::merge),
        Route::get("/admin/school/{org}/graduate", Access::Organisation(Action::ManageRoster), life::graduation),
        Route::post("/admin/school/{org}/graduate", Access::Organisation(Action::ManageRoster), life::graduate),
    ]
}
