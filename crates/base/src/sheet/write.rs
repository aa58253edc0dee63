//! Tables for people: Excel workbooks and CSV files.

use crate::{Error, Result};
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Workbook, XlsxError};

/// A value to write. Identifiers are texts, so that a spreadsheet keeps their zeros and digits.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Written as it is, never as a formula.
    Text(String),
    /// A number to calculate with.
    Number(f64),
    /// Nothing.
    Empty,
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Cell::Text(text)
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Cell::Text(text.to_owned())
    }
}

impl From<f64> for Cell {
    fn from(number: f64) -> Self {
        Cell::Number(number)
    }
}

impl From<i64> for Cell {
    fn from(number: i64) -> Self {
        // Beyond 2^53 a spreadsheet would change digits.
        if number.unsigned_abs() < 1_000_000_000_000_000 { Cell::Number(number as f64) } else { Cell::Text(number.to_string()) }
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Cell::Empty, Into::into)
    }
}

/// A sheet of a workbook.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// Its name; what Excel does not allow in one is replaced, and 31 characters are kept.
    pub name: String,
    /// The heading row, kept in view; without headings the sheet is explanation, one line a row.
    pub headings: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<Cell>>,
}

impl Sheet {
    /// A sheet of data.
    pub fn new(name: &str, headings: &[&str], rows: Vec<Vec<Cell>>) -> Self {
        Sheet { name: name.to_owned(), headings: headings.iter().map(|h| (*h).to_owned()).collect(), rows }
    }

    /// A sheet that explains a template; the reader passes over it (see [`super::NOTES`]).
    pub fn notes(lines: impl IntoIterator<Item = String>) -> Self {
        let rows = lines.into_iter().map(|line| vec![Cell::Text(line)]).collect();
        Sheet { name: super::NOTES[0].to_owned(), headings: Vec::new(), rows }
    }
}

/// An .xlsx workbook. All columns are in text format, so that what people type into a template (a
/// student number) stays as typed.
pub fn xlsx(sheets: &[Sheet]) -> Result<Vec<u8>> {
    build(sheets).map_err(|e| Error::internal(format!("cannot write a workbook: {e}")))
}

fn build(sheets: &[Sheet]) -> Result<Vec<u8>, XlsxError> {
    let heading = Format::new()
        .set_bold()
        .set_align(FormatAlign::VerticalCenter)
        .set_background_color(Color::RGB(0xE6F0EA))
        .set_border_bottom(FormatBorder::Thin);
    let text = Format::new().set_num_format("@");
    let prose = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let mut book = Workbook::new();
    for sheet in sheets {
        let page = book.add_worksheet();
        page.set_name(sheet_name(&sheet.name))?;
        if sheet.headings.is_empty() {
            page.set_column_width(0, 100)?;
        } else {
            page.set_freeze_panes(1, 0)?;
            page.set_row_height(0, 22)?;
        }
        for (column, name) in (0_u16..).zip(&sheet.headings) {
            page.set_column_format(column, &text)?;
            page.set_column_width(column, width(sheet, usize::from(column)))?;
            page.write_string_with_format(0, column, name, &heading)?;
        }
        let first = u32::from(!sheet.headings.is_empty());
        for (row, cells) in (first..).zip(&sheet.rows) {
            for (column, cell) in (0_u16..).zip(cells) {
                match cell {
                    Cell::Text(t) if sheet.headings.is_empty() => page.write_string_with_format(row, column, t, &prose)?,
                    Cell::Text(t) => page.write_string_with_format(row, column, t, &text)?,
                    Cell::Number(n) => page.write_number(row, column, *n)?,
                    Cell::Empty => page,
                };
            }
        }
    }
    book.save_to_buffer()
}

/// A width that shows the heading and the first rows; a Chinese character takes two places.
fn width(sheet: &Sheet, column: usize) -> f64 {
    let places = |text: &str| text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<usize>();
    let cells = sheet.rows.iter().take(100).filter_map(|row| match row.get(column) {
        Some(Cell::Text(t)) => Some(places(t)),
        _ => None,
    });
    let widest = cells.chain(sheet.headings.get(column).map(|h| places(h))).max().unwrap_or_default();
    (widest + 3).clamp(8, 48) as f64
}

/// Excel allows 31 characters (UTF-16 units) and none of `[]:*?/\`, no quote at either end.
fn sheet_name(name: &str) -> String {
    let allowed = |c: char| if "[]:*?/\\'".contains(c) || c.is_control() { ' ' } else { c };
    let mut units = 0;
    let kept: String = name
        .chars()
        .map(allowed)
        .take_while(|c| {
            units += c.len_utf16();
            units <= 31
        })
        .collect();
    if kept.trim().is_empty() { "Sheet".to_owned() } else { kept.trim().to_owned() }
}

/// A CSV file: UTF-8 with its mark (without it Excel in China reads GBK), lines ended by CR LF, and
/// texts that a spreadsheet would take for a formula begun with `'`.
pub fn csv(headings: &[&str], rows: &[Vec<Cell>]) -> Vec<u8> {
    let mut out = String::from("\u{feff}");
    put_line(&mut out, headings.iter().map(|h| (*h).to_owned()));
    for row in rows {
        put_line(
            &mut out,
            row.iter().map(|cell| match cell {
                Cell::Text(t) if is_formula_like(t) => format!("'{t}"),
                Cell::Text(t) => t.clone(),
                Cell::Number(n) => n.to_string(),
                Cell::Empty => String::new(),
            }),
        );
    }
    out.into_bytes()
}

fn put_line(out: &mut String, cells: impl Iterator<Item = String>) {
    for (i, cell) in cells.enumerate() {
        if i > 0 {
            out.push(',');
        }
        if cell.contains([',', '"', '\r', '\n', '\t', ';']) || cell.trim() != cell {
            out.push('"');
            out.push_str(&cell.replace('"', "\"\""));
            out.push('"');
        } else {
            out.push_str(&cell);
        }
    }
    out.push_str("\r\n");
}

/// Whether a spreadsheet would calculate this text (OWASP, CSV injection). A plain number with its
/// sign is left alone. Quotes in front are looked through, so that reading undoes writing.
pub(super) fn is_formula_like(text: &str) -> bool {
    let text = text.trim_start_matches('\'');
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']) && text.parse::<f64>().is_err()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_a_formula_is_neutralised() {
        let bytes = csv(&["a", "b"], &[vec!["=1+2".into(), "-3.5".into()], vec!["@x, y".into(), (-4_i64).into()]]);
        let text = String::from_utf8(bytes).unwrap();
        assert_eq!(text, "\u{feff}a,b\r\n'=1+2,-3.5\r\n\"'@x, y\",-4\r\n");
    }

    #[test]
    fn sheet_names_are_made_acceptable() {
        assert_eq!(sheet_name("一(1)班[语文]/数学"), "一(1)班 语文  数学");
        assert_eq!(sheet_name("'"), "Sheet");
        assert_eq!(sheet_name(&"长".repeat(40)).chars().count(), 31);
    }
}
