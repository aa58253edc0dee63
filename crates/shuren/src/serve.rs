//! Serving: from the migrations at start to the last answer at the end.

use crate::{MIGRATIONS, Runner, app, handlers, open, showcase, telemetry};
use anyhow::Context;
use axum::serve::ListenerExt;
use base::{Base, Config, Lang, blob, job, node, t};
use std::future::IntoFuture;
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

/// How long requests under way may take to finish after the signal to stop.
const GRACE: Duration = Duration::from_secs(20);
/// Signals this close together are one.
const SAME_WISH: Duration = Duration::from_secs(1);
/// How often a node looks for statements to take into the projections, when there were none.
const FOLLOW: Duration = Duration::from_secs(4);
/// How often a node says that it is alive and clears what has run out.
const BEAT: Duration = Duration::from_secs(60);

/// Serves until SIGTERM or SIGINT; a second signal ends the process at once.
pub async fn run(config: Config, lang: Lang) -> anyhow::Result<()> {
    telemetry::start_log(&config)?;
    telemetry::metrics();
    let base = open(config).await?;
    // Before the slow steps: an address in use is told at once.
    let listen = &base.config.listen;
    let listener = TcpListener::bind(listen).await.with_context(|| format!("cannot listen on {listen}"))?;
    base.db.migrate(MIGRATIONS).await?;
    let node = node::join(&base).await?;
    partitions(&base).await?;
    showcase::prepare(&base, lang).await?;

    let stop = CancellationToken::new();
    tokio::spawn(stop_on_signal(stop.clone()));
    let runner = tokio::spawn(job::run(base.clone(), handlers(), stop.clone().cancelled_owned()));
    let beat = tokio::spawn(keep_alive(base.clone(), node.clone()));
    let follower = tokio::spawn(follow(base.clone(), stop.clone()));
    let address = listener.local_addr()?;
    tracing::info!(database = base.db.kind(), %address, "serving");
    println!("{}", t!(lang, "cli.serving", address = base.config.public_url()));
    showcase::show_accounts(&base, lang).await?;

    let service = app(base.clone()).layer(axum::Extension(Runner(runner.abort_handle())));
    let listener = listener.tap_io(|connection| {
        // Answers are small and go out whole; waiting to fill a packet only delays them.
        let _ = connection.set_nodelay(true);
    });
    let server = axum::serve(listener, service.into_make_service_with_connect_info::<SocketAddr>())
        .with_graceful_shutdown(stop.clone().cancelled_owned());
    let late = async {
        stop.cancelled().await;
        tokio::time::sleep(GRACE).await;
    };
    tokio::select! {
        served = server.into_future() => served?,
        () = late => tracing::warn!("requests were still under way after {} s", GRACE.as_secs()),
    }

    stop.cancel();
    beat.abort();
    runner.await?;
    follower.await?;
    node::leave(&base, node).await?;
    base.db.close().await;
    tracing::info!("stopped");
    Ok(())
}

async fn stop_on_signal(stop: CancellationToken) {
    let (Ok(mut terminate), Ok(mut interrupt)) = (signal(SignalKind::terminate()), signal(SignalKind::interrupt())) else {
        tracing::error!("signals cannot be received; end the process with SIGKILL");
        return;
    };
    let mut signalled = async || {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    };
    signalled().await;
    tracing::info!("stopping: no new requests, those under way are finished");
    stop.cancel();
    let first = Instant::now();
    // A shell, `make` and `timeout` send one wish to stop to a process and to its group: twice.
    while first.elapsed() < SAME_WISH {
        signalled().await;
    }
    tracing::warn!("stopped at once");
    std::process::exit(130);
}

/// Keeps the projections of the statements up to date, step by step.
async fn follow(base: Base, stop: CancellationToken) {
    loop {
        let pause = match keep_up(&base).await {
            Ok(0) => FOLLOW,
            // Steps in between others' writes.
            Ok(_) => Duration::from_millis(10),
            Err(error) => {
                tracing::error!("the projections: {error}");
                FOLLOW
            }
        };
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// One step of each; gives how many statements were taken in.
async fn keep_up(base: &Base) -> base::Result<usize> {
    let days = records::progress::follow(base, records::progress::SETTLED).await?;
    Ok(days + learner::state::follow(base, records::progress::SETTLED).await?)
}

async fn keep_alive(base: Base, node: node::Node) {
    let mut every = tokio::time::interval(BEAT);
    every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    every.tick().await;
    loop {
        every.tick().await;
        telemetry::metrics().run_upkeep();
        if let Err(error) = tidy(&base, &node).await {
            tracing::error!("the minute's tidying: {error}");
        }
    }
}

async fn tidy(base: &Base, node: &node::Node) -> base::Result<()> {
    node::beat(base, node).await?;
    let now = base.clock.now();
    base.db.write(move |conn| Box::pin(people::session::sweep(conn, now))).await?;
    base.db.write(move |conn| Box::pin(blob::sweep(conn, now))).await?;
    base.db.write(move |conn| Box::pin(people::slip::sweep(conn, now))).await?;
    partitions(base).await?;
    if learner::retention::nightly(base).await? {
        tracing::info!("the night's erasure of what is older than its purpose's time begins");
    }
    if learner::calibration::nightly(base).await? {
        tracing::info!("the night's calibration of items begins");
    }
    Ok(())
}

/// Tables for the statements of the coming months.
async fn partitions(base: &Base) -> base::Result<()> {
    let today = base.clock.today();
    let made = base.db.write(move |conn| Box::pin(records::make_partitions(conn, today))).await?;
    if made > 0 {
        tracing::info!("{made} tables made for the statements of the coming months");
    }
    Ok(())
}
