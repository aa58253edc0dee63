//! A roster file as read, before anything is compared with the database.

use super::wanted::{Source, Wanted};
use super::{Kind, columns, oneroster, school, staff, student};
use base::sheet::{Columns, Limits, Table};
use base::{Date, Error, Place, Problem, Result};
use std::sync::{Arc, LazyLock};

/// Largest roster file in bytes: 100,000 students take some 12 MB.
const LARGEST: usize = 32 << 20;

/// What a roster file may hold.
pub static LIMITS: LazyLock<Limits> = LazyLock::new(|| Limits { bytes: LARGEST, rows: 200_001, columns: 100, ..Limits::default() });

/// A file as read: its columns and what they mean, its rows still unjudged. Cheap to clone.
#[derive(Clone)]
pub struct Draft {
    /// What it holds.
    pub kind: Kind,
    /// Which column is which field; a page shows it. Empty for packages.
    pub columns: Columns,
    content: Arc<Content>,
}

enum Content {
    Table(Table),
    Package(oneroster::Package),
}

impl Draft {
    /// Rows below the headings; of a package, the rows of all its files.
    pub fn rows(&self) -> usize {
        match &*self.content {
            Content::Table(table) => table.rows.len(),
            Content::Package(package) => package.rows(),
        }
    }

    /// The first rows as written, for a preview.
    pub fn preview(&self, rows: usize) -> Vec<&[String]> {
        match &*self.content {
            Content::Table(table) => table.rows.iter().take(rows).map(|r| r.cells.as_slice()).collect(),
            Content::Package(_) => Vec::new(),
        }
    }

    /// What the rows ask for, or why they cannot be understood. `school` is the code for rows that
    /// give none.
    pub(super) fn wanted(&self, today: Date, school: Option<&str>) -> (Wanted, Vec<Problem>) {
        let table = match &*self.content {
            Content::Package(package) => return package.wanted(today),
            Content::Table(table) => table,
        };
        let problems = self.columns.problems();
        if !self.columns.missing.is_empty() {
            return (Wanted { notices: self.columns.notices(), ..Wanted::default() }, problems);
        }
        let rows = Rows { table, columns: &self.columns, source: Arc::new(Source::of(&table.source, &self.columns)), today, school };
        let (mut wanted, mut faults) = match self.kind {
            Kind::Students => student::wanted(&rows),
            Kind::Staff => staff::wanted(&rows),
            Kind::Schools | Kind::OneRoster => school::wanted(&rows),
        };
        faults.splice(0..0, problems);
        wanted.notices = self.columns.notices();
        (wanted, faults)
    }
}

/// The rows of a sheet with what is needed to judge them.
pub(super) struct Rows<'d> {
    pub table: &'d Table,
    pub columns: &'d Columns,
    pub source: Arc<Source>,
    pub today: Date,
    pub school: Option<&'d str>,
}

/// Reads a file of a kind. [`Error::Invalid`] when it is too large, damaged, forged, or not a table.
pub fn read(file: &str, bytes: &[u8], kind: Kind) -> Result<Draft> {
    if bytes.len() > LARGEST {
        let place = Place { file: file.to_owned(), ..Place::default() };
        return Err(Problem::new("base.sheet_too_large").with("limit", LARGEST >> 20).at(place).into());
    }
    if kind == Kind::OneRoster {
        let package = oneroster::read(file, bytes)?;
        return Ok(Draft { kind, columns: Columns::default(), content: Arc::new(Content::Package(package)) });
    }
    let table = base::sheet::read_one(file, bytes, &LIMITS)?;
    if table.rows.is_empty() {
        let place = Place { file: file.to_owned(), ..Place::default() };
        return Err(Error::from(Problem::new("roster.no_rows").at(place)));
    }
    let columns = Columns::of(&table, columns::fields(kind));
    Ok(Draft { kind, columns, content: Arc::new(Content::Table(table)) })
}
