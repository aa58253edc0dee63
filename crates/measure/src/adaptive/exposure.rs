use super::{Design, Pool, Test, simulate};
use crate::Fault;

/// Chances of admission that hold the exposure of every item to about `most` (Sympson & Hetter 1985), for [`Design::admission`].
///
/// The test is simulated with learners of the given abilities, round after round: an item chosen by a share P(S) > `most` of them gets
/// the chance `most` / P(S), the others 1. The rounds go on until no item is given to more than `most` + 0.01 of the learners,
/// 40 at most, and the round of the smallest excess is kept; simulation noise and an item's chance of coming up instead of others leave some. As many items as a
/// test is long keep the chance 1, so that no test runs dry.
///
/// [`Fault::OutOfRange`] for `most` outside (0, 1], or below length / items, which no admission can reach; else as [`simulate`].
pub fn sympson_hetter(pool: &Pool, design: &Design, truths: &[f64], most: f64, seed: u64) -> Result<Vec<f64>, Fault> {
    let items = pool.bank().len();
    Test::new(pool, design)?;
    let least = design.stop.most as f64 / items as f64;
    if !(most > 0.0 && most <= 1.0 && most >= least) {
        return Err(Fault::OutOfRange { what: "the greatest exposure", value: most, allowed: "from test length / number of items to 1" });
    }
    let mut design = Design { admission: vec![1.0; items], ..design.clone() };
    let (mut best, mut smallest) = (design.admission.clone(), f64::INFINITY);
    for round in 0..40 {
        let report = simulate(pool, &design, truths, seed.wrapping_add(round))?;
        let excess = report.most_exposed() - most;
        if excess < smallest {
            (best, smallest) = (design.admission.clone(), excess);
        }
        if excess <= 0.01 {
            break;
        }
        let admit = |(given, k): (&f64, &f64)| {
            let chosen = given / k;
            if chosen > most { most / chosen } else { 1.0 }
        };
        let mut next: Vec<f64> = report.exposure.iter().zip(&design.admission).map(admit).collect();
        let mut order: Vec<usize> = (0..items).collect();
        order.sort_by(|a, b| next[*b].total_cmp(&next[*a]).then(a.cmp(b)));
        order[..design.stop.most].iter().for_each(|item| next[*item] = 1.0);
        design.admission = next;
    }
    Ok(best)
}
