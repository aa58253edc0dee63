//! Data of the tests.

use measure::irt::Item;
use measure::{Response, Responses, text};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// How many of 1,000 had each pattern 00000, 00001, …, 11111. Bock & Lieberman (1970), *Psychometrika* 35, 179–197, sections 6 and 7 of the
/// Law School Admission Test.
pub const LSAT6: [usize; 32] =
    [3, 6, 2, 11, 1, 1, 3, 4, 1, 8, 0, 16, 0, 3, 2, 15, 10, 29, 14, 81, 3, 28, 15, 80, 16, 56, 21, 173, 11, 61, 28, 298];
pub const LSAT7: [usize; 32] =
    [12, 19, 1, 7, 3, 19, 3, 17, 10, 5, 3, 7, 7, 23, 8, 28, 7, 39, 11, 34, 14, 51, 15, 90, 6, 25, 7, 35, 18, 136, 32, 308];

/// The five scores of a pattern.
pub fn scores(pattern: usize) -> impl Iterator<Item = (usize, f64)> {
    (0..5).map(move |item| (item, f64::from(u8::from(pattern >> (4 - item) & 1 == 1))))
}

pub fn lsat(counts: &[usize; 32]) -> Responses {
    let learners = counts.iter().enumerate().flat_map(|(pattern, n)| std::iter::repeat_n(pattern, *n));
    let row = |(learner, pattern)| scores(pattern).map(move |(item, score)| Response { learner, item, score, time: 0 });
    Responses::new(learners.enumerate().flat_map(row)).unwrap()
}

/// A standard normal number (Box & Muller).
pub fn normal(random: &mut ChaCha8Rng) -> f64 {
    let (u, v): (f64, f64) = (random.random(), random.random());
    (-2.0 * (1.0 - u).ln()).sqrt() * (std::f64::consts::TAU * v).cos()
}

/// Answers of learners with these abilities; each is given an item with the chance `given`.
pub fn simulate(items: &[Item], abilities: &[f64], given: f64, seed: u64) -> Responses {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut rows = Vec::new();
    for (learner, theta) in abilities.iter().enumerate() {
        for (item, of) in items.iter().enumerate() {
            let (shown, mut u): (f64, f64) = (random.random(), random.random());
            if shown < given {
                let category = (0..of.categories() - 1).find(|k| {
                    u -= of.probability(*k, *theta);
                    u < 0.0
                });
                rows.push(Response { learner, item, score: category.unwrap_or(of.categories() - 1) as f64, time: 0 });
            }
        }
    }
    Responses::of_size(abilities.len(), items.len(), rows).unwrap()
}

pub fn abilities(learners: usize, mean: f64, sd: f64, seed: u64) -> Vec<f64> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    (0..learners).map(|_| mean + sd * normal(&mut random)).collect()
}

/// A file of `/work/shared`-like data, or nothing and a plain word when it is absent.
pub fn shared(path: &str) -> Option<String> {
    use std::io::Read;
    let folder = std::env::var_os("SHUREN_SHARED").map_or_else(
        || std::path::Path::new(&std::env::var("CARGO_MANIFEST_DIR").expect("cargo says where the crate is")).join("../../../shared"),
        std::path::PathBuf::from,
    );
    let file = folder.join(path);
    let Ok(bytes) = std::fs::read(&file) else {
        eprintln!("NOT RUN: {} is absent; set SHUREN_SHARED to the folder that holds data/", file.display());
        return None;
    };
    let mut content = String::new();
    if path.ends_with(".gz") {
        flate2::read::GzDecoder::new(bytes.as_slice()).read_to_string(&mut content).unwrap();
    } else {
        content = String::from_utf8(bytes).unwrap();
    }
    Some(content)
}

pub fn shared_wide(path: &str) -> Option<Responses> {
    shared(path).map(|content| text::wide(&content).unwrap())
}
