//! Statements with their attachments (xAPI 1.0.3 part 3 §1.5.2): what must come along, and nothing that must not.

use super::multipart::{self, Part};
use super::{Fault, Prepared, Version, signature};
use sha2::{Digest, Sha224, Sha256, Sha384, Sha512};
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// Statements and the bytes that came with them.
#[derive(Debug, Clone, PartialEq)]
pub struct Package<'b> {
    /// The statements.
    pub statements: Vec<Prepared>,
    /// Bytes of attachments under their SHA-2 in lower case, each once; they are what the SHA-2 is of.
    pub files: Vec<(String, &'b [u8])>,
}

impl<'b> Package<'b> {
    /// Reads a body by its `Content-Type`: `application/json`, or `multipart/mixed` whose first part that is.
    pub fn parse(version: Version, content_type: &str, body: &'b [u8]) -> Result<Package<'b>, Fault> {
        match media_type(content_type).as_str() {
            "application/json" => Package::of(version, body, &[]),
            "multipart/mixed" => {
                let boundary = multipart::boundary(content_type).ok_or_else(|| Fault::new("Content-Type", "must name the boundary"))?;
                let parts = multipart::parse(&boundary, body)?;
                let (first, files) = parts.split_first().ok_or_else(|| Fault::new("the multipart body", "has no parts"))?;
                if media_type(first.header("content-type").unwrap_or_default()) != "application/json" {
                    return Err(Fault::new("the first part", "must be of Content-Type application/json"));
                }
                Package::of(version, first.body, files)
            }
            _ => Err(Fault::new("Content-Type", "must be application/json or multipart/mixed")),
        }
    }

    fn of(version: Version, statements: &[u8], parts: &[Part<'b>]) -> Result<Package<'b>, Fault> {
        let text = std::str::from_utf8(statements).map_err(|_| Fault::new("", "is not UTF-8"))?;
        let statements = Prepared::parse(version, text)?;
        let mut files: Vec<(String, &'b [u8])> = Vec::with_capacity(parts.len());
        let mut places = HashMap::with_capacity(parts.len());
        for (n, part) in parts.iter().enumerate() {
            let (sha2, body) = file(part).map_err(|reason| Fault::new(format!("part {}", n + 2), reason))?;
            if let Entry::Vacant(place) = places.entry(sha2) {
                files.push((place.key().clone(), body));
                place.insert(files.len() - 1);
            }
        }
        let mut used = vec![false; files.len()];
        for (n, statement) in statements.iter().enumerate() {
            for attachment in statement.attachments() {
                let came = places.get(&attachment.sha2).copied();
                let fault = |reason: &str| Fault::new(format!("statement {n}, attachment {}", attachment.sha2), reason);
                match came {
                    Some(at) => used[at] = true,
                    None if attachment.file_url.is_none() => return Err(fault("has no fileUrl and did not come along")),
                    None => {}
                }
                if attachment.signs() {
                    let signed = came.ok_or_else(|| fault("is a signature and did not come along"))?;
                    signature::verify(statement.raw(), files[signed].1).map_err(|why| fault(&why))?;
                }
            }
        }
        match used.iter().position(|used| !used) {
            Some(at) => Err(Fault::new(format!("the part {}", files[at].0), "belongs to no attachment of the statements")),
            None => Ok(Package { statements, files }),
        }
    }
}

fn media_type(content_type: &str) -> String {
    content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

fn file<'b>(part: &Part<'b>) -> Result<(String, &'b [u8]), &'static str> {
    if !part.header("content-transfer-encoding").is_some_and(|encoding| encoding.eq_ignore_ascii_case("binary")) {
        return Err("must have the header Content-Transfer-Encoding: binary");
    }
    let sha2 = part.header("x-experience-api-hash").ok_or("must have the header X-Experience-API-Hash")?.to_ascii_lowercase();
    let right = match sha2.len() {
        56 => hex::encode(Sha224::digest(part.body)),
        64 => hex::encode(Sha256::digest(part.body)),
        96 => hex::encode(Sha384::digest(part.body)),
        128 => hex::encode(Sha512::digest(part.body)),
        _ => return Err("has an X-Experience-API-Hash that is no SHA-2"),
    };
    if sha2 == right { Ok((sha2, part.body)) } else { Err("does not have the SHA-2 of its X-Experience-API-Hash") }
}
