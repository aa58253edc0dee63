//! What a check found and what an import did.

use base::Problem;

/// Problems a report lists at the most; of the rest it tells the number.
const LISTED: usize = 300;

/// How many of what.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Counts {
    /// Persons of the file who are new.
    pub added: usize,
    /// Persons of the file of whom something changes.
    pub changed: usize,
    /// Persons of the file who stay as they are.
    pub unchanged: usize,
    /// Schools and other offices that are new.
    pub schools_added: usize,
    /// Schools of which something changes.
    pub schools_changed: usize,
    /// Classes that are new.
    pub classes_added: usize,
    /// Students who move to another class.
    pub moved: usize,
    /// Roles that begin.
    pub roles_added: usize,
    /// Roles that end.
    pub roles_ended: usize,
    /// Guardians that are new, as persons.
    pub guardians_added: usize,
    /// Accounts that are new.
    pub accounts_added: usize,
}

/// What happens to a person of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Added.
    Added,
    /// Changed.
    Changed,
    /// Left as they are.
    Unchanged,
}

/// A row of the file with what happens to it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Sample {
    /// Row as the spreadsheet numbers it.
    pub row: u64,
    /// The person's, or the school's, name.
    pub name: String,
    /// Code of the class or school.
    pub org: String,
    /// What happens.
    pub outcome: Outcome,
}

/// What a check found, or an import did.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Report {
    /// What must be mended first; while there is any, nothing is applied.
    pub problems: Vec<Problem>,
    /// What the person should know, though it stops nothing.
    pub notices: Vec<Problem>,
    /// How many of what.
    pub counts: Counts,
    /// The first rows of each outcome.
    pub sample: Vec<Sample>,
}

impl Report {
    /// Whether nothing stands in the way.
    pub fn is_good(&self) -> bool {
        self.problems.is_empty()
    }
}

/// Problems in the order of the file, cut to what a person can read.
pub(super) fn listed(mut problems: Vec<Problem>) -> Vec<Problem> {
    problems.sort_by_key(|p| p.place.as_ref().map(|place| (place.file.clone(), place.row)));
    let more = problems.len().saturating_sub(LISTED);
    problems.truncate(LISTED);
    if more > 0 {
        problems.push(Problem::new("base.sheet_more").with("n", more));
    }
    problems
}
