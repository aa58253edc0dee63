//! The cases of `math_equiv` in the shared vectors.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use answers::{Options, Verdict, equal};
use std::path::{Path, PathBuf};

#[test]
fn the_shared_cases_are_right() {
    let shared =
        std::env::var_os("SHUREN_SHARED").map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    let file = shared.join("vectors/vectors.json");
    let Ok(text) = std::fs::read_to_string(&file) else {
        eprintln!("NOT RUN: {} is absent; set SHUREN_SHARED to the folder that holds vectors/vectors.json", file.display());
        return;
    };
    let vectors: serde_json::Value = serde_json::from_str(&text).unwrap();
    let cases = vectors["math_equiv"].as_array().expect("math_equiv");
    assert!(cases.len() >= 14, "{} cases", cases.len());
    let mut wrong = Vec::new();
    for case in cases {
        let (a, b, same) = (case[0].as_str().unwrap(), case[1].as_str().unwrap(), case[2].as_bool().unwrap());
        let wanted = if same { Verdict::Equal } else { Verdict::Different };
        for (a, b) in [(a, b), (b, a)] {
            let got = equal(a, b, &Options::default());
            if got.verdict != wanted {
                wrong.push(format!("{a} | {b}: {got:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
