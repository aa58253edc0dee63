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

    /// Of a file of a package: its fields are their own headings, and some go by other names here.
    pub fn new(file: &str, fields: &[&str]) -> Source {
        let here = |field: &str| match field {
            "sourcedId" => Some("code"),
            "parentSourcedId" | "schoolSourcedId" => Some("parent"),
            "familyName" => Some("name"),
            "username" => Some("login"),
            "userIds" => Some("national_id"),
            "identifier" => Some("student_number"),
            _ => None,
        };
        let pairs = fields.iter().flat_map(|field| [Some(*field), here(field)].into_iter().flatten().map(move |name| (name, *field)));
        Source { file: file.to_owned(), headings: pairs.map(|(name, field)| (name.to_owned(), field.to_owned())).collect() }
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
#[derive(Debug, Clone)]
pub(super) struct WantedRole {
    pub role: Role,
    pub org: String,
    pub subject: Option<String>,
    /// First day; `None` for the day of the import.
    pub starts: Option<String>,
    /// Last day; `None` while open.
    pub ends: Option<String>,
    /// The row that asks for it, and the field that names the organisation.
    pub spot: Spot,
    pub field: &'static str,
}

impl WantedRole {
    /// Whether this is the role held so.
    pub fn is(&self, role: &str, org: &str, subject: Option<&str>) -> bool {
        self.role.code() == role && self.org == org && self.subject.as_deref() == subject
    }
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
    /// May not sign in.
    pub disabled: bool,
    /// Known already: only roles are asked for, nothing else is said.
    pub partial: bool,
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

/// Roles that a package says are over; what is `None` fits any.
#[derive(Debug, Clone)]
pub(super) struct EndedRole {
    pub spot: Spot,
    pub source_id: String,
    pub role: Option<Role>,
    pub org: Option<String>,
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
