//! `GET /health`: whether this node can do its work; 200 or 503, with the reasons as JSON.

use crate::MIGRATIONS;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Extension, Json, Router};
use base::Base;
use serde::Serialize;
use std::path::Path;
use std::time::{Duration, Instant};
use tokio::task::AbortHandle;

/// Less free space than this in the data directory fails the check (bytes).
const SPACE_NEEDED: u64 = 200 << 20;
/// A database that does not answer within this time fails it.
const PATIENCE: Duration = Duration::from_secs(5);

/// The task that runs jobs, added to the router as an extension by a serving process.
#[derive(Clone)]
pub struct Runner(pub AbortHandle);

pub(crate) fn router(base: Base) -> Router {
    Router::new().route("/health", get(answer)).with_state(base)
}

/// What the check found. Nothing in it is secret: it is served to whoever asks.
#[derive(Debug, Serialize)]
struct Health {
    ok: bool,
    version: &'static str,
    database: Database,
    migrations: Migrations,
    disk: Disk,
    jobs: Jobs,
    documents: Documents,
}

/// A node without a font serves all but PDFs: told, and no reason to take it out of service.
#[derive(Debug, Serialize)]
struct Documents {
    ok: bool,
    font: String,
}

#[derive(Debug, Default, Serialize)]
struct Database {
    ok: bool,
    kind: &'static str,
    milliseconds: f64,
}

#[derive(Debug, Default, Serialize)]
struct Migrations {
    ok: bool,
    applied: usize,
    expected: usize,
}

#[derive(Debug, Serialize)]
struct Disk {
    ok: bool,
    free_bytes: Option<u64>,
}

#[derive(Debug, Serialize)]
struct Jobs {
    ok: bool,
    runner: &'static str,
}

async fn answer(State(base): State<Base>, runner: Option<Extension<Runner>>) -> impl IntoResponse {
    let health = check(&base, runner.map(|Extension(r)| r)).await;
    let status = if health.ok { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, [(header::CACHE_CONTROL, "no-store")], Json(health))
}

async fn check(base: &Base, runner: Option<Runner>) -> Health {
    let (database, migrations) = check_database(base).await;
    let disk = check_disk(&base.config.data_dir);
    let jobs = match runner {
        None => Jobs { ok: true, runner: "none" },
        Some(Runner(task)) if task.is_finished() => Jobs { ok: false, runner: "stopped" },
        Some(_) => Jobs { ok: true, runner: "running" },
    };
    let ok = database.ok && migrations.ok && disk.ok && jobs.ok;
    Health { ok, version: env!("CARGO_PKG_VERSION"), database, migrations, disk, jobs, documents: check_documents() }
}

async fn check_database(base: &Base) -> (Database, Migrations) {
    let began = Instant::now();
    let asked = async { base::db::applied(&mut base.db.read().await?).await };
    let expected = MIGRATIONS.iter().map(|set| set.len()).sum();
    let kind = base.db.kind();
    match tokio::time::timeout(PATIENCE, asked).await {
        Ok(Ok(applied)) => (
            Database { ok: true, kind, milliseconds: began.elapsed().as_secs_f64() * 1e3 },
            Migrations { ok: applied.len() >= expected, applied: applied.len(), expected },
        ),
        other => {
            if let Ok(Err(error)) = other {
                tracing::error!("health: {error}");
            }
            (Database { kind, ..Database::default() }, Migrations { expected, ..Migrations::default() })
        }
    }
}

fn check_disk(dir: &Path) -> Disk {
    let free_bytes = rustix::fs::statvfs(dir).ok().map(|s| s.f_bavail.saturating_mul(s.f_frsize));
    Disk { ok: free_bytes.is_none_or(|free| free >= SPACE_NEEDED), free_bytes }
}

fn check_documents() -> Documents {
    match typeset::Fonts::present(&typeset::FOLDERS.map(Path::new)) {
        Ok(family) => Documents { ok: true, font: family.to_owned() },
        Err(missing) => Documents { ok: false, font: missing.to_string() },
    }
}
