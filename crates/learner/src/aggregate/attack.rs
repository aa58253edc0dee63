//! What a reader who opens all pages and subtracts can find out.

#![allow(clippy::unwrap_used, clippy::expect_used)]
use super::page::{self, Across, Sum};
use super::{Aggregate, Cell, Sums};
use crate::policy::{SMALLEST_CELL_IN_REGION, SMALLEST_CELL_IN_SCHOOL};
use people::{Organisation, OrganisationKind};
use proptest::prelude::*;

const PRIME: i64 = 2_147_483_647;

/// All sums that can be had from published ones by adding and subtracting multiples of them: a space over the
/// parts of the region, modulo a prime.
#[derive(Default)]
struct Known {
    /// Each with a one at its pivot, where all others have a zero.
    rows: Vec<(usize, Vec<i64>)>,
}

impl Known {
    fn rest(&self, parts: &[i64]) -> Vec<i64> {
        let mut rest = parts.to_vec();
        for (pivot, row) in &self.rows {
            let factor = rest[*pivot];
            if factor != 0 {
                rest.iter_mut().zip(row).for_each(|(a, b)| *a = (*a - factor * b).rem_euclid(PRIME));
            }
        }
        rest
    }

    fn publish(&mut self, parts: &[i64]) {
        let rest = self.rest(parts);
        let Some(pivot) = rest.iter().position(|v| *v != 0) else { return };
        let inverse = power(rest[pivot], PRIME - 2);
        let row: Vec<i64> = rest.iter().map(|v| v * inverse % PRIME).collect();
        for (_, other) in &mut self.rows {
            let factor = other[pivot];
            other.iter_mut().zip(&row).for_each(|(a, b)| *a = (*a - factor * b).rem_euclid(PRIME));
        }
        self.rows.push((pivot, row));
    }

    fn tells(&self, parts: &[i64]) -> bool {
        self.rest(parts).iter().all(|v| *v == 0)
    }
}

fn power(mut base: i64, mut exponent: i64) -> i64 {
    let mut result = 1;
    while exponent > 0 {
        if exponent % 2 == 1 {
            result = result * base % PRIME;
        }
        base = base * base % PRIME;
        exponent /= 2;
    }
    result
}

/// A school with the learners of its classes; the last number is of those in no class.
#[derive(Debug, Clone)]
struct School {
    county: Option<usize>,
    learners: Vec<i64>,
}

/// A region of one subject.
struct Region {
    place: Organisation,
    counties: Vec<Organisation>,
    schools: Vec<(Organisation, Vec<Organisation>, School)>,
    parts: usize,
}

const COUNTIES: usize = 3;

fn organisation(kind: OrganisationKind, code: &str) -> Organisation {
    Organisation::new(kind, None, code, code)
}

impl Region {
    fn of(schools: Vec<School>) -> Region {
        let parts = schools.iter().map(|s| s.learners.len()).sum();
        let school = |s: School| {
            let classes = (1..s.learners.len()).map(|i| organisation(OrganisationKind::Class, &i.to_string())).collect();
            (organisation(OrganisationKind::School, "S"), classes, s)
        };
        Region {
            place: organisation(OrganisationKind::Region, "R"),
            counties: (0..COUNTIES).map(|i| organisation(OrganisationKind::County, &i.to_string())).collect(),
            schools: schools.into_iter().map(school).collect(),
            parts,
        }
    }

    fn across(&self) -> Across {
        let mut across = Across::new(SMALLEST_CELL_IN_REGION);
        let county = |s: &School| s.county.map(|c| self.counties[c].id);
        let sums = self.schools.iter().map(|(o, _, s)| (o.id, s.learners.iter().sum()));
        across.add(self.schools.iter().map(|(o, _, s)| (o.id, county(s))).collect(), as_sums(sums));
        across
    }

    fn of_classes(&self, school: usize) -> Sums {
        let (place, classes, s) = &self.schools[school];
        as_sums(classes.iter().chain([place]).map(|c| c.id).zip(s.learners.iter().copied()))
    }

    fn some(&self, wanted: impl Fn(usize, &School) -> bool) -> Vec<Organisation> {
        self.schools.iter().enumerate().filter(|(i, (_, _, s))| wanted(*i, s)).map(|(_, (o, _, _))| o.clone()).collect()
    }

    /// The parts of an organisation as a vector of zeros and ones.
    fn parts_of(&self, id: i64) -> Vec<i64> {
        let mut parts = Vec::with_capacity(self.parts);
        for (school, classes, s) in &self.schools {
            parts.extend((0..s.learners.len()).map(|i| i64::from(school.id == id || classes.get(i).is_some_and(|c| c.id == id))));
        }
        parts
    }

    /// What a page tells.
    fn read(&self, known: &mut Known, page: &Aggregate, total: &[i64]) {
        for (row, cell) in page.rows.iter().filter_map(|r| Some((r, r.cells.first()?))) {
            if matches!(cell, Cell::Shown { .. }) {
                known.publish(&self.parts_of(row.unit.id));
            }
        }
        if matches!(page.total.first(), Some(Cell::Shown { .. })) {
            known.publish(total);
        }
    }

    fn sum<'a>(&self, schools: impl Iterator<Item = &'a Organisation>) -> Vec<i64> {
        schools.map(|s| self.parts_of(s.id)).fold(vec![0; self.parts], |a, b| a.iter().zip(&b).map(|(a, b)| a + b).collect())
    }

    fn learners(&self, parts: &[i64]) -> i64 {
        self.schools.iter().flat_map(|(_, _, s)| &s.learners).zip(parts).map(|(n, part)| n * part).sum()
    }

    /// Nothing hidden on these pages is told, nor any few units together that stand for fewer than `least`.
    fn is_safe(&self, known: &Known, pages: &[Aggregate], least: i64) {
        for page in pages {
            let units: Vec<Vec<i64>> = page.rows.iter().map(|r| self.parts_of(r.unit.id)).collect();
            for (row, parts) in page.rows.iter().zip(&units) {
                if row.cells.first() == Some(&Cell::Suppressed) {
                    assert!(!known.tells(parts), "{} learners are told", self.learners(parts));
                }
            }
            for some in 1_u32..1 << units.len() {
                let chosen = units.iter().enumerate().filter(|(i, _)| some >> i & 1 == 1).map(|(_, parts)| parts);
                let parts = chosen.fold(vec![0; self.parts], |a, b| a.iter().zip(b).map(|(a, b)| a + b).collect());
                let n = self.learners(&parts);
                assert!(n == 0 || n >= least || !known.tells(&parts), "{n} learners are told together");
            }
        }
        // Each part alone, with those who are in no class.
        for part in 0..self.parts {
            let parts: Vec<i64> = (0..self.parts).map(|i| i64::from(i == part)).collect();
            let n = self.learners(&parts);
            assert!(n == 0 || n >= least || !known.tells(&parts), "a part of {n} is told");
        }
    }
}

fn as_sums(learners: impl Iterator<Item = (i64, i64)>) -> Sums {
    let sum = |n: i64| Sum { learners: n, means: 0.5 * n as f64, variances: 0.1 * n as f64 };
    learners.filter(|(_, n)| *n > 0).map(|(unit, n)| ((unit, "math".to_owned()), sum(n))).collect()
}

fn school() -> impl Strategy<Value = School> {
    let class = prop_oneof![Just(0_i64), 1..6_i64, 6..16_i64, Just(30_i64)];
    let rest = prop_oneof![4 => Just(0_i64), 1 => 1..14_i64];
    let county = prop_oneof![1 => Just(None), 6 => (0..COUNTIES).prop_map(Some)];
    (county, prop::collection::vec(class, 0..4), rest).prop_map(|(county, mut learners, rest)| {
        learners.push(rest);
        School { county, learners }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// An officer opens the region, all counties, some school groups and all schools.
    #[test]
    fn nothing_hidden_follows_from_all_pages(schools in prop::collection::vec(school(), 0..9), groups in prop::collection::vec(any::<u16>(), 0..4)) {
        let region = Region::of(schools);
        let across = region.across();
        let (mut known, mut pages) = (Known::default(), Vec::new());
        let mut open = |page: Aggregate, total: Vec<i64>| {
            region.read(&mut known, &page, &total);
            pages.push(page);
        };
        let all = region.some(|_, _| true);
        open(page::region(&region.place, all.clone(), &across), region.sum(all.iter()));
        for (c, county) in region.counties.iter().enumerate() {
            let schools = region.some(|_, s| s.county == Some(c));
            open(page::region(county, schools.clone(), &across), region.sum(schools.iter()));
        }
        for group in groups {
            let schools = region.some(|i, _| group >> i & 1 == 1);
            let place = organisation(OrganisationKind::SchoolGroup, "G");
            open(page::region(&place, schools.clone(), &across), region.sum(schools.iter()));
        }
        for (i, (school, classes, _)) in region.schools.iter().enumerate() {
            open(page::school(school.id, classes.clone(), &region.of_classes(i), &across), region.parts_of(school.id));
        }
        region.is_safe(&known, &pages, SMALLEST_CELL_IN_REGION);
    }

    /// A leader opens the own school.
    #[test]
    fn nothing_hidden_follows_from_ones_own_school(mut school in school()) {
        school.county = None;
        let region = Region::of(vec![school]);
        let (place, classes, _) = &region.schools[0];
        let page = page::closely(classes.clone(), &region.of_classes(0), SMALLEST_CELL_IN_SCHOOL);
        let mut known = Known::default();
        region.read(&mut known, &page, &region.parts_of(place.id));
        region.is_safe(&known, &[page], SMALLEST_CELL_IN_SCHOOL);
    }

    /// Where no school and no class is small, nothing is hidden.
    #[test]
    fn large_cells_are_all_shown(counties in prop::collection::vec(0..COUNTIES, 1..9)) {
        let region = Region::of(counties.iter().map(|c| School { county: Some(*c), learners: vec![10, 30, 0] }).collect());
        let across = region.across();
        let all = region.some(|_, _| true);
        let mut pages = vec![page::region(&region.place, all.clone(), &across)];
        pages.push(page::region(&organisation(OrganisationKind::SchoolGroup, "G"), all, &across));
        for (i, (school, classes, _)) in region.schools.iter().enumerate() {
            pages.push(page::school(school.id, classes.clone(), &region.of_classes(i), &across));
        }
        for page in pages {
            let cells = page.rows.iter().flat_map(|r| &r.cells).chain(&page.total);
            let shown = cells.into_iter().all(|c| matches!(c, Cell::Shown { .. }));
            prop_assert!(shown);
        }
    }
}
