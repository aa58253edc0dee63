//! Agreement of raters: exact and adjacent agreement, κ and weighted κ of two, Krippendorff's α and the intraclass correlation of more.
//!
//! * [`Ratings`]: two raters (or a rater and a machine) on levels 0, 1, 2, …
//! * [`krippendorff`]: any number of raters, each of whom may have rated only some.
//! * [`Intraclass`]: scores by several raters who rated everything.

mod intraclass;
mod krippendorff;
mod two;

pub use intraclass::Intraclass;
pub use krippendorff::{Scale, krippendorff};
pub use two::{Kappa, Ratings, Weights};
