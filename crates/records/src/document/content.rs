//! What a document is made of.

use super::merge::{self, Merged};
use super::{LIMIT, Refusal};
use crate::store::document::Row;
use base::{Error, Millis, Result};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha1::{Digest, Sha1};

/// A document as it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Media type, as its writer named it.
    pub media: String,
    /// The bytes, as they were written or merged.
    pub bytes: Vec<u8>,
    /// SHA-1 of the bytes in hexadecimal digits (1.0.3 part 3 §3.1), without quotes.
    pub etag: String,
    /// When it was last written.
    pub updated: Millis,
}

impl Document {
    pub(super) fn of(row: Row) -> Result<Document> {
        Ok(Document { bytes: unpacked(row.packed, row.content)?, media: row.media, etag: row.etag, updated: row.updated })
    }
}

fn unpacked(packed: bool, content: String) -> Result<Vec<u8>> {
    if packed { STANDARD.decode(content).map_err(|e| Error::internal(format!("a document: {e}"))) } else { Ok(content.into_bytes()) }
}

/// What somebody wants to write, looked over.
#[derive(Debug, Clone)]
pub(super) struct Content {
    media: String,
    bytes: Vec<u8>,
}

impl Content {
    pub fn new(media: String, bytes: Vec<u8>) -> Result<Content, Refusal> {
        if bytes.len() > LIMIT {
            return Err(Refusal::TooLarge);
        }
        if is_json(&media) && !merge::is_json(&bytes) {
            return Err(Refusal::NotJson);
        }
        Ok(Content { media, bytes })
    }

    /// Its members over those of the document there is.
    pub fn merged_into(&self, present: &Row) -> Result<Content, Refusal> {
        if !is_json(&self.media) || !is_json(&present.media) || present.packed {
            return Err(Refusal::NotMergeable);
        }
        match merge::objects(present.content.as_bytes(), &self.bytes) {
            Merged::Object(text) if text.len() > LIMIT => Err(Refusal::TooLarge),
            Merged::Object(text) => Ok(Content { media: self.media.clone(), bytes: text.into_bytes() }),
            Merged::NotObjects => Err(Refusal::NotMergeable),
        }
    }

    pub fn into_row(self, updated: Millis) -> Row {
        let etag = hex::encode(Sha1::digest(&self.bytes));
        // PostgreSQL's texts hold no U+0000.
        let (packed, content) = match String::from_utf8(self.bytes) {
            Ok(text) if !text.contains('\0') => (false, text),
            Ok(text) => (true, STANDARD.encode(text)),
            Err(e) => (true, STANDARD.encode(e.into_bytes())),
        };
        Row { media: self.media, packed, content, etag, updated }
    }
}

fn is_json(media: &str) -> bool {
    media.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}
