use crate::xapi::VOIDED;
use base::sqlx::AssertSqlSafe;
use base::{Conn, Result, execute, fetch_all, fetch_optional};

/// A statement on its way into a projection of answers.
#[derive(sqlx::FromRow)]
pub struct Passing {
    pub seq: i64,
    pub agent: Option<i64>,
    /// Whether it is an answer of the platform's own.
    pub answer: bool,
    /// Its text when it takes another one back.
    pub voiding: Option<String>,
}

pub async fn any_up_to(conn: &mut Conn, name: &str, upto: i64) -> Result<bool> {
    let row: Option<(i64,)> = fetch_optional!(
        conn,
        "SELECT seq FROM statement WHERE seq > (SELECT seq FROM projection WHERE name = $1) AND seq <= $2 LIMIT 1",
        name,
        upto
    )?;
    Ok(row.is_some())
}

/// How far it has come, locked until the transaction ends; `None` while another node is at work.
pub async fn lock(conn: &mut Conn, name: &str) -> Result<Option<i64>> {
    let wait = if conn.is_sqlite() { "" } else { "FOR UPDATE SKIP LOCKED" };
    let row: Option<(i64,)> = fetch_optional!(conn, AssertSqlSafe(format!("SELECT seq FROM projection WHERE name = $1 {wait}")), name)?;
    Ok(row.map(|(seq,)| seq))
}

pub async fn reach(conn: &mut Conn, name: &str, seq: i64) -> Result<()> {
    execute!(conn, "UPDATE projection SET seq = $2 WHERE name = $1 AND seq < $2", name, seq).map(|_| ())
}

pub async fn between(conn: &mut Conn, from: i64, upto: i64, limit: i64) -> Result<Vec<Passing>> {
    fetch_all!(
        conn,
        "SELECT seq, agent, parent IS NOT NULL AS answer, CASE WHEN verb = (SELECT id FROM verb WHERE iri = $4) THEN raw END AS voiding
         FROM statement WHERE seq > $1 AND seq <= $2 ORDER BY seq LIMIT $3",
        from,
        upto,
        limit,
        VOIDED
    )
}
