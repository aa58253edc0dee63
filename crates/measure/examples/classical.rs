//! Classical statistics of a matrix of scores: `cargo run --release -p measure --example classical -- FILE` (plain or gzipped; a line for
//! each learner, a score for each item; empty, `NA`, `.` or `-` where there was no response).
//!
//! An item's full marks are taken to be the highest score that anybody got on it.

mod files;

use anyhow::{Context, Result, bail};
use measure::classical::{Covariances, KELLEY, items};
use measure::text::wide;

fn main() -> Result<()> {
    let names: Vec<String> = std::env::args().skip(1).collect();
    let [name] = names.as_slice() else { bail!("usage: classical FILE") };
    let responses = wide(&files::read(name)?).with_context(|| name.clone())?;
    let mut full = vec![0.0_f64; responses.items()];
    responses.rows().for_each(|r| full[r.item] = full[r.item].max(r.score));
    if let Some(item) = full.iter().position(|f| *f <= 0.0) {
        bail!("{name}: nobody has a score above 0 on item {item}, so its full marks are not known");
    }
    println!("learners {}  items {}  responses {}", responses.learners(), responses.items(), responses.len());
    println!("item  answered  full  difficulty  upper-lower 27 %  item-rest r");
    let shown = |value: Option<f64>| value.map_or("-".to_owned(), |v| format!("{v:.4}"));
    for (item, s) in items(&responses, &full, KELLEY)?.iter().enumerate() {
        let [p, d, r] = [s.difficulty, s.discrimination, s.rest_correlation].map(shown);
        println!("{item:>4}  {:>8}  {:>4}  {p:>10}  {d:>16}  {r:>11}", s.answered, full[item]);
    }
    let covariances = Covariances::of(&responses)?;
    let alpha = covariances.alpha();
    let (low, high) = covariances.alpha_interval(0.95)?;
    println!("alpha {alpha:.5}  95 % interval {low:.4} to {high:.4}  (learners behind the rarest pair: {})", covariances.learners());
    println!("standard error of measurement {:.4} score points", covariances.sem(alpha)?);
    match covariances.one_factor() {
        Ok(factor) => println!("omega {:.5}  (root mean square residual correlation {:.4})", factor.omega, factor.residual),
        Err(fault) => println!("omega: {fault}"),
    }
    Ok(())
}
