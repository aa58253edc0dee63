//! Who, and who may.
