//! A teacher prepares tomorrow: what the class needs next, groups to work on it, five minutes to see whether it worked.

mod chosen;
mod groups;
mod show;
mod ticket;

use crate::{Access, Route};
use people::Action;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/class/{org}/diagnosis", Access::Organisation(Action::ViewClass), show::show),
        Route::get("/class/{org}/diagnosis/groups", Access::Organisation(Action::ViewClass), groups::show),
        Route::get("/class/{org}/diagnosis/ticket", Access::Organisation(Action::ViewClass), ticket::show),
    ]
}
