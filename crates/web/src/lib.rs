//! How people see and touch it: pages by audience, APIs by standard.
//!
//! Every route declares who may call it ([`Access`]) in one list ([`routes`]). A page's handler and
//! its view stand together; what they show comes from the floors below. No SQL and no mathematics
//! live here.

mod access;
mod account;
mod admin;
mod api;
mod app;
pub mod assets;
mod attempts;
mod bureau;
mod capture;
mod failure;
mod family;
mod graph;
mod input;
mod item_view;
mod items;
mod jobs;
mod learner;
pub mod look;
mod navigation;
mod public;
mod reader;
mod router;
mod school;
mod student;
mod teacher;
mod upload;

pub use access::Access;
pub use app::App;
pub use failure::{Answer, Failure, Told, status};
pub use reader::{Caller, Reader, SESSION_COOKIE, Visit};
pub use router::{Route, router, routes};
