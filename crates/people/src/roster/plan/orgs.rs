//! The organisations of a plan: found, changed or new.

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

/// Organisations judged so far; `Err` tells why one cannot be used.
#[derive(Debug, Default)]
pub(super) struct Orgs {
    judged: HashMap<String, Result<Place, Problem>>,
}

impl Planner<'_> {
    /// Judges every organisation of the file; what is wrong with those it describes itself is told
    /// here, what is wrong with those it only names is told at their members' rows.
    pub(super) fn organisations(&mut self) {
        let wanted = self.wanted;
        for (code, org) in &wanted.orgs {
            if let Err(problem) = self.place(code)
                && !org.implied
            {
                let field = if problem.key == "roster.unknown_org" { "parent" } else { "code" };
                self.problems.push(org.spot.fault(field, problem));
            }
        }
    }

    /// The organisation of a code, if it can be used.
    pub(super) fn place(&mut self, code: &str) -> Result<Place, Problem> {
        if let Some(judged) = self.orgs.judged.get(code) {
            return judged.clone();
        }
        // Whoever asks for this one while it is judged is its own ancestor.
        self.orgs.judged.insert(code.to_owned(), Err(Problem::new("roster.circle").with("code", code)));
        let judged = match (self.known.orgs.get(code), self.wanted.orgs.get(code)) {
            (Some(org), wanted) => self.existing(org, wanted),
            (None, Some(wanted)) => self.new_org(code, wanted),
            (None, None) => Err(Problem::new("roster.unknown_org").with("code", code)),
        };
        self.orgs.judged.insert(code.to_owned(), judged.clone());
        judged
    }

    fn existing(&mut self, org: &Organisation, wanted: Option<&WantedOrg>) -> Result<Place, Problem> {
        let about = |key: Problem| key.with("code", &org.code);
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
        let parent = wanted.parent.as_ref().map(|code| self.place(code)).transpose()?;
        // A class of a package stands below its school; here a cohort stands between.
        if kind != OrganisationKind::Class && parent.is_some_and(|p| Some(p.id) != org.parent) {
            return Err(about(Problem::new("roster.other_parent")));
        }
        let changed = changed(org, wanted);
        if changed != *org {
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

    fn new_org(&mut self, code: &str, wanted: &WantedOrg) -> Result<Place, Problem> {
        let parent = match &wanted.parent {
            Some(parent) => Some(self.place(parent)?),
            // Only the operator founds a region, and only one.
            None if self.known.rooted || !matches!(self.known.managed, super::super::known::Managed::All) => {
                return Err(Problem::new("roster.second_region").with("code", code));
            }
            None => None,
        };
        if !fits_below(wanted.kind, parent.as_ref().map(|p| p.kind)) {
            let parent = wanted.parent.clone().unwrap_or_default();
            return Err(Problem::new("roster.wrong_parent").with("code", parent));
        }
        let managed = parent.as_ref().is_none_or(|p| p.managed);
        if !managed {
            let parent = wanted.parent.clone().unwrap_or_default();
            return Err(Problem::new("roster.not_managed").with("code", parent));
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
