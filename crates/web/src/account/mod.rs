//! One's own account: password, second factor, sessions, consent.

pub(crate) mod consent;
pub(crate) mod erasure;
mod password;
mod second_factor;
mod sessions;

use crate::{Access, Route};

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/account/password", Access::Arriving, password::show),
        Route::post("/account/password", Access::Arriving, password::submit),
        Route::get("/account/second-factor", Access::Arriving, second_factor::show),
        Route::post("/account/second-factor", Access::Arriving, second_factor::submit),
        Route::get("/account/sessions", Access::SignedIn, sessions::show),
        Route::post("/account/sessions", Access::SignedIn, sessions::end),
        Route::get("/account/consent", Access::SignedIn, consent::show),
        Route::post("/account/consent", Access::SignedIn, consent::submit),
        Route::get("/account/consent/{purpose}/erase", Access::SignedIn, erasure::own),
        Route::post("/account/consent/{purpose}/erase", Access::SignedIn, erasure::submit_own),
    ]
}
