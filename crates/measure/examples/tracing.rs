//! Knowledge tracing on anyone's answer log: learns from TRAIN, predicts TEST answer by answer.
//!
//!     cargo run --release -p measure --example tracing -- TRAIN TEST [Q_MATRIX]
//!
//! TRAIN and TEST are tab-separated logs with the columns `user_id`, `item_id`, `correct` and, when known, `timestamp` and `skill_id`
//! (Q_MATRIX then lists `item_id` and `skill_id`), or logs with four lines a learner. Plain or gzipped.

mod files;

use anyhow::{Context, Result, bail};
use measure::evaluate::figures;
use measure::text::{Named, Reader};
use measure::tracing::{bkt, boosted, combinations, logistic};

fn main() -> Result<()> {
    let paths: Vec<String> = std::env::args().skip(1).collect();
    let (train, test, q_matrix) = match paths.as_slice() {
        [train, test] => (train, test, None),
        [train, test, q_matrix] => (train, test, Some(q_matrix)),
        _ => bail!("usage: tracing TRAIN TEST [Q_MATRIX]"),
    };
    let mut reader = Reader::default();
    let train = log(&mut reader, train)?;
    let test = log(&mut reader, test)?;
    // Items of both files, with indices that agree.
    let mut train = measure::Responses::of_size(train.responses.learners(), reader.items().len(), train.responses.rows().collect())?;
    let log_skills = reader.skills_of().to_vec();
    let mut test = measure::Responses::of_size(test.responses.learners(), reader.items().len(), test.responses.rows().collect())?;
    if let Some(path) = q_matrix {
        reader.item_skills(&files::read(path)?)?;
    }
    let q_skills = reader.skills_of().to_vec();
    if std::env::var("VALIDATE").is_ok() {
        let part = |which: bool| {
            let keep = train.rows().filter(|r| (r.learner % 5 == 0) == which).collect();
            measure::Responses::of_size(train.learners(), train.items(), keep)
        };
        (test, train) = (part(true)?, part(false)?);
    }
    let right: Vec<bool> = test.rows().map(|r| r.score == 1.0).collect();

    let one = combinations(&log_skills);
    if std::env::var("ONLY_TREES").is_err() { for (name, settings) in [("bkt", bkt::Settings::default()), ("bkt per item", bkt::Settings { per_item: Some(10.0), ..Default::default() }), ("bkt forgetting", bkt::Settings { forgetting: true, ..Default::default() })] {
        let clock = cpu();
        let model = bkt::Bkt::fit(&train, &one.of, &settings)?;
        let fitted = cpu() - clock;
        let f = figures(&model.trace(&test)?, &right)?;
        println!("{name}: fit {fitted:.2} s CPU {f:?}");
        let most = model.skills().iter().max_by_key(|s| s.answers);
        println!("{most:?} settled {} of {}, loglik {:.3}", model.skills().iter().filter(|s| s.settled).count(), model.skills().len(), model.skills().iter().map(|s| s.log_likelihood).sum::<f64>());
        for (i, s) in model.skills().iter().enumerate() {
            if s.answers == 18481 { println!("{i} {s:?}"); }
        }
    }
    }
    let number = |name: &str, usual: f64| std::env::var(name).ok().and_then(|v| v.parse::<f64>().ok()).unwrap_or(usual);
    let usual = boosted::Settings::default();
    let settings = boosted::Settings {
        trees: number("TREES", 200.0) as usize, leaves: number("LEAVES", 24.0) as usize, rate: number("RATE", 0.08), penalty: number("PENALTY", 10.0), least: number("LEAST", 20.0),
        answers: number("ANSWERS", 0.5), facts: number("FACTS", 0.5), bins: number("BINS", 63.0) as usize,
        walk: measure::tracing::Walk { overall: number("WO", usual.walk.overall), overall_drift: number("WOD", usual.walk.overall_drift), skill: number("WS", usual.walk.skill), skill_drift: number("WSD", usual.walk.skill_drift) } };
    for (which, skills) in [("log skills", &log_skills), ("q matrix", &q_skills)] {
        if std::env::var("ONLY_LOG").is_ok() && which == "q matrix" { continue; }
        let clock = cpu();
        let model = boosted::Boosted::fit(&train, skills, &settings)?;
        let fitted = cpu() - clock;
        let clock = cpu();
        let f = figures(&model.trace(&test)?, &right)?;
        println!("boosted {which}: fit {fitted:.2} s CPU trace {:.1} us each {f:?}", (cpu() - clock) * 1e6 / right.len() as f64);
    }
    if std::env::var("ONLY_TREES").is_ok() { return Ok(()); }
    for (name, settings) in [("best-lr", logistic::Settings::best_lr()), ("wide", logistic::Settings::wide())] {
        for (which, skills) in [("log skills", &log_skills), ("q matrix", &q_skills)] {
            let clock = cpu();
            let model = logistic::Logistic::fit(&train, skills, &settings)?;
            let fitted = cpu() - clock;
            let clock = cpu();
            let f = figures(&model.trace(&test)?, &right)?;
            println!("{name} {which}: fit {fitted:.2} s CPU trace {:.1} us each {:?} {f:?}", (cpu() - clock) * 1e6 / right.len() as f64, model.iterations());
        }
    }
    Ok(())
}

fn log(reader: &mut Reader, path: &str) -> Result<Named> {
    let text = files::read(path)?;
    let long = text.lines().next().is_some_and(|heading| heading.contains("user_id"));
    if long { reader.long(&text) } else { reader.per_learner(&text) }.with_context(|| path.to_owned())
}

/// CPU seconds of this process so far, of all threads; 0 where the system does not tell.
fn cpu() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace().skip(11).take(2);
    fields.filter_map(|f| f.parse::<f64>().ok()).sum::<f64>() / 100.0
}
