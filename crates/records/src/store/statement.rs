use crate::{Answered, PointAnswer, Tally};
use base::db::Bulk;
use base::{Conn, Result, execute, fetch_all, fetch_one, fetch_optional};
use std::collections::HashSet;

/// The verb `answered`, as the migration has it.
const ANSWERED: i64 = 1;

/// A statement to be written.
pub struct Row<'a> {
    pub seq: i64,
    pub activity: i64,
    pub context: [i64; 2],
    pub raw: String,
    pub answered: &'a Answered,
}

/// A statement as found.
#[derive(sqlx::FromRow)]
pub struct Found {
    pub seq: i64,
    pub id: String,
    pub agent: i64,
    pub at: i64,
    pub stored: i64,
    pub success: bool,
    pub score: f64,
    pub raw: String,
}

pub async fn insert_many(conn: &mut Conn, stored: i64, rows: &[Row<'_>]) -> Result<()> {
    Bulk::into("statement")
        .ints("seq", rows.iter().map(|r| r.seq))
        .texts("id", rows.iter().map(|r| r.answered.statement.to_string()))
        .ints("agent", rows.iter().map(|r| r.answered.person))
        .ints("verb", rows.iter().map(|_| ANSWERED))
        .ints("activity", rows.iter().map(|r| r.activity))
        .ints("at", rows.iter().map(|r| r.answered.at))
        .ints("stored", rows.iter().map(|_| stored))
        .bools("success", rows.iter().map(|r| r.answered.correct))
        .reals("score", rows.iter().map(|r| r.answered.score))
        .texts("raw", rows.iter().map(|r| r.raw.clone()))
        .insert(conn)
        .await?;
    let pairs = || rows.iter().flat_map(|r| r.context.map(|activity| (r, activity)));
    Bulk::into("statement_context")
        .ints("agent", pairs().map(|(r, _)| r.answered.person))
        .ints("activity", pairs().map(|(_, activity)| activity))
        .ints("seq", pairs().map(|(r, _)| r.seq))
        .insert(conn)
        .await?;
    Ok(())
}

/// Which of these identifiers are taken.
pub async fn existing(conn: &mut Conn, ids: impl Iterator<Item = String>) -> Result<HashSet<String>> {
    let list = serde_json::to_string(&ids.collect::<Vec<_>>())?;
    let sql = if conn.is_sqlite() {
        "SELECT s.id FROM json_each($1) AS wanted JOIN statement AS s ON s.id = wanted.value"
    } else {
        "SELECT s.id FROM json_array_elements_text($1::json) AS wanted (value) JOIN statement AS s ON s.id = wanted.value"
    };
    let rows: Vec<(String,)> = fetch_all!(conn, sql, &list)?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

pub async fn of_point(conn: &mut Conn, person: i64, point: &str, before: i64, limit: i64) -> Result<Vec<Found>> {
    fetch_all!(
        conn,
        "SELECT s.seq, s.id, s.agent, s.at, s.stored, s.success, s.score, s.raw
         FROM activity AS p
         JOIN statement_context AS c ON c.activity = p.id AND c.agent = $1
         JOIN statement AS s ON s.seq = c.seq
         WHERE p.path = $2 AND c.seq < $3 AND s.verb = $4
         ORDER BY c.seq DESC LIMIT $5",
        person,
        point,
        before,
        ANSWERED,
        limit
    )
}

pub async fn recent(conn: &mut Conn, person: i64, limit: i64) -> Result<Vec<Found>> {
    fetch_all!(
        conn,
        "SELECT seq, id, agent, at, stored, success, score, raw FROM statement
         WHERE agent = $1 AND verb = $2 ORDER BY at DESC, seq DESC LIMIT $3",
        person,
        ANSWERED,
        limit
    )
}

pub async fn get(conn: &mut Conn, id: &str) -> Result<Option<Found>> {
    fetch_optional!(conn, "SELECT seq, id, agent, at, stored, success, score, raw FROM statement WHERE id = $1", id)
}

pub async fn tally(conn: &mut Conn, person: i64, from: i64, to: i64) -> Result<Tally> {
    fetch_one!(
        conn,
        "SELECT CAST(COUNT(*) AS BIGINT) AS answers,
                CAST(COALESCE(SUM(CASE WHEN success THEN 1 ELSE 0 END), 0) AS BIGINT) AS correct
         FROM statement WHERE agent = $1 AND at >= $2 AND at < $3 AND verb = $4",
        person,
        from,
        to,
        ANSWERED
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
        "SELECT c.agent AS person, p.path AS point, s.score, s.at, s.seq
         FROM json_each($1) AS wanted
         CROSS JOIN statement_context AS c ON c.agent = wanted.value
         CROSS JOIN activity AS p ON p.id = c.activity AND p.kind = 'point'
         CROSS JOIN statement AS s ON s.seq = c.seq
         WHERE s.score IS NOT NULL ORDER BY c.agent, c.activity, c.seq"
    } else {
        "SELECT c.agent AS person, p.path AS point, s.score, s.at, s.seq
         FROM json_array_elements_text($1::json) AS wanted (value)
         JOIN statement_context AS c ON c.agent = wanted.value::bigint
         JOIN activity AS p ON p.id = c.activity AND p.kind = 'point'
         JOIN statement AS s ON s.seq = c.seq
         WHERE s.score IS NOT NULL ORDER BY c.agent, c.activity, c.seq"
    };
    fetch_all!(conn, sql, &list)
}

pub async fn reassign(conn: &mut Conn, from: i64, to: i64) -> Result<()> {
    execute!(conn, "UPDATE statement SET agent = $2 WHERE agent = $1", from, to)?;
    execute!(conn, "UPDATE statement_context SET agent = $2 WHERE agent = $1", from, to).map(|_| ())
}
