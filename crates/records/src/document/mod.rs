//! Documents that applications keep here: state, activity profiles, agent profiles (xAPI 1.0.3 part 3 §2.2–2.7).
//!
//! A document is bytes with a media type. Writers say which document they believe to replace ([`Condition`]); two at once
//! never undo each other unseen. `POST` merges JSON objects by their top-level members.

mod condition;
mod content;
mod merge;

pub use condition::{Condition, Tags};
pub use content::Document;

use crate::Version;
use crate::store::document as store;
use base::{Base, Conn, Error, Millis, Result};
use content::Content;

/// Most bytes a document may have.
pub const LIMIT: usize = 4 << 20;

/// The kinds of documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// What an application keeps for an agent in an activity, within a registration where one is named.
    State,
    /// What is kept of an activity.
    ActivityProfile,
    /// What is kept of an agent.
    AgentProfile,
}

impl Kind {
    pub(crate) fn code(self) -> &'static str {
        match self {
            Kind::State => "state",
            Kind::ActivityProfile => "activity",
            Kind::AgentProfile => "agent",
        }
    }
}

/// What documents are of: all that names them beside their own name. Empty where a kind has no such part.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Shelf {
    /// The kind.
    pub kind: Kind,
    /// The activity's IRI.
    pub activity: String,
    /// The agent's identifier, as [`crate::xapi::Actor::ifi`] writes it.
    pub agent: String,
    /// The registration.
    pub registration: String,
}

/// Why a document was not written. Nothing has been changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// 412: the document is not as the condition has it.
    ConditionFails,
    /// 409: there is a document, and the writer did not say which one it believes to replace.
    ConditionMissing,
    /// 400: the same where 1.0.3 asks for a condition even for a new document.
    ConditionMissingForNew,
    /// 400: it says that it is JSON, and is none.
    NotJson,
    /// 400: to merge, both documents must be JSON objects.
    NotMergeable,
    /// 413: more than [`LIMIT`] bytes.
    TooLarge,
}

/// What became of a write: the new entity tag, or why not.
pub type Written = Result<std::result::Result<String, Refusal>>;

/// A document; `None` when there is none by this name.
pub async fn get(conn: &mut Conn, shelf: &Shelf, name: &str) -> Result<Option<Document>> {
    store::get(conn, shelf, name).await?.map(Document::of).transpose()
}

/// Names of the documents updated after an instant, with the time of the latest; `None` for all.
pub async fn names(conn: &mut Conn, shelf: &Shelf, since: Option<Millis>) -> Result<(Vec<String>, Option<Millis>)> {
    let found = store::names(conn, shelf, since.unwrap_or(Millis::MIN)).await?;
    let latest = found.iter().map(|(_, updated)| *updated).max();
    Ok((found.into_iter().map(|(name, _)| name).collect(), latest))
}

/// Stores a document in the place of the one there is (`PUT`).
pub async fn put(
    base: &Base,
    version: Version,
    shelf: Shelf,
    name: String,
    condition: Condition,
    media: String,
    bytes: Vec<u8>,
) -> Written {
    let content = match Content::new(media, bytes) {
        Ok(content) => content,
        Err(refusal) => return Ok(Err(refusal)),
    };
    write(base, shelf, name, move |shelf, present| {
        condition.check_put(version, shelf.kind, present.map(|p| p.etag.as_str()))?;
        Ok(content.clone())
    })
    .await
}

/// Merges a document into the one there is, or stores it when there is none (`POST`).
pub async fn post(base: &Base, shelf: Shelf, name: String, condition: Condition, media: String, bytes: Vec<u8>) -> Written {
    let content = match Content::new(media, bytes) {
        Ok(content) => content,
        Err(refusal) => return Ok(Err(refusal)),
    };
    write(base, shelf, name, move |_, present| {
        condition.check(present.map(|p| p.etag.as_str()))?;
        match present {
            Some(present) => content.merged_into(present),
            None => Ok(content.clone()),
        }
    })
    .await
}

/// Takes a document away (`DELETE`); nothing happens when there is none.
pub async fn delete(base: &Base, shelf: Shelf, name: String, condition: Condition) -> Result<std::result::Result<(), Refusal>> {
    base.db
        .write(move |conn| {
            Box::pin(async move {
                let present = store::get_for_update(conn, &shelf, &name).await?;
                if let Err(refusal) = condition.check(present.as_ref().map(|p| p.etag.as_str())) {
                    return Ok(Err(refusal));
                }
                store::delete(conn, &shelf, &name).await?;
                Ok(Ok(()))
            })
        })
        .await
}

/// Takes all documents of a shelf away, and gives their number.
pub async fn delete_all(base: &Base, shelf: Shelf) -> Result<u64> {
    base.db.write(move |conn| Box::pin(async move { store::delete_all(conn, &shelf).await })).await
}

/// Decides on what is there and writes what was decided, while nobody else can write it.
async fn write<F>(base: &Base, shelf: Shelf, name: String, decide: F) -> Written
where
    F: Fn(&Shelf, Option<&store::Row>) -> std::result::Result<Content, Refusal> + Send + Sync + 'static,
{
    let clock = base.clock.clone();
    base.db
        .write(move |conn| {
            Box::pin(async move {
                // Twice at the most, unless writers come and go in between: who was first to add is there the second time.
                for _ in 0..8 {
                    let present = store::get_for_update(conn, &shelf, &name).await?;
                    let content = match decide(&shelf, present.as_ref()) {
                        Ok(content) => content,
                        Err(refusal) => return Ok(Err(refusal)),
                    };
                    let row = content.into_row(clock.now());
                    let etag = row.etag.clone();
                    if present.is_some() {
                        store::update(conn, &shelf, &name, &row).await?;
                        return Ok(Ok(etag));
                    }
                    if store::insert(conn, &shelf, &name, &row).await? {
                        return Ok(Ok(etag));
                    }
                }
                Err(Error::internal("a document was added and taken away again and again while it was written"))
            })
        })
        .await
}
