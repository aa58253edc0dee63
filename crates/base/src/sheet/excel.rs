//! Workbooks (.xlsx), read cell by cell so that a sheet's declared size costs nothing.

use super::{Builder, Faults, Limits, NOTES, Table, letters};
use crate::archive::Archive;
use crate::{Error, Place, Problem, Result};
use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx};
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Excel keeps 15 significant digits; whole numbers from here on may have lost some.
const EXACT: f64 = 1e15;

pub(super) fn read(file: &str, bytes: &[u8], limits: &Limits) -> Result<Vec<Table>> {
    let damaged = || Error::from(Problem::new("base.sheet_damaged").at(Place { file: file.to_owned(), ..Place::default() }));
    check_strings(file, bytes, limits)?;
    // The reader is a dependency's; a crafted file that makes it panic is refused like any other.
    match catch_unwind(AssertUnwindSafe(|| read_tables(file, bytes, limits))) {
        Ok(Ok(tables)) => Ok(tables),
        Ok(Err(Failure::Ours(error))) => Err(error),
        Ok(Err(Failure::Reader(cause))) => {
            tracing::debug!("{file}: {cause}");
            Err(damaged())
        }
        Err(_) => Err(damaged()),
    }
}

enum Failure {
    Ours(Error),
    Reader(String),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Failure::Ours(error)
    }
}

impl From<calamine::XlsxError> for Failure {
    fn from(error: calamine::XlsxError) -> Self {
        Failure::Reader(error.to_string())
    }
}

fn read_tables(file: &str, bytes: &[u8], limits: &Limits) -> Result<Vec<Table>, Failure> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes))?;
    let names: Vec<String> = book
        .sheets_metadata()
        .iter()
        .filter(|s| s.typ == SheetType::WorkSheet && s.visible == SheetVisible::Visible && !NOTES.contains(&s.name.as_str()))
        .map(|s| s.name.clone())
        .collect();
    if names.len() > limits.sheets {
        let place = Place { file: file.to_owned(), ..Place::default() };
        return Err(Error::from(Problem::new("base.sheet_sheets").with("limit", limits.sheets).at(place)).into());
    }
    let (mut tables, mut faults, mut cells) = (Vec::new(), Faults::default(), 0);
    for name in &names {
        let source = if names.len() == 1 { file.to_owned() } else { format!("{file} [{name}]") };
        let builder = read_table(&mut book, name, Builder::new(name, &source, limits, cells))?;
        cells = builder.cells;
        faults.append(builder.faults);
        let table = builder.table;
        if !table.headings.is_empty() {
            tables.push(table);
        }
    }
    faults.into_result()?;
    Ok(tables)
}

fn read_table<'l>(book: &mut Xlsx<Cursor<&[u8]>>, name: &str, mut builder: Builder<'l>) -> Result<Builder<'l>, Failure> {
    let limits = builder.limits;
    let mut reader = book.worksheet_cells_reader(name)?;
    let (mut at, mut row): (u32, Vec<String>) = (0, Vec::new());
    while let Some(cell) = reader.next_cell_with_formula_metadata()? {
        let (number, column) = (cell.pos.0, cell.pos.1 as usize);
        if number != at {
            // Rows come in order; a file where they do not was not made by a spreadsheet.
            if number < at {
                return Err(Failure::Reader("rows out of order".into()));
            }
            builder.row(u64::from(at) + 1, std::mem::take(&mut row))?;
            at = number;
        }
        if cell.formula.is_none() && matches!(cell.value, DataRef::Empty) {
            continue;
        }
        let place = builder.place(u64::from(number) + 1, Some(column));
        if column >= limits.columns {
            return Err(Error::from(Problem::new("base.sheet_columns").with("limit", limits.columns).at(place)).into());
        }
        let text = match cell.formula {
            Some(_) => Err(Problem::new("base.sheet_formula").with("cell", format!("{}{}", letters(column), number + 1))),
            None => text_of(cell.value),
        };
        let text = text.unwrap_or_else(|problem| {
            builder.faults.add(problem.at(place));
            String::new()
        });
        if row.len() <= column {
            row.resize(column + 1, String::new());
        }
        row[column] = text;
    }
    builder.row(u64::from(at) + 1, row)?;
    Ok(builder)
}

/// A cell's text as a person sees it.
fn text_of(value: DataRef<'_>) -> Result<String, Problem> {
    Ok(match value {
        DataRef::Empty => String::new(),
        DataRef::String(s) | DataRef::DateTimeIso(s) | DataRef::DurationIso(s) => s,
        DataRef::SharedString(s) => s.to_owned(),
        DataRef::Bool(b) => if b { "TRUE" } else { "FALSE" }.to_owned(),
        DataRef::Int(n) => whole(n as f64)?,
        DataRef::Float(n) => whole(n)?,
        DataRef::DateTime(d) if d.is_duration() => clock(d.as_f64()),
        DataRef::DateTime(d) => {
            let (year, month, day, hour, minute, second, milli) = d.to_ymd_hms_milli();
            let serial = d.as_f64();
            if serial < 0.0 || year > 9999 {
                return Err(Problem::new("base.sheet_date").with("value", serial));
            }
            if serial < 1.0 {
                clock(serial)
            } else if (hour, minute, second, milli) == (0, 0, 0, 0) {
                format!("{year:04}-{month:02}-{day:02}")
            } else {
                format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
            }
        }
        DataRef::Error(e) => return Err(Problem::new("base.sheet_error_cell").with("value", e)),
    })
}

fn whole(n: f64) -> Result<String, Problem> {
    if n.abs() >= EXACT {
        return Err(Problem::new("base.sheet_digits").with("value", format!("{n:.0}")));
    }
    // 15 significant digits, as Excel shows: 0.1 + 0.2 reads 0.3.
    let shown: f64 = format!("{n:.14e}").parse().unwrap_or(n);
    Ok(format!("{shown}"))
}

/// A part of a day, or more than one, as hours, minutes and seconds.
fn clock(days: f64) -> String {
    let seconds = (days.abs().min(1e6) * 86_400.0).round() as u64;
    format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// The reader reserves room for as many shared strings as the file claims and keeps each in
/// memory: the claim and the true number are checked first.
fn check_strings(file: &str, bytes: &[u8], limits: &Limits) -> Result<()> {
    let mut archive = Archive::open(file, bytes, &limits.archive)?;
    let names: Vec<String> =
        archive.entries().iter().filter(|e| e.name.to_ascii_lowercase().ends_with("sharedstrings.xml")).map(|e| e.name.clone()).collect();
    let most = limits.cells as u64;
    for name in names {
        let (mut tags, mut claims) = (0_u64, Claim::default());
        archive.scan(&name, |piece| {
            tags += piece.iter().filter(|b| **b == b'<').count() as u64;
            piece.iter().for_each(|b| claims.take(*b));
        })?;
        // A string is at least four tags: <si><t></t></si>.
        if claims.largest > most || tags / 4 > most {
            let place = Place { file: file.to_owned(), ..Place::default() };
            return Err(Problem::new("base.sheet_cells").with("limit", most).at(place).into());
        }
    }
    Ok(())
}

/// Finds the numbers that follow `uniqueCount` in a stream of bytes.
#[derive(Default)]
struct Claim {
    matched: usize,
    number: u64,
    largest: u64,
}

impl Claim {
    const WORD: &'static [u8] = b"uniqueCount";

    fn take(&mut self, byte: u8) {
        if self.matched == Self::WORD.len() {
            match byte {
                b'0'..=b'9' => {
                    self.number = self.number.saturating_mul(10).saturating_add(u64::from(byte - b'0'));
                    self.largest = self.largest.max(self.number);
                }
                b'=' | b'"' | b'\'' | b' ' | b'\t' | b'\r' | b'\n' if self.number == 0 => {}
                _ => (self.matched, self.number) = (0, 0),
            }
        } else if byte == Self::WORD[self.matched] {
            self.matched += 1;
        } else {
            self.matched = usize::from(byte == Self::WORD[0]);
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_people_see_them() {
        assert_eq!(whole(12.0).unwrap(), "12");
        assert_eq!(whole(0.1 + 0.2).unwrap(), "0.3");
        assert_eq!(whole(-3.25).unwrap(), "-3.25");
        assert_eq!(whole(999_999_999_999_999.0).unwrap(), "999999999999999");
        assert!(whole(110_101_201_001_011_230.0).is_err());
        assert_eq!(clock(1.5), "36:00:00");
    }

    #[test]
    fn a_claim_is_found_across_pieces() {
        let mut claim = Claim::default();
        b"<sst count=\"3\" uniqueCount = \"4000000000\">".iter().for_each(|b| claim.take(*b));
        assert_eq!(claim.largest, 4_000_000_000);
    }
}
