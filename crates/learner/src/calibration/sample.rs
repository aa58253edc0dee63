//! The region's answers, as many as a calibration reads: numbers only, no names.

use super::draw::mixed;
use crate::policy;
use crate::store::{calibration as store, mastery};
use base::job::Context;
use base::{Base, Millis, Result};
use content::Subject;
use records::trial::{self, START, Trial};
use std::collections::{BTreeMap, HashMap};

/// One answer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Row {
    /// The learner's index in the sample.
    pub learner: u32,
    /// Part of the sample that the learner is in, from 0 to [`PARTS`] − 1.
    pub part: u8,
    /// Whether it counts as right.
    pub right: bool,
    /// Score in \[0, 1\].
    pub score: f32,
    /// Index of the item.
    pub item: u32,
    /// Index of the point.
    pub point: u32,
    /// Time taken; −1 where it was not measured.
    pub time: i32,
    /// When.
    pub at: Millis,
}

/// Parts into which learners fall by their identifiers: on the first, models are judged; on the second, settings are chosen; on
/// the others they are fitted.
pub const PARTS: u8 = 5;
/// Judged on it.
pub const JUDGED: u8 = 0;
/// Chosen on it.
pub const CHOSEN: u8 = 1;

/// A subject's answers, by learner and time.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sample {
    /// The answers.
    pub rows: Vec<Row>,
    /// Learners.
    pub learners: u32,
    /// Activities of the items, by index.
    pub items: Vec<i64>,
    /// Activities of the points, by index.
    pub points: Vec<i64>,
}

impl Sample {
    /// Takes a learner's answers, in order of time.
    pub fn add(&mut self, index: &mut Index, part: u8, trials: &[&Trial]) {
        let learner = self.learners;
        self.learners += 1;
        let latest = trials.len().saturating_sub(policy::CALIBRATION_ANSWERS);
        self.rows.extend(trials[latest..].iter().map(|t| Row {
            learner,
            part,
            right: t.correct,
            score: t.score as f32,
            item: index.items.number(t.item, &mut self.items),
            point: index.points.number(t.point, &mut self.points),
            time: t.duration.and_then(|d| i32::try_from(d).ok()).unwrap_or(-1),
            at: t.at,
        }));
    }
}

/// Numbers given out so far.
#[derive(Debug, Default)]
pub struct Index {
    items: Numbers,
    points: Numbers,
}

#[derive(Debug, Default)]
struct Numbers(HashMap<i64, u32>);

impl Numbers {
    fn number(&mut self, id: i64, ids: &mut Vec<i64>) -> u32 {
        *self.0.entry(id).or_insert_with(|| {
            ids.push(id);
            ids.len() as u32 - 1
        })
    }
}

/// Persons read at once.
const CHUNK: i64 = 400;

/// The region's sample by subject, of learners whose consent to learning records holds, and the share of them that was drawn.
/// `job` is told of the persons looked at so far.
pub async fn draw(base: &Base, job: Option<&Context>) -> Result<(BTreeMap<Subject, Sample>, f64)> {
    let learners = store::learners(&mut base.db.read().await?).await?;
    let share = if learners > policy::CALIBRATION_LEARNERS { policy::CALIBRATION_LEARNERS as f64 / learners as f64 } else { 1.0 };
    let drawn = |id: i64| (mixed(id) >> 11) as f64 / (1_u64 << 53) as f64 <= share;
    let mut samples: BTreeMap<Subject, Sample> = BTreeMap::new();
    let mut indices: BTreeMap<Subject, Index> = BTreeMap::new();
    let mut subjects: HashMap<i64, Option<Subject>> = HashMap::new();
    let (mut after, mut looked) = (i64::MIN, 0);
    loop {
        let mut conn = base.db.read().await?;
        let persons = mastery::persons(&mut conn, after, CHUNK).await?;
        let Some(&last) = persons.last() else { break };
        after = last;
        looked += persons.len() as i64;
        let drawn: Vec<i64> = persons.into_iter().filter(|id| drawn(*id)).collect();
        let places: Vec<(i64, i64)> = mastery::consenting(&mut conn, &drawn).await?.into_iter().map(|id| (id, START)).collect();
        let trials = trial::trials(&mut conn, &places, i64::MAX).await?;
        crate::state::names::learn(&mut conn, trials.iter().map(|t| t.point), &mut subjects).await?;
        for own in trials.chunk_by(|a, b| a.person == b.person) {
            let mut by_subject: BTreeMap<Subject, Vec<&Trial>> = BTreeMap::new();
            for t in own {
                if let Some(Some(subject)) = subjects.get(&t.point) {
                    by_subject.entry(*subject).or_default().push(t);
                }
            }
            // The same parts whatever the share: the other digits.
            let part = (mixed(own[0].person) % u64::from(PARTS)) as u8;
            for (subject, trials) in by_subject {
                samples.entry(subject).or_default().add(indices.entry(subject).or_default(), part, &trials);
            }
        }
        drop(conn);
        if let Some(job) = job {
            job.progress(looked, 0, "").await?;
        }
    }
    Ok((samples, share))
}
