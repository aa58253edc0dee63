use crate::dataset::Dataset;
use base::sqlx::AssertSqlSafe;
use base::{Conn, Result, execute, fetch_all, fetch_one, fetch_optional};

const COLUMNS: &str = "id, code, title, description, category, grade, product, licence, contributor, period_days, created_by, created";

/// False when the code is taken.
pub async fn insert(conn: &mut Conn, d: &Dataset) -> Result<bool> {
    let (category, grade) = (d.category().code(), d.grade().code());
    let written = execute!(
        conn,
        "INSERT INTO dataset (id, code, title, description, category, grade, product, licence, contributor, period_days, created_by, created)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (code) DO NOTHING",
        d.id,
        &d.code,
        &d.title,
        &d.description,
        category,
        grade,
        d.product()?.code(),
        &d.licence,
        &d.contributor,
        d.period_days,
        d.created_by,
        d.created
    )?;
    Ok(written == 1)
}

pub async fn all(conn: &mut Conn) -> Result<Vec<Dataset>> {
    fetch_all!(conn, AssertSqlSafe(format!("SELECT {COLUMNS} FROM dataset ORDER BY title, id")))
}

pub async fn get(conn: &mut Conn, id: i64) -> Result<Dataset> {
    fetch_one!(conn, AssertSqlSafe(format!("SELECT {COLUMNS} FROM dataset WHERE id = $1")), id)
}

pub async fn by_code(conn: &mut Conn, code: &str) -> Result<Option<Dataset>> {
    fetch_optional!(conn, AssertSqlSafe(format!("SELECT {COLUMNS} FROM dataset WHERE code = $1")), code)
}
