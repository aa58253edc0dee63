//! Tables of months, on PostgreSQL only.

use crate::partition::Month;
use base::sqlx::AssertSqlSafe;
use base::{Conn, Result, execute, fetch_one};

/// False when the table is there, or statements of the month are in the common table already.
pub async fn make(conn: &mut Conn, month: &Month) -> Result<bool> {
    if exists(conn, &month.table).await? {
        return Ok(false);
    }
    // One node at a time, until the transaction ends; then the question is asked again.
    execute!(conn, "SELECT pg_advisory_xact_lock(hashtext('statement_partitions'))")?;
    if exists(conn, &month.table).await? || taken(conn, month).await? {
        return Ok(false);
    }
    let Month { table, from, to } = month;
    execute!(conn, AssertSqlSafe(format!("CREATE TABLE {table} PARTITION OF statement FOR VALUES FROM ({from}) TO ({to})")))?;
    Ok(true)
}

async fn exists(conn: &mut Conn, table: &str) -> Result<bool> {
    let (exists,): (bool,) = fetch_one!(conn, "SELECT to_regclass($1) IS NOT NULL", table)?;
    Ok(exists)
}

async fn taken(conn: &mut Conn, month: &Month) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM statement_default WHERE seq >= $1 AND seq < $2)";
    let (taken,): (bool,) = fetch_one!(conn, sql, month.from, month.to)?;
    Ok(taken)
}
