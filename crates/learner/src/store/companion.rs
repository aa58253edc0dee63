use base::sqlx::AssertSqlSafe;
use base::{Conn, Millis, Result, execute, fetch_all};
use std::collections::BTreeSet;
use uuid::Uuid;

/// A rung as stored.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Row {
    pub attempt: String,
    pub kind: String,
    pub sibling: Option<i64>,
    pub shown_at: Millis,
}

/// A rung to be stored.
pub struct New<'a> {
    pub attempt: Uuid,
    pub rung: i64,
    pub person: i64,
    pub kind: &'a str,
    pub sibling: Option<i64>,
    pub statement: Uuid,
    pub at: Millis,
}

/// False when the rung has been shown.
pub async fn insert(conn: &mut Conn, new: &New<'_>) -> Result<bool> {
    let written = execute!(
        conn,
        "INSERT INTO help_shown (attempt, rung, person, kind, sibling, statement, shown_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (attempt, rung) DO NOTHING",
        new.attempt.to_string(),
        new.rung,
        new.person,
        new.kind,
        new.sibling,
        new.statement.to_string(),
        new.at
    )?;
    Ok(written == 1)
}

/// The rungs shown at these attempts, in their order.
pub async fn of_attempts(conn: &mut Conn, attempts: &BTreeSet<Uuid>) -> Result<Vec<Row>> {
    let sql = format!(
        "SELECT h.attempt, h.kind, h.sibling, h.shown_at FROM {} CROSS JOIN help_shown AS h
         WHERE h.attempt = value->>0 ORDER BY h.attempt, h.rung",
        conn.listed()
    );
    let list: Vec<[String; 1]> = attempts.iter().map(|a| [a.to_string()]).collect();
    fetch_all!(conn, AssertSqlSafe(sql), serde_json::to_string(&list)?)
}

/// Items shown worked out to a person since an instant.
pub async fn siblings(conn: &mut Conn, person: i64, since: Millis) -> Result<Vec<i64>> {
    let rows: Vec<(i64,)> = fetch_all!(
        conn,
        "SELECT DISTINCT sibling FROM help_shown WHERE person = $1 AND shown_at >= $2 AND sibling IS NOT NULL",
        person,
        since
    )?;
    Ok(rows.into_iter().map(|(item,)| item).collect())
}

/// Goes with the purpose of learning.
pub async fn remove(conn: &mut Conn, person: i64) -> Result<u64> {
    execute!(conn, "DELETE FROM help_shown WHERE person = $1", person)
}

/// What was shown to anybody before an instant.
pub async fn remove_before(conn: &mut Conn, before: Millis) -> Result<u64> {
    execute!(conn, "DELETE FROM help_shown WHERE shown_at < $1", before)
}

/// Two persons turned out to be one.
pub async fn reassign(conn: &mut Conn, from: i64, to: i64) -> Result<()> {
    execute!(conn, "UPDATE help_shown SET person = $2 WHERE person = $1", from, to).map(|_| ())
}
