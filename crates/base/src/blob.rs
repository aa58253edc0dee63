//! Uploaded and made files, kept in the database: every node sees them, every backup has them.

use crate::store::blob as store;
use crate::{Conn, Millis, Result};

/// A stored file without its bytes.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Blob {
    /// Identifier.
    pub id: i64,
    /// File name as uploaded; never used as a path.
    pub name: String,
    /// Media type.
    pub media_type: String,
    /// Size in bytes.
    pub size: i64,
    /// SHA-256 of the bytes, hexadecimal.
    pub sha256: String,
    /// When it was stored.
    pub created: Millis,
}

/// Stores a file and gives its identifier.
pub async fn put(conn: &mut Conn, now: Millis, name: &str, media_type: &str, bytes: &[u8]) -> Result<i64> {
    let blob = Blob {
        id: crate::id::next(),
        name: name.to_owned(),
        media_type: media_type.to_owned(),
        size: bytes.len() as i64,
        sha256: crate::seal::sha256(bytes),
        created: now,
    };
    store::insert(conn, &blob, bytes).await?;
    Ok(blob.id)
}

/// A file's description; [`crate::Error::NotFound`] when there is none.
pub async fn get(conn: &mut Conn, id: i64) -> Result<Blob> {
    store::get(conn, id).await
}

/// A file's bytes.
pub async fn read(conn: &mut Conn, id: i64) -> Result<Vec<u8>> {
    store::read(conn, id).await
}

/// Removes a file.
pub async fn delete(conn: &mut Conn, id: i64) -> Result<()> {
    store::delete(conn, id).await
}
