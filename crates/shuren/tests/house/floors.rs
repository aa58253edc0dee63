//! The house's order: who may import whom, where SQL may stand, how long a file may grow.

use crate::workspace;
use std::path::Path;

/// ARCHITECTURE.md's floors, lowest first.
const FLOORS: &[&[&str]] = &[
    &["measure", "solve", "charts", "typeset", "answers"],
    &["base"],
    &["people"],
    &["records", "content"],
    &["learner"],
    &["lake"],
    &["web"],
    &["shuren", "bench"],
];

/// Imports on one floor that are drawn in ARCHITECTURE.md.
const SIDEWAYS: &[(&str, &str)] = &[("shuren", "bench"), ("measure", "solve")];

/// A file that outgrows this holds two concepts.
const LONGEST_FILE: usize = 500;

fn floor(name: &str) -> Option<usize> {
    FLOORS.iter().position(|crates| crates.contains(&name))
}

#[test]
fn a_crate_imports_only_from_the_floors_below() {
    let metadata = cargo_metadata::MetadataCommand::new()
        .manifest_path(workspace::root().join("Cargo.toml"))
        .no_deps()
        .other_options(["--offline".to_owned()])
        .exec()
        .expect("cargo metadata");
    let names: Vec<String> = metadata.packages.iter().map(|p| p.name.to_string()).collect();
    let mut faults = Vec::new();
    for package in &metadata.packages {
        let name = package.name.to_string();
        let Some(mine) = floor(&name) else {
            faults.push(format!("{name} stands on no floor: add it to FLOORS and to ARCHITECTURE.md"));
            continue;
        };
        for dependency in package.dependencies.iter().filter(|d| names.contains(&d.name)) {
            let theirs = floor(&dependency.name).unwrap_or(usize::MAX);
            let drawn = SIDEWAYS.contains(&(&name, &dependency.name));
            if theirs >= mine && !drawn {
                faults.push(format!("{name} (floor {mine}) imports {} (floor {theirs})", dependency.name));
            }
        }
    }
    assert!(names.len() >= 10, "the workspace was not read: {names:?}");
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

/// Queries stand in `store/` folders and in the database layer itself, nowhere else.
#[test]
fn sql_stands_only_in_stores() {
    let marks = ["fetch_all!(", "fetch_one!(", "fetch_optional!(", "execute!(", "sqlx::query", "Bulk::into("];
    let may = |path: &Path| {
        let path = path.to_string_lossy();
        path.contains("/src/store/") || path.starts_with("crates/base/src/db/") || path == "crates/base/src/testing.rs"
    };
    let faults: Vec<String> = workspace::files("src", "rs")
        .into_iter()
        .filter(|path| !may(path))
        .flat_map(|path| {
            let text = workspace::read(&path);
            let lines: Vec<String> = text
                .lines()
                .enumerate()
                .filter(|(_, line)| !line.trim_start().starts_with("//") && marks.iter().any(|mark| line.contains(mark)))
                .map(|(n, line)| format!("{}:{}: {}", path.display(), n + 1, line.trim()))
                .collect();
            lines
        })
        .collect();
    assert!(faults.is_empty(), "SQL outside store/:\n{}", faults.join("\n"));
}

#[test]
fn no_file_holds_two_concepts() {
    let long: Vec<String> = ["src", "tests"]
        .iter()
        .flat_map(|folder| workspace::files(folder, "rs"))
        .map(|path| (workspace::read(&path).lines().count(), path))
        .filter(|(lines, _)| *lines > LONGEST_FILE)
        .map(|(lines, path)| format!("{lines} lines: {}", path.display()))
        .collect();
    assert!(long.is_empty(), "find the second concept in:\n{}", long.join("\n"));
}
