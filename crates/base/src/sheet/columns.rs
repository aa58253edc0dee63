//! Which column of an uploaded table holds which field: headings matched as people write them.

use super::{Row, Table};
use crate::{Place, Problem};

/// A field that a table may carry.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// Its name in the program.
    pub name: &'static str,
    /// Whether a table without it cannot be used.
    pub required: bool,
    /// Headings it is known by, in Chinese and English; templates use the first of a language.
    pub headings: &'static [&'static str],
}

/// A field found in a table.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Mapped {
    /// The field's name.
    pub field: String,
    /// The heading as the file has it.
    pub heading: String,
    /// The column, from 0.
    pub column: usize,
}

/// The mapping of a table's columns; a page shows it before anything is imported.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct Columns {
    /// Fields found, in the table's order.
    pub mapped: Vec<Mapped>,
    /// Headings that are no field's: their columns would not be used.
    pub unknown: Vec<String>,
    /// Required fields that no column holds, by their first heading.
    pub missing: Vec<String>,
    /// Headings of a field that another column holds already.
    pub duplicate: Vec<String>,
    source: String,
    heading_row: u64,
}

impl Columns {
    /// Matches the headings of a table with `fields`. Letter case, blanks, full-width forms, `_`,
    /// `-`, and the mark `*` (required) make no difference.
    pub fn of(table: &Table, fields: &[Field]) -> Columns {
        let mut columns = Columns { source: table.source.clone(), heading_row: table.heading_row, ..Columns::default() };
        for (column, heading) in table.headings.iter().enumerate() {
            let folded = fold(heading);
            if folded.is_empty() {
                if table.rows.iter().any(|r| !r.cells[column].is_empty()) {
                    columns.unknown.push(super::letters(column));
                }
                continue;
            }
            match fields.iter().find(|f| f.headings.iter().any(|h| fold(h) == folded) || fold(f.name) == folded) {
                None => columns.unknown.push(heading.clone()),
                Some(field) if columns.has(field.name) => columns.duplicate.push(heading.clone()),
                Some(field) => columns.mapped.push(Mapped { field: field.name.to_owned(), heading: heading.clone(), column }),
            }
        }
        columns.missing = fields
            .iter()
            .filter(|f| f.required && !columns.has(f.name))
            .map(|f| f.headings.first().copied().unwrap_or(f.name).to_owned())
            .collect();
        columns
    }

    /// Whether some column holds the field.
    pub fn has(&self, field: &str) -> bool {
        self.mapped(field).is_some()
    }

    fn mapped(&self, field: &str) -> Option<&Mapped> {
        self.mapped.iter().find(|m| m.field == field)
    }

    /// A row's text for a field; empty when the table has no such column.
    pub fn get<'r>(&self, row: &'r Row, field: &str) -> &'r str {
        self.mapped(field).and_then(|m| row.cells.get(m.column)).map_or("", String::as_str)
    }

    /// Where a row's field is, for a message.
    pub fn place(&self, row: &Row, field: &str) -> Place {
        Place { file: self.source.clone(), row: Some(row.number), column: self.mapped(field).map(|m| m.heading.clone()) }
    }

    /// Why the table cannot be used: missing and doubled columns.
    pub fn problems(&self) -> Vec<Problem> {
        let missing = self.missing.iter().map(|h| Problem::new("base.column_missing").with("heading", h).at(self.headings_place(None)));
        let twice = self.duplicate.iter().map(|h| Problem::new("base.column_twice").at(self.headings_place(Some(h))));
        missing.chain(twice).collect()
    }

    /// What the person should know before going on: columns that would not be used.
    pub fn notices(&self) -> Vec<Problem> {
        self.unknown.iter().map(|h| Problem::new("base.column_unknown").at(self.headings_place(Some(h)))).collect()
    }

    fn headings_place(&self, column: Option<&String>) -> Place {
        Place { file: self.source.clone(), row: Some(self.heading_row), column: column.cloned() }
    }
}

/// A heading without what people vary.
fn fold(heading: &str) -> String {
    heading
        .chars()
        .map(|c| match c {
            // Full-width forms U+FF01 … U+FF5E stand 0xFEE0 above ASCII.
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            _ => c,
        })
        .filter(|c| !c.is_whitespace() && !matches!(c, '*' | '_' | '-' | '\u{feff}' | '\u{200b}'))
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;

    const FIELDS: &[Field] = &[
        Field { name: "name", required: true, headings: &["姓名", "Name"] },
        Field { name: "student_no", required: true, headings: &["学籍号", "Student number"] },
        Field { name: "class", required: false, headings: &["班级", "Class"] },
    ];

    fn table(headings: &[&str]) -> Table {
        Table {
            source: "a.csv".into(),
            heading_row: 2,
            headings: headings.iter().map(|h| (*h).to_owned()).collect(),
            rows: vec![Row { number: 3, cells: headings.iter().enumerate().map(|(i, _)| i.to_string()).collect() }],
            ..Table::default()
        }
    }

    #[test]
    fn headings_match_as_people_write_them() {
        let table = table(&["*姓 名", "STUDENT_NUMBER", "ｃｌａｓｓ"]);
        let columns = Columns::of(&table, FIELDS);
        assert_eq!(columns.mapped.iter().map(|m| m.field.as_str()).collect::<Vec<_>>(), ["name", "student_no", "class"]);
        assert_eq!(columns.get(&table.rows[0], "class"), "2");
        assert_eq!(columns.place(&table.rows[0], "class").column.as_deref(), Some("ｃｌａｓｓ"));
        assert!(columns.problems().is_empty() && columns.notices().is_empty());
    }

    #[test]
    fn unknown_missing_and_doubled_headings_are_told() {
        let columns = Columns::of(&table(&["姓名", "Name", "爱好"]), FIELDS);
        assert_eq!(columns.missing, ["学籍号"]);
        assert_eq!(columns.duplicate, ["Name"]);
        assert_eq!(columns.unknown, ["爱好"]);
        assert_eq!((columns.problems().len(), columns.notices().len()), (2, 1));
        assert_eq!(
            columns.problems()[0].text(crate::Lang::En),
            "a.csv, row 2: There is no column “学籍号”. Add it, or download the template."
        );
    }
}
