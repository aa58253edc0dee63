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
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// Writes that share one commit at the most.
const GROUP: usize = 128;
const READERS: u32 = 4;
/// How often the write-ahead log is folded into the file, beside the writer: often, because what has gathered in two seconds of
/// load takes a processor for 30 ms, in which everybody's answer waits.
const CHECKPOINT_EVERY: Duration = Duration::from_millis(200);
/// Pages (of 4 KiB) in the log at which the writer folds it in itself, should the other task not keep up.
const LONGEST_LOG: &str = "16000";
/// How long nobody may have written before what can wait is written.
const LULL: Duration = Duration::from_millis(10);
/// How long what can wait waits at the most: under a load without a lull it takes its turn this often, and whoever writes then waits for it.
const LONGEST_WAIT: Duration = Duration::from_secs(2);
/// The writer's page cache in KiB: enough for the inner pages of the indexes of a province's statements.
const WRITER_CACHE: &str = "-16000";

/// Called when the commit that holds a write is done, or has failed.
type Committed = Box<dyn FnOnce(Result<(), String>) + Send>;
/// A write with its types erased.
type Write = Box<dyn for<'c> FnOnce(&'c mut Conn) -> BoxFuture<'c, Attempt> + Send>;

/// What became of a write inside its group.
enum Attempt {
    /// It stands, and waits for the commit.
    Stands(Committed),
    /// It failed, was undone and answered; the others of the group stand.
    Undone,
    /// SQLite has given up the whole transaction (disk full, I/O error): nothing of the group stands.
    Lost(String),
}

/// The file, its readers and the queue to its writer.
pub struct Sqlite {
    options: SqliteConnectOptions,
    readers: sqlx::SqlitePool,
    writer: sqlx::SqlitePool,
    queue: mpsc::Sender<Write>,
    behind: mpsc::Sender<Write>,
    closing: CancellationToken,
}

/// What waits for the writer.
struct Inbox {
    urgent: mpsc::Receiver<Write>,
    behind: mpsc::Receiver<Write>,
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
        let writing = options.clone().pragma("wal_autocheckpoint", LONGEST_LOG).pragma("cache_size", WRITER_CACHE);
        let writer = pool(1).connect_with(writing).await?;
        let readers = pool(READERS).connect_lazy_with(options.clone().pragma("query_only", "ON"));
        let (queue, urgent) = mpsc::channel(4096);
        let (behind, waiting) = mpsc::channel(64);
        let inbox = Inbox { urgent, behind: waiting };
        let conn = writer.acquire().await?;
        let closing = CancellationToken::new();
        let commits = Arc::<AtomicU64>::default();
        tokio::spawn(write_loop(Conn::Sqlite(conn), inbox, closing.clone(), commits.clone()));
        tokio::spawn(checkpoints(options.clone(), closing.clone(), commits));
        Ok(Sqlite { options, readers, writer, queue, behind, closing })
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
        enqueue(&self.queue, work).await
    }

    /// As [`Self::write`], in a transaction of its own, when nobody else has written for [`LULL`] or after [`LONGEST_WAIT`].
    pub(super) async fn write_behind<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut Conn) -> BoxFuture<'c, Result<T>> + Send + 'static,
    {
        enqueue(&self.behind, work).await
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

impl Drop for Sqlite {
    fn drop(&mut self) {
        self.closing.cancel();
    }
}

/// A connection to a file does not die of age or idleness, and need not be asked whether it lives.
fn pool(connections: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new().max_connections(connections).idle_timeout(None).max_lifetime(None).test_before_acquire(false)
}

/// Folds the write-ahead log into the file now and then. In the writer's own connection the commit that fills the log would
/// wait for it, with everybody behind.
async fn checkpoints(options: SqliteConnectOptions, closing: CancellationToken, commits: Arc<AtomicU64>) {
    let (mut conn, mut folded) = (None, 0);
    while closing.run_until_cancelled(tokio::time::sleep(CHECKPOINT_EVERY)).await.is_some() {
        let now = commits.load(Ordering::Relaxed);
        if std::mem::replace(&mut folded, now) == now {
            continue;
        }
        if let Err(e) = checkpoint(&options, &mut conn).await {
            tracing::warn!("the write-ahead log was not folded into the file: {e}");
            conn = None;
        }
    }
}

/// Passive: waits for nobody and keeps nobody waiting.
async fn checkpoint(options: &SqliteConnectOptions, conn: &mut Option<sqlx::SqliteConnection>) -> Result<()> {
    let conn = match conn {
        Some(conn) => conn,
        None => conn.insert(options.connect().await?),
    };
    sqlx::query("PRAGMA wal_checkpoint(PASSIVE)").execute(conn).await?;
    Ok(())
}

/// Puts a write into a queue and waits until it is on disk.
async fn enqueue<T, F>(queue: &mpsc::Sender<Write>, work: F) -> Result<T>
where
    T: Send + 'static,
    F: for<'c> FnOnce(&'c mut Conn) -> BoxFuture<'c, Result<T>> + Send + 'static,
{
    let (reply, answer) = oneshot::channel();
    let write: Write = Box::new(move |conn| Box::pin(attempt(conn, work, reply)));
    queue.send(write).await.map_err(|_| Error::internal("the database is closed"))?;
    answer.await.map_err(|_| Error::internal("the database closed before the write was done"))?
}

async fn attempt<T, F>(conn: &mut Conn, work: F, reply: oneshot::Sender<Result<T>>) -> Attempt
where
    T: Send + 'static,
    F: for<'c> FnOnce(&'c mut Conn) -> BoxFuture<'c, Result<T>> + Send + 'static,
{
    if let Err(e) = crate::execute!(conn, "SAVEPOINT work") {
        return lost(reply, e);
    }
    let outcome = match AssertUnwindSafe(work(conn)).catch_unwind().await {
        Ok(outcome) => outcome,
        Err(cause) => Err(panicked(&*cause)),
    };
    match outcome {
        Ok(value) => match crate::execute!(conn, "RELEASE work") {
            Ok(_) => Attempt::Stands(Box::new(move |committed| {
                let _ = reply.send(committed.map(|()| value).map_err(Error::Internal));
            })),
            Err(e) => lost(reply, e),
        },
        Err(error) => {
            let undone = match crate::execute!(conn, "ROLLBACK TO work") {
                Ok(_) => crate::execute!(conn, "RELEASE work"),
                Err(e) => Err(e),
            };
            let _ = reply.send(Err(error));
            match undone {
                Ok(_) => Attempt::Undone,
                Err(e) => Attempt::Lost(e.to_string()),
            }
        }
    }
}

/// The savepoint is gone, so the transaction is: an error such as a full disk ends it inside SQLite.
fn lost<T>(reply: oneshot::Sender<Result<T>>, error: Error) -> Attempt {
    let cause = error.to_string();
    let _ = reply.send(Err(error));
    Attempt::Lost(cause)
}

impl Inbox {
    /// The next write and whether others may join its transaction; `None` when both queues are closed and empty.
    async fn next(&mut self, held: &mut Option<Held>) -> Option<(Write, bool)> {
        loop {
            let Some(since) = held.as_ref().map(|held| held.since) else {
                tokio::select! {
                    biased;
                    first = self.urgent.recv(), if !(self.urgent.is_closed() && self.urgent.is_empty()) => match first {
                        Some(write) => return Some((write, true)),
                        None => continue,
                    },
                    first = self.behind.recv() => *held = Some(Held { write: first?, since: Instant::now() }),
                }
                continue;
            };
            let patience = LULL.min((since + LONGEST_WAIT).saturating_duration_since(Instant::now()));
            if !patience.is_zero()
                && let Ok(Some(write)) = tokio::time::timeout(patience, self.urgent.recv()).await
            {
                return Some((write, true));
            }
            return held.take().map(|held| (held.write, false));
        }
    }

    fn close(&mut self) {
        self.urgent.close();
        self.behind.close();
    }
}

/// A write that can wait, and since when it does.
struct Held {
    write: Write,
    since: Instant,
}

async fn write_loop(mut conn: Conn, mut inbox: Inbox, closing: CancellationToken, commits: Arc<AtomicU64>) {
    let mut held = None;
    loop {
        let first = tokio::select! {
            biased;
            first = inbox.next(&mut held) => first,
            () = closing.cancelled(), if !inbox.urgent.is_closed() => {
                inbox.close();
                continue;
            }
        };
        let Some((first, joined)) = first else { break };
        if let Err(e) = crate::execute!(&mut conn, "BEGIN IMMEDIATE") {
            // The write is dropped, its caller sees the closed channel; the next one tries again.
            tracing::error!("cannot begin a write: {e}");
            continue;
        }
        let (waiting, group) = run_group(&mut conn, first, joined.then_some(&mut inbox.urgent)).await;
        let committed = match group {
            Ok(()) => crate::execute!(&mut conn, "COMMIT").map(|_| ()).map_err(|e| e.to_string()),
            Err(cause) => Err(cause),
        };
        if let Err(e) = &committed {
            tracing::error!("a commit failed: {e}");
            let _ = crate::execute!(&mut conn, "ROLLBACK");
        }
        commits.fetch_add(1, Ordering::Relaxed);
        for done in waiting {
            done(committed.clone());
        }
    }
}

/// Runs the first write and what else is waiting in `inbox`. An error when the transaction was lost on the way:
/// then those before it must not be told that they stand.
async fn run_group(conn: &mut Conn, first: Write, mut inbox: Option<&mut mpsc::Receiver<Write>>) -> (Vec<Committed>, Result<(), String>) {
    let (mut waiting, mut write) = (Vec::new(), first);
    for room in (0..GROUP).rev() {
        match write(conn).await {
            Attempt::Stands(committed) => waiting.push(committed),
            Attempt::Undone => {}
            Attempt::Lost(cause) => return (waiting, Err(cause)),
        }
        // A write that was taken from the queue must be run: none is taken beyond the group's size.
        match inbox.as_mut().filter(|_| room > 0).and_then(|inbox| inbox.try_recv().ok()) {
            Some(next) => write = next,
            None => break,
        }
    }
    (waiting, Ok(()))
}
