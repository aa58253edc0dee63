//! Statements: read in the order of storing, written by school year and month of what they tell.

use super::Run;
use super::writer::Writer;
use crate::manifest::{FileEntry, Manifest};
use crate::part::Value;
use crate::pseudonym::Pseudonyms;
use crate::{policy, schema};
use base::{Date, Result};
use parquet::data_type::ByteArray;
use people::grade;
use records::export::Exported;
use std::collections::HashMap;

/// What was added.
pub(super) struct Added {
    pub rows: u64,
    pub files: Vec<FileEntry>,
    /// The last statement looked at.
    pub through: i64,
}

/// Adds the statements behind the last run's and before `settled`.
pub(super) async fn add(
    run: &Run<'_>,
    pseudonyms: &mut Pseudonyms,
    manifest: &Manifest,
    settled: i64,
    mut progress: impl FnMut(u64),
) -> Result<Added> {
    let since: Option<Date> = manifest.since.as_deref().and_then(|day| day.parse().ok());
    let mut writer = Writer::new(run.lake, &schema::STATEMENT, run.limits, run.number);
    let mut codes = Codes::default();
    let (mut through, mut rows) = (manifest.through, 0);
    loop {
        let page = records::export::statements(&mut run.base.db.read().await?, through, settled, policy::PAGE).await?;
        let Some((last, page)) = page else { break };
        through = last;
        for said in &page {
            let day = base::clock::date_of(said.at);
            if since.is_some_and(|since| day < since) {
                continue;
            }
            writer.push(&partition(run, day), row(run, pseudonyms, &mut codes, said, day))?;
            rows += 1;
        }
        writer.upload_full().await?;
        progress(rows);
    }
    Ok(Added { rows, files: writer.finish().await?, through })
}

/// `region=R/school_year=2025-2026/month=2025-09`.
fn partition(run: &Run<'_>, day: Date) -> String {
    format!("{}/school_year={}/month={:04}-{:02}", run.region, school_year(day), day.year(), day.month())
}

/// The school year of a day as people write it: `2025-2026`.
pub(super) fn school_year(day: Date) -> String {
    let first = grade::school_year(day);
    format!("{first}-{}", first + 1)
}

/// In the order of [`schema::STATEMENT`].
fn row(run: &Run<'_>, pseudonyms: &mut Pseudonyms, codes: &mut Codes, said: &Exported, day: Date) -> Vec<Value> {
    let class = said.person.and_then(|person| run.roll.on(person, day)).map(|e| run.roll.class_of(e));
    let (stage, grade) = class.map_or((None, None), |class| run.roll.grade(class, day));
    let answered = said.answered.as_ref();
    vec![
        pseudonyms.statement(&said.id).into(),
        said.person.map(|person| Value::from(pseudonyms.person(person))).unwrap_or(Value::None),
        class.and_then(|c| c.county.as_ref()).into(),
        class.and_then(|c| c.school.as_ref()).into(),
        class.map(|c| &c.code).into(),
        stage.map(|s| codes.shared(s.code())).into(),
        grade.into(),
        class.and_then(|c| c.entry_year).into(),
        codes.shared(&said.verb),
        said.object.as_deref().map(|o| codes.shared(o)).into(),
        answered.map(|a| codes.shared(&a.subject)).into(),
        answered.map(|a| codes.shared(&a.point)).into(),
        answered.map(|a| codes.shared(&a.item)).into(),
        answered.map(|a| a.version).into(),
        said.score.into(),
        said.success.into(),
        answered.and_then(|a| a.duration).into(),
        day.into(),
        said.at.into(),
        said.stored.into(),
    ]
}

/// Codes kept at the most.
const MOST_CODES: usize = 100_000;

/// Codes that come again and again, kept once.
#[derive(Default)]
struct Codes(HashMap<String, ByteArray>);

impl Codes {
    fn shared(&mut self, code: &str) -> Value {
        if let Some(known) = self.0.get(code) {
            return known.into();
        }
        let bytes = ByteArray::from(code.as_bytes().to_vec());
        // What other makers' statements are about may be new in every one of them.
        if self.0.len() < MOST_CODES {
            self.0.insert(code.to_owned(), bytes.clone());
        }
        Value::Text(bytes)
    }
}
