use super::{Model, Rule};
use std::collections::HashMap;

/// A step of an item, with the group of each class.
#[derive(Debug, Clone)]
pub(super) struct Step {
    /// Attributes asked for.
    pub mask: u32,
    /// How they combine.
    pub rule: Rule,
    /// Where its chances begin in the list of all.
    pub first: usize,
    /// Number of groups.
    pub groups: usize,
}

/// The steps of all items and the latent classes that they can tell apart: profiles that fall into the same group of every step are
/// one class. The likelihood is the same as with all profiles, and so is every step of the EM algorithm.
#[derive(Debug, Clone)]
pub(super) struct Classes {
    /// For each item its steps.
    pub steps: Vec<Vec<Step>>,
    /// Number of chances of all steps together.
    pub chances: usize,
    /// Class of each profile.
    pub class_of: Vec<usize>,
    /// A profile of each class.
    pub profile_of: Vec<u32>,
}

impl Classes {
    pub(super) fn new(model: &Model) -> Classes {
        let mut chances = 0;
        let mut place = |mask: u32, rule: Rule| {
            let step = Step { mask, rule, first: chances, groups: rule.groups(mask) };
            chances += step.groups;
            step
        };
        let steps: Vec<Vec<Step>> =
            (0..model.q.items()).map(|item| model.q.steps(item).iter().map(|mask| place(*mask, model.rules[item])).collect()).collect();
        let mut all: Vec<(u32, Rule)> = steps.iter().flatten().map(|s| (s.mask, s.rule)).collect();
        all.sort_unstable_by_key(|(mask, rule)| (*mask, *rule as u8));
        all.dedup();
        let (class_of, profile_of) = tell_apart(model.profiles.list(), &all);
        Classes { steps, chances, class_of, profile_of }
    }

    /// Number of classes.
    pub(super) fn len(&self) -> usize {
        self.profile_of.len()
    }

    /// Sums over the profiles of each class.
    pub(super) fn gather(&self, of_profile: &[f64]) -> Vec<f64> {
        let mut sums = vec![0.0; self.len()];
        for (class, value) in self.class_of.iter().zip(of_profile) {
            sums[*class] += value;
        }
        sums
    }
}

/// Class of each profile, and the first profile of each class; classes are numbered as they are met.
pub(super) fn tell_apart(profiles: &[u32], steps: &[(u32, Rule)]) -> (Vec<usize>, Vec<u32>) {
    let (mut known, mut profile_of) = (HashMap::new(), Vec::new());
    let class_of = profiles
        .iter()
        .map(|profile| {
            let groups: Vec<u16> = steps.iter().map(|(mask, rule)| rule.group(*mask, *profile) as u16).collect();
            *known.entry(groups).or_insert_with(|| {
                profile_of.push(*profile);
                profile_of.len() - 1
            })
        })
        .collect();
    (class_of, profile_of)
}
