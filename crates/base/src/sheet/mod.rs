//! Tables from strangers: Excel workbooks and CSV files read into rows of text, and written.
//!
//! The kind of a file is found from its bytes, never from its name. What cannot be trusted is
//! refused with a reason: formulas (their stored result may be stale), error values, numbers of more
//! than 15 digits (Excel has already lost the rest). Dates become `YYYY-MM-DD`.

mod columns;
mod excel;
mod kind;
mod separated;
mod write;

pub use columns::{Columns, Field, Mapped};
pub use write::{Cell, Sheet, csv, xlsx};

use crate::{Error, Place, Problem, Result};

/// What a file may hold.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Size of the file: 64 MiB.
    pub bytes: usize,
    /// Sheets of a workbook: 50.
    pub sheets: usize,
    /// Rows of a table, with its heading: 300,000.
    pub rows: u64,
    /// Columns: 500.
    pub columns: usize,
    /// Cells of all tables together, empty ones within a table's width too: 6,000,000.
    pub cells: usize,
    /// Characters of one cell: 32,767, Excel's own limit.
    pub cell_length: usize,
    /// The unpacked workbook.
    pub archive: crate::archive::Limits,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            bytes: 64 << 20,
            sheets: 50,
            rows: 300_000,
            columns: 500,
            cells: 6_000_000,
            cell_length: 32_767,
            archive: crate::archive::Limits::default(),
        }
    }
}

/// A table with one row of headings.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table {
    /// Name of the sheet; of a CSV file, its file name.
    pub name: String,
    /// For messages: the file, and the sheet when there is more than one.
    pub source: String,
    /// The first row that is not empty, blanks trimmed.
    pub headings: Vec<String>,
    /// Number of the heading row, from 1.
    pub heading_row: u64,
    /// The rows below that are not empty; each has as many cells as there are headings.
    pub rows: Vec<Row>,
}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Row {
    /// Its number as a spreadsheet shows it, from 1.
    pub number: u64,
    /// Texts, blanks trimmed; empty where the sheet is empty.
    pub cells: Vec<String>,
}

/// The names of sheets that explain a template; they hold no data.
pub const NOTES: [&str; 3] = ["说明", "填写说明", "Notes"];

/// Problems listed of one kind; of the rest, their number.
const LISTED: usize = 50;

/// Reads every visible sheet that is not empty. Hidden sheets and sheets named as in [`NOTES`] are
/// not data. [`Error::Invalid`] with what is wrong, by row and column.
pub fn read(file: &str, bytes: &[u8], limits: &Limits) -> Result<Vec<Table>> {
    let at = |p: Problem| Error::from(p.at(Place { file: file.to_owned(), ..Place::default() }));
    if bytes.is_empty() {
        return Err(at(Problem::new("base.sheet_empty")));
    }
    if bytes.len() > limits.bytes {
        return Err(at(Problem::new("base.sheet_too_large").with("limit", limits.bytes >> 20)));
    }
    let tables = match kind::of(file, bytes, limits)? {
        kind::Kind::Workbook => excel::read(file, bytes, limits)?,
        kind::Kind::Text => vec![separated::read(file, bytes, limits)?],
        kind::Kind::Other(problem) => return Err(at(problem)),
    };
    if tables.iter().all(|t| t.headings.is_empty()) {
        return Err(at(Problem::new("base.sheet_empty")));
    }
    Ok(tables)
}

/// Reads a file that must hold exactly one table.
pub fn read_one(file: &str, bytes: &[u8], limits: &Limits) -> Result<Table> {
    let mut tables = read(file, bytes, limits)?;
    match tables.len() {
        1 => Ok(tables.remove(0)),
        _ => {
            let names = tables.iter().map(|t| t.name.as_str()).collect::<Vec<_>>().join("、");
            let place = Place { file: file.to_owned(), ..Place::default() };
            Err(Problem::new("base.sheet_several").with("names", names).at(place).into())
        }
    }
}

/// Builds a table row by row, checking what both readers must check.
struct Builder<'l> {
    table: Table,
    limits: &'l Limits,
    faults: Faults,
    rows_seen: u64,
    /// Cells that this table and those before it take in memory.
    cells: usize,
}

impl<'l> Builder<'l> {
    fn new(name: &str, source: &str, limits: &'l Limits, cells_before: usize) -> Self {
        let table = Table { name: name.to_owned(), source: source.to_owned(), ..Table::default() };
        Builder { table, limits, faults: Faults::default(), rows_seen: 0, cells: cells_before }
    }

    /// Takes a row; empty ones are passed over. An error stops the reading.
    fn row(&mut self, number: u64, mut cells: Vec<String>) -> Result<()> {
        for cell in &mut cells {
            tidy(cell);
        }
        while cells.last().is_some_and(String::is_empty) {
            cells.pop();
        }
        if cells.is_empty() {
            return Ok(());
        }
        self.rows_seen += 1;
        // A row takes the room of the headings however few of its cells are filled.
        self.cells += cells.len().max(self.table.headings.len());
        let too_many = |key: Problem, limit: u64| Error::from(key.with("limit", limit).at(self.place(number, None)));
        if self.rows_seen > self.limits.rows {
            return Err(too_many(Problem::new("base.sheet_rows"), self.limits.rows));
        }
        if cells.len() > self.limits.columns {
            return Err(too_many(Problem::new("base.sheet_columns"), self.limits.columns as u64));
        }
        if self.cells > self.limits.cells {
            return Err(too_many(Problem::new("base.sheet_cells"), self.limits.cells as u64));
        }
        if let Some(column) = cells.iter().position(|c| c.len() > self.limits.cell_length && c.chars().count() > self.limits.cell_length) {
            let problem = Problem::new("base.sheet_cell_length").with("limit", self.limits.cell_length);
            self.faults.add(problem.at(self.place(number, Some(column))));
        }
        if self.table.headings.is_empty() {
            self.table.headings = cells;
            self.table.heading_row = number;
            return Ok(());
        }
        if cells.len() > self.table.headings.len() {
            let place = self.place(number, Some(self.table.headings.len()));
            self.faults.add(Problem::new("base.sheet_beyond").at(place));
        }
        cells.resize(self.table.headings.len(), String::new());
        self.table.rows.push(Row { number, cells });
        Ok(())
    }

    /// Where a cell is: its column by heading, or by letter where there is none.
    fn place(&self, row: u64, column: Option<usize>) -> Place {
        let column = column.map(|c| match self.table.headings.get(c) {
            Some(heading) if !heading.is_empty() => heading.clone(),
            _ => letters(c),
        });
        Place { file: self.table.source.clone(), row: Some(row), column }
    }
}

/// Faults found on the way; the list is kept short, the number is kept true.
#[derive(Default)]
struct Faults {
    listed: Vec<Problem>,
    more: usize,
}

impl Faults {
    fn add(&mut self, problem: Problem) {
        if self.listed.len() < LISTED { self.listed.push(problem) } else { self.more += 1 }
    }

    fn append(&mut self, other: Faults) {
        other.listed.into_iter().for_each(|p| self.add(p));
        self.more += other.more;
    }

    fn into_result(mut self) -> Result<()> {
        if self.more > 0 {
            self.listed.push(Problem::new("base.sheet_more").with("n", self.more));
        }
        if self.listed.is_empty() { Ok(()) } else { Err(Error::Invalid(self.listed)) }
    }
}

fn tidy(cell: &mut String) {
    // Zero-width marks come with text copied from web pages; Rust counts them as no blanks.
    let inner = cell.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'));
    if inner.len() != cell.len() {
        *cell = inner.to_owned();
    }
}

/// A column's letters: 0 is A, 26 is AA.
fn letters(column: usize) -> String {
    let (mut n, mut out) = (column + 1, Vec::new());
    while n > 0 {
        out.push(b'A' + ((n - 1) % 26) as u8);
        n = (n - 1) / 26;
    }
    out.iter().rev().map(|b| char::from(*b)).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    #[test]
    fn columns_have_letters() {
        assert_eq!(["A", "Z", "AA", "XFD"].map(str::to_owned), [0, 25, 26, 16383].map(super::letters));
    }
}
