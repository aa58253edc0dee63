//! Attachments' bytes: kept once each, sealed, under the SHA-2 that statements give.

use crate::store::attachment as store;
use base::{Conn, Error, Result, Seal};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha224, Sha256, Sha384, Sha512};
use std::collections::BTreeMap;

/// An attachment on its way into the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    pub(crate) sha2: String,
    pub(crate) size: i64,
    pub(crate) sealed: Vec<u8>,
}

impl File {
    /// Seals the bytes of an attachment. `None` when they are not what `sha2` (hexadecimal, of 224, 256, 384 or 512 bits) is of.
    pub fn of(seal: &Seal, sha2: &str, bytes: &[u8]) -> Result<Option<File>> {
        let sha2 = sha2.to_ascii_lowercase();
        if hash(sha2.len(), bytes).as_deref() != Some(sha2.as_str()) {
            return Ok(None);
        }
        Ok(Some(File { sha2, size: bytes.len() as i64, sealed: seal.close_bytes(bytes)? }))
    }
}

/// The hash of as many hexadecimal digits.
fn hash(digits: usize, bytes: &[u8]) -> Option<String> {
    Some(match digits {
        56 => hex::encode(Sha224::digest(bytes)),
        64 => hex::encode(Sha256::digest(bytes)),
        96 => hex::encode(Sha384::digest(bytes)),
        128 => hex::encode(Sha512::digest(bytes)),
        _ => return None,
    })
}

/// The bytes of these attachments; those that are not stored are absent.
pub async fn attachments(conn: &mut Conn, seal: &Seal, hashes: &[&str]) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut sealed: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    for (sha2, piece) in store::pieces(conn, hashes).await? {
        let piece = STANDARD.decode(piece).map_err(|_| Error::internal("a stored attachment is damaged"))?;
        sealed.entry(sha2).or_default().extend(piece);
    }
    sealed.into_iter().map(|(sha2, bytes)| Ok((sha2, seal.open_bytes(&bytes)?))).collect()
}

/// Those of these hashes whose attachments are stored.
pub async fn known_attachments(conn: &mut Conn, hashes: &[&str]) -> Result<Vec<String>> {
    store::known(conn, hashes).await
}
