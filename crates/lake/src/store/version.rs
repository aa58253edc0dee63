use crate::release::{State, Version};
use base::sqlx::AssertSqlSafe;
use base::{Conn, Millis, Result, execute, fetch_all, fetch_one};

const COLUMNS: &str = "id, dataset, number, state, as_of, lines, small, complementary, smallest, quality, prepared_by, prepared, decided_by, decided, downloads";

/// A version to be kept.
pub struct Draft {
    pub id: i64,
    pub dataset: i64,
    pub as_of: String,
    pub lines: i64,
    pub small: i64,
    pub complementary: i64,
    pub smallest: Option<i64>,
    pub quality: String,
    pub content: String,
    pub prepared_by: i64,
    pub prepared: Millis,
}

/// Keeps it under the next number; two at once wait for each other at the data set's row.
pub async fn insert(conn: &mut Conn, d: &Draft) -> Result<()> {
    if !conn.is_sqlite() {
        let _: (i64,) = fetch_one!(conn, "SELECT id FROM dataset WHERE id = $1 FOR UPDATE", d.dataset)?;
    }
    execute!(
        conn,
        "INSERT INTO dataset_version (id, dataset, number, state, as_of, lines, small, complementary, smallest, quality, content, prepared_by, prepared)
         VALUES ($1, $2, (SELECT COALESCE(MAX(v.number), 0) + 1 FROM dataset_version AS v WHERE v.dataset = $2), 'draft', $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        d.id,
        d.dataset,
        &d.as_of,
        d.lines,
        d.small,
        d.complementary,
        d.smallest,
        &d.quality,
        &d.content,
        d.prepared_by,
        d.prepared
    )
    .map(|_| ())
}

pub async fn of_dataset(conn: &mut Conn, dataset: i64) -> Result<Vec<Version>> {
    fetch_all!(conn, AssertSqlSafe(format!("SELECT {COLUMNS} FROM dataset_version WHERE dataset = $1 ORDER BY number DESC")), dataset)
}

pub async fn get(conn: &mut Conn, id: i64) -> Result<Version> {
    fetch_one!(conn, AssertSqlSafe(format!("SELECT {COLUMNS} FROM dataset_version WHERE id = $1")), id)
}

pub async fn content(conn: &mut Conn, id: i64) -> Result<String> {
    let (content,): (String,) = fetch_one!(conn, "SELECT content FROM dataset_version WHERE id = $1", id)?;
    Ok(content)
}

/// False when it is no longer in the state `from`.
pub async fn decide(conn: &mut Conn, id: i64, from: State, to: State, by: i64, at: Millis) -> Result<bool> {
    let changed = execute!(
        conn,
        "UPDATE dataset_version SET state = $3, decided_by = $4, decided = $5 WHERE id = $1 AND state = $2",
        id,
        from.code(),
        to.code(),
        by,
        at
    )?;
    Ok(changed == 1)
}

pub async fn count_download(conn: &mut Conn, id: i64) -> Result<()> {
    execute!(conn, "UPDATE dataset_version SET downloads = downloads + 1 WHERE id = $1", id).map(|_| ())
}
