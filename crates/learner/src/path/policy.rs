//! The numbers of a path that are somebody's decision, in one struct so that a test, a simulation or a region can give others;
//! each with its source. Nowhere else in this module.

use crate::policy::{REVIEW_AFTER_DAYS, SECURE};

/// The numbers a path is planned by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Policy {
    /// Share of right answers that a step aims at. 0.80: Rosenshine (2012), Principles of Instruction, American Educator 36(1),
    /// principle 7, about 80 percent; between the 70 percent at which easy adaptive tests stay precise (Eggen & Verschoor 2006,
    /// Applied Psychological Measurement 30(5)) and the 85 percent of Wilson et al. (2019), Nature Communications 10:4646.
    pub target: f64,
    /// How much a step of the author's difficulty (1–5) moves the log-odds of a right answer, until items are calibrated. 0.5: five
    /// steps then span two logits, what calibrated school items mostly span.
    pub difficulty_step: f64,
    /// Chance of a right answer from which one can build on a point: the platform's own line for "secure" ([`SECURE`]).
    pub ready: f64,
    /// Chance of recall below which a point that was secure is asked again. 0.9: the retention that FSRS asks for by default.
    pub recall: f64,
    /// The same in days without an answer where no memory model speaks ([`REVIEW_AFTER_DAYS`]).
    pub rest_days: i64,
    /// Days for which a passed check stands for the answers that would make a point secure: a school term's half.
    pub check_days: i64,
    /// Steps of a path: what fits into half an hour, and on a phone's page.
    pub steps: usize,
    /// How far back prerequisites are followed: beyond three steps back, the chain is guesswork.
    pub depth: usize,
    /// Share by which a prerequisite matters less for each step further from the goal.
    pub closeness: f64,
    /// Days ahead for which lessons count as "what comes": a school week.
    pub days_ahead: i64,
    /// Days after a lesson for which its points count as just taught: two school weeks.
    pub days_behind: i64,
    /// Prerequisites that fit before a lesson's own point: five minutes of it.
    pub bridges: usize,
    /// How much more what was just taught counts than what has been weak for longer: the class builds on it next.
    pub taught: f64,
    /// How much a point counts that others build on, per log of their number.
    pub builds: f64,
    /// How much less a point counts that is nearly there, or of which too little is known to call it weak.
    pub begun: f64,
    /// How little a point counts that nobody has taught or asked for yet.
    pub new: f64,
    /// Days for which "not now" and "first" hold, unless said again: a school week.
    pub wish_days: i64,
    /// Questions of a step of each kind: three to five minutes.
    pub questions: Questions,
    /// Right answers that pass a check of [`Questions::check`]: all. Three of three by guessing among four options: 1.6 percent.
    pub check_pass: i64,
}

/// Questions of a step by its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Questions {
    /// To see whether a point is held.
    pub check: i64,
    /// To learn or practise.
    pub practise: i64,
    /// To refresh.
    pub review: i64,
    /// To look at what comes.
    pub preview: i64,
    /// To go beyond.
    pub extend: i64,
}

impl Default for Policy {
    fn default() -> Self {
        Policy {
            target: 0.8,
            difficulty_step: 0.5,
            ready: SECURE,
            recall: 0.9,
            rest_days: REVIEW_AFTER_DAYS,
            check_days: 60,
            steps: 5,
            depth: 3,
            closeness: 0.7,
            days_ahead: 7,
            days_behind: 14,
            bridges: 2,
            taught: 1.5,
            builds: 0.1,
            begun: 0.5,
            new: 0.05,
            wish_days: 7,
            questions: Questions { check: 3, practise: 4, review: 2, preview: 2, extend: 2 },
            check_pass: 3,
        }
    }
}

/// Difficulties that authors give.
const LEVELS: std::ops::RangeInclusive<i64> = 1..=5;
/// The one that an estimate without other knowledge speaks of.
const MIDDLE: i64 = 3;

impl Policy {
    /// Chance of a right answer to an item of an author's difficulty, for a learner whose chance on the point is `mean`.
    pub fn expected(&self, mean: f64, level: i64) -> f64 {
        let mean = mean.clamp(0.02, 0.98);
        let logit = (mean / (1.0 - mean)).ln() + self.difficulty_step * (MIDDLE - level) as f64;
        1.0 / (1.0 + (-logit).exp())
    }

    /// The difficulty at which the expected share of right answers is nearest to [`Policy::target`]; the easier of two.
    pub fn level(&self, mean: f64) -> i64 {
        let distance = |level: &i64| (self.expected(mean, *level) - self.target).abs();
        LEVELS.min_by(|a, b| distance(a).total_cmp(&distance(b))).unwrap_or(MIDDLE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_surer_a_learner_the_harder_the_questions_and_all_near_the_target() {
        let policy = Policy::default();
        let levels: Vec<i64> = [0.2, 0.5, 0.62, 0.75, 0.85, 0.95].iter().map(|mean| policy.level(*mean)).collect();
        assert!(levels.is_sorted() && levels[0] == 1 && levels[5] == 5, "{levels:?}");
        // ln(0.8 / 0.2) = 1.386: the target itself is met at the middle.
        assert!((policy.expected(0.8, 3) - 0.8).abs() < 1e-9);
        // 0.5 at two steps easier: 1 / (1 + e^-1).
        assert!((policy.expected(0.5, 1) - 0.731_058_578_6).abs() < 1e-9);
        for mean in [0.0, 1.0, f64::EPSILON] {
            assert!(policy.expected(mean, 3).is_finite());
        }
    }
}
