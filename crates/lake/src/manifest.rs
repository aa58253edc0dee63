//! Which files a lake is made of. A file that the manifest does not name is not there, whatever a folder shows.

use crate::Destination;
use crate::schema::TABLES;
use base::{Error, Problem, Result};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashSet};

/// Its name at the lake's top. Engines pass over names that begin with `_`.
pub const MANIFEST: &str = "_manifest.json";

/// The state of a lake after a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of layout and columns.
    pub format: i64,
    /// Name of the release: persons have other pseudonyms in another release.
    pub release: String,
    /// Recognises the release's salt without giving it away: a lake goes on only with the pseudonyms it began with.
    pub mark: String,
    /// Code of the region.
    pub region: String,
    /// Runs so far.
    pub run: i64,
    /// When the last run began, ISO 8601 in UTC.
    pub made: String,
    /// Day before which statements were left out, `YYYY-MM-DD`.
    pub since: Option<String>,
    /// The last statement looked at, in the order of storing: the next run begins behind it.
    pub through: i64,
    /// The tables by name.
    pub tables: BTreeMap<String, Files>,
    /// Files of earlier runs that were replaced; the next run removes them, so that who reads now may finish.
    pub replaced: Vec<String>,
}

/// A table's files.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Files {
    /// Rows in all of them.
    pub rows: u64,
    /// The files.
    pub files: Vec<FileEntry>,
}

/// One file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FileEntry {
    /// Path below the lake's top.
    pub path: String,
    /// Its rows.
    pub rows: u64,
    /// Its size in bytes.
    pub bytes: u64,
    /// SHA-256 of its rows.
    pub content: String,
}

impl Manifest {
    /// Reads it; `None` where no lake is yet.
    pub async fn read(lake: &Destination) -> Result<Option<Manifest>> {
        let Some(bytes) = lake.read(MANIFEST).await? else { return Ok(None) };
        let manifest: Manifest = serde_json::from_slice(&bytes).map_err(|e| Error::internal(format!("{MANIFEST}: {e}")))?;
        if manifest.format != crate::FORMAT {
            return Err(Error::Conflict(Problem::new("open.other_format").with("found", manifest.format).with("known", crate::FORMAT)));
        }
        Ok(Some(manifest))
    }

    pub(crate) async fn write(&self, lake: &Destination) -> Result<()> {
        lake.write(MANIFEST, serde_json::to_vec_pretty(self)?).await
    }

    /// All files it names.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.tables.values().flat_map(|t| t.files.iter().map(|f| f.path.as_str()))
    }

    /// Removes what the manifest does not name: files replaced by the last run, and files of a run that did not end.
    pub(crate) async fn sweep(lake: &Destination, manifest: Option<&Manifest>) -> Result<usize> {
        let named: HashSet<&str> = manifest.iter().flat_map(|m| m.paths()).collect();
        let mut removed = 0;
        for name in lake.list().await? {
            if is_part(&name) && !named.contains(name.as_str()) {
                lake.remove(&name).await?;
                removed += 1;
            }
        }
        Ok(removed)
    }
}

/// Whether a file is one that a run wrote; others are nobody's business here.
fn is_part(name: &str) -> bool {
    let (folder, file) = name.split_once('/').unwrap_or_default();
    let file = file.rsplit('/').next().unwrap_or_default();
    TABLES.iter().any(|t| t.name == folder) && file.starts_with("part-") && file.ends_with(".parquet")
}
