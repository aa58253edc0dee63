//! Uploaded files on their way into the database, kept there so that every node sees them: sealed,
//! because a roster has national ids in clear, and for a day at the most.

use crate::store::blob as store;
use crate::{Conn, Millis, Result, Seal};

/// How long a file is kept that nobody has deleted (milliseconds).
pub const KEPT_FOR: Millis = 24 * 3_600_000;

/// A stored file without its bytes.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Blob {
    /// Identifier.
    pub id: i64,
    /// File name as uploaded; never used as a path.
    pub name: String,
    /// Media type.
    pub media_type: String,
    /// Size in bytes, before sealing.
    pub size: i64,
    /// SHA-256 of the sealed bytes, hexadecimal: a digest of the clear ones would confirm a guess.
    pub sha256: String,
    /// When it was stored.
    pub created: Millis,
}

/// Seals and stores a file and gives its identifier.
pub async fn put(conn: &mut Conn, seal: &Seal, now: Millis, name: &str, media_type: &str, bytes: &[u8]) -> Result<i64> {
    let sealed = seal.close_bytes(bytes)?;
    let blob = Blob {
        id: crate::id::next(),
        name: name.to_owned(),
        media_type: media_type.to_owned(),
        size: bytes.len() as i64,
        sha256: crate::seal::sha256(&sealed),
        created: now,
    };
    store::insert(conn, &blob, &sealed).await?;
    Ok(blob.id)
}

/// A file's description; [`crate::Error::NotFound`] when there is none.
pub async fn get(conn: &mut Conn, id: i64) -> Result<Blob> {
    store::get(conn, id).await
}

/// A file's bytes.
pub async fn read(conn: &mut Conn, seal: &Seal, id: i64) -> Result<Vec<u8>> {
    seal.open_bytes(&store::read(conn, id).await?)
}

/// Removes a file.
pub async fn delete(conn: &mut Conn, id: i64) -> Result<()> {
    store::delete(conn, id).await
}

/// Removes the files older than [`KEPT_FOR`] and gives their number: those of checks that nobody
/// applied. Called now and then.
pub async fn sweep(conn: &mut Conn, now: Millis) -> Result<u64> {
    store::delete_before(conn, now - KEPT_FOR).await
}
