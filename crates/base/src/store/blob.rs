use crate::blob::Blob;
use crate::{Conn, Error, Result, execute, fetch_all, fetch_one};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

const CHUNK: usize = 192 << 10;

pub async fn insert(conn: &mut Conn, blob: &Blob, bytes: &[u8]) -> Result<()> {
    execute!(
        conn,
        "INSERT INTO blob (id, name, media_type, size, sha256, created) VALUES ($1, $2, $3, $4, $5, $6)",
        blob.id,
        &blob.name,
        &blob.media_type,
        blob.size,
        &blob.sha256,
        blob.created
    )?;
    for (ordinal, chunk) in bytes.chunks(CHUNK).enumerate() {
        execute!(
            conn,
            "INSERT INTO blob_chunk (blob, ordinal, data) VALUES ($1, $2, $3)",
            blob.id,
            ordinal as i64,
            STANDARD.encode(chunk)
        )?;
    }
    Ok(())
}

pub async fn get(conn: &mut Conn, id: i64) -> Result<Blob> {
    fetch_one!(conn, "SELECT id, name, media_type, size, sha256, created FROM blob WHERE id = $1", id)
}

pub async fn read(conn: &mut Conn, id: i64) -> Result<Vec<u8>> {
    let chunks: Vec<(String,)> = fetch_all!(conn, "SELECT data FROM blob_chunk WHERE blob = $1 ORDER BY ordinal", id)?;
    let mut bytes = Vec::new();
    for (data,) in chunks {
        bytes.extend(STANDARD.decode(data).map_err(|_| Error::internal("a stored file is damaged"))?);
    }
    Ok(bytes)
}

pub async fn delete(conn: &mut Conn, id: i64) -> Result<()> {
    execute!(conn, "DELETE FROM blob_chunk WHERE blob = $1", id)?;
    execute!(conn, "DELETE FROM blob WHERE id = $1", id).map(|_| ())
}

pub async fn delete_before(conn: &mut Conn, before: i64) -> Result<u64> {
    execute!(conn, "DELETE FROM blob_chunk WHERE blob IN (SELECT id FROM blob WHERE created < $1)", before)?;
    execute!(conn, "DELETE FROM blob WHERE created < $1", before)
}
