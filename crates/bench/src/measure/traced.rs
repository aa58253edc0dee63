//! Knowledge tracing on published splits: fitted to TRAIN, each answer of TEST foretold from the same learner's before it.

use super::cpu::timed;
use super::{AREA, files};
use crate::Figure;
use anyhow::{Context, Result};
use measure::evaluate::figures;
use measure::text::Reader;
use measure::tracing::{Settings, Tracer, bkt, combinations, logistic};
use measure::{Fault, Responses};
use std::path::Path;

type Keep<'a> = &'a mut dyn FnMut(Figure) -> Result<()>;

/// A data set's two parts, with the skills of the log and those of the Q-matrix.
struct Logs {
    train: Responses,
    test: Responses,
    skills: Vec<Vec<usize>>,
    q_skills: Vec<Vec<usize>>,
}

fn read(folder: &Path) -> Result<Logs> {
    let mut reader = Reader::default();
    let train = reader.long(&files::read(&folder.join("train.tsv.gz"))?)?.responses;
    let test = reader.long(&files::read(&folder.join("test.tsv.gz"))?)?.responses;
    let skills = reader.skills_of().to_vec();
    reader.item_skills(&files::read(&folder.join("q_matrix.tsv.gz"))?)?;
    let items = reader.items().len();
    let sized = |of: Responses| Responses::of_size(of.learners(), items, of.rows().collect());
    Ok(Logs { train: sized(train)?, test: sized(test)?, skills, q_skills: reader.skills_of().to_vec() })
}

/// Held-out AUC and calibration error, and the CPU seconds of the fit.
fn judge<M>(logs: &Logs, fit: impl FnOnce() -> Result<M, Fault>, trace: impl Fn(&M) -> Result<Vec<f64>, Fault>) -> Result<(f64, f64, f64)> {
    let (model, seconds) = timed(fit);
    let told = trace(&model?)?;
    let right: Vec<bool> = logs.test.rows().map(|r| r.score == 1.0).collect();
    let f = figures(&told, &right).context("the held-out answers")?;
    Ok((f.auc, f.calibration_error, seconds))
}

/// BKT and Best-LR on assistments09.
pub fn skills(data: &Path, keep: Keep<'_>) -> Result<()> {
    let logs = read(&data.join("assistments09"))?;
    let skill_of = combinations(&logs.skills).of;
    let fit = || bkt::Bkt::fit(&logs.train, &skill_of, &bkt::Settings::default());
    let (auc, _, seconds) = judge(&logs, fit, |m| m.trace(&logs.test))?;
    keep(Figure::new(AREA, "bkt_assistments09_auc", auc, "").at_least(0.7157).peer("pyBKT 1.4.3", "0.7145"))?;
    keep(Figure::new(AREA, "bkt_assistments09_cpu", seconds, "s").below(1.0).peer("pyBKT 1.4.3", "224"))?;
    let fit = || logistic::Logistic::fit(&logs.train, &logs.q_skills, &logistic::Settings::best_lr());
    let (auc, _, seconds) = judge(&logs, fit, |m| m.trace(&logs.test))?;
    keep(Figure::new(AREA, "best_lr_assistments09_auc", auc, "").at_least(0.7663).peer("Best-LR in scikit-learn", "0.7663"))?;
    keep(Figure::new(AREA, "best_lr_assistments09_cpu", seconds, "s").below(8.0).peer("Best-LR in scikit-learn", "82"))
}

/// The tracing model on both data sets with a Q-matrix.
pub fn all(data: &Path, keep: Keep<'_>) -> Result<()> {
    for (set, goal) in [("assistments09", 0.785), ("statics", 0.8263)] {
        let logs = read(&data.join(set))?;
        let fit = || Tracer::fit(&logs.train, &logs.q_skills, &Settings::default());
        let (auc, error, seconds) = judge(&logs, fit, |m| m.trace(&logs.test))?;
        keep(Figure::new(AREA, format!("tracer_{set}_auc"), auc, "").at_least(goal))?;
        keep(Figure::new(AREA, format!("tracer_{set}_calibration_error"), error, "").below(0.02))?;
        keep(Figure::new(AREA, format!("tracer_{set}_cpu"), seconds, "s"))?;
    }
    Ok(())
}
