//! Adaptive tests from anyone's bank, simulated.
//!
//! `cargo run --release -p measure --example adaptive -- [BANK] [--length N] [--learners N] [--criterion information|kl|stratified]
//! [--among N] [--exposure R] [--error SE] [--areas FILE --blueprint NAME=LEAST..MOST,…]`. BANK has a line for each item: a, b and, when it has more, c and d, separated by commas,
//! tabs or blanks (a heading is passed over), plain or gzipped. Without a bank: 500 items, a ~ lognormal(0, 0.3), b ~ N(0, 1).
//! Learners are drawn from N(0, 1). With a blueprint, tests are shadow tests: of the items of each area named (a line of the file for each item) a test
//! has so many; areas that are not named are free.
#![allow(clippy::print_stdout)]

mod files;

use anyhow::{Context, Result, bail};
use measure::adaptive::{Blueprint, Criterion, Design, Pool, Stop, simulate, sympson_hetter};
use measure::irt::{Bank, Grid, Item};
use rand::SeedableRng;
use rand::distr::{Distribution, StandardUniform};
use rand_chacha::ChaCha8Rng;

const USE: &str = "use: adaptive [BANK] [--length N] [--learners N] [--criterion information|kl|stratified] [--among N] [--exposure R] \
                   [--error SE] [--areas FILE --blueprint NAME=LEAST..MOST,…]";

fn main() -> Result<()> {
    let (mut files, mut length, mut learners, mut exposure) = (Vec::new(), 20, 500, None);
    let (mut areas, mut ranges) = (None, None);
    let mut design = Design::new(Stop::length(1));
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let mut value = || words.next().with_context(|| format!("a value after {word}; {USE}"));
        match word.as_str() {
            "--length" => length = value()?.parse().context("--length")?,
            "--learners" => learners = value()?.parse().context("--learners")?,
            "--among" => design.among = value()?.parse().context("--among")?,
            "--exposure" => exposure = Some(value()?.parse::<f64>().context("--exposure")?),
            "--error" => design.stop.error = Some(value()?.parse().context("--error")?),
            "--areas" => areas = Some(files::read(&value()?).context("--areas")?),
            "--blueprint" => ranges = Some(value()?),
            "--criterion" => {
                design.criterion = match value()?.as_str() {
                    "information" => Criterion::Information,
                    "kl" => Criterion::KullbackLeibler { width: 3.0 },
                    "stratified" => Criterion::Stratified { strata: 4 },
                    other => bail!("{other:?} is no criterion; {USE}"),
                };
            }
            flag if flag.starts_with("--") => bail!("{flag} is not known; {USE}"),
            _ => files.push(word),
        }
    }
    design.stop.most = length;
    design.stop.least = if design.stop.error.is_some() { 1 } else { length };
    let mut normal = Normal(ChaCha8Rng::seed_from_u64(20_261_128));
    let items = match files.as_slice() {
        [] => (0..500).map(|_| Ok(Item::two_pl((0.3 * normal.draw()).exp(), normal.draw())?)).collect::<Result<Vec<Item>>>()?,
        [file] => bank(&files::read(file)?).with_context(|| file.clone())?,
        _ => bail!("{USE}"),
    };
    let truths: Vec<f64> = (0..learners).map(|_| normal.draw()).collect();
    let bank = Bank::new(items)?;
    design.blueprint = match (areas, ranges) {
        (Some(areas), Some(ranges)) => Some(blueprint(&areas, &ranges, bank.len())?),
        (None, None) => None,
        _ => bail!("--areas and --blueprint go together; {USE}"),
    };
    if let Some(most) = exposure {
        let pool = Pool::new(bank.clone(), Grid::default());
        design.admission = sympson_hetter(&pool, &design, &truths, most, 1).context("--exposure")?;
    }

    let before = cpu();
    let pool = Pool::new(bank, Grid::default());
    let report = simulate(&pool, &design, &truths, 2)?;
    let spent = cpu().zip(before).map(|(after, before)| after - before);
    println!("{learners} learners, {} items, {:?}", pool.bank().len(), design.criterion);
    println!(
        "bias {:.4}, RMSE {:.4}, mean standard error {:.4}, mean length {:.2}",
        report.bias, report.rmse, report.mean_error, report.mean_length
    );
    let overlap = report.overlap.map_or_else(|| "-".to_owned(), |o| format!("{o:.3}"));
    println!("exposure at most {:.3}, {} items never given, overlap {overlap}", report.most_exposed(), report.never_given());
    for kept in &report.kept {
        println!("requirement {:?}: {} to {} in a test, met by {:.1} %", kept.name, kept.least, kept.most, 100.0 * kept.met);
    }
    println!("ability     learners    bias    RMSE");
    for from in [-4.0, -2.0, -1.0, 0.0, 1.0, 2.0] {
        let to = if from < -2.0 {
            -2.0
        } else if from >= 2.0 {
            4.0
        } else {
            from + 1.0
        };
        let (n, bias, rmse) = report.between(from, to);
        println!("{from:4} to {to:2}  {n:8}  {bias:6.3}  {rmse:6.3}");
    }
    println!("CPU {}", spent.map_or_else(|| "unknown".to_owned(), |s| format!("{s:.4} s")));
    Ok(())
}

/// Items of a table.
fn bank(text: &str) -> Result<Vec<Item>> {
    let mut items = Vec::new();
    for (i, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let fields = line.split(|c: char| c == ',' || c.is_whitespace()).filter(|f| !f.is_empty());
        let fields: Result<Vec<f64>, _> = fields.map(str::parse::<f64>).collect();
        let item = match fields.as_deref() {
            Err(_) if i == 0 => continue,
            Ok([a, b]) => Item::two_pl(*a, *b),
            Ok([a, b, c]) => Item::three_pl(*a, *b, *c),
            Ok([a, b, c, d]) => Item::four_pl(*a, *b, *c, *d),
            _ => bail!("line {}: two to four numbers expected, a, b, c, d", i + 1),
        };
        items.push(item.with_context(|| format!("line {}", i + 1))?);
    }
    Ok(items)
}

/// The number of items of each area named.
fn blueprint(areas: &str, ranges: &str, items: usize) -> Result<Blueprint> {
    let areas: Vec<&str> = areas.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    if areas.len() != items {
        bail!("--areas: {items} lines expected, one for each item, {} found", areas.len());
    }
    let mut all = Blueprint::new();
    for part in ranges.split(',') {
        let read = || -> Option<(&str, usize, usize)> {
            let (name, range) = part.split_once('=')?;
            let (least, most) = range.split_once("..")?;
            Some((name.trim(), least.trim().parse().ok()?, most.trim().parse().ok()?))
        };
        let (name, least, most) = read().with_context(|| format!("--blueprint: {part:?} is not NAME=LEAST..MOST"))?;
        let of: Vec<usize> = (0..items).filter(|item| areas[*item] == name).collect();
        if of.is_empty() {
            bail!("--blueprint: no item is of {name:?}");
        }
        all = all.number(name, of, least..=most);
    }
    Ok(all)
}

/// Standard normal numbers by Box and Muller (1958).
struct Normal(ChaCha8Rng);

impl Normal {
    fn draw(&mut self) -> f64 {
        let [u, v]: [f64; 2] = [StandardUniform.sample(&mut self.0), StandardUniform.sample(&mut self.0)];
        (-2.0 * (1.0 - u).ln()).sqrt() * (std::f64::consts::TAU * v).cos()
    }
}

/// CPU seconds of all threads of this process, where the system tells them.
fn cpu() -> Option<f64> {
    let of = |task: std::fs::DirEntry| std::fs::read_to_string(task.path().join("schedstat")).ok()?.split(' ').next()?.parse::<f64>().ok();
    let tasks = std::fs::read_dir("/proc/self/task").ok()?;
    Some(tasks.filter_map(|task| of(task.ok()?)).sum::<f64>() * 1e-9)
}
