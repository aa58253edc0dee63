//! Pages for bureau officers, inspectors and researchers: the region's aggregates; for officers, open data.

mod open;
mod region;

use crate::{Access, Route};
use people::Action;

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/bureau", Access::Anywhere(Action::ViewRegion), region::list),
        Route::get("/bureau/open", Access::Region(Action::PrepareRelease), open::list),
        Route::post("/bureau/open", Access::Region(Action::PrepareRelease), open::add),
        Route::get("/bureau/open/{dataset}", Access::Region(Action::PrepareRelease), open::show),
        Route::post("/bureau/open/{dataset}/prepare", Access::Region(Action::PrepareRelease), open::prepare),
        Route::get("/bureau/open/{dataset}/{version}", Access::Region(Action::PrepareRelease), open::look_at),
        Route::post("/bureau/open/{dataset}/{version}", Access::Region(Action::PrepareRelease), open::decide),
        Route::get("/region/{org}", Access::Organisation(Action::ViewRegion), region::show),
    ]
}
