//! What must change so that the database holds what a file asks for. Pure: nothing is read or
//! written here.

mod guardians;
mod orgs;
mod people;

use super::known::Known;
use super::report::{Counts, Outcome, Report, Sample, listed};
use super::wanted::Wanted;
use crate::organisation::Organisation;
use crate::store::roster_write::{GuardRow, PersonRow, RoleRow};
use base::{Problem, Result, Seal};
use std::collections::HashMap;

/// Rows a report shows of each outcome.
const SHOWN: usize = 10;

/// An account to open; without a login one is made.
#[derive(Debug)]
pub(super) struct NewAccount {
    pub person: i64,
    pub login: Option<String>,
    /// First letter of a login that is made.
    pub letter: char,
    pub disabled: bool,
}

/// All that must be written, and what was seen when this was decided.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub new_orgs: Vec<Organisation>,
    pub changed_orgs: Vec<Organisation>,
    pub people: Vec<PersonRow>,
    pub accounts: Vec<NewAccount>,
    /// Accounts to close, and to open again.
    pub disable: Vec<i64>,
    pub enable: Vec<i64>,
    pub roles: Vec<RoleRow>,
    pub end_roles: Vec<i64>,
    pub guardianships: Vec<GuardRow>,
    /// Persons there were, and the roles they held: if these have changed, the plan is void.
    pub seen_people: Vec<i64>,
    pub seen_roles: Vec<i64>,
    pub report: Report,
}

impl Plan {
    /// Whether anything would be written.
    pub fn is_empty(&self) -> bool {
        self.new_orgs.is_empty()
            && self.changed_orgs.is_empty()
            && self.people.is_empty()
            && self.accounts.is_empty()
            && self.disable.is_empty()
            && self.enable.is_empty()
            && self.roles.is_empty()
            && self.end_roles.is_empty()
            && self.guardianships.is_empty()
    }
}

/// A plan in the making.
struct Planner<'a> {
    wanted: &'a Wanted,
    known: &'a Known,
    seal: &'a Seal,
    orgs: orgs::Orgs,
    /// New guardians by the index of their national id.
    new_guardians: HashMap<String, i64>,
    plan: Plan,
    problems: Vec<Problem>,
}

impl Planner<'_> {
    fn counts(&mut self) -> &mut Counts {
        &mut self.plan.report.counts
    }

    fn show(&mut self, row: u64, name: &str, org: &str, outcome: Outcome) {
        let sample = &mut self.plan.report.sample;
        if sample.iter().filter(|s| s.outcome == outcome).count() < SHOWN {
            sample.push(Sample { row, name: name.to_owned(), org: org.to_owned(), outcome });
        }
    }
}

/// Compares what is wanted with what is known. Faults found while reading come first in the report;
/// a plan with problems must not be carried out.
pub(super) fn build(wanted: &Wanted, known: &Known, seal: &Seal, faults: Vec<Problem>) -> Result<Plan> {
    let (orgs, plan, new_guardians) = (orgs::Orgs::default(), Plan::default(), HashMap::new());
    let mut planner = Planner { wanted, known, seal, orgs, new_guardians, plan, problems: faults };
    planner.organisations();
    planner.people()?;
    let Planner { mut plan, problems, .. } = planner;
    plan.report.problems = listed(problems);
    plan.report.notices.splice(0..0, wanted.notices.iter().cloned());
    plan.report.notices = listed(plan.report.notices);
    Ok(plan)
}
