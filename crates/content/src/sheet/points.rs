use super::edges::EdgeRow;
use super::{Cells, grade};
use crate::graph::{NewEdge, Relation};
use crate::{Kind, NewPoint, Stage, Subject};
use base::sheet::Field;
use base::{Place, Problem};

/// The columns of a sheet of points.
pub(super) const FIELDS: &[Field] = &[
    Field { name: "code", required: true, headings: &["编码", "Code", "知识点编码", "Point code"] },
    Field { name: "subject", required: true, headings: &["学科", "Subject"] },
    Field { name: "stage", required: true, headings: &["学段", "Stage"] },
    Field { name: "grade", required: false, headings: &["年级", "Grade"] },
    Field { name: "kind", required: false, headings: &["类型", "Kind"] },
    Field { name: "name", required: true, headings: &["名称", "Name", "知识点名称"] },
    Field { name: "name_en", required: false, headings: &["英文名称", "English name"] },
    Field { name: "standard", required: false, headings: &["课标依据", "Curriculum standard"] },
    Field { name: "parent", required: false, headings: &["上级编码", "Parent code"] },
    Field { name: "description", required: false, headings: &["说明", "Description"] },
    Field { name: "identifier", required: false, headings: &["标识", "Identifier"] },
];

/// A point and where it stands.
pub(super) struct PointRow {
    pub point: NewPoint,
    pub code_place: Place,
    /// The edge that the column of the parent stands for.
    pub parent: Option<EdgeRow>,
}

pub(super) fn read(cells: &mut Cells<'_>) -> Option<PointRow> {
    let subject = cells.parsed("subject", Subject::parse, Problem::new("content.sheet_subject"));
    let stage = cells.parsed("stage", Stage::parse, Problem::new("content.sheet_stage"));
    let grade = cells.parsed("grade", grade::parse, Problem::new("content.sheet_grade"));
    let kind = |text: &str| if text.is_empty() { Some(Kind::default()) } else { Kind::parse(text) };
    let kind = cells.parsed("kind", kind, Problem::new("graph.sheet_kind"));
    let point = NewPoint {
        code: cells.text("code"),
        // The faults are noted; the rest of the row is checked all the same.
        subject: subject.unwrap_or(Subject::Math),
        stage: stage.unwrap_or(Stage::Primary),
        grade: grade.unwrap_or(0),
        kind: kind.unwrap_or_default(),
        name: cells.text("name"),
        name_en: cells.text("name_en"),
        standard: cells.text("standard"),
        description: cells.text("description"),
        identifier: cells.text("identifier"),
    };
    for problem in point.problems() {
        let field = match problem.key.as_str() {
            "content.blank_name" => "name",
            "graph.bad_identifier" => "identifier",
            "content.bad_grade" if stage.is_none() || grade.is_none() => continue,
            "content.bad_grade" => "grade",
            _ => "code",
        };
        cells.fault(field, problem);
    }
    let above = cells.text("parent");
    let edge = || NewEdge { origin: point.code.clone(), relation: Relation::PartOf, destination: above.clone(), note: String::new() };
    let parent = (!above.is_empty()).then(|| EdgeRow { edge: edge(), place: cells.place("parent") });
    Some(PointRow { point, code_place: cells.place("code"), parent })
}
