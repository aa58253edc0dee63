use super::Cells;
use crate::graph::{NewEdge, Relation};
use base::sheet::Field;
use base::{Place, Problem};

/// The columns of a sheet of edges.
pub(super) const FIELDS: &[Field] = &[
    Field { name: "origin", required: true, headings: &["起点编码", "Origin code", "Origin"] },
    Field { name: "relation", required: true, headings: &["关系", "Relation"] },
    Field { name: "destination", required: true, headings: &["终点编码", "Destination code", "Destination"] },
    Field { name: "note", required: false, headings: &["说明", "Note", "备注"] },
];

/// An edge and where it stands.
pub(super) struct EdgeRow {
    pub edge: NewEdge,
    /// The cell that a fault of the edge is told at.
    pub place: Place,
}

pub(super) fn read(cells: &mut Cells<'_>) -> Option<EdgeRow> {
    let relation = cells.parsed("relation", Relation::parse, Problem::new("graph.sheet_relation"));
    for field in ["origin", "destination"] {
        if cells.get(field).is_empty() {
            cells.fault(field, Problem::new("graph.sheet_no_end"));
        }
    }
    let edge =
        NewEdge { origin: cells.text("origin"), relation: relation?, destination: cells.text("destination"), note: cells.text("note") };
    Some(EdgeRow { edge, place: cells.place("relation") })
}
