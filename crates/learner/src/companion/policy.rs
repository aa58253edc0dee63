//! The numbers of the companion that are somebody's decision, each with its source. Nowhere else in this module.

use base::Millis;

/// What a right answer counts less for each rung that said something about the question. Partial credit by hints predicts later answers better than
/// right and wrong alone (Wang & Heffernan 2013, Extending Knowledge Tracing to Allow Partial Credit, AIED); a quarter a rung, so that the answer after the
/// whole ladder still counts more than a wrong one. A judgement until the region's own data say better.
pub const COST_OF_A_HINT: f64 = 0.25;

/// The same for a rung that only recalls what the point is about.
pub const COST_OF_A_REMINDER: f64 = 0.1;

/// What a right answer counts at the least: it was given by the learner.
pub const LEAST_CREDIT: f64 = 0.25;

/// An answer given faster than this was not thought about: the common three-second threshold of rapid guessing (Kong, Wise & Bhola 2007,
/// Educational and Psychological Measurement 67(4)).
pub const RAPID: Millis = 3_000;

/// Fast wrong answers of a sitting from which the learner is told: once happens to everybody.
pub const RAPID_ANSWERS: usize = 2;

/// A rung opened faster than this after the one before was not read (Aleven et al. 2006, International Journal of AI in Education 16, "clicking
/// through hints").
pub const CLICKED: Millis = 3_000;

/// Rungs clicked through in a row from which the learner is told.
pub const CLICKED_RUNGS: usize = 2;

/// Time on one question from which it is said that somebody kept at it.
pub const PERSISTED: Millis = 60_000;

/// Days of the last seven with practice from which it is said that somebody keeps coming.
pub const FAITHFUL_DAYS: usize = 3;

/// Right answers in a row, without help, from which it is said.
pub const RUN: usize = 3;

/// Points named that a question builds on.
pub const GROUND: usize = 3;
