use crate::{Conn, Result, execute, fetch_all, fetch_optional};

/// A number is free again when its node has not been seen for this long (milliseconds).
const GONE: i64 = 10 * 60_000;

pub async fn claim(conn: &mut Conn, name: &str, now: i64) -> Result<i64> {
    if !conn.is_sqlite() {
        execute!(conn, "SELECT pg_advisory_xact_lock(7203342)")?;
    }
    execute!(conn, "DELETE FROM node WHERE seen < $1", now - GONE)?;
    let taken: Vec<(i64,)> = fetch_all!(conn, "SELECT id FROM node ORDER BY id")?;
    let id = (1..crate::id::NODES).find(|n| !taken.iter().any(|(t,)| t == n)).unwrap_or(0);
    execute!(conn, "INSERT INTO node (id, name, started, seen) VALUES ($1, $2, $3, $3) ON CONFLICT (id) DO NOTHING", id, name, now)?;
    Ok(id)
}

/// False when no number is this node's any more.
pub async fn seen(conn: &mut Conn, name: &str, now: i64) -> Result<bool> {
    Ok(execute!(conn, "UPDATE node SET seen = $2 WHERE name = $1", name, now)? > 0)
}

pub async fn remove(conn: &mut Conn, name: &str) -> Result<()> {
    execute!(conn, "DELETE FROM node WHERE name = $1", name).map(|_| ())
}

pub async fn setting(conn: &mut Conn, name: &str) -> Result<Option<String>> {
    let row: Option<(String,)> = fetch_optional!(conn, "SELECT value FROM setting WHERE name = $1", name)?;
    Ok(row.map(|(v,)| v))
}

pub async fn set(conn: &mut Conn, name: &str, value: &str) -> Result<()> {
    execute!(conn, "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value", name, value)
        .map(|_| ())
}
