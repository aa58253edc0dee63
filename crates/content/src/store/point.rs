use super::{damaged, values};
use crate::point::{Filter, NewPoint, Point};
use crate::{Stage, Subject};
use base::db::Bulk;
use base::{Conn, Error, Result, fetch_all, fetch_one};
use sqlx::AssertSqlSafe;
use std::collections::HashMap;

const COLUMNS: &str = "id, code, subject, stage, grade, name, name_en, parent, description";

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    code: String,
    subject: String,
    stage: String,
    grade: i64,
    name: String,
    name_en: String,
    parent: Option<i64>,
    description: String,
}

impl TryFrom<Row> for Point {
    type Error = Error;
    fn try_from(row: Row) -> Result<Point> {
        Ok(Point {
            id: row.id,
            code: row.code,
            subject: Subject::parse(&row.subject).ok_or_else(|| damaged("subject", &row.subject))?,
            stage: Stage::parse(&row.stage).ok_or_else(|| damaged("stage", &row.stage))?,
            grade: row.grade,
            name: row.name,
            name_en: row.name_en,
            parent: row.parent,
            description: row.description,
        })
    }
}

/// The columns of a point `k` beside an item's, whose names they must not share.
pub(super) const OF_ITEM: &str = "k.id AS k_id, k.code AS k_code, k.subject AS k_subject, k.stage AS k_stage, k.grade AS k_grade,
    k.name AS k_name, k.name_en AS k_name_en, k.parent AS k_parent, k.description AS k_description";

/// A point read by [`OF_ITEM`].
#[derive(sqlx::FromRow)]
pub(super) struct OfItem {
    k_id: i64,
    k_code: String,
    k_subject: String,
    k_stage: String,
    k_grade: i64,
    k_name: String,
    k_name_en: String,
    k_parent: Option<i64>,
    k_description: String,
}

impl TryFrom<OfItem> for Point {
    type Error = Error;
    fn try_from(row: OfItem) -> Result<Point> {
        let OfItem { k_id: id, k_code: code, k_subject: subject, k_stage: stage, k_grade: grade, k_name: name, .. } = row;
        Row { id, code, subject, stage, grade, name, name_en: row.k_name_en, parent: row.k_parent, description: row.k_description }
            .try_into()
    }
}

fn points(rows: Vec<Row>) -> Result<Vec<Point>> {
    rows.into_iter().map(Point::try_from).collect()
}

pub async fn get(conn: &mut Conn, id: i64) -> Result<Point> {
    let row: Row = fetch_one!(conn, AssertSqlSafe(format!("SELECT {COLUMNS} FROM knowledge_point WHERE id = $1")), id)?;
    row.try_into()
}

pub async fn by_codes(conn: &mut Conn, codes: &[&str]) -> Result<Vec<Point>> {
    let sql = format!("SELECT {COLUMNS} FROM knowledge_point WHERE code IN ({})", values(conn, false));
    points(fetch_all!(conn, AssertSqlSafe(sql), serde_json::to_string(codes)?)?)
}

pub async fn many(conn: &mut Conn, ids: &[i64]) -> Result<Vec<Point>> {
    let sql = format!("SELECT {COLUMNS} FROM knowledge_point WHERE id IN ({}) ORDER BY subject, stage, grade, code", values(conn, true));
    points(fetch_all!(conn, AssertSqlSafe(sql), serde_json::to_string(ids)?)?)
}

pub async fn list(conn: &mut Conn, filter: Filter) -> Result<Vec<Point>> {
    let rows = fetch_all!(
        conn,
        AssertSqlSafe(format!(
            "SELECT {COLUMNS} FROM knowledge_point
             WHERE ($1 IS NULL OR subject = $1) AND ($2 IS NULL OR stage = $2) AND ($3 IS NULL OR grade = $3)
             ORDER BY subject, stage, grade, code"
        )),
        filter.subject.map(Subject::code),
        filter.stage.map(Stage::code),
        filter.grade
    )?;
    points(rows)
}

/// Writes points whole; `ids` has the identifier of each and of its parent.
pub async fn save(conn: &mut Conn, points: &[&NewPoint], ids: &HashMap<&str, i64>) -> Result<()> {
    if points.is_empty() {
        return Ok(());
    }
    // Parents after all rows are there: a parent may follow its child in the sheet.
    Bulk::into("knowledge_point")
        .ints("id", points.iter().map(|p| ids.get(p.code.as_str()).copied()))
        .texts("code", points.iter().map(|p| p.code.clone()))
        .texts("subject", points.iter().map(|p| p.subject.code().to_owned()))
        .texts("stage", points.iter().map(|p| p.stage.code().to_owned()))
        .ints("grade", points.iter().map(|p| p.grade))
        .texts("name", points.iter().map(|p| p.name.clone()))
        .texts("name_en", points.iter().map(|p| p.name_en.clone()))
        .ints("parent", points.iter().map(|p| ids.get(p.parent.as_str()).copied()))
        .texts("description", points.iter().map(|p| p.description.clone()))
        .suffix(
            "ON CONFLICT (code) DO UPDATE SET subject = excluded.subject, stage = excluded.stage, grade = excluded.grade,
             name = excluded.name, name_en = excluded.name_en, parent = excluded.parent, description = excluded.description",
        )
        .insert(conn)
        .await?;
    Ok(())
}
