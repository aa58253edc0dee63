//! Zip files from strangers.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use base::Error;
use base::archive::{Archive, Limits};
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;

fn packed(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn refused(bytes: &[u8], limits: &Limits) -> Vec<String> {
    match Archive::open("包.zip", bytes, limits) {
        Err(Error::Invalid(problems)) => problems.into_iter().map(|p| p.key).collect(),
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("accepted"),
    }
}

/// The archive with a name of the same length put in the place of another.
fn renamed(mut bytes: Vec<u8>, from: &[u8], to: &[u8]) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    for at in 0..bytes.len() - from.len() {
        if bytes[at..].starts_with(from) {
            bytes[at..at + to.len()].copy_from_slice(to);
        }
    }
    bytes
}

#[test]
fn files_are_listed_and_read() {
    let bytes = packed(&[("items/q1.xml", "\u{feff}<题/>".as_bytes()), ("items/", b""), ("a.bin", b"\xff")]);
    let mut archive = Archive::open("包.zip", &bytes, &Limits::default()).unwrap();
    assert_eq!(archive.entries().iter().map(|e| e.name.as_str()).collect::<Vec<_>>(), ["items/q1.xml", "a.bin"]);
    assert_eq!(archive.read_text("items/q1.xml").unwrap(), "<题/>");
    assert_eq!(archive.read("a.bin").unwrap(), b"\xff");
    let key = |r: base::Result<String>| match r {
        Err(Error::Invalid(p)) => p[0].key.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(key(archive.read_text("a.bin")), "base.archive_entry_text");
    assert_eq!(key(archive.read_text("none.xml")), "base.archive_entry_missing");
}

#[test]
fn names_from_chinese_windows_are_read() {
    let gbk = encoding_rs::GBK.encode("题目.xml").0.into_owned();
    let stand_in = "x".repeat(gbk.len());
    let bytes = renamed(packed(&[(&stand_in, b"1")]), stand_in.as_bytes(), &gbk);
    let mut archive = Archive::open("包.zip", &bytes, &Limits::default()).unwrap();
    assert_eq!(archive.read("题目.xml").unwrap(), b"1");
}

#[test]
fn paths_that_leave_the_archive_are_refused() {
    for name in ["../../etc/passwd", "/etc/passwd", "C:\\x.txt", "a\\..\\..\\b", "a/../b", "a\u{1}b"] {
        let stand_in = "n".repeat(name.len());
        let bytes = renamed(packed(&[(&stand_in, b"1")]), stand_in.as_bytes(), name.as_bytes());
        assert_eq!(refused(&bytes, &Limits::default()), ["base.archive_name"], "{name}");
    }
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.add_symlink("link", "/etc/passwd", SimpleFileOptions::default()).unwrap();
    assert_eq!(refused(&zip.finish().unwrap().into_inner(), &Limits::default()), ["base.archive_name"]);
}

#[test]
fn bombs_and_crowds_are_refused_before_unpacking() {
    let zeros = vec![0; 8 << 20];
    assert_eq!(refused(&packed(&[("zeros", &zeros)]), &Limits::default()), ["base.archive_bomb"]);
    let small = Limits { entries: 2, total: 100, entry: 60, ratio: 200 };
    assert_eq!(refused(&packed(&[("a", b""), ("b", b""), ("c", b"")]), &small), ["base.archive_too_many"]);
    assert_eq!(refused(&packed(&[("a", &[7; 61])]), &small), ["base.archive_entry_large"]);
    assert_eq!(refused(&packed(&[("a", &[7; 60]), ("b", &[7; 60])]), &small), ["base.archive_too_large"]);
}

#[test]
fn every_fault_of_the_listing_is_told() {
    let bytes = renamed(packed(&[("nn/a", b"1"), ("ok", b"2"), ("mm/b", b"3")]), b"nn/", b"../");
    assert_eq!(refused(&renamed(bytes, b"mm/", b"../"), &Limits::default()).len(), 2);
}

#[test]
fn a_size_that_lies_and_a_wrong_checksum_are_found_on_reading() {
    let bytes = packed(&[("a.txt", b"abcdefgh")]);
    let mut entries = bytes.clone();
    let body = entries.windows(5).position(|w| w == b"a.txt").unwrap() + 5;
    entries[body + 2] ^= 0x55;
    for forged in [entries, lying_size(bytes)] {
        let Ok(mut archive) = Archive::open("包.zip", &forged, &Limits::default()) else { continue };
        assert!(matches!(archive.read("a.txt"), Err(Error::Invalid(p)) if p[0].key == "base.archive_entry_damaged"));
    }
}

/// Declares 3 bytes for an entry that holds 8 (in the central directory, at offset 24).
fn lying_size(mut bytes: Vec<u8>) -> Vec<u8> {
    let directory = bytes.windows(4).position(|w| w == b"PK\x01\x02").unwrap();
    bytes[directory + 24] = 3;
    bytes
}

#[test]
fn locked_entries_and_junk_are_refused() {
    // Bit 0 of the flags: encrypted (APPNOTE 4.4.4).
    let mut bytes = packed(&[("a.txt", b"abcdefgh")]);
    let directory = bytes.windows(4).position(|w| w == b"PK\x01\x02").unwrap();
    bytes[directory + 8] |= 1;
    bytes[6] |= 1;
    assert_eq!(refused(&bytes, &Limits::default()), ["base.archive_encrypted"]);
    assert_eq!(refused(b"not a zip", &Limits::default()), ["base.archive_damaged"]);
    let whole = packed(&[("a.txt", b"abcdefgh")]);
    assert_eq!(refused(&whole[..whole.len() / 2], &Limits::default()), ["base.archive_damaged"]);
}
