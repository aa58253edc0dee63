//! Pages for bureau officers, inspectors and researchers: the region's aggregates.

mod region;

use crate::{Access, Route};
use people::Action;

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/bureau", Access::Anywhere(Action::ViewRegion), region::list),
        Route::get("/region/{org}", Access::Organisation(Action::ViewRegion), region::show),
    ]
}
