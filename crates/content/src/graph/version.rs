//! A subject's graph as it was published, time after time.

use super::{Change, Snapshot};
use crate::{Subject, store};
use base::{Conn, Millis, Result};

/// What stands over a version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// The subject.
    pub subject: Subject,
    /// From 1, without gaps.
    pub number: i64,
    /// When it was published.
    pub at: Millis,
    /// What it is about.
    pub title: String,
    /// The proposal it came from; `None` for the platform's own sheets and for imports together with items.
    pub proposal: Option<i64>,
    /// Who proposed it; `None` for the platform itself.
    pub author: Option<i64>,
    /// Who reviewed it.
    pub reviewer: Option<i64>,
    /// What it changed.
    pub changes: Vec<Change>,
}

/// Who publishes what.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Origin<'a> {
    pub title: &'a str,
    pub proposal: Option<i64>,
    pub author: Option<i64>,
    pub reviewer: Option<i64>,
}

/// The versions of a subject, newest first.
pub async fn list(conn: &mut Conn, subject: Subject) -> Result<Vec<Version>> {
    store::graph_version::list(conn, subject).await
}

/// A version with the whole graph as it was; [`base::Error::NotFound`] when there is none.
pub async fn get(conn: &mut Conn, subject: Subject, number: i64) -> Result<(Version, Snapshot)> {
    store::graph_version::get(conn, subject, number).await
}

/// The newest version's number and time of every subject that has one.
pub async fn latest(conn: &mut Conn) -> Result<Vec<(Subject, i64, Millis)>> {
    store::graph_version::latest(conn).await
}

/// Keeps a new version of every subject whose part of the graph differs; gives them with their numbers.
pub(crate) async fn record(
    conn: &mut Conn,
    now: Millis,
    before: &Snapshot,
    after: &Snapshot,
    origin: Origin<'_>,
) -> Result<Vec<(Subject, i64)>> {
    let mut recorded = Vec::new();
    for subject in Subject::ALL {
        let (old, new) = (before.of_subject(subject), after.of_subject(subject));
        if old == new {
            continue;
        }
        let number = store::graph_version::newest(conn, subject).await? + 1;
        let version = Version {
            subject,
            number,
            at: now,
            title: origin.title.to_owned(),
            proposal: origin.proposal,
            author: origin.author,
            reviewer: origin.reviewer,
            changes: old.changes_to(&new),
        };
        store::graph_version::add(conn, &version, &new).await?;
        recorded.push((subject, number));
    }
    Ok(recorded)
}
