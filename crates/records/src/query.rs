//! Reading statements as xAPI asks for them (1.0.3 part 3 §2.1.3): filters, paging, times.

use crate::naming::registration_key;
use crate::store::query::{self as store, Keys};
use crate::{activity, naming};
use base::{Conn, Millis, Result};
use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};
use uuid::Uuid;

/// What is asked for. Filters that are absent let everything pass.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Query {
    /// Identifier of an agent or group ([`crate::xapi::Actor::ifi`]): the actor, a member of the group that is, or the object.
    pub agent: Option<String>,
    /// IRI of a verb.
    pub verb: Option<String>,
    /// IRI of the activity that is the object.
    pub activity: Option<String>,
    /// Registration.
    pub registration: Option<Uuid>,
    /// The activity anywhere in the statement, sub-statements included.
    pub related_activities: bool,
    /// The agent anywhere in the statement, sub-statements and authority included.
    pub related_agents: bool,
    /// Stored after this.
    pub since: Option<Millis>,
    /// Stored at this or before.
    pub until: Option<Millis>,
    /// Oldest first.
    pub ascending: bool,
    /// Only what this authority vouches for: its agent as JSON.
    pub authority: Option<String>,
    /// Where the page before ended: [`Page::more`].
    pub after: Option<i64>,
    /// Statements on a page.
    pub limit: i64,
}

/// A statement as it is kept.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct Kept {
    /// Place in the order of storing.
    pub seq: i64,
    /// The text as sent, without what follows.
    pub raw: String,
    /// When it was stored.
    pub stored: Millis,
    /// The version of xAPI it is of.
    pub version: String,
    /// Who vouches for it, as JSON; `None` is the platform.
    pub authority: Option<String>,
    /// Whether it was taken back.
    pub voided: bool,
}

/// A page of statements.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Page {
    /// The statements.
    pub statements: Vec<Kept>,
    /// For [`Query::after`] of the next page, when there is one.
    pub more: Option<i64>,
}

impl Kept {
    /// The whole statement: the text with `stored`, `authority` and `version`.
    pub fn json(&self, home: &str) -> String {
        let open = self.raw.strip_suffix('}').unwrap_or(&self.raw);
        let stored = base::clock::iso(self.stored);
        let own;
        let authority = match &self.authority {
            Some(json) => json,
            None => {
                own = platform(home);
                &own
            }
        };
        format!("{open},\"stored\":\"{stored}\",\"authority\":{authority},\"version\":\"{}\"}}", self.version)
    }
}

/// The agent that vouches for the platform's own statements, as JSON.
pub fn platform(home: &str) -> String {
    serde_json::json!({ "objectType": "Agent", "account": { "homePage": home, "name": "platform" } }).to_string()
}

/// A page of the statements that pass the filters, those taken back left out, newest first unless asked otherwise. Only for
/// callers that have checked who may read. `home` is the region's public address.
pub async fn query(conn: &mut Conn, home: &str, query: &Query) -> Result<Page> {
    let wanted = store::Named {
        agent: query.agent.as_deref(),
        verb: query.verb.as_deref(),
        activity: query.activity.as_deref().map(|iri| activity::path_of(iri, home)),
        authority: query.authority.as_deref(),
    };
    let known = store::find(conn, &wanted).await?;
    // An account of this platform has its person's number even when no statement of others names it.
    let own = query.agent.as_deref().and_then(|ifi| naming::person_number(ifi, home));
    let agent = known.agent.or(own);
    let unknown = (query.agent.is_some() && agent.is_none())
        || (query.verb.is_some() && known.verb.is_none())
        || (query.activity.is_some() && known.activity.is_none())
        || (query.authority.is_some() && known.authority.is_none());
    if unknown {
        return Ok(Page::default());
    }
    let keys = Keys {
        agent,
        verb: known.verb,
        activity: known.activity,
        registration: query.registration.map(|id| (id.to_string(), registration_key(id))),
        authority: known.authority,
    };
    let mut statements = store::page(conn, &keys, query).await?;
    let more = if statements.len() as i64 > query.limit { statements.get(query.limit as usize - 1).map(|last| last.seq) } else { None };
    statements.truncate(query.limit as usize);
    Ok(Page { statements, more })
}

/// The statement with this identifier, taken back or not. Only for callers that have checked who may read.
pub async fn get(conn: &mut Conn, id: Uuid) -> Result<Option<Kept>> {
    store::get(conn, &id.to_string()).await
}

/// The instant up to which all statements can be read that ever will be: the present, or where some are on their way, when the
/// first of them began.
pub async fn consistent_through(conn: &mut Conn, now: Millis) -> Result<Millis> {
    let first = IN_FLIGHT.lock().unwrap_or_else(PoisonError::into_inner).first().map_or(now, |(began, _)| now.min(*began));
    store::consistent_through(conn, first).await
}

/// Statements on their way to the disk in this process; those of other nodes PostgreSQL knows of.
static IN_FLIGHT: Mutex<BTreeSet<(Millis, i64)>> = Mutex::new(BTreeSet::new());

/// Held while statements are on their way.
pub struct Flight((Millis, i64));

impl Flight {
    /// Before they are handed to the database.
    pub fn begin(now: Millis) -> Flight {
        let flight = (now, base::id::next());
        IN_FLIGHT.lock().unwrap_or_else(PoisonError::into_inner).insert(flight);
        Flight(flight)
    }
}

impl Drop for Flight {
    fn drop(&mut self) {
        IN_FLIGHT.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.0);
    }
}
