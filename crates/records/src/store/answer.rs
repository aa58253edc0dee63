//! The platform's own answers: the hottest write of the product, and what is read of them.

use crate::{Answered, PointAnswer, Tally};
use base::db::Bulk;
use base::{Conn, Result, fetch_all, fetch_one, fetch_optional};
use std::collections::HashMap;

/// The verb `answered`, as the migration has it.
pub const ANSWERED: i64 = 1;
/// The version of xAPI of what the platform writes itself: either version's readers take it.
pub const VERSION: &str = "1.0.0";

/// A statement as found.
#[derive(sqlx::FromRow)]
pub struct Found {
    pub seq: i64,
    pub agent: i64,
    pub at: i64,
    pub stored: i64,
    pub success: bool,
    pub score: f64,
    pub raw: String,
}

/// An answer's statement to be written.
pub struct Row<'a> {
    pub seq: i64,
    pub activity: i64,
    /// Point and subject.
    pub context: [i64; 2],
    pub raw: String,
    pub answered: &'a Answered,
}

pub async fn insert_many(conn: &mut Conn, stored: i64, rows: Vec<Row<'_>>) -> Result<()> {
    let postings: Vec<(i64, i64)> = rows.iter().flat_map(|r| r.context.map(|activity| (activity, r.seq))).collect();
    Bulk::into("statement")
        .ints("seq", rows.iter().map(|r| r.seq))
        .ints("agent", rows.iter().map(|r| r.answered.person))
        .ints("verb", rows.iter().map(|_| ANSWERED))
        .ints("activity", rows.iter().map(|r| r.activity))
        .ints("parent", rows.iter().map(|r| r.context[0]))
        .texts("registration", rows.iter().map(|r| r.answered.session.map(|session| session.to_string())))
        .ints("at", rows.iter().map(|r| r.answered.at))
        .ints("stored", rows.iter().map(|_| stored))
        .bools("success", rows.iter().map(|r| r.answered.correct))
        .reals("score", rows.iter().map(|r| r.answered.score))
        .texts("version", rows.iter().map(|_| VERSION.to_owned()))
        .texts("raw", rows.into_iter().map(|r| r.raw))
        .insert(conn)
        .await?;
    Bulk::into("statement_posting")
        .ints("key", postings.iter().map(|(activity, _)| *activity))
        .bools("related", postings.iter().map(|_| true))
        .ints("seq", postings.iter().map(|(_, seq)| *seq))
        .insert(conn)
        .await?;
    Ok(())
}

/// The places of the statements that have these identifiers.
pub async fn places(conn: &mut Conn, ids: impl Iterator<Item = &String>) -> Result<HashMap<String, i64>> {
    let list = serde_json::to_string(&ids.collect::<Vec<_>>())?;
    let sql = if conn.is_sqlite() {
        "SELECT s.id, s.seq FROM json_each($1) AS wanted CROSS JOIN statement_id AS s ON s.id = wanted.value"
    } else {
        "SELECT s.id, s.seq FROM UNNEST(ARRAY(SELECT json_array_elements_text($1::json))) AS wanted (value) JOIN statement_id AS s ON s.id = wanted.value"
    };
    let rows: Vec<(String, i64)> = fetch_all!(conn, sql, &list)?;
    Ok(rows.into_iter().collect())
}

pub async fn of_point(conn: &mut Conn, person: i64, point: &str, before: i64, limit: i64) -> Result<Vec<Found>> {
    fetch_all!(
        conn,
        "SELECT seq, agent, at, stored, success, score, raw FROM statement
         WHERE agent = $1 AND parent = (SELECT id FROM activity WHERE path = $2) AND seq < $3 AND NOT voided
         ORDER BY seq DESC LIMIT $4",
        person,
        point,
        before,
        limit
    )
}

pub async fn recent(conn: &mut Conn, person: i64, limit: i64) -> Result<Vec<Found>> {
    fetch_all!(
        conn,
        "SELECT seq, agent, at, stored, success, score, raw FROM statement
         WHERE agent = $1 AND parent IS NOT NULL AND NOT voided ORDER BY at DESC, seq DESC LIMIT $2",
        person,
        limit
    )
}

pub async fn get(conn: &mut Conn, id: &str) -> Result<Option<Found>> {
    fetch_optional!(
        conn,
        "SELECT s.seq, s.agent, s.at, s.stored, s.success, s.score, s.raw FROM statement_id AS i JOIN statement AS s ON s.seq = i.seq
         WHERE i.id = $1 AND s.parent IS NOT NULL AND NOT s.voided",
        id
    )
}

pub async fn tally(conn: &mut Conn, person: i64, from: i64, to: i64) -> Result<Tally> {
    fetch_one!(
        conn,
        "SELECT CAST(COUNT(*) AS BIGINT) AS answers,
                CAST(COALESCE(SUM(CASE WHEN success THEN 1 ELSE 0 END), 0) AS BIGINT) AS correct
         FROM statement WHERE agent = $1 AND at >= $2 AND at < $3 AND parent IS NOT NULL AND NOT voided",
        person,
        from,
        to
    )
}

pub async fn count(conn: &mut Conn) -> Result<i64> {
    let (n,): (i64,) = fetch_one!(conn, "SELECT CAST(COUNT(*) AS BIGINT) FROM statement")?;
    Ok(n)
}

pub async fn of_persons(conn: &mut Conn, persons: &[i64]) -> Result<Vec<PointAnswer>> {
    let list = serde_json::to_string(persons)?;
    // CROSS JOIN keeps SQLite to this order, from the persons to their statements.
    let sql = if conn.is_sqlite() {
        "SELECT s.agent AS person, p.path AS point, s.score, s.at, s.seq
         FROM json_each($1) AS wanted
         CROSS JOIN statement AS s ON s.agent = wanted.value AND s.parent IS NOT NULL
         CROSS JOIN activity AS p ON p.id = s.parent
         WHERE s.score IS NOT NULL AND NOT s.voided ORDER BY s.agent, s.parent, s.seq"
    } else {
        "SELECT s.agent AS person, p.path AS point, s.score, s.at, s.seq
         FROM UNNEST(ARRAY(SELECT json_array_elements_text($1::json))) AS wanted (value)
         JOIN statement AS s ON s.agent = wanted.value::bigint AND s.parent IS NOT NULL
         JOIN activity AS p ON p.id = s.parent
         WHERE s.score IS NOT NULL AND NOT s.voided ORDER BY s.agent, s.parent, s.seq"
    };
    fetch_all!(conn, sql, &list)
}

pub async fn points_since(conn: &mut Conn, persons: &[i64], since: i64) -> Result<Vec<PointAnswer>> {
    let list = serde_json::to_string(persons)?;
    let sql = if conn.is_sqlite() {
        "SELECT s.agent AS person, p.path AS point, s.score, s.at, s.seq
         FROM json_each($1) AS wanted
         CROSS JOIN statement AS s ON s.agent = wanted.value AND s.parent IS NOT NULL
         CROSS JOIN activity AS p ON p.id = s.parent
         WHERE s.at >= $2 AND s.score IS NOT NULL AND NOT s.voided ORDER BY s.agent, s.parent, s.seq"
    } else {
        "SELECT s.agent AS person, p.path AS point, s.score, s.at, s.seq
         FROM json_array_elements_text($1::json) AS wanted (value)
         JOIN statement AS s ON s.agent = wanted.value::bigint AND s.parent IS NOT NULL
         JOIN activity AS p ON p.id = s.parent
         WHERE s.at >= $2 AND s.score IS NOT NULL AND NOT s.voided ORDER BY s.agent, s.parent, s.seq"
    };
    fetch_all!(conn, sql, &list, since)
}

/// Paths of the items that persons answered not wholly rightly from an instant on.
pub async fn missed(conn: &mut Conn, persons: &[i64], since: i64) -> Result<Vec<String>> {
    let list = serde_json::to_string(persons)?;
    let sql = if conn.is_sqlite() {
        "SELECT DISTINCT a.path
         FROM json_each($1) AS wanted CROSS JOIN statement AS s ON s.agent = wanted.value AND s.parent IS NOT NULL
         CROSS JOIN activity AS a ON a.id = s.activity
         WHERE s.at >= $2 AND NOT s.success AND NOT s.voided ORDER BY a.path"
    } else {
        "SELECT DISTINCT a.path
         FROM json_array_elements_text($1::json) AS wanted (value)
         JOIN statement AS s ON s.agent = wanted.value::bigint AND s.parent IS NOT NULL
         JOIN activity AS a ON a.id = s.activity
         WHERE s.at >= $2 AND NOT s.success AND NOT s.voided ORDER BY a.path"
    };
    let rows: Vec<(String,)> = fetch_all!(conn, sql, &list, since)?;
    Ok(rows.into_iter().map(|(path,)| path).collect())
}

/// What persons answered to these items (paths) from an instant on, each person's in the order of answering.
pub async fn to_items(conn: &mut Conn, persons: &[i64], items: &[String], since: i64) -> Result<Vec<Found>> {
    let (persons, items) = (serde_json::to_string(persons)?, serde_json::to_string(items)?);
    // From the persons to their statements, on SQLite in this order.
    let sql = if conn.is_sqlite() {
        "SELECT s.seq, s.agent, s.at, s.stored, s.success, s.score, s.raw
         FROM json_each($1) AS wanted CROSS JOIN statement AS s ON s.agent = wanted.value AND s.parent IS NOT NULL
         WHERE s.at >= $3 AND s.score IS NOT NULL AND NOT s.voided
           AND s.activity IN (SELECT a.id FROM json_each($2) AS item CROSS JOIN activity AS a ON a.path = item.value)
         ORDER BY s.agent, s.at, s.seq"
    } else {
        "SELECT s.seq, s.agent, s.at, s.stored, s.success, s.score, s.raw
         FROM json_array_elements_text($1::json) AS wanted (value)
         JOIN statement AS s ON s.agent = wanted.value::bigint AND s.parent IS NOT NULL
         WHERE s.at >= $3 AND s.score IS NOT NULL AND NOT s.voided
           AND s.activity IN (SELECT a.id FROM json_array_elements_text($2::json) AS item (value) JOIN activity AS a ON a.path = item.value)
         ORDER BY s.agent, s.at, s.seq"
    };
    fetch_all!(conn, sql, &persons, &items, since)
}
