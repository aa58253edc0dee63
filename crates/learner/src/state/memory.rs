//! How long what was learnt on a point is remembered: FSRS-6, by the crate `fsrs`.
//!
//! An answer is a review: right is "good", partly right "hard", wrong "again"; "easy" is never said, because nobody is asked. FSRS
//! was made for cards of which each is one fact; a point is asked by several items, so its recall is the chance to still know
//! how it goes, before guessing. The calibration says how well that fits the region's answers.

use base::{Date, Millis, clock};
use fsrs::{FSRS, FSRSItem, FSRSReview, MemoryState};
use jiff::ToSpan;

/// What FSRS believes about one point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Memory {
    /// Days until the chance of recall has fallen to nine in ten.
    pub stability: f32,
    /// How slowly it grows, from 1 to 10.
    pub difficulty: f32,
    /// Day of the latest answer, counted from 1970 in the region.
    pub day: i64,
    /// The exponent of the region's forgetting curve.
    pub(crate) decay: f32,
}

/// Ratings of a review.
const AGAIN: u32 = 1;
const HARD: u32 = 2;
const GOOD: u32 = 3;
/// Days beyond which a forecast says nothing.
const FARTHEST_DAYS: f64 = 3650.0;

impl Memory {
    /// The chance of remembering at an instant.
    pub fn recall(&self, now: Millis) -> f64 {
        let days = (crate::answer::day_number(now) - self.day).max(0);
        recall(MemoryState { stability: self.stability, difficulty: self.difficulty }, days, self.decay)
    }

    /// The first day on which recall is below `wanted`, a chance between 0 and 1; at most ten years after the latest answer.
    pub fn fades_on(&self, wanted: f64) -> Date {
        // R(t) = (1 + f t/S)^−d with f such that R(S) = 0.9, solved for t.
        let decay = f64::from(self.decay);
        let factor = 0.9_f64.powf(-1.0 / decay) - 1.0;
        let days = f64::from(self.stability) / factor * (wanted.clamp(0.01, 0.999).powf(-1.0 / decay) - 1.0);
        let first = clock::date_of(0).saturating_add(self.day.days());
        first.saturating_add(((days.min(FARTHEST_DAYS)).floor() as i64 + 1).days())
    }
}

fn recall(state: MemoryState, days: i64, decay: f32) -> f64 {
    f64::from(fsrs::current_retrievability(state, days as f32, decay)).clamp(0.0, 1.0)
}

/// The forgetting curve of a region.
#[derive(Debug, Clone)]
pub struct Forgetting {
    model: FSRS,
    /// Its exponent.
    pub decay: f32,
}

impl Default for Forgetting {
    /// That of the crate, fitted to many people's cards.
    fn default() -> Forgetting {
        Forgetting { model: FSRS::default(), decay: fsrs::FSRS6_DEFAULT_DECAY }
    }
}

/// The state of a point's memory that is carried from answer to answer.
pub type Trace = (f32, f32);

impl Forgetting {
    /// With parameters of the region; `None` for a list that FSRS does not take.
    pub fn of(parameters: &[f32]) -> Option<Forgetting> {
        if parameters.is_empty() {
            return Some(Forgetting::default());
        }
        let decay = *parameters.get(20)?;
        Some(Forgetting { model: FSRS::new(parameters).ok()?, decay })
    }

    /// After one more answer, `days` after the one before.
    pub fn review(&self, known: Option<Trace>, score: f64, days: i64) -> Trace {
        let rating = if score >= 1.0 {
            GOOD
        } else if score > 0.0 {
            HARD
        } else {
            AGAIN
        };
        let review = FSRSReview { rating, delta_t: u32::try_from(days).unwrap_or(0) };
        let known = known.map(|(stability, difficulty)| MemoryState { stability, difficulty });
        match self.model.memory_state(FSRSItem { reviews: vec![review] }, known) {
            Ok(state) => (state.stability, state.difficulty),
            // Not a number: as if it were the first answer, which always has a state.
            Err(_) => known.map_or((0.1, 5.0), |state| (state.stability.max(0.1), state.difficulty)),
        }
    }

    /// The chance of recall `days` after the latest answer.
    pub fn recall(&self, (stability, difficulty): Trace, days: i64) -> f64 {
        recall(MemoryState { stability, difficulty }, days.max(0), self.decay)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;

    const DAY: Millis = 86_400_000;

    fn memory((stability, difficulty): Trace, day: i64) -> Memory {
        Memory { stability, difficulty, day, decay: Forgetting::default().decay }
    }

    #[test]
    fn first_answers_have_the_published_states_and_recall_is_nine_in_ten_after_the_stability() {
        let curve = Forgetting::default();
        // The crate's parameters w0 and w2, and D0 of "again" and "good" as its documentation gives them.
        assert_eq!(curve.review(None, 0.0, 0), (0.212, 6.4133));
        let good = curve.review(None, 1.0, 0);
        assert!((good.0 - 2.3065).abs() < 1e-5 && (good.1 - 2.118_104).abs() < 1e-5);
        let m = memory((7.0, 5.0), 100);
        let noon = 100 * DAY + 4 * 3_600_000;
        assert!((m.recall(noon) - 1.0).abs() < 1e-6);
        assert!((m.recall(noon + 7 * DAY) - 0.9).abs() < 1e-5);
        assert!((m.recall(noon - 9 * DAY) - 1.0).abs() < 1e-6, "never in the past");
    }

    #[test]
    fn the_day_of_fading_is_the_first_below_what_is_wanted() {
        for (stability, wanted) in [(0.2, 0.8), (2.3, 0.9), (15.0, 0.8), (90.0, 0.7)] {
            let m = memory((stability, 5.0), 20_000);
            let day = m.fades_on(wanted);
            let at = clock::start_of(day) + 12 * 3_600_000;
            assert!(m.recall(at) < wanted, "{stability} {wanted} {day}: {}", m.recall(at));
            assert!(m.recall(at - DAY) >= wanted - 1e-6, "{stability} {wanted} {day}: {}", m.recall(at - DAY));
        }
    }

    #[test]
    fn right_answers_after_a_pause_make_memory_last_and_wrong_ones_do_not() {
        let curve = Forgetting::default();
        let first = curve.review(None, 1.0, 0);
        let spaced = curve.review(Some(first), 1.0, 5);
        let failed = curve.review(Some(first), 0.0, 5);
        assert!(spaced.0 > 2.0 * first.0 && failed.0 < first.0);
        assert!(curve.recall(spaced, 10) > curve.recall(first, 10));
    }
}
