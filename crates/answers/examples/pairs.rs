//! Verdicts on pairs from standard input, a key and an answer a line parted by a tab; prints verdict, microseconds and reason.
//!
//! `checks/sympy_pairs.py` compares them with sympy.

use answers::{Options, equal};
use std::io::{BufRead, Write};
use std::time::Instant;

fn main() -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let Some((key, answer)) = line.split_once('\t') else { continue };
        let start = Instant::now();
        let decision = equal(key, answer, &Options::default());
        let took = start.elapsed();
        writeln!(out, "{:?}\t{:.1}\t{:?}", decision.verdict, took.as_secs_f64() * 1e6, decision.reason)?;
    }
    Ok(())
}
