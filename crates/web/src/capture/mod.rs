//! Noting facts: the board for teachers, the school's switches, and who needs a look.

mod board;
mod choice;
mod progress;
mod school;
mod send;

use crate::{Access, Route};
use people::Action;

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/class/{org}/capture", Access::Organisation(Action::Capture), board::show),
        Route::post("/class/{org}/capture", Access::Organisation(Action::Capture), send::submit),
        Route::get("/school/{org}/capture", Access::Organisation(Action::SwitchCapture), choice::show),
        Route::post("/school/{org}/capture", Access::Organisation(Action::SwitchCapture), choice::switch),
        Route::post("/school/{org}/capture/facts", Access::Organisation(Action::SwitchCapture), choice::choose),
        Route::get("/class/{org}/progress", Access::Organisation(Action::ViewClass), progress::show),
        Route::get("/class/{org}/progress.csv", Access::Organisation(Action::ViewClass), progress::export),
        Route::get("/school/{org}/progress", Access::Organisation(Action::LeadSchool), school::show),
    ]
}
