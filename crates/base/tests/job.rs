//! Jobs: progress, cancel, retry, nodes that die, two runners on one queue.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use base::job::{self, Context, Handlers, Job, State};
use base::testing::{TestBase, bases};
use base::{Error, Problem, blob, node};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use tokio::sync::Notify;

async fn enqueue(base: &TestBase, kind: &'static str) -> i64 {
    let now = base.clock.now();
    base.db.write(move |c| Box::pin(async move { job::enqueue(c, now, kind, Some(7), &json!({"step": 3})).await })).await.unwrap()
}

async fn get(base: &TestBase, id: i64) -> Job {
    job::get(&mut base.db.read().await.unwrap(), id).await.unwrap()
}

async fn retry(base: &TestBase, id: i64) -> base::Result<()> {
    let now = base.clock.now();
    base.db.write(move |c| Box::pin(async move { job::retry(c, now, id).await })).await
}

async fn cancel(base: &base::Base, id: i64) {
    let now = base.clock.now();
    base.db.write(move |c| Box::pin(async move { job::cancel(c, now, id).await })).await.unwrap();
}

#[tokio::test]
async fn a_job_tells_how_far_it_is_and_keeps_its_result() {
    for base in bases(&[base::MIGRATIONS]).await {
        let id = enqueue(&base, "count").await;
        let seen = Arc::new(Mutex::new(Vec::new()));
        let during = seen.clone();
        let handlers = Handlers::default().on("count", move |context| {
            let during = during.clone();
            async move {
                context.progress(1, 3, "第一步").await?;
                let job = job::get(&mut context.base.db.read().await?, context.id).await?;
                during.lock().unwrap().push((job.state(), job.done, job.total, job.note));
                Ok(json!({"from": context.args["step"], "owner": context.owner}))
            }
        });
        assert_eq!(get(&base, id).await.state(), State::Queued);
        assert_eq!(job::drain(&base, &handlers).await.unwrap(), 1);
        assert_eq!(*seen.lock().unwrap(), [(State::Running, 1, 3, "第一步".to_owned())]);
        let job = get(&base, id).await;
        assert_eq!((job.state(), job.result()), (State::Done, Some(json!({"from": 3, "owner": 7}))));
        assert_eq!(job::of_owner(&mut base.db.read().await.unwrap(), 7, 10).await.unwrap().len(), 1);
        assert!(matches!(retry(&base, id).await, Err(Error::Conflict(_))));
    }
}

#[tokio::test]
async fn a_cancelled_job_stops_at_its_next_sign_of_life() {
    for base in bases(&[base::MIGRATIONS]).await {
        let ran = Arc::new(AtomicUsize::new(0));
        let count = ran.clone();
        let handlers = Handlers::default().on("long", move |context| {
            let count = count.clone();
            async move {
                for step in 0..10 {
                    context.progress(step, 10, "").await?;
                    count.fetch_add(1, Ordering::SeqCst);
                    if step == 4 {
                        cancel(&context.base, context.id).await;
                    }
                }
                Ok(json!(null))
            }
        });
        let waiting = enqueue(&base, "long").await;
        cancel(&base, waiting).await;
        assert_eq!(get(&base, waiting).await.state(), State::Cancelled);
        assert_eq!(job::drain(&base, &handlers).await.unwrap(), 0);
        let running = enqueue(&base, "long").await;
        job::drain(&base, &handlers).await.unwrap();
        assert_eq!((get(&base, running).await.state(), ran.load(Ordering::SeqCst)), (State::Cancelled, 5));
        retry(&base, running).await.unwrap();
        assert_eq!(get(&base, running).await.state(), State::Queued);
    }
}

#[tokio::test]
async fn bad_input_fails_at_once_and_an_operators_fault_after_three_attempts() {
    for base in bases(&[base::MIGRATIONS]).await {
        let broken = Arc::new(AtomicUsize::new(0));
        let count = broken.clone();
        let handlers = Handlers::default()
            .on("wrong", |_| async { Err(Error::from(Problem::new("base.sheet_empty"))) })
            .on("panics", |_| async { panic!("on purpose") })
            .on("broken", move |_| {
                let n = count.fetch_add(1, Ordering::SeqCst);
                async move { if n < 4 { Err(Error::internal("disk full")) } else { Ok(json!("mended")) } }
            });
        let (wrong, panics) = (enqueue(&base, "wrong").await, enqueue(&base, "panics").await);
        let (id, unknown) = (enqueue(&base, "broken").await, enqueue(&base, "unknown").await);
        for _ in 0..10 {
            job::drain(&base, &handlers).await.unwrap();
            base.clock.advance(60_000);
        }
        assert_eq!(get(&base, wrong).await.problems(), [Problem::new("base.sheet_empty")]);
        for failed in [panics, id, unknown] {
            let job = get(&base, failed).await;
            assert_eq!((job.state(), job.attempts), (State::Failed, 3));
            assert_eq!(job.problems(), [Problem::new("base.job_failed").with("id", failed)]);
        }
        retry(&base, id).await.unwrap();
        base.clock.advance(60_000);
        for _ in 0..3 {
            job::drain(&base, &handlers).await.unwrap();
            base.clock.advance(60_000);
        }
        assert_eq!(get(&base, id).await.result(), Some(json!("mended")));
    }
}

/// Handlers whose jobs begin and never end.
fn stuck(begun: Arc<Notify>) -> Handlers {
    Handlers::default().on("work", move |_| {
        let begun = begun.clone();
        async move {
            begun.notify_one();
            std::future::pending().await
        }
    })
}

#[tokio::test]
async fn a_job_whose_node_died_is_taken_over_when_its_lease_ends() {
    for base in bases(&[base::MIGRATIONS]).await {
        let id = enqueue(&base, "work").await;
        let (begun, stop) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let stopped = stop.clone();
        let dead = tokio::spawn(job::run(base.base.clone(), stuck(begun.clone()), async move { stopped.notified().await }));
        begun.notified().await;
        let healthy = Handlers::default().on("work", |_| async { Ok(json!("done")) });
        assert_eq!(job::drain(&base, &healthy).await.unwrap(), 0, "the lease holds");
        base.clock.advance(60_001);
        assert_eq!(job::drain(&base, &healthy).await.unwrap(), 1);
        // The first node comes back to life and gives back what is no longer its own.
        stop.notify_one();
        dead.await.unwrap();
        let job = get(&base, id).await;
        assert_eq!((job.state(), job.attempts), (State::Done, 2));
    }
}

#[tokio::test]
async fn a_node_that_stops_gives_its_job_back() {
    for base in bases(&[base::MIGRATIONS]).await {
        let id = enqueue(&base, "work").await;
        let begun = Arc::new(Notify::new());
        job::run(base.base.clone(), stuck(begun.clone()), async move { begun.notified().await }).await;
        let job = get(&base, id).await;
        assert_eq!((job.state(), job.attempts), (State::Queued, 0));
    }
}

#[tokio::test]
async fn a_job_that_kills_its_node_three_times_is_given_up() {
    for base in bases(&[base::MIGRATIONS]).await {
        let id = enqueue(&base, "work").await;
        for _ in 0..3 {
            let begun = Arc::new(Notify::new());
            let node = tokio::spawn(job::run(base.base.clone(), stuck(begun.clone()), std::future::pending()));
            begun.notified().await;
            node.abort();
            base.clock.advance(60_001);
        }
        job::drain(&base, &stuck(Arc::new(Notify::new()))).await.unwrap();
        assert_eq!(get(&base, id).await.state(), State::Failed);
    }
}

#[tokio::test]
async fn two_runners_never_run_one_job_twice() {
    for base in bases(&[base::MIGRATIONS]).await {
        for _ in 0..40 {
            enqueue(&base, "once").await;
        }
        let ran = Arc::new(Mutex::new(Vec::new()));
        let runs = ran.clone();
        let handlers = Handlers::default().on("once", move |context| {
            runs.lock().unwrap().push(context.id);
            async { Ok(json!(null)) }
        });
        let (a, b, c) = tokio::join!(job::drain(&base, &handlers), job::drain(&base, &handlers), job::drain(&base, &handlers));
        let mut ids = ran.lock().unwrap().clone();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!((a.unwrap() + b.unwrap() + c.unwrap(), ran.lock().unwrap().len(), ids.len()), (40, 40, 40));
        let counts = job::counts(&mut base.db.read().await.unwrap()).await.unwrap();
        assert_eq!(counts, [("done".to_owned(), 40)]);
    }
}

/// A handler's transaction: the effect, then the end of the job.
async fn effect_and_end(context: Context, effect: &'static str) -> base::Result<Value> {
    let db = context.base.db.clone();
    db.write(move |conn| {
        Box::pin(async move {
            node::set_setting(conn, "effect", effect).await?;
            context.finish(conn, &json!(effect)).await?;
            Ok(json!(effect))
        })
    })
    .await
}

async fn effect(base: &TestBase) -> Option<String> {
    node::setting(&mut base.db.read().await.unwrap(), "effect").await.unwrap()
}

#[tokio::test]
async fn a_job_cancelled_before_its_end_has_no_effect() {
    for base in bases(&[base::MIGRATIONS]).await {
        let id = enqueue(&base, "work").await;
        let handlers = Handlers::default().on("work", |context| async move {
            cancel(&context.base, context.id).await;
            effect_and_end(context, "done").await
        });
        job::drain(&base, &handlers).await.unwrap();
        assert_eq!((get(&base, id).await.state(), effect(&base).await), (State::Cancelled, None));
        // Too late: what is done is done.
        let id = enqueue(&base, "work").await;
        let handlers = Handlers::default().on("work", |context| async move {
            let result = effect_and_end(context.clone(), "done").await;
            cancel(&context.base, context.id).await;
            result
        });
        job::drain(&base, &handlers).await.unwrap();
        assert_eq!((get(&base, id).await.state(), effect(&base).await.as_deref()), (State::Done, Some("done")));
    }
}

#[tokio::test]
async fn a_node_that_lost_its_lease_has_no_effect() {
    for base in bases(&[base::MIGRATIONS]).await {
        let id = enqueue(&base, "work").await;
        let (begun, go_on) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let (tell, wait) = (begun.clone(), go_on.clone());
        let slow = Handlers::default().on("work", move |context| {
            let (tell, wait) = (tell.clone(), wait.clone());
            async move {
                tell.notify_one();
                wait.notified().await;
                effect_and_end(context, "slow").await
            }
        });
        let away = base.base.clone();
        let first = tokio::spawn(async move { job::drain(&away, &slow).await });
        begun.notified().await;
        base.clock.advance(60_001);
        let quick = Handlers::default().on("work", |context| effect_and_end(context, "quick"));
        assert_eq!(job::drain(&base, &quick).await.unwrap(), 1);
        go_on.notify_one();
        first.await.unwrap().unwrap();
        let job = get(&base, id).await;
        assert_eq!((job.state(), job.attempts, job.result()), (State::Done, 2, Some(json!("quick"))));
        assert_eq!(effect(&base).await.as_deref(), Some("quick"));
    }
}

#[tokio::test]
async fn what_comes_after_the_end_changes_nothing() {
    for base in bases(&[base::MIGRATIONS]).await {
        let id = enqueue(&base, "work").await;
        let handlers = Handlers::default().on("work", |context| async move {
            effect_and_end(context.clone(), "first").await?;
            assert!(matches!(effect_and_end(context, "second").await, Err(Error::Cancelled)));
            Err(Error::internal("the connection broke after the commit"))
        });
        job::drain(&base, &handlers).await.unwrap();
        let job = get(&base, id).await;
        assert_eq!((job.state(), job.attempts, job.result()), (State::Done, 1, Some(json!("first"))));
        assert_eq!(effect(&base).await.as_deref(), Some("first"));
    }
}

async fn files(base: &TestBase) -> i64 {
    let (n,): (i64,) = base::fetch_one!(&mut base.db.read().await.unwrap(), "SELECT CAST(COUNT(*) AS BIGINT) FROM blob").unwrap();
    n
}

async fn enqueue_with_file(base: &TestBase, kind: &'static str) -> i64 {
    let (now, seal) = (base.clock.now(), base.seal.clone());
    base.db
        .write(move |conn| {
            Box::pin(async move {
                let file = blob::put(conn, &seal, now, "a.csv", "text/csv", b"x").await?;
                job::enqueue(conn, now, kind, None, &json!({ "blob": file })).await
            })
        })
        .await
        .unwrap()
}

#[tokio::test]
async fn a_jobs_file_goes_when_the_job_is_over_however_it_ends() {
    for base in bases(&[base::MIGRATIONS]).await {
        let handlers = Handlers::default()
            .on("result", |_| async { Ok(json!(null)) })
            .on("finish", |context| effect_and_end(context, "done"))
            .on("wrong", |_| async { Err(Error::from(Problem::new("base.sheet_empty"))) })
            .on("conflict", |_| async { Err(Error::Conflict(Problem::new("base.job_not_over"))) })
            .on("stopped", |context| async move {
                cancel(&context.base, context.id).await;
                context.progress(1, 2, "").await.map(|()| json!(null))
            })
            .on("broken", |_| async { Err(Error::internal("disk full")) });
        for kind in ["result", "finish", "wrong", "conflict", "stopped"] {
            let id = enqueue_with_file(&base, kind).await;
            assert_eq!(files(&base).await, 1);
            job::drain(&base, &handlers).await.unwrap();
            assert!(get(&base, id).await.state().is_over());
            assert_eq!(files(&base).await, 0, "{kind}");
        }
        let waiting = enqueue_with_file(&base, "result").await;
        cancel(&base, waiting).await;
        assert_eq!(files(&base).await, 0, "cancelled before it began");
        let broken = enqueue_with_file(&base, "broken").await;
        for attempt in 1..=3 {
            assert_eq!(files(&base).await, 1, "attempt {attempt} needs it");
            job::drain(&base, &handlers).await.unwrap();
            base.clock.advance(60_000);
        }
        assert_eq!((get(&base, broken).await.state(), files(&base).await), (State::Failed, 0));
    }
}
