//! Encryption at rest for the few columns that would harm a person if the file were stolen, and
//! blind indexes to find them again.
//!
//! XChaCha20-Poly1305 with a random 24-byte nonce per value (RFC 8439, draft-irtf-cfrg-xchacha);
//! indexes are HMAC-SHA256 under a key of their own.

use crate::{Error, Result};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chacha20poly1305::aead::Aead;
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};
use std::path::Path;

/// The region's keys. Cheap to clone; never printed.
#[derive(Clone)]
pub struct Seal {
    secret: [u8; 32],
}

impl std::fmt::Debug for Seal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Seal")
    }
}

impl Seal {
    /// From 64 hexadecimal digits.
    pub fn from_hex(digits: &str) -> Result<Seal> {
        let mut secret = [0; 32];
        hex::decode_to_slice(digits.trim(), &mut secret).map_err(|_| Error::internal("the secret key must be 64 hexadecimal digits"))?;
        Ok(Seal { secret })
    }

    /// From the configuration, or from `secret.key` in the data directory, made when missing.
    pub fn load(config: &crate::Config) -> Result<Seal> {
        if !config.secret_key.is_empty() {
            return Seal::from_hex(&config.secret_key);
        }
        let path = config.data_dir.join("secret.key");
        match std::fs::read_to_string(&path) {
            Ok(digits) => Seal::from_hex(&digits),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
                let mut secret = [0; 32];
                getrandom::fill(&mut secret).map_err(Error::internal)?;
                write_private(&path, &hex::encode(secret))?;
                Ok(Seal { secret })
            }
            Err(e) => Err(Error::internal(format!("{}: {e}", path.display()))),
        }
    }

    fn key(&self, purpose: &str) -> [u8; 32] {
        mac(&self.secret, purpose.as_bytes())
    }

    /// A key derived for one purpose, for other crates' cryptography.
    pub fn derive(&self, purpose: &str) -> [u8; 32] {
        self.key(purpose)
    }

    /// What identifies the secret without giving it away; nodes compare it with the database's.
    pub fn fingerprint(&self) -> String {
        hex::encode(&self.key("fingerprint")[..8])
    }

    /// Seals a text for a column.
    pub fn close(&self, text: &str) -> Result<String> {
        Ok(STANDARD.encode(self.close_bytes(text.as_bytes())?))
    }

    /// Opens a sealed column.
    pub fn open(&self, sealed: &str) -> Result<String> {
        let bytes = STANDARD.decode(sealed).map_err(|_| does_not_open())?;
        String::from_utf8(self.open_bytes(&bytes)?).map_err(|_| does_not_open())
    }

    /// Seals a file: the nonce, then the sealed bytes.
    pub fn close_bytes(&self, bytes: &[u8]) -> Result<Vec<u8>> {
        let mut nonce = [0; 24];
        getrandom::fill(&mut nonce).map_err(Error::internal)?;
        let cipher = XChaCha20Poly1305::new(&self.key("seal").into());
        let sealed = cipher.encrypt(&XNonce::from(nonce), bytes).map_err(|_| Error::internal("cannot seal a value"))?;
        Ok([&nonce[..], &sealed].concat())
    }

    /// Opens what [`Seal::close_bytes`] made.
    pub fn open_bytes(&self, sealed: &[u8]) -> Result<Vec<u8>> {
        let (nonce, body) = sealed.split_at_checked(24).ok_or_else(does_not_open)?;
        let nonce: [u8; 24] = nonce.try_into().map_err(|_| does_not_open())?;
        let cipher = XChaCha20Poly1305::new(&self.key("seal").into());
        cipher.decrypt(&XNonce::from(nonce), body).map_err(|_| does_not_open())
    }

    /// A blind index: the same text gives the same digest, nothing else can be learnt from it.
    pub fn index(&self, purpose: &str, text: &str) -> String {
        hex::encode(mac(&self.key(purpose), text.as_bytes()))
    }
}

fn does_not_open() -> Error {
    Error::internal("a sealed value does not open: wrong secret key, or damaged data")
}

fn mac(key: &[u8], data: &[u8]) -> [u8; 32] {
    // HMAC takes a key of any length.
    match Hmac::<Sha256>::new_from_slice(key) {
        Ok(mut mac) => {
            mac.update(data);
            mac.finalize().into_bytes().into()
        }
        Err(_) => unreachable!("HMAC accepts keys of every length"),
    }
}

/// SHA-256 in hexadecimal.
pub fn sha256(data: impl AsRef<[u8]>) -> String {
    hex::encode(Sha256::digest(data))
}

fn write_private(path: &Path, text: &str) -> Result<()> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    if let Some(dir) = path.parent() {
        std::fs::create_dir_all(dir)?;
    }
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_only_with_its_key() {
        let a = Seal::from_hex(&"01".repeat(32)).unwrap();
        let b = Seal::from_hex(&"02".repeat(32)).unwrap();
        let sealed = a.close("110101201001011234").unwrap();
        assert!(!sealed.contains("110101"));
        assert_ne!(sealed, a.close("110101201001011234").unwrap());
        assert_eq!(a.open(&sealed).unwrap(), "110101201001011234");
        assert!(b.open(&sealed).is_err());
        assert_eq!(a.index("id", "x"), a.index("id", "x"));
        assert_ne!(a.index("id", "x"), b.index("id", "x"));
    }
}
