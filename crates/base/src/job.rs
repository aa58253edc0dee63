//! Background jobs: queued in the database, claimed by one node at a time under a lease, with
//! progress, cancel and retry; a job whose node died is taken up again when its lease ends.
//!
//! A handler must bear being run again from the start: it writes its effects in one transaction that
//! [`Context::finish`] ends, or finds what an earlier attempt has done.

use crate::store::job as store;
use crate::{Base, Conn, Error, Millis, Problem, Result, blob};
use futures::future::BoxFuture;
use serde_json::Value;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::task::AbortOnDropHandle;

/// How long a claimed job stays claimed without a sign of life (milliseconds).
const LEASE: Millis = 60_000;
/// Attempts before a job that failed for an operator's reason is given up.
const ATTEMPTS: i64 = 3;

/// A job's place in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Waiting to be claimed.
    Queued,
    /// Claimed by a node.
    Running,
    /// Ended with a result.
    Done,
    /// Ended with an error.
    Failed,
    /// Ended by its owner.
    Cancelled,
}

impl State {
    /// The word in the database.
    pub fn code(self) -> &'static str {
        match self {
            State::Queued => "queued",
            State::Running => "running",
            State::Done => "done",
            State::Failed => "failed",
            State::Cancelled => "cancelled",
        }
    }

    fn of(code: &str) -> State {
        match code {
            "queued" => State::Queued,
            "running" => State::Running,
            "done" => State::Done,
            "cancelled" => State::Cancelled,
            _ => State::Failed,
        }
    }

    /// Whether nothing more will happen.
    pub fn is_over(self) -> bool {
        !matches!(self, State::Queued | State::Running)
    }
}

/// A job as stored.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Job {
    /// Identifier.
    pub id: i64,
    /// Which handler runs it, such as `roster.import`.
    pub kind: String,
    /// Person who asked for it; only they and administrators see it.
    pub owner: Option<i64>,
    /// The handler's arguments as JSON.
    pub args: String,
    state: String,
    /// Steps done.
    pub done: i64,
    /// Steps in all; 0 while unknown.
    pub total: i64,
    /// What it is doing, a sentence.
    pub note: String,
    /// The handler's result as JSON.
    pub result: Option<String>,
    /// Why it failed: a JSON list of [`Problem`].
    pub error: Option<String>,
    /// Times it was claimed.
    pub attempts: i64,
    /// Whether its owner asked to stop it.
    pub cancel: bool,
    lease_token: i64,
    /// When it was asked for.
    pub created: Millis,
    /// Last sign of life.
    pub updated: Millis,
}

impl Job {
    /// Its place in its life.
    pub fn state(&self) -> State {
        State::of(&self.state)
    }

    /// Its result.
    pub fn result(&self) -> Option<Value> {
        self.result.as_deref().and_then(|r| serde_json::from_str(r).ok())
    }

    /// Why it failed, in sentences for people.
    pub fn problems(&self) -> Vec<Problem> {
        self.error.as_deref().and_then(|e| serde_json::from_str(e).ok()).unwrap_or_default()
    }
}

/// Asks for a job, in the caller's transaction. The file ([`blob`]) that `args` names as `blob` is the
/// job's from now on: it is deleted when the job is over, however it ends.
pub async fn enqueue(conn: &mut Conn, now: Millis, kind: &str, owner: Option<i64>, args: &Value) -> Result<i64> {
    store::insert(conn, crate::id::next(), now, kind, owner, &args.to_string()).await
}

/// One job.
pub async fn get(conn: &mut Conn, id: i64) -> Result<Job> {
    store::get(conn, id).await
}

/// A person's latest jobs, newest first.
pub async fn of_owner(conn: &mut Conn, owner: i64, limit: i64) -> Result<Vec<Job>> {
    store::of_owner(conn, owner, limit).await
}

/// Asks a job to stop: at once when it waits, at its next sign of life when it runs.
pub async fn cancel(conn: &mut Conn, now: Millis, id: i64) -> Result<()> {
    if store::cancel(conn, now, id).await? {
        let job = store::get(conn, id).await?;
        delete_file(conn, &serde_json::from_str(&job.args)?).await?;
    }
    Ok(())
}

async fn delete_file(conn: &mut Conn, args: &Value) -> Result<()> {
    match args["blob"].as_i64() {
        Some(file) => blob::delete(conn, file).await,
        None => Ok(()),
    }
}

/// Clears the results of a kind's jobs that were done before an instant: for results that must not stay.
pub async fn forget_results(conn: &mut Conn, kind: &str, before: Millis) -> Result<u64> {
    store::forget_results(conn, kind, before).await
}

/// Puts a failed or cancelled job back into the queue.
pub async fn retry(conn: &mut Conn, now: Millis, id: i64) -> Result<()> {
    match store::requeue(conn, now, id).await? {
        0 => Err(Error::Conflict(Problem::new("base.job_not_over"))),
        _ => Ok(()),
    }
}

/// Jobs by state, for the metrics.
pub async fn counts(conn: &mut Conn) -> Result<Vec<(String, i64)>> {
    store::counts(conn).await
}

/// What a handler is given: its arguments, and ways to tell how far it is.
#[derive(Clone)]
pub struct Context {
    /// The ground floor.
    pub base: Base,
    /// The job's identifier.
    pub id: i64,
    /// Person who asked for it.
    pub owner: Option<i64>,
    /// Arguments.
    pub args: Value,
    token: i64,
}

impl Context {
    /// Tells progress and renews the lease. [`Error::Cancelled`] when the owner asked to stop, or
    /// when another node has taken the job over; pass it on with `?`.
    pub async fn progress(&self, done: i64, total: i64, note: &str) -> Result<()> {
        let (id, token, note) = (self.id, self.token, note.to_owned());
        let now = self.base.clock.now();
        let held = self
            .base
            .db
            .write(move |conn| Box::pin(async move { store::progress(conn, id, token, now, now + LEASE, (done, total), &note).await }))
            .await?;
        if held { Ok(()) } else { Err(Error::Cancelled) }
    }

    /// Ends the job with its result in the transaction of its effects, so that both stand or neither.
    /// [`Error::Cancelled`] when the owner asked to stop, or when another node has taken the job over;
    /// pass it on with `?`, and the effects are undone. Call it last: the job is locked from here on.
    pub async fn finish(&self, conn: &mut Conn, result: &Value) -> Result<()> {
        if !store::complete(conn, self.id, self.token, self.base.clock.now(), result.to_string()).await? {
            return Err(Error::Cancelled);
        }
        delete_file(conn, &self.args).await
    }
}

type Handler = Arc<dyn Fn(Context) -> BoxFuture<'static, Result<Value>> + Send + Sync>;

/// The handlers of all kinds, wired at start.
#[derive(Clone, Default)]
pub struct Handlers(HashMap<&'static str, Handler>);

impl Handlers {
    /// Adds the handler of a kind.
    pub fn on<F, Fut>(mut self, kind: &'static str, handler: F) -> Self
    where
        F: Fn(Context) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<Value>> + Send + 'static,
    {
        self.0.insert(kind, Arc::new(move |context| Box::pin(handler(context))));
        self
    }
}

/// Claims and runs jobs until `stop` resolves; a job that runs then is stopped and given back to the
/// queue, for another node or the next start.
pub async fn run(base: Base, handlers: Handlers, stop: impl Future<Output = ()>) {
    tokio::pin!(stop);
    loop {
        let worked = match claim(&base).await {
            Ok(Some(job)) => tokio::select! {
                () = &mut stop => return give_back(&base, &job).await,
                outcome = attempt(&base, &handlers, &job) => finish(&base, job, outcome).await.map(|()| true),
            },
            Ok(None) => Ok(false),
            Err(e) => Err(e),
        };
        let pause = match worked {
            Ok(true) => Duration::ZERO,
            Ok(false) => Duration::from_millis(500),
            Err(e) => {
                tracing::error!("jobs: {e}");
                Duration::from_secs(5)
            }
        };
        tokio::select! {
            biased;
            () = &mut stop => return,
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// Runs jobs until none is due; gives how many were run. For tests and commands.
pub async fn drain(base: &Base, handlers: &Handlers) -> Result<usize> {
    let mut ran = 0;
    while let Some(job) = claim(base).await? {
        let outcome = attempt(base, handlers, &job).await;
        finish(base, job, outcome).await?;
        ran += 1;
    }
    Ok(ran)
}

async fn claim(base: &Base) -> Result<Option<Job>> {
    let now = base.clock.now();
    // Look before taking the writer: an idle node then writes nothing.
    if !store::any_due(&mut base.db.read().await?, now).await? {
        return Ok(None);
    }
    base.db.write(move |conn| Box::pin(async move { store::claim(conn, now, now + LEASE, crate::id::next()).await })).await
}

async fn give_back(base: &Base, job: &Job) {
    let (id, token, now) = (job.id, job.lease_token, base.clock.now());
    if let Err(e) = base.db.write(move |conn| Box::pin(async move { store::give_back(conn, id, token, now).await })).await {
        tracing::warn!("job {id} stays claimed until its lease ends: {e}");
    }
}

async fn attempt(base: &Base, handlers: &Handlers, job: &Job) -> Result<Value> {
    if job.attempts > ATTEMPTS {
        return Err(Error::internal("every node that ran it died; it is not tried again"));
    }
    let handler = handlers.0.get(job.kind.as_str()).ok_or_else(|| Error::internal(format!("no handler for jobs of kind {}", job.kind)))?;
    let context =
        Context { base: base.clone(), id: job.id, owner: job.owner, args: serde_json::from_str(&job.args)?, token: job.lease_token };
    let keeper = keep_lease(context.clone());
    // Stops the handler when the lease is lost or this node stops.
    let work = AbortOnDropHandle::new(tokio::spawn(handler(context)));
    tokio::select! {
        outcome = work => outcome.map_err(|e| Error::internal(format!("the job stopped: {e}")))?,
        error = keeper => Err(error),
    }
}

/// Renews the lease while the handler is busy between two signs of life.
async fn keep_lease(context: Context) -> Error {
    loop {
        tokio::time::sleep(Duration::from_millis(LEASE as u64 / 4)).await;
        let (id, token, now) = (context.id, context.token, context.base.clock.now());
        let kept = context.base.db.write(move |conn| Box::pin(async move { store::renew(conn, id, token, now + LEASE).await })).await;
        if let Ok(false) = kept {
            return Error::Cancelled;
        }
    }
}

/// Puts down how an attempt ended. A job that its handler has finished stays as it is.
async fn finish(base: &Base, job: Job, outcome: Result<Value>) -> Result<()> {
    let now = base.clock.now();
    let (state, result, problems, again) = match outcome {
        Ok(value) => (State::Done, Some(value.to_string()), None, None),
        Err(Error::Cancelled) => (State::Cancelled, None, None, None),
        // The caller's fault: trying again changes nothing.
        Err(Error::Invalid(problems)) => (State::Failed, None, Some(problems), None),
        Err(Error::Conflict(problem)) => (State::Failed, None, Some(vec![problem]), None),
        Err(error) => {
            tracing::error!("job {} ({}), attempt {}: {error}", job.id, job.kind, job.attempts);
            let problem = Problem::new("base.job_failed").with("id", job.id);
            let again = (job.attempts < ATTEMPTS).then(|| now + 2_000 * job.attempts * job.attempts);
            (State::Failed, None, Some(vec![problem]), again)
        }
    };
    let problems = problems.map(|p| serde_json::to_string(&p)).transpose()?;
    base.db
        .write(move |conn| {
            Box::pin(async move {
                if let Some(at) = again {
                    return store::postpone(conn, job.id, job.lease_token, now, at).await;
                }
                if store::finish(conn, job.id, job.lease_token, now, state.code(), result, problems).await? {
                    delete_file(conn, &serde_json::from_str(&job.args)?).await?;
                }
                Ok(())
            })
        })
        .await
}
