//! Rows of a sheet of students.

use super::cell;
use super::draft::Rows;
use super::wanted::{Ends, Spot, Wanted, WantedGuardian, WantedOrg, WantedPerson, WantedRole};
use crate::{OrganisationKind, Role};
use base::sheet::Row;
use base::{Lang, Problem};
use std::collections::HashMap;

/// Age at which a child can enter a school, in calendar years: a nursery at 2, a late entrant at 25.
const ENTRY_AGES: std::ops::RangeInclusive<i64> = 2..=25;

pub(super) fn wanted(rows: &Rows<'_>) -> (Wanted, Vec<Problem>) {
    let mut wanted = Wanted { ends: Ends::Moves, ..Wanted::default() };
    let (mut problems, mut seen) = (Vec::new(), Seen::default());
    for row in &rows.table.rows {
        let mut cells = Cells::new(rows, row);
        let class = class(&mut cells, &mut wanted, true);
        let person = person(&mut cells);
        seen.note(&mut cells, &person);
        problems.append(&mut cells.problems);
        let roles = class.map(|org| cells.role(Role::Student, org, None)).into_iter().collect();
        wanted.people.push(WantedPerson { roles, ..person });
    }
    (wanted, problems)
}

/// A row's cells, read one by one; what is wrong with them is kept.
pub(super) struct Cells<'r> {
    pub rows: &'r Rows<'r>,
    row: &'r Row,
    pub spot: Spot,
    pub problems: Vec<Problem>,
}

impl<'r> Cells<'r> {
    pub fn new(rows: &'r Rows<'r>, row: &'r Row) -> Self {
        Cells { rows, row, spot: Spot { source: rows.source.clone(), row: row.number }, problems: Vec::new() }
    }

    pub fn text(&self, field: &str) -> &'r str {
        self.rows.columns.get(self.row, field)
    }

    /// The meaning of a field's cell, or its problem kept.
    pub fn read<T>(&mut self, field: &str, parse: impl FnOnce(&str) -> Result<T, Problem>) -> Option<T> {
        match parse(self.text(field)) {
            Ok(value) => Some(value),
            Err(problem) => {
                self.fault(field, problem);
                None
            }
        }
    }

    pub fn fault(&mut self, field: &str, problem: Problem) {
        let problem = self.spot.fault(field, problem);
        self.problems.push(problem);
    }

    /// A role that the row asks for.
    pub fn role(&self, role: Role, org: String, subject: Option<String>) -> WantedRole {
        WantedRole { role, org, subject, starts: None, ends: None, spot: self.spot.clone(), field: "school" }
    }

    /// The code of the row's school, or the one given for rows without.
    pub fn school(&mut self) -> Option<String> {
        let (given, default) = (self.text("school"), self.rows.school);
        if given.is_empty()
            && let Some(code) = default
        {
            return Some(code.to_owned());
        }
        self.read("school", cell::code)
    }
}

/// The code of the class a row names, which with its cohort is then wanted, too.
pub(super) fn class(cells: &mut Cells<'_>, wanted: &mut Wanted, check_age: bool) -> Option<String> {
    let today = cells.rows.today;
    let (school, year) = (cells.school(), cells.read("entry_year", |t| cell::entry_year(t, today)));
    let number = cells.read("class", cell::class);
    let born = check_age.then(|| cell::date(cells.text("birth"))).flatten();
    if let (Some(year), Some(born)) = (year, born)
        && !ENTRY_AGES.contains(&(year - i64::from(born.year())))
    {
        let age = year - i64::from(born.year());
        cells.fault("entry_year", Problem::new("roster.entry_age").with("age", age));
    }
    let (school, year, number) = (school?, year?, number?);
    let cohort = format!("{school}-{year}");
    let class = format!("{cohort}-{number:02}");
    if !wanted.orgs.contains_key(&class) {
        let org = |kind, parent: &str, name: String| WantedOrg {
            spot: cells.spot.clone(),
            kind,
            parent: Some(parent.to_owned()),
            name,
            facts: None,
            entry_year: Some(year),
            implied: true,
        };
        // Names are data, kept in the region's language.
        let name = base::t!(Lang::Zh, "roster.cohort_name", year = year);
        wanted.orgs.entry(cohort.clone()).or_insert_with(|| org(OrganisationKind::Cohort, &school, name));
        let name = base::t!(Lang::Zh, "roster.class_name", year = year, n = number);
        wanted.orgs.insert(class.clone(), org(OrganisationKind::Class, &cohort, name));
    }
    Some(class)
}

/// The person a row names, without roles.
pub(super) fn person(cells: &mut Cells<'_>) -> WantedPerson {
    let today = cells.rows.today;
    let name = cells.read("name", cell::name).unwrap_or_default();
    let gender = cells.read("gender", cell::gender).flatten();
    let birth = cells.read("birth", |t| cell::birth(t, today)).flatten();
    let id = cells.read("national_id", cell::national_id).flatten();
    let number = cells.read("student_number", cell::student_number).flatten();
    let login = cells.read("login", cell::login).flatten();
    let given = |field| !cells.text(field).is_empty();
    if !given("national_id") && !given("student_number") && !given("login") {
        cells.fault("national_id", Problem::new("roster.no_identifier"));
    }
    if let (Some(gender), Some(id)) = (gender, &id)
        && gender != id.gender()
    {
        cells.fault("gender", Problem::new("roster.gender_contradicts"));
    }
    let in_number = id.as_ref().map(|id| id.birth).or(number.as_ref().map(|n| n.birth));
    if let (Some(birth), Some(in_number)) = (birth, in_number)
        && birth != in_number
    {
        cells.fault("birth", Problem::new("roster.birth_contradicts").with("value", in_number));
    }
    WantedPerson {
        spot: cells.spot.clone(),
        name,
        gender: gender.or(id.as_ref().map(|id| id.gender())).map(str::to_owned),
        birth: birth.or(in_number).map(|b| b.to_string()),
        national_id: id.map(|id| id.number),
        student_number: number.map(|n| n.number),
        login,
        guardians: guardians(cells),
        ..WantedPerson::default()
    }
}

fn guardians(cells: &mut Cells<'_>) -> Vec<WantedGuardian> {
    let mut guardians: Vec<WantedGuardian> = Vec::new();
    for (name, relation, id) in [("guardian", "relation", "guardian_id"), ("guardian2", "relation2", "guardian2_id")] {
        let text = cells.text(name);
        if text.is_empty() {
            if !cells.text(relation).is_empty() || !cells.text(id).is_empty() {
                cells.fault(name, Problem::new("roster.empty"));
            }
            continue;
        }
        let (Some(title), Some(relation), Some(id)) =
            (cells.read(name, cell::name), cells.read(relation, cell::relation), cells.read(id, cell::national_id))
        else {
            continue;
        };
        if guardians.iter().any(|g| g.name == title) {
            cells.fault(name, Problem::new("roster.guardian_twice"));
            continue;
        }
        let national_id = id.map(|id| id.number);
        guardians.push(WantedGuardian { name: title, relation: relation.to_owned(), national_id, source_id: None });
    }
    guardians
}

/// Identifiers seen so far, with their rows: each may stand once in a file.
#[derive(Default)]
struct Seen {
    rows: HashMap<(&'static str, String), u64>,
}

impl Seen {
    fn note(&mut self, cells: &mut Cells<'_>, person: &WantedPerson) {
        let fields = [("national_id", &person.national_id), ("student_number", &person.student_number), ("login", &person.login)];
        for (field, value) in fields {
            let Some(value) = value.clone() else { continue };
            match self.rows.entry((field, value)) {
                std::collections::hash_map::Entry::Occupied(first) => {
                    let first = *first.get();
                    cells.fault(field, Problem::new("roster.twice").with("row", first));
                }
                std::collections::hash_map::Entry::Vacant(free) => {
                    free.insert(cells.spot.row);
                }
            }
        }
    }
}
