//! Noting facts about the students of a class, one tap a fact (伴随式采集).
//!
//! A phone may be off-line while its owner taps, and send what has gathered later or twice: each fact comes with its
//! own identifier and is stored once. Consent, the school's switch and the class are looked at in the transaction that
//! stores the fact, so that a refusal counts from the moment it is made.

mod board;
pub mod choice;
mod note;

pub use board::{Board, Child, board, noted_today};
pub use note::{Asked, LONGEST_BATCH, Noted, Outcome, apply};
