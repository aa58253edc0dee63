//! Rows of a sheet of staff: one for each role a person has.

use super::draft::Rows;
use super::student::{Cells, class, person};
use super::subject;
use super::wanted::{Wanted, WantedPerson, WantedRole};
use crate::{OrganisationKind, Role};
use base::{Lang, Problem};
use std::collections::HashMap;

pub(super) fn wanted(rows: &Rows<'_>) -> (Wanted, Vec<Problem>) {
    let (mut wanted, mut problems) = (Wanted::default(), Vec::new());
    let mut known: HashMap<(&'static str, String), usize> = HashMap::new();
    for row in &rows.table.rows {
        let mut cells = Cells::new(rows, row);
        let role = role(&mut cells, &mut wanted);
        let person = person(&mut cells);
        let keys = [("national_id", person.national_id.clone()), ("login", person.login.clone())];
        let keys: Vec<_> = keys.into_iter().filter_map(|(field, value)| Some((field, value?))).collect();
        let earlier = keys.iter().find_map(|key| known.get(key).copied());
        let index = match earlier {
            Some(index) => {
                join(&mut cells, &mut wanted.people[index], person);
                index
            }
            None => {
                wanted.people.push(person);
                wanted.people.len() - 1
            }
        };
        keys.into_iter().for_each(|key| {
            known.entry(key).or_insert(index);
        });
        if let Some(role) = role {
            if wanted.people[index].roles.iter().any(|r| r.is(role.role.code(), &role.org, role.subject.as_deref())) {
                cells.fault("role", Problem::new("roster.role_twice"));
            }
            wanted.people[index].roles.push(role);
        }
        problems.append(&mut cells.problems);
    }
    (wanted, problems)
}

/// Takes a further row of the same person: what both say must agree.
fn join(cells: &mut Cells<'_>, earlier: &mut WantedPerson, later: WantedPerson) {
    if earlier.name != later.name && !later.name.is_empty() {
        cells.fault("name", Problem::new("roster.staff_differs").with("row", earlier.spot.row));
    }
    let fields: [(&str, &mut Option<String>, Option<String>); 4] = [
        ("national_id", &mut earlier.national_id, later.national_id),
        ("login", &mut earlier.login, later.login),
        ("gender", &mut earlier.gender, later.gender),
        ("birth", &mut earlier.birth, later.birth),
    ];
    for (field, before, now) in fields {
        match (before.as_ref(), now) {
            (_, None) => {}
            (None, now) => *before = now,
            (Some(a), Some(b)) if *a == b => {}
            _ => cells.fault(field, Problem::new("roster.staff_differs").with("row", earlier.spot.row)),
        }
    }
}

fn role(cells: &mut Cells<'_>, wanted: &mut Wanted) -> Option<WantedRole> {
    let role = cells.read("role", parse)?;
    let subject = cells.read("subject", |text| match subject::parse(text) {
        _ if text.is_empty() => Ok(None),
        None => Err(Problem::new("roster.subject").with("value", text)),
        some => Ok(some),
    });
    match role {
        Role::ClassTeacher | Role::SubjectTeacher => {
            if role == Role::SubjectTeacher && subject == Some(None) {
                cells.fault("subject", Problem::new("roster.subject_missing"));
            }
            let org = class(cells, wanted, false)?;
            let subject = subject.flatten().filter(|_| role == Role::SubjectTeacher).map(str::to_owned);
            Some(cells.role(role, org, subject))
        }
        _ => {
            let org = cells.school()?;
            Some(cells.role(role, org, None))
        }
    }
}

/// The role of a code or of a name; students and guardians are not staff.
fn parse(text: &str) -> Result<Role, Problem> {
    let named = |r: &Role| [Lang::Zh, Lang::En].iter().any(|lang| r.name(*lang).eq_ignore_ascii_case(text));
    let usual = match text {
        "教师" | "老师" | "任课老师" | "科任教师" => Some(Role::SubjectTeacher),
        "校长" | "副校长" | "园长" | "书记" => Some(Role::SchoolLeader),
        "心理老师" | "心理健康教师" => Some(Role::Counsellor),
        _ => None,
    };
    match usual.or_else(|| Role::of(text)).or_else(|| Role::ALL.into_iter().find(named)) {
        _ if text.is_empty() => Err(Problem::new("roster.empty")),
        None | Some(Role::Student | Role::Guardian) => Err(Problem::new("roster.role").with("value", text)),
        Some(role) => Ok(role),
    }
}

/// Kinds of organisation at which a role can be held.
pub(super) fn held_at(role: Role, kind: OrganisationKind) -> bool {
    use OrganisationKind::{Class, County, Region, ResearchGroup, School, SchoolGroup};
    match role {
        Role::Student => matches!(kind, Class | School),
        Role::ClassTeacher => kind == Class,
        Role::SubjectTeacher => matches!(kind, Class | School),
        Role::Counsellor => kind == School,
        Role::SchoolLeader => matches!(kind, School | SchoolGroup),
        Role::Researcher => matches!(kind, Region | County | ResearchGroup),
        Role::BureauOfficer | Role::Inspector => matches!(kind, Region | County),
        Role::Guardian => false,
        Role::Partner | Role::Administrator => matches!(kind, Region | County | School),
    }
}
