//! Backups: one file with every row of one moment, taken while people work, checked by hash, and
//! restorable into either database.
//!
//! The file is `tar` in `zstd`: a `<table>.jsonl` per table, one JSON object a row, and last
//! `manifest.json` with the number of rows and the SHA-256 of each. A file cut short has no
//! manifest and is refused. The secret key is never inside, only its fingerprint: keep
//! `secret.key` apart, sealed columns do not open without it.

mod create;
mod restore;
mod verify;

pub use create::create;
pub use restore::restore;
pub use verify::verify;

use crate::{Place, Problem};
use serde::{Deserialize, Serialize};
use std::path::Path;

/// The layout described above.
const FORMAT: u32 = 1;
/// The entry that ends a backup.
const MANIFEST: &str = "manifest.json";
/// Running processes are not what a region knows; a restored database has none.
const NOT_KEPT: &str = "node";

/// What a backup holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of the layout; this program reads 1.
    pub format: u32,
    /// When the moment was, ISO 8601 in UTC.
    pub created: String,
    /// The program's version.
    pub product: String,
    /// `sqlite` or `postgres`: where it was taken. It restores into either.
    pub database: String,
    /// Fingerprint of the secret key that the sealed columns need.
    pub secret: String,
    /// Versions of the schema's steps.
    pub migrations: Vec<i64>,
    /// The tables.
    pub tables: Vec<Contents>,
}

impl Manifest {
    /// Rows of all tables.
    pub fn rows(&self) -> u64 {
        self.tables.iter().map(|t| t.rows).sum()
    }
}

/// One table in a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contents {
    /// The table.
    pub table: String,
    /// Its columns.
    pub columns: Vec<String>,
    /// Rows, one a line.
    pub rows: u64,
    /// Size of its entry in bytes.
    pub bytes: u64,
    /// SHA-256 of its entry, hexadecimal.
    pub sha256: String,
}

fn at(path: &Path, problem: Problem) -> crate::Error {
    problem.at(Place { file: path.display().to_string(), ..Place::default() }).into()
}
