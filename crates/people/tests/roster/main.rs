//! The roster in and out, on both databases.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod defects;
mod files;
mod packages;
mod round_trip;
mod scale;
mod sheets;
mod town;
