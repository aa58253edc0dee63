//! Versions of open data: prepared by one person, published by another.
//!
//! Preparing is a job and a dry run: it makes the table, hides its small cells, counts its quality, and publishes nothing. Whoever looks at
//! it sees what would be hidden. Publishing takes a second person, and what is published is what was looked at.

use crate::dataset::{self, Dataset, Grade, target};
use crate::policy;
use crate::quality::Quality;
use crate::store::{dataset as datasets, version as store};
use base::job::{self, Context};
use base::{Base, Conn, Error, Lang, Millis, Problem, Result, audit, sheet};
use people::Scope;
use serde_json::{Value, json};
use std::borrow::Cow;

/// Kind of the job that prepares a version.
pub const JOB: &str = "lake.prepare";

/// What became of a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Prepared, and to be looked at.
    Draft,
    /// Open to everybody.
    Published,
    /// Not published.
    Rejected,
    /// Was published.
    Withdrawn,
}

impl State {
    /// The word in the database.
    pub fn code(self) -> &'static str {
        match self {
            State::Draft => "draft",
            State::Published => "published",
            State::Rejected => "rejected",
            State::Withdrawn => "withdrawn",
        }
    }

    fn of(code: &str) -> State {
        match code {
            "draft" => State::Draft,
            "published" => State::Published,
            "withdrawn" => State::Withdrawn,
            _ => State::Rejected,
        }
    }

    /// Its name for readers.
    pub fn name(self, lang: Lang) -> Cow<'static, str> {
        base::t!(
            lang,
            match self {
                State::Draft => "open.state_draft",
                State::Published => "open.state_published",
                State::Rejected => "open.state_rejected",
                State::Withdrawn => "open.state_withdrawn",
            }
        )
    }
}

/// A version without its table.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct Version {
    /// Identifier.
    pub id: i64,
    /// Its data set.
    pub dataset: i64,
    /// Its number, from 1.
    pub number: i64,
    state: String,
    /// The day the data tell of, `YYYY-MM-DD`.
    pub as_of: String,
    /// Rows.
    pub lines: i64,
    /// Rows hidden because too few learners stand behind them.
    pub small: i64,
    /// Rows hidden so that those cannot be had by subtraction.
    pub complementary: i64,
    /// Fewest learners behind a row that is shown; `None` for lists without learners.
    pub smallest: Option<i64>,
    quality: String,
    /// Who prepared it.
    pub prepared_by: i64,
    /// When.
    pub prepared: Millis,
    /// Who published, rejected or withdrew it.
    pub decided_by: Option<i64>,
    /// When.
    pub decided: Option<Millis>,
    /// How often it was downloaded.
    pub downloads: i64,
}

impl Version {
    /// What became of it.
    pub fn state(&self) -> State {
        State::of(&self.state)
    }

    /// What was counted of it.
    pub fn quality(&self) -> Result<Quality> {
        Ok(serde_json::from_str(&self.quality)?)
    }
}

/// Asks for a version to be prepared; gives the job. [`Error::Conflict`] unless the data set is graded general.
pub async fn ask(base: &Base, scope: &Scope, dataset: i64) -> Result<i64> {
    let (clock, scope) = (base.clock.clone(), scope.clone());
    base.db
        .write(move |conn| {
            Box::pin(async move {
                general(dataset::get(conn, &scope, dataset).await?)?;
                job::enqueue(conn, clock.now(), JOB, Some(scope.person), &json!({ "dataset": dataset })).await
            })
        })
        .await
}

/// [`Error::Conflict`] for data that are not general: they are not opened.
fn general(dataset: Dataset) -> Result<Dataset> {
    if dataset.grade() == Grade::General { Ok(dataset) } else { Err(Error::Conflict(Problem::new("open.not_general"))) }
}

/// Runs the job: makes the table and keeps it as a draft.
pub async fn run(context: Context) -> Result<Value> {
    let base = context.base.clone();
    let id = context.args["dataset"].as_i64().ok_or_else(|| Error::internal("no data set is named"))?;
    let owner = context.owner.ok_or_else(|| Error::internal("nobody asked for it"))?;
    let scope = Scope::new(owner, &base.clock);
    let dataset = general(dataset::get(&mut base.db.read().await?, &scope, id).await?)?;
    context.progress(0, 0, "").await?;
    let table = dataset.product()?.make(&base, policy::OVERLAP, &mut |_| {}).await?;
    let draft = store::Draft {
        id: base::id::next(),
        dataset: id,
        as_of: table.as_of.unwrap_or(base.clock.today()).to_string(),
        lines: table.rows.len() as i64,
        small: table.small,
        complementary: table.complementary,
        smallest: table.smallest,
        quality: serde_json::to_string(&table.quality())?,
        content: table.csv()?,
        prepared_by: owner,
        prepared: base.clock.now(),
    };
    let result = json!({ "version": draft.id, "dataset": id });
    let clock = base.clock.clone();
    base.db
        .write(move |conn| {
            Box::pin(async move {
                store::insert(conn, &draft).await?;
                let detail = json!({ "version": draft.id, "lines": draft.lines, "small": draft.small });
                let entry = audit::Entry { actor: Some(owner), action: "dataset.prepare", target: target(id), detail };
                audit::record(conn, &clock, entry).await?;
                context.finish(conn, &result).await?;
                Ok(result)
            })
        })
        .await
}

/// A data set's versions of every state, newest first, for officers.
pub async fn versions(conn: &mut Conn, scope: &Scope, dataset: i64) -> Result<Vec<Version>> {
    dataset::require(conn, scope).await?;
    store::of_dataset(conn, dataset).await
}

/// A version with its table, for officers; hidden values are empty.
pub async fn look(conn: &mut Conn, scope: &Scope, version: i64) -> Result<(Version, sheet::Table)> {
    dataset::require(conn, scope).await?;
    let version = store::get(conn, version).await?;
    let content = store::content(conn, version.id).await?;
    let table = sheet::read_one("data.csv", content.as_bytes(), &sheet::Limits::default())?;
    Ok((version, table))
}

/// Publishes a draft. [`Error::Conflict`] for who prepared it, and when it is no draft any more.
pub async fn publish(base: &Base, scope: &Scope, version: i64) -> Result<()> {
    decide(base, scope, version, State::Draft, State::Published).await
}

/// Rejects a draft: it stays, and nobody outside sees it.
pub async fn reject(base: &Base, scope: &Scope, version: i64) -> Result<()> {
    decide(base, scope, version, State::Draft, State::Rejected).await
}

/// Takes a published version back; downloads that were made are out of reach.
pub async fn withdraw(base: &Base, scope: &Scope, version: i64) -> Result<()> {
    decide(base, scope, version, State::Published, State::Withdrawn).await
}

async fn decide(base: &Base, scope: &Scope, version: i64, from: State, to: State) -> Result<()> {
    let (clock, scope) = (base.clock.clone(), scope.clone());
    base.db
        .write(move |conn| {
            Box::pin(async move {
                dataset::require(conn, &scope).await?;
                let there = store::get(conn, version).await?;
                general(datasets::get(conn, there.dataset).await?)?;
                if to == State::Published && there.prepared_by == scope.person {
                    return Err(Error::Conflict(Problem::new("open.second_person")));
                }
                if !store::decide(conn, version, from, to, scope.person, clock.now()).await? {
                    return Err(Error::Conflict(Problem::new("open.decided_already")));
                }
                let action = match to {
                    State::Published => "dataset.publish",
                    State::Withdrawn => "dataset.withdraw",
                    _ => "dataset.reject",
                };
                let detail = json!({ "version": version, "number": there.number });
                let entry = audit::Entry { actor: Some(scope.person), action, target: target(there.dataset), detail };
                audit::record(conn, &clock, entry).await
            })
        })
        .await
}

/// Published versions of a data set, newest first.
pub(crate) async fn published(conn: &mut Conn, dataset: i64) -> Result<Vec<Version>> {
    let all = store::of_dataset(conn, dataset).await?;
    Ok(all.into_iter().filter(|v| v.state() == State::Published).collect())
}

/// A published table as CSV, counted as a download. [`Error::NotFound`] for what is not open.
pub async fn download(base: &Base, code: &str, number: i64) -> Result<String> {
    let code = code.to_owned();
    base.db
        .write(move |conn| {
            Box::pin(async move {
                let (_, versions) = dataset::open(conn, &code).await?;
                let version = versions.iter().find(|v| v.number == number).ok_or(Error::NotFound)?;
                store::count_download(conn, version.id).await?;
                store::content(conn, version.id).await
            })
        })
        .await
}
