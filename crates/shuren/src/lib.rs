//! The binary's library: command line, wiring, demo region.
