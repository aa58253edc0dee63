//! Calibrates the items of an answer log and says how well it predicts answers it has not seen.
//!
//!     cargo run --release -p measure --example irt -- [--model 2pl] [--priors] [--equivalent] [--tolerance 1e-4] [--fit] FILE
//!
//! FILE, plain or gzipped, is a wide matrix, or a long log with a heading line (`user_id`, `item_id`, `correct`), told apart by that line.
//! Models: rasch, 1pl, 2pl (default), 3pl, 4pl, graded, pcm, gpcm, nominal. `--priors` puts weak priors on the parameters, which
//! sparse logs need. `--fit` adds item fit, person fit and local dependence.

mod files;

use anyhow::{Context, Result, bail};
use measure::irt::{self, Bank, Belief, Calibration, Model, Settings};
use measure::{Response, Responses, text};
use rand::{RngExt, SeedableRng};

fn main() -> Result<()> {
    let (mut settings, mut path, mut fit) = (Settings::default(), None, false);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--model" => settings.model = model(&arguments.next().context("--model takes a name")?)?,
            "--tolerance" => settings.tolerance = arguments.next().context("--tolerance takes a number")?.parse()?,
            "--priors" => settings.priors = irt::Priors::weak(),
            "--equivalent" => settings.equivalent = true,
            "--fit" => fit = true,
            flag if flag.starts_with('-') => bail!("{flag} is not known; see the head of examples/irt.rs"),
            file => path = Some(file.to_owned()),
        }
    }
    let path = path.context("no file given; see the head of examples/irt.rs")?;
    let responses = once(&read(&path)?)?;
    println!("{path}: {} learners, {} items, {} responses", responses.learners(), responses.items(), responses.len());
    let before = cpu();
    let found = irt::calibrate(&responses, &settings).context(HINT)?;
    let spent = cpu().zip(before).map(|(after, before)| after - before);
    summary(&found, &settings, spent);
    if fit {
        misfit(&found, &responses)?;
    }
    held_out(&responses, &settings)
}

const HINT: &str = "the calibration failed; logs with items that few were given may need --priors or --equivalent";

fn model(name: &str) -> Result<Model> {
    Ok(match name {
        "rasch" => Model::Rasch,
        "1pl" => Model::OnePl,
        "2pl" => Model::TwoPl,
        "3pl" => Model::ThreePl,
        "4pl" => Model::FourPl,
        "graded" => Model::Graded,
        "pcm" => Model::PartialCredit,
        "gpcm" => Model::GeneralisedPartialCredit,
        "nominal" => Model::Nominal,
        _ => bail!("{name} is not a model: rasch, 1pl, 2pl, 3pl, 4pl, graded, pcm, gpcm, nominal"),
    })
}

fn read(path: &str) -> Result<Responses> {
    let content = files::read(path)?;
    let heading = content.lines().next().unwrap_or_default();
    let read = if heading.contains("user_id") { text::Reader::default().long(&content).map(|n| n.responses) } else { text::wide(&content) };
    read.with_context(|| path.to_owned())
}

/// The first response of each learner to each item: a test asks once.
fn once(responses: &Responses) -> Result<Responses> {
    let mut seen = vec![usize::MAX; responses.items()];
    let first: Vec<Response> = responses.rows().filter(|r| std::mem::replace(&mut seen[r.item], r.learner) != r.learner).collect();
    if first.len() < responses.len() {
        println!("{} later responses of a learner to the same item were left out", responses.len() - first.len());
    }
    Ok(Responses::of_size(responses.learners(), responses.items(), first)?)
}

fn summary(found: &Calibration, settings: &Settings, spent: Option<f64>) {
    println!("log-likelihood {:.4}", found.log_likelihood);
    println!(
        "{} parameters, {} EM steps to a change below {:e}, {} nodes from {:.2} to {:.2}",
        found.parameters,
        found.steps,
        settings.tolerance,
        found.grid.nodes().len(),
        found.grid.nodes()[0],
        found.grid.nodes()[found.grid.nodes().len() - 1]
    );
    for (g, population) in found.populations.iter().enumerate() {
        println!("group {g}: mean {:.4}, standard deviation {:.4}", population.mean, population.sd);
    }
    let names = ["discrimination", "difficulty or first location"];
    for (i, name) in names.iter().enumerate() {
        let mut values: Vec<f64> = found.bank.items().iter().map(|item| item.parameters()[i]).collect();
        values.sort_by(f64::total_cmp);
        let at = |share: f64| values[((values.len() - 1) as f64 * share).round() as usize];
        println!("{name}: least {:.4}, quartiles {:.4} {:.4} {:.4}, most {:.4}", at(0.0), at(0.25), at(0.5), at(0.75), at(1.0));
    }
    if found.bank.len() <= 10 {
        found.bank.items().iter().for_each(|item| println!("  {item:?}"));
    }
    if !found.at_end.is_empty() {
        println!(
            "{} items stand at the end of the range of a parameter: {:?}",
            found.at_end.len(),
            &found.at_end[..found.at_end.len().min(20)]
        );
    }
    match spent {
        Some(seconds) => println!("CPU of the calibration: {seconds:.3} s (user and system, all threads)"),
        None => println!("CPU of the calibration: not known on this system"),
    }
}

/// Items, learners and pairs of items that do not behave as the model says.
fn misfit(found: &Calibration, responses: &Responses) -> Result<()> {
    let (population, grid) = (&found.populations[0], &found.grid);
    match irt::fit::items(&found.bank, responses, population, grid, &found.estimated()) {
        Ok(fits) => {
            let low = fits.iter().filter(|f| f.p.is_some_and(|p| p < 0.01)).count();
            println!("item fit (S-X2): {low} of {} items below p = 0.01", fits.len());
        }
        Err(fault) => println!("item fit (S-X2) needs learners who answered every item: {fault}"),
    }
    let abilities = irt::score::abilities(&found.bank, responses, irt::Method::Wle, population, grid)?;
    let fits = irt::fit::persons(&found.bank, responses, &abilities, irt::Method::Wle, population)?;
    let (all, low) = (fits.iter().flatten().count(), fits.iter().flatten().filter(|f| f.corrected < -2.326).count());
    println!("person fit (l_z*): {low} of {all} learners below -2.326, where 1% are expected");
    let abilities = irt::score::abilities(&found.bank, responses, irt::Method::Eap, population, grid)?;
    let mut pairs = irt::dependence::q3(&found.bank, responses, &abilities, 100)?;
    pairs.sort_by(|a, b| b.q3.total_cmp(&a.q3));
    let mean = pairs.iter().map(|p| p.q3).sum::<f64>() / pairs.len().max(1) as f64;
    println!(
        "local dependence (Q3): {} pairs, mean {mean:.3}, above it by 0.2: {}",
        pairs.len(),
        pairs.iter().filter(|p| p.q3 > mean + 0.2).count()
    );
    Ok(())
}

/// Holds out a tenth of the responses (seed 20261128), calibrates on the rest, and predicts each from the learner's other responses.
fn held_out(responses: &Responses, settings: &Settings) -> Result<()> {
    let mut random = rand_chacha::ChaCha8Rng::seed_from_u64(20261128);
    let (test, train): (Vec<Response>, Vec<Response>) = responses.rows().partition(|_| random.random::<f64>() < 0.1);
    let train = Responses::of_size(responses.learners(), responses.items(), train)?;
    let found = irt::calibrate(&train, settings).context(HINT).context("without the tenth that is held out")?;
    let (mut loss, mut guesses) = (0.0, Vec::new());
    let mut at = 0;
    for learner in 0..train.learners() {
        let from = at;
        while at < test.len() && test[at].learner == learner {
            at += 1;
        }
        if from == at {
            continue;
        }
        let belief = belief(&found.bank, &found, train.of(learner).pairs())?;
        for response in &test[from..at] {
            let chances = belief.predict(found.bank.item(response.item)?);
            let chance = chances.get(response.score as usize).copied().unwrap_or(0.0).max(1e-12);
            loss -= chance.ln();
            guesses.push((chances.iter().enumerate().map(|(k, p)| k as f64 * p).sum::<f64>(), response.score > 0.0));
        }
    }
    println!("held out: {} responses, log-loss {:.4}", guesses.len(), loss / guesses.len() as f64);
    println!("held out: AUC (right, or more than nothing) {:.4}", auc(&mut guesses));
    Ok(())
}

fn belief(bank: &Bank, found: &Calibration, answers: impl Iterator<Item = (usize, f64)>) -> Result<Belief> {
    let mut belief = Belief::new(&found.populations[0], &found.grid)?;
    for (item, score) in answers {
        belief.observe(bank.item(item)?, score as usize)?;
    }
    Ok(belief)
}

/// The chance that a right answer was given a higher guess than a wrong one; ties count half.
fn auc(guesses: &mut [(f64, bool)]) -> f64 {
    guesses.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut below, mut wins, mut right, mut at) = (0.0, 0.0, 0.0, 0);
    while at < guesses.len() {
        let same = guesses[at..].iter().take_while(|g| g.0 == guesses[at].0).count();
        let hits = guesses[at..at + same].iter().filter(|g| g.1).count() as f64;
        let misses = same as f64 - hits;
        wins += hits * (below + 0.5 * misses);
        below += misses;
        right += hits;
        at += same;
    }
    wins / (right * below)
}

/// CPU seconds of all threads so far, where the system counts them (Linux).
fn cpu() -> Option<f64> {
    let tasks = std::fs::read_dir("/proc/self/task").ok()?;
    let of = |task: std::fs::DirEntry| std::fs::read_to_string(task.path().join("schedstat")).ok()?.split(' ').next()?.parse::<f64>().ok();
    Some(tasks.flatten().filter_map(of).sum::<f64>() / 1e9)
}
