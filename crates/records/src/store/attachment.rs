//! Attachments' sealed bytes, once each.

use crate::attachment::File;
use base::db::Bulk;
use base::{Conn, Result, execute, fetch_all, fetch_optional};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::collections::BTreeSet;

/// Bytes in a chunk.
const CHUNK: usize = 192 << 10;

/// Stores those that are not there; those that are there stay until the transaction ends.
pub async fn insert(conn: &mut Conn, now: i64, files: &[File]) -> Result<()> {
    for File { sha2, size, sealed } in files {
        if !claim(conn, now, sha2, *size).await? {
            continue;
        }
        let chunks: Vec<&[u8]> = sealed.chunks(CHUNK).collect();
        Bulk::into("attachment_chunk")
            .texts("sha2", chunks.iter().map(|_| sha2.clone()))
            .ints("ordinal", 0..chunks.len() as i64)
            .texts("data", chunks.iter().map(|chunk| STANDARD.encode(chunk)))
            .insert(conn)
            .await?;
    }
    Ok(())
}

/// Whether it is new. One that is there is held, so that an erasure waits and sees the new statement that names it.
async fn claim(conn: &mut Conn, now: i64, sha2: &str, size: i64) -> Result<bool> {
    loop {
        let new = execute!(
            conn,
            "INSERT INTO attachment (sha2, size, created) VALUES ($1, $2, $3) ON CONFLICT (sha2) DO NOTHING",
            sha2,
            size,
            now
        )?;
        if new == 1 || conn.is_sqlite() {
            return Ok(new == 1);
        }
        let held: Option<(String,)> = fetch_optional!(conn, "SELECT sha2 FROM attachment WHERE sha2 = $1 FOR KEY SHARE", sha2)?;
        if held.is_some() {
            return Ok(false);
        }
    }
}

/// Notes which statements name which attachments.
pub async fn name(conn: &mut Conn, named: &BTreeSet<(i64, String)>) -> Result<()> {
    Bulk::into("statement_attachment")
        .ints("seq", named.iter().map(|(seq, _)| *seq))
        .texts("sha2", named.iter().map(|(_, sha2)| sha2.clone()))
        .insert(conn)
        .await
        .map(|_| ())
}

/// The pieces of these attachments, in order.
pub async fn pieces(conn: &mut Conn, hashes: &[&str]) -> Result<Vec<(String, String)>> {
    let sql = if conn.is_sqlite() {
        "SELECT sha2, data FROM attachment_chunk WHERE sha2 IN (SELECT value FROM json_each($1)) ORDER BY sha2, ordinal"
    } else {
        "SELECT sha2, data FROM attachment_chunk WHERE sha2 IN (SELECT value FROM UNNEST(ARRAY(SELECT json_array_elements_text($1::json))) AS w (value)) ORDER BY sha2, ordinal"
    };
    fetch_all!(conn, sql, serde_json::to_string(hashes)?)
}
