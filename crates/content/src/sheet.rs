//! Points, edges of the graph and items from people's spreadsheets: checked whole, applied whole or not at all.
//!
//! The columns are documented in `docs/items-sheet.md`. A file may hold points, edges, items or all of them, a
//! sheet each; which is which shows in the headings.

mod edges;
mod grade;
mod graph;
mod help;
mod items;
mod points;
mod template;

use crate::graph::check::Weight;
use crate::graph::{Change, Preview, Saved};
use crate::{Kind, item, point};
use base::sheet::{Columns, Row, Table};
use base::{Base, Conn, Error, Place, Problem, Result, audit};
use edges::EdgeRow;
use items::ItemRow;
use points::PointRow;
use std::collections::{HashMap, HashSet};

pub use graph::{GraphChanges, graph_changes, workbook};
pub use template::template;

/// What a file would do, or did.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Report {
    /// What becomes of its points.
    pub points: point::Saved,
    /// What becomes of its edges.
    pub edges: Saved,
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
    let Prepared { items, problems, notices, preview, .. } = prepare(conn, tables, source).await?;
    if !problems.is_empty() {
        return Ok(Report { problems, notices, ..Report::default() });
    }
    let codes: Vec<&str> = items.iter().map(|i| i.point.as_str()).collect();
    let known = point::by_codes(conn, &codes).await?;
    let items: Vec<_> = items.into_iter().map(|i| i.with_point(|code| known.get(code).map_or(0, |p| p.id))).collect();
    Ok(Report { points: preview.points, edges: preview.edges, items: item::compare(conn, &items).await?, problems, notices })
}

/// Applies the tables in one transaction and puts it on record. [`Error::Invalid`] with every
/// problem by row and column when there is any; then nothing is changed.
pub async fn import(base: &Base, actor: Option<i64>, tables: Vec<Table>, source: &str) -> Result<Report> {
    let (clock, source) = (base.clock.clone(), source.to_owned());
    base.db
        .write(move |conn| {
            Box::pin(async move {
                let report = apply(conn, clock.now(), actor, &tables, &source).await?;
                let detail = serde_json::json!({ "points": report.points, "edges": report.edges, "items": report.items });
                let target = format!("items:{source}");
                audit::record(conn, &clock, audit::Entry { actor, action: "items.import", target, detail }).await?;
                Ok(report)
            })
        })
        .await
}

/// As [`import`], in the caller's transaction and without the record.
async fn apply(conn: &mut Conn, now: base::Millis, actor: Option<i64>, tables: &[Table], source: &str) -> Result<Report> {
    let Prepared { changes, items, problems, notices, .. } = prepare(conn, tables, source).await?;
    if !problems.is_empty() {
        return Err(Error::Invalid(problems));
    }
    let origin = crate::graph::version::Origin { title: source, author: actor, ..Default::default() };
    let (done, _) = crate::graph::publish(conn, now, &changes, Weight::Error, origin).await?;
    let codes: Vec<&str> = items.iter().map(|i| i.point.as_str()).collect();
    let known = point::by_codes(conn, &codes).await?;
    let items: Vec<_> = items.into_iter().map(|i| i.with_point(|code| known.get(code).map_or(0, |p| p.id))).collect();
    let items = item::save(conn, now, &items).await?;
    Ok(Report { points: done.points, edges: done.edges, items, problems, notices })
}

/// All rows of all tables, read and checked.
#[derive(Default)]
struct Prepared {
    points: Vec<PointRow>,
    edges: Vec<EdgeRow>,
    items: Vec<ItemRow>,
    /// What the points and edges change in the graph.
    changes: Vec<Change>,
    /// What becomes of the graph; meaningless while there are problems.
    preview: Preview,
    problems: Vec<Problem>,
    notices: Vec<Problem>,
}

async fn prepare(conn: &mut Conn, tables: &[Table], source: &str) -> Result<Prepared> {
    let mut all = Prepared::default();
    let mut item_tables = Vec::new();
    for table in tables {
        let (as_items, as_points) = (Columns::of(table, items::FIELDS), Columns::of(table, points::FIELDS));
        let as_edges = Columns::of(table, edges::FIELDS);
        let is_items = as_items.has("stem") || as_items.has("type");
        let is_edges = !is_items && as_edges.has("relation");
        if !is_items && !is_edges && !as_points.has("name") {
            let place = Place { file: table.source.clone(), row: Some(table.heading_row), column: None };
            all.problems.push(Problem::new("content.sheet_unknown_table").at(place));
            continue;
        }
        let columns = if is_items {
            as_items
        } else if is_edges {
            as_edges
        } else {
            as_points
        };
        all.notices.extend(columns.notices());
        let faults = columns.problems();
        if !faults.is_empty() {
            all.problems.extend(faults);
        } else if is_items {
            item_tables.push((columns, table));
        } else if is_edges {
            read_rows(&columns, table, &mut all.problems, edges::read, &mut all.edges);
        } else {
            read_rows(&columns, table, &mut all.problems, points::read, &mut all.points);
        }
    }
    check_graph(conn, &mut all).await?;
    let known = known_points(conn, &item_tables, &all.points).await?;
    for (columns, table) in item_tables {
        read_rows(&columns, table, &mut all.problems, |cells| items::read(cells, &known, source), &mut all.items);
    }
    repeated_items(&mut all);
    misconceptions(conn, &mut all).await?;
    if all.points.is_empty() && all.edges.is_empty() && all.items.is_empty() && all.problems.is_empty() {
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

/// What the points and edges would make of the graph, with every fault told at the row it comes from.
async fn check_graph(conn: &mut Conn, all: &mut Prepared) -> Result<()> {
    let points: Vec<_> = all.points.iter().map(|p| p.point.clone()).collect();
    for (index, problem) in point::repeated(&points) {
        all.problems.push(problem.at(all.points[index].code_place.clone()));
    }
    let edges: Vec<&EdgeRow> = all.points.iter().filter_map(|p| p.parent.as_ref()).chain(&all.edges).collect();
    let mut places = HashMap::new();
    for row in &edges {
        if places.insert(row.edge.key(), &row.place).is_some() {
            let problem = Problem::new("graph.edge_twice").with("origin", &row.edge.origin).with("destination", &row.edge.destination);
            all.problems.push(problem.at(row.place.clone()));
        }
    }
    let puts = points.iter().cloned().map(Change::PutPoint).chain(edges.iter().map(|row| Change::PutEdge(row.edge.clone())));
    let changes: Vec<Change> = puts.collect();
    if changes.is_empty() {
        return Ok(());
    }
    let preview = crate::graph::preview(conn, &changes).await?;
    let by_code: HashMap<&str, &Place> = all.points.iter().map(|p| (p.point.code.as_str(), &p.code_place)).collect();
    for fault in preview.faults.iter().filter(|f| f.weight >= Weight::Error) {
        let of_edge = || fault.edges.iter().find_map(|key| places.get(key).copied());
        let of_point = || fault.edges.iter().find_map(|(a, _, b)| by_code.get(a.as_str()).or_else(|| by_code.get(b.as_str())).copied());
        let problem = fault.problem.clone();
        all.problems.push(match of_edge().or_else(of_point) {
            Some(place) => problem.at(place.clone()),
            None => problem,
        });
    }
    (all.changes, all.preview) = (changes, preview);
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
    let mut kinds: HashMap<&str, Kind> = stored.iter().map(|(code, p)| (code.as_str(), p.kind)).collect();
    kinds.extend(all.points.iter().map(|p| (p.point.code.as_str(), p.point.kind)));
    let mut problems = Vec::new();
    for (code, place) in all.items.iter().flat_map(|i| &i.misconceptions) {
        match kinds.get(code.as_str()) {
            Some(Kind::Misconception) => {}
            Some(_) => problems.push(Problem::new("models.no_misconception").with("code", code).at(place.clone())),
            None => problems.push(Problem::new("models.unknown_misconception").with("code", code).at(place.clone())),
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
