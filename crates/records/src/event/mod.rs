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

use crate::xapi::Prepared;
use crate::{Source, Version};
use base::{Conn, Error, Millis, Problem, Result};
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

    /// What is wrong with it: a note that is too long.
    pub fn check(&self) -> std::result::Result<(), Problem> {
        match self.note.as_ref().map_or(0, |n| n.chars().count()) {
            0..=LONGEST_NOTE => Ok(()),
            _ => Err(Problem::new("records.note_too_long").with("most", LONGEST_NOTE)),
        }
    }
}

/// A statement (JSON) by which a teacher takes back what they noted: it voids the statement `target`
/// (IEEE 9274.1.1 §4.2.2.2).
pub fn voiding(home: &str, id: Uuid, target: Uuid, by: i64, at: Millis) -> String {
    statement::voiding(home, id, target, by, at)
}

/// Stores facts, in the caller's transaction; one that is there already changes nothing. Checks neither permission nor consent:
/// [`crate::capture`] does, the demo region and imports have done so.
pub async fn record(conn: &mut Conn, home: &str, stored: Millis, events: &[Event]) -> Result<()> {
    let texts: Vec<String> = events.iter().map(|e| e.write(home)).collect();
    append(conn, home, stored, &format!("[{}]", texts.join(","))).await
}

/// Stores a statement, or a list of them, that this platform has written.
pub(crate) async fn append(conn: &mut Conn, home: &str, stored: Millis, text: &str) -> Result<()> {
    let statements =
        Prepared::parse(Version::V1, text).map_err(|fault| Error::internal(format!("an event breaks a rule of xAPI: {fault}")))?;
    let source = Source { home: home.to_owned(), authority: None, defines: false };
    crate::append(conn, &source, stored, statements).await.map(|_| ())
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
