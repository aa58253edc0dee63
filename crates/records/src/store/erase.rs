//! Which statements belong to which purpose, and their removal with all that belongs to them.

use crate::event::facts;
use crate::xapi::VOIDED;
use crate::{Activity, erase::Whose};
use base::sqlx::AssertSqlSafe;
use base::{Conn, Millis, Result, execute, fetch_all, fetch_one};
use people::Purpose;

/// A statement that is to go.
#[derive(sqlx::FromRow)]
pub struct Found {
    pub seq: i64,
    pub agent: Option<i64>,
    pub at: Millis,
    pub raw: String,
}

/// The activities of facts, of a purpose or of all.
fn facts_of(purpose: Option<Purpose>) -> String {
    let wanted = facts().iter().filter(|fact| purpose.is_none_or(|p| fact.purpose() == p));
    // Codes of the catalogue: small letters and hyphens.
    let paths: Vec<String> = wanted.map(|fact| format!("'{}'", Activity::fact(&fact.code).path())).collect();
    format!("(SELECT a.id FROM activity AS a WHERE a.path IN ({}))", paths.join(", "))
}

/// SQL condition on `s`: which of the statements that are no answers of the platform's own belong to a purpose. Facts belong to
/// their own; everything else that somebody did belongs to learning. What takes back a statement that is there goes with that one.
fn belongs(purpose: Purpose) -> String {
    if purpose.is_capture() {
        return format!("s.authority IS NULL AND s.activity IN {}", facts_of(Some(purpose)));
    }
    format!(
        "(s.authority IS NOT NULL OR s.activity IS NULL OR s.activity NOT IN {})
         AND NOT (s.verb = (SELECT v.id FROM verb AS v WHERE v.iri = '{VOIDED}') AND EXISTS (
           SELECT 1 FROM statement_target AS t JOIN statement_id AS i ON i.id = t.target WHERE t.seq = s.seq AND t.voids))",
        facts_of(None)
    )
}

/// The ways to a purpose's statements, each along an index of agents by time: the platform's answers, and all others.
fn ways(purpose: Purpose) -> Vec<String> {
    let others = format!("s.parent IS NULL AND s.agent IS NOT NULL AND {}", belongs(purpose));
    match purpose {
        Purpose::Learning => vec!["s.parent IS NOT NULL".to_owned(), others],
        _ if purpose.is_capture() => vec![others],
        _ => Vec::new(),
    }
}

/// The values of the JSON list in `$1`.
fn listed(conn: &Conn) -> &'static str {
    if conn.is_sqlite() { "json_each($1) AS w" } else { "UNNEST(ARRAY(SELECT json_array_elements_text($1::json))) AS w (value)" }
}

/// Statements of a purpose that happened before an instant, `limit` at the most.
pub async fn find(conn: &mut Conn, whose: &Whose, purpose: Purpose, before: Millis, limit: i64) -> Result<Vec<Found>> {
    let mut found: Vec<Found> = Vec::new();
    let Whose::Agents(agents) = whose else {
        let sql = format!(
            "SELECT s.seq, s.agent, s.at, s.raw FROM statement AS s WHERE s.agent IS NULL AND s.at < $1 AND {} LIMIT $2",
            belongs(purpose)
        );
        return if purpose == Purpose::Learning { fetch_all!(conn, AssertSqlSafe(sql), before, limit) } else { Ok(found) };
    };
    let agents = serde_json::to_string(agents)?;
    for way in ways(purpose) {
        let sql = format!(
            "SELECT s.seq, s.agent, s.at, s.raw FROM {} CROSS JOIN statement AS s
             WHERE s.agent = CAST(w.value AS BIGINT) AND s.at < $2 AND {way} LIMIT $3",
            listed(conn)
        );
        let more: Vec<Found> = fetch_all!(conn, AssertSqlSafe(sql), &agents, before, limit - found.len() as i64)?;
        found.extend(more);
    }
    Ok(found)
}

/// How many there are of one agent.
pub async fn count(conn: &mut Conn, agent: i64, purpose: Purpose) -> Result<i64> {
    let mut count = 0;
    for way in ways(purpose) {
        let sql = format!("SELECT CAST(COUNT(*) AS BIGINT) FROM statement AS s WHERE s.agent = $1 AND {way}");
        let (n,): (i64,) = fetch_one!(conn, AssertSqlSafe(sql), agent)?;
        count += n;
    }
    Ok(count)
}

/// Where agents with statements are listed: persons, and those who are nobody here.
const PERSONS: &str = "person AS p WHERE p.id > $1";
const STRANGERS: &str = "agent AS p WHERE p.id > $1 AND p.person IS NULL";

/// How many there are that happened before an instant. On SQLite an agent costs a look into the index: seconds in a large region.
pub async fn count_before(conn: &mut Conn, purpose: Purpose, before: Millis) -> Result<i64> {
    let mut count = 0;
    for way in ways(purpose) {
        if !conn.is_sqlite() {
            let sql = format!("SELECT COUNT(*) FROM statement AS s WHERE s.agent IS NOT NULL AND s.at < $1 AND {way}");
            let (n,): (i64,) = fetch_one!(conn, AssertSqlSafe(sql), before)?;
            count += n;
            continue;
        }
        for agents in [PERSONS, STRANGERS] {
            let sql = format!(
                "SELECT CAST(COALESCE(SUM((SELECT COUNT(*) FROM statement AS s WHERE s.agent = p.id AND s.at < $2 AND {way})), 0) AS BIGINT)
                 FROM {agents}"
            );
            let (n,): (i64,) = fetch_one!(conn, AssertSqlSafe(sql), i64::MIN, before)?;
            count += n;
        }
    }
    if purpose == Purpose::Learning {
        let sql =
            format!("SELECT CAST(COUNT(*) AS BIGINT) FROM statement AS s WHERE s.agent IS NULL AND s.at < $1 AND {}", belongs(purpose));
        let (n,): (i64,) = fetch_one!(conn, AssertSqlSafe(sql), before)?;
        count += n;
    }
    Ok(count)
}

/// Agents behind `after` with statements of a purpose that happened before an instant: persons, or those who are nobody here.
pub async fn owners(conn: &mut Conn, strangers: bool, purpose: Purpose, before: Millis, after: i64, limit: i64) -> Result<Vec<i64>> {
    let ways = ways(purpose);
    if ways.is_empty() {
        return Ok(Vec::new());
    }
    let agents = if strangers { STRANGERS } else { PERSONS };
    let sql = if conn.is_sqlite() { owners_one_by_one(agents, &ways) } else { owners_of_old(agents, &ways) };
    let rows: Vec<(i64,)> = fetch_all!(conn, AssertSqlSafe(sql), after, before, limit)?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Each agent is asked along its index.
fn owners_one_by_one(agents: &str, ways: &[String]) -> String {
    let any = ways.iter().map(|way| format!("EXISTS (SELECT 1 FROM statement AS s WHERE s.agent = p.id AND s.at < $2 AND {way})"));
    format!("SELECT p.id FROM {agents} AND ({}) ORDER BY p.id LIMIT $3", any.collect::<Vec<_>>().join(" OR "))
}

/// What is old enough is found by its age, then who did it. OFFSET keeps the planner from walking along the agents instead.
fn owners_of_old(agents: &str, ways: &[String]) -> String {
    let old = ways.iter().map(|way| format!("SELECT s.agent FROM statement AS s WHERE s.at < $2 AND s.agent IS NOT NULL AND {way}"));
    let old = old.collect::<Vec<_>>().join(" UNION ALL ");
    format!(
        "SELECT p.id FROM (SELECT DISTINCT o.agent FROM ({old} OFFSET 0) AS o) AS d JOIN {agents} AND p.id = d.agent ORDER BY p.id LIMIT $3"
    )
    .replace("AS p WHERE", "AS p ON")
}

/// The statements at these places.
pub async fn at_places(conn: &mut Conn, places: &[i64]) -> Result<Vec<Found>> {
    let sql =
        format!("SELECT s.seq, s.agent, s.at, s.raw FROM {} CROSS JOIN statement AS s WHERE s.seq = CAST(w.value AS BIGINT)", listed(conn));
    fetch_all!(conn, AssertSqlSafe(sql), serde_json::to_string(places)?)
}

/// Removes the rows of a table at these places; gives their number. The bounds keep PostgreSQL to the months concerned.
pub async fn remove(conn: &mut Conn, table: &'static str, places: &[i64]) -> Result<u64> {
    let (Some(first), Some(last)) = (places.iter().min(), places.iter().max()) else { return Ok(0) };
    let which = if conn.is_sqlite() {
        "seq IN (SELECT value FROM json_each($1)) AND +seq >= $2 AND +seq <= $3"
    } else {
        "seq = ANY (ARRAY (SELECT value::bigint FROM UNNEST(ARRAY(SELECT json_array_elements_text($1::json))) AS w (value))) AND seq >= $2 AND seq <= $3"
    };
    execute!(conn, AssertSqlSafe(format!("DELETE FROM {table} WHERE {which}")), serde_json::to_string(places)?, *first, *last)
}

/// Removes what is known of these identifiers of statements: their places, and that others refer to them.
pub async fn remove_identifiers(conn: &mut Conn, ids: &[String]) -> Result<u64> {
    let wanted = if conn.is_sqlite() {
        "(SELECT value FROM json_each($1))"
    } else {
        "(SELECT value FROM UNNEST(ARRAY(SELECT json_array_elements_text($1::json))) AS w (value))"
    };
    let ids = serde_json::to_string(ids)?;
    execute!(conn, AssertSqlSafe(format!("DELETE FROM statement_target WHERE target IN {wanted}")), &ids)?;
    execute!(conn, AssertSqlSafe(format!("DELETE FROM statement_id WHERE id IN {wanted}")), &ids)
}

/// What the statements at these places name of attachments.
pub async fn attachments_of(conn: &mut Conn, places: &[i64]) -> Result<Vec<String>> {
    let sql = format!(
        "SELECT DISTINCT a.sha2 FROM {} CROSS JOIN statement_attachment AS a WHERE a.seq = CAST(w.value AS BIGINT) ORDER BY a.sha2",
        listed(conn)
    );
    let rows: Vec<(String,)> = fetch_all!(conn, AssertSqlSafe(sql), serde_json::to_string(places)?)?;
    Ok(rows.into_iter().map(|(sha2,)| sha2).collect())
}

/// Removes those of these attachments that no statement names. Whoever is storing a statement that names one is waited for.
pub async fn remove_attachments(conn: &mut Conn, hashes: &[String]) -> Result<u64> {
    let hashes = serde_json::to_string(hashes)?;
    let wanted = format!("sha2 IN (SELECT w.value FROM {})", listed(conn));
    if !conn.is_sqlite() {
        let sql = format!("SELECT sha2 FROM attachment WHERE {wanted} ORDER BY sha2 FOR UPDATE");
        let _: Vec<(String,)> = fetch_all!(conn, AssertSqlSafe(sql), &hashes)?;
    }
    let mut gone = 0;
    for table in ["attachment_chunk", "attachment"] {
        let sql = format!(
            "DELETE FROM {table} WHERE {wanted} AND NOT EXISTS (SELECT 1 FROM statement_attachment AS n WHERE n.sha2 = {table}.sha2)"
        );
        gone = execute!(conn, AssertSqlSafe(sql), &hashes)?;
    }
    Ok(gone)
}

/// A person's documents: those under any of their identifiers, `$1` being the person and `$2` the public address.
const OF_PERSON: &str = "kind IN ('state', 'agent') AND agent IN (
  SELECT g.ifi FROM agent AS g WHERE g.id = $1 OR g.person = $1
  UNION SELECT 'account:' || $2 || ' ' || CAST(p.id AS TEXT) FROM person AS p WHERE p.id = $1
  UNION SELECT 'account:' || $2 || ' ' || CAST(p.id AS TEXT) FROM person AS p WHERE p.merged_into = $1)";

pub async fn count_documents(conn: &mut Conn, home: &str, person: i64) -> Result<i64> {
    let sql = format!("SELECT CAST(COUNT(*) AS BIGINT) FROM document WHERE {OF_PERSON}");
    let (n,): (i64,) = fetch_one!(conn, AssertSqlSafe(sql), person, home)?;
    Ok(n)
}

pub async fn remove_documents(conn: &mut Conn, home: &str, person: i64) -> Result<u64> {
    execute!(conn, AssertSqlSafe(format!("DELETE FROM document WHERE {OF_PERSON}")), person, home)
}

/// Documents of all agents that were last written before an instant.
pub async fn remove_old_documents(conn: &mut Conn, before: Millis) -> Result<u64> {
    execute!(conn, "DELETE FROM document WHERE kind IN ('state', 'agent') AND updated < $1", before)
}
