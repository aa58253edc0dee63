//! SQLite: WAL, `synchronous=FULL`, one writer task that groups commits, a pool of readers.

use super::{Conn, Pool, panicked};
use crate::{Error, Result};
use futures::FutureExt;
use futures::future::BoxFuture;
use sqlx::ConnectOptions;
use sqlx::pool::PoolConnection;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use std::panic::AssertUnwindSafe;
use std::str::FromStr;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;

/// Writes that share one commit at the most.
const GROUP: usize = 128;
const READERS: u32 = 4;

/// Called when the commit that holds a write is done, or has failed.
type Committed = Box<dyn FnOnce(Result<(), String>) + Send>;
/// A write with its types erased: `None` when it failed and has been undone and answered.
type Write = Box<dyn for<'c> FnOnce(&'c mut Conn) -> BoxFuture<'c, Option<Committed>> + Send>;

/// The file, its readers and the queue to its writer.
pub struct Sqlite {
    options: SqliteConnectOptions,
    readers: sqlx::SqlitePool,
    writer: sqlx::SqlitePool,
    queue: mpsc::Sender<Write>,
    closing: CancellationToken,
}

impl Sqlite {
    pub(super) async fn open(path: &str) -> Result<Self> {
        let options = SqliteConnectOptions::from_str(&format!("sqlite:{path}"))?
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(30))
            .statement_cache_capacity(400);
        let writer =
            SqlitePoolOptions::new().max_connections(1).idle_timeout(None).max_lifetime(None).connect_with(options.clone()).await?;
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS)
            .idle_timeout(None)
            .max_lifetime(None)
            .connect_lazy_with(options.clone().pragma("query_only", "ON"));
        let (queue, inbox) = mpsc::channel(4096);
        let conn = writer.acquire().await?;
        let closing = CancellationToken::new();
        tokio::spawn(write_loop(Conn::Sqlite(conn), inbox, closing.clone()));
        Ok(Sqlite { options, readers, writer, queue, closing })
    }

    /// A connection outside the queue, for the migrator, which opens transactions of its own.
    pub(super) async fn aside(&self) -> Result<sqlx::SqliteConnection> {
        Ok(self.options.connect().await?)
    }

    pub(super) async fn reader(&self) -> Result<PoolConnection<sqlx::Sqlite>> {
        Ok(self.readers.acquire().await?)
    }

    pub(super) async fn write<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut Conn) -> BoxFuture<'c, Result<T>> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let write: Write = Box::new(move |conn| Box::pin(attempt(conn, work, reply)));
        self.queue.send(write).await.map_err(|_| Error::internal("the database is closed"))?;
        answer.await.map_err(|_| Error::internal("the database closed before the write was done"))?
    }

    pub(super) fn pools(&self) -> Vec<Pool> {
        let readers = Pool { name: "read", open: self.readers.size(), idle: self.readers.num_idle() as u32 };
        // The writer's task never gives its connection back; it is idle when nothing waits.
        let idle = u32::from(self.queue.capacity() == self.queue.max_capacity());
        vec![readers, Pool { name: "write", open: 1, idle }]
    }

    pub(super) async fn close(&self) {
        self.readers.close().await;
        // The writer does what is queued, then lets its connection go; the last one to close folds
        // the write-ahead log into the file.
        self.closing.cancel();
        self.writer.close().await;
    }
}

async fn attempt<T, F>(conn: &mut Conn, work: F, reply: oneshot::Sender<Result<T>>) -> Option<Committed>
where
    T: Send + 'static,
    F: for<'c> FnOnce(&'c mut Conn) -> BoxFuture<'c, Result<T>> + Send + 'static,
{
    if let Err(e) = crate::execute!(conn, "SAVEPOINT work") {
        let _ = reply.send(Err(e));
        return None;
    }
    let outcome = match AssertUnwindSafe(work(conn)).catch_unwind().await {
        Ok(outcome) => outcome,
        Err(cause) => Err(panicked(&*cause)),
    };
    match outcome {
        Ok(value) => {
            if let Err(e) = crate::execute!(conn, "RELEASE work") {
                let _ = reply.send(Err(e));
                return None;
            }
            Some(Box::new(move |committed| {
                let _ = reply.send(committed.map(|()| value).map_err(Error::Internal));
            }))
        }
        Err(error) => {
            let undone = crate::execute!(conn, "ROLLBACK TO work");
            let released = crate::execute!(conn, "RELEASE work");
            if let Err(e) = undone.and(released) {
                tracing::error!("a failed write could not be undone: {e}");
            }
            let _ = reply.send(Err(error));
            None
        }
    }
}

async fn write_loop(mut conn: Conn, mut inbox: mpsc::Receiver<Write>, closing: CancellationToken) {
    loop {
        let first = tokio::select! {
            biased;
            first = inbox.recv() => first,
            () = closing.cancelled(), if !inbox.is_closed() => {
                inbox.close();
                continue;
            }
        };
        let Some(first) = first else { break };
        let mut waiting = Vec::new();
        if let Err(e) = crate::execute!(&mut conn, "BEGIN IMMEDIATE") {
            // The write is dropped, its caller sees the closed channel; the next one tries again.
            tracing::error!("cannot begin a write: {e}");
            continue;
        }
        waiting.extend(first(&mut conn).await);
        for _ in 1..GROUP {
            match inbox.try_recv() {
                Ok(next) => waiting.extend(next(&mut conn).await),
                Err(_) => break,
            }
        }
        let committed = crate::execute!(&mut conn, "COMMIT").map(|_| ()).map_err(|e| e.to_string());
        if let Err(e) = &committed {
            tracing::error!("a commit failed: {e}");
            let _ = crate::execute!(&mut conn, "ROLLBACK");
        }
        for done in waiting {
            done(committed.clone());
        }
    }
}
