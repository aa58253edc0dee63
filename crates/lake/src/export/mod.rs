//! One run of the export: what is new is added, what changed is written anew, and the manifest is written last.
//!
//! A run that is killed leaves files that no manifest names; the next run removes them and begins where the last
//! manifest ends. So a row is in the lake once or not yet.

mod statements;
mod tables;
mod turn;
mod writer;

use crate::manifest::{Files, Manifest};
use crate::pseudonym::{Pseudonyms, Salt};
use crate::roll::Roll;
use crate::{Destination, FORMAT, policy, schema};
use base::{Base, Date, Error, Millis, Problem, Result, audit};
use people::organisation;
use std::collections::BTreeMap;
use turn::Turn;

/// What to export, and how.
#[derive(Debug, Clone)]
pub struct Options {
    /// Name of the release: the lake's folder, and which pseudonyms persons have in it.
    pub release: String,
    /// Leaves out statements about earlier days. A lake keeps to the day it began with.
    pub since: Option<Date>,
    /// Leaves what was stored within so many milliseconds to the next run; see [`records::export::settled`].
    pub overlap: Millis,
    /// How much at a time.
    pub limits: Limits,
}

/// How much at a time.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Rows in memory.
    pub rows_in_memory: usize,
    /// Rows of a file.
    pub rows_a_file: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { rows_in_memory: policy::ROWS_IN_MEMORY, rows_a_file: policy::ROWS_A_FILE }
    }
}

impl Default for Options {
    fn default() -> Self {
        Options { release: "bureau".into(), since: None, overlap: policy::OVERLAP, limits: Limits::default() }
    }
}

/// What a run did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Number of the run in this lake, from 1.
    pub run: i64,
    /// Statements added.
    pub statements: u64,
    /// Files written.
    pub files: usize,
    /// Tables that were written anew because something in them changed.
    pub changed: Vec<&'static str>,
    /// Files of earlier runs removed.
    pub removed: usize,
    /// Statements in the lake now.
    pub total: u64,
}

/// What all tables of a run need.
struct Run<'a> {
    base: &'a Base,
    lake: &'a Destination,
    limits: Limits,
    number: i64,
    /// The folder of the region: `region=CODE`.
    region: String,
    today: Date,
    roll: Roll,
}

/// Brings the lake of a release up to date. `progress` is told how many statements have been added so far.
///
/// [`Error::Conflict`] while another export is under way, when the lake there is another region's, another release's or another
/// salt's, or began with another day; [`Error::Invalid`] when there is no region yet.
pub async fn export(base: &Base, to: &Destination, options: &Options, progress: impl FnMut(u64)) -> Result<Outcome> {
    let turn = Turn::take(base).await?;
    let outcome = export_in_turn(base, to, options, progress).await;
    turn.end().await?;
    outcome
}

async fn export_in_turn(base: &Base, to: &Destination, options: &Options, progress: impl FnMut(u64)) -> Result<Outcome> {
    let mut conn = base.db.read().await?;
    let region = organisation::root(&mut conn).await?.ok_or_else(|| Error::invalid("open.no_region"))?;
    let salt = Salt::of_release(base, &options.release).await?;
    let lake = to.within(&options.release);
    let before = Manifest::read(&lake).await?;
    let since = options.since.map(|day| day.to_string());
    if let Some(before) = &before {
        goes_on(before, &options.release, &region.code, &salt.mark(), since.as_deref())?;
    }
    let removed = Manifest::sweep(&lake, before.as_ref()).await?;
    let mut manifest = before.unwrap_or_else(|| Manifest {
        format: FORMAT,
        release: options.release.clone(),
        mark: salt.mark(),
        region: region.code.clone(),
        run: 0,
        made: String::new(),
        since,
        through: i64::MIN,
        tables: BTreeMap::new(),
        replaced: Vec::new(),
    });
    manifest.run += 1;
    manifest.made = base::clock::iso(base.clock.now());
    manifest.replaced.clear();

    // First the place up to which statements are taken, then who was where: whoever enrols meanwhile comes with the next run.
    let settled = records::export::settled(&mut conn, options.overlap).await?;
    let roll = Roll::read(&mut conn).await?;
    drop(conn);
    let region = format!("region={}", writer::folder_value(&region.code));
    let run = Run { base, lake: &lake, limits: options.limits, number: manifest.run, region, today: base.clock.today(), roll };
    let mut pseudonyms = Pseudonyms::new(salt);

    let added = statements::add(&run, &mut pseudonyms, &manifest, settled, progress).await?;
    let mut outcome = Outcome { run: run.number, statements: added.rows, files: added.files.len(), removed, ..Outcome::default() };
    manifest.through = added.through;
    let statements = manifest.tables.entry(schema::STATEMENT.name.to_owned()).or_default();
    statements.rows += added.rows;
    statements.files.extend(added.files);
    outcome.total = statements.rows;

    for (table, replaced) in tables::replace(&run, &mut pseudonyms, &manifest).await? {
        outcome.files += replaced.new;
        if replaced.new > 0 || !replaced.gone.is_empty() {
            outcome.changed.push(table);
        }
        manifest.replaced.extend(replaced.gone);
        let rows = replaced.files.iter().map(|f| f.rows).sum();
        manifest.tables.insert(table.to_owned(), Files { rows, files: replaced.files });
    }
    manifest.write(&lake).await?;
    note(base, &lake, &outcome).await?;
    Ok(outcome)
}

/// Whether a run may go on with the lake that is there.
fn goes_on(there: &Manifest, release: &str, region: &str, mark: &str, since: Option<&str>) -> Result<()> {
    let refuse = |key: &str, found: &str| Err(Error::Conflict(Problem::new(key).with("found", found)));
    if there.region != region {
        return refuse("open.other_region", &there.region);
    }
    if there.release != release || there.mark != mark {
        return refuse("open.other_salt", &there.release);
    }
    match since {
        Some(day) if there.since.as_deref() != Some(day) => refuse("open.other_since", there.since.as_deref().unwrap_or("–")),
        _ => Ok(()),
    }
}

async fn note(base: &Base, lake: &Destination, outcome: &Outcome) -> Result<()> {
    let (clock, target) = (base.clock.clone(), format!("lake:{}", lake.address()));
    let detail = serde_json::json!({ "run": outcome.run, "statements": outcome.statements, "changed": outcome.changed });
    base.db
        .write(move |conn| {
            Box::pin(async move { audit::record(conn, &clock, audit::Entry { actor: None, action: "lake.export", target, detail }).await })
        })
        .await
}
