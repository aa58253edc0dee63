use super::facts::{COUNT, Question, reckon};
use super::history::{History, Walk};
use super::norms::Norms;
use super::skills::combinations;
use crate::{Fault, OfLearner, Responses};
use rayon::prelude::*;

/// What a model knows of the items before it meets a learner, and how it takes a learner's answers.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Group {
    norms: Norms,
    items: Vec<OfItem>,
    walk: Walk,
    /// Whether windows of time are counted.
    times: bool,
    /// Number of skills, sets of several among them.
    skills: usize,
}

/// The skills of an item: each of them, and, of an item with several, the set of them as a skill of its own, the last.
#[derive(Debug, Clone, PartialEq, Default)]
struct OfItem {
    skills: Vec<usize>,
    /// How many of them the item asks for, without the set.
    single: usize,
}

/// The learners of a fit fall into this many parts. Facts about the answers of a part come from norms without that part: else a
/// learner's own answers would be among the facts that predict them.
const FOLDS: u64 = 10;

impl Group {
    pub(super) fn new(responses: &Responses, skills_of: &[Vec<usize>], walk: Walk, times: bool) -> Result<Group, Fault> {
        responses.require_binary()?;
        if skills_of.len() != responses.items() {
            return Err(Fault::Shape { what: "lists of skills of items", expected: responses.items(), found: skills_of.len() });
        }
        let single = skills_of.iter().flatten().max().map_or(0, |m| m + 1);
        let sets = combinations(skills_of);
        let of = |(skills, set): (&Vec<usize>, &Option<usize>)| {
            let mut own = set.map_or_else(Vec::new, |set| sets.sets[set].clone());
            let count = own.len();
            if let Some(set) = set.filter(|_| skills.len() > 1 && count > 1) {
                own.push(single + set);
            }
            OfItem { skills: own, single: count }
        };
        let items = skills_of.iter().zip(&sets.of).map(of).collect();
        let skills = single + sets.sets.len();
        let mut group = Group { norms: Norms::new(responses.items(), skills), items, walk, times, skills };
        let mut norms = group.norms.clone();
        responses.by_learner().for_each(|own| norms.change(group.answers(own), true));
        group.norms = norms;
        Ok(group)
    }

    pub(super) fn items(&self) -> usize {
        self.items.len()
    }

    pub(super) fn skills(&self) -> usize {
        self.skills
    }

    pub(super) fn start(&self) -> History {
        History::new(&self.walk)
    }

    /// The skills that an item asks for, one by one.
    pub(super) fn single(&self, item: usize) -> &[usize] {
        self.items.get(item).map_or(&[], |i| &i.skills[..i.single])
    }

    pub(super) fn question(&self, item: usize, time: i64) -> Question {
        let of = self.items.get(item);
        Question { item, skill: of.and_then(|i| i.skills.last().copied()), several: of.is_some_and(|i| i.single > 1), time }
    }

    pub(super) fn norms(&self) -> &Norms {
        &self.norms
    }

    pub(super) fn reckon(&self, norms: &Norms, history: &History, item: usize, time: i64) -> [f64; COUNT] {
        reckon(history, norms, &self.walk, &self.question(item, time))
    }

    pub(super) fn observe(&self, norms: &Norms, history: &mut History, item: usize, right: bool, time: i64) {
        let skills = self.items.get(item).map_or(&[][..], |i| &i.skills);
        let easiness = norms.item(item, skills.last().copied());
        history.add((item, skills), right, easiness, time, &self.walk, self.times);
    }

    fn answers<'a>(&'a self, own: OfLearner<'a>) -> impl Iterator<Item = (usize, Option<usize>, bool)> + 'a {
        own.item.iter().zip(own.score).map(|(item, score)| (*item as usize, self.question(*item as usize, 0).skill, *score == 1.0))
    }

    /// `of` each learner's answers with the norms of the other parts, in the order of learners.
    pub(super) fn apart<T: Send>(&self, responses: &Responses, of: impl Fn(&Norms, OfLearner<'_>) -> T + Sync) -> Vec<T> {
        let parts: Vec<u64> = responses.by_learner().map(|own| hash(own) % FOLDS).collect();
        let mut norms = self.norms.clone();
        let mut all: Vec<(usize, T)> = Vec::with_capacity(parts.len());
        for part in 0..FOLDS {
            let learners: Vec<usize> = (0..parts.len()).filter(|l| parts[*l] == part).collect();
            learners.iter().for_each(|l| norms.change(self.answers(responses.of(*l)), false));
            all.par_extend(learners.par_iter().map(|l| (*l, of(&norms, responses.of(*l)))));
            learners.iter().for_each(|l| norms.change(self.answers(responses.of(*l)), true));
        }
        all.sort_unstable_by_key(|a| a.0);
        all.into_iter().map(|a| a.1).collect()
    }

    /// The dense facts before each answer, in the order of rows.
    pub(super) fn dense(&self, responses: &Responses) -> Vec<[f64; COUNT]> {
        let by_learner = self.apart(responses, |norms, own| {
            let mut rows = Vec::with_capacity(own.len());
            self.walk(norms, own, |history, item, time| rows.push(self.reckon(norms, history, item, time)));
            rows
        });
        by_learner.concat()
    }

    /// Calls `each` with what a learner had done before each of the answers.
    pub(super) fn walk(&self, norms: &Norms, own: OfLearner<'_>, mut each: impl FnMut(&History, usize, i64)) {
        let mut history = self.start();
        for ((item, score), time) in own.pairs().zip(own.time) {
            each(&history, item, *time);
            self.observe(norms, &mut history, item, score == 1.0, *time);
        }
    }

    /// What `predict` says before each answer, in the order of rows.
    pub(super) fn trace(&self, responses: &Responses, predict: impl Fn(&History, usize, i64) -> f64 + Sync) -> Result<Vec<f64>, Fault> {
        responses.require_binary()?;
        let of = |learner: usize| {
            let own = responses.of(learner);
            let mut chances = Vec::with_capacity(own.len());
            self.walk(&self.norms, own, |history, item, time| chances.push(predict(history, item, time)));
            chances
        };
        let all: Vec<Vec<f64>> = (0..responses.learners()).into_par_iter().map(of).collect();
        Ok(all.concat())
    }
}

/// A number that depends on nothing but the answers, so that the parts do not depend on the order of learners.
pub(super) fn hash(own: OfLearner<'_>) -> u64 {
    let step = |hash: u64, word: u64| mix(hash ^ word);
    own.pairs().fold(own.len() as u64, |hash, (item, score)| step(hash, (item as u64) << 1 | u64::from(score == 1.0)))
}

/// Scatters the bits of a number (the finaliser of splitmix64; Steele, Lea & Flood 2014).
pub(super) fn mix(word: u64) -> u64 {
    let word = word.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let word = (word ^ word >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let word = (word ^ word >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ word >> 31
}
