//! Statements about statements: who refers to another is found by all that the other is found by, whichever of the two came
//! first, and on along the chain (xAPI 1.0.3 part 3 §2.1.4).

use crate::append::{Entry, Source};
use crate::naming::Names;
use crate::store::statement::{self as store, Posting};
use crate::xapi::{About, Prepared};
use base::{Conn, Result};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;
use uuid::Uuid;

/// Links of a chain that are followed.
const LENGTH: usize = 64;

/// The statements that those of a batch refer to, directly and further on.
#[derive(Default)]
pub(crate) struct Chains {
    found: HashMap<Uuid, Prepared>,
    first: HashMap<Uuid, Uuid>,
}

fn target(statement: &Prepared) -> Option<Uuid> {
    match statement.object {
        About::Statement { id, .. } => Some(id),
        _ => None,
    }
}

impl Chains {
    /// What this statement of the batch refers to, nearest first.
    pub fn of(&self, id: Uuid) -> impl Iterator<Item = &Prepared> {
        let mut seen = HashSet::from([id]);
        let first = self.first.get(&id).and_then(|id| self.found.get(id));
        std::iter::successors(first, |statement| self.found.get(&target(statement)?))
            .take_while(move |statement| seen.insert(statement.id))
            .take(LENGTH)
    }
}

/// Reads what the statements refer to; nothing, as a rule.
pub(crate) async fn chains(conn: &mut Conn, entries: &[Entry]) -> Result<Chains> {
    let mut chains = Chains::default();
    chains.first.extend(entries.iter().filter_map(|e| Some((e.statement.id, target(&e.statement)?))));
    if chains.first.is_empty() {
        return Ok(chains);
    }
    let batch: HashMap<Uuid, &Prepared> = entries.iter().map(|e| (e.statement.id, &e.statement)).collect();
    let mut wanted: BTreeSet<Uuid> = chains.first.values().copied().collect();
    for _ in 0..LENGTH {
        let (here, there): (Vec<Uuid>, Vec<Uuid>) = wanted.into_iter().partition(|id| batch.contains_key(id));
        let mut read: Vec<Prepared> = here.iter().filter_map(|id| batch.get(id).copied().cloned()).collect();
        if !there.is_empty() {
            let texts = store::texts(conn, &there.iter().map(Uuid::to_string).collect::<Vec<_>>()).await?;
            read.extend(texts.iter().filter_map(|(_, _, raw)| Prepared::stored(raw)));
        }
        wanted = read.iter().filter_map(target).filter(|id| !chains.found.contains_key(id)).collect();
        chains.found.extend(read.into_iter().map(|statement| (statement.id, statement)));
        wanted.retain(|id| !chains.found.contains_key(id));
        if wanted.is_empty() {
            break;
        }
    }
    Ok(chains)
}

/// Adds the postings that statements have through those they refer to: new ones through what is there, and those that were
/// there, waiting, through the new ones.
pub(crate) async fn inherit(
    conn: &mut Conn,
    entries: &[Entry],
    sources: &[Arc<Source>],
    names: &Names,
    chains: &Chains,
    postings: &mut BTreeSet<Posting>,
) -> Result<()> {
    for entry in entries {
        for target in chains.of(entry.statement.id) {
            names.whole(target, &sources[entry.source].home, entry.seq, postings);
        }
    }
    let new: HashMap<String, &Entry> = entries.iter().map(|e| (e.statement.id.to_string(), e)).collect();
    let waiting: Vec<(&Entry, i64)> = names.waiting().filter_map(|(id, seq)| Some((*new.get(id)?, seq))).collect();
    for (entry, seq) in waiting {
        let home = &sources[entry.source].home;
        for seq in above(conn, seq).await? {
            names.whole(&entry.statement, home, seq, postings);
            for target in chains.of(entry.statement.id) {
                names.whole(target, home, seq, postings);
            }
        }
    }
    Ok(())
}

/// A statement's place, and those of all that refer to it, directly and further on.
async fn above(conn: &mut Conn, seq: i64) -> Result<BTreeSet<i64>> {
    let mut all = BTreeSet::from([seq]);
    let mut last = vec![seq];
    for _ in 0..LENGTH {
        let texts = store::texts_at(conn, &last).await?;
        let ids: Vec<String> = texts.iter().filter_map(|(_, raw)| Prepared::stored(raw)).map(|s| s.id.to_string()).collect();
        last = store::referring(conn, &ids).await?.into_iter().map(|(_, seq)| seq).filter(|seq| all.insert(*seq)).collect();
        if last.is_empty() {
            break;
        }
    }
    Ok(all)
}
