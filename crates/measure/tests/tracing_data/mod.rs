//! Answers to trace: drawn from known parameters, or read from the shared folder.

use measure::text::{Named, Reader};
use measure::tracing::bkt::Parameters;
use measure::{Response, Responses};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::io::Read;
use std::path::{Path, PathBuf};

/// A log of the shared folder, or `None` with a plain word where it is absent.
pub fn shared(reader: &mut Reader, name: &str) -> Option<Named> {
    let folder = std::env::var_os("SHUREN_SHARED").map_or_else(
        || Path::new(&std::env::var("CARGO_MANIFEST_DIR").expect("cargo says where the crate is")).join("../../../shared"),
        PathBuf::from,
    );
    let path = folder.join("data").join(name);
    let Ok(file) = std::fs::File::open(&path) else {
        eprintln!("NOT RUN: {} is absent; set SHUREN_SHARED to the folder that holds data/{name}", path.display());
        return None;
    };
    let mut text = String::new();
    flate2::read::GzDecoder::new(file).read_to_string(&mut text).unwrap();
    Some(reader.long(&text).unwrap())
}

/// A log to learn from and a log to be tested on, with one numbering of items.
pub fn split(name: &str) -> Option<(Named, Responses)> {
    let mut reader = Reader::default();
    let train = shared(&mut reader, &format!("{name}/train.tsv.gz"))?;
    let test = shared(&mut reader, &format!("{name}/test.tsv.gz"))?.responses;
    let responses = Responses::of_size(train.responses.learners(), reader.items().len(), train.responses.rows().collect()).unwrap();
    Some((Named { responses, skills_of: reader.skills_of().to_vec(), ..train }, test))
}

/// Learners with abilities, who learn, answer items of four skills that differ in difficulty; and the skills of the items.
pub fn drawn(seed: u64, learners: usize, answers: usize) -> (Responses, Vec<Vec<usize>>) {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    const ITEMS: usize = 24;
    let easiness = |item: usize| ((item * 7 % ITEMS) as f64 / ITEMS as f64 - 0.5) * 4.0;
    let mut rows = Vec::new();
    for learner in 0..learners {
        let ability = random.random_range(-2.0..2.0);
        let mut practised = [0; 4];
        for time in 0..answers {
            let item = random.random_range(0..ITEMS);
            let log_odds: f64 = ability + easiness(item) + 0.15 * f64::from(practised[item % 4]);
            let right = random.random_bool(1.0 / (1.0 + (-log_odds).exp()));
            practised[item % 4] += 1;
            rows.push(Response { learner, item, score: f64::from(right), time: time as i64 });
        }
    }
    (Responses::of_size(learners, ITEMS, rows).unwrap(), (0..ITEMS).map(|item| vec![item % 4]).collect())
}

/// Answers to one item by learners who follow Bayesian knowledge tracing.
pub fn drawn_chain(truth: &Parameters, learners: usize, answers: usize) -> Responses {
    let mut random = ChaCha8Rng::seed_from_u64(22);
    let mut rows = Vec::new();
    for learner in 0..learners {
        let mut known = random.random_bool(truth.prior);
        for time in 0..answers {
            let right = random.random_bool(truth.answer.right(f64::from(known)));
            rows.push(Response { learner, item: 0, score: f64::from(right), time: time as i64 });
            known = random.random_bool(truth.next(f64::from(known)));
        }
    }
    Responses::new(rows).unwrap()
}

/// The same answers with the learners in another order.
pub fn turned(responses: &Responses, by: usize) -> Responses {
    let learners = responses.learners();
    let rows = responses.rows().map(|r| Response { learner: (r.learner + by) % learners, ..r });
    Responses::of_size(learners, responses.items(), rows.collect()).unwrap()
}
