//! PostgreSQL: a pool; each write is a transaction in a task of its own.

use super::{Conn, panicked};
use crate::{Error, Result};
use futures::FutureExt;
use futures::future::BoxFuture;
use sqlx::Connection;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use std::panic::AssertUnwindSafe;
use std::str::FromStr;
use std::time::Duration;

/// Connections for each processor here, and the fewest and most of them: more would only wait for each other.
const PER_PROCESSOR: usize = 4;
const CONNECTIONS: std::ops::RangeInclusive<usize> = 8..=64;
/// How long a connection may lie unused before it is asked whether it lives.
const TRUSTED: Duration = Duration::from_secs(1);

pub(super) async fn connect(url: &str) -> Result<sqlx::PgPool> {
    let options = PgConnectOptions::from_str(url)?.application_name("shuren").statement_cache_capacity(400);
    // Compiling a query takes longer than any of these queries runs.
    let options = options.options([("jit", "off")]);
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    let connections = (PER_PROCESSOR * processors).clamp(*CONNECTIONS.start(), *CONNECTIONS.end());
    let pool = PgPoolOptions::new().max_connections(connections as u32).acquire_timeout(Duration::from_secs(30)).test_before_acquire(false);
    // A connection in use a moment ago is trusted; one that has lain for a while is asked first, because the server may have
    // been restarted meanwhile.
    let pool = pool.before_acquire(|conn, about| {
        Box::pin(async move {
            if about.idle_for > TRUSTED {
                conn.ping().await?;
            }
            Ok(true)
        })
    });
    Ok(pool.connect_with(options).await?)
}

pub(super) async fn write<T, F>(pool: &sqlx::PgPool, work: F) -> Result<T>
where
    T: Send + 'static,
    F: for<'c> FnOnce(&'c mut Conn) -> BoxFuture<'c, Result<T>> + Send + 'static,
{
    let pool = pool.clone();
    let task = tokio::spawn(async move {
        let mut conn = Conn::Postgres(pool.acquire().await?);
        crate::execute!(&mut conn, "BEGIN")?;
        let outcome = match AssertUnwindSafe(work(&mut conn)).catch_unwind().await {
            Ok(outcome) => outcome,
            Err(cause) => Err(panicked(&*cause)),
        };
        match outcome {
            Ok(value) => crate::execute!(&mut conn, "COMMIT").map(|_| value),
            Err(error) => {
                if let Err(e) = crate::execute!(&mut conn, "ROLLBACK") {
                    tracing::error!("a failed write could not be undone: {e}");
                    if let Conn::Postgres(c) = conn {
                        // Never hand a connection with an open transaction to the next caller.
                        drop(c.detach());
                    }
                }
                Err(error)
            }
        }
    });
    task.await.map_err(|e| Error::internal(format!("a write was stopped: {e}")))?
}
