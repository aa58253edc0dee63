//! How good a table of open data is, in counted numbers: the measures of GB/T 36344-2018《信息技术 数据质量评价指标》 that can be
//! counted from the table itself.

use base::Date;
use serde::{Deserialize, Serialize};

/// So many of so many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// Those that are as they should be.
    pub good: i64,
    /// All.
    pub all: i64,
}

impl Share {
    /// The share in \[0, 1\]; 1 of nothing is nothing wrong.
    pub fn value(self) -> f64 {
        if self.all == 0 { 1.0 } else { self.good as f64 / self.all as f64 }
    }
}

/// What was counted when a version was prepared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quality {
    /// 完整性: fields filled in, of those a row is to have. A suppressed cell counts as missing, because a reader misses it.
    pub completeness: Share,
    /// 规范性: filled-in fields whose value is one the column may have.
    pub validity: Share,
    /// 准确性 (数据重复率): rows whose key no other row has.
    pub uniqueness: Share,
}

/// 时效性: how old the data are against what was promised.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Timeliness {
    /// Days since the day the data tell of.
    pub age_days: i64,
    /// Days within which a new version is promised.
    pub period_days: i64,
}

impl Timeliness {
    /// From the day the data tell of to a reader's today.
    pub fn on(today: Date, as_of: Date, period_days: i64) -> Timeliness {
        let age = today.since((jiff::Unit::Day, as_of)).map_or(0, |span| i64::from(span.get_days()));
        Timeliness { age_days: age.max(0), period_days }
    }

    /// 1 within the promised time, then falling evenly to 0 after the same time again.
    pub fn value(self) -> f64 {
        let late = (self.age_days - self.period_days).max(0) as f64;
        (1.0 - late / self.period_days.max(1) as f64).max(0.0)
    }
}

impl Quality {
    /// The score in \[0, 100\]: the mean of the four measures. All weigh the same, because nobody has decided otherwise.
    pub fn score(&self, timeliness: Timeliness) -> f64 {
        100.0 * (self.completeness.value() + self.validity.value() + self.uniqueness.value() + timeliness.value()) / 4.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_score_is_the_mean_of_what_was_counted() {
        let share = |good, all| Share { good, all };
        let quality = Quality { completeness: share(90, 100), validity: share(90, 90), uniqueness: share(20, 20) };
        let day = Date::constant;
        let fresh = Timeliness::on(day(2026, 9, 20), day(2026, 9, 1), 30);
        assert_eq!((fresh.age_days, fresh.value()), (19, 1.0));
        assert!((quality.score(fresh) - 97.5).abs() < 1e-9);
        let late = Timeliness::on(day(2026, 10, 16), day(2026, 9, 1), 30);
        assert_eq!((late.age_days, late.value()), (45, 0.5));
        assert!((quality.score(Timeliness::on(day(2027, 9, 1), day(2026, 9, 1), 30)) - 72.5).abs() < 1e-9);
    }
}
