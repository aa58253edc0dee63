//! A class from anyone's table, mixed.
//!
//! `cargo run --release -p solve --example groups -- FILE [--size N] [--seed N]`. FILE has a line for each member: a name and one or more
//! levels, separated by commas, tabs or blanks. Without a file: 45 members with three levels each, drawn by the seed.
#![allow(clippy::print_stdout)]

use solve::groups::Task;
use std::error::Error;
use std::time::Instant;

const USE: &str = "use: groups [FILE] [--size N] [--seed N]";

fn main() -> Result<(), Box<dyn Error>> {
    let (mut file, mut size, mut seed) = (None, 4, 1_u64);
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let mut number = || words.next().and_then(|w| w.parse::<u64>().ok()).ok_or_else(|| format!("a number after {word}; {USE}"));
        match word.as_str() {
            "--size" => size = usize::try_from(number()?)?,
            "--seed" => seed = number()?,
            flag if flag.starts_with("--") => return Err(format!("{flag} is not known; {USE}").into()),
            _ => file = Some(word),
        }
    }
    let (names, levels) = match file {
        Some(file) => table(&std::fs::read_to_string(&file).map_err(|e| format!("{file}: {e}"))?)?,
        None => drawn(seed),
    };
    let before = Instant::now();
    let task = Task::new(levels, size)?;
    let mixed = task.mix(seed)?;
    let spent = before.elapsed();
    for (n, group) in mixed.groups.iter().enumerate() {
        let members: Vec<&str> = group.iter().map(|member| names[*member].as_str()).collect();
        println!("{}: {}", n + 1, members.join(" "));
    }
    let proven = if mixed.proven { ", and none is better" } else { "" };
    println!("mixed {:.4} of at most {:.4}{proven}; {} ms", mixed.mixed(), mixed.mixed_at_most(), spent.as_millis());
    Ok(())
}

type Class = (Vec<String>, Vec<Vec<f64>>);

fn table(text: &str) -> Result<Class, Box<dyn Error>> {
    let (mut names, mut levels) = (Vec::new(), Vec::new());
    for (i, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let mut fields = line.split(|c: char| c == ',' || c.is_whitespace()).filter(|f| !f.is_empty());
        names.push(fields.next().unwrap_or_default().to_owned());
        let of: Result<Vec<f64>, _> = fields.map(str::parse).collect();
        levels.push(of.map_err(|e| format!("line {}: {e}", i + 1))?);
    }
    Ok((names, levels))
}

fn drawn(seed: u64) -> Class {
    let mut state = seed;
    let mut level = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    ((1..=45).map(|n| n.to_string()).collect(), (0..45).map(|_| (0..3).map(|_| level()).collect()).collect())
}
