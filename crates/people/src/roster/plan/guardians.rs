//! The guardians of a plan: found among the child's own, by national id, or new.

use super::super::wanted::{WantedGuardian, WantedPerson};
use super::{NewAccount, Planner};
use crate::person::NATIONAL_ID;
use crate::store::roster_write::{GuardRow, PersonRow};
use base::{Problem, Result};
use std::collections::HashMap;

impl Planner<'_> {
    /// Plans a child's guardians; true when anything changes. `ids` says who the source ids of the
    /// file stand for.
    pub(super) fn guardians(&mut self, child: &WantedPerson, id: i64, ids: &HashMap<String, Option<i64>>) -> Result<bool> {
        let mut changed = false;
        for guardian in &child.guardians {
            changed |= self.guardian(child, id, guardian, ids)?;
        }
        Ok(changed)
    }

    fn guardian(&mut self, child: &WantedPerson, id: i64, wanted: &WantedGuardian, ids: &HashMap<String, Option<i64>>) -> Result<bool> {
        let index = wanted.national_id.as_ref().map(|n| self.seal.index(NATIONAL_ID, n));
        let named = match &wanted.source_id {
            Some(source) => match ids.get(source) {
                Some(None) => return Ok(false),
                Some(id) => *id,
                None => self.known.by_source(source),
            },
            None => index.as_deref().and_then(|i| self.known.by_national_id(i)).or_else(|| self.new_by_index(index.as_deref())),
        };
        if wanted.source_id.is_some() && named.is_none() {
            let problem = Problem::new("roster.unknown_agent").with("value", wanted.source_id.clone().unwrap_or_default());
            self.problems.push(child.spot.fault("agentSourcedIds", problem));
            return Ok(false);
        }
        if wanted.source_id.is_none()
            && let Some(known) = named.and_then(|n| self.known.person(n))
            && known.name != wanted.name
        {
            self.problems.push(child.spot.fault("guardian_id", Problem::new("roster.guardian_other_name")));
            return Ok(false);
        }
        let guards = self.known.guards(id);
        let held = guards.iter().find(|g| match named {
            Some(named) => g.guardian == named,
            None => g.name == wanted.name,
        });
        // A file that does not know the relation leaves the one there is.
        if held.is_some_and(|g| g.relation == wanted.relation || wanted.relation == "other") {
            return Ok(false);
        }
        let guardian = match held.map(|g| g.guardian).or(named) {
            Some(guardian) => guardian,
            None => self.new_guardian(wanted, index)?,
        };
        self.plan.guardianships.push(GuardRow { guardian, child: id, relation: wanted.relation.clone() });
        Ok(true)
    }

    /// A guardian of two children of the file is one person.
    fn new_by_index(&self, index: Option<&str>) -> Option<i64> {
        self.new_guardians.get(index?).copied()
    }

    fn new_guardian(&mut self, wanted: &WantedGuardian, index: Option<String>) -> Result<i64> {
        let id = base::id::next();
        if let Some(index) = &index {
            self.new_guardians.insert(index.clone(), id);
        }
        let national_id = wanted.national_id.as_deref().map(|n| self.seal.close(n)).transpose()?;
        let row = PersonRow { id, name: wanted.name.clone(), national_id, national_id_index: index, ..PersonRow::default() };
        self.plan.people.push(row);
        self.plan.accounts.push(NewAccount { person: id, login: None, letter: 'p', disabled: false });
        self.plan.report.counts.guardians_added += 1;
        self.plan.report.counts.accounts_added += 1;
        Ok(id)
    }
}
