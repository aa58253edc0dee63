//! Answers as pupils write them: `data/cases.tsv`, a key, an answer, the verdict and the form asked for a row.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use answers::{Options, Verdict, equal};
use std::collections::BTreeMap;

const CASES: &str = include_str!("data/cases.tsv");

#[test]
fn every_case_has_its_verdict() {
    let mut wrong = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (n, line) in CASES.lines().enumerate().filter(|(_, l)| !l.trim().is_empty() && !l.starts_with('#')) {
        let fields: Vec<&str> = line.split('\t').collect();
        let [key, answer, wanted, rest @ ..] = fields.as_slice() else { panic!("line {}: {line}", n + 1) };
        assert!(seen.insert(line), "line {}: twice {line}", n + 1);
        let forms = rest.first().map_or(Vec::new(), |f| f.split(',').map(|f| f.parse().expect(f)).collect());
        let asked = !forms.is_empty();
        let options = Options { forms };
        let there = equal(key, answer, &options);
        let name = match there.verdict {
            Verdict::Equal if !there.form.is_empty() => "form",
            Verdict::Equal => "equal",
            Verdict::Different => "different",
            Verdict::Undecided => "undecided",
        };
        *counts.entry(*wanted).or_default() += 1;
        if name != *wanted {
            wrong.push(format!("line {}: {key} | {answer}: {wanted} wanted, {name} ({:?}) got", n + 1, there.reason));
        }
        if !asked {
            let back = equal(answer, key, &options);
            if back.verdict != there.verdict {
                wrong.push(format!("line {}: {answer} | {key}: {:?} one way, {:?} the other", n + 1, there.verdict, back.verdict));
            }
        }
    }
    let total: usize = counts.values().sum();
    assert!(total >= 300, "{total} cases");
    assert!(wrong.is_empty(), "{} of {total} {counts:?}\n{}", wrong.len(), wrong.join("\n"));
}
