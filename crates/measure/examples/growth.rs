//! Growth percentiles of a cohort: `cargo run --release -p measure --example growth -- FILE` (plain or gzipped; a line for each learner:
//! earlier scores, then the present one; lines with a missing score are left out and counted).

mod files;

use anyhow::{Context, Result, bail};
use measure::growth::{Growth, Settings};
use measure::text::wide;

fn main() -> Result<()> {
    let names: Vec<String> = std::env::args().skip(1).collect();
    let [name] = names.as_slice() else { bail!("usage: growth FILE") };
    let scores = wide(&files::read(name)?).with_context(|| name.clone())?;
    if scores.items() < 2 {
        bail!("{name}: a learner needs an earlier and a present score");
    }
    let (mut earlier, mut present) = (Vec::new(), Vec::new());
    for own in scores.by_learner().filter(|own| own.len() == scores.items()) {
        earlier.push(own.score[..own.len() - 1].to_vec());
        present.push(own.score[own.len() - 1]);
    }
    println!("learners {}  with a score missing {}", present.len(), scores.learners() - present.len());
    let growth = Growth::fit(&earlier, &present, &Settings::default())?;
    for (at, (knots, (low, high))) in growth.knots().iter().zip(growth.boundaries()).enumerate() {
        println!("earlier score {at}: knots {knots:?}, boundaries {low} to {high}");
    }
    let mut percentiles = Vec::with_capacity(present.len());
    for (earlier, present) in earlier.iter().zip(&present) {
        percentiles.push(growth.percentile(earlier, *present)?);
    }
    println!("first learners: {:?}", &percentiles[..percentiles.len().min(8)]);
    percentiles.sort_unstable();
    let at = |share: f64| percentiles[(share * (percentiles.len() - 1) as f64) as usize];
    println!("percentiles at 10, 25, 50, 75, 90 %: {:?}", [0.1, 0.25, 0.5, 0.75, 0.9].map(at));
    Ok(())
}
