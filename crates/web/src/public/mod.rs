//! Pages for everybody: signing in and out, preferences, and the way home.

pub(crate) mod open;
pub(crate) mod sign_in;

use crate::{Access, Reader, Route, Visit, failure, look, navigation};
use axum::response::{IntoResponse, Redirect, Response};

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/", Access::SignedIn, home),
        Route::get("/open", Access::Public, open::catalogue),
        Route::get("/open/{code}", Access::Public, open::show),
        Route::get("/open/{code}/{number}", Access::Public, open::download),
        Route::post("/open/{code}/feedback", Access::Public, open::give_feedback),
        Route::get("/sign-in", Access::Public, sign_in::show),
        Route::post("/sign-in", Access::Public, sign_in::submit),
        Route::post(look::SIGN_OUT, Access::Arriving, sign_in::leave),
        Route::post(look::PREFERENCES, Access::Public, look::keep_preference),
    ]
}

/// To the home of the first role.
async fn home(visit: Visit) -> Redirect {
    let role = visit.caller.session.roles().first().copied();
    Redirect::to(role.map_or("/account/sessions", navigation::home))
}

pub(crate) async fn not_found(reader: Reader) -> Response {
    failure::respond(base::Error::NotFound, &reader).into_response()
}
