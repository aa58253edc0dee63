//! Growth: where does a learner's present score lie among those of learners with the same earlier scores?
//!
//! * [`Growth`]: student growth percentiles (Betebenner 2009, *Educational Measurement: Issues and Practice* 28(4), 42–51): quantile
//!   regressions of the present score on B-splines of the earlier ones.
//! * [`quantile_regression`]: the regression by itself, exact.
//!
//! A growth percentile describes; it does not say what caused the growth. One learner's carries the error of two or more tests and is
//! very uncertain (McCaffrey, Castellano & Lockwood 2015, *Educational Measurement: Issues and Practice* 34(1), 15–21): read means of many
//! learners, never one.

mod percentile;
mod quantile;
mod spline;

pub use percentile::{Growth, Settings};
pub use quantile::quantile_regression;
