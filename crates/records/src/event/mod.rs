//! Facts that people note about a student, typed here, each becoming one statement by one profile.
//!
//! What can be noted stands in a small catalogue ([`Fact`]); an [`Event`] is one of these facts about one student at one
//! moment. A kind of fact is one file: its verb, its type of activity, its result. The profile as a whole is
//! documented in `docs/records.md`.

mod catalogue;
mod development;
mod homework;
mod observation;
mod statement;
mod taking_part;

pub use catalogue::{Dimension, Fact, Kind, facts};
pub use development::Development;
pub use homework::Homework;
pub use observation::Observation;
pub use taking_part::Occasion;

use base::{Error, Millis, Problem, Result};
use std::borrow::Cow;
use uuid::Uuid;

/// Longest note beside a fact, in characters.
pub const LONGEST_NOTE: usize = 140;

/// A fact of the catalogue about one student at one moment: no more than is needed to know what happened.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// The statement's identifier, made where the fact was noted, so that one sent twice is stored once.
    pub statement: Uuid,
    /// Whom it is about.
    pub person: i64,
    /// What happened.
    pub fact: &'static Fact,
    /// The class in which it was noted.
    pub class: i64,
    /// Code of the lesson's subject, where it belongs to one.
    pub subject: Option<String>,
    /// Who noted it.
    pub by: i64,
    /// When it happened.
    pub at: Millis,
    /// A few words of the teacher, [`LONGEST_NOTE`] characters at most.
    pub note: Option<String>,
}

impl Event {
    /// The statement's JSON. `home` is the region's public address without a slash at its end.
    pub fn write(&self, home: &str) -> String {
        statement::write(home, self)
    }

    /// The event that a statement written by [`Event::write`] tells of, whatever the public address was then; `None`
    /// for any other statement.
    pub fn read(raw: &str) -> Option<Event> {
        statement::read(raw)
    }

    /// [`Error::Invalid`] when the note is too long.
    pub fn check(&self) -> Result<()> {
        match self.note.as_ref().map_or(0, |n| n.chars().count()) {
            0..=LONGEST_NOTE => Ok(()),
            _ => Err(Error::from(Problem::new("records.note_too_long").with("most", LONGEST_NOTE))),
        }
    }
}

/// A statement (JSON) by which a teacher takes back what they noted: it voids the statement `target`
/// (IEEE 9274.1.1 §4.2.2.2).
pub fn voiding(home: &str, id: Uuid, target: Uuid, by: i64, at: Millis) -> String {
    statement::voiding(home, id, target, by, at)
}

/// How a kind of fact is told in a statement.
struct Form {
    verb: Cow<'static, str>,
    activity_type: &'static str,
    completion: Option<bool>,
}

/// A verb of this platform, for what no public vocabulary has a word for.
fn own_verb(home: &str, name: &str) -> Cow<'static, str> {
    format!("{home}/xapi/verb/{name}").into()
}
