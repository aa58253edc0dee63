//! Logistic regression on what a learner has done.
//!
//! P(right) = 1 / (1 + e^−(w·x)). The features x are sparse; each item and each skill has weights of its own. They come in three sets,
//! each holding the one before:
//!
//! - [`Settings::best_lr`] (Gervet, Koedinger, Schneider & Mitchell 2020, *Journal of Educational Data Mining* 12(3), 31–54): a weight for
//!   the item and for each of its skills, log(1 + count) of right and of wrong answers overall, and the same for each skill with
//!   the skill's own weights.
//! - [`Settings::das3h`] (Choffin, Popineau, Bourda & Vie 2019, EDM): also log(1 + count) of right answers and of all answers in windows of time,
//!   for each skill with its own weights.
//! - [`Settings::wide`]: also each of the dense facts ([`Kind`]), as steps over the bins of its values: recency, runs, gaps and
//!   spacing, ability estimated online, what followed what.
//!
//! The weights minimise the log-loss with a quadratic penalty (a normal prior), a convex problem with one solution.

use super::bins::Cuts;
use super::facts::{COUNT, Explanation, Fact, Kind, Question, Scope, dense};
use super::group::Group;
use super::history::{History, Past, Walk};
use super::norms::Norms;
use super::sparse::{Rows, chance, fit};
use crate::{Fault, Responses};
use std::sync::Arc;

/// How a [`Logistic`] is fitted.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Lengths of the windows of time in which answers to a skill are counted, in the unit of the log's times; none: no such features.
    pub windows: Vec<i64>,
    /// Number of bins into which each dense fact is cut, at most 254; 0: no dense facts.
    pub bins: usize,
    /// Strength of the penalty: the inverse of the prior variance of a weight.
    pub penalty: f64,
    /// The fit has settled when the gradient is this small beside that of zero weights.
    pub tolerance: f64,
    /// The most steps of Newton's method.
    pub iterations: usize,
    /// How ability is estimated online.
    pub walk: Walk,
}

impl Settings {
    /// The features of Best-LR.
    pub fn best_lr() -> Settings {
        Settings { windows: Vec::new(), bins: 0, penalty: 1.0, tolerance: 1e-4, iterations: 50, walk: Walk::default() }
    }

    /// The features of DAS3H, which has windows of an hour, a day, a week, thirty days, and no end (that is Best-LR's count).
    pub fn das3h(windows: Vec<i64>) -> Settings {
        Settings { windows, ..Settings::best_lr() }
    }

    /// All features there are, without windows of time.
    pub fn wide() -> Settings {
        Settings { bins: 12, tolerance: 1e-3, ..Settings::best_lr() }
    }
}

/// A fitted model.
#[derive(Debug, Clone, PartialEq)]
pub struct Logistic {
    group: Arc<Group>,
    layout: Layout,
    weights: Vec<f64>,
    /// What each column adds in the mean: over all answers, or over those to the skill if the column is a skill's.
    usual: Vec<f64>,
    iterations: usize,
    settled: bool,
}

/// Which feature stands in which column.
#[derive(Debug, Clone, PartialEq)]
struct Layout {
    items: usize,
    skills: usize,
    windows: Vec<i64>,
    /// Cuts of the dense facts and the first column of each.
    dense: Option<(Cuts, Vec<usize>)>,
    columns: usize,
}

const BIAS: usize = 0;
const RIGHT: usize = 1;
const WRONG: usize = 2;
const ITEMS: usize = 3;

impl Layout {
    fn new(items: usize, skills: usize, windows: &[i64], cuts: Option<Cuts>) -> Layout {
        let mut layout = Layout { items, skills, windows: windows.to_vec(), dense: None, columns: ITEMS + items };
        layout.columns = layout.of_skill(skills, 0);
        layout.dense = cuts.map(|cuts| {
            let first = (0..COUNT).map(|fact| {
                layout.columns += cuts.count(fact);
                layout.columns - cuts.count(fact)
            });
            let first = first.collect();
            (cuts, first)
        });
        layout
    }

    /// Columns for each skill: itself, right, wrong, and two for each window.
    fn each(&self) -> usize {
        3 + 2 * self.windows.len()
    }

    fn of_skill(&self, skill: usize, which: usize) -> usize {
        ITEMS + self.items + skill * self.each() + which
    }

    /// Whether the column only says which item or skill it is.
    fn is_indicator(&self, column: usize) -> bool {
        let skills = self.of_skill(0, 0);
        (ITEMS..skills).contains(&column) || (column >= skills && (column - skills).is_multiple_of(self.each()))
    }

    /// The columns of the dense fact that a column belongs to.
    fn bins_of(&self, column: usize) -> Option<std::ops::Range<usize>> {
        let (_, first) = self.dense.as_ref()?;
        let at = first.partition_point(|f| *f <= column).checked_sub(1)?;
        Some(first[at]..first.get(at + 1).copied().unwrap_or(self.columns))
    }

    /// The features of a learner about to answer an item, into `row`.
    fn features(&self, group: &Group, norms: &Norms, history: &History, (item, time): (usize, i64), row: &mut Vec<(u32, f32)>) {
        let log = |count: u32| f64::from(count).ln_1p() as f32;
        let none = Past::new(0.0);
        row.clear();
        row.extend([(BIAS as u32, 1.0), (RIGHT as u32, log(history.overall.right)), (WRONG as u32, log(history.overall.wrong()))]);
        if item < self.items {
            row.push(((ITEMS + item) as u32, 1.0));
        }
        for skill in group.single(item) {
            row.push((self.of_skill(*skill, 0) as u32, 1.0));
            let past = history.skills.get(&(*skill as u32)).unwrap_or(&none);
            row.push((self.of_skill(*skill, 1) as u32, log(past.right)));
            row.push((self.of_skill(*skill, 2) as u32, log(past.wrong())));
            for (at, window) in self.windows.iter().enumerate() {
                let (answers, right) = past.within(*window, time);
                row.push((self.of_skill(*skill, 3 + 2 * at) as u32, log(right)));
                row.push((self.of_skill(*skill, 4 + 2 * at) as u32, log(answers)));
            }
        }
        if let Some((cuts, first)) = &self.dense {
            let facts = group.reckon(norms, history, item, time);
            row.extend((0..COUNT).map(|at| ((first[at] + usize::from(cuts.bin(at, facts[at]))) as u32, 1.0)));
        }
    }

    /// What the feature of a column says.
    fn fact(&self, column: usize, value: f64, effect: f64, reckoned: Option<&[f64; COUNT]>, question: &Question) -> Fact {
        let count = Some(value.exp_m1().round());
        let skills = self.of_skill(0, 0);
        if column < skills {
            return match column {
                RIGHT => Fact { scope: Scope::Overall, kind: Kind::Right, value: count, effect },
                WRONG => Fact { scope: Scope::Overall, kind: Kind::Wrong, value: count, effect },
                _ => Fact { scope: Scope::Item(column - ITEMS), kind: Kind::Easiness, value: Some(effect), effect },
            };
        }
        if let (Some((_, first)), Some(values)) = (&self.dense, reckoned)
            && column >= first[0]
        {
            let at = first.partition_point(|f| *f <= column) - 1;
            return dense(at, question, values[at], effect);
        }
        let scope = Scope::Skill((column - skills) / self.each());
        let (kind, value) = match (column - skills) % self.each() {
            0 => (Kind::Easiness, Some(effect)),
            1 => (Kind::Right, count),
            2 => (Kind::Wrong, count),
            at if at % 2 == 1 => (Kind::RightWithin { window: self.windows[(at - 3) / 2] }, count),
            at => (Kind::AnswersWithin { window: self.windows[(at - 3) / 2] }, count),
        };
        Fact { scope, kind, value, effect }
    }
}

impl Logistic {
    /// Fits the weights to the learners' answers; `skills_of` lists the skills of each item. The result does not depend on the number
    /// of threads. [`Fault::NotBinary`] for other scores than 0 and 1, [`Fault::Shape`] when `skills_of` is not as long as there are items,
    /// [`Fault::OutOfRange`] for settings that cannot be.
    pub fn fit(responses: &Responses, skills_of: &[Vec<usize>], settings: &Settings) -> Result<Logistic, Fault> {
        settings.check()?;
        let group = Group::new(responses, skills_of, settings.walk, !settings.windows.is_empty())?;
        Ok(Logistic::on(Arc::new(group), responses, settings))
    }

    /// The fit with what is known of the items.
    pub(super) fn on(group: Arc<Group>, responses: &Responses, settings: &Settings) -> Logistic {
        let cuts = (settings.bins > 0).then(|| Cuts::new(&group.dense(responses), settings.bins));
        let layout = Layout::new(group.items(), group.skills(), &settings.windows, cuts);
        let parts = group.apart(responses, |norms, own| {
            let (mut rows, mut row) = (Rows::new(), Vec::new());
            group.walk(norms, own, |history, item, time| {
                layout.features(&group, norms, history, (item, time), &mut row);
                rows.push(&row);
            });
            rows
        });
        let mut rows = Rows::new();
        parts.iter().for_each(|part| rows.append(part));
        let right: Vec<bool> = responses.rows().map(|r| r.score == 1.0).collect();
        let mut penalty = vec![settings.penalty; layout.columns];
        penalty[BIAS] = 0.0;
        let found = fit(&rows, &right, &penalty, settings.tolerance, settings.iterations);
        let weights = found.weights;
        let dense = layout.dense.as_ref().map_or(layout.columns, |d| d.1[0]);
        let means = rows.means(layout.columns).into_iter().zip(&weights).enumerate();
        // An item's or a skill's own weight is what is said of it, against none; a bin of a dense fact counts as often as it comes.
        let usual = means.map(|(column, ((mean, share), weight))| match column {
            BIAS => 0.0,
            column if column >= dense => weight * share,
            column if layout.is_indicator(column) => 0.0,
            _ => weight * mean,
        });
        Logistic { usual: usual.collect(), group, layout, weights, iterations: found.iterations, settled: found.settled }
    }

    /// Steps of Newton's method, and whether they settled.
    pub fn iterations(&self) -> (usize, bool) {
        (self.iterations, self.settled)
    }

    /// A learner about whom nothing is known.
    pub fn start(&self) -> History {
        self.group.start()
    }

    /// Chance of a right answer to the item at the time. An item unknown to the fit is one of which nothing is known.
    pub fn predict(&self, history: &History, item: usize, time: i64) -> f64 {
        chance(self.log_odds(history, item, time))
    }

    pub(super) fn log_odds(&self, history: &History, item: usize, time: i64) -> f64 {
        let mut row = Vec::with_capacity(64 + COUNT);
        self.layout.features(&self.group, self.group.norms(), history, (item, time), &mut row);
        row.iter().map(|(column, value)| self.weights[*column as usize] * f64::from(*value)).sum()
    }

    /// Takes an answer.
    pub fn observe(&self, history: &mut History, item: usize, right: bool, time: i64) {
        self.group.observe(self.group.norms(), history, item, right, time);
    }

    /// The chance with the `most` facts that move it most.
    pub fn explain(&self, history: &History, item: usize, time: i64, most: usize) -> Explanation {
        let (base, facts) = self.reasons(history, item, time);
        Explanation::of(self.predict(history, item, time), base, facts, most)
    }

    /// The log-odds of the mean answer, and all facts with their effects against it; a skill's counts against the mean of the skill.
    pub(super) fn reasons(&self, history: &History, item: usize, time: i64) -> (f64, Vec<Fact>) {
        let mut row = Vec::new();
        self.layout.features(&self.group, self.group.norms(), history, (item, time), &mut row);
        let question = self.group.question(item, time);
        let reckoned = self.layout.dense.as_ref().map(|_| self.group.reckon(self.group.norms(), history, item, time));
        let mut base = self.weights[BIAS] + self.usual[RIGHT] + self.usual[WRONG];
        let mut facts: Vec<Fact> = Vec::with_capacity(row.len());
        // The first feature is the bias.
        for (column, value) in &row[1..] {
            let (column, value) = (*column as usize, f64::from(*value));
            let mut usual = self.usual[column];
            if let Some(bins) = self.layout.bins_of(column) {
                usual = self.usual[bins].iter().sum();
                base += usual;
            }
            let fact = self.layout.fact(column, value, self.weights[column] * value - usual, reckoned.as_ref(), &question);
            if self.layout.bins_of(column).is_none()
                && let Scope::Skill(_) = fact.scope
                && let Some(own) = facts.iter_mut().find(|f| f.scope == fact.scope && f.kind == Kind::Easiness)
            {
                // What usual practice adds belongs to the skill.
                own.effect += usual;
                own.value = Some(own.effect);
            }
            facts.push(fact);
        }
        (base, facts)
    }

    /// The chance of a right answer before each of the answers of [`Responses::rows`], in that order, from those before it of the same learner.
    pub fn trace(&self, responses: &Responses) -> Result<Vec<f64>, Fault> {
        self.group.trace(responses, |history, item, time| self.predict(history, item, time))
    }
}

impl Settings {
    pub(super) fn check(&self) -> Result<(), Fault> {
        if !(self.penalty > 0.0 && self.penalty.is_finite()) {
            return Err(Fault::OutOfRange { what: "the penalty", value: self.penalty, allowed: "above 0" });
        }
        if self.bins > 254 {
            return Err(Fault::OutOfRange { what: "the number of bins", value: self.bins as f64, allowed: "at most 254" });
        }
        match self.windows.iter().find(|w| **w <= 0) {
            Some(w) => Err(Fault::OutOfRange { what: "the length of a window", value: *w as f64, allowed: "above 0" }),
            None => self.walk.check(),
        }
    }
}
