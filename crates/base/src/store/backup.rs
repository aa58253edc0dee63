use crate::{Conn, Result, execute, fetch_all, fetch_one, on};
use futures::TryStreamExt;
use sqlx::AssertSqlSafe;

// Table and column names come from the database's own catalogue, or were compared with it.
fn quoted(names: &[String]) -> String {
    names.iter().map(|n| format!("\"{n}\"")).collect::<Vec<_>>().join(", ")
}

pub async fn count(conn: &mut Conn, table: &str) -> Result<i64> {
    let (n,): (i64,) = fetch_one!(conn, AssertSqlSafe(format!("SELECT COUNT(*) FROM \"{table}\"")))?;
    Ok(n)
}

/// Hands every row to `take` as a JSON object, without holding more than one.
pub async fn each_row(conn: &mut Conn, table: &str, columns: &[String], mut take: impl AsyncFnMut(String) -> Result<()>) -> Result<()> {
    let sql = if conn.is_sqlite() {
        // SQLite's JSON keeps 15 digits of a number; 17 as text bring every number back.
        let reals: Vec<(String,)> = fetch_all!(conn, "SELECT name FROM pragma_table_info($1) WHERE type LIKE 'DOUBLE%'", table)?;
        let pairs: Vec<String> = columns
            .iter()
            .map(|c| match reals.iter().any(|(r,)| r == c) {
                true => format!("'{c}', CASE typeof(\"{c}\") WHEN 'real' THEN printf('%!.17g', \"{c}\") ELSE \"{c}\" END"),
                false => format!("'{c}', \"{c}\""),
            })
            .collect();
        format!("SELECT json_object({}) FROM \"{table}\"", pairs.join(", "))
    } else {
        format!("SELECT row_to_json(r)::text FROM (SELECT {} FROM \"{table}\") r", quoted(columns))
    };
    on!(conn, c => {
        let mut rows = sqlx::query_scalar::<_, String>(AssertSqlSafe(sql)).fetch(c);
        while let Some(row) = rows.try_next().await? {
            take(row).await?;
        }
    });
    Ok(())
}

/// Writes rows given as a JSON list of objects.
pub async fn insert(conn: &mut Conn, table: &str, columns: &[String], rows: &str) -> Result<()> {
    let names = quoted(columns);
    let sql = if conn.is_sqlite() {
        let picks: Vec<String> = columns.iter().map(|c| format!("value->>'$.\"{c}\"'")).collect();
        format!("INSERT INTO \"{table}\" ({names}) SELECT {} FROM json_each($1)", picks.join(", "))
    } else {
        format!("INSERT INTO \"{table}\" ({names}) SELECT {names} FROM json_populate_recordset(NULL::\"{table}\", $1::json)")
    };
    execute!(conn, AssertSqlSafe(sql), rows).map(|_| ())
}

pub async fn clear(conn: &mut Conn, table: &str) -> Result<()> {
    execute!(conn, AssertSqlSafe(format!("DELETE FROM \"{table}\""))).map(|_| ())
}

/// Foreign keys wait for the end of the transaction, because tables are filled in any order.
pub async fn defer_foreign_keys(conn: &mut Conn, wait: bool) -> Result<()> {
    let sql = match (conn.is_sqlite(), wait) {
        (true, true) => "PRAGMA defer_foreign_keys = ON",
        (true, false) => "PRAGMA defer_foreign_keys = OFF",
        (false, true) => "SET CONSTRAINTS ALL DEFERRED",
        (false, false) => "SET CONSTRAINTS ALL IMMEDIATE",
    };
    execute!(conn, sql).map(|_| ())
}

/// A table with a row that refers to none. On PostgreSQL constraints made immediate say it themselves.
pub async fn broken_reference(conn: &mut Conn) -> Result<Option<String>> {
    if !conn.is_sqlite() {
        return Ok(None);
    }
    let rows: Vec<(String,)> = fetch_all!(conn, "SELECT \"table\" FROM pragma_foreign_key_check LIMIT 1")?;
    Ok(rows.into_iter().next().map(|(t,)| t))
}
