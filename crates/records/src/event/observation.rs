//! What a teacher sees in a lesson.

use super::{Form, own_verb};

/// A fact seen in a lesson.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Observation;

impl Observation {
    pub(super) fn form(self, home: &str) -> Form {
        Form { verb: own_verb(home, "showed"), activity_type: "http://adlnet.gov/expapi/activities/performance", completion: None }
    }
}
