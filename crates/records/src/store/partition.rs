//! Tables of months, on PostgreSQL only.

use crate::partition::Month;
use base::sqlx::AssertSqlSafe;
use base::{Conn, Error, Result, execute, fetch_all, fetch_one};

/// False when the table is there, or statements of the month are in the common table already.
pub async fn make(conn: &mut Conn, month: &Month) -> Result<bool> {
    if exists(conn, &month.table).await? {
        return Ok(false);
    }
    // Then the question is asked again.
    take_turns(conn).await?;
    if exists(conn, &month.table).await? || taken(conn, month).await? {
        return Ok(false);
    }
    let Month { table, from, to } = month;
    execute!(conn, AssertSqlSafe(format!("CREATE TABLE {table} PARTITION OF statement FOR VALUES FROM ({from}) TO ({to})")))?;
    Ok(true)
}

/// One node at a time, until the transaction ends.
pub async fn take_turns(conn: &mut Conn) -> Result<()> {
    execute!(conn, "SELECT pg_advisory_xact_lock(hashtext('statement_partitions'))").map(|_| ())
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

/// Names of the months' tables, oldest first.
pub async fn months(conn: &mut Conn) -> Result<Vec<String>> {
    let rows: Vec<(String,)> = fetch_all!(
        conn,
        "SELECT c.relname::text FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid
         WHERE i.inhparent = to_regclass('statement') AND c.relname <> 'statement_default' ORDER BY c.relname"
    )?;
    Ok(rows.into_iter().map(|(name,)| name).collect())
}

/// False when there is something in it, or somebody works with statements for longer than a moment.
pub async fn drop_if_empty(conn: &mut Conn, month: &Month) -> Result<bool> {
    let table = &month.table;
    if !is_empty(conn, table).await? {
        return Ok(false);
    }
    execute!(conn, "SET LOCAL lock_timeout = '2s'")?;
    execute!(conn, "SAVEPOINT dropping")?;
    // The whole first, as all others take them: then nothing can come into the part any more.
    let held = execute!(conn, "LOCK TABLE ONLY statement IN ACCESS EXCLUSIVE MODE");
    match held {
        Err(Error::Database(e)) if e.as_database_error().and_then(|e| e.code()).as_deref() == Some("55P03") => {
            execute!(conn, "ROLLBACK TO SAVEPOINT dropping")?;
            return Ok(false);
        }
        held => held?,
    };
    if !is_empty(conn, table).await? {
        return Ok(false);
    }
    execute!(conn, AssertSqlSafe(format!("DROP TABLE {table}")))?;
    Ok(true)
}

async fn is_empty(conn: &mut Conn, table: &str) -> Result<bool> {
    let (any,): (bool,) = fetch_one!(conn, AssertSqlSafe(format!("SELECT EXISTS (SELECT 1 FROM {table})")))?;
    Ok(!any)
}
