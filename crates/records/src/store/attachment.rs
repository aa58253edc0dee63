//! Attachments' sealed bytes, once each.

use crate::attachment::File;
use base::db::Bulk;
use base::{Conn, Result, fetch_all};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// Bytes in a chunk.
const CHUNK: usize = 192 << 10;

/// Stores those that are not there.
pub async fn insert(conn: &mut Conn, now: i64, files: &[File]) -> Result<()> {
    for File { sha2, size, sealed } in files {
        let new = Bulk::into("attachment")
            .texts("sha2", [sha2.clone()])
            .ints("size", [*size])
            .ints("created", [now])
            .suffix("ON CONFLICT (sha2) DO NOTHING")
            .insert(conn)
            .await?;
        if new == 0 {
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

/// The pieces of these attachments, in order.
pub async fn pieces(conn: &mut Conn, hashes: &[&str]) -> Result<Vec<(String, String)>> {
    let sql = if conn.is_sqlite() {
        "SELECT sha2, data FROM attachment_chunk WHERE sha2 IN (SELECT value FROM json_each($1)) ORDER BY sha2, ordinal"
    } else {
        "SELECT sha2, data FROM attachment_chunk WHERE sha2 IN (SELECT value FROM json_array_elements_text($1::json) AS w (value)) ORDER BY sha2, ordinal"
    };
    fetch_all!(conn, sql, serde_json::to_string(hashes)?)
}
