//! Rigorous enclosures: intervals of floating-point numbers that are sure to hold the value, rounded outwards at every step.
//!
//! Only the four operations and the square root are taken from the processor, which rounds them correctly (IEEE 754); a step to the
//! neighbouring number makes the bounds sure. All other functions are series in these, with a bound for what is left of the series.
//! Two enclosures that do not meet prove that two values differ. Nothing is ever called equal because enclosures meet.

mod evaluate;
mod functions;
mod interval;
mod samples;

pub(crate) use evaluate::{Place, Why, enclose};
pub(crate) use interval::Interval;
pub(crate) use samples::places;
