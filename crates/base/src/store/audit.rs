use crate::audit::Stored;
use crate::{Conn, Result, execute, fetch_all, fetch_optional};

/// On PostgreSQL writers take turns, so that the chain has one end; SQLite has one writer anyway.
pub async fn lock(conn: &mut Conn) -> Result<()> {
    if !conn.is_sqlite() {
        execute!(conn, "SELECT pg_advisory_xact_lock(7203341)")?;
    }
    Ok(())
}

pub async fn last(conn: &mut Conn) -> Result<(i64, String)> {
    let row: Option<(i64, String)> = fetch_optional!(conn, "SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1")?;
    Ok(row.unwrap_or_default())
}

pub async fn insert(conn: &mut Conn, row: &Stored) -> Result<()> {
    execute!(
        conn,
        "INSERT INTO audit (seq, at, actor, action, target, detail, previous, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        row.seq,
        row.at,
        row.actor,
        &row.action,
        &row.target,
        &row.detail,
        &row.previous,
        &row.hash
    )?;
    Ok(())
}

const COLUMNS: &str = "seq, at, actor, action, target, detail, previous, hash";

pub async fn after(conn: &mut Conn, seq: i64, limit: i64) -> Result<Vec<Stored>> {
    fetch_all!(conn, sqlx::AssertSqlSafe(format!("SELECT {COLUMNS} FROM audit WHERE seq > $1 ORDER BY seq LIMIT $2")), seq, limit)
}

pub async fn latest(conn: &mut Conn, target: Option<&str>, before: i64, limit: i64) -> Result<Vec<Stored>> {
    match target {
        Some(target) => fetch_all!(
            conn,
            sqlx::AssertSqlSafe(format!("SELECT {COLUMNS} FROM audit WHERE target = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3")),
            target,
            before,
            limit
        ),
        None => fetch_all!(
            conn,
            sqlx::AssertSqlSafe(format!("SELECT {COLUMNS} FROM audit WHERE seq < $1 ORDER BY seq DESC LIMIT $2")),
            before,
            limit
        ),
    }
}
