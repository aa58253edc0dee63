//! What the companion says about effort: facts of the records alone, never about a character. Pure.
//!
//! [`notice`] tells a learner, and nobody else, that answers came faster than they can be thought about or that hints were clicked through;
//! [`praise`] names the one thing about effort that is true and most worth saying.

use super::policy;
use base::Millis;

/// An answer of a sitting, as far as effort goes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tried {
    /// Time taken, where it is known.
    pub duration: Option<Millis>,
    /// Whether it was right.
    pub correct: bool,
    /// Rungs of help that were shown before it.
    pub rungs: usize,
}

/// What a learner is told first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// So many answers came within seconds and were not right.
    Rushed {
        /// Answers.
        answers: usize,
        /// Seconds within which they came.
        seconds: i64,
    },
    /// So many rungs were opened without time to read them.
    ClickedThrough {
        /// Rungs.
        rungs: usize,
    },
}

/// Whether answers of the sitting, oldest first, were rushed: told while it goes on, so it speaks only when the latest one was.
pub fn notice(sitting: &[Tried]) -> Option<Notice> {
    let is_rushed = |t: &&Tried| !t.correct && t.duration.is_some_and(|d| d < policy::RAPID);
    sitting.last().filter(is_rushed)?;
    let answers = sitting.iter().filter(is_rushed).count();
    (answers >= policy::RAPID_ANSWERS).then_some(Notice::Rushed { answers, seconds: policy::RAPID / 1000 })
}

/// Whether rungs of one question, shown at these instants, were clicked through.
pub fn clicked(shown: &[Millis]) -> Option<Notice> {
    let quick = shown.windows(2).rev().take_while(|pair| pair[1] - pair[0] < policy::CLICKED).count();
    (quick >= policy::CLICKED_RUNGS).then_some(Notice::ClickedThrough { rungs: quick + 1 })
}

/// What is known when an answer is told about.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// The answers of the sitting up to this one, oldest first.
    pub sitting: Vec<Tried>,
    /// Whether the answer before on the same point, of an earlier sitting or this one, was wrong.
    pub was_wrong_before: bool,
    /// Days of the last seven on which there were answers, today included.
    pub days: usize,
}

/// Something true about effort.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Praise {
    /// It went wrong last time and is right now.
    Mended,
    /// It came out after so many rungs of help: asking for help was worth it.
    WithHelp {
        /// Rungs.
        rungs: usize,
    },
    /// So many seconds of thought, without help, and right.
    Persisted {
        /// Seconds.
        seconds: i64,
    },
    /// So many seconds of thought; it was not right.
    Tried {
        /// Seconds.
        seconds: i64,
    },
    /// So many right answers in a row without help.
    Run {
        /// Answers.
        answers: usize,
    },
    /// So many days of the last seven.
    Days {
        /// Days.
        days: usize,
    },
}

/// What is most worth saying about the latest answer; `None` when nothing is.
pub fn praise(facts: &Facts) -> Option<Praise> {
    let last = facts.sitting.last()?;
    let long = last.duration.filter(|d| *d >= policy::PERSISTED).map(|d| d / 1000);
    if !last.correct {
        return long.map(|seconds| Praise::Tried { seconds });
    }
    let run = facts.sitting.iter().rev().take_while(|t| t.correct && t.rungs == 0).count();
    if facts.was_wrong_before {
        Some(Praise::Mended)
    } else if last.rungs > 0 {
        Some(Praise::WithHelp { rungs: last.rungs })
    } else if let Some(seconds) = long {
        Some(Praise::Persisted { seconds })
    } else if run >= policy::RUN && last.duration.is_none_or(|d| d >= policy::RAPID) {
        Some(Praise::Run { answers: run })
    } else if facts.sitting.len() == 1 && facts.days >= policy::FAITHFUL_DAYS {
        Some(Praise::Days { days: facts.days })
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tried(seconds: i64, correct: bool, rungs: usize) -> Tried {
        Tried { duration: Some(seconds * 1000), correct, rungs }
    }

    #[test]
    fn rushing_is_said_from_the_second_time_on_and_only_when_it_has_just_happened() {
        let rushed = Some(Notice::Rushed { answers: 2, seconds: 3 });
        assert_eq!(notice(&[tried(2, false, 0)]), None, "once happens to everybody");
        assert_eq!(notice(&[tried(2, false, 0), tried(9, true, 0), tried(1, false, 0)]), rushed);
        assert_eq!(notice(&[tried(2, false, 0), tried(1, false, 0), tried(30, false, 0)]), None);
        assert_eq!(notice(&[tried(2, true, 0), tried(1, true, 0)]), None, "who is fast and right knows it");
        assert_eq!(notice(&[Tried::default(), Tried::default()]), None, "no time is no evidence");
    }

    #[test]
    fn hints_that_were_not_read_are_noticed() {
        assert_eq!(clicked(&[0, 1_000, 2_000]), Some(Notice::ClickedThrough { rungs: 3 }));
        assert_eq!(clicked(&[0, 1_000]), None);
        assert_eq!(clicked(&[0, 9_000, 10_000]), None);
        assert_eq!(clicked(&[0, 1_000, 2_000, 30_000]), None, "the last one was read");
    }

    #[test]
    fn praise_is_true_of_the_records_or_is_not_given() {
        let facts = |sitting: Vec<Tried>, was_wrong_before, days| Facts { sitting, was_wrong_before, days };
        assert_eq!(praise(&facts(vec![tried(9, true, 0)], true, 1)), Some(Praise::Mended));
        assert_eq!(praise(&facts(vec![tried(9, true, 2)], false, 1)), Some(Praise::WithHelp { rungs: 2 }));
        assert_eq!(praise(&facts(vec![tried(75, true, 0)], false, 1)), Some(Praise::Persisted { seconds: 75 }));
        assert_eq!(praise(&facts(vec![tried(75, false, 1)], true, 9)), Some(Praise::Tried { seconds: 75 }));
        assert_eq!(praise(&facts(vec![tried(9, true, 0); 3], false, 1)), Some(Praise::Run { answers: 3 }));
        assert_eq!(praise(&facts(vec![tried(1, true, 0); 3], false, 1)), None, "three lucky clicks are no effort");
        assert_eq!(praise(&facts(vec![tried(9, true, 0)], false, 4)), Some(Praise::Days { days: 4 }));
        assert_eq!(praise(&facts(vec![tried(9, false, 0)], false, 4)), None);
        assert_eq!(praise(&Facts::default()), None);
    }
}
