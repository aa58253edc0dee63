//! The region's people: drawn district by district, written one transaction each.

use super::chance::Chance;
use super::facts;
use super::family::{self, Families};
use super::ids;
use super::names::Names;
use super::plan::Plan;
use super::school::{self, Numbers, School};
use super::staff::{self, Given, Hiring};
use super::visitor::{self, Visitor};
use base::{Base, Result};
use people::person::NewPerson;
use people::{Organisation, Purpose, Role, consent, guardianship, organisation, role};
use std::collections::HashMap;

/// A district: the authored schools once, with everybody in them.
pub(super) struct District<'p> {
    pub schools: Vec<School<'p>>,
    pub families: Families,
    pub staff: Vec<NewPerson>,
    pub roles: Vec<Given>,
    pub visitors: Vec<Visitor>,
    orgs: Vec<Organisation>,
}

/// Draws districts one after the other.
pub(super) struct Drawing<'p> {
    plan: &'p Plan,
    names: Names,
    today: base::Date,
    seed: u64,
    round: usize,
    numbers: Numbers,
    last: family::Last,
    last_staff: i64,
}

impl<'p> Drawing<'p> {
    pub fn new(plan: &'p Plan, today: base::Date, seed: u64) -> Result<Self> {
        let (numbers, last) = (Numbers::first(), family::Last::none());
        Ok(Drawing { plan, names: Names::read()?, today, seed, round: 0, numbers, last, last_staff: ids::STAFF })
    }

    /// The next district.
    pub fn next(&mut self) -> Result<District<'p>> {
        let mut chance = Chance::new(self.seed, self.round as u64);
        let (schools, mut orgs) = school::district(self.plan, self.round, self.today, &mut self.numbers, &mut chance)?;
        let (mut staff, mut roles) = (Vec::new(), Vec::new());
        if self.round == 0 {
            orgs.splice(0..0, school::top(self.plan));
            let mut hiring = Hiring::new(&self.names, self.today, ids::BUREAU);
            staff::bureau(self.plan, &schools, &mut hiring, &mut chance);
            staff.append(&mut hiring.people);
            roles.append(&mut hiring.roles);
        }
        let mut hiring = Hiring::new(&self.names, self.today, self.last_staff);
        for school in &schools {
            staff::of_school(self.plan, school, &mut hiring, &mut chance);
        }
        self.last_staff = hiring.last;
        staff.append(&mut hiring.people);
        roles.append(&mut hiring.roles);
        let families = family::fill(&schools, &self.names, self.today, &mut self.last, &mut chance)?;
        let mut visitors = if self.round == 0 { visitor::choose(&schools, &roles, &families)? } else { Vec::new() };
        name(&mut visitors, &staff, &families);
        self.round += 1;
        Ok(District { schools, families, staff, roles, visitors, orgs })
    }
}

fn name(visitors: &mut [Visitor], staff: &[NewPerson], families: &Families) {
    let everybody = staff.iter().chain(families.pupils.iter().map(|p| &p.person)).chain(&families.guardians);
    let names: HashMap<i64, &str> = everybody.map(|p| (p.id, p.name.as_str())).collect();
    for visitor in visitors {
        visitor.name = names.get(&visitor.person).copied().unwrap_or_default().to_owned();
    }
}

/// What [`write`] hands to the transaction.
struct Rows {
    orgs: Vec<Organisation>,
    people: Vec<NewPerson>,
    logins: Vec<(i64, String)>,
    roles: Vec<Given>,
    bonds: Vec<family::Bond>,
    /// Pupils with consent, by who recorded it.
    consents: Vec<(i64, Vec<i64>)>,
    /// Schools of the school group.
    grouped: Vec<i64>,
}

/// Writes a district's people, all or nothing.
pub(super) async fn write(base: &Base, district: &District<'_>, password_hash: &str) -> Result<()> {
    let rows = rows(district);
    let (now, seal, hash) = (base.clock.now(), base.seal.clone(), password_hash.to_owned());
    let starts = format!("{}-09-01", people::grade::school_year(base.clock.today()));
    base.db
        .write(move |conn| {
            Box::pin(async move {
                organisation::add(conn, now, &rows.orgs).await?;
                for school in rows.grouped {
                    organisation::join_group(conn, ids::SCHOOL_GROUP, school).await?;
                }
                people::person::add(conn, now, &seal, &rows.people).await?;
                people::account::create_shared(conn, &rows.logins, &hash).await?;
                let roles: Vec<role::NewAssignment<'_>> = rows.roles.iter().map(assignment).collect();
                role::assign_many(conn, &roles).await?;
                let bonds: Vec<guardianship::NewGuardianship<'_>> = rows
                    .bonds
                    .iter()
                    .map(|b| guardianship::NewGuardianship { guardian: b.guardian, child: b.child, relation: b.relation })
                    .collect();
                guardianship::add_many(conn, &bonds, &starts).await?;
                for (recorded_by, pupils) in rows.consents {
                    consent::record_collected(conn, now, &pupils, Purpose::Learning, recorded_by).await?;
                    for purpose in Purpose::CAPTURE {
                        let (no, yes): (Vec<i64>, Vec<i64>) = pupils.iter().partition(|p| facts::refused(**p).contains(&purpose));
                        consent::record_collected(conn, now, &yes, purpose, recorded_by).await?;
                        consent::record_refused(conn, now, &no, purpose, recorded_by).await?;
                    }
                    // Four in five consent to research too.
                    let research: Vec<i64> = pupils.into_iter().filter(|pupil| pupil % 5 != 0).collect();
                    consent::record_collected(conn, now, &research, Purpose::Research, recorded_by).await?;
                }
                Ok(())
            })
        })
        .await
}

fn assignment(given: &Given) -> role::NewAssignment<'_> {
    let Given { person, role, org, subject, starts } = given;
    role::NewAssignment { person: *person, role: *role, org: *org, subject: subject.as_deref(), starts }
}

fn rows(district: &District<'_>) -> Rows {
    let families = &district.families;
    let pupils = families.pupils.iter().map(|p| &p.person);
    let people: Vec<NewPerson> = district.staff.iter().chain(pupils).chain(&families.guardians).cloned().collect();
    let documented: HashMap<i64, &str> = district.visitors.iter().map(|v| (v.person, v.login)).collect();
    let login = |id: i64| documented.get(&id).map_or_else(|| login(id), |login| (*login).to_owned());
    let mut roles = district.roles.clone();
    roles.extend(families.pupils.iter().map(|p| {
        let class = &district.schools[p.school].classes[p.class];
        let starts = format!("{}-09-01", class.entry_year);
        Given { person: p.person.id, role: Role::Student, org: class.id, subject: None, starts }
    }));
    Rows {
        orgs: district.orgs.clone(),
        logins: people.iter().map(|p| (p.id, login(p.id))).collect(),
        people,
        roles,
        bonds: families.bonds.clone(),
        consents: district.schools.iter().enumerate().map(|(i, school)| consents(district, i, school)).collect(),
        grouped: district.schools.iter().filter(|s| s.plan.in_group).map(|s| s.id).collect(),
    }
}

/// A school's consenting pupils and the administrator who recorded their consent.
fn consents(district: &District<'_>, index: usize, school: &School<'_>) -> (i64, Vec<i64>) {
    let recorder = district.roles.iter().find(|r| r.role == Role::Administrator && r.org == school.id).map_or(0, |r| r.person);
    let pupils = district.families.pupils.iter().filter(|p| p.school == index && p.consent).map(|p| p.person.id);
    (recorder, pupils.collect())
}

/// `s000001` for the first student, `t0001` for the first at a school, `g000001` for the first
/// guardian, `b001` for the first at the bureau.
fn login(id: i64) -> String {
    if id > ids::GUARDIANS {
        format!("g{:06}", id - ids::GUARDIANS)
    } else if id > ids::STUDENTS {
        format!("s{:06}", id - ids::STUDENTS)
    } else if id > ids::STAFF {
        format!("t{:04}", id - ids::STAFF)
    } else {
        format!("b{id:03}")
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn children(seed: u64) -> Vec<String> {
        let plan = Plan::read().unwrap();
        let district = Drawing::new(&plan, base::Date::constant(2026, 11, 20), seed).unwrap().next().unwrap();
        district.families.pupils.into_iter().map(|p| format!("{} {:?}", p.person.name, p.person.birth)).collect()
    }

    #[test]
    fn a_seed_draws_the_same_people_again_and_another_seed_others() {
        let first = children(1);
        assert_eq!(first, children(1));
        let other = children(2);
        let same = first.iter().zip(&other).filter(|(a, b)| a == b).count();
        assert!(same * 100 < first.len(), "{same} of {}", first.len());
    }

    #[test]
    fn a_second_district_goes_on_where_the_first_ended() {
        let plan = Plan::read().unwrap();
        let mut drawing = Drawing::new(&plan, base::Date::constant(2026, 11, 20), 1).unwrap();
        let (first, second) = (drawing.next().unwrap(), drawing.next().unwrap());
        let all = || [&first, &second].into_iter();
        let mut ids: Vec<i64> = all().flat_map(|d| rows(d).people).map(|p| p.id).collect();
        let mut codes: Vec<String> = all().flat_map(|d| d.orgs.iter()).map(|o| o.code.clone()).collect();
        let mut names: Vec<String> = all().flat_map(|d| d.schools.iter()).map(|s| s.org.name.clone()).collect();
        for list in [&mut codes, &mut names] {
            let before = list.len();
            list.sort();
            list.dedup();
            assert_eq!(list.len(), before);
        }
        let people = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), people);
        assert_eq!(second.schools[0].id, first.schools[0].id + 12);
        assert!(second.visitors.is_empty());
    }
}
