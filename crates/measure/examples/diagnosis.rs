//! Cognitive diagnosis of anyone's answers: fit, and what the model foretells of answers it has not seen.
//!
//! `cargo run --release -p measure --example diagnosis -- DATA Q [--items N] [--model dina|dino|acdm|gdina] [--log-linear] [--starts N] [--iterations N]
//! [--stop CHANGE GAIN] [--validate]`. DATA is a matrix of scores (a line for each learner), Q one of 0 and 1 (a line for each item), plain or
//! gzipped; `--items N` takes the first N columns and lines. `--stop` ends plain EM early, as other programs do.
#![allow(clippy::print_stdout)]

mod files;

use anyhow::{Context, Result, bail};
use measure::diagnosis::{Accuracy, Diagnosis, Model, Options, QMatrix, Rule, Structure};
use measure::{Response, Responses, text};

const USE: &str = "use: diagnosis DATA Q [--items N] [--model dina|dino|acdm|gdina] [--log-linear] [--starts N] [--iterations N] [--stop CHANGE GAIN] [--validate]";

struct Asked {
    files: Vec<String>,
    items: Option<usize>,
    rule: Rule,
    structure: Structure,
    options: Options,
    validate: bool,
}

fn asked() -> Result<Asked> {
    let (mut files, mut items, mut rule, mut structure) = (Vec::new(), None, Rule::Dina, Structure::Saturated);
    let (mut options, mut validate) = (Options::default(), false);
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let mut value = || words.next().with_context(|| format!("a value after {word}; {USE}"));
        match word.as_str() {
            "--items" => items = Some(value()?.parse().context("--items")?),
            "--iterations" => options.iterations = value()?.parse().context("--iterations")?,
            "--starts" => options.starts = value()?.parse().context("--starts")?,
            "--stop" => {
                options = Options {
                    change: value()?.parse().context("--stop")?,
                    gain: value()?.parse().context("--stop")?,
                    accelerate: false,
                    ..options
                };
            }
            "--log-linear" => structure = Structure::LogLinear,
            "--validate" => validate = true,
            "--model" => {
                rule = match value()?.as_str() {
                    "dina" => Rule::Dina,
                    "dino" => Rule::Dino,
                    "acdm" => Rule::Acdm,
                    "gdina" => Rule::Gdina,
                    other => bail!("{other:?} is no model; {USE}"),
                };
            }
            flag if flag.starts_with("--") => bail!("{flag} is not known; {USE}"),
            _ => files.push(word),
        }
    }
    Ok(Asked { files, items, rule, structure, options, validate })
}

fn main() -> Result<()> {
    let asked = asked()?;
    let [data, q] = asked.files.as_slice() else { bail!("{USE}") };
    let mut responses = text::wide(&files::read(data)?).with_context(|| data.clone())?;
    let mut rows = text::q_matrix(&files::read(q)?).with_context(|| q.clone())?;
    if let Some(items) = asked.items {
        if items > responses.items() || items > rows.len() {
            bail!("--items {items}: {data} has {}, {q} has {}", responses.items(), rows.len());
        }
        rows.truncate(items);
        responses = Responses::of_size(responses.learners(), items, responses.rows().filter(|r| r.item < items).collect())?;
    }
    let mut model = Model::new(QMatrix::new(&rows).with_context(|| q.clone())?, asked.rule)?;
    model.structure = asked.structure;

    let before = cpu_seconds();
    let fit = model.fit(&responses, &asked.options).with_context(|| data.clone())?;
    let seconds = cpu_seconds().zip(before).map(|(after, before)| after - before);
    let learners = fit.learners(&responses)?;
    let accuracy = Accuracy::of(&learners)?;
    println!(
        "{} learners, {} items, {} responses, {} attributes",
        responses.learners(),
        responses.items(),
        responses.len(),
        model.q.attributes()
    );
    println!("model {:?}, {:?}; {} kinds of profiles of {}", asked.rule, asked.structure, fit.kinds(), model.profiles.list().len());
    println!("log-likelihood {:.4}, {} parameters, AIC {:.1}, BIC {:.1}", fit.log_likelihood, fit.parameters(), fit.aic(), fit.bic());
    println!("{} expectation steps, {}, CPU {}", fit.iterations, if fit.settled { "settled" } else { "NOT settled" }, shown(seconds));
    items(&fit, responses.items());
    println!("attribute  prevalence  accuracy  reliability");
    for (k, (of, share)) in accuracy.attributes.iter().zip(fit.prevalence()).enumerate() {
        let reliability = of.reliability.map_or_else(|| "-".to_owned(), |r| format!("{r:.3}"));
        println!("{:9}  {share:10.3}  {:8.3}  {reliability:>11}", k + 1, of.accuracy);
    }
    println!("expected share of right profiles {:.3}", accuracy.profile);
    if asked.validate {
        for v in fit.validate(&responses, 0.95)?.iter().filter(|v| v.given != v.suggested) {
            let (given, suggested) = (attributes(v.given), attributes(v.suggested));
            println!("item {}: given {given} ({:.3}), suggested {suggested} ({:.3})", v.item + 1, v.given_share, v.suggested_share);
        }
    }
    held_out(&model, &responses, &asked.options)
}

fn attributes(set: u32) -> String {
    let names: Vec<String> = (0..32).filter(|k| set >> k & 1 == 1).map(|k| (k + 1).to_string()).collect();
    names.join("+")
}

fn items(fit: &Diagnosis, items: usize) {
    println!("item  attributes  guess   slip");
    for item in 0..items {
        for step in fit.steps(item) {
            println!("{:4}  {:<10}  {:.3}  {:.3}", item + 1, attributes(step.attributes), step.guess(), step.slip());
        }
    }
}

/// A tenth of the responses, drawn by a fixed seed, is foretold from the rest.
fn held_out(model: &Model, responses: &Responses, options: &Options) -> Result<()> {
    let out = |r: &Response| mixed((r.learner * responses.items() + r.item) as u64).is_multiple_of(10);
    let (test, train): (Vec<Response>, Vec<Response>) = responses.rows().partition(out);
    let train = Responses::of_size(responses.learners(), responses.items(), train)?;
    let fit = model.fit(&train, options).context("without the held-out responses")?;
    let mut sums = vec![(0.0, 0.0); responses.items()];
    for row in train.rows() {
        sums[row.item].0 += row.score;
        sums[row.item].1 += 1.0;
    }
    let (mut loss, mut flat_loss, mut right) = (0.0, 0.0, 0.0);
    let (mut learner, mut posterior) = (usize::MAX, Vec::new());
    for row in &test {
        if row.learner != learner {
            learner = row.learner;
            posterior = fit.posterior(train.of(learner));
        }
        let p = fit.scores(row.item, &posterior)[1];
        let of = |p: f64| -if row.score > 0.5 { p.ln() } else { (1.0 - p).ln() };
        loss += of(p);
        flat_loss += of(sums[row.item].0 / sums[row.item].1);
        right += f64::from(u8::from((p > 0.5) == (row.score > 0.5)));
    }
    let n = test.len() as f64;
    println!(
        "held out: {n} responses (a tenth, fixed seed) from the learner's others: log loss {:.4}, right {:.4}; from the item's mean alone: log loss {:.4}",
        loss / n,
        right / n,
        flat_loss / n
    );
    Ok(())
}

fn mixed(n: u64) -> u64 {
    let z = (n ^ 20_261_128).wrapping_add(0x9E37_79B9_7F4A_7C15).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ z >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ z >> 31
}

/// User and system seconds of this process, where the system tells them.
fn cpu_seconds() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let fields: Vec<&str> = stat.rsplit(')').next()?.split_whitespace().collect();
    // Ticks of 1/100 s, the value of USER_HZ on Linux.
    Some((fields.get(11)?.parse::<f64>().ok()? + fields.get(12)?.parse::<f64>().ok()?) / 100.0)
}

fn shown(seconds: Option<f64>) -> String {
    seconds.map_or_else(|| "unknown".to_owned(), |s| format!("{s:.2} s"))
}
