//! Area `records`: statements of other makers, stored one by one and in batches, and found again among many.

mod fill;
mod sample;

use crate::house::load::{Cost, Request};
use crate::{Cast, Figure, Machine, Server};
use anyhow::{Context, Result, ensure};
use hyper::Method;
pub use sample::Sample;
use std::path::{Path, PathBuf};
use std::time::Duration;

const AREA: &str = "records";
/// Applications' connections at once.
const CLIENTS: usize = 32;
/// Statements in a batch.
const BATCH: u64 = 50;

/// What to measure, and how much of it.
pub struct Plan {
    /// The server's binary.
    pub binary: PathBuf,
    /// Statements stored before queries are timed.
    pub stored: u64,
    /// Requests of each kind.
    pub requests: u64,
    /// The address of an empty PostgreSQL database, to be measured after SQLite.
    pub postgres: Option<String>,
}

/// Measures all of it and gives each figure to `print` as soon as it is known.
pub async fn run(plan: &Plan, mut print: impl FnMut(Figure) -> Result<()>) -> Result<()> {
    let mut engines = vec![("sqlite", None)];
    engines.extend(plan.postgres.clone().map(|url| ("postgres", Some(url))));
    for (engine, url) in engines {
        let dir = tempfile::tempdir()?;
        let database = url.unwrap_or_else(|| format!("sqlite:{}", dir.path().join("shuren.db").display()));
        let store = Store { plan, engine, data: dir.path(), database };
        store.measure(&mut print).await.with_context(|| format!("with {engine}"))?;
    }
    Ok(())
}

struct Store<'a> {
    plan: &'a Plan,
    engine: &'static str,
    data: &'a Path,
    database: String,
}

impl Store<'_> {
    async fn start(&self) -> Result<Server> {
        let mut server = Server::start(&self.plan.binary, self.data, &self.database, "")?;
        server.ready(Duration::from_secs(60)).await?;
        Ok(server)
    }

    /// What the store is filled with.
    fn sample(&self) -> Sample {
        Sample::new(3).for_store(self.plan.stored)
    }

    fn figure(&self, name: &str, value: f64, unit: &str) -> Figure {
        Figure::new(AREA, format!("{name}_{}", self.engine), value, unit)
    }

    async fn measure(&self, print: &mut impl FnMut(Figure) -> Result<()>) -> Result<()> {
        let server = self.start().await?;
        let cast = Cast::open(self.data, &self.database, &server.address).await?;
        let authorization = cast.application().await?;

        // Once unmeasured, so that connections stand and names are known.
        self.post(&server, &authorization, Sample::new(0), 1, self.plan.requests / 10).await?;
        let single = self.post(&server, &authorization, Sample::new(1), 1, self.plan.requests).await?;
        for figure in self.posted("statement_single", &single, 1, 0.3, ("Learning Locker, in memory", "3.7")) {
            print(figure)?;
        }
        let batches = self.post(&server, &authorization, Sample::new(2), BATCH, self.plan.requests / 10).await?;
        for figure in self.posted("statement_batch_of_50", &batches, BATCH, 0.05, ("Learning Locker, in memory", "0.56")) {
            print(figure)?;
        }
        drop(server);

        let filled = fill::up_to(&cast.base, self.sample(), self.plan.stored).await?;
        print(self.figure("fill_rate", filled.rate, "1/s"))?;
        let server = self.start().await?;
        let queries = self.queries(&server, &authorization, filled.since).await?;
        let millions = self.plan.stored as f64 / 1e6;
        print(self.figure(&format!("get_agent_verb_since_at_{millions}m_p50"), queries.percentile(0.5), "ms"))?;
        print(self.figure(&format!("get_agent_verb_since_at_{millions}m_p99"), queries.percentile(0.99), "ms").below(20.0))?;
        print(self.figure(&format!("get_agent_verb_since_at_{millions}m_cpu"), queries.processor_per_request(), "ms"))?;
        print(self.figure(&format!("get_agent_verb_since_at_{millions}m_rate"), queries.rate(), "1/s"))
    }

    /// Posts `requests` of `batch` statements each.
    async fn post(&self, server: &Server, authorization: &str, sample: Sample, batch: u64, requests: u64) -> Result<Cost> {
        let machines: Vec<Machine> = (0..CLIENTS).map(|_| Machine::new(&server.address, authorization)).collect();
        let bodies = (0..requests).map(|n| match batch {
            1 => sample.statement(n),
            _ => sample.array(n * batch..(n + 1) * batch),
        });
        let requests =
            bodies.enumerate().map(|(n, body)| Request::Call(&machines[n % CLIENTS], Method::POST, "/xapi/statements".into(), body));
        let mut cost = Cost::default();
        cost.add(server, CLIENTS, requests.collect(), |page| page.status.is_success()).await?;
        Ok(cost)
    }

    fn posted(&self, name: &str, cost: &Cost, batch: u64, goal: f64, peer: (&str, &str)) -> Vec<Figure> {
        let each = batch as f64;
        let mut figures = vec![
            self.figure(&format!("{name}_p50"), cost.percentile(0.5), "ms"),
            self.figure(&format!("{name}_p99"), cost.percentile(0.99), "ms"),
            self.figure(&format!("{name}_cpu"), cost.processor_per_request() / each, "ms").at_most(goal).peer(peer.0, peer.1),
            self.figure(&format!("{name}_rate"), cost.rate() * each, "1/s"),
        ];
        if self.engine == "postgres" {
            figures.push(self.figure(&format!("{name}_cpu_of_the_database_server"), cost.database_per_request() / each, "ms"));
        }
        figures
    }

    async fn queries(&self, server: &Server, authorization: &str, since: base::Millis) -> Result<Cost> {
        let machines: Vec<Machine> = (0..CLIENTS).map(|_| Machine::new(&server.address, authorization)).collect();
        let sample = self.sample();
        let query = |n: u64| Request::Call(&machines[n as usize % CLIENTS], Method::GET, sample.query(n, since), String::new());
        let mut cost = Cost::default();
        Cost::default().add(server, CLIENTS, (0..self.plan.requests / 10).map(query).collect(), |page| page.status.is_success()).await?;
        let found = std::cell::Cell::new(0_u64);
        let good = |page: &crate::Page| {
            found.set(found.get() + u64::from(!page.text().contains("\"statements\":[]")));
            page.status.is_success()
        };
        cost.add(server, CLIENTS, (self.plan.requests..2 * self.plan.requests).map(query).collect(), good).await?;
        ensure!(found.get() * 2 > self.plan.requests, "only {} of {} queries found anything", found.get(), self.plan.requests);
        Ok(cost)
    }
}
