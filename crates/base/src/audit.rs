//! The audit log: who did what to whom, each entry chained to the one before by SHA-256.
//!
//! An entry is written in the transaction of what it tells of. [`verify`] finds the first entry
//! that was changed, taken out or put in.

use crate::store::audit as store;
use crate::{Clock, Conn, Db, Millis, Result};
use serde_json::Value;

/// What to put on record.
#[derive(Debug, Clone)]
pub struct Entry<'a> {
    /// Person who acted; `None` for the system itself.
    pub actor: Option<i64>,
    /// What was done, such as `roster.import`.
    pub action: &'a str,
    /// To what, such as `person:42`.
    pub target: String,
    /// Further facts; never a secret, never a sealed value.
    pub detail: Value,
}

/// An entry as stored.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Stored {
    /// Position in the chain, from 1 without gaps.
    pub seq: i64,
    /// When.
    pub at: Millis,
    /// Person who acted.
    pub actor: Option<i64>,
    /// What was done.
    pub action: String,
    /// To what.
    pub target: String,
    /// Further facts as JSON.
    pub detail: String,
    /// Hash of the entry before; empty for the first.
    pub previous: String,
    /// Hash of this entry.
    pub hash: String,
}

impl Stored {
    fn expected_hash(&self) -> String {
        // Lengths before the values, so that no two entries have the same bytes.
        let actor = self.actor.map(|a| a.to_string()).unwrap_or_default();
        let parts = [&self.seq.to_string(), &self.at.to_string(), &actor, &self.action, &self.target, &self.detail, &self.previous];
        let mut bytes = Vec::new();
        for part in parts {
            bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
            bytes.extend_from_slice(part.as_bytes());
        }
        crate::seal::sha256(bytes)
    }
}

/// Puts an entry on record, in the caller's transaction.
pub async fn record(conn: &mut Conn, clock: &Clock, entry: Entry<'_>) -> Result<()> {
    store::lock(conn).await?;
    let (seq, previous) = store::last(conn).await?;
    let mut row = Stored {
        seq: seq + 1,
        at: clock.now(),
        actor: entry.actor,
        action: entry.action.to_owned(),
        target: entry.target,
        detail: entry.detail.to_string(),
        previous,
        hash: String::new(),
    };
    row.hash = row.expected_hash();
    store::insert(conn, &row).await
}

/// The latest entries, newest first, of a target or of all.
pub async fn latest(conn: &mut Conn, target: Option<&str>, before: i64, limit: i64) -> Result<Vec<Stored>> {
    store::latest(conn, target, before, limit).await
}

/// What [`verify`] found.
#[derive(Debug, PartialEq, Eq)]
pub enum Verdict {
    /// This many entries, all in order.
    Intact(i64),
    /// The chain breaks at this position.
    Broken {
        /// Position of the first entry that does not fit.
        seq: i64,
    },
}

/// Walks the whole chain.
pub async fn verify(db: &Db) -> Result<Verdict> {
    let mut conn = db.read().await?;
    let (mut seq, mut previous) = (0, String::new());
    loop {
        let page = store::after(&mut conn, seq, 1_000).await?;
        if page.is_empty() {
            return Ok(Verdict::Intact(seq));
        }
        for row in page {
            if row.seq != seq + 1 || row.previous != previous || row.hash != row.expected_hash() {
                return Ok(Verdict::Broken { seq: seq + 1 });
            }
            seq = row.seq;
            previous = row.hash;
        }
    }
}
