//! What a student shows of the five educations (德智体美劳), of innovation, of social and emotional learning.

use super::{Form, own_verb};

/// A fact of a student's development, in or out of lessons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Development;

impl Development {
    pub(super) fn form(self, home: &str) -> Form {
        Form { verb: own_verb(home, "showed"), activity_type: "http://adlnet.gov/expapi/activities/objective", completion: None }
    }
}
