//! Area `house`: start, memory, weight of pages, and the three requests that schools send most.

pub(crate) mod load;
mod weight;

use crate::{Cast, Client, Figure, Form, Server};
use anyhow::{Context, Result, ensure};
use load::{Cost, Request};
use std::path::{Path, PathBuf};
use std::time::Duration;

const AREA: &str = "house";
/// Clients at once, as in a school where a whole class practises.
const CLIENTS: usize = 32;
/// The product most like this one that has published figures, measured on a machine of this kind.
const PEER: &str = "Kolibri 0.19.5";

/// What to measure, and how much of it.
pub struct Plan {
    /// The server's binary.
    pub binary: PathBuf,
    /// Size of the demo region: `s` or `m`.
    pub size: &'static str,
    /// Students who act.
    pub students: usize,
    /// Questions each of them answers.
    pub answers: usize,
    /// Addresses of empty databases beside SQLite: PostgreSQL, or none.
    pub postgres: Option<String>,
}

/// Measures all of it and gives each figure to `print` as soon as it is known.
pub async fn run(plan: &Plan, mut print: impl FnMut(Figure) -> Result<()>) -> Result<()> {
    let mut engines = vec![("sqlite", None)];
    engines.extend(plan.postgres.clone().map(|url| ("postgres", Some(url))));
    for (engine, url) in engines {
        let dir = tempfile::tempdir()?;
        let database = url.unwrap_or_else(|| format!("sqlite:{}", dir.path().join("shuren.db").display()));
        let house = House { plan, engine, data: dir.path(), database };
        for figure in house.measure().await.with_context(|| format!("with {engine}"))? {
            print(figure)?;
        }
    }
    Ok(())
}

struct House<'a> {
    plan: &'a Plan,
    engine: &'static str,
    data: &'a Path,
    database: String,
}

impl House<'_> {
    fn start(&self, demo: &str) -> Result<Server> {
        Server::start(&self.plan.binary, self.data, &self.database, demo)
    }

    fn figure(&self, name: &str, value: f64, unit: &str) -> Figure {
        Figure::new(AREA, format!("{name}_{}_{}", self.plan.size, self.engine), value, unit)
    }

    async fn measure(&self) -> Result<Vec<Figure>> {
        let mut server = self.start(self.plan.size)?;
        let filled = server.ready(Duration::from_secs(3600)).await?;
        server.stop()?;
        let mut figures = vec![self.figure("demo_region_made", filled.as_secs_f64(), "s")];
        // What loading a whole region left to be followed is followed now: schools do not load while they practise.
        let cast = Cast::open(self.data, &self.database, "").await?;
        tokio::time::sleep(Duration::from_millis(records::progress::SETTLED as u64)).await;
        while records::progress::follow(&cast.base, records::progress::SETTLED).await? > 0 {}
        cast.base.db.close().await;

        let mut starts = Vec::new();
        for _ in 0..5 {
            let mut server = self.start("")?;
            starts.push(server.ready(Duration::from_secs(60)).await?);
            server.stop()?;
        }
        starts.sort();
        figures.push(self.figure("cold_start", starts[2].as_secs_f64(), "s").below(0.5).peer(PEER, "3.0"));

        let mut server = self.start("")?;
        server.ready(Duration::from_secs(60)).await?;
        tokio::time::sleep(Duration::from_secs(3)).await;
        let megabytes = server.resident()? as f64 / 1e6;
        figures.push(self.figure("idle_rss", megabytes, "MB").below(60.0).peer(PEER, "112-215"));

        let cast = Cast::open(self.data, &self.database, &server.address).await?;
        figures.extend(self.weights(&server, &cast).await?);
        figures.extend(self.loads(&server, &cast).await?);
        let megabytes = server.resident()? as f64 / 1e6;
        figures.push(self.figure("rss_after_load", megabytes, "MB"));
        server.stop()?;
        Ok(figures)
    }

    async fn weights(&self, server: &Server, cast: &Cast) -> Result<Vec<Figure>> {
        let stranger = Client::new(&server.address, "");
        let student = cast.client(cast.person("student").await?).await?;
        let sign_in = weight::of(&stranger, "/sign-in").await? as f64 / 1000.0;
        let home = weight::of(&student, "/student").await? as f64 / 1000.0;
        Ok(vec![
            self.figure("sign_in_page", sign_in, "KB").below(60.0).peer(PEER, "1222"),
            self.figure("student_home_page", home, "KB").below(60.0),
        ])
    }

    async fn loads(&self, server: &Server, cast: &Cast) -> Result<Vec<Figure>> {
        let mut students = Vec::new();
        for person in cast.students().await?.into_iter().take(self.plan.students) {
            students.push(cast.client(person).await?);
        }
        // A client has one connection; as many as are at work are needed.
        let (teacher, mut teachers) = (cast.person("teacher").await?, Vec::new());
        for _ in 0..CLIENTS {
            teachers.push(cast.client(teacher).await?);
        }
        let class = format!("/class/{}", cast.class().await?);

        let homes = || students.iter().map(|s| Request::Get(s, "/student".into())).collect();
        let mut home = Cost::default();
        Cost::default().add(server, CLIENTS, homes(), |page| page.status.is_success()).await?;
        for _ in 0..self.plan.answers {
            home.add(server, CLIENTS, homes(), |page| page.status.is_success()).await?;
        }

        let answer = self.answers(server, cast, &students).await?;

        let maps = || (0..self.plan.students).map(|n| Request::Get(&teachers[n % CLIENTS], class.clone())).collect();
        let mut map = Cost::default();
        Cost::default().add(server, CLIENTS, maps(), |page| page.status.is_success()).await?;
        map.add(server, CLIENTS, maps(), |page| page.status.is_success()).await?;

        Ok([
            self.figures("student_home", &home, None),
            self.figures("practice_answer", &answer, Some((20.0, 1.0))),
            self.figures("class_heat_map", &map, None),
        ]
        .concat())
    }

    /// Answers to questions fetched beforehand, so that nothing but the writes is measured; each must then be stored.
    async fn answers(&self, server: &Server, cast: &Cast, students: &[Client]) -> Result<Cost> {
        let mut sittings = Vec::new();
        for student in students {
            sittings.extend(student.start_practice().await?.map(|path| (student, path)));
        }
        ensure!(sittings.len() >= CLIENTS, "only {} of {} students may practise", sittings.len(), students.len());
        let before = records::count(&mut cast.base.db.read().await?).await?;
        let mut cost = Cost::default();
        // One round first that is not counted: it finds statements unprepared on every connection.
        for round in 0..=self.plan.answers {
            let mut forms = Vec::new();
            for (student, path) in &sittings {
                let page = student.get(path).await?.text();
                forms.push(Request::Submit(student, Form::find(&page, path).with_context(|| format!("no question at {path}"))?));
            }
            let mut burst = Cost::default();
            let counted = if round == 0 { &mut burst } else { &mut cost };
            counted.add(server, CLIENTS, forms, |page| page.status.is_redirection() || page.status.is_success()).await?;
        }
        let stored = records::count(&mut cast.base.db.read().await?).await? - before;
        ensure!(stored == (sittings.len() * (self.plan.answers + 1)) as i64, "{stored} answers were stored");
        Ok(cost)
    }

    fn figures(&self, name: &str, cost: &Cost, goal: Option<(f64, f64)>) -> Vec<Figure> {
        let mut p99 = self.figure(&format!("{name}_p99"), cost.percentile(0.99), "ms");
        let mut processor = self.figure(&format!("{name}_cpu"), cost.processor_per_request(), "ms");
        if let Some((latency, time)) = goal {
            p99 = p99.below(latency);
            processor = processor.at_most(time).peer(PEER, "15-18");
        }
        vec![
            self.figure(&format!("{name}_p50"), cost.percentile(0.5), "ms"),
            p99,
            processor,
            self.figure(&format!("{name}_rate"), cost.rate(), "1/s"),
        ]
    }
}
