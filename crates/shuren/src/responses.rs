//! `shuren import responses`: answer logs from elsewhere become statements of pseudonymous learners.
//!
//! One answer a row, any column names (`mapping`); the file is checked whole before anything is
//! written and applied whole (`load`). The same file again adds nothing. Documented in
//! `docs/responses.md`.

mod file;
mod load;
mod mapping;

pub use mapping::{Mapping, Names};

use base::{Base, Error, Lang, Problem, Result, t};
use content::Subject;
use learner::{Learners, Rebuilt};
use records::Recorded;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Arguments of `shuren import responses`; the catalogue explains them at the terminal.
#[derive(Debug, Clone, clap::Args)]
pub struct Args {
    /// The log: one answer a row; may be packed (.gz).
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Subject of the answers, by code or Chinese name.
    #[arg(long)]
    pub subject: String,
    /// Short name of the imported school, into which the learners go.
    #[arg(long, value_name = "NAME")]
    pub school: String,
    /// A [`Mapping`] as TOML.
    #[arg(long, value_name = "FILE")]
    pub mapping: Option<PathBuf>,
    /// Items and their skills, for logs without a skill column.
    #[arg(long, value_name = "FILE")]
    pub q_matrix: Option<PathBuf>,
    /// Login of who becomes class teacher of the imported school.
    #[arg(long, value_name = "LOGIN")]
    pub teacher: Option<String>,
}

/// What an import did.
#[derive(Debug, Clone)]
pub struct Report {
    /// The imported school.
    pub school: i64,
    /// Learners of the file.
    pub learners: usize,
    /// Of these, added now.
    pub new_learners: usize,
    /// Classes added now.
    pub new_classes: usize,
    /// Knowledge points of the file.
    pub points: usize,
    /// Items of the file.
    pub items: usize,
    /// Statements added and left out.
    pub recorded: Recorded,
    /// Estimates made.
    pub rebuilt: Rebuilt,
    /// Whether the file tells no times, so that they were made up from the order of rows.
    pub times_made_up: bool,
    /// Time to read and check, to store, and to estimate.
    pub took: [Duration; 3],
}

/// Reads, checks, stores and estimates. [`Error::Invalid`] with every bad row, and then nothing is
/// changed.
pub async fn import(base: &Base, args: &Args) -> Result<Report> {
    let begun = Instant::now();
    let mapping = match &args.mapping {
        Some(path) => Mapping::read(path)?,
        None => Mapping::default(),
    };
    let subject = Subject::parse(&args.subject)
        .ok_or_else(|| Error::from(Problem::new("records.import_unknown_subject").with("subject", &args.subject)))?;
    let skills = args.q_matrix.as_deref().map(|path| file::skills(path, &mapping.columns)).transpose()?;
    let responses = file::responses(&args.file, &mapping.columns, skills.as_ref())?;
    let read = Instant::now();
    let times_made_up = responses.iter().all(|r| r.at.is_none());
    let plan = load::Plan::new(responses, mapping, subject, &args.school, file_name(&args.file), args.teacher.clone())?;
    let (items, points) = (plan.items(), plan.points().len());
    let inner = base.clone();
    let loaded = base.db.write(move |conn| Box::pin(async move { load::apply(conn, &inner, &plan).await })).await?;
    let stored = Instant::now();
    let learners = loaded.learners.len();
    let rebuilt = learner::rebuild(base, Learners::Only(loaded.learners)).await?;
    Ok(Report {
        school: loaded.school,
        learners,
        new_learners: loaded.new_learners,
        new_classes: loaded.new_classes,
        points,
        items,
        recorded: loaded.recorded,
        rebuilt,
        times_made_up,
        took: [read - begun, stored - read, stored.elapsed()],
    })
}

/// The command: brings the schema up to date, imports, and prints the report.
pub async fn command(config: base::Config, lang: Lang, args: &Args) -> anyhow::Result<()> {
    let base = crate::open(config).await?;
    base.db.migrate(crate::MIGRATIONS).await?;
    base::node::join(&base).await?;
    println!("{}", import(&base, args).await?.text(lang));
    base.db.close().await;
    Ok(())
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default()
}

impl Report {
    /// The report for the person at the terminal.
    pub fn text(&self, lang: Lang) -> String {
        let [read, store, estimate] = self.took.map(|t| format!("{:.1}", t.as_secs_f64()));
        let mut lines = vec![
            t!(lang, "records.import_answers", new = self.recorded.new, known = self.recorded.duplicates),
            t!(
                lang,
                "records.import_learners",
                n = self.learners,
                new = self.new_learners,
                classes = self.new_classes,
                points = self.points,
                items = self.items
            ),
            t!(lang, "records.import_estimates", n = self.rebuilt.estimates),
            t!(lang, "records.import_took", read = read, store = store, estimate = estimate),
        ];
        if self.times_made_up {
            lines.push(t!(lang, "records.import_times_made_up").into_owned());
        }
        lines.join("\n")
    }
}
