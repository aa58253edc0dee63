//! Homework: handed in, late, missing, and how it was done.

use super::{Form, own_verb};

/// What is said of a piece of homework.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Homework {
    /// Handed in on time.
    HandedIn,
    /// Handed in after its time.
    Late,
    /// Not handed in.
    Missing,
    /// How it was done.
    Quality,
}

impl Homework {
    pub(super) fn form(self, home: &str) -> Form {
        let (verb, completion) = match self {
            Homework::HandedIn | Homework::Late => (SUBMITTED.into(), Some(true)),
            Homework::Quality => (SUBMITTED.into(), None),
            Homework::Missing => (own_verb(home, "omitted"), Some(false)),
        };
        Form { verb, activity_type: "http://id.tincanapi.com/activitytype/school-assignment", completion }
    }
}

const SUBMITTED: &str = "http://activitystrea.ms/schema/1.0/submit";
