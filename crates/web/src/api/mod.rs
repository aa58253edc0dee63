//! Interfaces for programs of other makers, by standard.

pub(crate) mod case;
pub(crate) mod xapi;
