//! The names in statements and the numbers the tables know them by.

use crate::activity;
use crate::append::{Entry, Source};
use crate::store::names::{self as store, Known, Wanted};
use crate::store::statement::Posting;
use crate::targets::Chains;
use crate::xapi::{About, Prepared, account_at};
use base::{Conn, Result};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use uuid::Uuid;

/// The numbers of all names of a batch.
pub(crate) struct Names(Known);

/// The number in an account of this platform: a person's, if there is such a person.
pub(crate) fn person_number(ifi: &str, home: &str) -> Option<i64> {
    account_at(ifi, home).filter(|name| !name.starts_with(['0', '+', '-'])).and_then(|name| name.parse().ok())
}

/// The key by which a registration is inherited: its 128 bits folded to 64.
pub(crate) fn registration_key(id: Uuid) -> i64 {
    let (high, low) = id.as_u64_pair();
    (high ^ low).cast_signed()
}

impl Names {
    /// Looks all of them up, and adds those not seen before.
    pub async fn of(conn: &mut Conn, entries: &[Entry], sources: &[Arc<Source>], chains: &Chains) -> Result<Names> {
        let mut wanted = Wanted { statements: entries.iter().map(|e| e.statement.id.to_string()).collect(), ..Wanted::default() };
        for entry in entries {
            let home = &sources[entry.source].home;
            want(&mut wanted, &entry.statement, home);
            for target in chains.of(entry.statement.id) {
                want(&mut wanted, target, home);
            }
        }
        for authority in sources.iter().filter_map(|source| source.authority.as_ref()) {
            wanted.authorities.insert(authority.json.clone());
            wanted.agents.extend(authority.ifi.clone());
        }
        let mut known = store::look_up(conn, &wanted).await?;
        let homes: BTreeSet<&str> = sources.iter().map(|s| s.home.as_str()).collect();
        if add(conn, &wanted, &known, &homes).await? {
            known = store::look_up(conn, &wanted).await?;
        }
        add_authorities(conn, &mut known, sources).await?;
        Ok(Names(known))
    }

    pub fn agent(&self, ifi: &str) -> Option<i64> {
        self.0.agents.get(ifi).copied()
    }

    pub fn verb(&self, iri: &str) -> i64 {
        self.0.verbs.get(iri).copied().unwrap_or_default()
    }

    pub fn activity(&self, iri: &str, home: &str) -> Option<i64> {
        self.0.activities.get(activity::path_of(iri, home)).copied()
    }

    pub fn definition(&self, activity: i64) -> Option<&str> {
        self.0.definitions.get(&activity).map(String::as_str)
    }

    pub fn authority(&self, json: &str) -> Option<i64> {
        self.0.authorities.get(json).copied()
    }

    /// The place of a statement to be taken back.
    pub fn target(&self, id: &str) -> Option<i64> {
        self.0.targets.get(id).copied()
    }

    /// Whether an earlier statement takes this one back.
    pub fn is_taken_back(&self, id: &str) -> bool {
        self.0.taken_back.contains(id)
    }

    /// Statements that were waiting for one of the new ones: its identifier and their place.
    pub fn waiting(&self) -> impl Iterator<Item = (&str, i64)> {
        self.0.waiting.iter().map(|(target, seq)| (target.as_str(), *seq))
    }

    /// Postings for what a statement names beside its own columns.
    pub fn mentioned(&self, statement: &Prepared, home: &str, seq: i64, postings: &mut BTreeSet<Posting>) {
        let agents = |list: &[String]| list.iter().filter_map(|ifi| self.agent(ifi)).collect::<Vec<_>>();
        postings.extend(agents(&statement.agents).into_iter().map(|key| Posting { key, related: false, seq }));
        postings.extend(agents(&statement.related_agents).into_iter().map(|key| Posting { key, related: true, seq }));
        let activities = statement.related_activities.iter().filter_map(|iri| self.activity(iri, home));
        postings.extend(activities.map(|key| Posting { key, related: true, seq }));
    }

    /// Postings for all that a statement is found by: for another that refers to it.
    pub fn whole(&self, statement: &Prepared, home: &str, seq: i64, postings: &mut BTreeSet<Posting>) {
        let own = [
            statement.actor.as_deref().and_then(|ifi| self.agent(ifi)),
            self.0.verbs.get(&statement.verb).copied(),
            match &statement.object {
                About::Activity(iri) => self.activity(iri, home),
                _ => None,
            },
            statement.registration.map(registration_key),
        ];
        postings.extend(own.into_iter().flatten().map(|key| Posting { key, related: false, seq }));
        self.mentioned(statement, home, seq, postings);
    }
}

fn want(wanted: &mut Wanted, statement: &Prepared, home: &str) {
    wanted.agents.extend(statement.actor.iter().chain(&statement.agents).chain(&statement.related_agents).cloned());
    if !wanted.verbs.contains(&statement.verb) {
        wanted.verbs.insert(statement.verb.clone());
    }
    let object = match &statement.object {
        About::Activity(iri) => Some(iri),
        About::Statement { id, voids: true } => {
            wanted.targets.insert(id.to_string());
            None
        }
        _ => None,
    };
    for iri in object.into_iter().chain(&statement.related_activities) {
        let path = activity::path_of(iri, home);
        if !wanted.activities.contains_key(path) {
            wanted.activities.insert(path.to_owned(), activity::kind_of(path));
        }
    }
}

/// Adds what is wanted and not known; false when there was nothing to add.
async fn add(conn: &mut Conn, wanted: &Wanted, known: &Known, homes: &BTreeSet<&str>) -> Result<bool> {
    let agents: Vec<&str> = wanted.agents.iter().map(String::as_str).filter(|ifi| !known.agents.contains_key(*ifi)).collect();
    let verbs: Vec<&String> = wanted.verbs.iter().filter(|iri| !known.verbs.contains_key(*iri)).collect();
    let paths: Vec<(&String, &'static str)> =
        wanted.activities.iter().filter(|(path, _)| !known.activities.contains_key(*path)).map(|(path, kind)| (path, *kind)).collect();
    if !agents.is_empty() {
        add_agents(conn, &agents, homes).await?;
    }
    if !verbs.is_empty() {
        store::add_verbs(conn, &verbs).await?;
    }
    if !paths.is_empty() {
        store::add_activities(conn, &paths).await?;
    }
    Ok(!(agents.is_empty() && verbs.is_empty() && paths.is_empty()))
}

async fn add_agents(conn: &mut Conn, agents: &[&str], homes: &BTreeSet<&str>) -> Result<()> {
    let number = |ifi: &str| homes.iter().find_map(|home| person_number(ifi, home));
    let numbers: Vec<i64> = agents.iter().filter_map(|ifi| number(ifi)).collect();
    let persons: HashMap<i64, i64> = if numbers.is_empty() { HashMap::new() } else { store::persons(conn, &numbers).await? };
    let rows: BTreeMap<&str, (i64, Option<i64>)> = agents
        .iter()
        .map(|ifi| {
            let person = number(ifi).and_then(|n| persons.get(&n)).copied();
            (*ifi, (person.unwrap_or_else(base::id::next), person))
        })
        .collect();
    store::add_agents(conn, &rows).await
}

async fn add_authorities(conn: &mut Conn, known: &mut Known, sources: &[Arc<Source>]) -> Result<()> {
    for authority in sources.iter().filter_map(|source| source.authority.as_ref()) {
        if !known.authorities.contains_key(&authority.json) {
            let agent = authority.ifi.as_ref().and_then(|ifi| known.agents.get(ifi)).copied();
            let id = store::add_authority(conn, &authority.json, agent).await?;
            known.authorities.insert(authority.json.clone(), id);
        }
    }
    Ok(())
}
