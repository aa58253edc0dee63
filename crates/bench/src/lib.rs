//! Measures the product from outside: starts the real binary, drives it over HTTP, reads its
//! memory and its processor time from `/proc`.
//!
//! Each result is one JSON line ([`Figure`]). The driver ([`Server`], [`Client`]) also serves the
//! tests that run against the real binary.

mod cast;
mod client;
mod figure;
mod form;
pub mod house;
pub mod lake;
mod machine;
pub mod measure;
pub mod path;
pub mod records;
pub mod report;
mod server;
mod wire;

pub use cast::{Cast, PASSWORD};
pub use client::{Client, Page};
pub use figure::Figure;
pub use form::Form;
pub use machine::Machine;
pub use server::{Server, spare_port};
pub use wire::Wire;
