//! How people see and touch it: pages by audience, APIs by standard.

pub mod assets;
pub mod look;
