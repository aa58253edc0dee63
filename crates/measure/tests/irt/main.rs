//! Item response theory: items, calibration, scoring and fit against published numbers, R mirt's, and laws that must hold.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod bad_input;
mod calibration;
mod data;
mod fit;
mod items;
mod linking;
mod polytomous;
mod scoring;
mod several;
