//! What a file is, from its bytes.

use super::Limits;
use crate::archive::Archive;
use crate::{Problem, Result};

pub(super) enum Kind {
    /// An .xlsx (or .xlsm) workbook; its zip listing was judged.
    Workbook,
    /// Something without binary marks: CSV, if anything.
    Text,
    /// Something else, and what to do about it.
    Other(Problem),
}

/// First bytes, and the advice for whoever sent such a file.
const MARKS: &[(&[u8], &str)] = &[
    (b"%PDF", "base.sheet_is_pdf"),
    (b"\x89PNG", "base.sheet_is_image"),
    (b"\xff\xd8\xff", "base.sheet_is_image"),
    (b"GIF8", "base.sheet_is_image"),
    (b"RIFF", "base.sheet_is_image"),
    (b"II*\0", "base.sheet_is_image"),
    (b"MM\0*", "base.sheet_is_image"),
    (b"Rar!", "base.sheet_is_archive"),
    (b"7z\xbc\xaf", "base.sheet_is_archive"),
    (b"\x1f\x8b", "base.sheet_is_archive"),
    (b"{\\rtf", "base.sheet_is_word"),
];

const OLE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

pub(super) fn of(file: &str, bytes: &[u8], limits: &Limits) -> Result<Kind> {
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return packed(file, bytes, limits);
    }
    if bytes.starts_with(OLE) {
        // A workbook with a password is an OLE file around the encrypted package (MS-OFFCRYPTO 2.3.4).
        let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let locked = bytes.windows(name.len()).any(|w| w == name);
        return Ok(Kind::Other(Problem::new(if locked { "base.sheet_is_protected" } else { "base.sheet_is_old_excel" })));
    }
    if let Some((_, key)) = MARKS.iter().find(|(mark, _)| bytes.starts_with(mark)) {
        return Ok(Kind::Other(Problem::new(key)));
    }
    let start: String = bytes.iter().take(512).map(|b| char::from(*b).to_ascii_lowercase()).collect();
    let start = start.trim_start_matches("\u{ef}\u{bb}\u{bf}").trim_start();
    if ["<html", "<!doctype", "<table", "<?xml", "<meta", "<div"].iter().any(|tag| start.starts_with(tag)) {
        // Many older systems export a web page and call it .xls.
        return Ok(Kind::Other(Problem::new("base.sheet_is_web_page")));
    }
    Ok(Kind::Text)
}

fn packed(file: &str, bytes: &[u8], limits: &Limits) -> Result<Kind> {
    let archive = Archive::open(file, bytes, &limits.archive)?;
    let any = |start: &str| archive.entries().iter().any(|e| e.name.starts_with(start));
    let key = if archive.contains("xl/workbook.bin") {
        "base.sheet_is_old_excel"
    } else if any("xl/") {
        return Ok(Kind::Workbook);
    } else if any("word/") {
        "base.sheet_is_word"
    } else if any("ppt/") {
        "base.sheet_is_slides"
    } else if archive.contains("mimetype") && archive.contains("content.xml") {
        "base.sheet_is_open_document"
    } else {
        "base.sheet_is_archive"
    };
    Ok(Kind::Other(Problem::new(key)))
}
