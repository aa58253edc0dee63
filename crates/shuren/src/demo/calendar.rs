//! School years, terms and school days.
//!
//! Terms as provinces publish them, to the week: autumn from 1 September to 20 January, spring from
//! 23 February to 5 July. Holidays that do not move are left out; those that follow the moon (中秋,
//! 端午) are not known here.

use base::Date;
use jiff::civil::{Weekday, date};

/// A day of a year; every month used here has it.
pub(super) fn day(year: i64, month: i8, of_month: i8) -> Date {
    date(year as i16, month, of_month)
}

/// A term, as far as it has gone.
#[derive(Debug, Clone)]
pub(super) struct Term {
    /// The school year it belongs to.
    pub year: i64,
    /// Whether it is the first of its year.
    pub autumn: bool,
    /// Days of the term before today on which pupils practise: school days, and weekends.
    pub days: Vec<Date>,
    /// Days the whole term has.
    pub length: usize,
}

impl Term {
    /// How much of the school year's lessons lies before a day of this term, in [0, 1].
    pub fn behind(&self, day: Date) -> f64 {
        let lessons = self.days.iter().take_while(|d| **d < day).count() as f64 / self.length.max(1) as f64;
        (lessons + if self.autumn { 0.0 } else { 1.0 }) / 2.0
    }
}

/// A term counts once it has had so many days.
const ENOUGH: usize = 28;

/// The last two terms that have had at least four weeks before `today`, earlier one first.
pub(super) fn last_two_terms(today: Date) -> [Term; 2] {
    let this = people::grade::school_year(today);
    let mut terms: Vec<Term> = [this, this - 1, this - 2]
        .into_iter()
        .flat_map(|year| [(year, false), (year, true)])
        .map(|(year, autumn)| term(year, autumn, today))
        .filter(|term| term.days.len() >= ENOUGH)
        .take(2)
        .collect();
    // Four of the six terms at least lie wholly before any day, so there are always two.
    let later = terms.remove(0);
    let earlier = terms.remove(0);
    [earlier, later]
}

fn term(year: i64, autumn: bool, today: Date) -> Term {
    let (first, last) = if autumn { (day(year, 9, 1), day(year + 1, 1, 20)) } else { (day(year + 1, 2, 23), day(year + 1, 7, 5)) };
    let all: Vec<Date> = first.series(jiff::Span::new().days(1)).take_while(|d| *d <= last).filter(|d| !holiday(*d)).collect();
    let length = all.len();
    Term { year, autumn, days: all.into_iter().filter(|d| *d < today).collect(), length }
}

fn holiday(day: Date) -> bool {
    matches!((day.month(), day.day()), (10, 1..=7) | (1, 1) | (4, 4..=6) | (5, 1..=5))
}

/// Whether a day is free of lessons.
pub(super) fn weekend(day: Date) -> bool {
    matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_two_terms_are_those_that_have_had_four_weeks() {
        for (today, expected) in [
            (date(2026, 9, 1), [(2025, true), (2025, false)]),
            (date(2026, 11, 22), [(2025, false), (2026, true)]),
            (date(2026, 2, 1), [(2024, false), (2025, true)]),
            (date(2026, 8, 1), [(2025, true), (2025, false)]),
        ] {
            let terms = last_two_terms(today);
            assert_eq!(terms.each_ref().map(|t| (t.year, t.autumn)), expected, "{today}");
            assert!(terms.iter().flat_map(|t| &t.days).all(|d| *d < today));
            assert!(terms.iter().all(|t| t.days.len() <= t.length));
        }
    }
}
