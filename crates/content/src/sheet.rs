//! Points and items from people's spreadsheets: checked whole, applied whole or not at all.
//!
//! The columns are documented in `docs/items-sheet.md`. A file may hold points, items or both, a
//! sheet each; which is which shows in the headings.

mod grade;
mod help;
mod items;
mod points;
mod template;

use crate::{item, point};
use base::sheet::{Columns, Row, Table};
use base::{Base, Conn, Error, Place, Problem, Result, audit};
use items::ItemRow;
use points::PointRow;
use std::collections::{HashMap, HashSet};

pub use template::template;

/// What a file would do, or did.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Report {
    /// What becomes of its points.
    pub points: point::Saved,
    /// What becomes of its items.
    pub items: item::Saved,
    /// Everything that is wrong; unless it is empty nothing is applied.
    pub problems: Vec<Problem>,
    /// What the person should know: columns that are not used.
    pub notices: Vec<Problem>,
}

/// Dry run: what the tables would do, and everything that is wrong with them. Changes nothing.
/// Items without a source of their own get `source`.
pub async fn check(conn: &mut Conn, tables: &[Table], source: &str) -> Result<Report> {
    let Prepared { points, items, problems, notices } = prepare(conn, tables, source).await?;
    if !problems.is_empty() {
        return Ok(Report { problems, notices, ..Report::default() });
    }
    let points: Vec<_> = points.into_iter().map(|p| p.point).collect();
    let codes: Vec<&str> = items.iter().map(|i| i.point.as_str()).collect();
    let known = point::by_codes(conn, &codes).await?;
    let items: Vec<_> = items.into_iter().map(|i| i.with_point(|code| known.get(code).map_or(0, |p| p.id))).collect();
    Ok(Report { points: point::compare(conn, &points).await?, items: item::compare(conn, &items).await?, problems, notices })
}

/// Applies the tables in one transaction and puts it on record. [`Error::Invalid`] with every
/// problem by row and column when there is any; then nothing is changed.
pub async fn import(base: &Base, actor: Option<i64>, tables: Vec<Table>, source: &str) -> Result<Report> {
    let (clock, source) = (base.clock.clone(), source.to_owned());
    base.db
        .write(move |conn| {
            Box::pin(async move {
                let report = apply(conn, clock.now(), &tables, &source).await?;
                let detail = serde_json::json!({ "points": report.points, "items": report.items });
                let target = format!("items:{source}");
                audit::record(conn, &clock, audit::Entry { actor, action: "items.import", target, detail }).await?;
                Ok(report)
            })
        })
        .await
}

/// As [`import`], in the caller's transaction and without the record.
pub async fn apply(conn: &mut Conn, now: base::Millis, tables: &[Table], source: &str) -> Result<Report> {
    let Prepared { points, items, problems, notices } = prepare(conn, tables, source).await?;
    if !problems.is_empty() {
        return Err(Error::Invalid(problems));
    }
    let points: Vec<_> = points.into_iter().map(|p| p.point).collect();
    let points = point::save(conn, &points).await?;
    let codes: Vec<&str> = items.iter().map(|i| i.point.as_str()).collect();
    let known = point::by_codes(conn, &codes).await?;
    let items: Vec<_> = items.into_iter().map(|i| i.with_point(|code| known.get(code).map_or(0, |p| p.id))).collect();
    let items = item::save(conn, now, &items).await?;
    Ok(Report { points, items, problems, notices })
}

/// All rows of all tables, read and checked.
#[derive(Default)]
struct Prepared {
    points: Vec<PointRow>,
    items: Vec<ItemRow>,
    problems: Vec<Problem>,
    notices: Vec<Problem>,
}

async fn prepare(conn: &mut Conn, tables: &[Table], source: &str) -> Result<Prepared> {
    let mut all = Prepared::default();
    let mut item_tables = Vec::new();
    for table in tables {
        let (as_items, as_points) = (Columns::of(table, items::FIELDS), Columns::of(table, points::FIELDS));
        let is_items = as_items.has("stem") || as_items.has("type");
        if !is_items && !as_points.has("name") {
            let place = Place { file: table.source.clone(), row: Some(table.heading_row), column: None };
            all.problems.push(Problem::new("content.sheet_unknown_table").at(place));
            continue;
        }
        let columns = if is_items { as_items } else { as_points };
        all.notices.extend(columns.notices());
        let faults = columns.problems();
        if !faults.is_empty() {
            all.problems.extend(faults);
        } else if is_items {
            item_tables.push((columns, table));
        } else {
            read_rows(&columns, table, &mut all.problems, points::read, &mut all.points);
        }
    }
    check_points(conn, &mut all).await?;
    let known = known_points(conn, &item_tables, &all.points).await?;
    for (columns, table) in item_tables {
        read_rows(&columns, table, &mut all.problems, |cells| items::read(cells, &known, source), &mut all.items);
    }
    repeated_items(&mut all);
    misconceptions(conn, &mut all).await?;
    if all.points.is_empty() && all.items.is_empty() && all.problems.is_empty() {
        let file = tables.first().map(|t| t.source.clone()).unwrap_or_default();
        all.problems.push(Problem::new("content.sheet_no_rows").at(Place { file, ..Place::default() }));
    }
    Ok(all)
}

fn read_rows<T>(
    columns: &Columns,
    table: &Table,
    problems: &mut Vec<Problem>,
    read: impl Fn(&mut Cells<'_>) -> Option<T>,
    into: &mut Vec<T>,
) {
    for row in &table.rows {
        let mut cells = Cells { columns, row, problems: Vec::new() };
        let found = read(&mut cells);
        if cells.problems.is_empty() {
            into.extend(found);
        }
        problems.extend(cells.problems);
    }
}

async fn check_points(conn: &mut Conn, all: &mut Prepared) -> Result<()> {
    let points: Vec<_> = all.points.iter().map(|p| p.point.clone()).collect();
    let parents: Vec<&str> = points.iter().map(|p| p.parent.as_str()).collect();
    let there = point::by_codes(conn, &parents).await?;
    for (index, problem) in point::set_problems(&points, &there) {
        let row = &all.points[index];
        let place = if problem.key == "content.code_twice" { &row.code_place } else { &row.parent_place };
        all.problems.push(problem.at(place.clone()));
    }
    Ok(())
}

/// The points that the items name, from the store and from the file itself; the file's win.
async fn known_points(conn: &mut Conn, tables: &[(Columns, &Table)], points: &[PointRow]) -> Result<HashMap<String, items::KnownPoint>> {
    let named: HashSet<&str> = tables.iter().flat_map(|(c, t)| t.rows.iter().map(move |r| c.get(r, "point"))).collect();
    let named: Vec<&str> = named.into_iter().filter(|code| !code.is_empty()).collect();
    let stored = point::by_codes(conn, &named).await?.into_values();
    let mut known: HashMap<String, items::KnownPoint> =
        stored.map(|p| (p.code, items::KnownPoint { subject: p.subject, stage: p.stage, grade: p.grade })).collect();
    for row in points {
        let p = &row.point;
        known.insert(p.code.clone(), items::KnownPoint { subject: p.subject, stage: p.stage, grade: p.grade });
    }
    Ok(known)
}

fn repeated_items(all: &mut Prepared) {
    let mut seen = HashSet::new();
    for row in &all.items {
        if !seen.insert(row.item.code.as_str()) {
            all.problems.push(Problem::new("content.code_twice").with("code", &row.item.code).at(row.code_place.clone()));
        }
    }
}

/// Whether the misconceptions that items name are points, of the store or of the file.
async fn misconceptions(conn: &mut Conn, all: &mut Prepared) -> Result<()> {
    let named: HashSet<&str> = all.items.iter().flat_map(|i| &i.misconceptions).map(|(code, _)| code.as_str()).collect();
    let named: Vec<&str> = named.into_iter().collect();
    let stored = point::by_codes(conn, &named).await?;
    let in_file: HashSet<&str> = all.points.iter().map(|p| p.point.code.as_str()).collect();
    let mut problems = Vec::new();
    for (code, place) in all.items.iter().flat_map(|i| &i.misconceptions) {
        if !stored.contains_key(code) && !in_file.contains(code.as_str()) {
            problems.push(Problem::new("content.sheet_unknown_point").with("code", code).at(place.clone()));
        }
    }
    all.problems.extend(problems);
    Ok(())
}

/// A row being read, and what is wrong with it.
struct Cells<'a> {
    columns: &'a Columns,
    row: &'a Row,
    problems: Vec<Problem>,
}

impl<'a> Cells<'a> {
    fn get(&self, field: &str) -> &'a str {
        self.columns.get(self.row, field)
    }

    fn text(&self, field: &str) -> String {
        self.get(field).replace("\r\n", "\n")
    }

    fn place(&self, field: &str) -> Place {
        self.columns.place(self.row, field)
    }

    fn fault(&mut self, field: &str, problem: Problem) {
        let place = self.place(field);
        self.problems.push(problem.at(place));
    }

    /// A cell's meaning; a fault with the cell's text when `parse` finds none.
    fn parsed<T>(&mut self, field: &str, parse: impl Fn(&str) -> Option<T>, otherwise: Problem) -> Option<T> {
        let text = self.get(field);
        let value = parse(text);
        if value.is_none() {
            self.fault(field, otherwise.with("value", text));
        }
        value
    }
}
