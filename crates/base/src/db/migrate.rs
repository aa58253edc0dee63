//! Schema migrations: one SQL text for both databases.
//!
//! Where they must differ, a line ends with `-- sqlite` or `-- postgres` and is kept for that one
//! only; the token `{id}` is the type of an integer primary key.

use super::{Conn, Db, Engine};
use crate::{Result, fetch_all, fetch_one};
use sqlx::migrate::{MigrationType, Migrator};
use sqlx::{AssertSqlSafe, SqlSafeStr};

/// One step of the schema. Versions are numbered by floor: base 1000, people 2000, records 3000,
/// content 4000, learner 5000. A step that has landed is never edited.
pub struct Migration {
    /// Order and identity.
    pub version: i64,
    /// What it adds.
    pub name: &'static str,
    /// The text for both databases.
    pub sql: &'static str,
}

fn for_database(sql: &str, sqlite: bool) -> String {
    let (mine, other) = if sqlite { ("-- sqlite", "-- postgres") } else { ("-- postgres", "-- sqlite") };
    sql.lines()
        .filter(|line| !line.trim_end().ends_with(other))
        .map(|line| line.trim_end().strip_suffix(mine).unwrap_or(line))
        .collect::<Vec<_>>()
        .join("\n")
        .replace("{id}", if sqlite { "INTEGER PRIMARY KEY" } else { "BIGINT PRIMARY KEY" })
}

/// Runs the steps that are still to be run; of those in `only`, when given.
pub(super) async fn run(db: &Db, sets: &[&[Migration]], only: Option<&[i64]>) -> Result<()> {
    let sqlite = matches!(db.engine, Engine::Sqlite(_));
    let steps = sets
        .iter()
        .flat_map(|set| set.iter())
        .filter(|m| only.is_none_or(|versions| versions.contains(&m.version)))
        .map(|m| {
            let sql = AssertSqlSafe(for_database(m.sql, sqlite)).into_sql_str();
            sqlx::migrate::Migration::new(m.version, m.name.into(), MigrationType::Simple, sql, false)
        })
        .collect();
    let migrator = Migrator::with_migrations(steps);
    match &db.engine {
        Engine::Sqlite(file) => Ok(migrator.run(&mut file.aside().await?).await?),
        Engine::Postgres(pool) => Ok(migrator.run(pool).await?),
    }
}

/// Versions of the schema's steps, in order; none for a database without a schema.
pub async fn applied(conn: &mut Conn) -> Result<Vec<i64>> {
    let (known,): (i64,) = if conn.is_sqlite() {
        fetch_one!(conn, "SELECT COUNT(*) FROM sqlite_master WHERE name = '_sqlx_migrations'")?
    } else {
        fetch_one!(
            conn,
            "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = '_sqlx_migrations'"
        )?
    };
    if known == 0 {
        return Ok(Vec::new());
    }
    let rows: Vec<(i64,)> = fetch_all!(conn, "SELECT version FROM _sqlx_migrations WHERE success ORDER BY version")?;
    Ok(rows.into_iter().map(|(v,)| v).collect())
}

/// The product's tables by name, without the migrator's own, those that a search index keeps for itself,
/// and the partitions that a table's rows lie in.
pub async fn tables(conn: &mut Conn) -> Result<Vec<String>> {
    let names: Vec<(String,)> = if conn.is_sqlite() {
        fetch_all!(
            conn,
            "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE '\\_sqlx%' ESCAPE '\\' ORDER BY name"
        )?
    } else {
        fetch_all!(
            conn,
            "SELECT table_name::text FROM information_schema.tables WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' AND table_name NOT LIKE '\\_sqlx%'
               AND NOT EXISTS (SELECT 1 FROM pg_class AS c WHERE c.relnamespace = current_schema()::regnamespace AND c.relname = table_name AND c.relispartition)
             ORDER BY table_name"
        )?
    };
    Ok(names.into_iter().map(|(n,)| n).collect())
}

/// The columns of a table that rows are written with (not those the database computes), in order.
pub async fn columns(conn: &mut Conn, table: &str) -> Result<Vec<String>> {
    let names: Vec<(String,)> = if conn.is_sqlite() {
        fetch_all!(conn, "SELECT name FROM pragma_table_info($1) ORDER BY cid", table)?
    } else {
        fetch_all!(
            conn,
            "SELECT column_name::text FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = $1 AND is_generated = 'NEVER' ORDER BY ordinal_position",
            table
        )?
    };
    Ok(names.into_iter().map(|(n,)| n).collect())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    #[test]
    fn lines_are_kept_for_their_database() {
        let sql = "CREATE TABLE t (id {id});\nA; -- sqlite\nB; -- postgres";
        assert_eq!(super::for_database(sql, true), "CREATE TABLE t (id INTEGER PRIMARY KEY);\nA; ");
        assert_eq!(super::for_database(sql, false), "CREATE TABLE t (id BIGINT PRIMARY KEY);\nB; ");
    }
}
