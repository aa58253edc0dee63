//! What a file asks for, whatever its format.

use crate::{OrganisationKind, Role};
use base::sheet::Columns;
use base::{Place, Problem};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// A table's name and its headings by field.
#[derive(Debug, Default)]
pub(super) struct Source {
    file: String,
    headings: HashMap<String, String>,
}

impl Source {
    pub fn of(file: &str, columns: &Columns) -> Source {
        Source { file: file.to_owned(), headings: columns.mapped.iter().map(|m| (m.field.clone(), m.heading.clone())).collect() }
    }
}

/// A row of a file.
#[derive(Debug, Clone, Default)]
pub(super) struct Spot {
    pub source: Arc<Source>,
    pub row: u64,
}

impl Spot {
    /// The cell of a field, for a message.
    pub fn at(&self, field: &str) -> Place {
        Place { file: self.source.file.clone(), row: Some(self.row), column: self.source.headings.get(field).cloned() }
    }

    /// A problem with a field of this row.
    pub fn fault(&self, field: &str, problem: Problem) -> Problem {
        problem.at(self.at(field))
    }
}

/// An organisation that must exist.
#[derive(Debug, Clone)]
pub(super) struct WantedOrg {
    pub spot: Spot,
    pub kind: OrganisationKind,
    pub parent: Option<String>,
    pub name: String,
    /// Facts of a school; `None` leaves them as they are.
    pub facts: Option<Facts>,
    pub entry_year: Option<i64>,
    /// Named only by its members: created when missing, else left alone.
    pub implied: bool,
}

/// What is known of a school besides its name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Facts {
    pub stages: String,
    pub locality: Option<String>,
    pub small: bool,
    pub weak: bool,
    pub special: bool,
}

/// A role that must be held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct WantedRole {
    pub role: Role,
    pub org: String,
    pub subject: Option<String>,
}

/// A guardian that a child must have.
#[derive(Debug, Clone)]
pub(super) struct WantedGuardian {
    pub name: String,
    pub relation: String,
    pub national_id: Option<String>,
    /// The guardian's own entry in the same file, by source id.
    pub source_id: Option<String>,
}

/// A person that must exist.
#[derive(Debug, Clone, Default)]
pub(super) struct WantedPerson {
    pub spot: Spot,
    pub name: String,
    pub gender: Option<String>,
    pub birth: Option<String>,
    pub national_id: Option<String>,
    pub student_number: Option<String>,
    pub source_id: Option<String>,
    pub login: Option<String>,
    /// No account is made, and one there is is closed.
    pub disabled: bool,
    pub roles: Vec<WantedRole>,
    pub guardians: Vec<WantedGuardian>,
}

/// Which roles a file ends by not naming them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Ends {
    /// None: roles are only added.
    #[default]
    Nothing,
    /// A student's places in other classes: the child has moved.
    Moves,
    /// All class roles at the schools of the file: it is complete.
    Unlisted,
}

/// A role to end although nothing says who holds it but the file.
#[derive(Debug, Clone)]
pub(super) struct EndedRole {
    pub spot: Spot,
    pub source_id: String,
    pub role: Role,
    pub org: String,
    pub subject: Option<String>,
}

/// All that a file asks for.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    /// By code.
    pub orgs: BTreeMap<String, WantedOrg>,
    pub people: Vec<WantedPerson>,
    pub ends: Ends,
    pub ended: Vec<EndedRole>,
    /// What the person should know, though it stops nothing.
    pub notices: Vec<Problem>,
}
