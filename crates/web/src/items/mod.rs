//! The item bank for those who keep it: list, one item with its key, import.

mod import;
mod list;
mod models;
mod show;
mod wanted;

use crate::{Access, Route};
use people::Action;

pub(crate) fn routes() -> Vec<Route> {
    let mut routes = vec![
        Route::get("/items", Access::Region(Action::ManageItems), list::show),
        Route::get("/items/import", Access::Region(Action::ManageItems), import::show),
        Route::post("/items/import", Access::Region(Action::ManageItems), import::check).takes_file(),
        Route::post("/items/import/apply", Access::Region(Action::ManageItems), import::apply),
        Route::get("/items/template", Access::Region(Action::ManageItems), import::template),
        Route::get("/items/{item}", Access::Region(Action::ManageItems), show::show),
    ];
    routes.extend(models::routes());
    routes
}
