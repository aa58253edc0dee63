//! Files named on the command line, plain or gzipped.

use anyhow::{Context, Result};
use std::io::Read;

/// The text of a file.
pub fn read(path: &str) -> Result<String> {
    let bytes = std::fs::read(path).with_context(|| path.to_owned())?;
    let mut text = String::new();
    if bytes.starts_with(&[0x1f, 0x8b]) {
        flate2::read::GzDecoder::new(bytes.as_slice()).read_to_string(&mut text).with_context(|| path.to_owned())?;
    } else {
        text = String::from_utf8(bytes).with_context(|| path.to_owned())?;
    }
    Ok(text)
}
