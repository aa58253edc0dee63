//! From sums to pages: what is shown of them, and what not.

use super::{Aggregate, AggregateRow, Cell, Sums};
use crate::{policy, suppression};
use people::{Organisation, OrganisationKind};
use std::collections::{BTreeSet, HashMap, HashSet};

/// What means are made from, so that a total is the mean over all learners and not over units.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sum {
    pub learners: i64,
    pub means: f64,
    pub variances: f64,
}

impl Sum {
    fn and(self, other: Sum) -> Sum {
        Sum { learners: self.learners + other.learners, means: self.means + other.means, variances: self.variances + other.variances }
    }

    fn cell(self, hidden: bool) -> Cell {
        let n = self.learners as f64;
        match self.learners {
            0 => Cell::None,
            _ if hidden => Cell::Suppressed,
            learners => {
                let mean = self.means / n;
                let (low, high) = measure::mean_interval(mean, self.variances / (n * n), policy::LEVEL);
                Cell::Shown { mean, low, high, learners }
            }
        }
    }
}

/// Schools with all others of their counties: what decides which of their cells may be shown, on whatever page.
pub(super) struct Across {
    least: i64,
    /// Each school's county, where it has one.
    counties: HashMap<i64, Option<i64>>,
    sums: Sums,
}

/// What is hidden in one column.
struct Decided {
    schools: HashSet<i64>,
    /// Counties without a total.
    counties: HashSet<i64>,
    total: bool,
}

impl Across {
    pub fn new(least: i64) -> Across {
        Across { least, counties: HashMap::new(), sums: Sums::new() }
    }

    /// Adds schools that are all those of their county, or have none.
    pub fn add(&mut self, counties: Vec<(i64, Option<i64>)>, sums: Sums) {
        self.counties.extend(counties);
        self.sums.extend(sums);
    }

    fn sum(&self, school: i64, column: &str) -> Sum {
        self.sums.get(&(school, column.to_owned())).copied().unwrap_or_default()
    }

    /// A county is decided by itself, so that a page needs no other. Schools without a county are in no total but
    /// the region's.
    fn decide(&self, column: &str) -> Decided {
        let mut counties: HashMap<Option<i64>, Vec<i64>> = HashMap::new();
        for (school, county) in &self.counties {
            counties.entry(*county).or_default().push(*school);
        }
        let mut decided = Decided { schools: HashSet::new(), counties: HashSet::new(), total: false };
        // Learners of the hidden schools that no county's total covers: the region's total gives their sum.
        let mut uncovered = Vec::new();
        for (county, mut schools) in counties {
            schools.sort_unstable();
            let learners: Vec<i64> = schools.iter().map(|s| self.sum(*s, column).learners).collect();
            let hidden = match county {
                Some(_) => suppression::hide(&learners, self.least),
                None => suppression::Hidden { cells: learners.iter().map(|n| suppression::small(*n, self.least)).collect(), total: true },
            };
            let cells = || schools.iter().zip(&learners).zip(&hidden.cells).filter(|(_, hidden)| **hidden).map(|(cell, _)| cell);
            decided.schools.extend(cells().map(|(school, _)| *school));
            if hidden.total {
                decided.counties.extend(county);
                uncovered.extend(cells().map(|(_, n)| *n));
            }
        }
        decided.total = suppression::exposed(&uncovered, self.least);
        decided
    }
}

/// The schools of the region, a county or a school group.
pub(super) fn region(place: &Organisation, schools: Vec<Organisation>, across: &Across) -> Aggregate {
    let on_page: HashSet<i64> = schools.iter().map(|s| s.id).collect();
    let columns = columns(across.sums.keys().filter(|(school, _)| on_page.contains(school)).map(|(_, code)| code));
    let mut page = Page::new(schools, &columns, across.least);
    for column in &columns {
        let decided = across.decide(column);
        let total = if place.is(OrganisationKind::Region) {
            decided.total
        } else if place.is(OrganisationKind::County) {
            decided.counties.contains(&place.id)
        } else {
            // A group lies across counties: with theirs its total would give away what both hide.
            decided.schools.iter().any(|school| on_page.contains(school))
        };
        page.column(|school| (across.sum(school, column), decided.schools.contains(&school)), Sum::default(), total);
    }
    page.0
}

/// A school's classes for readers across schools: nothing of a school that is hidden elsewhere.
pub(super) fn school(school: i64, classes: Vec<Organisation>, sums: &Sums, across: &Across) -> Aggregate {
    of_classes(classes, sums, across.least, |column| across.decide(column).schools.contains(&school))
}

/// A school's classes for who leads it.
pub(super) fn closely(classes: Vec<Organisation>, sums: &Sums, least: i64) -> Aggregate {
    of_classes(classes, sums, least, |_| false)
}

/// `all` says of a column whether it is hidden as a whole. Learners in no open class are a part like a class, without a row.
fn of_classes(classes: Vec<Organisation>, sums: &Sums, least: i64, all: impl Fn(&str) -> bool) -> Aggregate {
    let columns = columns(sums.keys().map(|(_, code)| code));
    let units: Vec<i64> = classes.iter().map(|c| c.id).collect();
    let mut page = Page::new(classes, &columns, least);
    for column in &columns {
        let of = |unit: i64| sums.get(&(unit, column.clone())).copied().unwrap_or_default();
        let rest =
            sums.iter().filter(|((unit, code), _)| code == column && !units.contains(unit)).fold(Sum::default(), |a, (_, b)| a.and(*b));
        let learners: Vec<i64> = units.iter().map(|u| of(*u).learners).chain([rest.learners]).collect();
        let decided = suppression::hide(&learners, least);
        let all = all(column);
        let hidden: HashSet<i64> = units.iter().zip(&decided.cells).filter(|(_, hidden)| all || **hidden).map(|(u, _)| *u).collect();
        page.column(|unit| (of(unit), hidden.contains(&unit)), rest, all || decided.total);
    }
    page.0
}

fn columns<'a>(codes: impl Iterator<Item = &'a String>) -> Vec<String> {
    codes.collect::<BTreeSet<_>>().into_iter().cloned().collect()
}

/// A page that is being written, column by column.
struct Page(Aggregate);

impl Page {
    fn new(units: Vec<Organisation>, columns: &[String], smallest_cell: i64) -> Page {
        let rows = units.into_iter().map(|unit| AggregateRow { unit, cells: Vec::new() }).collect();
        Page(Aggregate { columns: columns.to_vec(), rows, total: Vec::new(), smallest_cell })
    }

    /// `cell` gives a unit's sum and whether it is hidden, `rest` is what belongs to the total beside the units.
    fn column(&mut self, cell: impl Fn(i64) -> (Sum, bool), rest: Sum, total_hidden: bool) {
        let mut total = rest;
        for row in &mut self.0.rows {
            let (sum, hidden) = cell(row.unit.id);
            total = total.and(sum);
            row.cells.push(sum.cell(hidden));
        }
        self.0.total.push(total.cell(total_hidden));
    }
}
