//! Growth: where does a learner's present score lie among those of learners with the same earlier scores?
//!
//! * [`Growth`]: student growth percentiles (Betebenner 2009, *Educational Measurement: Issues and Practice* 28(4), 42–51): quantile regressions of
//!   the present score on B-splines of the earlier ones.
//! * [`quantile_regression`]: the regression by itself, exact.
//!
//! A growth percentile describes; it does not say what caused the growth. One learner's carries the error of two or more tests and is
//! uncertain by some 15 to 25 points (Wells, Sireci & Bahry 2014): read means of many learners, never one.

mod percentile;
mod quantile;
mod spline;

pub use percentile::{Growth, Settings};
pub use quantile::quantile_regression;
