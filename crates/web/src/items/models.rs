//! Item models for those who keep items: the list, and an editor that shows twenty instances while one writes.

mod edit;
mod list;
mod preview;

use crate::{Access, Route};
use people::Action;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/items/models", Access::Region(Action::ManageItems), list::show),
        Route::get("/items/models/new", Access::Region(Action::ManageItems), edit::begin),
        Route::post("/items/models/preview", Access::Region(Action::ManageItems), edit::preview),
        Route::post("/items/models/save", Access::Region(Action::ManageItems), edit::save),
        Route::get("/items/models/{model}", Access::Region(Action::ManageItems), edit::show),
        Route::post("/items/models/{model}/status", Access::Region(Action::ManageItems), edit::set_status),
    ]
}
