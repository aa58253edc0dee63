//! Mixing a class: groups that are all like the class as a whole.
//!
//! Every member has a level in one or more respects. Members are dealt into groups of equal size (they differ by one at most), so that
//! the groups differ as little as can be: what is made small is the sum of squares between groups, Σ over groups and respects of
//! weight · size · (group's mean − class's mean)². As the sum of squares of the whole class is fixed, making it small between groups is the
//! same as making it large within them: heterogeneous groups, alike among themselves. Rules keep members apart or together.
//!
//! A search by swaps finds a grouping; a Lagrangian bound says how good any grouping could be, leaves out groups that no better grouping
//! contains, and the rest is solved exactly where it is small. What was reached, what was shown, and how far they lie apart is in the
//! answer. Equal tasks and seeds give equal answers.
//!
//! ```
//! use solve::groups::{Rule, Task};
//! // Eight children, one level each, in groups of four; the first two quarrel.
//! let levels = [0.1, 0.2, 0.3, 0.4, 0.6, 0.7, 0.8, 0.9].map(|level| vec![level]).to_vec();
//! let task = Task::new(levels, 4)?.with(Rule::Apart(0, 1))?;
//! let mixed = task.mix(1)?;
//! assert!(mixed.proven && mixed.between < 1e-9);
//! # Ok::<(), solve::groups::Refusal>(())
//! ```

mod bound;
mod candidates;
mod deal;
mod exact;
mod search;

use crate::Limit;

/// Members, their levels, the size of groups, and rules.
#[derive(Debug, Clone, PartialEq)]
pub struct Task {
    /// Levels around the class's mean, each multiplied by the root of its weight.
    levels: Vec<Vec<f64>>,
    total: f64,
    sizes: Vec<usize>,
    rules: Vec<Rule>,
}

/// A rule about two members, named by their index from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// Not in one group.
    Apart(usize, usize),
    /// In one group.
    Together(usize, usize),
}

/// A grouping and how good it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Grouping {
    /// Members of each group, ascending; groups in the order of their first members.
    pub groups: Vec<Vec<usize>>,
    /// Sum of squares between groups.
    pub between: f64,
    /// Sum of squares of the whole class.
    pub total: f64,
    /// What `between` is at least, whatever the grouping.
    pub bound: f64,
    /// Whether no grouping is better.
    pub proven: bool,
}

impl Grouping {
    /// Share of the class's spread that each group has within itself: 1 − between / total. 1 where everybody is alike.
    pub fn mixed(&self) -> f64 {
        if self.total > 0.0 { (1.0 - self.between / self.total).max(0.0) } else { 1.0 }
    }

    /// The share that no grouping betters: 1 − bound / total.
    pub fn mixed_at_most(&self) -> f64 {
        if self.total > 0.0 { (1.0 - self.bound / self.total).max(0.0) } else { 1.0 }
    }
}

/// Why there is no grouping.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// Something is not what it may be.
    #[error("{what} must be {allowed}, not {value}")]
    Invalid {
        /// What.
        what: &'static str,
        /// What was given.
        value: f64,
        /// What it may be, in words.
        allowed: &'static str,
    },
    /// Rules that cannot all hold with groups of this size.
    #[error("these rules cannot all hold: {rules:?}")]
    Conflict {
        /// The rules.
        rules: Vec<Rule>,
        /// Whether every one of them is needed for the contradiction.
        least: bool,
    },
    /// No grouping was found that keeps all rules, and none was shown impossible.
    #[error("no grouping that keeps all rules was found within the limit of {0}")]
    Stopped(Limit),
}

impl Task {
    /// A class of which each member has its levels, to be dealt into groups of about `size`: n members make n / `size` groups, rounded,
    /// at least one. All respects weigh the same; see [`Task::weighted`].
    ///
    /// [`Refusal::Invalid`] for no members, members with different numbers of levels, a level that is not finite, or size 0.
    pub fn new(levels: Vec<Vec<f64>>, size: usize) -> Result<Task, Refusal> {
        let respects = levels.first().map_or(0, Vec::len);
        Task::weighted(levels, &vec![1.0; respects], size)
    }

    /// As [`Task::new`], with a weight ≥ 0 for each respect.
    pub fn weighted(mut levels: Vec<Vec<f64>>, weights: &[f64], size: usize) -> Result<Task, Refusal> {
        let invalid = |what: &'static str, value: f64, allowed: &'static str| Err(Refusal::Invalid { what, value, allowed });
        let n = levels.len();
        if n == 0 {
            return invalid("the number of members", 0.0, "1 or more");
        }
        if size == 0 {
            return invalid("the size of groups", 0.0, "1 or more");
        }
        if let Some(weight) = weights.iter().find(|w| !(w.is_finite() && **w >= 0.0)) {
            return invalid("a weight", *weight, "0 or more and finite");
        }
        for of in &levels {
            if of.len() != weights.len() {
                return invalid("the number of a member's levels", of.len() as f64, "the number of weights");
            }
            if let Some(level) = of.iter().find(|level| !level.is_finite()) {
                return invalid("a level", *level, "finite");
            }
        }
        let raw: f64 = levels.iter().flat_map(|of| of.iter().zip(weights)).map(|(level, weight)| weight * level * level).sum();
        for (respect, weight) in weights.iter().enumerate() {
            let mean = levels.iter().map(|of| of[respect]).sum::<f64>() / n as f64;
            levels.iter_mut().for_each(|of| of[respect] = (of[respect] - mean) * weight.sqrt());
        }
        let mut total = levels.iter().flatten().map(|level| level * level).sum();
        if total <= 1e-20 * raw {
            // What is left of equal levels is rounding.
            levels.iter_mut().flatten().for_each(|level| *level = 0.0);
            total = 0.0;
        }
        let count = ((n as f64 / size as f64).round() as usize).clamp(1, n);
        let sizes = (0..count).map(|group| n / count + usize::from(group < n % count)).collect();
        Ok(Task { levels, total, sizes, rules: Vec::new() })
    }

    /// With one more rule. [`Refusal::Invalid`] for a member that is not there or paired with itself.
    pub fn with(mut self, rule: Rule) -> Result<Task, Refusal> {
        let (Rule::Apart(a, b) | Rule::Together(a, b)) = rule;
        if a == b || a.max(b) >= self.levels.len() {
            return Err(Refusal::Invalid { what: "a member of a rule", value: a.max(b) as f64, allowed: "another one of the class" });
        }
        self.rules.push(rule);
        Ok(self)
    }

    /// Number of members.
    pub fn members(&self) -> usize {
        self.levels.len()
    }

    /// Sizes of the groups, the larger ones first.
    pub fn sizes(&self) -> &[usize] {
        &self.sizes
    }

    /// The rules.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The best grouping found, with what is known of better ones. The cost depends on the class: some milliseconds for 45 members in
    /// groups of four.
    ///
    /// [`Refusal::Conflict`] when the rules cannot all hold, [`Refusal::Stopped`] when that could not be decided.
    pub fn mix(&self, seed: u64) -> Result<Grouping, Refusal> {
        let dealt = deal::any(self)?;
        let found = search::improve(self, dealt, seed);
        let between = self.between(&found);
        let slack = 1e-9 * self.total.max(f64::MIN_POSITIVE);
        let Some(candidates) = candidates::all(self) else {
            return Ok(self.grouping(found, 0.0, between <= slack));
        };
        let relaxed = bound::lagrangian(self, &candidates, between);
        if between - relaxed.bound <= slack {
            return Ok(self.grouping(found, relaxed.bound, true));
        }
        let (best, bound, proven) = exact::partition(self, &candidates, &relaxed, found, between);
        Ok(self.grouping(best, bound, proven))
    }

    /// How good a grouping made by hand is: as [`Grouping`] with the bound 0 and nothing proven, and the rules it breaks. Sizes are free.
    ///
    /// [`Refusal::Invalid`] unless every member stands in exactly one group.
    pub fn judge(&self, groups: &[Vec<usize>]) -> Result<(Grouping, Vec<Rule>), Refusal> {
        let mut of = vec![usize::MAX; self.members()];
        for (group, members) in groups.iter().enumerate() {
            for member in members {
                match of.get_mut(*member) {
                    Some(place) if *place == usize::MAX => *place = group,
                    _ => {
                        return Err(Refusal::Invalid { what: "a member of a group", value: *member as f64, allowed: "in one group" });
                    }
                }
            }
        }
        if let Some(missing) = of.iter().position(|group| *group == usize::MAX) {
            return Err(Refusal::Invalid { what: "a member in no group", value: missing as f64, allowed: "in one group" });
        }
        let broken = self.rules.iter().filter(|rule| !kept(&of, rule)).copied().collect();
        Ok((self.grouping(groups.to_vec(), 0.0, false), broken))
    }

    fn grouping(&self, mut groups: Vec<Vec<usize>>, bound: f64, proven: bool) -> Grouping {
        groups.iter_mut().for_each(|group| group.sort_unstable());
        groups.retain(|group| !group.is_empty());
        groups.sort();
        let between = self.between(&groups);
        Grouping { between, total: self.total, bound: if proven { between } else { bound.clamp(0.0, between) }, proven, groups }
    }

    /// What a group adds to the sum of squares between groups.
    fn cost(&self, members: impl Iterator<Item = usize> + Clone) -> f64 {
        let respects = self.levels.first().map_or(0, Vec::len);
        let size = members.clone().count().max(1) as f64;
        (0..respects).map(|respect| members.clone().map(|m| self.levels[m][respect]).sum::<f64>().powi(2)).sum::<f64>() / size
    }

    fn between(&self, groups: &[Vec<usize>]) -> f64 {
        groups.iter().map(|group| self.cost(group.iter().copied())).sum()
    }
}

fn kept(group_of: &[usize], rule: &Rule) -> bool {
    match *rule {
        Rule::Apart(a, b) => group_of[a] != group_of[b],
        Rule::Together(a, b) => group_of[a] == group_of[b],
    }
}
