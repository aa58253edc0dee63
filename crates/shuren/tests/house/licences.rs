//! Every dependency may be used and passed on under a permissive licence.

use crate::workspace;
use spdx::{Expression, LicenseReq, ParseMode};

/// Licences that ask for no more than the notice, and two (MPL, CDLA) whose conditions stay within their own files.
const ALLOWED: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "BSD-1-Clause",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Additions that only widen what a licence gives.
const ALLOWED_ADDITIONS: &[&str] = &["LLVM-exception"];

fn allowed(requirement: &LicenseReq) -> bool {
    let licence = requirement.license.id().is_some_and(|id| ALLOWED.contains(&id.name));
    let addition = requirement.addition.as_ref().is_none_or(|a| a.id().is_some_and(|id| ALLOWED_ADDITIONS.contains(&id.name)));
    licence && addition
}

/// Whether one of the ways to satisfy the expression is allowed. `MIT/Apache-2.0` is the older way to write `OR`.
fn satisfiable(expression: &str) -> Result<bool, String> {
    let parsed = Expression::parse_mode(expression, ParseMode::LAX).map_err(|e| e.to_string())?;
    Ok(parsed.evaluate(allowed))
}

#[test]
fn every_dependency_is_permissive() {
    let metadata =
        cargo_metadata::MetadataCommand::new().manifest_path(workspace::root().join("Cargo.toml")).exec().expect("cargo metadata");
    assert!(metadata.packages.len() > 100, "the dependencies were not read");
    let faults: Vec<String> = metadata
        .packages
        .iter()
        .filter_map(|package| {
            let what = format!("{} {}", package.name, package.version);
            match package.license.as_deref() {
                None => Some(format!("{what}: no licence expression")),
                Some(expression) => match satisfiable(expression) {
                    Ok(true) => None,
                    Ok(false) => Some(format!("{what}: {expression} is not on the list")),
                    Err(error) => Some(format!("{what}: {expression}: {error}")),
                },
            }
        })
        .collect();
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn expressions_are_read_as_spdx_means_them() {
    for yes in ["MIT", "MIT OR GPL-3.0-only", "MIT/Apache-2.0", "Apache-2.0 WITH LLVM-exception", "(MIT OR AGPL-3.0-only) AND Unicode-3.0"]
    {
        assert_eq!(satisfiable(yes), Ok(true), "{yes}");
    }
    for no in ["GPL-3.0-only", "MIT AND GPL-2.0-or-later", "LGPL-2.1-only OR AGPL-3.0-only", "Apache-2.0 WITH Classpath-exception-2.0"] {
        assert_eq!(satisfiable(no), Ok(false), "{no}");
    }
}
