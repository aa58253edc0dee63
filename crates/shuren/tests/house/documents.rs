//! What the documents claim, as far as it can be checked without opening a page.

use crate::workspace;
use std::collections::BTreeSet;
use std::path::Path;

/// The cells of a Markdown table's row.
fn cells(line: &str) -> Vec<&str> {
    line.trim().trim_matches('|').split('|').map(str::trim).collect()
}

#[test]
fn systems_are_all_listed_with_a_status_and_a_place() {
    let text = workspace::read(Path::new("docs/systems.md"));
    let rows: Vec<Vec<&str>> = text.lines().filter(|l| l.starts_with("| S")).map(cells).collect();
    let codes: BTreeSet<&str> = rows.iter().map(|row| row[0]).collect();
    assert_eq!(codes, (1..=73).map(|n| format!("S{n:02}")).collect::<BTreeSet<_>>().iter().map(String::as_str).collect());
    assert_eq!(rows.len(), 73, "a system is listed twice");
    let mut faults = Vec::new();
    for row in &rows {
        let [code, _, status, page, crates] = row.as_slice() else { panic!("five columns: {row:?}") };
        match *status {
            "未做" => {
                if (*page, *crates) != ("–", "–") {
                    faults.push(format!("{code} is 未做 and names a page or a crate"));
                }
            }
            "部分" | "可用" => {
                let missing = crates.split(", ").find(|name| !workspace::root().join("crates").join(name).is_dir());
                if *page == "–" || missing.is_some() {
                    faults.push(format!("{code} is {status}: its page or its crate {missing:?} is missing"));
                }
            }
            other => faults.push(format!("{code}: no such status: {other}")),
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_direct_dependency_has_its_reason() {
    let metadata = cargo_metadata::MetadataCommand::new()
        .manifest_path(workspace::root().join("Cargo.toml"))
        .no_deps()
        .exec()
        .expect("cargo metadata");
    let own: BTreeSet<String> = metadata.packages.iter().map(|p| p.name.to_string()).collect();
    let direct: BTreeSet<String> = metadata.packages.iter().flat_map(|p| &p.dependencies).map(|d| d.name.clone()).collect();
    let text = workspace::read(Path::new("docs/decisions/0013-dependencies.md"));
    let told: BTreeSet<String> = text.lines().filter(|l| l.starts_with("| ")).skip(2).map(|l| cells(l)[0].to_owned()).collect();
    let direct: BTreeSet<String> = direct.difference(&own).cloned().collect();
    let untold: Vec<&String> = direct.difference(&told).collect();
    let gone: Vec<&String> = told.difference(&direct).collect();
    assert!(untold.is_empty() && gone.is_empty(), "docs/decisions/0013-dependencies.md: to add {untold:?}, to remove {gone:?}");
}

#[test]
fn every_journey_is_a_browser_test_and_every_link_leads_somewhere() {
    let journeys = workspace::read(Path::new("docs/journeys.md"));
    let told: BTreeSet<&str> = journeys.lines().filter_map(|l| l.strip_prefix("### ")).collect();
    let tests: String =
        workspace::files("tests", "rs").iter().filter(|p| p.to_string_lossy().contains("/live/")).map(|p| workspace::read(p)).collect();
    let untested: Vec<&&str> = told.iter().filter(|name| !tests.contains(&format!("async fn {name}()"))).collect();
    assert!(untested.is_empty(), "journeys without a browser test: {untested:?}");

    for page in ["README.md", "README.zh-CN.md"] {
        let text = workspace::read(Path::new(page));
        for (_, rest) in text.match_indices("](").map(|(at, _)| text[at..].split_at(2)) {
            let link = rest.split(')').next().unwrap_or_default();
            let outside = link.starts_with("http");
            assert!(outside || workspace::root().join(link).exists(), "{page}: nothing at {link}");
        }
    }
}
