//! Knowledge tracing on anyone's answer log: learns from TRAIN, predicts TEST answer by answer.
//!
//!     cargo run --release -p measure --example tracing -- [--once] [--validate] TRAIN TEST [Q_MATRIX]
//!
//! TRAIN and TEST are logs with a heading and columns separated by tabs, `user_id`, `item_id`, `correct` and, when known, `timestamp` and
//! `skill_id`, or logs with four lines a learner. Q_MATRIX lists `item_id` and `skill_id`; Best-LR and Tracer then take the skills from it. Plain or gzipped.
//!
//! `--once` leaves out a row whose learner and item are those of the row before: some logs repeat an answer for each skill of its
//! item, and the repetition is no prediction. `--validate` leaves TEST alone and predicts every fifth learner of TRAIN from the others:
//! for choosing settings.

mod files;

use anyhow::{Context, Result, bail};
use measure::Responses;
use measure::evaluate::{figures, reliability};
use measure::text::{Named, Reader};
use measure::tracing::{Fact, Scope, Settings, Tracer, bkt, boosted, combinations, logistic};

/// What is traced, and the names to speak of it.
struct Logs {
    train: Responses,
    test: Responses,
    /// Skills of items as the logs have them, and as the Q-matrix has them.
    skills: Vec<Vec<usize>>,
    q_skills: Vec<Vec<usize>>,
    reader: Reader,
}

fn main() -> Result<()> {
    let (flags, paths): (Vec<String>, Vec<String>) = std::env::args().skip(1).partition(|a| a.starts_with("--"));
    if let Some(other) = flags.iter().find(|f| *f != "--once" && *f != "--validate") {
        bail!("{other} is not an option; there are --once and --validate");
    }
    let logs = read(&paths, flags.iter().any(|f| f == "--once"), flags.iter().any(|f| f == "--validate"))?;
    println!(
        "learn from {} answers of {} learners, {} items, {} skills",
        logs.train.len(),
        active(&logs.train),
        logs.train.items(),
        count(&logs.skills)
    );
    println!("predict    {} answers of {} learners", logs.test.len(), active(&logs.test));
    println!("\n{:<22}{:>8}{:>10}{:>10}{:>8}{:>12}{:>14}", "model", "AUC", "log-loss", "accuracy", "ECE", "fit, s CPU", "µs an answer");

    let skill_of = combinations(&logs.skills).of;
    let base = bkt::Settings::default();
    let variants = [
        ("BKT", base),
        ("BKT forgetting", bkt::Settings { forgetting: true, ..base }),
        ("BKT items, forgetting", bkt::Settings { forgetting: true, per_item: Some(10.0), ..base }),
    ];
    for (name, settings) in variants {
        report(name, &logs, || bkt::Bkt::fit(&logs.train, &skill_of, &settings), |model| model.trace(&logs.test))?;
    }
    let best_lr = || logistic::Logistic::fit(&logs.train, &logs.q_skills, &logistic::Settings::best_lr());
    report("Best-LR", &logs, best_lr, |model| model.trace(&logs.test))?;
    let wide = || logistic::Logistic::fit(&logs.train, &logs.q_skills, &logistic::Settings::wide());
    report("logistic, wide", &logs, wide, |model| model.trace(&logs.test))?;
    let trees = || boosted::Boosted::fit(&logs.train, &logs.q_skills, &boosted::Settings::default());
    report("boosted trees", &logs, trees, |model| model.trace(&logs.test))?;
    let both = || Tracer::fit(&logs.train, &logs.q_skills, &Settings::default());
    let tracer = report("Tracer (both)", &logs, both, |model| model.trace(&logs.test))?;

    println!("\nTracer: what was predicted and what came");
    println!("{:>10}{:>10}{:>12}{:>10}", "from", "answers", "predicted", "came");
    for bin in reliability(&tracer.trace(&logs.test)?, &right(&logs.test), 10)? {
        let show = |value: Option<f64>| value.map_or("–".to_owned(), |v| format!("{v:.3}"));
        println!("{:>10.1}{:>10}{:>12}{:>10}", bin.low, bin.count, show(bin.predicted), show(bin.observed));
    }
    explain(&tracer, &logs);
    Ok(())
}

fn read(paths: &[String], once: bool, validate: bool) -> Result<Logs> {
    let (train, test, q_matrix) = match paths {
        [train, test] => (train, test, None),
        [train, test, q_matrix] => (train, test, Some(q_matrix)),
        _ => bail!("usage: tracing [--once] [--validate] TRAIN TEST [Q_MATRIX]"),
    };
    let mut reader = Reader::default();
    let train = log(&mut reader, train)?.responses;
    let test = log(&mut reader, test)?.responses;
    let skills = reader.skills_of().to_vec();
    if let Some(path) = q_matrix {
        reader.item_skills(&files::read(path)?).with_context(|| path.to_owned())?;
    }
    let (mut train, mut test) = (rows(&train, &reader, once, |_| true)?, rows(&test, &reader, once, |_| true)?);
    if validate {
        (train, test) = (rows(&train, &reader, false, |l| l % 5 != 0)?, rows(&train, &reader, false, |l| l % 5 == 0)?);
    }
    train.require_binary()?;
    test.require_binary()?;
    Ok(Logs { train, test, q_skills: reader.skills_of().to_vec(), skills, reader })
}

/// The rows of some learners, with room for the items of both files.
fn rows(of: &Responses, reader: &Reader, once: bool, learner: impl Fn(usize) -> bool) -> Result<Responses> {
    let mut before = None;
    let kept = of.rows().filter(|r| learner(r.learner)).filter(|r| {
        let again = before == Some((r.learner, r.item));
        before = Some((r.learner, r.item));
        !(once && again)
    });
    Ok(Responses::of_size(of.learners(), reader.items().len(), kept.collect())?)
}

fn log(reader: &mut Reader, path: &str) -> Result<Named> {
    let text = files::read(path)?;
    let long = text.lines().next().is_some_and(|heading| heading.contains("user_id"));
    if long { reader.long(&text) } else { reader.per_learner(&text) }.with_context(|| path.to_owned())
}

fn report<M>(
    name: &str,
    logs: &Logs,
    fit: impl FnOnce() -> Result<M, measure::Fault>,
    trace: impl Fn(&M) -> Result<Vec<f64>, measure::Fault>,
) -> Result<M> {
    let start = cpu();
    let model = fit()?;
    let fitted = cpu();
    let predicted = trace(&model)?;
    let each = (cpu() - fitted) * 1e6 / predicted.len() as f64;
    let f = figures(&predicted, &right(&logs.test))?;
    let fit = fitted - start;
    println!("{name:<22}{:>8.4}{:>10.4}{:>10.4}{:>8.4}{fit:>12.2}{each:>14.1}", f.auc, f.log_loss, f.accuracy, f.calibration_error);
    Ok(model)
}

/// The last answer of the learner of TEST with the most answers.
fn explain(tracer: &Tracer, logs: &Logs) {
    let Some(own) = logs.test.by_learner().max_by_key(|own| own.len()) else { return };
    let (last, mut history) = (own.len() - 1, tracer.start());
    for ((item, score), time) in own.pairs().zip(own.time).take(last) {
        tracer.observe(&mut history, item, score == 1.0, *time);
    }
    let item = own.item[last] as usize;
    let explanation = tracer.explain(&history, item, own.time[last], 5);
    println!("\nItem {}, after {} answers: chance {:.3}, because of", logs.reader.items()[item], last, explanation.chance);
    println!("{:>10.2}  the mean answer", explanation.base);
    for Fact { scope, kind, value, effect } in explanation.facts {
        let about = match scope {
            Scope::Overall => "overall".to_owned(),
            Scope::Skill(skill) => format!("skill {}", logs.reader.skills()[skill]),
            Scope::SkillsOf(_) => "its skills together".to_owned(),
            Scope::Item(_) => "this item".to_owned(),
        };
        println!("{effect:>+10.2}  {about}: {kind:?} {}", value.map_or("–".to_owned(), |v| format!("{v:.2}")));
    }
    println!("{:>+10.2}  all other facts; the answer was {}", explanation.others, if own.score[last] == 1.0 { "right" } else { "wrong" });
}

fn right(responses: &Responses) -> Vec<bool> {
    responses.rows().map(|r| r.score == 1.0).collect()
}

fn active(responses: &Responses) -> usize {
    responses.by_learner().filter(|own| !own.is_empty()).count()
}

fn count(skills_of: &[Vec<usize>]) -> usize {
    skills_of.iter().flatten().max().map_or(0, |m| m + 1)
}

/// CPU seconds of this process so far, of all threads; 0 where the system does not tell.
fn cpu() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace().skip(11).take(2);
    fields.filter_map(|f| f.parse::<f64>().ok()).sum::<f64>() / 100.0
}
