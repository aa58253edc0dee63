use super::ranking::{Moments, bands, equal};
use crate::{Fault, Responses};

/// What is known of one option of one item.
#[derive(Debug, Clone, PartialEq)]
pub struct OptionStatistics {
    /// Learners who chose it.
    pub chosen: usize,
    /// The same as a share of those who answered the item; none when nobody did.
    pub share: Option<f64>,
    /// For each score group, lowest first: the share of those of the group who answered the item that chose this option; none
    /// where nobody of the group answered. Over the options of an item they sum to 1.
    pub by_group: Vec<Option<f64>>,
    /// Mean share right on the other items of those who chose it.
    pub mean_rest: Option<f64>,
    /// Correlation of choosing it (1) or not (0) with the share right on the other items: the corrected point-biserial of the key,
    /// and of a distractor, where it should be negative. None when nobody, or everybody, chose it.
    pub rest_correlation: Option<f64>,
}

/// Which option was chosen by which score group, for each item and option.
///
/// `choices` has the option chosen, counted from 0, where other functions have a score; `options` the number of options of each
/// item; `key` the right one; `groups` the number of score groups of one size, ties shared as in [`items`](super::items) (five are
/// usual). Groups are made by the share right of the items answered, the item itself among them; the correlations take it off.
///
/// **Missing** means not reached or not given: it is no option, and it is in no share. To count omitted answers, give them an option of
/// their own that is not the key.
///
/// [`Fault::Shape`] for other numbers of keys or options than of items, [`Fault::OutOfRange`] for a key that is no option or no
/// groups, [`Fault::NotCategory`] for a choice that is no option, [`Fault::Repeated`] for two choices of a learner in an item.
pub fn options(choices: &Responses, options: &[usize], key: &[usize], groups: usize) -> Result<Vec<Vec<OptionStatistics>>, Fault> {
    require(choices, options, key, groups)?;
    let right: Vec<usize> = choices.by_learner().map(|own| own.pairs().filter(|(i, c)| *c == key[*i] as f64).count()).collect();
    let totals: Vec<Option<f64>> =
        choices.by_learner().zip(&right).map(|(own, right)| (!own.is_empty()).then(|| *right as f64 / own.len() as f64)).collect();
    let weights = bands(&totals, &equal(groups));
    let mut found: Vec<Vec<Tally>> = options.iter().map(|n| vec![Tally::new(groups); *n]).collect();
    for (learner, own) in choices.by_learner().enumerate() {
        for (item, choice) in own.pairs() {
            let other = right[learner] - usize::from(choice == key[item] as f64);
            let rest = (own.len() > 1).then(|| other as f64 / (own.len() - 1) as f64);
            for (option, tally) in found[item].iter_mut().enumerate() {
                tally.add(option as f64 == choice, rest, learner, &weights);
            }
        }
    }
    Ok(found.iter().map(|tallies| tallies.iter().map(Tally::statistics).collect()).collect())
}

#[derive(Debug, Clone)]
struct Tally {
    chosen: usize,
    answered: usize,
    /// Of each group, those who chose it and those who answered.
    groups: Vec<[f64; 2]>,
    /// Of those who chose it.
    choosers: Moments,
    rest: Moments,
}

impl Tally {
    fn new(groups: usize) -> Tally {
        Tally { chosen: 0, answered: 0, groups: vec![[0.0; 2]; groups], choosers: Moments::default(), rest: Moments::default() }
    }

    fn add(&mut self, chosen: bool, rest: Option<f64>, learner: usize, weights: &[Vec<f64>]) {
        let one = f64::from(u8::from(chosen));
        self.answered += 1;
        self.chosen += usize::from(chosen);
        for (group, weights) in self.groups.iter_mut().zip(weights) {
            group[0] += one * weights[learner];
            group[1] += weights[learner];
        }
        if let Some(rest) = rest {
            self.rest.add(one - 0.5, rest - 0.5);
            if chosen {
                self.choosers.add(one, rest);
            }
        }
    }

    fn statistics(&self) -> OptionStatistics {
        OptionStatistics {
            chosen: self.chosen,
            share: (self.answered > 0).then(|| self.chosen as f64 / self.answered as f64),
            by_group: self.groups.iter().map(|[chose, all]| (*all > 0.0).then(|| chose / all)).collect(),
            mean_rest: self.choosers.mean_y(),
            rest_correlation: self.rest.correlation(),
        }
    }
}

fn require(choices: &Responses, options: &[usize], key: &[usize], groups: usize) -> Result<(), Fault> {
    for (what, found) in [("numbers of options", options.len()), ("keys", key.len())] {
        if found != choices.items() {
            return Err(Fault::Shape { what, expected: choices.items(), found });
        }
    }
    if let Some((key, _)) = key.iter().zip(options).find(|(key, options)| key >= options) {
        return Err(Fault::OutOfRange { what: "a key", value: *key as f64, allowed: "below the number of options" });
    }
    if groups == 0 {
        return Err(Fault::OutOfRange { what: "the number of score groups", value: 0.0, allowed: "at least 1" });
    }
    if let Some(r) = choices.rows().find(|r| r.score.fract() != 0.0 || r.score < 0.0 || r.score >= options[r.item] as f64) {
        return Err(Fault::NotCategory { learner: r.learner, item: r.item, score: r.score, most: options[r.item].saturating_sub(1) });
    }
    choices.require_single()
}
