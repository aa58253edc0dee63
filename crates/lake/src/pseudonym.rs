//! Pseudonyms: a keyed hash of a person's number under the salt of a release.
//!
//! HMAC-SHA-256 (RFC 2104, FIPS 198-1), cut to 128 bits. Each release has a salt of its own, drawn at random and kept sealed in the
//! database: without it nobody can tell whose a pseudonym is, nor which pseudonyms of two releases are one person's. A
//! lost salt ends the release: its lake can be read, and not be gone on with.

use crate::store::release as store;
use base::{Base, Error, Problem, Result};
use hmac::{Hmac, KeyInit, Mac};
use parquet::data_type::ByteArray;
use sha2::Sha256;
use std::collections::HashMap;

/// Bytes of a pseudonym before it is written in hexadecimal.
const BYTES: usize = 16;

/// Longest name of a release.
const LONGEST_NAME: usize = 40;

/// The salt of one release.
#[derive(Clone)]
pub struct Salt(Hmac<Sha256>);

impl Salt {
    /// The salt of a release, drawn at its first use. [`Error::Invalid`] for a name with other than small letters, digits and `-`.
    pub async fn of_release(base: &Base, name: &str) -> Result<Salt> {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if name.is_empty() || name.len() > LONGEST_NAME || !name.chars().all(plain) {
            return Err(Problem::new("open.release_name").with("name", name).with("most", LONGEST_NAME).into());
        }
        let mut drawn = [0; 32];
        getrandom::fill(&mut drawn).map_err(Error::internal)?;
        let (sealed, name, now) = (base.seal.close(&hex::encode(drawn))?, name.to_owned(), base.clock.now());
        let kept = base.db.write(move |conn| Box::pin(async move { store::salt(conn, &name, &sealed, now).await })).await?;
        let key = hex::decode(base.seal.open(&kept)?).map_err(Error::internal)?;
        Ok(Salt(Hmac::new_from_slice(&key).map_err(Error::internal)?))
    }

    fn hash(&self, kind: &str, what: &[u8]) -> String {
        let mut mac = self.0.clone();
        mac.update(kind.as_bytes());
        mac.update(&[0]);
        mac.update(what);
        hex::encode(&mac.finalize().into_bytes()[..BYTES])
    }

    /// A person's pseudonym: 32 hexadecimal digits.
    pub fn person(&self, id: i64) -> String {
        self.hash("person", &id.to_be_bytes())
    }

    /// The same for a statement's identifier, so that a row can be told from another and not be traced.
    pub fn statement(&self, id: &str) -> String {
        self.hash("statement", id.as_bytes())
    }

    /// What recognises the salt without giving it away.
    pub fn mark(&self) -> String {
        self.hash("mark", &[])
    }
}

/// Persons' pseudonyms, each hashed once.
pub(crate) struct Pseudonyms {
    salt: Salt,
    known: HashMap<i64, ByteArray>,
}

impl Pseudonyms {
    pub fn new(salt: Salt) -> Pseudonyms {
        Pseudonyms { salt, known: HashMap::new() }
    }

    pub fn person(&mut self, id: i64) -> &ByteArray {
        self.known.entry(id).or_insert_with(|| ByteArray::from(self.salt.person(id).into_bytes()))
    }

    pub fn statement(&self, id: &str) -> String {
        self.salt.statement(id)
    }
}
