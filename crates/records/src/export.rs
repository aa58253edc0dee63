//! All statements in the order of storing, for copies elsewhere such as the lake.

use crate::store::export as store;
use crate::{Answer, Answered};
use base::{Clock, Conn, Error, Millis, Result};
use serde::Deserialize;

/// A statement as copies need it: without the actor's name, the answer given, and attachments.
#[derive(Debug, Clone, PartialEq)]
pub struct Exported {
    /// Place in the order of storing.
    pub seq: i64,
    /// The statement's identifier.
    pub id: String,
    /// Who did it; `None` for agents that are nobody here.
    pub person: Option<i64>,
    /// IRI of the verb.
    pub verb: String,
    /// What it is about: the path of a platform's own activity, the IRI of another; `None` for statements about persons
    /// and statements.
    pub object: Option<String>,
    /// What was answered, when it is the platform's own answer.
    pub answered: Option<Answered>,
    /// Whether it succeeded.
    pub success: Option<bool>,
    /// Scaled score in \[−1, 1\].
    pub score: Option<f64>,
    /// When it happened.
    pub at: Millis,
    /// When it was stored.
    pub stored: Millis,
}

/// The place in the order of storing before which nothing will be stored any more.
///
/// A place is taken before the transaction that fills it ends, so a later place may be filled first. Open transactions are seen
/// and waited for ([`crate::consistent_through`]); `overlap` is how far the clocks of the writers' machines may lie apart, in
/// milliseconds.
pub async fn settled(conn: &mut Conn, overlap: Millis) -> Result<i64> {
    // The clock by which identifiers are made, which no test sets.
    let through = crate::consistent_through(conn, Clock::system().now()).await?;
    Ok(base::id::first_of(through.saturating_sub(overlap)))
}

/// Statements stored behind `after` and before `before` (places in the order of storing), in that order, `limit` at the most. Those
/// taken back are left out; the last place looked at comes with them, `None` at the end.
pub async fn statements(conn: &mut Conn, after: i64, before: i64, limit: i64) -> Result<Option<(i64, Vec<Exported>)>> {
    let rows = store::statements(conn, after, before, limit).await?;
    let Some(last) = rows.last().map(|row| row.seq) else { return Ok(None) };
    let exported = rows.into_iter().filter(|row| !row.voided).map(Exported::of).collect::<Result<_>>()?;
    Ok(Some((last, exported)))
}

/// Identifiers of the statements that were taken back, behind `after`, in order.
pub async fn voided(conn: &mut Conn, after: &str, limit: i64) -> Result<Vec<String>> {
    store::voided(conn, after, limit).await
}

#[derive(Deserialize)]
struct Named {
    id: String,
}

impl Exported {
    fn of(row: store::Row) -> Result<Exported> {
        let answer = match (row.own_answer, row.person) {
            (true, Some(person)) => Some(Answer::of_export(&row, person)?.answered),
            _ => None,
        };
        let id = match &answer {
            Some(answered) => answered.statement.to_string(),
            None => serde_json::from_str::<Named>(&row.raw).map_err(|e| Error::internal(format!("statement at {}: {e}", row.seq)))?.id,
        };
        Ok(Exported {
            seq: row.seq,
            id,
            person: row.person,
            verb: row.verb,
            object: row.object,
            answered: answer,
            success: row.success,
            score: row.score,
            at: row.at,
            stored: row.stored,
        })
    }
}

impl Answer {
    fn of_export(row: &store::Row, person: i64) -> Result<Answer> {
        Answer::of(crate::store::answer::Found {
            seq: row.seq,
            agent: person,
            at: row.at,
            stored: row.stored,
            success: row.success.unwrap_or_default(),
            score: row.score.unwrap_or_default(),
            raw: row.raw.clone(),
        })
    }
}
