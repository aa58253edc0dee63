//! Where the workspace's own sources are, for the tests that read them.

use std::path::{Path, PathBuf};

/// The repository's root.
pub fn root() -> PathBuf {
    Path::new(&std::env::var("CARGO_MANIFEST_DIR").expect("cargo says where the crate is"))
        .join("../..")
        .canonicalize()
        .expect("the repository's root")
}

/// Files under `crates/*/FOLDER/` with this extension, as paths relative to the root, sorted.
pub fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let root = root();
    let mut found = Vec::new();
    for entry in std::fs::read_dir(root.join("crates")).expect("crates/") {
        collect(&entry.expect("an entry").path().join(folder), extension, &mut found);
    }
    let mut found: Vec<PathBuf> = found.into_iter().map(|p| p.strip_prefix(&root).expect("under the root").to_path_buf()).collect();
    found.sort();
    found
}

fn collect(folder: &Path, extension: &str, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, extension, found);
        } else if path.extension().is_some_and(|e| e == extension) {
            found.push(path);
        }
    }
}

/// The text of a file of the repository.
pub fn read(path: &Path) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}
