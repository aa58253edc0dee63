//! Users of a package with their roles, places in classes and guardians.

use super::super::wanted::{EndedRole, Ends, Spot, Wanted, WantedGuardian, WantedPerson, WantedRole};
use super::super::{cell, subject};
use super::files::{DEMOGRAPHICS, ENROLLMENTS, ROLES, USERS};
use super::organisations::Orgs;
use super::package::{Line, Mode, Package};
use super::{enumerations, names};
use crate::Role;
use base::{Date, Problem};
use std::collections::{BTreeMap, HashMap, HashSet};

/// What the files say of their users, put together.
struct Members<'p> {
    today: Date,
    orgs: &'p Orgs,
    wanted: &'p mut Wanted,
    problems: &'p mut Vec<Problem>,
    /// Users by source id: their place in what is wanted.
    users: HashMap<String, usize>,
    /// Users with a fault of their own: what refers to them is not told again.
    broken: HashSet<String>,
    students: HashSet<String>,
    /// Schools where a user has a place in a class.
    placed: HashSet<(String, String)>,
    /// Whether the file of users holds them all.
    complete: bool,
}

pub(super) fn read(package: &Package, orgs: &Orgs, today: Date, wanted: &mut Wanted, problems: &mut Vec<Problem>) {
    let mut members = Members {
        today,
        orgs,
        wanted,
        problems,
        users: HashMap::new(),
        broken: HashSet::new(),
        students: HashSet::new(),
        placed: HashSet::new(),
        complete: package.mode("users") == Some(Mode::Bulk),
    };
    let demographics: HashMap<&str, Line<'_>> = package.lines(&DEMOGRAPHICS).map(|line| (line.get("sourcedId"), line)).collect();
    for line in package.lines(&USERS) {
        if let Err(problem) = members.user(&line, demographics.get(line.get("sourcedId"))) {
            members.problems.push(problem);
            members.broken.insert(line.get("sourcedId").to_owned());
        }
    }
    for line in package.lines(&ENROLLMENTS) {
        members.enrollment(&line);
    }
    let bulk = package.mode("roles") == Some(Mode::Bulk);
    for line in package.lines(&ROLES) {
        members.role(&line, bulk);
    }
    members.guardians(package);
    if package.mode("enrollments") == Some(Mode::Bulk) {
        members.wanted.ends = Ends::Unlisted;
    }
}

impl Members<'_> {
    fn fault(&mut self, spot: &Spot, field: &str, problem: Problem) {
        self.problems.push(spot.fault(field, problem));
    }

    fn user(&mut self, line: &Line<'_>, demographics: Option<&Line<'_>>) -> Result<(), Problem> {
        let (spot, source) = (line.spot(), line.get("sourcedId").to_owned());
        if line.is_deleted() {
            self.wanted.ended.push(EndedRole { spot, source_id: source, role: None, org: None, subject: None });
            return Ok(());
        }
        let at = |field: &'static str| {
            let spot = spot.clone();
            move |problem: Problem| spot.fault(field, problem)
        };
        let disabled = line.get("enabledUser") == "false";
        // A user who may not sign in goes by the source id when there is no account.
        let login = match line.get("username") {
            name if disabled && name == source => None,
            name => cell::login(name).map_err(at("username"))?,
        };
        let name = cell::name(&names::join(line.get("givenName"), line.get("familyName"))).map_err(at("familyName"))?;
        let ids = user_ids(line.get("userIds"));
        let id = |kind: &str| ids.get(kind).copied().unwrap_or_default();
        let national_id = cell::national_id(id("nationalId")).map_err(at("userIds"))?;
        let student_number = match cell::student_number(id("studentNumber")).map_err(at("userIds"))? {
            // Some systems give the number as the user's identifier; others give anything.
            None => cell::student_number(line.get("identifier")).ok().flatten(),
            number => number,
        };
        let fact = |field: &str| demographics.and_then(|d| d.some(field)).map(str::to_owned);
        self.users.insert(source.clone(), self.wanted.people.len());
        self.wanted.people.push(WantedPerson {
            name,
            gender: fact("sex").filter(|s| s == "male" || s == "female").or(national_id.as_ref().map(|id| id.gender().to_owned())),
            birth: fact("birthDate").or(national_id.as_ref().map(|id| id.birth.to_string())),
            national_id: national_id.map(|id| id.number),
            student_number: student_number.map(|n| n.number),
            source_id: Some(source),
            login,
            disabled,
            spot,
            ..WantedPerson::default()
        });
        Ok(())
    }

    fn enrollment(&mut self, line: &Line<'_>) {
        let (user, spot) = (line.get("userSourcedId").to_owned(), line.spot());
        let class = self.orgs.class(line.get("classSourcedId"), line.get("schoolSourcedId"));
        let given = line.some("metadata.subject");
        let taught = match given.map(subject::parse) {
            Some(None) => {
                let problem = Problem::new("roster.subject").with("value", given.unwrap_or_default());
                return self.fault(&spot, "metadata.subject", problem);
            }
            Some(subject) => subject.map(str::to_owned),
            None => class.subject,
        };
        let (role, taught) = match line.get("role") {
            "student" => (Role::Student, None),
            "teacher" if line.get("primary") == "true" && given.is_none() => (Role::ClassTeacher, None),
            "teacher" => (Role::SubjectTeacher, taught),
            other => {
                let notice = Problem::new("roster.role_left_out").with("value", other);
                return self.wanted.notices.push(spot.fault("role", notice));
            }
        };
        if role == Role::Student {
            self.students.insert(user.clone());
        }
        self.placed.insert((user.clone(), class.school));
        self.hold(line, &user, role, class.code, taught, "classSourcedId");
    }

    fn role(&mut self, line: &Line<'_>, bulk: bool) {
        let (user, word, org) = (line.get("userSourcedId").to_owned(), line.get("role"), self.orgs.code(line.get("orgSourcedId")));
        if word == "student" {
            self.students.insert(user.clone());
        }
        if enumerations::is_guardian(word) {
            return;
        }
        let Some(role) = enumerations::role(word) else {
            let notice = Problem::new("roster.role_left_out").with("value", word);
            return self.wanted.notices.push(line.spot().fault("role", notice));
        };
        // Students and teachers have their places in classes; at the school itself only those without.
        let in_class = matches!(role, Role::Student | Role::SubjectTeacher);
        if in_class && (!bulk || self.placed.contains(&(user.clone(), org.clone()))) {
            return;
        }
        self.hold(line, &user, role, org, None, "orgSourcedId");
    }

    /// Notes that a user holds, or no longer holds, a role.
    fn hold(&mut self, line: &Line<'_>, user: &str, role: Role, org: String, subject: Option<String>, field: &'static str) {
        if self.broken.contains(user) {
            return;
        }
        let (spot, starts, ends) = (line.spot(), line.some("beginDate"), line.some("endDate"));
        let over = ends.and_then(cell::iso_date).is_some_and(|day| day < self.today);
        if line.is_deleted() || over {
            return self.wanted.ended.push(EndedRole { spot, source_id: user.to_owned(), role: Some(role), org: Some(org), subject });
        }
        let index = match self.users.get(user) {
            Some(index) => *index,
            None if self.complete => return self.fault(&spot, "userSourcedId", Problem::new("roster.unknown_user")),
            // A delta may refer to users that an earlier package brought.
            None => {
                let index = self.wanted.people.len();
                let source_id = Some(user.to_owned());
                self.wanted.people.push(WantedPerson { spot: spot.clone(), source_id, partial: true, ..WantedPerson::default() });
                self.users.insert(user.to_owned(), index);
                index
            }
        };
        let roles = &mut self.wanted.people[index].roles;
        if !roles.iter().any(|r| r.is(role.code(), &org, subject.as_deref())) {
            let (starts, ends) = (starts.map(str::to_owned), ends.map(str::to_owned));
            roles.push(WantedRole { role, org, subject, starts, ends, spot, field });
        }
    }

    /// Agents of students are their guardians; so are users whose agents are students.
    fn guardians(&mut self, package: &Package) {
        for line in package.lines(&USERS).filter(|line| !line.is_deleted()) {
            let user = line.get("sourcedId");
            let relations: Vec<&str> = line.get("metadata.guardianRelations").split(',').map(str::trim).collect();
            for (i, agent) in line.get("agentSourcedIds").split(',').map(str::trim).filter(|a| !a.is_empty()).enumerate() {
                let (child, guardian) = match (self.students.contains(user), self.students.contains(agent)) {
                    (true, false) => (user, agent),
                    (false, true) => (agent, user),
                    _ => continue,
                };
                if self.broken.contains(guardian) {
                    continue;
                }
                let relation = match cell::relation(relations.get(i).copied().unwrap_or_default()) {
                    Ok(relation) => relation.to_owned(),
                    Err(problem) => return self.fault(&line.spot(), "metadata.guardianRelations", problem),
                };
                let Some(index) = self.users.get(child) else { continue };
                let guardians = &mut self.wanted.people[*index].guardians;
                if !guardians.iter().any(|g| g.source_id.as_deref() == Some(guardian)) {
                    let source_id = Some(guardian.to_owned());
                    guardians.push(WantedGuardian { name: String::new(), relation, national_id: None, source_id });
                }
            }
        }
    }
}

/// The identifiers in `{type:value},{type:value}`.
fn user_ids(text: &str) -> BTreeMap<&str, &str> {
    text.split(['{', '}']).filter_map(|part| part.split_once(':')).map(|(kind, id)| (kind.trim(), id.trim())).collect()
}
