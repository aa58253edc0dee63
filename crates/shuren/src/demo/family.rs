//! Families: children who sit in classes, their brothers and sisters, and their guardians.
//!
//! Shares are plausible, not measured: a quarter of the families have two children in the region's
//! schools; in villages every third child is looked after by a grandparent.

use super::calendar::day;
use super::chance::Chance;
use super::ids;
use super::names::{FEMALE, MALE, Names};
use super::school::School;
use base::{Date, Result};
use jiff::ToSpan;
use people::person::NewPerson;
use people::{Stage, grade};

/// A pupil of a class.
pub(super) struct Pupil {
    pub person: NewPerson,
    /// Index of the school in the district.
    pub school: usize,
    /// Index of the class in the school.
    pub class: usize,
    /// Whether a guardian has agreed to learning records.
    pub consent: bool,
}

/// A guardian of a child: persons' identifiers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bond {
    pub guardian: i64,
    pub child: i64,
    pub relation: &'static str,
}

/// The families of a district.
#[derive(Default)]
pub(super) struct Families {
    /// In the order of schools, classes and seats.
    pub pupils: Vec<Pupil>,
    pub guardians: Vec<NewPerson>,
    pub bonds: Vec<Bond>,
}

/// Share of families with a second child of another age in the district.
const SECOND_CHILD: f64 = 0.25;
/// Share of children whose families have agreed to learning records.
const CONSENT: f64 = 0.97;
/// How many other children are looked at when a brother or sister is sought.
const SEARCH: usize = 60;

/// Last identifiers given.
pub(super) struct Last {
    pub student: i64,
    pub guardian: i64,
}

impl Last {
    pub fn none() -> Last {
        Last { student: ids::STUDENTS, guardian: ids::GUARDIANS }
    }
}

/// Fills the classes of a district and gives every child a family.
pub(super) fn fill(schools: &[School<'_>], names: &Names, today: Date, last: &mut Last, chance: &mut Chance) -> Result<Families> {
    let mut families = Families { pupils: seats(schools, today, last, chance)?, ..Families::default() };
    let mut order: Vec<usize> = (0..families.pupils.len()).collect();
    chance.shuffle(&mut order);
    let mut placed = vec![false; order.len()];
    for at in 0..order.len() {
        let child = order[at];
        if placed[child] {
            continue;
        }
        let mut children = vec![child];
        if chance.happens(SECOND_CHILD) {
            let others = order[at + 1..].iter().copied().filter(|o| !placed[*o]).take(SEARCH);
            children.extend(others.into_iter().find(|o| siblings(schools, &families.pupils[child], &families.pupils[*o])));
        }
        for child in &children {
            placed[*child] = true;
        }
        family(schools, names, &children, &mut families, last, chance)?;
    }
    Ok(families)
}

/// Pupils without names yet, in the order of the classes.
fn seats(schools: &[School<'_>], today: Date, last: &mut Last, chance: &mut Chance) -> Result<Vec<Pupil>> {
    let mut pupils = Vec::new();
    for (s, school) in schools.iter().enumerate() {
        for (c, class) in school.classes.iter().enumerate() {
            for _ in 0..class.size {
                last.student += 1;
                // Special schools take pupils of up to two more years.
                let later = if school.plan.special { chance.between(0, 2) } else { 0 };
                let gender = if chance.happens(0.52) { MALE } else { FEMALE };
                let person = NewPerson {
                    id: last.student,
                    gender: Some(gender.to_owned()),
                    birth: Some(birthday(class.stage, class.grade, today, later, chance)?.to_string()),
                    demo: true,
                    ..NewPerson::default()
                };
                pupils.push(Pupil { person, school: s, class: c, consent: chance.happens(CONSENT) });
            }
        }
    }
    Ok(pupils)
}

/// A child enters grade 1 when six years old (《义务教育法》第十一条), by 31 August as provinces set it, and a
/// kindergarten when three.
fn birthday(stage: Stage, grade: i64, today: Date, later: i64, chance: &mut Chance) -> Result<Date> {
    let age = if stage == Stage::Kindergarten { grade + 2 } else { grade + 5 };
    let first = day(grade::school_year(today) - age - 1 - later, 9, 1);
    first.checked_add(chance.between(0, 364).days()).map_err(base::Error::internal)
}

fn year_of(birth: &Option<String>) -> i64 {
    birth.as_deref().and_then(|b| b.get(..4)).and_then(|y| y.parse().ok()).unwrap_or_default()
}

/// Two years or more apart and at home in one county.
fn siblings(schools: &[School<'_>], a: &Pupil, b: &Pupil) -> bool {
    let apart = (year_of(&a.person.birth) - year_of(&b.person.birth)).abs();
    (2..=7).contains(&apart) && schools[a.school].county == schools[b.school].county
}

/// Who looks after the children of a family.
fn household(rural: bool, chance: &mut Chance) -> &'static [&'static str] {
    let at = chance.uniform();
    let shares: &[(f64, &'static [&'static str])] = if rural {
        &[
            (0.42, &["father", "mother"]),
            (0.55, &["mother"]),
            (0.63, &["father"]),
            (0.80, &["mother", "grandmother"]),
            (0.90, &["grandfather"]),
            (1.00, &["grandmother"]),
        ]
    } else {
        &[(0.68, &["father", "mother"]), (0.86, &["mother"]), (0.94, &["father"]), (1.00, &["mother", "grandmother"])]
    };
    shares.iter().find(|(up_to, _)| at < *up_to).map_or(&["mother"], |(_, who)| who)
}

/// Names the children and adds their guardians.
fn family(
    schools: &[School<'_>],
    names: &Names,
    children: &[usize],
    families: &mut Families,
    last: &mut Last,
    chance: &mut Chance,
) -> Result<()> {
    let surname = names.surname(chance);
    let mut oldest = i64::MAX;
    for child in children {
        let person = &mut families.pupils[*child].person;
        person.name = format!("{surname}{}", names.child(person.gender.as_deref().unwrap_or(MALE), chance));
        oldest = oldest.min(year_of(&person.birth));
    }
    let rural = children.iter().any(|c| schools[families.pupils[*c].school].plan.locality == "rural");
    for relation in household(rural, chance) {
        // Years older than the oldest child; mothers were 27.2 at a first birth on average in
        // 2020 (第七次全国人口普查).
        let mother = (27.5 + 3.5 * chance.normal()).round().clamp(21.0, 40.0) as i64;
        let older = match *relation {
            "father" => (mother + chance.between(-1, 5)).max(21),
            "mother" => mother,
            _ => mother + chance.between(22, 28),
        };
        let gender = if matches!(*relation, "father" | "grandfather") { MALE } else { FEMALE };
        let surname = if gender == MALE { surname } else { names.surname(chance) };
        last.guardian += 1;
        families.guardians.push(NewPerson {
            id: last.guardian,
            name: format!("{surname}{}", names.adult(gender, chance)),
            gender: Some(gender.to_owned()),
            birth: Some(format!("{:04}-{:02}-{:02}", oldest - older, chance.between(1, 12), chance.between(1, 28))),
            demo: true,
            ..NewPerson::default()
        });
        for child in children {
            families.bonds.push(Bond { guardian: last.guardian, child: families.pupils[*child].person.id, relation });
        }
    }
    Ok(())
}
