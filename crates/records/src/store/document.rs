use crate::document::Shelf;
use base::{Conn, Millis, Result, execute, fetch_all, fetch_optional};

/// A document as its row has it.
#[derive(sqlx::FromRow)]
pub struct Row {
    pub media: String,
    pub packed: bool,
    pub content: String,
    pub etag: String,
    pub updated: Millis,
}

const ON_SHELF: &str = "kind = $1 AND activity = $2 AND agent = $3 AND registration = $4";

pub async fn get(conn: &mut Conn, shelf: &Shelf, name: &str) -> Result<Option<Row>> {
    let sql = format!("SELECT media, packed, content, etag, updated FROM document WHERE {ON_SHELF} AND name = $5");
    fetch_optional!(conn, base::sqlx::AssertSqlSafe(sql), shelf.kind.code(), &shelf.activity, &shelf.agent, &shelf.registration, name)
}

/// The same, kept from all other writers until the transaction ends. SQLite has one writer anyway.
pub async fn get_for_update(conn: &mut Conn, shelf: &Shelf, name: &str) -> Result<Option<Row>> {
    let lock = if conn.is_sqlite() { "" } else { " FOR UPDATE" };
    let sql = format!("SELECT media, packed, content, etag, updated FROM document WHERE {ON_SHELF} AND name = $5{lock}");
    fetch_optional!(conn, base::sqlx::AssertSqlSafe(sql), shelf.kind.code(), &shelf.activity, &shelf.agent, &shelf.registration, name)
}

/// Adds a document; false when another writer has added one meanwhile.
pub async fn insert(conn: &mut Conn, shelf: &Shelf, name: &str, row: &Row) -> Result<bool> {
    let added = execute!(
        conn,
        "INSERT INTO document (id, kind, activity, agent, registration, name, media, packed, content, etag, updated)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (kind, activity, agent, registration, name) DO NOTHING",
        base::id::next(),
        shelf.kind.code(),
        &shelf.activity,
        &shelf.agent,
        &shelf.registration,
        name,
        &row.media,
        row.packed,
        &row.content,
        &row.etag,
        row.updated
    )?;
    Ok(added == 1)
}

pub async fn update(conn: &mut Conn, shelf: &Shelf, name: &str, row: &Row) -> Result<()> {
    let sql = format!("UPDATE document SET media = $6, packed = $7, content = $8, etag = $9, updated = $10 WHERE {ON_SHELF} AND name = $5");
    execute!(
        conn,
        base::sqlx::AssertSqlSafe(sql),
        shelf.kind.code(),
        &shelf.activity,
        &shelf.agent,
        &shelf.registration,
        name,
        &row.media,
        row.packed,
        &row.content,
        &row.etag,
        row.updated
    )
    .map(|_| ())
}

pub async fn delete(conn: &mut Conn, shelf: &Shelf, name: &str) -> Result<()> {
    let sql = format!("DELETE FROM document WHERE {ON_SHELF} AND name = $5");
    execute!(conn, base::sqlx::AssertSqlSafe(sql), shelf.kind.code(), &shelf.activity, &shelf.agent, &shelf.registration, name).map(|_| ())
}

pub async fn delete_all(conn: &mut Conn, shelf: &Shelf) -> Result<u64> {
    let sql = format!("DELETE FROM document WHERE {ON_SHELF}");
    execute!(conn, base::sqlx::AssertSqlSafe(sql), shelf.kind.code(), &shelf.activity, &shelf.agent, &shelf.registration)
}

/// Names and times of the documents updated after an instant.
pub async fn names(conn: &mut Conn, shelf: &Shelf, since: Millis) -> Result<Vec<(String, Millis)>> {
    let sql = format!("SELECT name, updated FROM document WHERE {ON_SHELF} AND updated > $5 ORDER BY name");
    fetch_all!(conn, base::sqlx::AssertSqlSafe(sql), shelf.kind.code(), &shelf.activity, &shelf.agent, &shelf.registration, since)
}
