use super::{damaged, values};
use crate::item::{Filter, Item, NewItem, Status};
use crate::practice::Pool;
use crate::{Point, Stage, Subject};
use base::db::Bulk;
use base::{Conn, Error, Millis, Result, execute, fetch_all, fetch_one};
use sqlx::AssertSqlSafe;

const COLUMNS: &str = "i.id, i.code, i.subject, i.stage, i.grade, i.point, i.difficulty, i.source, i.status, v.version, v.stem, v.hint,
    v.explanation, v.interaction, v.help, i.model, v.created";
const CURRENT: &str = "item i JOIN item_version v ON v.item = i.id AND v.version = i.version";

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    code: String,
    subject: String,
    stage: String,
    grade: i64,
    point: i64,
    difficulty: i64,
    status: String,
    version: i64,
    stem: String,
    hint: String,
    explanation: String,
    source: String,
    interaction: String,
    help: String,
    model: Option<i64>,
    created: Millis,
}

impl TryFrom<Row> for Item {
    type Error = Error;
    fn try_from(row: Row) -> Result<Item> {
        Ok(Item {
            id: row.id,
            code: row.code,
            subject: Subject::parse(&row.subject).ok_or_else(|| damaged("subject", &row.subject))?,
            stage: Stage::parse(&row.stage).ok_or_else(|| damaged("stage", &row.stage))?,
            grade: row.grade,
            point: row.point,
            difficulty: row.difficulty,
            status: Status::parse(&row.status).ok_or_else(|| damaged("status", &row.status))?,
            version: row.version,
            stem: row.stem,
            hint: row.hint,
            explanation: row.explanation,
            source: row.source,
            interaction: serde_json::from_str(&row.interaction)?,
            help: serde_json::from_str(&row.help)?,
            model: row.model,
            created: row.created,
        })
    }
}

fn items(rows: Vec<Row>) -> Result<Vec<Item>> {
    rows.into_iter().map(Item::try_from).collect()
}

pub async fn get(conn: &mut Conn, id: i64) -> Result<Item> {
    let row: Row = fetch_one!(conn, AssertSqlSafe(format!("SELECT {COLUMNS} FROM {CURRENT} WHERE i.id = $1")), id)?;
    row.try_into()
}

pub async fn get_version(conn: &mut Conn, id: i64, version: i64) -> Result<Item> {
    let row: Row = fetch_one!(
        conn,
        AssertSqlSafe(format!("SELECT {COLUMNS} FROM item i JOIN item_version v ON v.item = i.id WHERE i.id = $1 AND v.version = $2")),
        id,
        version
    )?;
    row.try_into()
}

#[derive(sqlx::FromRow)]
struct Asked {
    #[sqlx(flatten)]
    item: Row,
    #[sqlx(flatten)]
    point: super::point::OfItem,
}

/// Versions of items with their points; those that are there, in no order.
pub async fn asked(conn: &mut Conn, wanted: &[(i64, i64)]) -> Result<Vec<(Item, Point)>> {
    // CROSS JOIN keeps SQLite to this order, from what is wanted to the items.
    let inner = if conn.is_sqlite() { "CROSS JOIN" } else { "JOIN" };
    let sql = format!(
        "SELECT {COLUMNS}, {} FROM (SELECT CAST(value->>0 AS BIGINT) AS item, CAST(value->>1 AS BIGINT) AS version FROM {}) AS w
         {inner} item i ON i.id = w.item {inner} item_version v ON v.item = i.id AND v.version = w.version
         {inner} knowledge_point k ON k.id = i.point",
        super::point::OF_ITEM,
        conn.listed()
    );
    let rows: Vec<Asked> = fetch_all!(conn, AssertSqlSafe(sql), serde_json::to_string(wanted)?)?;
    rows.into_iter().map(|row| Ok((row.item.try_into()?, row.point.try_into()?))).collect()
}

pub async fn by_codes(conn: &mut Conn, codes: &[&str]) -> Result<Vec<Item>> {
    let sql = format!("SELECT {COLUMNS} FROM {CURRENT} WHERE i.code IN ({})", values(conn, false));
    items(fetch_all!(conn, AssertSqlSafe(sql), serde_json::to_string(codes)?)?)
}

pub async fn many(conn: &mut Conn, ids: &[i64]) -> Result<Vec<Item>> {
    let sql = format!("SELECT {COLUMNS} FROM {CURRENT} WHERE i.id IN ({}) ORDER BY i.code", values(conn, true));
    items(fetch_all!(conn, AssertSqlSafe(sql), serde_json::to_string(ids)?)?)
}

const FILTER: &str = "($1 IS NULL OR i.subject = $1) AND ($2 IS NULL OR i.stage = $2) AND ($3 IS NULL OR i.grade = $3)
    AND ($4 IS NULL OR i.point = $4) AND ($5 IS NULL OR i.status = $5)
    AND ($6 IS NULL OR v.stem LIKE $6 ESCAPE '\\' OR i.code LIKE $6 ESCAPE '\\')";

pub(super) fn pattern(words: &Option<String>) -> Option<String> {
    let words = words.as_deref().map(str::trim).filter(|w| !w.is_empty())?;
    Some(format!("%{}%", words.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")))
}

pub async fn list(conn: &mut Conn, filter: &Filter, offset: i64, limit: i64) -> Result<Vec<Item>> {
    let rows = fetch_all!(
        conn,
        AssertSqlSafe(format!("SELECT {COLUMNS} FROM {CURRENT} WHERE {FILTER} ORDER BY i.code LIMIT $7 OFFSET $8")),
        filter.subject.map(Subject::code),
        filter.stage.map(Stage::code),
        filter.grade,
        filter.point,
        filter.status.map(Status::code),
        pattern(&filter.words),
        limit,
        offset
    )?;
    items(rows)
}

pub async fn count(conn: &mut Conn, filter: &Filter) -> Result<i64> {
    let (count,): (i64,) = fetch_one!(
        conn,
        AssertSqlSafe(format!("SELECT CAST(COUNT(*) AS BIGINT) FROM {CURRENT} WHERE {FILTER}")),
        filter.subject.map(Subject::code),
        filter.stage.map(Stage::code),
        filter.grade,
        filter.point,
        filter.status.map(Status::code),
        pattern(&filter.words)
    )?;
    Ok(count)
}

pub async fn count_by_point(conn: &mut Conn, points: &[i64]) -> Result<Vec<(i64, i64)>> {
    let sql = format!(
        "SELECT point, CAST(COUNT(*) AS BIGINT) FROM item WHERE status = 'active' AND point IN ({}) GROUP BY point",
        values(conn, true)
    );
    fetch_all!(conn, AssertSqlSafe(sql), serde_json::to_string(points)?)
}

/// An item's turn in the order that a seed gives: a linear congruence modulo the prime 2^31 - 1,
/// which no seed lets overflow. `$3` is a factor from 1 on, `$4` an addend, both below the prime.
const TURN: &str = "((i.id % 2147483647) * $3 + $4) % 2147483647";

/// Active items of the pool without `$2`, in the order that the seed gives. The items are picked
/// before their texts are read.
pub async fn next(conn: &mut Conn, pool: &Pool, exclude: &[i64], (factor, addend): (i64, i64), n: i64) -> Result<Vec<Item>> {
    let ids = values(conn, true);
    let excluded = ids.replace("$1", "$2");
    let within = match pool {
        Pool::Points(_) => format!("i.point IN ({ids})"),
        Pool::Class { .. } => "i.subject = $1 AND i.stage = $6 AND i.grade BETWEEN $7 AND $8".to_owned(),
    };
    let sql = AssertSqlSafe(format!(
        "SELECT {COLUMNS}
         FROM (SELECT i.*, {TURN} AS turn FROM item i WHERE i.status = 'active' AND {within} AND i.id NOT IN ({excluded})
               ORDER BY turn, id LIMIT $5) i
         JOIN item_version v ON v.item = i.id AND v.version = i.version
         ORDER BY i.turn, i.id"
    ));
    let exclude = serde_json::to_string(exclude)?;
    let rows = match pool {
        Pool::Points(points) => fetch_all!(conn, sql, serde_json::to_string(points)?, exclude, factor, addend, n)?,
        Pool::Class { subject, stage, grades } => {
            fetch_all!(conn, sql, subject.code(), exclude, factor, addend, n, stage.code(), *grades.start(), *grades.end())?
        }
    };
    items(rows)
}

/// These versions of items, by code and version.
pub async fn versions(conn: &mut Conn, wanted: &[(String, i64)]) -> Result<Vec<Item>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM {} CROSS JOIN item AS i JOIN item_version AS v ON v.item = i.id
         WHERE i.code = value->>0 AND v.version = CAST(value->>1 AS BIGINT) ORDER BY i.id, v.version",
        conn.listed()
    );
    items(fetch_all!(conn, AssertSqlSafe(sql), serde_json::to_string(wanted)?)?)
}

/// The items of a model, by code.
pub async fn of_model(conn: &mut Conn, model: i64) -> Result<Vec<Item>> {
    items(fetch_all!(conn, AssertSqlSafe(format!("SELECT {COLUMNS} FROM {CURRENT} WHERE i.model = $1 ORDER BY i.id")), model)?)
}

/// The active items of a point.
pub async fn of_point(conn: &mut Conn, point: i64) -> Result<Vec<Item>> {
    let sql = format!("SELECT {COLUMNS} FROM {CURRENT} WHERE i.point = $1 AND i.status = 'active' ORDER BY i.id");
    items(fetch_all!(conn, AssertSqlSafe(sql), point)?)
}

/// Items that are instances, each with its model.
pub async fn models_of(conn: &mut Conn, ids: &[i64]) -> Result<Vec<(i64, i64)>> {
    let sql = format!("SELECT id, model FROM item WHERE model IS NOT NULL AND id IN ({}) ORDER BY id", values(conn, true));
    fetch_all!(conn, AssertSqlSafe(sql), serde_json::to_string(ids)?)
}

pub async fn set_status(conn: &mut Conn, id: i64, status: Status) -> Result<()> {
    match execute!(conn, "UPDATE item SET status = $2 WHERE id = $1", id, status.code())? {
        0 => Err(Error::NotFound),
        _ => Ok(()),
    }
}

/// New items, active, each in version 1, and instances of a model if one is given.
pub async fn add(conn: &mut Conn, now: Millis, items: &[&NewItem], model: Option<i64>) -> Result<()> {
    if items.is_empty() {
        return Ok(());
    }
    let ids: Vec<i64> = items.iter().map(|_| base::id::next()).collect();
    Bulk::into("item")
        .ints("id", ids.iter().copied())
        .texts("code", items.iter().map(|i| i.code.clone()))
        .texts("subject", items.iter().map(|i| i.subject.code().to_owned()))
        .texts("stage", items.iter().map(|i| i.stage.code().to_owned()))
        .ints("grade", items.iter().map(|i| i.grade))
        .ints("point", items.iter().map(|i| i.point))
        .ints("difficulty", items.iter().map(|i| i.difficulty))
        .texts("source", items.iter().map(|i| i.source.clone()))
        .texts("status", items.iter().map(|_| Status::Active.code().to_owned()))
        .ints("version", items.iter().map(|_| 1))
        .ints("model", items.iter().map(|_| model))
        .insert(conn)
        .await?;
    let bodies = items.iter().map(|i| serde_json::to_string(&i.interaction)).collect::<Result<Vec<_>, _>>()?;
    let helps = items.iter().map(|i| serde_json::to_string(&i.help)).collect::<Result<Vec<_>, _>>()?;
    Bulk::into("item_version")
        .ints("item", ids.iter().copied())
        .ints("version", ids.iter().map(|_| 1))
        .texts("stem", items.iter().map(|i| i.stem.clone()))
        .texts("hint", items.iter().map(|i| i.hint.clone()))
        .texts("explanation", items.iter().map(|i| i.explanation.clone()))
        .texts("interaction", bodies)
        .texts("help", helps)
        .ints("created", ids.iter().map(|_| now))
        .insert(conn)
        .await?;
    Ok(())
}

/// One version more; the item points to it.
pub async fn revise(conn: &mut Conn, now: Millis, old: &Item, new: &NewItem) -> Result<()> {
    let version = old.version + 1;
    execute!(
        conn,
        "INSERT INTO item_version (item, version, stem, hint, explanation, interaction, help, created)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        old.id,
        version,
        &new.stem,
        &new.hint,
        &new.explanation,
        serde_json::to_string(&new.interaction)?,
        serde_json::to_string(&new.help)?,
        now
    )?;
    reclassify(conn, old.id, version, new).await
}

/// The item's class, and which version is current.
pub async fn reclassify(conn: &mut Conn, id: i64, version: i64, new: &NewItem) -> Result<()> {
    execute!(
        conn,
        "UPDATE item SET subject = $2, stage = $3, grade = $4, point = $5, difficulty = $6, status = 'active', version = $7, source = $8 WHERE id = $1",
        id,
        new.subject.code(),
        new.stage.code(),
        new.grade,
        new.point,
        new.difficulty,
        version,
        &new.source
    )
    .map(|_| ())
}
