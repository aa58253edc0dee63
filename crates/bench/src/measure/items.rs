//! Item response theory, adaptive tests, cognitive diagnosis.

use super::cpu::timed;
use super::{AREA, files};
use crate::Figure;
use anyhow::{Context, Result};
use learner::calibration::Draw;
use measure::adaptive::{Design, Pool, Stop, simulate};
use measure::diagnosis::{Model, Options, QMatrix, Rule};
use measure::irt::{self, Bank, Grid, Item};
use measure::{Responses, text};
use serde_json::Value;
use std::path::Path;

type Keep<'a> = &'a mut dyn FnMut(Figure) -> Result<()>;

fn reference(vectors: &Value, group: &str, name: &str) -> Result<f64> {
    vectors[group][name].as_f64().with_context(|| format!("vectors.json has no {group}.{name}"))
}

/// 2PL on simulated responses: how far the log-likelihood is from R mirt's, and how long it takes.
pub fn responses(data: &Path, vectors: &Value, keep: Keep<'_>) -> Result<()> {
    for (size, limit, peer) in [("2000x50", 0.08, "0.16"), ("10000x200", 5.0, "15.5")] {
        let responses = text::wide(&files::read(&data.join(format!("sim/2pl_{size}.csv.gz")))?)?;
        let (found, seconds) = timed(|| irt::calibrate(&responses, &irt::Settings::default()));
        let known = reference(vectors, "irt_sim_loglik", &format!("2pl_{size}"))?;
        keep(Figure::new(AREA, format!("irt_2pl_{size}_log_likelihood_off"), (found?.log_likelihood - known).abs(), "").at_most(0.05))?;
        keep(Figure::new(AREA, format!("irt_2pl_{size}_cpu"), seconds, "s").below(limit).peer("TAM 4.4-2", peer))?;
    }
    Ok(())
}

/// 500 learners × 20 of 500 items by maximum information.
pub fn adaptive(keep: Keep<'_>) -> Result<()> {
    let mut draw = Draw::new(20_261_128);
    let items = (0..500).map(|_| Item::two_pl((0.3 * draw.normal()).exp(), draw.normal())).collect::<Result<Vec<Item>, _>>()?;
    let truths: Vec<f64> = (0..500).map(|_| draw.normal()).collect();
    let pool = Pool::new(Bank::new(items)?, Grid::default());
    let (report, seconds) = timed(|| simulate(&pool, &Design::new(Stop::length(20)), &truths, 2));
    keep(Figure::new(AREA, "cat_500x20_of_500_cpu", seconds, "s").below(0.03).peer("mirt (PyPI)", "0.15"))?;
    keep(Figure::new(AREA, "cat_500x20_of_500_rmse", report?.rmse, "").at_most(0.30).peer("catsim", "0.324"))
}

/// Fraction subtraction by three rules, Math1 by DINA.
pub fn diagnosis(data: &Path, vectors: &Value, keep: Keep<'_>) -> Result<()> {
    let read = |set: &str| -> Result<(Responses, Vec<Vec<bool>>)> {
        let folder = data.join("math2015").join(set);
        let rows = text::q_matrix(&files::read(&folder.join("q.txt"))?)?;
        Ok((text::wide(&files::read(&folder.join("data.txt"))?)?, rows))
    };
    let (responses, q) = read("FrcSub")?;
    for (rule, name, peer) in [(Rule::Dina, "DINA", "0.27"), (Rule::Dino, "DINO", "0.22"), (Rule::Gdina, "GDINA", "16.8")] {
        let model = Model::new(QMatrix::new(&q)?, rule)?;
        let (fit, seconds) = timed(|| model.fit(&responses, &Options::default()));
        let known = reference(vectors, "cdm_FrcSub", name)?;
        // The best of several starts may be better than the reference's: it is then named by its sign.
        keep(Figure::new(AREA, format!("frcsub_{name}_log_likelihood_below"), known - fit?.log_likelihood, "").at_most(0.05))?;
        keep(Figure::new(AREA, format!("frcsub_{name}_cpu"), seconds, "s").peer("R CDM 8.4-2", peer))?;
    }
    let (responses, mut q) = read("Math1")?;
    q.truncate(15);
    let responses = Responses::of_size(responses.learners(), 15, responses.rows().filter(|r| r.item < 15).collect())?;
    let model = Model::new(QMatrix::new(&q)?, Rule::Dina)?;
    let (fit, seconds) = timed(|| model.fit(&responses, &Options::default()));
    let known = reference(vectors, "cdm_Math1", "DINA")?;
    keep(Figure::new(AREA, "math1_DINA_log_likelihood_below", known - fit?.log_likelihood, "").at_most(0.05))?;
    keep(Figure::new(AREA, "math1_DINA_cpu", seconds, "s").below(0.5).peer("R CDM 8.4-2", "48.9"))
}
