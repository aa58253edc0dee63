//! The demo region: an invented city with schools, families and a learning history.
//!
//! Drawn from a seed, the size and the clock's day alone: the same three make the same region on
//! either database. What is authored stands in `demo/region.toml` and `demo/names.csv`; what is drawn, and
//! by which model, is told in `docs/demo.md`. No national id and no student number is ever made
//! up, because an invented one may be somebody's.

mod calendar;
mod chance;
mod facts;
mod family;
mod history;
mod ids;
mod material;
mod model;
mod names;
mod plan;
mod roster;
mod school;
mod staff;
mod visitor;

pub use visitor::{PASSWORD, Visitor};

use base::{Base, Conn, Error, Lang, Problem, Result, audit, node, t};
use chance::Chance;
use history::{History, Practice};
use material::Material;
use plan::Plan;
use records::event::Event;
use roster::Drawing;
use std::borrow::Cow;

/// How large a region to draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub enum Size {
    /// About 6,000 students in 12 schools.
    S,
    /// About 100,000 students, for benchmarks.
    M,
    /// About 1,000,000 students, for benchmarks.
    L,
}

impl Size {
    /// The size of a setting or argument: `s`, `m` or `l`.
    pub fn parse(text: &str) -> Option<Size> {
        Some(match text {
            "s" => Size::S,
            "m" => Size::M,
            "l" => Size::L,
            _ => return None,
        })
    }

    /// The word in settings and arguments.
    pub fn code(self) -> &'static str {
        match self {
            Size::S => "s",
            Size::M => "m",
            Size::L => "l",
        }
    }

    /// Answers a practising pupil has given on average; fewer in the large sizes, so that they load
    /// in minutes.
    fn answers(self) -> f64 {
        match self {
            Size::S => 29.0,
            Size::M => 20.0,
            Size::L => 6.0,
        }
    }

    /// How often the twelve authored schools are repeated.
    fn districts(self) -> usize {
        match self {
            Size::S => 1,
            Size::M => 17,
            Size::L => 164,
        }
    }
}

/// What is being done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Knowledge points and items.
    Content,
    /// Organisations, people, accounts.
    People,
    /// Answers and estimates.
    History,
}

impl Phase {
    /// Its name for readers.
    pub fn name(self, lang: Lang) -> Cow<'static, str> {
        match self {
            Phase::Content => t!(lang, "cli.demo_content"),
            Phase::History => t!(lang, "cli.demo_history"),
            Phase::People => t!(lang, "cli.demo_people"),
        }
    }
}

/// How far a load has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// What is being done.
    pub phase: Phase,
    /// Students done in this phase.
    pub done: usize,
    /// Students of the region, as far as known beforehand; 0 where students are not counted.
    pub total: usize,
}

/// What was loaded.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Summary {
    /// Schools.
    pub schools: usize,
    /// Classes.
    pub classes: usize,
    /// Students.
    pub students: usize,
    /// Their guardians.
    pub guardians: usize,
    /// Students who have practised.
    pub practising: usize,
    /// Their answers.
    pub answers: usize,
    /// Of these, right.
    pub correct: usize,
    /// Estimates made from them.
    pub estimates: usize,
    /// Facts that teachers noted.
    pub facts: usize,
    /// People who work at schools: teachers, counsellors, leaders, administrators.
    pub staff: usize,
    /// One account per role, to look around with; the password is [`PASSWORD`].
    pub visitors: Vec<Visitor>,
}

/// Whether the database holds a demo region.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// None was loaded.
    Absent,
    /// A load began and did not end: the database is to be removed.
    Interrupted,
    /// It is there, whole.
    Loaded,
}

// Streams of chance: districts draw people from 0, 1, …; see [`Chance::new`].
const ITEMS: u64 = 1 << 32;
const SCHOOLS: u64 = 1 << 33;
const FACTS: u64 = 1 << 34;

/// The region's setting that says how far a load came.
const SETTING: &str = "demo";
const LOADING: &str = "loading";

/// Whether the database holds a demo region.
pub async fn state(conn: &mut Conn) -> Result<State> {
    Ok(match node::setting(conn, SETTING).await?.as_deref() {
        None => State::Absent,
        Some(LOADING) => State::Interrupted,
        Some(_) => State::Loaded,
    })
}

/// Loads a demo region into a database without a region.
///
/// [`Error::Conflict`] when there is a region, of whichever kind: real and invented people never
/// share a database.
pub async fn load(base: &Base, size: Size, seed: u64, mut progress: impl FnMut(Progress)) -> Result<Summary> {
    begin(base).await?;
    progress(Progress { phase: Phase::Content, done: 0, total: 0 });
    content::seed::load(base).await?;
    content::model::seed::load(base).await?;
    let plan = Plan::read()?;
    let (today, hash) = (base.clock.today(), people::account::hash(PASSWORD).await?);
    let material = Material::read(&mut base.db.read().await?, &mut Chance::new(seed, ITEMS)).await?;
    let practice = Practice {
        material: &material,
        terms: &calendar::last_two_terms(today),
        school_year: people::grade::school_year(today),
        answers: size.answers(),
        blank: &plan.blank_answers,
    };
    let mut drawing = Drawing::new(&plan, today, seed)?;
    let mut summary = Summary::default();
    let mut looked_at = 0;
    for number in 1..=size.districts() {
        let district = drawing.next()?;
        roster::write(base, &district, &hash).await?;
        summary.add(&district);
        let total = summary.students / number * size.districts();
        progress(Progress { phase: Phase::People, done: summary.students, total });
        for school in 0..district.schools.len() {
            let stream = SCHOOLS + district.schools[school].id as u64;
            let history = practice.of_school(&district, school, &mut Chance::new(seed, stream));
            write_history(base, history, &mut summary).await?;
            // The numbered copies of the larger sizes are for measuring.
            if number == 1 {
                let stream = FACTS + district.schools[school].id as u64;
                let events = facts::of_school(&district, school, practice.terms, &mut Chance::new(seed, stream));
                write_facts(base, events, &mut summary).await?;
            }
            looked_at += district.families.pupils.iter().filter(|p| p.school == school).count();
            progress(Progress { phase: Phase::History, done: looked_at, total });
        }
    }
    records::progress::rebuild(base).await?;
    // The larger sizes, which are for measuring, are calibrated by the first night.
    if matches!(size, Size::S) {
        learner::calibration::make(base).await?;
    }
    end(base, size, seed, &summary).await?;
    Ok(summary)
}

async fn write_facts(base: &Base, events: Vec<Event>, summary: &mut Summary) -> Result<()> {
    summary.facts += events.len();
    let (home, now) = (base.config.public_url(), base.clock.now());
    base.db.write(move |conn| Box::pin(async move { records::event::record(conn, &home, now, &events).await })).await
}

/// Stores what pupils of a school did, and makes their estimates from it.
async fn write_history(base: &Base, history: History, summary: &mut Summary) -> Result<()> {
    if history.pupils.is_empty() {
        return Ok(());
    }
    summary.practising += history.pupils.len();
    summary.answers += history.answers.len();
    summary.correct += history.answers.iter().filter(|a| a.correct).count();
    let (home, now) = (base.config.public_url(), base.clock.now());
    let History { answers, sittings, pupils } = history;
    base.db
        .write(move |conn| {
            Box::pin(async move {
                records::record_answers(conn, &home, now, &answers).await?;
                learner::practice::record_past(conn, &sittings).await
            })
        })
        .await?;
    summary.estimates += learner::rebuild(base, learner::Learners::Only(pupils)).await?.estimates;
    Ok(())
}

async fn begin(base: &Base) -> Result<()> {
    base.db
        .write(|conn| {
            Box::pin(async move {
                if state(conn).await? == State::Interrupted {
                    return Err(Error::Conflict(Problem::new("cli.demo_interrupted")));
                }
                if people::organisation::root(conn).await?.is_some() {
                    return Err(Error::Conflict(Problem::new("cli.demo_region_exists")));
                }
                node::set_setting(conn, SETTING, LOADING).await
            })
        })
        .await
}

async fn end(base: &Base, size: Size, seed: u64, summary: &Summary) -> Result<()> {
    let clock = base.clock.clone();
    let detail = serde_json::json!({ "size": size.code(), "seed": seed, "students": summary.students });
    base.db
        .write(move |conn| {
            Box::pin(async move {
                node::set_setting(conn, SETTING, &detail.to_string()).await?;
                let target = format!("organisation:{}", ids::REGION);
                audit::record(conn, &clock, audit::Entry { actor: None, action: "demo.load", target, detail }).await
            })
        })
        .await
}

impl Summary {
    fn add(&mut self, district: &roster::District<'_>) {
        self.schools += district.schools.len();
        self.classes += district.schools.iter().map(|s| s.classes.len()).sum::<usize>();
        self.students += district.families.pupils.len();
        self.guardians += district.families.guardians.len();
        self.staff += district.staff.iter().filter(|p| p.id > ids::STAFF).count();
        self.visitors.extend(district.visitors.iter().cloned());
    }
}
