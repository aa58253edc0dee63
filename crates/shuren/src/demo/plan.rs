//! The authored part of the region: `demo/region.toml`.

use base::{Error, Result};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Plan {
    /// What marks names of organisations as invented.
    pub mark: String,
    pub code: String,
    pub name: String,
    pub class_name: String,
    pub cohort_name: String,
    pub repeated_name: String,
    pub school_group: String,
    pub blank_answers: Vec<String>,
    pub county: Vec<Named>,
    pub office: Vec<Named>,
    pub bureau: Bureau,
    pub school: Vec<SchoolPlan>,
    pub post: Vec<Post>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Named {
    pub name: String,
}

/// How many people work at the bureau, by role.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Bureau {
    pub officers: usize,
    pub inspectors: usize,
    pub researchers: usize,
    pub administrators: usize,
    pub partners: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SchoolPlan {
    pub name: String,
    /// Index into `county`.
    pub county: usize,
    pub locality: String,
    #[serde(default)]
    pub small: bool,
    #[serde(default)]
    pub weak: bool,
    #[serde(default)]
    pub special: bool,
    /// Belongs to the school group.
    #[serde(default)]
    pub in_group: bool,
    /// The documented accounts are people of this school.
    #[serde(default)]
    pub visitors: bool,
    /// Enterprise partners work with this school.
    #[serde(default)]
    pub partners: bool,
    pub intake: Vec<Intake>,
}

/// What a school takes in each year.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Intake {
    pub stage: people::Stage,
    /// Classes in each year.
    pub classes: i64,
    /// Usual number of pupils in a class.
    pub size: i64,
    /// Which posts teach here; the stage's own when not given.
    pub staffing: Option<String>,
}

impl Intake {
    pub fn staffing(&self) -> &str {
        self.staffing.as_deref().unwrap_or(self.stage.code())
    }
}

/// One teacher's work.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Post {
    pub staffing: String,
    pub subjects: Vec<String>,
    /// About so many classes a teacher.
    pub classes: usize,
    /// First and last grade that has the subjects.
    pub grades: Option<(i64, i64)>,
}

impl Plan {
    pub fn read() -> Result<Plan> {
        toml::from_str(include_str!("../../demo/region.toml")).map_err(|e| Error::internal(format!("demo/region.toml: {e}")))
    }

    /// A name with the mark that says it is invented.
    pub fn marked(&self, name: &str) -> String {
        format!("{name}{}", self.mark)
    }
}
