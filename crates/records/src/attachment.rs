//! Attachments' bytes: kept once each, sealed, under the SHA-2 that statements give.

use crate::store::attachment as store;
use base::{Conn, Error, Result, Seal};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::collections::BTreeMap;

/// An attachment on its way into the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    pub(crate) sha2: String,
    pub(crate) size: i64,
    pub(crate) sealed: Vec<u8>,
}

impl File {
    /// Seals the bytes of an attachment, which are what `sha2` is of ([`crate::xapi::Package`] sees to it).
    pub fn of(seal: &Seal, sha2: &str, bytes: &[u8]) -> Result<File> {
        Ok(File { sha2: sha2.to_owned(), size: bytes.len() as i64, sealed: seal.close_bytes(bytes)? })
    }
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
