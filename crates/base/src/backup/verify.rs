use super::{Contents, FORMAT, MANIFEST, Manifest, at};
use crate::{Error, Problem, Result};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

/// Largest manifest that is read.
const MANIFEST_LIMIT: u64 = 16 << 20;

/// Reads a backup from end to end and compares every entry with the manifest. [`Error::Invalid`]
/// names what is damaged or missing.
pub async fn verify(path: &Path) -> Result<Manifest> {
    let path = path.to_owned();
    tokio::task::spawn_blocking(move || check(&path)).await.map_err(Error::internal)?
}

pub(super) type Entries = tar::Archive<zstd::Decoder<'static, BufReader<File>>>;

pub(super) fn open(path: &Path) -> Result<Entries> {
    let file = File::open(path).map_err(|e| at(path, Problem::new("base.backup_unreadable").with("cause", e)))?;
    Ok(tar::Archive::new(zstd::Decoder::new(file)?))
}

/// The table whose rows an entry holds.
pub(super) fn table_of(name: &Path) -> Option<String> {
    name.to_str()?.strip_suffix(".jsonl").map(str::to_owned)
}

struct Found {
    rows: u64,
    bytes: u64,
    sha256: String,
}

fn check(path: &Path) -> Result<Manifest> {
    let (manifest, found) = match walk(path) {
        Ok(walked) => walked,
        Err(error @ Error::Invalid(_)) => return Err(error),
        // Bytes that neither zstd nor tar can read: cut short, overwritten, or no backup at all.
        Err(_) => return Err(at(path, Problem::new("base.backup_damaged"))),
    };
    let Some(manifest) = manifest else {
        return Err(at(path, Problem::new("base.backup_cut_short")));
    };
    if manifest.format != FORMAT {
        return Err(at(path, Problem::new("base.backup_newer").with("version", &manifest.product)));
    }
    let matches = |t: &Contents| found.get(&t.table).is_some_and(|f| (f.rows, f.bytes, &f.sha256) == (t.rows, t.bytes, &t.sha256));
    let mut wrong: Vec<&str> = manifest.tables.iter().filter(|t| !matches(t)).map(|t| t.table.as_str()).collect();
    wrong.extend(found.keys().filter(|name| !manifest.tables.iter().any(|t| t.table == **name)).map(String::as_str));
    if wrong.is_empty() { Ok(manifest) } else { Err(at(path, Problem::new("base.backup_tables").with("names", wrong.join(", ")))) }
}

fn walk(path: &Path) -> Result<(Option<Manifest>, HashMap<String, Found>)> {
    let mut archive = open(path)?;
    let (mut manifest, mut found) = (None, HashMap::new());
    for entry in archive.entries()? {
        let mut entry = entry?;
        let name: PathBuf = entry.path()?.into_owned();
        if name == Path::new(MANIFEST) {
            let mut json = Vec::new();
            entry.take(MANIFEST_LIMIT).read_to_end(&mut json)?;
            manifest = Some(serde_json::from_slice(&json)?);
        } else if let Some(table) = table_of(&name) {
            found.insert(table, measure(&mut entry)?);
        } else {
            return Err(at(path, Problem::new("base.backup_tables").with("names", name.display())));
        }
    }
    // The checksum over everything stands behind the last entry.
    std::io::copy(&mut archive.into_inner(), &mut std::io::sink())?;
    Ok((manifest, found))
}

fn measure(entry: &mut impl Read) -> Result<Found> {
    let (mut hash, mut rows, mut bytes) = (Sha256::new(), 0, 0);
    let mut buffer = vec![0; 256 << 10];
    loop {
        let n = entry.read(&mut buffer)?;
        if n == 0 {
            return Ok(Found { rows, bytes, sha256: hex::encode(hash.finalize()) });
        }
        hash.update(&buffer[..n]);
        rows += buffer[..n].iter().filter(|b| **b == b'\n').count() as u64;
        bytes += n as u64;
    }
}
