//! The organisations of a plan: found, changed or new.

use super::super::known::Managed;
use super::super::report::Outcome;
use super::super::wanted::{Spot, WantedOrg};
use super::Planner;
use crate::OrganisationKind;
use crate::organisation::Organisation;
use base::Problem;
use std::collections::HashMap;

/// An organisation that roles can be held at once the plan is carried out.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub id: i64,
    pub kind: OrganisationKind,
    pub managed: bool,
}

/// Why an organisation cannot be used, and which one is to blame: itself or one above it.
#[derive(Debug, Clone)]
pub(super) struct Fault {
    pub problem: Box<Problem>,
    pub code: String,
    /// The field of the organisation's row that shows it.
    field: &'static str,
}

/// Organisations judged so far.
#[derive(Debug, Default)]
pub(super) struct Orgs {
    judged: HashMap<String, Result<Place, Fault>>,
}

impl Planner<'_> {
    /// Judges every organisation of the file. What is wrong with one is told at its own row; with
    /// one that the file only names, at the rows that name it.
    pub(super) fn organisations(&mut self) {
        let wanted = self.wanted;
        for (code, org) in wanted.orgs.iter().filter(|(_, org)| !org.implied) {
            if let Err(fault) = self.place(code)
                && fault.code == *code
            {
                self.problems.push(org.spot.fault(fault.field, *fault.problem));
            }
        }
    }

    /// Whether a fault has a row of its own, where it is told.
    pub(super) fn is_told(&self, fault: &Fault) -> bool {
        self.wanted.orgs.get(&fault.code).is_some_and(|org| !org.implied)
    }

    /// The organisation of a code, if it can be used.
    pub(super) fn place(&mut self, code: &str) -> Result<Place, Fault> {
        if let Some(judged) = self.orgs.judged.get(code) {
            return judged.clone();
        }
        let fault = |problem: Problem| Fault { problem: Box::new(problem.with("code", code)), code: code.to_owned(), field: "code" };
        // Whoever asks for this one while it is judged is its own ancestor.
        self.orgs.judged.insert(code.to_owned(), Err(fault(Problem::new("roster.circle"))));
        let judged = match (self.known.orgs.get(code), self.wanted.orgs.get(code)) {
            (Some(org), wanted) => self.existing(org, wanted),
            (None, Some(wanted)) => self.new_org(code, wanted),
            (None, None) => Err(fault(Problem::new("roster.unknown_org"))),
        };
        self.orgs.judged.insert(code.to_owned(), judged.clone());
        judged
    }

    fn existing(&mut self, org: &Organisation, wanted: Option<&WantedOrg>) -> Result<Place, Fault> {
        let about = |problem: Problem| Fault { problem: Box::new(problem.with("code", &org.code)), code: org.code.clone(), field: "code" };
        let kind = OrganisationKind::of(&org.kind).ok_or_else(|| about(Problem::new("roster.unknown_org")))?;
        if org.closed.is_some() {
            return Err(about(Problem::new("roster.closed")));
        }
        let place = Place { id: org.id, kind, managed: self.known.managed.has(org.id) };
        let Some(wanted) = wanted else { return Ok(place) };
        if wanted.kind != kind {
            return Err(about(Problem::new("roster.other_kind")));
        }
        if wanted.implied {
            return Ok(place);
        }
        let parent = wanted.parent.as_ref().map(|parent| self.parent(&org.code, wanted, parent)).transpose()?;
        // A class of a package stands below its school; here a cohort stands between.
        if kind != OrganisationKind::Class && parent.is_some_and(|p| Some(p.id) != org.parent) {
            return Err(about(Problem::new("roster.other_parent")));
        }
        let changed = changed(org, wanted);
        if changed != *org {
            if !place.managed && !self.wanted.people.is_empty() {
                // What a package tells of the offices above a school is no reason to refuse it.
                let notice = Problem::new("roster.org_left").with("code", &org.code);
                self.plan.report.notices.push(wanted.spot.fault("name", notice));
                return Ok(place);
            }
            if !place.managed {
                return Err(about(Problem::new("roster.not_managed")));
            }
            self.counts().schools_changed += 1;
            self.show_org(&wanted.spot, &changed, Outcome::Changed);
            self.plan.changed_orgs.push(changed);
        } else {
            self.show_org(&wanted.spot, org, Outcome::Unchanged);
        }
        Ok(place)
    }

    /// The parent an organisation names. A fault of the parent that no row tells is told at this one's.
    fn parent(&mut self, code: &str, wanted: &WantedOrg, parent: &str) -> Result<Place, Fault> {
        self.place(parent).map_err(|fault| match wanted.implied || self.is_told(&fault) {
            true => fault,
            false => Fault { code: code.to_owned(), field: "parent", ..fault },
        })
    }

    fn new_org(&mut self, code: &str, wanted: &WantedOrg) -> Result<Place, Fault> {
        let about =
            |problem: Problem, of: &str| Fault { problem: Box::new(problem.with("code", of)), code: code.to_owned(), field: "parent" };
        let above = wanted.parent.as_deref().unwrap_or_default();
        let parent = match &wanted.parent {
            Some(parent) => Some(self.parent(code, wanted, parent)?),
            // Only the operator founds a region, and only one.
            None if self.known.rooted || !matches!(self.known.managed, Managed::All) => {
                return Err(about(Problem::new("roster.second_region"), code));
            }
            None => None,
        };
        if !fits_below(wanted.kind, parent.as_ref().map(|p| p.kind)) {
            return Err(about(Problem::new("roster.wrong_parent"), above));
        }
        let managed = parent.as_ref().is_none_or(|p| p.managed);
        if !managed {
            return Err(about(Problem::new("roster.not_managed"), above));
        }
        let mut org = Organisation::new(wanted.kind, parent.map(|p| p.id), code, &wanted.name);
        org.entry_year = wanted.entry_year;
        let org = changed(&org, wanted);
        match wanted.kind {
            OrganisationKind::Class => self.counts().classes_added += 1,
            OrganisationKind::Cohort => {}
            _ => self.counts().schools_added += 1,
        }
        if !wanted.implied {
            self.show_org(&wanted.spot, &org, Outcome::Added);
        }
        let place = Place { id: org.id, kind: wanted.kind, managed };
        self.plan.new_orgs.push(org);
        Ok(place)
    }

    /// Shown only where the file is about organisations: beside persons they would take the place.
    fn show_org(&mut self, spot: &Spot, org: &Organisation, outcome: Outcome) {
        if self.wanted.people.is_empty() {
            let parent = self.known.orgs.values().find(|o| Some(o.id) == org.parent).map(|o| o.code.clone()).unwrap_or_default();
            self.show(spot.row, &org.name, &parent, outcome);
        }
    }
}

/// The organisation with the name and facts that are wanted.
fn changed(org: &Organisation, wanted: &WantedOrg) -> Organisation {
    let mut org = Organisation { name: wanted.name.clone(), ..org.clone() };
    if let Some(facts) = &wanted.facts {
        org.stages.clone_from(&facts.stages);
        org.locality.clone_from(&facts.locality);
        (org.small, org.weak, org.special) = (facts.small, facts.weak, facts.special);
    }
    org
}

fn fits_below(kind: OrganisationKind, parent: Option<OrganisationKind>) -> bool {
    use OrganisationKind::{Class, Cohort, County, Department, Region, ResearchGroup, School, SchoolGroup};
    match (kind, parent) {
        (Region, parent) => parent.is_none(),
        (_, None) => false,
        (County, Some(parent)) => parent == Region,
        (SchoolGroup, Some(parent)) => matches!(parent, Region | County),
        (School, Some(parent)) => matches!(parent, Region | County),
        (Department | ResearchGroup, Some(parent)) => matches!(parent, Region | County | School),
        (Cohort, Some(parent)) => parent == School,
        (Class, Some(parent)) => matches!(parent, School | Cohort),
    }
}
