//! One database type over SQLite and PostgreSQL.
//!
//! A store writes one SQL text with `$1 …` placeholders and runs it through `fetch_all!`,
//! `fetch_optional!`, `fetch_one!` or `execute!`, which work on either. Columns are `BIGINT`,
//! `DOUBLE PRECISION`, `TEXT` and `BOOLEAN` only (so rows dump to JSON unchanged); a sum or an
//! average of integers is cast to `BIGINT` or `DOUBLE PRECISION`, because PostgreSQL widens it to
//! `NUMERIC`.

mod bulk;
mod gather;
mod migrate;
mod postgres;
mod sqlite;

pub use bulk::Bulk;
pub use gather::Together;
pub use migrate::{Migration, applied, columns, tables};

use crate::{Error, Result};
use futures::future::BoxFuture;
use sqlx::pool::PoolConnection;
use std::sync::Arc;

/// The database, as one process sees it. Cheap to clone.
#[derive(Clone)]
pub struct Db {
    engine: Engine,
    gathering: Arc<gather::Gathering>,
}

/// Which of the two it is.
#[derive(Clone)]
enum Engine {
    /// A file, one writer, many readers.
    Sqlite(Arc<sqlite::Sqlite>),
    /// A server, shared by any number of nodes.
    Postgres(sqlx::PgPool),
}

/// Connections to the database that are kept for one use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pool {
    /// What for: `read` and `write` on SQLite, `all` on PostgreSQL.
    pub name: &'static str,
    /// Open connections.
    pub open: u32,
    /// Those of them that nobody uses now.
    pub idle: u32,
}

/// A connection of either kind, taken by store functions.
pub enum Conn {
    /// To the SQLite file.
    Sqlite(PoolConnection<sqlx::Sqlite>),
    /// To the PostgreSQL server.
    Postgres(PoolConnection<sqlx::Postgres>),
}

/// Runs the same expression on whichever connection this is.
#[macro_export]
macro_rules! on {
    ($conn:expr, $c:ident => $body:expr) => {
        match $conn {
            $crate::Conn::Sqlite(c) => {
                let $c = &mut **c;
                $body
            }
            $crate::Conn::Postgres(c) => {
                let $c = &mut **c;
                $body
            }
        }
    };
}

/// All rows of a query: `fetch_all!(conn, "SELECT …", a, b)? : Vec<T>` with `T: FromRow`.
#[macro_export]
macro_rules! fetch_all {
    ($conn:expr, $sql:expr $(, $arg:expr)* $(,)?) => {
        $crate::on!($conn, c => $crate::sqlx::query_as($sql)$(.bind($arg))*.fetch_all(c).await.map_err($crate::Error::from))
    };
}

/// The first row of a query, if any.
#[macro_export]
macro_rules! fetch_optional {
    ($conn:expr, $sql:expr $(, $arg:expr)* $(,)?) => {
        $crate::on!($conn, c => $crate::sqlx::query_as($sql)$(.bind($arg))*.fetch_optional(c).await.map_err($crate::Error::from))
    };
}

/// The first row of a query; [`Error::NotFound`] when there is none.
#[macro_export]
macro_rules! fetch_one {
    ($conn:expr, $sql:expr $(, $arg:expr)* $(,)?) => {
        $crate::fetch_optional!($conn, $sql $(, $arg)*).and_then(|row| row.ok_or($crate::Error::NotFound))
    };
}

/// Runs a statement and gives the number of rows it touched.
#[macro_export]
macro_rules! execute {
    ($conn:expr, $sql:expr $(, $arg:expr)* $(,)?) => {
        $crate::on!($conn, c => $crate::sqlx::query($sql)$(.bind($arg))*.execute(c).await.map(|done| done.rows_affected()).map_err($crate::Error::from))
    };
}

impl Db {
    /// Opens `sqlite:PATH` (created when missing) or `postgres://…`.
    pub async fn connect(url: &str) -> Result<Db> {
        let engine = if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            Engine::Postgres(postgres::connect(url).await?)
        } else if let Some(path) = url.strip_prefix("sqlite:") {
            Engine::Sqlite(Arc::new(sqlite::Sqlite::open(path).await?))
        } else {
            return Err(Error::internal("database_url must begin with sqlite: or postgres:"));
        };
        Ok(Db { engine, gathering: Arc::default() })
    }

    /// `sqlite` or `postgres`, for logs and pages.
    pub fn kind(&self) -> &'static str {
        match &self.engine {
            Engine::Sqlite(_) => "sqlite",
            Engine::Postgres(_) => "postgres",
        }
    }

    /// A connection for reading. On SQLite it refuses writes.
    pub async fn read(&self) -> Result<Conn> {
        self.engine.read().await
    }

    /// Runs `work` in a transaction and returns once it is on disk. An error from `work` undoes it.
    ///
    /// On SQLite writers queue for the one connection and share a commit (group commit): many
    /// writers, one `fsync`. The work runs in a task of its own, so a caller that goes away
    /// (a closed browser) never leaves a transaction half done.
    pub async fn write<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut Conn) -> BoxFuture<'c, Result<T>> + Send + 'static,
    {
        self.engine.write(work).await
    }

    /// As [`Self::write`], for what nobody waits for (a projection that follows). On SQLite it has a transaction of its own, when
    /// nobody else writes for a moment, or after two seconds without such a moment: it does not lengthen what others wait for.
    pub async fn write_behind<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut Conn) -> BoxFuture<'c, Result<T>> + Send + 'static,
    {
        match &self.engine {
            Engine::Sqlite(db) => db.write_behind(work).await,
            Engine::Postgres(pool) => postgres::write(pool, work).await,
        }
    }

    /// Does `item` together with what else of its type is asked for at this moment (see [`Together`]): in one transaction, and
    /// returns once that is on disk; or, when it only reads, in the same few queries.
    pub async fn gather<T: Together>(&self, item: T) -> Result<T::Outcome> {
        self.gathering.ask(&self.engine, item).await
    }

    /// A connection whose reads all see one moment: for backups and exports.
    pub async fn snapshot(&self) -> Result<Conn> {
        let mut conn = self.read().await?;
        match &mut conn {
            Conn::Sqlite(c) => {
                sqlx::query("BEGIN").execute(&mut **c).await?;
                // A deferred transaction takes its snapshot at the first read.
                sqlx::query("SELECT COUNT(*) FROM sqlite_master").execute(&mut **c).await?;
            }
            Conn::Postgres(c) => {
                sqlx::query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").execute(&mut **c).await?;
            }
        }
        Ok(conn)
    }

    /// Brings the schema up to date. Safe when several nodes start together.
    pub async fn migrate(&self, sets: &[&[Migration]]) -> Result<()> {
        migrate::run(self, sets, None).await
    }

    /// Brings an empty database to the schema that had just the steps of `versions`.
    pub async fn migrate_to(&self, sets: &[&[Migration]], versions: &[i64]) -> Result<()> {
        migrate::run(self, sets, Some(versions)).await
    }

    /// How its connections are used: for the metrics.
    pub fn pools(&self) -> Vec<Pool> {
        match &self.engine {
            Engine::Sqlite(db) => db.pools(),
            Engine::Postgres(pool) => vec![Pool { name: "all", open: pool.size(), idle: pool.num_idle() as u32 }],
        }
    }

    /// Waits for queued writes and closes all connections.
    pub async fn close(&self) {
        match &self.engine {
            Engine::Sqlite(db) => db.close().await,
            Engine::Postgres(pool) => pool.close().await,
        }
    }
}

impl Engine {
    async fn read(&self) -> Result<Conn> {
        Ok(match self {
            Engine::Sqlite(db) => Conn::Sqlite(db.reader().await?),
            Engine::Postgres(pool) => Conn::Postgres(pool.acquire().await?),
        })
    }

    async fn write<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut Conn) -> BoxFuture<'c, Result<T>> + Send + 'static,
    {
        match self {
            Engine::Sqlite(db) => db.write(work).await,
            Engine::Postgres(pool) => postgres::write(pool, work).await,
        }
    }
}

impl Conn {
    /// Ends a [`Db::snapshot`].
    pub async fn end(&mut self) -> Result<()> {
        execute!(self, "ROLLBACK").map(|_| ())
    }

    /// What follows `FROM` to read the rows of `$1`, a JSON array of arrays: `SELECT CAST(value->>0 AS BIGINT) FROM {…}`.
    /// On both databases `value->>n` is the `n`th field as text. PostgreSQL takes the list for ten rows, not for a hundred as it would without the
    /// array in between, and so goes from them to the other tables by their indexes.
    pub fn listed(&self) -> &'static str {
        match self {
            Conn::Sqlite(_) => "json_each($1) AS listed",
            Conn::Postgres(_) => "UNNEST(ARRAY(SELECT json_array_elements(CAST($1 AS json)))) AS listed (value)",
        }
    }

    /// Whether this is SQLite: for the few statements that must differ.
    pub fn is_sqlite(&self) -> bool {
        matches!(self, Conn::Sqlite(_))
    }
}

/// What is handed back when work panicked.
fn panicked(cause: &(dyn std::any::Any + Send)) -> Error {
    let words = cause.downcast_ref::<&str>().map(|s| (*s).to_owned()).or_else(|| cause.downcast_ref::<String>().cloned());
    Error::internal(format!("work in the database panicked: {}", words.unwrap_or_default()))
}
