//! The binary's library: command line, wiring, demo region.
//!
//! Here the floors are put together: every crate's schema and jobs, the web floor, health and
//! metrics. Nothing below knows that this crate exists.

mod administrator;
pub mod cli;
pub mod demo;
mod equal;
mod health;
mod lake_export;
mod metrics;
mod models;
mod operate;
mod requests;
pub mod responses;
mod serve;
mod showcase;
mod telemetry;

use anyhow::Context;
use base::{Base, Clock, Config, Db, Migration, Seal};
use std::sync::Arc;

pub use health::Runner;

/// The whole schema, floor by floor.
pub const MIGRATIONS: &[&[Migration]] =
    &[base::MIGRATIONS, people::MIGRATIONS, records::MIGRATIONS, content::MIGRATIONS, learner::MIGRATIONS, lake::MIGRATIONS];

/// Every kind of job and who runs it.
pub fn handlers() -> base::job::Handlers {
    base::job::Handlers::default()
        .on(people::slip::JOB, people::slip::run)
        .on(people::roster::JOB, people::roster::import)
        .on(lake::release::JOB, lake::release::run)
        .on(learner::erasure::JOB, learner::erasure::run)
        .on(learner::retention::JOB, learner::retention::run)
        .on(learner::calibration::JOB, learner::calibration::run)
        // What a merged person has learnt stands on a higher floor than who they are.
        .on(people::life::JOB, |context| {
            people::life::run(context, |conn, keep, duplicate| Box::pin(learner::merge(conn, keep, duplicate)))
        })
}

/// Everything served: the web floor's pages and APIs, `/health` and `/metrics`; each request is
/// counted, timed and named in the log.
pub fn app(base: Base) -> axum::Router {
    web::router(web::App::new(base.clone()))
        .merge(health::router(base.clone()))
        .merge(metrics::router(base))
        .layer(axum::middleware::from_fn(requests::observe))
}

/// Opens the data directory, the key and the database that the settings name.
pub async fn open(config: Config) -> anyhow::Result<Base> {
    make_private(&config.data_dir).with_context(|| format!("the data directory {}", config.data_dir.display()))?;
    let seal = Seal::load(&config)?;
    let db = Db::connect(&config.database()).await.context("the database cannot be opened")?;
    Ok(Base { db, clock: Clock::system(), seal, config: Arc::new(config) })
}

/// A directory that only its owner may look into; one that exists is left as it is.
fn make_private(dir: &std::path::Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(dir)
}
