//! What a learner did in one subject, folded answer by answer: the state that is carried on, and made anew, by the same steps.

use super::ability::{Belief, Curve, Moments};
use super::memory::{Forgetting, Trace};
use super::pace;
use crate::answer::day_number;
use crate::policy;
use base::{Millis, clock};
use serde::{Deserialize, Serialize};

/// An answer as the fold takes it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Given {
    /// The knowledge point.
    pub point: i64,
    /// Score in \[0, 1\].
    pub score: f64,
    /// Whether it counts as right.
    pub right: bool,
    /// Time taken in milliseconds.
    pub time: Option<Millis>,
    /// When it was answered.
    pub at: Millis,
}

/// What is known of the item.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// Chances by ability.
    pub curve: &'a Curve,
    /// The region's median time in milliseconds; `None` while too few were measured.
    pub median_time: Option<Millis>,
}

/// How answers are read: what holds for all items of a subject.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// Spread of the ability's step from month to month.
    pub drift: f64,
    /// The forgetting curve.
    pub forgetting: Forgetting,
}

/// A month with answers, counted from year 0.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) struct MonthRow(pub i32, pub f32, pub f32, pub u32, pub u32);

/// A point: identifier, memory, day and time of the latest answer, answers, right ones, and the run at the end (right ones in a row, or
/// wrong ones, negative).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) struct PointRow(pub i64, pub Trace, pub i64, pub Millis, pub u32, pub u32, pub i32);

/// The state in one subject.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Course {
    belief: Belief,
    pub(crate) months: Vec<MonthRow>,
    /// By identifier.
    pub(crate) points: Vec<PointRow>,
    /// The latest log ratios of times.
    pace: Vec<f32>,
}

/// The month of an instant in the region's calendar, counted from year 0.
pub(crate) fn month_of(at: Millis) -> i32 {
    let day = clock::date_of(at);
    i32::from(day.year()) * 12 + i32::from(day.month()) - 1
}

impl Course {
    /// Whether it is what this code writes.
    pub(crate) fn is_sound(&self) -> bool {
        self.belief.is_sound() && !self.months.is_empty() && self.points.is_sorted_by_key(|p| p.0)
    }

    /// Takes an answer. In order of time; what comes late in it counts for the month that is under way.
    pub fn observe(&mut self, given: &Given, asked: Asked<'_>, reading: &Reading) {
        let month = month_of(given.at);
        match self.months.last() {
            Some(last) if month > last.0 => {
                let passed = month - last.0;
                self.end_month();
                self.belief.pass(passed, reading.drift);
                self.months.push(MonthRow(month, 0.0, 0.0, 0, 0));
            }
            None => self.months.push(MonthRow(month, 0.0, 0.0, 0, 0)),
            Some(_) => {}
        }
        self.belief.observe(asked.curve, given.right);
        if let Some(last) = self.months.last_mut() {
            last.3 += 1;
            last.4 += u32::from(given.right);
        }
        self.remember(given, reading);
        if let (Some(time), Some(median)) = (given.time, asked.median_time) {
            if self.pace.len() >= policy::TIMES_KEPT {
                self.pace.remove(0);
            }
            self.pace.push(pace::log_ratio(time, median));
        }
    }

    /// Puts down what is believed at the end of the answers so far. To be called before the state is stored or read.
    pub fn end_month(&mut self) {
        let Moments { theta, error } = self.belief.moments();
        if let Some(last) = self.months.last_mut() {
            (last.1, last.2) = (theta as f32, error as f32);
        }
    }

    fn remember(&mut self, given: &Given, reading: &Reading) {
        let day = day_number(given.at);
        let signed = |run: i32| if given.right { run.max(0) + 1 } else { run.min(0) - 1 };
        match self.points.binary_search_by_key(&given.point, |p| p.0) {
            Ok(at) => {
                let PointRow(_, trace, before, last_at, answers, right, run) = &mut self.points[at];
                *trace = reading.forgetting.review(Some(*trace), given.score, (day - *before).max(0));
                (*before, *last_at) = (day.max(*before), given.at.max(*last_at));
                (*answers, *right, *run) = (*answers + 1, *right + u32::from(given.right), signed(*run));
            }
            Err(at) => {
                let trace = reading.forgetting.review(None, given.score, 0);
                self.points.insert(at, PointRow(given.point, trace, day, given.at, 1, u32::from(given.right), signed(0)));
            }
        }
    }

    /// Ability now, in the last month with answers.
    pub fn moments(&self) -> Moments {
        self.belief.moments()
    }

    /// What is believed of the ability.
    pub fn belief(&self) -> &Belief {
        &self.belief
    }

    /// The latest log ratios of times.
    pub(crate) fn times(&self) -> &[f32] {
        &self.pace
    }

    /// Answers, and when the latest was given.
    pub fn answers(&self) -> (i64, Millis) {
        let n = self.months.iter().map(|m| i64::from(m.3)).sum();
        (n, self.points.iter().map(|p| p.3).max().unwrap_or_default())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;
    use measure::irt::Item;
    use proptest::prelude::*;

    fn curves() -> Vec<Curve> {
        (0..5).map(|i| Curve::of(&Item::two_pl(0.7 + 0.2 * f64::from(i), f64::from(i) - 2.0).unwrap())).collect()
    }

    fn given(point: i64, score: f64, at: Millis) -> Given {
        Given { point, score, right: score >= 1.0, time: Some(20_000), at }
    }

    proptest! {
        /// Stored and read again at any place, it goes on as if it had never been stored: to the last bit.
        #[test]
        fn stopping_anywhere_changes_nothing(answers in prop::collection::vec((0..7i64, 0..5usize, 0..3u8, 0..40i64), 1..60), stop in 0..60usize) {
            let (curves, reading) = (curves(), Reading { drift: 0.2, ..Reading::default() });
            let (mut whole, mut parts, mut at) = (Course::default(), Course::default(), 1_790_000_000_000);
            for (i, (point, item, score, days)) in answers.iter().enumerate() {
                at += days * 86_400_000;
                let answer = given(*point, f64::from(*score) / 2.0, at);
                let asked = Asked { curve: &curves[*item], median_time: Some(15_000) };
                whole.observe(&answer, asked, &reading);
                parts.observe(&answer, asked, &reading);
                if i == stop {
                    parts.end_month();
                    parts = serde_json::from_str(&serde_json::to_string(&parts).unwrap()).unwrap();
                    prop_assert!(parts.is_sound());
                }
            }
            whole.end_month();
            parts.end_month();
            prop_assert_eq!(whole, parts);
        }
    }

    #[test]
    fn growth_is_seen_by_month() {
        let (curves, reading) = (curves(), Reading { drift: 0.2, ..Reading::default() });
        let mut course = Course::default();
        // September: two in five right; November: four in five.
        let start = |text: &str| clock::start_of(text.parse().unwrap());
        for i in 0..30 {
            let asked = Asked { curve: &curves[2], median_time: None };
            course.observe(&given(1, f64::from(u8::from(i % 5 < 2)), start("2026-09-10") + i), asked, &reading);
        }
        for i in 0..30 {
            let asked = Asked { curve: &curves[2], median_time: None };
            course.observe(&given(1, f64::from(u8::from(i % 5 < 4)), start("2026-11-10") + i), asked, &reading);
        }
        course.end_month();
        let [first, second] = course.months[..] else { panic!() };
        assert_eq!((first.0, second.0, first.3, first.4, second.4), (2026 * 12 + 8, 2026 * 12 + 10, 30, 12, 24));
        assert!(second.1 > first.1 + 0.4 && second.2 > 0.1, "{first:?} {second:?}");
        assert_eq!(course.answers(), (60, start("2026-11-10") + 29));
        assert_eq!(pace::pace(course.times()), None);
    }
}
