//! The persons of a plan: found, changed or new, with their roles.

use super::super::known::{Known, Managed, own_source};
use super::super::report::Outcome;
use super::super::staff::held_at;
use super::super::wanted::{Ends, WantedPerson, WantedRole};
use super::{NewAccount, Planner};
use crate::Role;
use crate::person::{NATIONAL_ID, STUDENT_NUMBER};
use crate::store::roster::{Found, Held};
use crate::store::roster_write::{PersonRow, RoleRow};
use base::{Problem, Result};
use std::collections::{HashMap, HashSet};

/// A person's numbers as they are stored to be found again.
struct Indexes {
    national: Option<String>,
    student: Option<String>,
}

impl Planner<'_> {
    pub(super) fn people(&mut self) -> Result<()> {
        let wanted = self.wanted;
        // Who a source id of the file stands for, once the plan is carried out; `None` when their own
        // row has a problem.
        let mut ids: HashMap<String, Option<i64>> = HashMap::new();
        let mut outcomes = Vec::with_capacity(wanted.people.len());
        let mut listed: HashMap<i64, &WantedPerson> = HashMap::new();
        for person in &wanted.people {
            let outcome = self.person(person)?;
            if let Some(source) = &person.source_id {
                ids.insert(source.clone(), outcome.map(|(id, _)| id));
            }
            outcomes.push(outcome);
        }
        for (person, outcome) in wanted.people.iter().zip(outcomes) {
            let Some((id, mut outcome)) = outcome else { continue };
            listed.insert(id, person);
            if self.guardians(person, id, &ids)? && outcome == Outcome::Unchanged {
                outcome = Outcome::Changed;
            }
            match outcome {
                Outcome::Added => self.counts().added += 1,
                Outcome::Changed => self.counts().changed += 1,
                Outcome::Unchanged => self.counts().unchanged += 1,
            }
            let org = person.roles.first().map_or("", |r| r.org.as_str());
            self.show(person.spot.row, &person.name, org, outcome);
        }
        self.end_listed();
        if wanted.ends == Ends::Unlisted {
            self.end_unlisted(&listed);
        }
        Ok(())
    }

    /// Plans one person; `None` when there is a problem with them.
    fn person(&mut self, person: &WantedPerson) -> Result<Option<(i64, Outcome)>> {
        let before = self.problems.len();
        let Some(places) = self.places(person) else { return Ok(None) };
        let indexes = Indexes {
            national: person.national_id.as_ref().map(|id| self.seal.index(NATIONAL_ID, id)),
            student: person.student_number.as_ref().map(|n| self.seal.index(STUDENT_NUMBER, n)),
        };
        let known = self.known;
        let found = match matching(known, person, &indexes) {
            Ok(found) => found.and_then(|id| known.person(id)),
            Err(problem) => {
                self.problems.push(problem);
                None
            }
        };
        if let Some(found) = found {
            let faults = self.conflicts(person, found, &indexes);
            self.problems.extend(faults);
        }
        if self.problems.len() > before {
            return Ok(None);
        }
        let Some(found) = found else {
            if person.partial {
                self.problems.push(person.spot.fault("userSourcedId", Problem::new("roster.unknown_user")));
                return Ok(None);
            }
            let id = base::id::next();
            let row = self.row(id, person, &indexes)?;
            self.plan.people.push(row);
            self.account(person, id);
            let roles = person.roles.iter().zip(places).map(|(role, org)| role_row(id, role, org));
            self.plan.roles.extend(roles);
            self.plan.report.counts.roles_added += person.roles.len();
            return Ok(Some((id, Outcome::Added)));
        };
        self.plan.seen_people.push(found.id);
        self.plan.seen_roles.extend(known.held(found.id).iter().map(|h| h.id));
        // About somebody with no place at the caller's organisations a caller's file changes nothing.
        let free = matches!(known.managed, Managed::All) || !known.held(found.id).is_empty() || !person.roles.is_empty();
        let mut changed = false;
        if free && !person.partial {
            changed |= self.change(person, found, &indexes)?;
            changed |= self.change_account(person, found);
        }
        changed |= self.change_roles(person, found, &places);
        Ok(Some((found.id, if changed { Outcome::Changed } else { Outcome::Unchanged })))
    }

    /// Where a person's roles are held; what stands against it is told at the row that asks for the
    /// role. `None` when an organisation is at fault whose own row tells it.
    fn places(&mut self, person: &WantedPerson) -> Option<Vec<i64>> {
        let mut ids = Vec::with_capacity(person.roles.len());
        for role in &person.roles {
            let (spot, field) = (&role.spot, role.field);
            match self.place(&role.org) {
                Err(fault) if self.is_told(&fault) => return None,
                Err(fault) => self.problems.push(spot.fault(field, *fault.problem)),
                Ok(place) if !place.managed => {
                    self.problems.push(spot.fault(field, Problem::new("roster.not_managed").with("code", school_of(&role.org))));
                }
                Ok(place) if !held_at(role.role, place.kind) => {
                    let problem = Problem::new("roster.role_place").with("code", &role.org);
                    self.problems.push(spot.fault("role", problem));
                }
                Ok(place) => ids.push(place.id),
            }
        }
        Some(ids)
    }

    /// What in the database stands against taking a row as this person's.
    fn conflicts(&self, person: &WantedPerson, found: &Found, indexes: &Indexes) -> Vec<Problem> {
        let mut faults = Vec::new();
        let mut tell = |field: &str, problem: Problem| faults.push(person.spot.fault(field, problem));
        let differs = |known: &Option<String>, row: &Option<String>| matches!((known, row), (Some(a), Some(b)) if a != b);
        if found.status == "merged" {
            tell("name", Problem::new("roster.merged"));
        }
        if self.known.held(found.id).iter().any(|h| !self.known.managed.has(h.org)) {
            tell("name", Problem::new("roster.elsewhere"));
            // Nothing more is said about somebody the caller does not manage.
            return faults;
        }
        // Of somebody with no place here the caller learns no more than that the row does not fit.
        let reach = matches!(self.known.managed, Managed::All) || !self.known.held(found.id).is_empty();
        let shown = |text: &str| if reach { text.to_owned() } else { "***".to_owned() };
        if differs(&found.national_id_index, &indexes.national) {
            tell("national_id", Problem::new("roster.other_id").with("name", shown(&found.name)));
        }
        let agree = [
            indexes.national.is_some() && indexes.national == found.national_id_index,
            indexes.student.is_some() && indexes.student == found.student_number_index,
            person.login.is_some() && person.login == found.login,
            person.source_id.is_some(),
        ];
        // One identifier may be mistyped; two that agree tell of a change of name.
        if person.partial || agree[3] {
            return faults;
        }
        if found.name != person.name && agree.iter().filter(|a| **a).count() < 2 {
            tell("name", Problem::new("roster.other_name").with("name", shown(&found.name)));
        } else if differs(&found.login, &person.login) {
            let login = found.login.clone().unwrap_or_default();
            tell("login", Problem::new("roster.other_login").with("value", shown(&login)));
        }
        faults
    }

    fn row(&self, id: i64, person: &WantedPerson, indexes: &Indexes) -> Result<PersonRow> {
        let sealed = |number: &Option<String>| number.as_deref().map(|n| self.seal.close(n)).transpose();
        Ok(PersonRow {
            id,
            name: person.name.clone(),
            gender: person.gender.clone(),
            birth: person.birth.clone(),
            national_id: sealed(&person.national_id)?,
            national_id_index: indexes.national.clone(),
            student_number: sealed(&person.student_number)?,
            student_number_index: indexes.student.clone(),
            // A person's own source id is made from their identifier and not stored.
            source_id: person.source_id.clone().filter(|s| *s != own_source(id)),
        })
    }

    /// Plans what changes in the person's row; true when anything does.
    fn change(&mut self, person: &WantedPerson, found: &Found, indexes: &Indexes) -> Result<bool> {
        let sets = |known: &Option<String>, row: &Option<String>| row.is_some() && known != row;
        let changed = found.name != person.name
            || found.status != "active"
            || sets(&found.gender, &person.gender)
            || sets(&found.birth, &person.birth)
            || sets(&found.national_id_index, &indexes.national)
            || sets(&found.student_number_index, &indexes.student)
            || (found.source_id.is_none() && person.source_id.as_ref().is_some_and(|s| *s != own_source(found.id)));
        if changed {
            let mut row = self.row(found.id, person, indexes)?;
            if found.source_id.is_some() {
                row.source_id = None;
            }
            self.plan.people.push(row);
        }
        Ok(changed)
    }

    fn account(&mut self, person: &WantedPerson, id: i64) {
        // A package's user who may not sign in and has no name to do so needs no account.
        if person.disabled && person.login.is_none() {
            return;
        }
        let letter = if person.roles.iter().any(|r| r.role == Role::Student) { 's' } else { 't' };
        self.plan.accounts.push(NewAccount { person: id, login: person.login.clone(), letter, disabled: person.disabled });
        self.plan.report.counts.accounts_added += 1;
    }

    fn change_account(&mut self, person: &WantedPerson, found: &Found) -> bool {
        match found.disabled {
            None if person.disabled && person.login.is_none() => false,
            None => {
                self.account(person, found.id);
                true
            }
            // Only packages say who may sign in; a sheet leaves a closed account closed.
            Some(disabled) if person.source_id.is_some() && disabled != person.disabled => {
                if person.disabled {
                    self.plan.disable.push(found.id)
                } else {
                    self.plan.enable.push(found.id)
                }
                true
            }
            Some(_) => false,
        }
    }

    /// Plans which roles begin and end; true when any does.
    fn change_roles(&mut self, person: &WantedPerson, found: &Found, places: &[i64]) -> bool {
        let held = self.known.held(found.id);
        let begin: Vec<RoleRow> = person
            .roles
            .iter()
            .zip(places)
            .filter(|(role, _)| !held.iter().any(|h| role.is(&h.role, &h.org_code, h.subject.as_deref())))
            .map(|(role, org)| role_row(found.id, role, *org))
            .collect();
        let moves = self.wanted.ends == Ends::Moves;
        let end: Vec<i64> =
            held.iter().filter(|h| moves && h.role == Role::Student.code() && !places.contains(&h.org)).map(|h| h.id).collect();
        let changed = !begin.is_empty() || !end.is_empty();
        let counts = self.counts();
        counts.roles_added += begin.len();
        counts.roles_ended += end.len();
        counts.moved += usize::from(!end.is_empty());
        self.plan.roles.extend(begin);
        self.plan.end_roles.extend(end);
        changed
    }

    /// Ends the roles a file says are over.
    fn end_listed(&mut self) {
        for ended in &self.wanted.ended {
            let Some(person) = self.known.by_source(&ended.source_id) else { continue };
            let fits = |h: &&Held| {
                ended.role.is_none_or(|role| role.code() == h.role)
                    && ended.org.as_ref().is_none_or(|org| *org == h.org_code)
                    && (ended.subject.is_none() || ended.subject == h.subject)
            };
            for held in self.known.held(person).iter().filter(fits) {
                if self.known.managed.has(held.org) {
                    self.plan.end_roles.push(held.id);
                    self.plan.report.counts.roles_ended += 1;
                } else {
                    let problem = Problem::new("roster.not_managed").with("code", &held.org_code);
                    self.problems.push(ended.spot.fault("status", problem));
                }
            }
        }
    }

    /// Ends class roles that a complete file does not name.
    fn end_unlisted(&mut self, listed: &HashMap<i64, &WantedPerson>) {
        let mut ended: HashSet<i64> = self.plan.end_roles.iter().copied().collect();
        for held in &self.known.class_roles {
            let named =
                listed.get(&held.person).is_some_and(|p| p.roles.iter().any(|r| r.is(&held.role, &held.org_code, held.subject.as_deref())));
            if !named && self.known.managed.has(held.org) && ended.insert(held.id) {
                self.plan.end_roles.push(held.id);
                self.plan.report.counts.roles_ended += 1;
            }
        }
    }
}

fn role_row(person: i64, role: &WantedRole, org: i64) -> RoleRow {
    let (starts, ends) = (role.starts.clone(), role.ends.clone());
    RoleRow { person, role: role.role.code(), org, subject: role.subject.clone(), starts, ends }
}

/// The school's code in the code of a class or cohort made from a sheet; other codes are their own.
fn school_of(code: &str) -> &str {
    let is_year = |part: &str| part.len() == 4 && part.bytes().all(|b| b.is_ascii_digit());
    match code.rsplit_once('-') {
        Some((school, year)) if is_year(year) => school,
        Some((rest, _)) => rest.rsplit_once('-').filter(|(_, year)| is_year(year)).map_or(code, |(school, _)| school),
        None => code,
    }
}

/// The one person a row's identifiers belong to.
fn matching(known: &Known, person: &WantedPerson, indexes: &Indexes) -> Result<Option<i64>, Problem> {
    let by_number = [
        ("national_id", indexes.national.as_deref().and_then(|i| known.by_national_id(i))),
        ("student_number", indexes.student.as_deref().and_then(|i| known.by_student_number(i))),
        ("sourcedId", person.source_id.as_deref().and_then(|s| known.by_source(s))),
    ];
    let mut found: Option<i64> = None;
    for (field, id) in by_number {
        match (found, id) {
            (Some(one), Some(other)) if one != other => {
                return Err(person.spot.fault(field, Problem::new("roster.two_people")));
            }
            (None, id) => found = id,
            _ => {}
        }
    }
    let by_login = person.login.as_deref().and_then(|l| known.by_login(l));
    match (found, by_login) {
        (Some(one), Some(other)) if one != other => Err(person.spot.fault("login", Problem::new("roster.login_taken"))),
        (None, Some(id)) if !login_may_match(known, person, id) => Err(person.spot.fault("login", Problem::new("roster.login_taken"))),
        (None, by_login) => Ok(by_login),
        (found, _) => Ok(found),
    }
}

/// A login alone tells who a row is about only within the same school, and only when no number
/// says otherwise.
fn login_may_match(known: &Known, person: &WantedPerson, id: i64) -> bool {
    let Some(found) = known.person(id) else { return false };
    let same_school = |org_code: &str| person.roles.iter().any(|r| school_of(org_code) == school_of(&r.org));
    let numbers_agree = (person.national_id.is_none() || found.national_id_index.is_none())
        && (person.student_number.is_none() || found.student_number_index.is_none());
    let named = found.name == person.name && person.source_id.is_none();
    numbers_agree && named && known.held(id).iter().any(|h| same_school(&h.org_code))
}
