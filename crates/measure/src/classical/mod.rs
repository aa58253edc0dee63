//! Classical test theory: difficulty, discrimination, options, reliability and errors of measurement.
//!
//! Every figure reads the sparse [`Responses`](crate::Responses) and says what it does with what is missing: nobody's missing
//! answer is taken as a 0, and where learners met different items, totals are compared as shares of the marks that each could get.
//!
//! * [`items`]: difficulty, upper–lower discrimination and item–rest correlation of each item.
//! * [`options`]: who chose which option.
//! * [`Covariances`]: coefficient α with its interval, the one-factor fit with coefficient ω, the standard error of measurement.
//! * [`lord`], [`keats`], [`compound`]: the standard error of measurement at a score.

mod conditional;
mod items;
mod omega;
mod options;
mod ranking;
mod reliability;

pub use conditional::{compound, keats, kr21, lord};
pub use items::{ItemStatistics, KELLEY, items};
pub use omega::OneFactor;
pub use options::{OptionStatistics, options};
pub use reliability::{Covariances, alpha_interval};
