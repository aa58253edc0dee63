//! Pages for students: what to do today, and practice.

mod companion;
mod feedback;
mod home;
mod path;
mod practice;
mod question;
mod summary;

use crate::{Access, Route};
use people::Action;

pub(crate) fn routes() -> Vec<Route> {
    let access = Access::Anywhere(Action::Practise);
    vec![
        Route::get("/student", access, home::show),
        Route::post("/student/path", access, path::take),
        Route::post("/student/path/check", access, path::check),
        Route::post("/student/practice", access, practice::start),
        Route::get("/student/practice/{sitting}", access, practice::show),
        Route::post("/student/practice/{sitting}", access, practice::submit),
        Route::post("/student/practice/{sitting}/help", access, practice::help),
        Route::get("/student/practice/{sitting}/{attempt}", access, practice::feedback),
    ]
}
