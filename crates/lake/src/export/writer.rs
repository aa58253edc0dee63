//! The files of one run: many partitions at once, within the memory that was agreed on.

use super::Limits;
use crate::Destination;
use crate::manifest::FileEntry;
use crate::part::{Done, Part, Value};
use crate::schema::Table;
use base::Result;
use std::collections::BTreeMap;

/// Writes the rows of one table into files by partition. A file is uploaded when it is full or at the end; nobody knows of it before the
/// manifest names it.
pub(super) struct Writer<'a> {
    lake: &'a Destination,
    table: &'static Table,
    limits: Limits,
    run: i64,
    /// Files begun so far.
    files: usize,
    open: BTreeMap<String, Part>,
    gathered: usize,
    /// Finished files of tables that may turn out not to have changed.
    done: Vec<(String, Done)>,
    uploaded: Vec<FileEntry>,
}

impl<'a> Writer<'a> {
    pub fn new(lake: &'a Destination, table: &'static Table, limits: Limits, run: i64) -> Self {
        let (open, done, uploaded) = (BTreeMap::new(), Vec::new(), Vec::new());
        Writer { lake, table, limits, run, files: 0, open, gathered: 0, done, uploaded }
    }

    /// Adds a row to a partition, such as `region=R/school_year=2025-2026/month=2025-09`.
    pub fn push(&mut self, partition: &str, row: Vec<Value>) -> Result<()> {
        let part = match self.open.get_mut(partition) {
            Some(part) => part,
            None => self.open.entry(partition.to_owned()).or_insert(Part::new(self.table)?),
        };
        part.push(row)?;
        self.gathered += 1;
        let full = part.written + part.gathered >= self.limits.rows_a_file;
        if full && let Some(part) = self.open.remove(partition) {
            self.gathered -= part.gathered;
            self.done.push((partition.to_owned(), part.finish()?));
        }
        if self.gathered >= self.limits.rows_in_memory
            && let Some(largest) = self.open.values_mut().max_by_key(|p| p.gathered)
        {
            self.gathered -= largest.gathered;
            largest.flush()?;
        }
        Ok(())
    }

    /// Uploads the files that are full.
    pub async fn upload_full(&mut self) -> Result<()> {
        for (partition, done) in std::mem::take(&mut self.done) {
            self.upload(&partition, done).await?;
        }
        Ok(())
    }

    /// Ends and uploads everything.
    pub async fn finish(mut self) -> Result<Vec<FileEntry>> {
        self.end_all()?;
        self.upload_full().await?;
        Ok(self.uploaded)
    }

    /// Ends a table that is written anew each time: partitions whose rows are the same as before keep their files. Gives
    /// the files that make up the table now, how many of them are new, and those that no longer count.
    pub async fn replace(mut self, before: &[FileEntry]) -> Result<Replaced> {
        self.end_all()?;
        let mut now: BTreeMap<String, Vec<Done>> = BTreeMap::new();
        for (partition, done) in std::mem::take(&mut self.done) {
            now.entry(partition).or_default().push(done);
        }
        let mut kept = Vec::new();
        for (partition, parts) in now {
            let folder = format!("{}/{partition}/", self.table.name);
            let old: Vec<&FileEntry> = before.iter().filter(|f| f.path.starts_with(&folder)).collect();
            if old.iter().map(|f| &f.content).eq(parts.iter().map(|p| &p.content)) {
                kept.extend(old.into_iter().cloned());
                continue;
            }
            for done in parts {
                self.upload(&partition, done).await?;
            }
        }
        let gone = before.iter().filter(|f| !kept.contains(f)).map(|f| f.path.clone()).collect();
        let new = self.uploaded.len();
        kept.extend(self.uploaded);
        Ok(Replaced { files: kept, new, gone })
    }

    fn end_all(&mut self) -> Result<()> {
        for (partition, part) in std::mem::take(&mut self.open) {
            self.done.push((partition, part.finish()?));
        }
        Ok(())
    }

    async fn upload(&mut self, partition: &str, done: Done) -> Result<()> {
        self.files += 1;
        let path = format!("{}/{partition}/part-{:05}-{:04}.parquet", self.table.name, self.run, self.files);
        let bytes = self.lake.upload(&path, done.file).await?;
        self.uploaded.push(FileEntry { path, rows: done.rows as u64, bytes, content: done.content });
        Ok(())
    }
}

/// A table after it was written anew.
pub(super) struct Replaced {
    pub files: Vec<FileEntry>,
    pub new: usize,
    pub gone: Vec<String>,
}

/// A code in a folder's name: letters, digits, `-` and `.` as they are, any other byte as `_` and two hexadecimal digits, because
/// engines and storages differ in how they read `%`.
pub(super) fn folder_value(text: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-.".contains(&b);
    text.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("_{b:02X}") }).collect()
}
