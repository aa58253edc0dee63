//! The journeys of `docs/journeys.md`, each a test of the same name.

mod administrator;
mod capture;
mod citizen;
mod companion;
mod family;
mod graph;
mod growth;
mod lesson;
mod loop_turns;
mod path;
mod record;
mod staff;
mod student;
