use super::{Cells, grade};
use crate::{NewPoint, Stage, Subject};
use base::sheet::Field;
use base::{Place, Problem};

/// The columns of a sheet of points.
pub(super) const FIELDS: &[Field] = &[
    Field { name: "code", required: true, headings: &["编码", "Code", "知识点编码", "Point code"] },
    Field { name: "subject", required: true, headings: &["学科", "Subject"] },
    Field { name: "stage", required: true, headings: &["学段", "Stage"] },
    Field { name: "grade", required: false, headings: &["年级", "Grade"] },
    Field { name: "name", required: true, headings: &["名称", "Name", "知识点名称"] },
    Field { name: "name_en", required: false, headings: &["英文名称", "English name"] },
    Field { name: "parent", required: false, headings: &["上级编码", "Parent code"] },
    Field { name: "description", required: false, headings: &["说明", "Description"] },
];

/// A point and where it stands.
pub(super) struct PointRow {
    pub point: NewPoint,
    pub code_place: Place,
    pub parent_place: Place,
}

pub(super) fn read(cells: &mut Cells<'_>) -> Option<PointRow> {
    let subject = cells.parsed("subject", Subject::parse, Problem::new("content.sheet_subject"));
    let stage = cells.parsed("stage", Stage::parse, Problem::new("content.sheet_stage"));
    let grade = cells.parsed("grade", grade::parse, Problem::new("content.sheet_grade"));
    let point = NewPoint {
        code: cells.text("code"),
        // The faults are noted; the rest of the row is checked all the same.
        subject: subject.unwrap_or(Subject::Math),
        stage: stage.unwrap_or(Stage::Primary),
        grade: grade.unwrap_or(0),
        name: cells.text("name"),
        name_en: cells.text("name_en"),
        parent: cells.text("parent"),
        description: cells.text("description"),
    };
    for problem in point.problems() {
        let field = match problem.key.as_str() {
            "content.blank_name" => "name",
            "content.own_parent" => "parent",
            "content.bad_grade" if stage.is_none() || grade.is_none() => continue,
            "content.bad_grade" => "grade",
            _ => "code",
        };
        cells.fault(field, problem);
    }
    Some(PointRow { point, code_place: cells.place("code"), parent_place: cells.place("parent") })
}
