//! A subject's graph as a workbook, and the changes of a graph that tables hold.

use super::{Prepared, edges, points, prepare};
use crate::graph::{Change, Snapshot};
use base::sheet::{Cell, Field, Sheet, Table, xlsx};
use base::{Conn, Lang, Problem, Result, t};

/// What tables change in the graph.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GraphChanges {
    /// Points and edges as the tables have them, whether they differ from what is stored or not.
    pub changes: Vec<Change>,
    /// Everything that is wrong, by row and column.
    pub problems: Vec<Problem>,
    /// What the person should know: columns that are not used.
    pub notices: Vec<Problem>,
}

/// Reads tables of points and edges. Items have no place in them.
pub async fn graph_changes(conn: &mut Conn, tables: &[Table]) -> Result<GraphChanges> {
    let Prepared { changes, items, mut problems, notices, .. } = prepare(conn, tables, "").await?;
    if let Some(item) = items.first() {
        problems.push(Problem::new("graph.sheet_items").at(item.code_place.clone()));
    }
    Ok(GraphChanges { changes, problems, notices })
}

/// A graph as a workbook that [`graph_changes`] reads back the same: a sheet of points and one of edges.
pub fn workbook(graph: &Snapshot, lang: Lang) -> Result<Vec<u8>> {
    // The column that stands for an edge is left out: edges have a sheet of their own.
    let fields: Vec<&Field> = points::FIELDS.iter().filter(|f| f.name != "parent").collect();
    let point = |p: &crate::NewPoint| -> Vec<Cell> {
        let grade = if p.grade == 0 { String::new() } else { p.grade.to_string() };
        let cell = |field: &Field| match field.name {
            "code" => p.code.clone(),
            "subject" => p.subject.code().to_owned(),
            "stage" => p.stage.code().to_owned(),
            "grade" => grade.clone(),
            "kind" => if lang == Lang::Zh { p.kind.word() } else { p.kind.code() }.to_owned(),
            "name" => p.name.clone(),
            "name_en" => p.name_en.clone(),
            "standard" => p.standard.clone(),
            "description" => p.description.clone(),
            _ => p.identifier.clone(),
        };
        fields.iter().map(|f| cell(f).into()).collect()
    };
    let relation = |r: crate::graph::Relation| if lang == Lang::Zh { r.word() } else { r.code() };
    let edge =
        |e: crate::graph::NewEdge| -> Vec<Cell> { vec![e.origin.into(), relation(e.relation).into(), e.destination.into(), e.note.into()] };
    let heading = |f: &Field| super::template::heading(lang, f);
    let sheet = |name: std::borrow::Cow<'static, str>, headings: Vec<String>, rows| Sheet { name: name.into_owned(), headings, rows };
    xlsx(&[
        sheet(
            t!(lang, "content.template_points_name"),
            fields.iter().map(|f| heading(f)).collect(),
            graph.points.values().map(point).collect(),
        ),
        sheet(
            t!(lang, "graph.template_edges_name"),
            edges::FIELDS.iter().map(heading).collect(),
            graph.new_edges().into_iter().map(edge).collect(),
        ),
    ])
}
