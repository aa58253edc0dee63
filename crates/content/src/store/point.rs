use super::{damaged, values};
use crate::point::{Filter, NewPoint, Point};
use crate::{Kind, Stage, Subject};
use base::db::Bulk;
use base::{Conn, Error, Result, execute, fetch_all, fetch_one};
use sqlx::AssertSqlSafe;
use std::collections::HashMap;

const COLUMNS: &str = "id, code, subject, stage, grade, kind, name, name_en, standard, description, identifier, retired";

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    code: String,
    subject: String,
    stage: String,
    grade: i64,
    kind: String,
    name: String,
    name_en: String,
    standard: String,
    description: String,
    identifier: String,
    retired: bool,
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
            kind: Kind::parse(&row.kind).ok_or_else(|| damaged("kind", &row.kind))?,
            name: row.name,
            name_en: row.name_en,
            standard: row.standard,
            description: row.description,
            identifier: row.identifier,
            retired: row.retired,
        })
    }
}

/// The columns of a point `k` beside an item's, whose names they must not share.
pub(super) const OF_ITEM: &str = "k.id AS k_id, k.code AS k_code, k.subject AS k_subject, k.stage AS k_stage, k.grade AS k_grade,
    k.kind AS k_kind, k.name AS k_name, k.name_en AS k_name_en, k.standard AS k_standard, k.description AS k_description,
    k.identifier AS k_identifier, k.retired AS k_retired";

/// A point read by [`OF_ITEM`].
#[derive(sqlx::FromRow)]
pub(super) struct OfItem {
    k_id: i64,
    k_code: String,
    k_subject: String,
    k_stage: String,
    k_grade: i64,
    k_kind: String,
    k_name: String,
    k_name_en: String,
    k_standard: String,
    k_description: String,
    k_identifier: String,
    k_retired: bool,
}

impl TryFrom<OfItem> for Point {
    type Error = Error;
    fn try_from(row: OfItem) -> Result<Point> {
        Row {
            id: row.k_id,
            code: row.k_code,
            subject: row.k_subject,
            stage: row.k_stage,
            grade: row.k_grade,
            kind: row.k_kind,
            name: row.k_name,
            name_en: row.k_name_en,
            standard: row.k_standard,
            description: row.k_description,
            identifier: row.k_identifier,
            retired: row.k_retired,
        }
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
               AND ($4 IS NULL OR kind = $4) AND ($5 OR (NOT retired AND ($4 IS NOT NULL OR kind <> 'misconception')))
             ORDER BY subject, stage, grade, code"
        )),
        filter.subject.map(Subject::code),
        filter.stage.map(Stage::code),
        filter.grade,
        filter.kind.map(Kind::code),
        filter.whole
    )?;
    points(rows)
}

/// Writes points whole; `ids` has the identifier of each.
pub async fn save(conn: &mut Conn, points: &[&NewPoint], ids: &HashMap<&str, i64>) -> Result<()> {
    if points.is_empty() {
        return Ok(());
    }
    Bulk::into("knowledge_point")
        .ints("id", points.iter().map(|p| ids.get(p.code.as_str()).copied()))
        .texts("code", points.iter().map(|p| p.code.clone()))
        .texts("subject", points.iter().map(|p| p.subject.code().to_owned()))
        .texts("stage", points.iter().map(|p| p.stage.code().to_owned()))
        .ints("grade", points.iter().map(|p| p.grade))
        .texts("kind", points.iter().map(|p| p.kind.code().to_owned()))
        .texts("name", points.iter().map(|p| p.name.clone()))
        .texts("name_en", points.iter().map(|p| p.name_en.clone()))
        .texts("standard", points.iter().map(|p| p.standard.clone()))
        .texts("description", points.iter().map(|p| p.description.clone()))
        .texts("identifier", points.iter().map(|p| p.identifier.clone()))
        .suffix(
            "ON CONFLICT (code) DO UPDATE SET subject = excluded.subject, stage = excluded.stage, grade = excluded.grade,
             kind = excluded.kind, name = excluded.name, name_en = excluded.name_en, standard = excluded.standard,
             description = excluded.description, identifier = excluded.identifier, retired = FALSE",
        )
        .insert(conn)
        .await?;
    Ok(())
}

pub async fn retire(conn: &mut Conn, codes: &[&str]) -> Result<()> {
    let sql = format!("UPDATE knowledge_point SET retired = TRUE WHERE code IN ({})", values(conn, false));
    execute!(conn, AssertSqlSafe(sql), serde_json::to_string(codes)?).map(|_| ())
}
