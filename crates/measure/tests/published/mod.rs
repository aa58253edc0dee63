//! Published data that may not be passed on with this crate: read where somebody laid them, said plainly where not.
#![allow(dead_code)]

use std::path::{Path, PathBuf};

/// A file of the folder of published data, with what is at hand; none, and a line that says so, where it is absent. See docs/classical.md
/// for what the files are and where they come from.
pub fn text(name: &str) -> Option<String> {
    let shared = std::env::var_os("SHUREN_SHARED").map_or_else(
        || Path::new(&std::env::var("CARGO_MANIFEST_DIR").expect("cargo says where the crate is")).join("../../../shared"),
        PathBuf::from,
    );
    let file = shared.join("data/published").join(name);
    let text = std::fs::read_to_string(&file).ok();
    if text.is_none() {
        eprintln!("NOT RUN: {} is absent; set SHUREN_SHARED to the folder that holds data/published", file.display());
    }
    text
}
