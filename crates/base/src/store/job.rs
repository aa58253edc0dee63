use crate::job::Job;
use crate::{Conn, Result, execute, fetch_all, fetch_one, fetch_optional};
use sqlx::AssertSqlSafe;

const COLUMNS: &str = "id, kind, owner, args, state, done, total, note, result, error, attempts, cancel, lease_token, created, updated";

pub async fn insert(conn: &mut Conn, id: i64, now: i64, kind: &str, owner: Option<i64>, args: &str) -> Result<i64> {
    execute!(
        conn,
        "INSERT INTO job (id, kind, owner, args, state, run_at, created, updated) VALUES ($1, $2, $3, $4, 'queued', $5, $5, $5)",
        id,
        kind,
        owner,
        args,
        now
    )?;
    Ok(id)
}

pub async fn get(conn: &mut Conn, id: i64) -> Result<Job> {
    fetch_one!(conn, AssertSqlSafe(format!("SELECT {COLUMNS} FROM job WHERE id = $1")), id)
}

pub async fn of_owner(conn: &mut Conn, owner: i64, limit: i64) -> Result<Vec<Job>> {
    fetch_all!(
        conn,
        AssertSqlSafe(format!("SELECT {COLUMNS} FROM job WHERE owner = $1 ORDER BY created DESC, id DESC LIMIT $2")),
        owner,
        limit
    )
}

/// Due: queued and its time has come, or running with its lease run out.
const DUE: &str = "((state = 'queued' AND run_at <= $1) OR (state = 'running' AND lease_until < $1))";

pub async fn any_due(conn: &mut Conn, now: i64) -> Result<bool> {
    let row: Option<(i64,)> = fetch_optional!(conn, AssertSqlSafe(format!("SELECT id FROM job WHERE {DUE} LIMIT 1")), now)?;
    Ok(row.is_some())
}

pub async fn claim(conn: &mut Conn, now: i64, until: i64, token: i64) -> Result<Option<Job>> {
    let skip = if conn.is_sqlite() { "" } else { "FOR UPDATE SKIP LOCKED" };
    let due: Option<(i64,)> =
        fetch_optional!(conn, AssertSqlSafe(format!("SELECT id FROM job WHERE {DUE} ORDER BY run_at, id LIMIT 1 {skip}")), now)?;
    let Some((id,)) = due else { return Ok(None) };
    execute!(
        conn,
        "UPDATE job SET state = 'running', attempts = attempts + 1, lease_until = $2, lease_token = $3, updated = $4 WHERE id = $1",
        id,
        until,
        token,
        now
    )?;
    get(conn, id).await.map(Some)
}

/// False when the job was cancelled or is no longer this attempt's.
pub async fn progress(conn: &mut Conn, id: i64, token: i64, now: i64, until: i64, (done, total): (i64, i64), note: &str) -> Result<bool> {
    let held = execute!(
        conn,
        "UPDATE job SET done = $4, total = $5, note = $6, updated = $3, lease_until = $7 WHERE id = $1 AND lease_token = $2 AND state = 'running' AND NOT cancel",
        id,
        token,
        now,
        done,
        total,
        note,
        until
    )?;
    Ok(held == 1)
}

pub async fn renew(conn: &mut Conn, id: i64, token: i64, until: i64) -> Result<bool> {
    let held = execute!(
        conn,
        "UPDATE job SET lease_until = $3 WHERE id = $1 AND lease_token = $2 AND state = 'running' AND NOT cancel",
        id,
        token,
        until
    )?;
    Ok(held == 1)
}

pub async fn finish(
    conn: &mut Conn,
    id: i64,
    token: i64,
    now: i64,
    state: &str,
    result: Option<String>,
    error: Option<String>,
) -> Result<bool> {
    let held = execute!(
        conn,
        "UPDATE job SET state = $4, result = $5, error = $6, updated = $3 WHERE id = $1 AND lease_token = $2 AND state = 'running'",
        id,
        token,
        now,
        state,
        result,
        error
    )?;
    Ok(held == 1)
}

/// False, and nothing done, when the job was cancelled or is no longer this attempt's.
pub async fn complete(conn: &mut Conn, id: i64, token: i64, now: i64, result: String) -> Result<bool> {
    let held = execute!(
        conn,
        "UPDATE job SET state = 'done', result = $4, updated = $3 WHERE id = $1 AND lease_token = $2 AND state = 'running' AND NOT cancel",
        id,
        token,
        now,
        result
    )?;
    Ok(held == 1)
}

pub async fn postpone(conn: &mut Conn, id: i64, token: i64, now: i64, at: i64) -> Result<()> {
    execute!(
        conn,
        "UPDATE job SET state = 'queued', run_at = $4, updated = $3 WHERE id = $1 AND lease_token = $2 AND state = 'running'",
        id,
        token,
        now,
        at
    )
    .map(|_| ())
}

/// An attempt that was stopped from outside does not count.
pub async fn give_back(conn: &mut Conn, id: i64, token: i64, now: i64) -> Result<()> {
    execute!(
        conn,
        "UPDATE job SET state = 'queued', run_at = $3, updated = $3, attempts = attempts - 1 WHERE id = $1 AND lease_token = $2 AND state = 'running'",
        id,
        token,
        now
    )
    .map(|_| ())
}

/// Whether that was its end: a job that runs ends at its next sign of life.
pub async fn cancel(conn: &mut Conn, now: i64, id: i64) -> Result<bool> {
    let ended =
        execute!(conn, "UPDATE job SET state = 'cancelled', cancel = TRUE, updated = $2 WHERE id = $1 AND state = 'queued'", id, now)?;
    execute!(conn, "UPDATE job SET cancel = TRUE, updated = $2 WHERE id = $1 AND state = 'running'", id, now)?;
    Ok(ended == 1)
}

pub async fn requeue(conn: &mut Conn, now: i64, id: i64) -> Result<u64> {
    execute!(
        conn,
        "UPDATE job SET state = 'queued', cancel = FALSE, attempts = 0, done = 0, error = NULL, run_at = $2, updated = $2 WHERE id = $1 AND state IN ('failed', 'cancelled')",
        id,
        now
    )
}

pub async fn forget_results(conn: &mut Conn, kind: &str, before: i64) -> Result<u64> {
    execute!(conn, "UPDATE job SET result = NULL WHERE state = 'done' AND kind = $1 AND updated < $2 AND result IS NOT NULL", kind, before)
}

pub async fn counts(conn: &mut Conn) -> Result<Vec<(String, i64)>> {
    fetch_all!(conn, "SELECT state, COUNT(*) FROM job GROUP BY state")
}
