//! Cognitive diagnosis of two real tests against the values of R CDM 8.4-2 (`vectors.json`: `cdm_FrcSub`, `cdm_Math1`).
//!
//! What those values are: `din` stops plain EM (guess and slip 0.2, equal weights) once no probability changes by more than 0.001 and the
//! log-likelihood by no more than its part 1e-5, which is before the maximum. Under that stop we come within 0.05; at the maximum the
//! log-likelihood is higher. `gdina` smooths the weights of 4 attributes and more by a log-linear model that it fits by weighted least
//! squares, not by maximum likelihood; its value is where that iteration ended and below what the same model reaches by maximum likelihood.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use measure::diagnosis::{Diagnosis, Model, Options, QMatrix, Rule, Structure};
use measure::{Responses, text};
use std::path::{Path, PathBuf};

fn test(name: &str, items: usize) -> Option<(Responses, QMatrix)> {
    let shared = std::env::var_os("SHUREN_SHARED").map_or_else(
        || Path::new(&std::env::var("CARGO_MANIFEST_DIR").expect("cargo says where the crate is")).join("../../../shared"),
        PathBuf::from,
    );
    let folder = shared.join("data/math2015").join(name);
    let Ok(data) = std::fs::read_to_string(folder.join("data.txt")) else {
        eprintln!("NOT RUN: {} is absent; set SHUREN_SHARED to the folder that holds data/math2015", folder.display());
        return None;
    };
    let all = text::wide(&data).unwrap();
    let mut q = text::q_matrix(&std::fs::read_to_string(folder.join("q.txt")).unwrap()).unwrap();
    q.truncate(items);
    let rows = all.rows().filter(|r| r.item < items).collect();
    Some((Responses::of_size(all.learners(), items, rows).unwrap(), QMatrix::new(&q).unwrap()))
}

fn fit(responses: &Responses, q: &QMatrix, rule: Rule, options: &Options) -> Diagnosis {
    let fit = Model::new(q.clone(), rule).unwrap().fit(responses, options).unwrap();
    assert!(fit.settled);
    fit
}

/// The stop of R CDM's `din`.
fn early() -> Options {
    Options { change: 1e-3, gain: 1e-5, accelerate: false, ..Options::default() }
}

#[test]
fn fraction_subtraction() {
    let Some((responses, q)) = test("FrcSub", 20) else { return };
    for (rule, published, maximum) in [(Rule::Dina, -4402.3541, -4402.2877), (Rule::Dino, -4699.2413, -4698.92)] {
        let stopped = fit(&responses, &q, rule, &early()).log_likelihood;
        assert!((stopped - published).abs() < 0.05, "{rule:?}: {stopped}");
        // The maxima: 3,000 steps of plain EM in NumPy.
        let top = fit(&responses, &q, rule, &Options::default()).log_likelihood;
        assert!((top - maximum).abs() < 0.01 && top >= stopped, "{rule:?}: {top}");
    }
    let general = fit(&responses, &q, Rule::Gdina, &Options::default());
    // 3,000 steps of plain EM in NumPy from the same start: -4154.7534.
    assert!((general.log_likelihood + 4154.7534).abs() < 0.01, "{}", general.log_likelihood);
    let smooth = Model { structure: Structure::LogLinear, ..Model::new(q, Rule::Gdina).unwrap() };
    let smooth = smooth.fit(&responses, &Options::default()).unwrap();
    assert!(smooth.settled && smooth.log_likelihood > -4224.3653, "{}", smooth.log_likelihood);
    assert_eq!((general.kinds(), general.parameters(), smooth.parameters()), (256, 190 + 255, 190 + 36));
}

#[test]
fn senior_high_mathematics() {
    let Some((responses, q)) = test("Math1", 15) else { return };
    let stopped = fit(&responses, &q, Rule::Dina, &early());
    assert!((stopped.log_likelihood + 35793.9878).abs() < 0.05, "{}", stopped.log_likelihood);
    // The items tell apart 134 of 2,048 profiles.
    assert_eq!((responses.learners(), stopped.model.profiles.list().len(), stopped.kinds()), (4209, 2048, 134));
    // The default goes on to -35768.40, and takes longer in a debug build.
    let further = fit(&responses, &q, Rule::Dina, &Options { change: 1e-3, gain: 1e-7, ..Options::default() });
    assert!(further.log_likelihood > -35775.0, "{}", further.log_likelihood);
}
