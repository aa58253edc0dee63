//! What the database knows of those a file names.

use super::wanted::{Ends, Wanted};
use crate::OrganisationKind;
use crate::organisation::Organisation;
use crate::permission::Scope;
use crate::person::{NATIONAL_ID, STUDENT_NUMBER};
use crate::store::roster::{self as store, Found, Guard, Held, Key};
use base::{Conn, Result, Seal};
use std::collections::{BTreeSet, HashMap, HashSet};

/// Marks the source ids this system gives to persons who have none from elsewhere.
pub(super) const OWN_SOURCE: &str = "shuren-";

/// Where the caller may change the roster.
#[derive(Debug)]
pub(super) enum Managed {
    /// Everywhere: the operator at the command line.
    All,
    /// At these organisations.
    At(HashSet<i64>),
}

impl Managed {
    pub fn has(&self, org: i64) -> bool {
        match self {
            Managed::All => true,
            Managed::At(ids) => ids.contains(&org),
        }
    }
}

/// What the database knows of those a file names.
#[derive(Debug)]
pub(super) struct Known {
    pub orgs: HashMap<String, Organisation>,
    /// Whether there is a region already.
    pub rooted: bool,
    pub managed: Managed,
    people: HashMap<i64, Found>,
    by_index: HashMap<String, i64>,
    by_number: HashMap<String, i64>,
    by_source: HashMap<String, i64>,
    by_login: HashMap<String, i64>,
    held: HashMap<i64, Vec<Held>>,
    guards: HashMap<i64, Vec<Guard>>,
    /// Class roles at the schools of a complete file.
    pub class_roles: Vec<Held>,
}

impl Known {
    /// Looks everything up, a few statements in all.
    pub async fn load(conn: &mut Conn, seal: &Seal, scope: Option<&Scope>, today: &str, wanted: &Wanted) -> Result<Known> {
        let managed = match scope {
            None => Managed::All,
            Some(scope) => Managed::At(store::managed(conn, scope).await?.into_iter().collect()),
        };
        let orgs = store::organisations(conn, &codes(wanted)).await?;
        let mut known = Known {
            orgs: orgs.into_iter().map(|o| (o.code.clone(), o)).collect(),
            rooted: crate::organisation::root(conn).await?.is_some(),
            managed,
            people: HashMap::new(),
            by_index: HashMap::new(),
            by_number: HashMap::new(),
            by_source: HashMap::new(),
            by_login: HashMap::new(),
            held: HashMap::new(),
            guards: HashMap::new(),
            class_roles: Vec::new(),
        };
        known.load_people(conn, seal, wanted).await?;
        let ids: Vec<i64> = known.people.keys().copied().collect();
        for held in store::held(conn, &ids, today).await? {
            known.held.entry(held.person).or_default().push(held);
        }
        for guard in store::guards(conn, &ids, today).await? {
            known.guards.entry(guard.child).or_default().push(guard);
        }
        if wanted.ends == Ends::Unlisted {
            let schools: Vec<String> =
                wanted.orgs.iter().filter(|(_, o)| o.kind == OrganisationKind::School).map(|(code, _)| code.clone()).collect();
            known.class_roles = store::class_roles(conn, &schools, today).await?;
        }
        Ok(known)
    }

    async fn load_people(&mut self, conn: &mut Conn, seal: &Seal, wanted: &Wanted) -> Result<()> {
        let guardians = || wanted.people.iter().flat_map(|p| &p.guardians);
        let index = |id: &String| seal.index(NATIONAL_ID, id);
        let ids: Vec<String> = wanted.people.iter().filter_map(|p| p.national_id.as_ref().map(index)).collect();
        let guardian_ids: Vec<String> = guardians().filter_map(|g| g.national_id.as_ref().map(index)).collect();
        let numbers: Vec<String> =
            wanted.people.iter().filter_map(|p| p.student_number.as_ref().map(|n| seal.index(STUDENT_NUMBER, n))).collect();
        let logins: Vec<String> = wanted.people.iter().filter_map(|p| p.login.clone()).collect();
        let sources: BTreeSet<String> = wanted
            .people
            .iter()
            .filter_map(|p| p.source_id.clone())
            .chain(guardians().filter_map(|g| g.source_id.clone()))
            .chain(wanted.ended.iter().map(|e| e.source_id.clone()))
            .collect();
        let sources: Vec<String> = sources.into_iter().collect();
        let own: Vec<i64> = sources.iter().filter_map(|s| s.strip_prefix(OWN_SOURCE)?.parse().ok()).collect();
        for (key, values) in [
            (Key::NationalId, &ids),
            (Key::NationalId, &guardian_ids),
            (Key::StudentNumber, &numbers),
            (Key::Source, &sources),
            (Key::Login, &logins),
        ] {
            let found = store::people(conn, key, values).await?;
            self.note(found);
        }
        let found = store::people(conn, Key::Id, &own).await?;
        self.note(found);
        Ok(())
    }

    fn note(&mut self, found: Vec<Found>) {
        for person in found {
            let id = person.id;
            let keys = [
                (&mut self.by_index, &person.national_id_index),
                (&mut self.by_number, &person.student_number_index),
                (&mut self.by_login, &person.login),
            ];
            for (map, key) in keys {
                if let Some(key) = key {
                    map.insert(key.clone(), id);
                }
            }
            let source = person.source_id.clone().unwrap_or_else(|| own_source(id));
            self.by_source.insert(source, id);
            self.people.insert(id, person);
        }
    }

    pub fn person(&self, id: i64) -> Option<&Found> {
        self.people.get(&id)
    }

    pub fn by_national_id(&self, index: &str) -> Option<i64> {
        self.by_index.get(index).copied()
    }

    pub fn by_student_number(&self, index: &str) -> Option<i64> {
        self.by_number.get(index).copied()
    }

    pub fn by_source(&self, source: &str) -> Option<i64> {
        self.by_source.get(source).copied()
    }

    pub fn by_login(&self, login: &str) -> Option<i64> {
        self.by_login.get(login).copied()
    }

    pub fn held(&self, person: i64) -> &[Held] {
        self.held.get(&person).map_or(&[], Vec::as_slice)
    }

    pub fn guards(&self, child: i64) -> &[Guard] {
        self.guards.get(&child).map_or(&[], Vec::as_slice)
    }
}

/// The source id by which a person without one goes in a package.
pub(super) fn own_source(person: i64) -> String {
    format!("{OWN_SOURCE}{person}")
}

/// Codes of all organisations a file names.
fn codes(wanted: &Wanted) -> Vec<String> {
    let roles = wanted.people.iter().flat_map(|p| &p.roles).map(|r| r.org.clone());
    let orgs = wanted.orgs.iter().flat_map(|(code, org)| [Some(code.clone()), org.parent.clone()]).flatten();
    let ended = wanted.ended.iter().filter_map(|e| e.org.clone());
    let all: BTreeSet<String> = orgs.chain(roles).chain(ended).collect();
    all.into_iter().collect()
}
