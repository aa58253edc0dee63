//! Erasure: statements of a purpose go, whole, with everything that belongs to them.
//!
//! A statement belongs to exactly one purpose (`store/erase.rs` has the condition): a fact to the fact's own, an answer and whatever
//! other makers' tools say of somebody to learning. With a statement go its identifier, what it is found by, the
//! attachments nobody else names, and every statement about it, such as the one that takes it back. The days it was counted in are
//! made anew. Callers erase in chunks, each in a transaction of its own; permission and consent are theirs to check.

use crate::progress;
use crate::store::erase::{self as store, Found};
use crate::store::statement::referring;
use base::{Conn, Date, Error, Millis, Result, clock};
use people::Purpose;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Rows gone by table: what is told of an erasure, and all that is kept of it.
pub type Numbers = BTreeMap<String, u64>;

/// Whose statements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whose {
    /// These agents': persons of the platform, or whoever other makers' tools tell of.
    Agents(Vec<i64>),
    /// Those of groups without a name.
    Nobody,
}

/// What went in one chunk.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Erased {
    /// Rows by table.
    pub numbers: Numbers,
    /// Identifiers of the statements.
    pub statements: Vec<String>,
    /// The agents they were of: what is believed of them no longer stands on these statements.
    pub agents: BTreeSet<i64>,
}

/// Whether statements are kept for a purpose at all.
pub fn is_kept(purpose: Purpose) -> bool {
    purpose == Purpose::Learning || purpose.is_capture()
}

/// Statements of a person that are kept for a purpose. Only for callers that have checked the scope.
pub async fn kept(conn: &mut Conn, person: i64, purpose: Purpose) -> Result<i64> {
    store::count(conn, person, purpose).await
}

/// Statements kept for a purpose that tell of a time before an instant, whoever's they are. Takes seconds in a large region.
pub async fn kept_before(conn: &mut Conn, purpose: Purpose, before: Millis) -> Result<i64> {
    store::count_before(conn, purpose, before).await
}

/// Documents that other makers' tools keep here of a person: `home` is the public address.
pub async fn documents(conn: &mut Conn, home: &str, person: i64) -> Result<i64> {
    store::count_documents(conn, home, person).await
}

/// Erases these documents; gives their number.
pub async fn erase_documents(conn: &mut Conn, home: &str, person: i64) -> Result<u64> {
    store::remove_documents(conn, home, person).await
}

/// Erases all agents' documents that were last written before an instant; gives their number.
pub async fn erase_documents_before(conn: &mut Conn, before: Millis) -> Result<u64> {
    store::remove_old_documents(conn, before).await
}

#[derive(Deserialize)]
struct Named {
    id: Uuid,
}

/// Erases statements of a purpose that tell of a time before an instant (`i64::MAX` for all), `limit` at the most and those about
/// them, in the caller's transaction. Nothing went when there is none left.
pub async fn erase(conn: &mut Conn, whose: &Whose, purpose: Purpose, before: Millis, limit: i64) -> Result<Erased> {
    let found = store::find(conn, whose, purpose, before, limit).await?;
    let mut going: BTreeMap<i64, Found> = BTreeMap::new();
    let mut ids: BTreeSet<String> = BTreeSet::new();
    let mut last = found;
    while !last.is_empty() {
        let named = last.iter().map(id_of).collect::<Result<Vec<String>>>()?;
        let about = referring(conn, &named).await?.into_iter().map(|(_, seq)| seq);
        ids.extend(named);
        going.extend(last.into_iter().map(|found| (found.seq, found)));
        let about: Vec<i64> = about.filter(|seq| !going.contains_key(seq)).collect();
        last = if about.is_empty() { Vec::new() } else { store::at_places(conn, &about).await? };
    }
    if going.is_empty() {
        return Ok(Erased::default());
    }
    let places: Vec<i64> = going.keys().copied().collect();
    let statements: Vec<String> = ids.into_iter().collect();
    let numbers = remove(conn, &places, &statements).await?;
    let touched: BTreeSet<(i64, Date)> = going.values().filter_map(|f| Some((f.agent?, clock::date_of(f.at)))).collect();
    progress::retell(conn, &touched).await?;
    Ok(Erased { numbers, statements, agents: touched.into_iter().map(|(agent, _)| agent).collect() })
}

fn id_of(found: &Found) -> Result<String> {
    let named: Named = serde_json::from_str(&found.raw).map_err(|e| Error::internal(format!("statement at {}: {e}", found.seq)))?;
    Ok(named.id.to_string())
}

/// Everything at these places.
async fn remove(conn: &mut Conn, places: &[i64], ids: &[String]) -> Result<Numbers> {
    let hashes = store::attachments_of(conn, places).await?;
    let mut numbers = Numbers::new();
    for table in ["statement_posting", "statement_target", "statement_attachment", "statement"] {
        numbers.insert(table.to_owned(), store::remove(conn, table, places).await?);
    }
    numbers.insert("statement_id".to_owned(), store::remove_identifiers(conn, ids).await?);
    if !hashes.is_empty() {
        numbers.insert("attachment".to_owned(), store::remove_attachments(conn, &hashes).await?);
    }
    numbers.retain(|_, n| *n > 0);
    Ok(numbers)
}

/// A walk over everybody who has something of a purpose from before an instant: persons, then others, then groups without a
/// name. What has been erased is not met again, so a walk that was broken off can simply begin anew.
#[derive(Debug, Clone, Default)]
pub struct Walk {
    strangers: bool,
    after: Option<i64>,
    over: bool,
}

impl Walk {
    /// The next ones, `limit` at the most; `None` at the end.
    pub async fn next(&mut self, conn: &mut Conn, purpose: Purpose, before: Millis, limit: i64) -> Result<Option<Whose>> {
        while !self.over {
            let owners = store::owners(conn, self.strangers, purpose, before, self.after.unwrap_or(i64::MIN), limit).await?;
            if let Some(last) = owners.last() {
                self.after = Some(*last);
                return Ok(Some(Whose::Agents(owners)));
            }
            self.after = None;
            self.over = self.strangers;
            if self.over {
                return Ok(Some(Whose::Nobody));
            }
            self.strangers = true;
        }
        Ok(None)
    }
}
