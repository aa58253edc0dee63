use std::collections::HashMap;

/// Answers and right answers of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Tally {
    right: u32,
    answers: u32,
}

/// What the learners of a fit did on items and skills, and on what followed what: counts, so that a part of the group can be taken
/// out again exactly.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Norms {
    all: Tally,
    items: Vec<Tally>,
    skills: Vec<Tally>,
    /// By the item before and whether it was right, and the item or (from `SKILLS`) the skill now.
    after: HashMap<(u32, u32), Tally>,
}

/// In [`Norms::after`], what is at or above this stands for a skill.
const SKILLS: u32 = 1 << 31;

/// Weight, in answers, of the group's share in that of a skill, of the skill's in that of an item, of the item's (the skill's) in
/// that of what follows a certain answer.
const SKILL: f64 = 5.0;
const ITEM: f64 = 6.0;
const ITEM_AFTER: f64 = 4.0;
const SKILL_AFTER: f64 = 10.0;

impl Tally {
    fn change(&mut self, right: bool, add: bool) {
        let right = u32::from(right);
        if add {
            (self.right, self.answers) = (self.right + right, self.answers + 1);
        } else {
            (self.right, self.answers) = (self.right - right, self.answers - 1);
        }
    }

    fn drawn_to(self, share: f64, weight: f64) -> f64 {
        (f64::from(self.right) + weight * share) / (f64::from(self.answers) + weight)
    }
}

fn log_odds(share: f64) -> f64 {
    (share / (1.0 - share)).ln()
}

/// What follows the answer before, against what is usual.
#[derive(Debug, Clone, Copy)]
pub(super) struct After {
    /// What it adds to the log-odds.
    pub(super) effect: f64,
    /// Number of learners' answers that say so.
    pub(super) seen: f64,
}

impl Norms {
    pub(super) fn new(items: usize, skills: usize) -> Norms {
        Norms { all: Tally::default(), items: vec![Tally::default(); items], skills: vec![Tally::default(); skills], after: HashMap::new() }
    }

    /// Counts in (or out again) a learner's answers: item, skill and whether right, in their order.
    pub(super) fn change(&mut self, answers: impl Iterator<Item = (usize, Option<usize>, bool)>, add: bool) {
        let mut before = None;
        for (item, skill, right) in answers {
            self.all.change(right, add);
            self.items[item].change(right, add);
            if let Some(before) = before {
                self.after.entry((before, item as u32)).or_default().change(right, add);
            }
            if let Some(skill) = skill {
                self.skills[skill].change(right, add);
                if let Some(before) = before {
                    self.after.entry((before, SKILLS | skill as u32)).or_default().change(right, add);
                }
            }
            before = Some(key(item as u32, right));
        }
    }

    fn base(&self) -> f64 {
        self.all.drawn_to(0.5, 2.0)
    }

    fn skill_share(&self, skill: Option<usize>) -> f64 {
        skill.and_then(|s| self.skills.get(s)).map_or(self.base(), |t| t.drawn_to(self.base(), SKILL))
    }

    fn item_share(&self, item: usize, skill: Option<usize>) -> f64 {
        let skill = self.skill_share(skill);
        self.items.get(item).map_or(skill, |t| t.drawn_to(skill, ITEM))
    }

    /// Log-odds of anyone's being right on the skill; on anything without one.
    pub(super) fn skill(&self, skill: Option<usize>) -> f64 {
        log_odds(self.skill_share(skill))
    }

    /// Log-odds of anyone's being right on the item.
    pub(super) fn item(&self, item: usize, skill: Option<usize>) -> f64 {
        log_odds(self.item_share(item, skill))
    }

    /// Number of answers to the item.
    pub(super) fn seen(&self, item: usize) -> f64 {
        self.items.get(item).map_or(0.0, |t| f64::from(t.answers))
    }

    pub(super) fn item_after(&self, before: u32, right: bool, item: usize, skill: Option<usize>) -> After {
        self.after(before, right, item as u32, self.item_share(item, skill), ITEM_AFTER)
    }

    pub(super) fn skill_after(&self, before: u32, right: bool, skill: usize) -> After {
        self.after(before, right, SKILLS | skill as u32, self.skill_share(Some(skill)), SKILL_AFTER)
    }

    fn after(&self, before: u32, right: bool, now: u32, usual: f64, weight: f64) -> After {
        let tally = self.after.get(&(key(before, right), now)).copied().unwrap_or_default();
        After { effect: log_odds(tally.drawn_to(usual, weight)) - log_odds(usual), seen: f64::from(tally.answers) }
    }
}

fn key(item: u32, right: bool) -> u32 {
    item << 1 | u32::from(right)
}
