//! A package as read: its manifest judged, its tables in hand, their fields checked one by one.

use super::super::cell;
use super::super::wanted::{Source, Spot, Wanted};
use super::files::{self, File};
use super::{enumerations, members, organisations};
use base::archive::{self, Archive};
use base::sheet::{Limits, Row, Table};
use base::{Date, Error, Place, Problem, Result};
use std::collections::HashMap;
use std::sync::Arc;

/// How a file is to be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// It is complete.
    Bulk,
    /// It holds what has changed.
    Delta,
}

/// A OneRoster package whose files can be read.
#[derive(Debug)]
pub struct Package {
    tables: HashMap<&'static str, Content>,
    /// Files named in the manifest that have no place here.
    left_out: Vec<String>,
    file: String,
}

#[derive(Debug)]
struct Content {
    table: Table,
    mode: Mode,
    columns: HashMap<String, usize>,
    source: Arc<Source>,
}

/// A row of one of the files.
#[derive(Clone, Copy)]
pub(super) struct Line<'p> {
    content: &'p Content,
    row: &'p Row,
}

impl<'p> Line<'p> {
    /// The text of a field; empty when the file has no such column.
    pub fn get(&self, field: &str) -> &'p str {
        self.content.columns.get(field).and_then(|c| self.row.cells.get(*c)).map_or("", String::as_str)
    }

    /// The text of a field unless empty.
    pub fn some(&self, field: &str) -> Option<&'p str> {
        Some(self.get(field)).filter(|t| !t.is_empty())
    }

    /// Whether the file has the column.
    pub fn has(&self, field: &str) -> bool {
        self.content.columns.contains_key(field)
    }

    /// Where the row is.
    pub fn spot(&self) -> Spot {
        Spot { source: self.content.source.clone(), row: self.row.number }
    }

    /// Whether the row says that what it describes is over.
    pub fn is_deleted(&self) -> bool {
        self.get("status") == "tobedeleted"
    }
}

impl Package {
    /// Rows of all files.
    pub fn rows(&self) -> usize {
        self.tables.values().map(|c| c.table.rows.len()).sum()
    }

    /// How a file is to be taken; `None` when it is not there. `file` is its name without `.csv`.
    pub fn mode(&self, file: &str) -> Option<Mode> {
        self.tables.get(file).map(|c| c.mode)
    }

    /// The rows of a file.
    pub(super) fn lines<'p>(&'p self, file: &File) -> impl Iterator<Item = Line<'p>> {
        let content = self.tables.get(file.name);
        content.into_iter().flat_map(|content| content.table.rows.iter().map(move |row| Line { content, row }))
    }

    /// What the package asks for on a day, and what is wrong with it.
    pub(in super::super) fn wanted(&self, today: Date) -> (Wanted, Vec<Problem>) {
        let mut problems = self.field_problems();
        let mut wanted = Wanted::default();
        for name in &self.left_out {
            let place = Place { file: self.file.clone(), ..Place::default() };
            wanted.notices.push(Problem::new("roster.file_left_out").with("name", name).at(place));
        }
        if problems.is_empty() {
            let orgs = organisations::read(self, &mut wanted, &mut problems);
            members::read(self, &orgs, today, &mut wanted, &mut problems);
        }
        (wanted, problems)
    }

    /// Empty fields that must be filled in, words that no list has, days that there are not,
    /// identifiers that stand twice.
    fn field_problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        for file in files::TAKEN {
            let Some(content) = self.tables.get(file.name) else { continue };
            let mut seen: HashMap<&str, u64> = HashMap::new();
            for row in &content.table.rows {
                let line = Line { content, row };
                for field in file.fields {
                    if let Some(problem) = field_problem(file.name, field.name, field.required, content.mode, line.get(field.name)) {
                        problems.push(line.spot().fault(field.name, problem));
                    }
                }
                if let Some(first) = seen.insert(line.get("sourcedId"), row.number) {
                    problems.push(line.spot().fault("sourcedId", Problem::new("roster.twice").with("row", first)));
                }
            }
        }
        problems
    }
}

fn field_problem(file: &str, field: &str, required: bool, mode: Mode, text: &str) -> Option<Problem> {
    if text.is_empty() {
        // A delta says of every record whether it is there and since when.
        let needed = required || (mode == Mode::Delta && matches!(field, "status" | "dateLastModified"));
        return needed.then(|| Problem::new("roster.empty"));
    }
    if enumerations::is_date(field) {
        return cell::iso_date(text).is_none().then(|| Problem::new("roster.date").with("value", text));
    }
    let words = enumerations::words(file, field)?;
    let extended = enumerations::may_extend(file, field) && text.starts_with("ext:");
    (!words.contains(&text) && !extended).then(|| Problem::new("roster.word").with("value", text).with("words", words.join(", ")))
}

/// Reads a package. [`Error::Invalid`] when the archive is hostile, the manifest wrong, or a file
/// has wrong headings.
pub(in super::super) fn read(file: &str, bytes: &[u8]) -> Result<Package> {
    let mut archive = Archive::open(file, bytes, &archive::Limits::default())?;
    let at = |problem: Problem| problem.at(Place { file: file.to_owned(), ..Place::default() });
    if !archive.contains("manifest.csv") {
        return Err(at(Problem::new("roster.manifest_missing")).into());
    }
    let manifest = table(&mut archive, "manifest.csv")?;
    let (modes, left_out) = judge(&manifest)?;
    let (mut tables, mut problems) = (HashMap::new(), Vec::new());
    for file in files::TAKEN {
        let name = format!("{}.csv", file.name);
        match (modes.get(file.name), archive.contains(&name)) {
            (Some(mode), true) => {
                let table = table(&mut archive, &name)?;
                match content(file, table, *mode) {
                    Ok(content) => drop(tables.insert(file.name, content)),
                    Err(mut faults) => problems.append(&mut faults),
                }
            }
            (Some(_), false) => problems.push(at(Problem::new("roster.file_missing").with("name", name))),
            (None, true) => problems.push(at(Problem::new("roster.file_unlisted").with("name", name))),
            (None, false) => {}
        }
    }
    if problems.is_empty() { Ok(Package { tables, left_out, file: file.to_owned() }) } else { Err(Error::Invalid(problems)) }
}

fn table(archive: &mut Archive<'_>, name: &str) -> Result<Table> {
    let limits = Limits { bytes: 256 << 20, rows: 2_000_001, columns: 100, cells: 40_000_000, ..Limits::default() };
    base::sheet::read_one(name, &archive.read(name)?, &limits)
}

/// The modes of the files that have a place here, and the names of those that have none.
fn judge(manifest: &Table) -> Result<(HashMap<&'static str, Mode>, Vec<String>)> {
    let place = |row: Option<u64>| Place { file: manifest.source.clone(), row, column: None };
    if manifest.headings != ["propertyName", "value"] {
        let problem = Problem::new("roster.headings").with("headings", "propertyName, value");
        return Err(problem.at(place(Some(manifest.heading_row))).into());
    }
    let (mut modes, mut left_out, mut problems) = (HashMap::new(), Vec::new(), Vec::new());
    let mut version = None;
    for row in &manifest.rows {
        let (name, value) = (row.cells[0].as_str(), row.cells[1].as_str());
        if name == "oneroster.version" {
            version = Some(value);
        }
        let Some(file) = name.strip_prefix("file.") else { continue };
        let mode = match value {
            "bulk" => Mode::Bulk,
            "delta" => Mode::Delta,
            "absent" => continue,
            _ => {
                let problem = Problem::new("roster.word").with("value", value).with("words", "bulk, delta, absent");
                problems.push(problem.at(place(Some(row.number))));
                continue;
            }
        };
        match files::TAKEN.iter().find(|f| f.name == file) {
            Some(file) => drop(modes.insert(file.name, mode)),
            None => left_out.push(file.to_owned()),
        }
    }
    if !version.is_some_and(|v| v == "1.2" || v.starts_with("1.2.")) {
        problems.push(Problem::new("roster.version").with("value", version.unwrap_or("?")).at(place(None)));
    }
    if problems.is_empty() { Ok((modes, left_out)) } else { Err(Error::Invalid(problems)) }
}

/// A table whose headings are the file's: required ones there, known ones in order, others only
/// as `metadata.…` extensions.
fn content(file: &File, table: Table, mode: Mode) -> Result<Content, Vec<Problem>> {
    let place =
        |column: Option<&str>| Place { file: table.source.clone(), row: Some(table.heading_row), column: column.map(str::to_owned) };
    let mut problems = Vec::new();
    let mut columns = HashMap::new();
    let mut last = 0;
    for (column, heading) in table.headings.iter().enumerate() {
        match file.fields.iter().position(|f| f.name == heading) {
            Some(position) if position < last => problems.push(Problem::new("roster.heading_order").at(place(Some(heading)))),
            Some(position) => last = position,
            None if heading.starts_with("metadata.") => {}
            None => problems.push(Problem::new("roster.heading_unknown").at(place(Some(heading)))),
        }
        if columns.insert(heading.clone(), column).is_some() {
            problems.push(Problem::new("base.column_twice").at(place(Some(heading))));
        }
    }
    for field in file.fields.iter().filter(|f| f.required && !columns.contains_key(f.name)) {
        problems.push(Problem::new("base.column_missing").with("heading", field.name).at(place(None)));
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let headings: Vec<&str> = table.headings.iter().map(String::as_str).collect();
    let source = Arc::new(Source::new(&table.source, &headings));
    Ok(Content { table, mode, columns, source })
}
