//! Zip files from strangers: every entry's name, size, ratio and method is judged before a byte is
//! unpacked, and unpacking stops at the size that was declared.
//!
//! The defences are those of the OWASP file upload guidance: zip bombs (also overlapping ones),
//! paths that climb out, links, encrypted and doubled entries.

use crate::{Error, Place, Problem, Result};
use std::io::{Cursor, Read};
use zip::ZipArchive;
use zip::result::ZipError;

/// What an archive may hold.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Entries at the most: 10,000.
    pub entries: usize,
    /// Unpacked bytes of all entries together: 512 MiB.
    pub total: u64,
    /// Unpacked bytes of one entry: 256 MiB.
    pub entry: u64,
    /// Unpacked over packed size of an entry above 1 MiB: 200. (Deflate ends at 1032; documents
    /// stay under 60.)
    pub ratio: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { entries: 10_000, total: 512 << 20, entry: 256 << 20, ratio: 200 }
    }
}

/// Entries up to this size may have any ratio: a page of blanks is no bomb.
const HARMLESS: u64 = 1 << 20;

/// A file in the archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Path with `/` between folders, relative, without `..`.
    pub name: String,
    /// Unpacked size in bytes.
    pub size: u64,
    index: usize,
}

/// An archive whose listing was judged and found harmless.
pub struct Archive<'a> {
    file: String,
    zip: ZipArchive<Cursor<&'a [u8]>>,
    entries: Vec<Entry>,
}

impl<'a> Archive<'a> {
    /// Opens the bytes of `file` (its name, for messages). [`Error::Invalid`] with every fault of
    /// the listing, or with the one that makes it unreadable.
    pub fn open(file: &str, bytes: &'a [u8], limits: &Limits) -> Result<Archive<'a>> {
        let at = |p: Problem| p.at(in_file(file));
        let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| at(Problem::new("base.archive_damaged")))?;
        if zip.len() > limits.entries {
            return Err(at(Problem::new("base.archive_too_many").with("n", zip.len()).with("limit", limits.entries)).into());
        }
        if zip.has_duplicate_names() {
            return Err(at(Problem::new("base.archive_twice")).into());
        }
        if zip.has_overlapping_files().unwrap_or(true) {
            return Err(at(Problem::new("base.archive_damaged")).into());
        }
        let (mut entries, mut problems, mut total) = (Vec::new(), Vec::new(), 0_u64);
        for index in 0..zip.len() {
            match judge(&zip, index, limits) {
                Ok(Some(entry)) => {
                    total = total.saturating_add(entry.size);
                    entries.push(entry);
                }
                Ok(None) => {}
                Err(problem) => problems.push(at(problem)),
            }
        }
        if total > limits.total {
            problems.push(at(Problem::new("base.archive_too_large").with("limit", limits.total >> 20)));
        }
        if problems.is_empty() { Ok(Archive { file: file.to_owned(), zip, entries }) } else { Err(Error::Invalid(problems)) }
    }

    /// The files, in the archive's order; folders are left out.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Whether there is a file of this name.
    pub fn contains(&self, name: &str) -> bool {
        self.entries.iter().any(|e| e.name == name)
    }

    /// Unpacks one file. The checksum is verified.
    pub fn read(&mut self, name: &str) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.scan(name, |chunk| bytes.extend_from_slice(chunk))?;
        Ok(bytes)
    }

    /// Unpacks one file as UTF-8 text, without a byte order mark.
    pub fn read_text(&mut self, name: &str) -> Result<String> {
        let text = String::from_utf8(self.read(name)?)
            .map_err(|_| Problem::new("base.archive_entry_text").with("name", name).at(in_file(&self.file)))?;
        Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
    }

    /// Unpacks one file piece by piece, so that it never is in memory whole.
    pub fn scan(&mut self, name: &str, mut piece: impl FnMut(&[u8])) -> Result<()> {
        let problem = |key: Problem| key.with("name", name).at(in_file(&self.file));
        let entry =
            self.entries.iter().find(|e| e.name == name).cloned().ok_or_else(|| problem(Problem::new("base.archive_entry_missing")))?;
        let damaged = || problem(Problem::new("base.archive_entry_damaged"));
        let mut packed = self.zip.by_index(entry.index).map_err(|_| damaged())?.take(entry.size + 1);
        let (mut buffer, mut seen) = (vec![0; 64 << 10], 0_u64);
        loop {
            match packed.read(&mut buffer).map_err(|_| damaged())? {
                0 => break,
                n => {
                    seen += n as u64;
                    piece(&buffer[..n]);
                }
            }
        }
        // The listing said a size; an entry that unpacks to another is forged or broken.
        if seen == entry.size { Ok(()) } else { Err(damaged().into()) }
    }
}

fn in_file(file: &str) -> Place {
    Place { file: file.to_owned(), ..Place::default() }
}

/// The entry if it is a harmless file, nothing if it is a folder.
fn judge(zip: &ZipArchive<Cursor<&[u8]>>, index: usize, limits: &Limits) -> Result<Option<Entry>, Problem> {
    let data = zip.by_index_data(index).map_err(|_: ZipError| Problem::new("base.archive_damaged"))?;
    let shown = decode(data.name_raw());
    let name = shown.replace('\\', "/");
    let refuse = |problem: Problem| Err(problem.with("name", &shown));
    if !is_inside(&name) || data.is_symlink() {
        return refuse(Problem::new("base.archive_name"));
    }
    if data.encrypted() {
        return refuse(Problem::new("base.archive_encrypted"));
    }
    if name.ends_with('/') {
        return Ok(None);
    }
    if !matches!(data.compression(), zip::CompressionMethod::Stored | zip::CompressionMethod::Deflated) {
        return refuse(Problem::new("base.archive_method"));
    }
    let (size, packed) = (data.size(), data.compressed_size().max(1));
    if size > limits.entry {
        return refuse(Problem::new("base.archive_entry_large").with("limit", limits.entry >> 20));
    }
    if size > HARMLESS && size / packed > limits.ratio {
        return refuse(Problem::new("base.archive_bomb"));
    }
    Ok(Some(Entry { name, size, index }))
}

/// Names are UTF-8, or, from Chinese Windows, GB18030 without saying so.
fn decode(raw: &[u8]) -> String {
    match std::str::from_utf8(raw) {
        Ok(name) => name.to_owned(),
        Err(_) => encoding_rs::GB18030.decode_without_bom_handling(raw).0.into_owned(),
    }
}

fn is_inside(name: &str) -> bool {
    let drive = name.as_bytes().get(1) == Some(&b':');
    !name.is_empty() && !name.starts_with('/') && !drive && !name.chars().any(char::is_control) && name.split('/').all(|part| part != "..")
}
