//! Statements of all kinds: written many at a time.

use crate::append::Target;
use base::db::Bulk;
use base::{Conn, Result, execute, fetch_all};

/// A statement to be written.
pub struct Row {
    pub seq: i64,
    pub agent: Option<i64>,
    pub verb: i64,
    pub activity: Option<i64>,
    pub parent: Option<i64>,
    pub registration: Option<String>,
    pub at: i64,
    pub success: Option<bool>,
    pub score: Option<f64>,
    pub authority: Option<i64>,
    pub version: String,
    pub voided: bool,
    pub raw: String,
}

/// Something else that a statement is found by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Posting {
    pub key: i64,
    pub related: bool,
    pub seq: i64,
}

/// Takes the identifiers that are free, each for its place; gives the number of those taken.
pub async fn claim(conn: &mut Conn, ids: &[(String, i64)]) -> Result<u64> {
    if let [(id, seq)] = ids {
        return execute!(conn, "INSERT INTO statement_id (id, seq) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING", id, *seq);
    }
    Bulk::into("statement_id")
        .texts("id", ids.iter().map(|(id, _)| id.clone()))
        .ints("seq", ids.iter().map(|(_, seq)| *seq))
        .suffix("ON CONFLICT (id) DO NOTHING")
        .insert(conn)
        .await
}

/// Gives identifiers back that were claimed and not used.
pub async fn release(conn: &mut Conn, ids: &[String]) -> Result<()> {
    let sql = if conn.is_sqlite() {
        "DELETE FROM statement_id WHERE id IN (SELECT value FROM json_each($1))"
    } else {
        "DELETE FROM statement_id WHERE id IN (SELECT value FROM UNNEST(ARRAY(SELECT json_array_elements_text($1::json))) AS w (value))"
    };
    execute!(conn, sql, serde_json::to_string(ids)?).map(|_| ())
}

/// A statement's identifier, place and text.
pub type Text = (String, i64, String);

/// The statements of these identifiers.
pub async fn texts(conn: &mut Conn, ids: &[String]) -> Result<Vec<Text>> {
    let sql = if conn.is_sqlite() {
        "SELECT i.id, i.seq, s.raw FROM json_each($1) AS w CROSS JOIN statement_id AS i ON i.id = w.value CROSS JOIN statement AS s ON s.seq = i.seq"
    } else {
        "SELECT i.id, i.seq, s.raw FROM UNNEST(ARRAY(SELECT json_array_elements_text($1::json))) AS w (value)
         JOIN statement_id AS i ON i.id = w.value JOIN statement AS s ON s.seq = i.seq"
    };
    fetch_all!(conn, sql, serde_json::to_string(ids)?)
}

/// The texts at these places, and who refers to them is found by their identifiers.
pub async fn texts_at(conn: &mut Conn, places: &[i64]) -> Result<Vec<(i64, String)>> {
    let sql = if conn.is_sqlite() {
        "SELECT s.seq, s.raw FROM json_each($1) AS w CROSS JOIN statement AS s ON s.seq = w.value"
    } else {
        "SELECT s.seq, s.raw FROM UNNEST(ARRAY(SELECT json_array_elements_text($1::json))) AS w (value) JOIN statement AS s ON s.seq = w.value::bigint"
    };
    fetch_all!(conn, sql, serde_json::to_string(places)?)
}

/// The places of statements that refer to these.
pub async fn referring(conn: &mut Conn, ids: &[String]) -> Result<Vec<(String, i64)>> {
    let sql = if conn.is_sqlite() {
        "SELECT t.target, t.seq FROM json_each($1) AS w CROSS JOIN statement_target AS t ON t.target = w.value"
    } else {
        "SELECT t.target, t.seq FROM UNNEST(ARRAY(SELECT json_array_elements_text($1::json))) AS w (value) JOIN statement_target AS t ON t.target = w.value"
    };
    fetch_all!(conn, sql, serde_json::to_string(ids)?)
}

pub async fn insert(conn: &mut Conn, stored: i64, rows: Vec<Row>) -> Result<()> {
    if let [row] = &rows[..] {
        return insert_one(conn, stored, row).await;
    }
    Bulk::into("statement")
        .ints("seq", rows.iter().map(|r| r.seq))
        .ints("agent", rows.iter().map(|r| r.agent))
        .ints("verb", rows.iter().map(|r| r.verb))
        .ints("activity", rows.iter().map(|r| r.activity))
        .ints("parent", rows.iter().map(|r| r.parent))
        .texts("registration", rows.iter().map(|r| r.registration.clone()))
        .ints("at", rows.iter().map(|r| r.at))
        .ints("stored", rows.iter().map(|_| stored))
        .bools("success", rows.iter().map(|r| r.success))
        .reals("score", rows.iter().map(|r| r.score))
        .ints("authority", rows.iter().map(|r| r.authority))
        .texts("version", rows.iter().map(|r| r.version.clone()))
        .bools("voided", rows.iter().map(|r| r.voided))
        .texts("raw", rows.into_iter().map(|r| r.raw))
        .insert(conn)
        .await
        .map(|_| ())
}

async fn insert_one(conn: &mut Conn, stored: i64, row: &Row) -> Result<()> {
    execute!(
        conn,
        "INSERT INTO statement (seq, agent, verb, activity, parent, registration, at, stored, success, score, authority, version, voided, raw)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        row.seq,
        row.agent,
        row.verb,
        row.activity,
        row.parent,
        &row.registration,
        row.at,
        stored,
        row.success,
        row.score,
        row.authority,
        &row.version,
        row.voided,
        &row.raw
    )
    .map(|_| ())
}

pub async fn insert_postings(conn: &mut Conn, postings: &[Posting]) -> Result<()> {
    Bulk::into("statement_posting")
        .ints("key", postings.iter().map(|p| p.key))
        .bools("related", postings.iter().map(|p| p.related))
        .ints("seq", postings.iter().map(|p| p.seq))
        .suffix("ON CONFLICT DO NOTHING")
        .insert(conn)
        .await
        .map(|_| ())
}

/// Notes which statements refer to which, and whether to take them back.
pub async fn insert_targets(conn: &mut Conn, targets: &[Target]) -> Result<()> {
    Bulk::into("statement_target")
        .texts("target", targets.iter().map(|t| t.id.clone()))
        .ints("seq", targets.iter().map(|t| t.seq))
        .bools("voids", targets.iter().map(|t| t.voids))
        .insert(conn)
        .await
        .map(|_| ())
}

/// Takes statements back, the platform's own among them only when `own`; those that take others back themselves stay
/// (1.0.3 part 2 §2.3.2).
pub async fn void(conn: &mut Conn, places: &[i64], voided: i64, own: bool) -> Result<()> {
    let sql = if conn.is_sqlite() {
        "UPDATE statement SET voided = TRUE WHERE seq IN (SELECT value FROM json_each($1)) AND verb <> $2 AND (authority IS NOT NULL OR $3)"
    } else {
        "UPDATE statement SET voided = TRUE WHERE seq IN (SELECT value::bigint FROM UNNEST(ARRAY(SELECT json_array_elements_text($1::json))) AS w (value))
         AND verb <> $2 AND (authority IS NOT NULL OR $3)"
    };
    execute!(conn, sql, serde_json::to_string(places)?, voided, own).map(|_| ())
}

/// Moves one agent's statements to another.
pub async fn reassign(conn: &mut Conn, from: i64, to: i64) -> Result<()> {
    execute!(conn, "UPDATE statement SET agent = $2 WHERE agent = $1", from, to)?;
    execute!(
        conn,
        "INSERT INTO statement_posting (key, related, seq) SELECT $2, related, seq FROM statement_posting WHERE key = $1 ON CONFLICT DO NOTHING",
        from,
        to
    )?;
    execute!(conn, "DELETE FROM statement_posting WHERE key = $1", from).map(|_| ())
}
