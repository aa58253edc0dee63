//! Fonts of the machine, found when they are first needed.

use crate::Error;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

/// Where Linux keeps fonts.
pub const FOLDERS: [&str; 2] = ["/usr/share/fonts", "/usr/local/share/fonts"];

/// Families with the characters of mainland Chinese, the best first, and how the names of their files begin (lower case).
const FAMILIES: [(&str, &str); 5] = [
    ("Noto Sans CJK SC", "notosanscjk"),
    ("Source Han Sans SC", "sourcehansans"),
    ("WenQuanYi Micro Hei", "wqy-microhei"),
    ("WenQuanYi Zen Hei", "wqy-zenhei"),
    ("Droid Sans Fallback", "droidsansfallback"),
];
/// Folders within folders that are looked into; a link in a circle ends here.
const DEPTH: usize = 5;

/// One family with Chinese characters, in the weights that are there.
pub struct Fonts {
    pub(crate) family: &'static str,
    pub(crate) book: LazyHash<FontBook>,
    pub(crate) faces: Vec<Font>,
}

impl std::fmt::Debug for Fonts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Fonts").field("family", &self.family).field("faces", &self.faces.len()).finish()
    }
}

impl Fonts {
    /// The machine's fonts, read when they are first asked for and kept; asked again while there are none.
    pub fn of_machine() -> Result<&'static Fonts, Error> {
        static READ: OnceLock<Fonts> = OnceLock::new();
        match READ.get() {
            Some(fonts) => Ok(fonts),
            None => {
                let fonts = Fonts::find(&FOLDERS.map(Path::new))?;
                Ok(READ.get_or_init(|| fonts))
            }
        }
    }

    /// The best family found under the folders. Reads up to some 50 MB.
    pub fn find(folders: &[&Path]) -> Result<Fonts, Error> {
        let files = files(folders);
        FAMILIES.iter().find_map(|(family, beginning)| read(family, beginning, &files)).ok_or_else(|| none(folders))
    }

    /// Name of the best family whose files are under the folders, without reading them: for a check of the machine.
    pub fn present(folders: &[&Path]) -> Result<&'static str, Error> {
        let files = files(folders);
        let there = |(_, beginning): &&(&str, &str)| files.iter().any(|path| begins(path, beginning));
        FAMILIES.iter().find(there).map(|(family, _)| *family).ok_or_else(|| none(folders))
    }

    /// Name of the family.
    pub fn family(&self) -> &str {
        self.family
    }
}

fn none(folders: &[&Path]) -> Error {
    Error::NoFont(folders.iter().map(|f| f.display().to_string()).collect::<Vec<_>>().join(", "))
}

/// All files under the folders, in one order: directories come in no order of their own.
fn files(folders: &[&Path]) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for folder in folders {
        collect(folder, DEPTH, &mut files);
    }
    files.sort();
    files
}

fn begins(path: &Path, beginning: &str) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().to_lowercase().starts_with(beginning))
}

fn collect(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            if depth > 0 {
                collect(&path, depth - 1, files);
            }
        } else {
            files.push(path);
        }
    }
}

fn read(family: &'static str, beginning: &str, files: &[PathBuf]) -> Option<Fonts> {
    let faces: Vec<Font> = files
        .iter()
        .filter(|path| begins(path, beginning))
        .filter_map(|path| std::fs::read(path).ok())
        .flat_map(|data| Font::iter(Bytes::new(data)).collect::<Vec<_>>())
        .filter(|face| face.info().family == family)
        .collect();
    if faces.is_empty() {
        return None;
    }
    Some(Fonts { family, book: LazyHash::new(FontBook::from_fonts(&faces)), faces })
}
