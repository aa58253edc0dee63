//! Models of the next answer against each other, on learners that none of them was fitted to.
//!
//! Each answer is foretold from the same learner's answers before it. Settings are chosen on one part of the learners, figures come
//! from another; neither was used for the items.

use super::fit::{Bank, points, typical};
use super::sample::{CHOSEN, JUDGED, Row, Sample};
use super::{Chance, Figures, ReadWith};
use crate::answer::day_number;
use crate::policy;
use crate::state::ability::{Belief, Curve};
use crate::state::course::month_of;
use crate::state::memory::Forgetting;
use measure::irt::Item;
use measure::tracing::{Settings, Tracer};
use measure::{Fault, Mastery, Response, Responses, evaluate};
use std::collections::HashMap;

/// What was settled.
pub struct Settled {
    pub with: ReadWith,
    pub models: Vec<Figures>,
    pub recall: Option<Figures>,
}

/// Chooses how answers are read and judges it; with too few answers the policy's settings stand, unjudged.
pub fn settle(sample: &Sample, bank: &Bank, tracing: bool) -> Settled {
    let mut with = ReadWith::default();
    let count = |part| sample.rows.iter().filter(|row| row.part == part).count();
    if count(CHOSEN).min(count(JUDGED)) < policy::ANSWERS_TO_COMPARE {
        return Settled { with, models: Vec::new(), recall: None };
    }
    let of_point = points(sample);
    let usual = typical(bank, &of_point, sample.points.len());
    let curves: Vec<Option<Curve>> = (0..bank.len())
        .map(|at| {
            let (a, b) = bank[at].unwrap_or(usual[of_point[at] as usize]);
            Item::two_pl(a, b).ok().map(|item| Curve::of(&item))
        })
        .collect();
    let mut least = f64::INFINITY;
    for drift in policy::DRIFTS {
        let told = foretell(sample, CHOSEN, &curves, drift);
        for prior in policy::PRIOR_ANSWERS {
            if let Ok(loss) = evaluate::log_loss(&told.both(prior), &told.right)
                && loss < least
            {
                (least, with.drift, with.prior) = (loss, drift, prior);
            }
        }
    }
    let chosen = foretell(sample, CHOSEN, &curves, with.drift);
    with.chance = best(&chosen, with.prior);
    let judged = foretell(sample, JUDGED, &curves, with.drift);
    let mut models = vec![
        (Chance::Mastery.code(), judged.mastery.clone()),
        (Chance::Ability.code(), judged.ability.clone()),
        (Chance::Both.code(), judged.both(with.prior)),
    ];
    if tracing && let Ok(traced) = trace(sample, &of_point) {
        models.push(("tracing", traced));
    }
    let models = models.into_iter().filter_map(|(name, told)| figures(name, &told, &judged.right)).collect();
    let (told, right) = recall(sample);
    Settled { with, models, recall: figures("recall", &told, &right) }
}

/// The model with the least log-loss among those whose chances come true.
fn best(told: &Told, prior: f64) -> Chance {
    let candidates = [(Chance::Both, told.both(prior)), (Chance::Ability, told.ability.clone()), (Chance::Mastery, told.mastery.clone())];
    let judged = candidates.iter().filter_map(|(chance, chances)| Some((*chance, figures("", chances, &told.right)?)));
    let sound = judged.filter(|(_, f)| f.calibration_error <= policy::CALIBRATION_ERROR);
    sound.min_by(|a, b| a.1.log_loss.total_cmp(&b.1.log_loss)).map_or(Chance::default(), |(chance, _)| chance)
}

fn figures(model: &str, told: &[f64], right: &[bool]) -> Option<Figures> {
    let f = evaluate::figures(told, right).ok()?;
    Some(Figures { model: model.to_owned(), answers: f.count, auc: f.auc, log_loss: f.log_loss, calibration_error: f.calibration_error })
}

/// What the models foretell of a part's answers, and what came.
pub struct Told {
    /// Mastery alone.
    pub mastery: Vec<f64>,
    /// Ability against the item.
    pub ability: Vec<f64>,
    /// Right and wrong answers on the point so far, discounted.
    evidence: Vec<(f64, f64)>,
    /// What came.
    pub right: Vec<bool>,
}

impl Told {
    /// Ability against the item, weighing as many answers as said, and the answers on the point.
    pub fn both(&self, prior: f64) -> Vec<f64> {
        self.ability.iter().zip(&self.evidence).map(|(p, (right, wrong))| (prior * p + right) / (prior + right + wrong)).collect()
    }
}

/// Foretells a part's answers one by one.
pub fn foretell(sample: &Sample, part: u8, curves: &[Option<Curve>], drift: f64) -> Told {
    let model = measure::Model::default();
    let mut told = Told { mastery: Vec::new(), ability: Vec::new(), evidence: Vec::new(), right: Vec::new() };
    for own in sample.rows.chunk_by(|a, b| a.learner == b.learner).filter(|own| own[0].part == part) {
        let (mut belief, mut month) = (Belief::default(), month_of(own[0].at));
        let mut points: HashMap<u32, (Mastery, i64)> = HashMap::new();
        for row in own {
            let Some(curve) = &curves[row.item as usize] else { continue };
            let (now, day) = (month_of(row.at), day_number(row.at));
            belief.pass(now - month, drift);
            month = now.max(month);
            let (mastery, before) = points.get(&row.point).copied().unwrap_or((model.prior, day));
            told.mastery.push(mastery.mean());
            told.ability.push(belief.chance(curve));
            told.evidence.push((mastery.alpha - model.prior.alpha, mastery.beta - model.prior.beta));
            told.right.push(row.right);
            belief.observe(curve, row.right);
            let after = model.observe(mastery, f64::from(row.score).clamp(0.0, 1.0), day - before).unwrap_or(mastery);
            points.insert(row.point, (after, day.max(before)));
        }
    }
    told
}

/// What the tracing model, fitted to all learners but the judged, foretells of theirs; in the order of [`foretell`].
fn trace(sample: &Sample, of_point: &[u32]) -> Result<Vec<f64>, Fault> {
    let skills: Vec<Vec<usize>> = of_point.iter().map(|point| vec![*point as usize]).collect();
    let take = |rows: Vec<&Row>| {
        let mut learners: HashMap<u32, usize> = HashMap::new();
        let numbered: Vec<Response> = rows
            .into_iter()
            .map(|row| {
                let next = learners.len();
                let learner = *learners.entry(row.learner).or_insert(next);
                Response { learner, item: row.item as usize, score: f64::from(u8::from(row.right)), time: row.at }
            })
            .collect();
        Responses::of_size(learners.len(), sample.items.len(), numbered)
    };
    let others: Vec<&Row> = sample.rows.iter().filter(|row| row.part != JUDGED).take(policy::TRACING_ANSWERS).collect();
    let tracer = Tracer::fit(&take(others)?, &skills, &Settings::default())?;
    tracer.trace(&take(sample.rows.iter().filter(|row| row.part == JUDGED).collect())?)
}

/// The chance of recall at the judged learners' answers that came a day or more after the one before on the point, and whether it was right.
fn recall(sample: &Sample) -> (Vec<f64>, Vec<bool>) {
    let curve = Forgetting::default();
    let (mut told, mut right) = (Vec::new(), Vec::new());
    for own in sample.rows.chunk_by(|a, b| a.learner == b.learner).filter(|own| own[0].part == JUDGED) {
        let mut points = HashMap::new();
        for row in own {
            let day = day_number(row.at);
            let known = points.get(&row.point).copied();
            if let Some((trace, before)) = known
                && day > before
            {
                told.push(curve.recall(trace, day - before));
                right.push(row.right);
            }
            let days = known.map_or(0, |(_, before)| (day - before).max(0));
            points.insert(row.point, (curve.review(known.map(|k| k.0), f64::from(row.score), days), day));
        }
    }
    (told, right)
}
