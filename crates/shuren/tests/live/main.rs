//! The running product: browser journeys, and a server killed at work.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod audit;
mod chrome;
mod crash;
mod crash_statements;
mod journeys;
mod server;
mod visitor;
