//! The binary's library: command line, wiring, demo region.

pub mod demo;
