//! Items from QTI 2.1, 2.2 and 3.0 (1EdTech Question and Test Interoperability): single item files
//! and content packages.
//!
//! What can be represented is read; every item that cannot is listed with its identifier and the
//! reason. Files come from strangers: no document type declarations (so no entities to expand or
//! fetch), limits on size and depth, zip files judged before they are unpacked.

mod assessment_item;
mod body;
mod math;
mod package;
mod response;
mod xml;

use crate::item::{self, Saved};
use crate::{NewItem, Stage, Subject};
use base::{Base, Conn, Error, Place, Problem, Result, audit};
use std::collections::HashSet;

/// What QTI does not say of an item: chosen by whoever imports it, for all items of the file.
#[derive(Debug, Clone)]
pub struct Class {
    /// Subject.
    pub subject: Subject,
    /// Stage.
    pub stage: Stage,
    /// Grade 1–12, or 0 where the stage counts none.
    pub grade: i64,
    /// The knowledge point's identifier.
    pub point: i64,
    /// Difficulty 1–5.
    pub difficulty: i64,
    /// Where the items come from.
    pub source: String,
    /// What is put before each QTI identifier to make the item's code; QTI identifiers are unique
    /// within a package only.
    pub prefix: String,
}

/// What a file holds.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// The items that can be represented.
    pub items: Vec<NewItem>,
    /// Why the others cannot, each placed by file and identifier.
    pub refused: Vec<Problem>,
    /// What is left out of items that can: feedback, for one.
    pub notices: Vec<Problem>,
}

/// What an import would do, or did.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Report {
    /// What becomes of the items that can be represented.
    pub items: Saved,
    /// Why the others are not imported.
    pub refused: Vec<Problem>,
    /// What is left out of items that are.
    pub notices: Vec<Problem>,
}

/// Reads an item file or a package. [`Error::Invalid`] when the file as a whole cannot be read.
pub fn read(file: &str, bytes: &[u8], class: &Class) -> Result<Reading> {
    let mut reading = Reading::default();
    if bytes.starts_with(b"PK") {
        package::read(file, bytes, class, &mut reading)?;
    } else {
        let text = std::str::from_utf8(bytes).map_err(|_| Problem::new("content.qti_encoding").at(in_file(file)))?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        add(file, text, class, &mut reading);
    }
    if reading.items.is_empty() && reading.refused.is_empty() {
        return Err(Problem::new("content.qti_no_items").at(in_file(file)).into());
    }
    refuse_repeated(file, &mut reading);
    Ok(reading)
}

/// Dry run: what importing would do. Changes nothing.
pub async fn check(conn: &mut Conn, reading: &Reading) -> Result<Report> {
    let items = item::compare(conn, &reading.items).await?;
    Ok(Report { items, refused: reading.refused.clone(), notices: reading.notices.clone() })
}

/// Stores the items in one transaction and puts it on record. Where some were refused, the person
/// decides: with `leave_out` the others are stored, without it nothing is and [`Error::Invalid`]
/// has the reasons.
pub async fn import(base: &Base, actor: Option<i64>, file: &str, reading: Reading, leave_out: bool) -> Result<Report> {
    if !reading.refused.is_empty() && (!leave_out || reading.items.is_empty()) {
        return Err(Error::Invalid(reading.refused));
    }
    let (clock, file) = (base.clock.clone(), file.to_owned());
    base.db
        .write(move |conn| {
            Box::pin(async move {
                let items = item::save(conn, clock.now(), &reading.items).await?;
                let detail = serde_json::json!({ "items": items, "left_out": reading.refused.len() });
                let entry = audit::Entry { actor, action: "items.import_qti", target: format!("items:{file}"), detail };
                audit::record(conn, &clock, entry).await?;
                Ok(Report { items, refused: reading.refused, notices: reading.notices })
            })
        })
        .await
}

/// Reads one item's text into the reading: among the items, or among the refused.
fn add(file: &str, text: &str, class: &Class, reading: &mut Reading) {
    match assessment_item::read(text) {
        Err(refused) => reading.refused.push(refused.reason.at(in_item(file, &refused.identifier))),
        Ok(draft) => {
            let place = in_item(file, &draft.identifier);
            let item = NewItem {
                code: format!("{}{}", class.prefix, draft.identifier),
                subject: class.subject,
                stage: class.stage,
                grade: class.grade,
                point: class.point,
                difficulty: class.difficulty,
                stem: draft.stem,
                hint: String::new(),
                help: Default::default(),
                explanation: String::new(),
                source: class.source.clone(),
                interaction: draft.interaction,
            };
            let problems = item.problems();
            if problems.is_empty() {
                reading.notices.extend(draft.notices.into_iter().map(|n| n.at(place.clone())));
                reading.items.push(item);
            } else {
                reading.refused.extend(problems.into_iter().map(|p| p.at(place.clone())));
            }
        }
    }
}

/// Two items of one identifier: which is meant nobody can say, so the later ones are refused.
fn refuse_repeated(file: &str, reading: &mut Reading) {
    let mut seen = HashSet::new();
    let (items, repeated): (Vec<_>, Vec<_>) =
        std::mem::take(&mut reading.items).into_iter().partition(|item| seen.insert(item.code.clone()));
    reading.items = items;
    for item in repeated {
        reading.refused.push(Problem::new("content.code_twice").with("code", &item.code).at(in_item(file, &item.code)));
    }
}

fn in_file(file: &str) -> Place {
    Place { file: file.to_owned(), ..Place::default() }
}

fn in_item(file: &str, identifier: &str) -> Place {
    if identifier.is_empty() { in_file(file) } else { in_file(&format!("{file} [{identifier}]")) }
}
