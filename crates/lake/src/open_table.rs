//! A table as it may be published: small cells hidden, and what was counted of it.

use crate::policy;
use crate::quality::{Quality, Share};
use base::{Date, Result, sheet};
use learner::suppression;
use std::collections::{BTreeMap, HashSet};

/// What a column may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// A code: no white space.
    Code,
    /// A month, `YYYY-MM`.
    Month,
    /// A whole number above 0.
    Count,
    /// A number in \[0, 1\].
    Share,
    /// Any text.
    Text,
}

/// A column of open data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Its name in the file.
    pub name: &'static str,
    /// Whether it belongs to what a row is about.
    pub key: bool,
    /// What it may hold.
    pub rule: Rule,
}

impl Rule {
    fn holds(self, value: &str) -> bool {
        match self {
            Rule::Code => !value.contains(char::is_whitespace),
            Rule::Month => format!("{value}-01").parse::<Date>().is_ok(),
            Rule::Count => value.parse::<i64>().is_ok_and(|n| n > 0),
            Rule::Share => value.parse::<f64>().is_ok_and(|n| (0.0..=1.0).contains(&n)),
            Rule::Text => true,
        }
    }
}

/// The row for all counties together.
pub const TOTAL: &str = "total";

/// What is summed up over learners.
pub(crate) trait Sum: Default {
    /// Learners behind it.
    fn learners(&self) -> i64;
    /// Takes another county's in.
    fn add(&mut self, other: &Self);
    /// The facts of a row, the number of learners first.
    fn shown(&self) -> Vec<String>;
}

/// A table ready to be looked at, and published when two people agree.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenTable {
    /// Its columns.
    pub fields: &'static [Field],
    /// Its rows; `None` for what is missing or hidden.
    pub rows: Vec<Vec<Option<String>>>,
    /// Rows hidden because fewer than [`policy::SMALLEST_CELL`] learners stand behind them.
    pub small: i64,
    /// Rows hidden so that those cannot be had by subtraction.
    pub complementary: i64,
    /// Fewest learners behind a row that is shown (the k of k-anonymity); `None` for lists without learners.
    pub smallest: Option<i64>,
    /// The day the data tell of; `None` for the day of preparing.
    pub as_of: Option<Date>,
}

/// Sums by group (month and subject, say) and county as a table: a row a county, then one for all of them.
pub(crate) fn suppressed<S: Sum>(fields: &'static [Field], groups: BTreeMap<Vec<String>, BTreeMap<String, S>>, as_of: Date) -> OpenTable {
    let mut table = OpenTable { fields, rows: Vec::new(), small: 0, complementary: 0, smallest: None, as_of: Some(as_of) };
    for (group, counties) in groups {
        let learners: Vec<i64> = counties.values().map(Sum::learners).collect();
        let hidden = suppression::hide(&learners, policy::SMALLEST_CELL);
        let mut total = S::default();
        for ((county, sum), hide) in counties.iter().zip(hidden.cells) {
            total.add(sum);
            table.row(&group, county, sum, hide);
        }
        table.row(&group, TOTAL, &total, hidden.total || suppression::small(total.learners(), policy::SMALLEST_CELL));
    }
    table
}

impl OpenTable {
    /// A list without learners.
    pub(crate) fn list(fields: &'static [Field], rows: Vec<Vec<Option<String>>>) -> OpenTable {
        OpenTable { fields, rows, small: 0, complementary: 0, smallest: None, as_of: None }
    }

    fn row<S: Sum>(&mut self, group: &[String], county: &str, sum: &S, hide: bool) {
        let facts = self.fields.iter().filter(|f| !f.key).count();
        let mut row: Vec<Option<String>> = group.iter().cloned().map(Some).collect();
        row.push(Some(county.to_owned()));
        if hide {
            let small = suppression::small(sum.learners(), policy::SMALLEST_CELL);
            *(if small { &mut self.small } else { &mut self.complementary }) += 1;
            row.extend(std::iter::repeat_n(None, facts));
        } else {
            self.smallest = Some(self.smallest.map_or(sum.learners(), |k| k.min(sum.learners())));
            row.extend(sum.shown().into_iter().map(Some));
        }
        self.rows.push(row);
    }

    /// What can be counted of its quality.
    pub fn quality(&self) -> Quality {
        let all = || self.rows.iter().flat_map(|row| row.iter().zip(self.fields));
        let filled = all().filter(|(value, _)| value.is_some()).count() as i64;
        let valid = all().filter(|(value, field)| value.as_ref().is_some_and(|v| field.rule.holds(v))).count() as i64;
        let key = |row: &[Option<String>]| row.iter().zip(self.fields).filter(|(_, f)| f.key).map(|(v, _)| v.clone()).collect::<Vec<_>>();
        let distinct = self.rows.iter().map(|row| key(row)).collect::<HashSet<_>>().len() as i64;
        Quality {
            completeness: Share { good: filled, all: all().count() as i64 },
            validity: Share { good: valid, all: filled },
            uniqueness: Share { good: distinct, all: self.rows.len() as i64 },
        }
    }

    /// The table as CSV in UTF-8, as spreadsheets read it.
    pub fn csv(&self) -> Result<String> {
        let headings: Vec<&str> = self.fields.iter().map(|f| f.name).collect();
        let rows: Vec<Vec<sheet::Cell>> = self.rows.iter().map(|row| row.iter().map(|v| v.clone().into()).collect()).collect();
        String::from_utf8(sheet::csv(&headings, &rows)).map_err(base::Error::internal)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    #[derive(Default)]
    struct Heads(i64);

    impl Sum for Heads {
        fn learners(&self) -> i64 {
            self.0
        }
        fn add(&mut self, other: &Self) {
            self.0 += other.0;
        }
        fn shown(&self) -> Vec<String> {
            vec![self.0.to_string()]
        }
    }

    const FIELDS: &[Field] = &[
        Field { name: "month", key: true, rule: Rule::Month },
        Field { name: "county", key: true, rule: Rule::Code },
        Field { name: "learners", key: false, rule: Rule::Count },
    ];

    fn table(counties: &[(&str, i64)]) -> OpenTable {
        let sums = counties.iter().map(|(c, n)| ((*c).to_owned(), Heads(*n))).collect();
        suppressed(FIELDS, [(vec!["2026-09".to_owned()], sums)].into(), Date::constant(2026, 9, 30))
    }

    fn learners(table: &OpenTable) -> Vec<Option<&str>> {
        table.rows.iter().map(|r| r[2].as_deref()).collect()
    }

    #[test]
    fn a_small_cell_takes_another_with_it_and_the_total_where_nothing_else_helps() {
        let t = table(&[("a", 30), ("b", 4), ("c", 12)]);
        assert_eq!(learners(&t), [Some("30"), None, None, Some("46")]);
        assert_eq!((t.small, t.complementary, t.smallest), (1, 1, Some(30)));
        let t = table(&[("a", 4)]);
        assert_eq!((learners(&t), t.smallest), (vec![None, None], None));
        let t = table(&[("a", 10), ("b", 11)]);
        assert_eq!((learners(&t), t.smallest), (vec![Some("10"), Some("11"), Some("21")], Some(10)));
    }

    #[test]
    fn quality_counts_what_is_missing_wrong_or_twice() {
        let mut t = table(&[("a", 30), ("b", 4), ("c", 12)]);
        t.rows.push(vec![Some("2026-13".into()), Some("a".into()), Some("-1".into())]);
        t.rows.push(t.rows[0].clone());
        let q = t.quality();
        assert_eq!(q.completeness, Share { good: 16, all: 18 });
        assert_eq!(q.validity, Share { good: 14, all: 16 });
        assert_eq!(q.uniqueness, Share { good: 5, all: 6 });
        assert!(t.csv().unwrap().contains("2026-09,a,30"));
    }
}
