//! Calibrations as they are read: one in force for each subject, always.

use super::{Chance, Fit, Model, Protocol, ReadWith};
use crate::mastery::Estimate;
use crate::state::ability::{Belief, Curve};
use crate::state::course::{Asked, Reading};
use crate::state::memory::Forgetting;
use crate::store::calibration as store;
use base::{Conn, Error, Millis, Result};
use content::Subject;
use measure::irt::Item;
use records::{Activity, trial};
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

/// A subject's items on the region's scale: ability has mean 0 and standard deviation 1 over its learners' months.
#[derive(Debug)]
pub struct Calibration {
    /// Identifier; 0 where nothing was ever calibrated.
    pub id: i64,
    /// Subject.
    pub subject: Subject,
    /// When it was made.
    pub made_at: Millis,
    /// The items' model.
    pub model: Model,
    /// How it was made.
    pub protocol: Protocol,
    /// How well it does.
    pub fit: Fit,
    /// Whose chances are used.
    pub chance: Chance,
    /// Answers that the expectation from ability weighs on a point.
    pub prior: f64,
    pub(crate) reading: Reading,
    /// By the item's activity.
    items: HashMap<i64, Known>,
    /// By code and version.
    codes: HashMap<(String, i64), i64>,
    /// A typical item of each point, by the point's identifier.
    points: HashMap<i64, Known>,
    average: Known,
}

#[derive(Debug)]
struct Known {
    parameters: ItemParameters,
    curve: Curve,
}

/// What is known of an item.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ItemParameters {
    /// Slope in θ.
    pub discrimination: f64,
    /// Ability at which half of the learners answer rightly.
    pub difficulty: f64,
    /// The region's median time in milliseconds; `None` while too few were measured.
    pub median_time: Option<Millis>,
    /// Answers it is known from; 0 for one that stands for others.
    pub answers: i64,
}

impl ItemParameters {
    /// What is taken for an item of which nothing is known.
    pub const AVERAGE: ItemParameters = ItemParameters { discrimination: 1.0, difficulty: 0.0, median_time: None, answers: 0 };

    fn known(self) -> Result<Known> {
        let item = Item::two_pl(self.discrimination, self.difficulty).map_err(Error::internal)?;
        Ok(Known { parameters: self, curve: Curve::of(&item) })
    }

    /// Of items that count alike.
    fn mean(of: &[ItemParameters]) -> Option<ItemParameters> {
        let n = of.len() as f64;
        (!of.is_empty()).then(|| ItemParameters {
            discrimination: of.iter().map(|i| i.discrimination).sum::<f64>() / n,
            difficulty: of.iter().map(|i| i.difficulty).sum::<f64>() / n,
            median_time: None,
            answers: 0,
        })
    }
}

impl Calibration {
    /// Where nothing was calibrated.
    fn fallback(subject: Subject) -> Result<Calibration> {
        let with = ReadWith::default();
        Ok(Calibration {
            id: 0,
            subject,
            made_at: 0,
            model: Model::None,
            protocol: Protocol::default(),
            fit: Fit::default(),
            chance: with.chance,
            prior: with.prior,
            reading: Reading { drift: with.drift, forgetting: Forgetting::default() },
            items: HashMap::new(),
            codes: HashMap::new(),
            points: HashMap::new(),
            average: ItemParameters::AVERAGE.known()?,
        })
    }

    async fn load(conn: &mut Conn, id: i64) -> Result<Calibration> {
        let row = store::get(conn, id).await?;
        let subject = Subject::parse(&row.subject).ok_or_else(|| Error::internal(format!("a calibration of {:?}", row.subject)))?;
        let with: ReadWith = serde_json::from_str(&row.reading)?;
        let rows = store::items(conn, id).await?;
        let activities: BTreeSet<i64> = rows.iter().flat_map(|r| [r.item, r.point]).collect();
        let named = trial::named(conn, &activities.into_iter().collect::<Vec<_>>()).await?;
        let points = point_ids(conn, &named).await?;
        let (mut items, mut codes) = (HashMap::new(), HashMap::new());
        let mut by_point: HashMap<i64, Vec<ItemParameters>> = HashMap::new();
        for r in rows {
            let parameters = ItemParameters {
                discrimination: r.discrimination,
                difficulty: r.difficulty,
                median_time: r.median_time,
                answers: r.answers,
            };
            items.insert(r.item, parameters.known()?);
            if let Some(Activity::Item { code, version }) = named.get(&r.item) {
                codes.insert((code.clone().into_owned(), *version), r.item);
            }
            // An item without answers of its own stands for its point already.
            if let Some(point) = points.get(&r.point).filter(|_| r.answers > 0) {
                by_point.entry(*point).or_default().push(parameters);
            }
        }
        let all: Vec<ItemParameters> = items.values().map(|k| k.parameters).filter(|p| p.answers > 0).collect();
        let average = ordered_mean(all).unwrap_or(ItemParameters::AVERAGE);
        let typical = by_point.into_iter().filter_map(|(point, of)| Some((point, ordered_mean(of)?)));
        let points = typical.map(|(point, mean)| Ok((point, mean.known()?))).collect::<Result<_>>()?;
        Ok(Calibration {
            id,
            subject,
            made_at: row.made_at,
            model: Model::of(&row.model),
            protocol: serde_json::from_str(&row.protocol)?,
            fit: serde_json::from_str(&row.fit)?,
            chance: with.chance,
            prior: with.prior,
            reading: Reading { drift: with.drift, forgetting: Forgetting::of(&with.forgetting).unwrap_or_default() },
            items,
            codes,
            points,
            average: average.known()?,
        })
    }

    /// What is known of an item's version, else of its point, else of the subject's items.
    pub fn item(&self, code: &str, version: i64, point: i64) -> ItemParameters {
        let known = self.codes.get(&(code.to_owned(), version)).and_then(|item| self.items.get(item));
        known.map_or_else(|| self.point(point), |k| k.parameters)
    }

    /// A typical item of a point.
    pub fn point(&self, point: i64) -> ItemParameters {
        self.points.get(&point).map_or(self.average.parameters, |k| k.parameters)
    }

    /// The chance of a right answer to a typical item of the subject at an ability.
    pub fn typical(&self, theta: f64) -> f64 {
        let ItemParameters { discrimination, difficulty, .. } = self.average.parameters;
        1.0 / (1.0 + (discrimination * (difficulty - theta)).exp())
    }

    /// The chance of a right answer of a learner with this ability (`None`: of whom nothing is known) and, on the point, these answers.
    pub fn chance(&self, ability: Option<&Belief>, own: Option<&Estimate>, item: &ItemParameters) -> Result<f64> {
        let curve = item.known()?.curve;
        let expected = ability.map_or_else(|| Belief::default().chance(&curve), |belief| belief.chance(&curve));
        let model = measure::Model::default();
        Ok(match (self.chance, own) {
            (Chance::Mastery, Some(own)) => own.mean,
            (Chance::Mastery | Chance::Both, None) | (Chance::Ability, _) => expected,
            (Chance::Both, Some(own)) => {
                let (right, wrong) = (own.mastery.alpha - model.prior.alpha, own.mastery.beta - model.prior.beta);
                (self.prior * expected + right) / (self.prior + right + wrong)
            }
        })
    }

    /// The ability at which half of the learners solve an item, by its activity; `None` for one that was not calibrated.
    pub(crate) fn difficulty(&self, item: i64) -> Option<f64> {
        self.items.get(&item).filter(|k| k.parameters.answers > 0).map(|k| k.parameters.difficulty)
    }

    /// How an answer to an item is read.
    pub(crate) fn asked(&self, item: i64, point: i64) -> Asked<'_> {
        match self.items.get(&item) {
            Some(k) => Asked { curve: &k.curve, median_time: k.parameters.median_time },
            None => Asked { curve: self.points.get(&point).map_or(&self.average.curve, |k| &k.curve), median_time: None },
        }
    }
}

/// The mean in an order of its own: a sum must not depend on that of a hash map.
fn ordered_mean(mut of: Vec<ItemParameters>) -> Option<ItemParameters> {
    of.sort_by(|a, b| a.difficulty.total_cmp(&b.difficulty).then(a.discrimination.total_cmp(&b.discrimination)));
    ItemParameters::mean(&of)
}

/// Identifiers of the points that these activities are.
async fn point_ids(conn: &mut Conn, named: &HashMap<i64, Activity<'static>>) -> Result<HashMap<i64, i64>> {
    let codes: HashMap<&str, i64> = named
        .iter()
        .filter_map(|(id, activity)| match activity {
            Activity::Point(code) => Some((code.as_ref(), *id)),
            _ => None,
        })
        .collect();
    let found = content::point::by_codes(conn, &codes.keys().copied().collect::<Vec<_>>()).await?;
    Ok(found.into_iter().filter_map(|(code, point)| Some((*codes.get(code.as_str())?, point.id))).collect())
}

/// The calibrations in force.
#[derive(Debug, Clone)]
pub(crate) struct Region(HashMap<Subject, Arc<Calibration>>);

impl Region {
    /// A subject's.
    pub fn of(&self, subject: Subject) -> Result<Arc<Calibration>> {
        match self.0.get(&subject) {
            Some(known) => Ok(known.clone()),
            None => Calibration::fallback(subject).map(Arc::new),
        }
    }
}

/// Calibrations never change once they are written: read once a process.
static LOADED: Mutex<Vec<(i64, Arc<Calibration>)>> = Mutex::new(Vec::new());

/// Calibrations kept in memory.
const KEPT: usize = 64;

pub(crate) async fn region(conn: &mut Conn) -> Result<Region> {
    let mut region = HashMap::new();
    for (_, id) in store::in_force(conn).await? {
        let known = load(conn, id).await?;
        region.insert(known.subject, known);
    }
    Ok(Region(region))
}

async fn load(conn: &mut Conn, id: i64) -> Result<Arc<Calibration>> {
    let loaded = || LOADED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, known)) = loaded().iter().find(|(known, _)| *known == id) {
        return Ok(known.clone());
    }
    let known = Arc::new(Calibration::load(conn, id).await?);
    let mut kept = loaded();
    kept.retain(|(other, _)| *other != id);
    if kept.len() >= KEPT {
        kept.remove(0);
    }
    kept.push((id, known.clone()));
    Ok(known)
}

/// The calibration of a subject in force; before the first night the fallback. Tells of items, not of persons.
pub async fn in_force(conn: &mut Conn, subject: Subject) -> Result<Arc<Calibration>> {
    region(conn).await?.of(subject)
}

/// The calibrations in force of all subjects that have one, in the order of a timetable.
pub async fn all(conn: &mut Conn) -> Result<Vec<Arc<Calibration>>> {
    let region = region(conn).await?;
    Ok(Subject::ALL.iter().filter_map(|subject| region.0.get(subject).cloned()).collect())
}
