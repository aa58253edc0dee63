//! The numbers that are somebody's decision, each with its reason. Nowhere else in this crate.

use base::Millis;

/// For how long clocks of writers and short transactions may overlap: what was stored within the last minute waits for the
/// next run.
pub const OVERLAP: Millis = 60_000;

/// Rows kept in memory over all files of a run: half a kilobyte each.
pub const ROWS_IN_MEMORY: usize = 100_000;

/// Rows of a file: 30 to 60 MB of statements, a piece of work for one core of an engine.
pub const ROWS_A_FILE: usize = 1_000_000;

/// Rows read from the database at a time.
pub const PAGE: i64 = 5_000;

/// Persons whose estimates are read at a time.
pub const PERSONS: i64 = 500;

/// Fewer learners than this are not shown in open data (design rule 7, the region's smallest cell).
pub const SMALLEST_CELL: i64 = learner::policy::SMALLEST_CELL_IN_REGION;

/// Feedback a data set takes in a day: what an officer can read.
pub const FEEDBACK_A_DAY: i64 = 100;

/// Longest feedback, title and description, in characters.
pub const LONGEST_WORDS: usize = 1_000;
