//! The journeys of `docs/journeys.md`, each a test of the same name.

mod administrator;
mod capture;
mod citizen;
mod family;
mod growth;
mod loop_turns;
mod record;
mod staff;
mod student;
