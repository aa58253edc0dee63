//! The roster in and out: Excel and CSV sheets with Chinese or English headings, and OneRoster 1.2
//! CSV packages.
//!
//! Whatever the file, the way is the same: it is read and its columns are shown ([`Draft`]), checked
//! against the database without changing it ([`check`] gives a [`Report`]), then applied whole or not
//! at all by a job ([`start`], [`import`]). Both kinds of file become one list of what is wanted; one
//! comparison with what is known makes the plan; one transaction carries it out.

mod cell;
mod columns;
mod draft;
mod import;
mod known;
pub mod oneroster;
mod plan;
mod report;
mod school;
mod staff;
mod student;
mod subject;
mod wanted;

pub use columns::{fields, template};
pub use draft::{Draft, LIMITS, read};
pub use import::{JOB, check, check_blob, import, start};
pub use report::{Counts, Outcome, Report, Sample};
pub use subject::SUBJECTS;

use std::borrow::Cow;

/// What a roster file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A sheet of students, one a row.
    Students,
    /// A sheet of staff: one row for each role a person has.
    Staff,
    /// A sheet of schools, one a row.
    Schools,
    /// A OneRoster 1.2 package.
    #[serde(rename = "oneroster")]
    OneRoster,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Kind; 4] = [Kind::Students, Kind::Staff, Kind::Schools, Kind::OneRoster];

    /// The word in addresses and in a job's arguments.
    pub fn code(self) -> &'static str {
        match self {
            Kind::Students => "students",
            Kind::Staff => "staff",
            Kind::Schools => "schools",
            Kind::OneRoster => "oneroster",
        }
    }

    /// The kind of a code.
    pub fn of(code: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|k| k.code() == code)
    }

    /// Its name for readers.
    pub fn name(self, lang: base::Lang) -> Cow<'static, str> {
        base::t!(
            lang,
            match self {
                Kind::Students => "roster.kind_students",
                Kind::Staff => "roster.kind_staff",
                Kind::Schools => "roster.kind_schools",
                Kind::OneRoster => "roster.kind_oneroster",
            }
        )
    }
}
