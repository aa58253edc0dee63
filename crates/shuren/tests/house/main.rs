//! The house's own order, read from its sources: floors, licences, messages.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod catalogue;
mod documents;
mod floors;
mod licences;
mod sources;
mod workspace;
