//! Storing statements of any kind: the one way in, for other applications and for the platform's own events.
//!
//! A post is stored whole or not at all; many posts share the queries (group commit). Each batch costs a claim of its
//! identifiers, one look-up of all names, one insert, and one more for what else the statements are found by.

use crate::attachment::File;
use crate::naming::Names;
use crate::store::statement::{self as store, Row};
use crate::store::{attachment, names};
use crate::targets;
use crate::xapi::{About, Actor, Fault, Prepared, VOIDED, same};
use crate::{Stored, definition};
use base::db::Together;
use base::{Clock, Conn, Error, Millis, Problem, Result};
use futures::future::BoxFuture;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

/// On whose behalf statements are stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The region's public address without a slash at its end: accounts and activities below it are the platform's own.
    pub home: String,
    /// Who vouches for them; `None` for the platform itself.
    pub authority: Option<Authority>,
    /// Whether they may change what is known of activities.
    pub defines: bool,
}

/// The agent of an application that vouches for what it sends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authority {
    /// The agent as JSON, as it is shown.
    pub json: String,
    pub(crate) ifi: Option<String>,
}

impl Authority {
    /// Reads an agent.
    pub fn parse(json: &str) -> Result<Authority, Fault> {
        Ok(Authority { json: json.to_owned(), ifi: Actor::parse("authority", json)?.ifi })
    }
}

/// Statements that are stored together or not at all.
#[derive(Debug, Clone)]
pub struct Post {
    /// On whose behalf.
    pub source: Arc<Source>,
    /// Tells when they are stored.
    pub clock: Clock,
    /// The statements, each identifier once ([`Prepared::parse`] sees to it).
    pub statements: Vec<Prepared>,
    /// The attachments that came with them.
    pub attachments: Vec<File>,
}

/// Stores statements, all or none, in the caller's transaction; tells of each whether it is new.
///
/// A statement whose identifier is taken by an equal one (1.0.3 part 2 §2.3.1) changes nothing. [`Error::Conflict`] when it
/// is taken by a different one: then nothing was stored.
pub async fn append(conn: &mut Conn, source: &Source, stored: Millis, statements: Vec<Prepared>) -> Result<Vec<Stored>> {
    let post = Post { source: Arc::new(source.clone()), clock: Clock::fixed(stored), statements, attachments: Vec::new() };
    let mut outcomes = append_each(conn, stored, vec![post]).await?;
    outcomes.pop().unwrap_or_else(|| Ok(Vec::new()))
}

impl Together for Post {
    type Outcome = Vec<Stored>;

    /// The time of storing is taken inside the transaction: see [`crate::consistent_through`].
    fn together(conn: &mut Conn, items: Arc<[Post]>) -> BoxFuture<'_, Result<Vec<Result<Vec<Stored>>>>> {
        Box::pin(async move {
            let stored = items.iter().map(|post| post.clock.now()).max().unwrap_or_default();
            append_each(conn, stored, items.to_vec()).await
        })
    }
}

/// Stores many posts in the caller's transaction: each whole or not at all, whatever becomes of the others. The outer error
/// is the database's, and concerns all.
pub async fn append_each(conn: &mut Conn, stored: Millis, posts: Vec<Post>) -> Result<Vec<Result<Vec<Stored>>>> {
    let mut outcomes: Vec<Result<Vec<Stored>>> = posts.iter().map(|_| Ok(Vec::new())).collect();
    let mut left: Vec<(usize, Post)> = posts.into_iter().enumerate().collect();
    while !left.is_empty() {
        // Two posts with one identifier come one after the other: the second is compared with what the first left.
        let mut seen = HashSet::new();
        let (round, later) = left.into_iter().partition(|(_, post)| {
            let free = post.statements.iter().all(|s| !seen.contains(&s.id));
            seen.extend(post.statements.iter().map(|s| s.id));
            free
        });
        left = later;
        store_round(conn, stored, round, &mut outcomes).await?;
    }
    Ok(outcomes)
}

/// A statement on its way into the table.
pub(crate) struct Entry {
    pub seq: i64,
    pub statement: Prepared,
    pub source: usize,
}

/// What a statement refers to.
pub(crate) struct Target {
    /// The other's identifier.
    pub id: String,
    pub seq: i64,
    pub voids: bool,
    /// Whether the platform says so itself.
    own: bool,
}

impl Target {
    fn of(entry: &Entry, sources: &[Arc<Source>]) -> Option<Target> {
        match entry.statement.object {
            About::Statement { id, voids } => {
                Some(Target { id: id.to_string(), seq: entry.seq, voids, own: sources[entry.source].authority.is_none() })
            }
            _ => None,
        }
    }
}

async fn store_round(conn: &mut Conn, stored: Millis, round: Vec<(usize, Post)>, outcomes: &mut [Result<Vec<Stored>>]) -> Result<()> {
    hold_persons(conn, &round).await?;
    let mut taken = claim(conn, &round).await?;
    let (mut entries, mut sources, mut files, mut unused) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (n, post) in round {
        let conflict = post.statements.iter().find(|s| taken.old.get(&s.id.to_string()).is_some_and(|old| !same(&s.raw, old)));
        if let Some(conflict) = conflict {
            outcomes[n] = Err(Error::Conflict(Problem::new("records.statement_conflict").with("id", conflict.id)));
            unused.extend(post.statements.iter().map(|s| s.id.to_string()).filter(|id| !taken.old.contains_key(id)));
            continue;
        }
        let mut stories = Vec::with_capacity(post.statements.len());
        for statement in post.statements {
            match taken.new.remove(&statement.id.to_string()) {
                Some(seq) => {
                    stories.push(Stored::New);
                    entries.push(Entry { seq, statement, source: sources.len() });
                }
                None => stories.push(Stored::Duplicate),
            }
        }
        outcomes[n] = Ok(stories);
        sources.push(post.source);
        files.extend(post.attachments);
    }
    if !unused.is_empty() {
        store::release(conn, &unused).await?;
    }
    if !files.is_empty() {
        attachment::insert(conn, stored, &files).await?;
    }
    if entries.is_empty() { Ok(()) } else { store_entries(conn, stored, entries, &sources).await }
}

/// Persons named by the account this platform gives them are held before their names are looked up: a merge that is under
/// way is waited for, and then known.
async fn hold_persons(conn: &mut Conn, round: &[(usize, Post)]) -> Result<()> {
    let actors =
        round.iter().flat_map(|(_, post)| post.statements.iter().filter_map(|s| s.actor.as_deref().map(|a| (a, &post.source.home))));
    let persons: BTreeSet<i64> = actors.filter_map(|(ifi, home)| crate::naming::person_number(ifi, home)).collect();
    names::hold(conn, &persons.into_iter().collect::<Vec<_>>()).await
}

struct Taken {
    /// Places of the identifiers that were free.
    new: HashMap<String, i64>,
    /// Texts of the statements that have the others.
    old: HashMap<String, String>,
}

async fn claim(conn: &mut Conn, round: &[(usize, Post)]) -> Result<Taken> {
    let statements = round.iter().flat_map(|(_, post)| &post.statements);
    let mut ids: Vec<(String, i64)> = statements.map(|s| (s.id.to_string(), base::id::next())).collect();
    let mut new: HashMap<String, i64> = ids.iter().cloned().collect();
    // In one order, so that two writers never wait for each other.
    ids.sort();
    let mut old = HashMap::new();
    if store::claim(conn, &ids).await? < ids.len() as u64 {
        let ids: Vec<String> = ids.into_iter().map(|(id, _)| id).collect();
        for (id, _, raw) in store::texts(conn, &ids).await? {
            new.remove(&id);
            old.insert(id, raw);
        }
    }
    Ok(Taken { new, old })
}

async fn store_entries(conn: &mut Conn, stored: Millis, entries: Vec<Entry>, sources: &[Arc<Source>]) -> Result<()> {
    let chains = targets::chains(conn, &entries).await?;
    let known = Names::of(conn, &entries, sources, &chains).await?;
    let targets: Vec<Target> = entries.iter().filter_map(|entry| Target::of(entry, sources)).collect();
    let mut postings = BTreeSet::new();
    for entry in &entries {
        known.mentioned(&entry.statement, &sources[entry.source].home, entry.seq, &mut postings);
    }
    targets::inherit(conn, &entries, sources, &known, &chains, &mut postings).await?;
    // What the plain filters find, the broad ones find as well.
    let near: HashSet<(i64, i64)> = postings.iter().filter(|p| !p.related).map(|p| (p.key, p.seq)).collect();
    postings.retain(|p| !p.related || !near.contains(&(p.key, p.seq)));
    let defined = definition::merged(&entries, sources, &known)?;
    let attached: BTreeSet<(i64, String)> =
        entries.iter().flat_map(|e| e.statement.attachments().iter().map(|a| (e.seq, a.sha2.clone()))).collect();
    if !attached.is_empty() {
        attachment::name(conn, &attached).await?;
    }
    let rows = entries.into_iter().map(|entry| row(entry, stored, sources, &known)).collect();
    store::insert(conn, stored, rows).await?;
    if !postings.is_empty() {
        store::insert_postings(conn, &postings.into_iter().collect::<Vec<_>>()).await?;
    }
    for (activity, definition) in defined {
        names::define(conn, activity, &definition).await?;
    }
    if targets.is_empty() { Ok(()) } else { refer(conn, &targets, &known).await }
}

/// Notes what the new statements refer to, and takes back what they take back. Others' statements never take back the
/// platform's own: estimates rest on those.
async fn refer(conn: &mut Conn, targets: &[Target], known: &Names) -> Result<()> {
    store::insert_targets(conn, targets).await?;
    for own in [true, false] {
        let voided = targets.iter().filter(|target| target.voids && target.own == own);
        let places: Vec<i64> = voided.filter_map(|target| known.target(&target.id)).collect();
        if !places.is_empty() {
            store::void(conn, &places, known.verb(VOIDED), own).await?;
        }
    }
    Ok(())
}

/// Whether a statement that is stored now was taken back before.
fn was_taken_back(statement: &Prepared, own: bool, names: &Names) -> bool {
    !own && statement.verb != VOIDED && names.is_taken_back(&statement.id.to_string())
}

fn row(entry: Entry, stored: Millis, sources: &[Arc<Source>], names: &Names) -> Row {
    let Entry { seq, statement, source } = entry;
    let source = &sources[source];
    let own = source.authority.is_none();
    let voided = was_taken_back(&statement, own, names);
    let mut raw = statement.raw;
    if statement.timestamp.is_none() {
        raw.truncate(raw.len() - 1);
        raw.extend([",\"timestamp\":\"", &base::clock::iso(stored), "\"}"]);
    }
    Row {
        seq,
        agent: statement.actor.as_deref().and_then(|ifi| names.agent(ifi)),
        verb: names.verb(&statement.verb),
        activity: match &statement.object {
            About::Activity(iri) => names.activity(iri, &source.home),
            _ => None,
        },
        parent: statement
            .parent
            .as_deref()
            .filter(|iri| own && is_point(iri, &source.home))
            .and_then(|iri| names.activity(iri, &source.home)),
        registration: statement.registration.map(|id| id.to_string()),
        at: statement.timestamp.unwrap_or(stored),
        success: statement.success,
        score: statement.score,
        authority: source.authority.as_ref().and_then(|a| names.authority(&a.json)),
        version: statement.version,
        voided,
        raw,
    }
}

fn is_point(iri: &str, home: &str) -> bool {
    crate::activity::path_below(iri, home).is_some_and(|path| path.starts_with("point/"))
}
