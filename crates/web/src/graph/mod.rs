//! The knowledge–ability graph: drawn for everybody who is signed in, changed by researchers, a second one of whom reviews.

mod change;
mod export;
mod import;
mod list;
mod map;
mod point;
mod proposal;
mod proposals;
mod version;

use crate::{Access, Route};
use people::Action;

pub(crate) fn routes() -> Vec<Route> {
    let edit = Access::Region(Action::ManageItems);
    vec![
        Route::get("/graph", Access::SignedIn, list::show),
        Route::get("/graph/{subject}", Access::SignedIn, map::show),
        Route::get("/graph/{subject}/sheet.xlsx", Access::SignedIn, export::sheet),
        Route::get("/graph/{subject}/versions", Access::SignedIn, version::list),
        Route::get("/graph/{subject}/versions/{number}", Access::SignedIn, version::show),
        Route::post("/graph/{subject}/versions/{number}", edit, version::go_back),
        Route::get("/graph/points/{point}", Access::SignedIn, point::show),
        Route::get("/graph/{subject}/proposals", edit, proposals::list),
        Route::post("/graph/{subject}/proposals", edit, proposals::begin),
        Route::get("/graph/proposals/{proposal}", edit, proposal::show),
        Route::post("/graph/proposals/{proposal}", edit, proposal::decide),
        Route::get("/graph/proposals/{proposal}/point", edit, change::show),
        Route::post("/graph/proposals/{proposal}/point", edit, change::point),
        Route::post("/graph/proposals/{proposal}/edge", edit, change::edge),
        Route::post("/graph/proposals/{proposal}/retire", edit, change::retire),
        Route::post("/graph/proposals/{proposal}/drop", edit, change::leave_out),
        Route::post("/graph/proposals/{proposal}/import", edit, import::take).takes_file(),
    ]
}

/// The subject that a path names.
fn subject(code: &str) -> base::Result<content::Subject> {
    content::Subject::ALL.into_iter().find(|s| s.code() == code).ok_or(base::Error::NotFound)
}

/// Whether the caller edits the graph: shows what leads to the editor.
async fn edits(conn: &mut base::Conn, visit: &crate::Visit) -> base::Result<bool> {
    match content::graph::proposal::may_edit(conn, &visit.scope).await {
        Ok(()) => Ok(true),
        Err(base::Error::Forbidden) => Ok(false),
        Err(other) => Err(other),
    }
}

/// A grade as people call it; the stage's name where none is counted.
fn grade(lang: base::Lang, point: &content::Point) -> String {
    if point.grade == 0 { point.stage.name(lang).into_owned() } else { people::grade::name(lang, point.stage, point.grade).into_owned() }
}
