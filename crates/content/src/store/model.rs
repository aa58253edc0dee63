use super::damaged;
use crate::item::Status;
use crate::model::{Filter, Kept};
use base::db::Bulk;
use base::{Conn, Error, Millis, Result, execute, fetch_all, fetch_one, fetch_optional};
use sqlx::AssertSqlSafe;

const COLUMNS: &str =
    "m.id, m.code, m.title, m.point, m.difficulty, m.answer, m.source, m.origin, m.status, m.upcoming, m.author, m.changed";

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    code: String,
    title: String,
    point: i64,
    difficulty: i64,
    answer: String,
    source: String,
    origin: String,
    status: String,
    upcoming: i64,
    author: Option<i64>,
    changed: Millis,
}

impl TryFrom<Row> for Kept {
    type Error = Error;
    fn try_from(row: Row) -> Result<Kept> {
        Ok(Kept {
            id: row.id,
            code: row.code,
            title: row.title,
            point: row.point,
            difficulty: row.difficulty,
            answer: row.answer,
            source: row.source,
            origin: row.origin,
            status: Status::parse(&row.status).ok_or_else(|| damaged("status", &row.status))?,
            upcoming: row.upcoming,
            author: row.author,
            changed: row.changed,
        })
    }
}

fn kept(rows: Vec<Row>) -> Result<Vec<Kept>> {
    rows.into_iter().map(Kept::try_from).collect()
}

pub async fn get(conn: &mut Conn, id: i64) -> Result<Kept> {
    let row: Row = fetch_one!(conn, AssertSqlSafe(format!("SELECT {COLUMNS} FROM item_model m WHERE m.id = $1")), id)?;
    row.try_into()
}

pub async fn by_code(conn: &mut Conn, code: &str) -> Result<Option<Kept>> {
    let row: Option<Row> = fetch_optional!(conn, AssertSqlSafe(format!("SELECT {COLUMNS} FROM item_model m WHERE m.code = $1")), code)?;
    row.map(Kept::try_from).transpose()
}

const FILTER: &str = "item_model m JOIN knowledge_point p ON p.id = m.point
    WHERE ($1 IS NULL OR p.subject = $1) AND ($2 IS NULL OR m.status = $2)
    AND ($3 IS NULL OR m.code LIKE $3 ESCAPE '\\' OR m.title LIKE $3 ESCAPE '\\')";

pub async fn list(conn: &mut Conn, filter: &Filter, offset: i64, limit: i64) -> Result<Vec<Kept>> {
    let sql = format!("SELECT {COLUMNS} FROM {FILTER} ORDER BY m.code LIMIT $4 OFFSET $5");
    kept(fetch_all!(
        conn,
        AssertSqlSafe(sql),
        filter.subject.map(crate::Subject::code),
        filter.status.map(Status::code),
        super::item::pattern(&filter.words),
        limit,
        offset
    )?)
}

pub async fn count(conn: &mut Conn, filter: &Filter) -> Result<i64> {
    let (count,): (i64,) = fetch_one!(
        conn,
        AssertSqlSafe(format!("SELECT CAST(COUNT(*) AS BIGINT) FROM {FILTER}")),
        filter.subject.map(crate::Subject::code),
        filter.status.map(Status::code),
        super::item::pattern(&filter.words)
    )?;
    Ok(count)
}

/// Active models of points, in the order that their codes give.
pub async fn of_points(conn: &mut Conn, points: &[i64]) -> Result<Vec<Kept>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM item_model m WHERE m.status = 'active' AND m.point IN ({}) ORDER BY m.code",
        super::values(conn, true)
    );
    kept(fetch_all!(conn, AssertSqlSafe(sql), serde_json::to_string(points)?)?)
}

pub async fn add(conn: &mut Conn, models: &[Kept]) -> Result<()> {
    if models.is_empty() {
        return Ok(());
    }
    Bulk::into("item_model")
        .ints("id", models.iter().map(|m| m.id))
        .texts("code", models.iter().map(|m| m.code.clone()))
        .texts("title", models.iter().map(|m| m.title.clone()))
        .ints("point", models.iter().map(|m| m.point))
        .ints("difficulty", models.iter().map(|m| m.difficulty))
        .texts("answer", models.iter().map(|m| m.answer.clone()))
        .texts("source", models.iter().map(|m| m.source.clone()))
        .texts("origin", models.iter().map(|m| m.origin.clone()))
        .texts("status", models.iter().map(|m| m.status.code().to_owned()))
        .ints("upcoming", models.iter().map(|m| m.upcoming))
        .ints("author", models.iter().map(|m| m.author))
        .ints("changed", models.iter().map(|m| m.changed))
        .insert(conn)
        .await
        .map(|_| ())
}

pub async fn change(conn: &mut Conn, model: &Kept) -> Result<()> {
    execute!(
        conn,
        "UPDATE item_model SET code = $2, title = $3, point = $4, difficulty = $5, answer = $6, source = $7, origin = $8, status = $9,
           upcoming = $10, author = $11, changed = $12 WHERE id = $1",
        model.id,
        &model.code,
        &model.title,
        model.point,
        model.difficulty,
        &model.answer,
        &model.source,
        &model.origin,
        model.status.code(),
        model.upcoming,
        model.author,
        model.changed
    )
    .map(|_| ())
}

/// The number of the next instance; until the transaction ends nobody else gets it.
pub async fn claim(conn: &mut Conn, id: i64) -> Result<i64> {
    let (upcoming,): (i64,) = fetch_one!(conn, "UPDATE item_model SET upcoming = upcoming WHERE id = $1 RETURNING upcoming", id)?;
    Ok(upcoming)
}

/// Moves the number of the next instance on.
pub async fn advance(conn: &mut Conn, id: i64, to: i64) -> Result<()> {
    execute!(conn, "UPDATE item_model SET upcoming = $2 WHERE id = $1", id, to).map(|_| ())
}

/// Items of a model that have one status get another.
pub async fn set_items(conn: &mut Conn, id: i64, from: Status, to: Status) -> Result<()> {
    execute!(conn, "UPDATE item SET status = $3 WHERE model = $1 AND status = $2", id, from.code(), to.code()).map(|_| ())
}

/// How many active items models have; those without are absent.
pub async fn items_of(conn: &mut Conn, ids: &[i64]) -> Result<Vec<(i64, i64)>> {
    let sql = format!(
        "SELECT model, CAST(COUNT(*) AS BIGINT) FROM item WHERE status = 'active' AND model IN ({}) GROUP BY model",
        super::values(conn, true)
    );
    fetch_all!(conn, AssertSqlSafe(sql), serde_json::to_string(ids)?)
}
