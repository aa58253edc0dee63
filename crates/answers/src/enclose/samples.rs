//! Places at which two expressions are looked at: always the same ones, so that a verdict never changes.

use super::Place;
use crate::exact::counts;
use num_rational::BigRational;

/// Values of the first letter; those of further letters are taken further along.
const VALUES: &[(i64, i64)] = &[
    (2, 1),
    (1, 2),
    (-3, 1),
    (7, 5),
    (-2, 3),
    (5, 1),
    (1, 3),
    (11, 1),
    (-1, 7),
    (3, 1),
    (-9, 4),
    (13, 10),
    (1, 20),
    (-8, 1),
    (23, 9),
    (4, 5),
];
/// Values of letters that stand for whole numbers.
const WHOLE: &[i64] = &[2, 3, 1, 5, 4, 7, 6, 9, -2, 8, -3, 11, 10, -5, 13, 12];

/// How many places there are for some letters.
const PLACES: usize = 16;

/// The places for these letters; one without letters when there are none.
pub(crate) fn places(letters: &[String]) -> impl Iterator<Item = Place> + '_ {
    let count = if letters.is_empty() { 1 } else { PLACES };
    (0..count).map(|round| {
        let value = |(at, letter): (usize, &String)| {
            // Steps of another length for each letter, so that two letters do not go in step.
            let step = round * (2 * at + 1) + 3 * at;
            let value = if counts(letter) {
                BigRational::from_integer(WHOLE[step % WHOLE.len()].into())
            } else {
                let (n, d) = VALUES[step % VALUES.len()];
                BigRational::new(n.into(), d.into())
            };
            (letter.clone(), value)
        };
        Place(letters.iter().enumerate().map(value).collect())
    })
}
