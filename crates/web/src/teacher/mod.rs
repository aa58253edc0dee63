//! Pages for teachers: their classes.

mod slips;

use crate::{Access, Route};
use people::Action;

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/class/{org}/slips", Access::Organisation(Action::IssueAccounts), slips::preview),
        Route::post("/class/{org}/slips", Access::Organisation(Action::IssueAccounts), slips::issue),
        Route::get("/jobs/{job}/slips", Access::SignedIn, slips::print),
    ]
}
