//! Many callers, one transaction.
//!
//! When a whole class answers at once, the same few statements would run for each answer, one after the other. Here what
//! waits is done together, in statements over many rows, and everybody is told when the one commit is on disk. Nothing
//! waits for company: whoever comes alone is done alone, and while that is under way the next ones gather. What only
//! reads gathers in the same way, on a connection for reading.

use super::{Conn, Engine, panicked};
use crate::{Error, Result};
use futures::FutureExt;
use futures::future::BoxFuture;
use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{mpsc, oneshot};

/// Items of one transaction at the most.
const MOST: usize = 256;

/// Work of which many pieces can be done in one transaction.
pub trait Together: Clone + Send + Sync + 'static {
    /// What one piece of work comes to.
    type Outcome: Send + 'static;

    /// Whether it only reads: then it is done on a connection for reading, outside a transaction.
    const READS: bool = false;

    /// Does all of them and gives the outcome of each, in the order of `items`. One that fails by itself (say, because
    /// consent is missing) has an error as its outcome and has written nothing. An error for all undoes all; then each
    /// is tried once more alone, so that one bad piece does not stand in the way of the others.
    fn together(conn: &mut Conn, items: Arc<[Self]>) -> BoxFuture<'_, Result<Vec<Result<Self::Outcome>>>>;
}

/// An item, and who waits for its outcome.
type Asked<T> = (T, oneshot::Sender<Result<<T as Together>::Outcome>>);

/// The queues of one database in this process, by type of item.
#[derive(Default)]
pub(super) struct Gathering {
    queues: Mutex<HashMap<TypeId, Box<dyn Any + Send>>>,
}

impl Gathering {
    pub(super) async fn ask<T: Together>(&self, engine: &Engine, item: T) -> Result<T::Outcome> {
        let (reply, answer) = oneshot::channel();
        let closed = |_| Error::internal("the database closed before the work was done");
        self.queue(engine).send((item, reply)).await.map_err(|_| Error::internal("the database is closed"))?;
        answer.await.map_err(closed)?
    }

    /// The queue of a type; its task begins with the first item and ends with the database's last handle.
    fn queue<T: Together>(&self, engine: &Engine) -> mpsc::Sender<Asked<T>> {
        let mut queues = self.queues.lock().unwrap_or_else(PoisonError::into_inner);
        let known = queues.get(&TypeId::of::<T>()).and_then(|q| q.downcast_ref::<mpsc::Sender<Asked<T>>>());
        if let Some(queue) = known {
            return queue.clone();
        }
        let (queue, inbox) = mpsc::channel(4 * MOST);
        tokio::spawn(drain(engine.clone(), inbox));
        queues.insert(TypeId::of::<T>(), Box::new(queue.clone()));
        queue
    }
}

async fn drain<T: Together>(engine: Engine, mut inbox: mpsc::Receiver<Asked<T>>) {
    let mut waiting = Vec::new();
    while inbox.recv_many(&mut waiting, MOST).await > 0 {
        let (items, replies): (Vec<T>, Vec<_>) = waiting.drain(..).unzip();
        for (outcome, reply) in outcomes(&engine, items.into()).await.into_iter().zip(replies) {
            // Whoever asked may have gone; the work stands all the same.
            let _ = reply.send(outcome);
        }
    }
}

/// One outcome for each item.
async fn outcomes<T: Together>(engine: &Engine, items: Arc<[T]>) -> Vec<Result<T::Outcome>> {
    let error = match attempt(engine, items.clone()).await {
        Ok(outcomes) => return outcomes,
        Err(error) if items.len() == 1 => return vec![Err(error)],
        Err(error) => error,
    };
    tracing::warn!("{} pieces of work are tried one by one, because together they failed: {error}", items.len());
    let mut outcomes = Vec::with_capacity(items.len());
    for item in items.iter() {
        let alone = attempt(engine, Arc::from([item.clone()])).await;
        outcomes.push(alone.and_then(|mut one| one.pop().unwrap_or_else(|| Err(miscounted()))));
    }
    outcomes
}

async fn attempt<T: Together>(engine: &Engine, items: Arc<[T]>) -> Result<Vec<Result<T::Outcome>>> {
    let count = items.len();
    let outcomes = if T::READS {
        let mut conn = engine.read().await?;
        AssertUnwindSafe(T::together(&mut conn, items)).catch_unwind().await.unwrap_or_else(|cause| Err(panicked(&*cause)))?
    } else {
        engine.write(move |conn| T::together(conn, items)).await?
    };
    if outcomes.len() == count { Ok(outcomes) } else { Err(miscounted()) }
}

fn miscounted() -> Error {
    Error::internal("work done together gave another number of outcomes than it had items")
}
