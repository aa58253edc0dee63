//! Files of the data sets, plain or gzipped.

use anyhow::{Context, Result};
use std::io::Read;
use std::path::Path;

/// The text of a file.
pub fn read(path: &Path) -> Result<String> {
    let bytes = std::fs::read(path).with_context(|| path.display().to_string())?;
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return String::from_utf8(bytes).with_context(|| path.display().to_string());
    }
    let mut text = String::new();
    flate2::read::GzDecoder::new(bytes.as_slice()).read_to_string(&mut text).with_context(|| path.display().to_string())?;
    Ok(text)
}
