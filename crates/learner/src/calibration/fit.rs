//! A subject's items calibrated, and how they are to be read. Pure: a sample in, a calibration out, the same for the same sample.

use super::compare::{self, Settled};
use super::sample::{CHOSEN, JUDGED, Row, Sample};
use super::{Fit, Model, Protocol, ReadWith};
use crate::policy;
use crate::state::course::month_of;
use crate::store::calibration::ItemRow;
use measure::irt::{self, Item, Priors};
use measure::{Fault, Response, Responses};
use std::collections::HashSet;

/// What was made of a sample.
#[derive(Debug, Clone)]
pub struct Calibrated {
    pub model: Model,
    pub protocol: Protocol,
    pub fit: Fit,
    pub with: ReadWith,
    pub items: Vec<ItemRow>,
}

/// Items with parameters; `None` for one with too few answers.
pub type Bank = Vec<Option<(f64, f64)>>;

/// Calibrates a sample. `tracing` fits the tracing model too, to have its figures beside: it takes most of the time.
pub fn calibrate(sample: &Sample, share: f64, tracing: bool) -> Calibrated {
    let all = Examinees::of(sample, |_| true);
    let mut protocol = Protocol {
        learners: sample.learners as usize,
        share,
        answers: sample.rows.len(),
        examinees: all.count,
        from: sample.rows.iter().map(|r| r.at).min().unwrap_or_default(),
        to: sample.rows.iter().map(|r| r.at).max().unwrap_or_default(),
        ..Protocol::default()
    };
    let model = all.model();
    let mut fit = Fit::default();
    // What is judged and chosen on the held-out parts is fitted to the others only; what is kept is fitted to all.
    let (with, whole) = match model {
        Model::None => (ReadWith::default(), None),
        _ => {
            let others = Examinees::of(sample, |row| row.part != JUDGED && row.part != CHOSEN);
            let with = match others.calibrate(sample, model) {
                Ok((bank, _)) => {
                    let Settled { with, models, recall } = compare::settle(sample, &bank, tracing);
                    (fit.models, fit.recall) = (models, recall);
                    with
                }
                Err(_) => ReadWith::default(),
            };
            match all.calibrate(sample, model) {
                Ok(whole) => (with, Some(whole)),
                Err(fault) => {
                    fit.failure = fault.to_string();
                    (ReadWith::default(), None)
                }
            }
        }
    };
    let times = medians(sample);
    let answers = counts(sample);
    let of_point = points(sample);
    let row = |at: usize, (discrimination, difficulty): (f64, f64), answers: i64| ItemRow {
        item: sample.items[at],
        point: sample.points[of_point[at] as usize],
        discrimination,
        difficulty,
        answers,
        median_time: times[at],
    };
    let (model, items) = match whole {
        None => {
            // Times are known however few the learners: each item stands as an average one.
            let timed = (0..sample.items.len()).filter(|at| times[*at].is_some());
            (Model::None, timed.map(|at| row(at, (1.0, 0.0), 0)).collect())
        }
        Some((bank, known)) => {
            (fit.log_likelihood, fit.parameters, fit.steps) = (Some(known.log_likelihood), known.parameters, known.steps);
            let usual = typical(&bank, &of_point, sample.points.len());
            let items = (0..bank.len()).map(|at| match bank[at] {
                Some(parameters) => row(at, parameters, answers[at]),
                None => row(at, usual[of_point[at] as usize], 0),
            });
            (model, items.collect::<Vec<_>>())
        }
    };
    protocol.items = items.iter().filter(|i| i.answers > 0).count();
    protocol.rare_items = sample.items.len() - protocol.items;
    Calibrated { model, protocol, fit, with, items }
}

/// Learner-months, each with the first answer to each item in it.
pub struct Examinees {
    rows: Vec<Response>,
    pub count: usize,
    /// First answers of each item.
    answers: Vec<i64>,
}

impl Examinees {
    pub fn of(sample: &Sample, takes: impl Fn(&Row) -> bool) -> Examinees {
        let (mut rows, mut count, mut answers) = (Vec::new(), 0, vec![0; sample.items.len()]);
        let mut seen = HashSet::new();
        for month in sample.rows.chunk_by(|a, b| a.learner == b.learner && month_of(a.at) == month_of(b.at)) {
            if !takes(&month[0]) {
                continue;
            }
            seen.clear();
            for row in month.iter().filter(|row| seen.insert(row.item)) {
                let score = f64::from(u8::from(row.right));
                rows.push(Response { learner: count, item: row.item as usize, score, time: 0 });
                answers[row.item as usize] += 1;
            }
            count += 1;
        }
        Examinees { rows, count, answers }
    }

    fn model(&self) -> Model {
        match self.count {
            n if n < policy::EXAMINEES_FOR_DIFFICULTY => Model::None,
            n if n < policy::EXAMINEES_FOR_DISCRIMINATION => Model::OnePl,
            _ => Model::TwoPl,
        }
    }

    /// Marginal maximum likelihood of the items that enough have answered, with weak priors: items that nothing connects share the
    /// scale because their learners are of one population.
    pub fn calibrate(&self, sample: &Sample, model: Model) -> Result<(Bank, irt::Calibration), Fault> {
        let kept: Vec<usize> = (0..sample.items.len()).filter(|at| self.answers[*at] >= policy::ANSWERS_OF_AN_ITEM).collect();
        let mut number = vec![usize::MAX; sample.items.len()];
        kept.iter().enumerate().for_each(|(n, at)| number[*at] = n);
        let rows: Vec<Response> =
            self.rows.iter().filter(|r| number[r.item] != usize::MAX).map(|r| Response { item: number[r.item], ..*r }).collect();
        let responses = Responses::of_size(self.count, kept.len(), rows)?;
        let model = match model {
            Model::TwoPl => irt::Model::TwoPl,
            Model::OnePl | Model::None => irt::Model::OnePl,
        };
        let settings = irt::Settings { model, equivalent: true, priors: Priors::weak(), tolerance: 1e-3, ..irt::Settings::default() };
        let known = irt::calibrate(&responses, &settings)?;
        let mut bank = vec![None; sample.items.len()];
        for (at, item) in kept.iter().zip(known.bank.items()) {
            if let Item::Logistic { discrimination, difficulty, .. } = item {
                bank[*at] = Some((*discrimination, *difficulty));
            }
        }
        Ok((bank, known))
    }
}

/// Each item's point; the first that an answer names.
pub fn points(sample: &Sample) -> Vec<u32> {
    let mut of = vec![u32::MAX; sample.items.len()];
    for row in &sample.rows {
        let known = &mut of[row.item as usize];
        *known = (*known).min(row.point);
    }
    of
}

/// A typical item of each point: the mean of its items, else of all.
pub fn typical(bank: &Bank, of_point: &[u32], points: usize) -> Vec<(f64, f64)> {
    let mut sums = vec![(0.0, 0.0, 0.0); points];
    let mut all = (0.0, 0.0, 0.0);
    for (known, point) in bank.iter().zip(of_point) {
        if let Some((a, b)) = known {
            for sum in [&mut sums[*point as usize], &mut all] {
                *sum = (sum.0 + a, sum.1 + b, sum.2 + 1.0);
            }
        }
    }
    let usual = if all.2 > 0.0 { (all.0 / all.2, all.1 / all.2) } else { (1.0, 0.0) };
    sums.into_iter().map(|(a, b, n)| if n > 0.0 { (a / n, b / n) } else { usual }).collect()
}

fn counts(sample: &Sample) -> Vec<i64> {
    let mut counts = vec![0; sample.items.len()];
    sample.rows.iter().for_each(|row| counts[row.item as usize] += 1);
    counts
}

/// The median of each item's times, where enough were measured.
fn medians(sample: &Sample) -> Vec<Option<i64>> {
    let mut times: Vec<Vec<i32>> = vec![Vec::new(); sample.items.len()];
    for row in sample.rows.iter().filter(|row| row.time > 0) {
        times[row.item as usize].push(row.time);
    }
    let median = |mut of: Vec<i32>| {
        let middle = of.len() / 2;
        (of.len() >= policy::TIMES_OF_AN_ITEM).then(|| i64::from(*of.select_nth_unstable(middle).1))
    };
    times.into_iter().map(median).collect()
}
