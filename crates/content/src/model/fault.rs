//! What is wrong with a model, and where.

use base::{Lang, Problem};

/// A fault, with the place where its author finds it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Fault {
    /// The file, or the name of the page.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The model's code; empty where it is not known.
    pub model: String,
    /// The field, such as `where 2` or `distractor 1 value`; empty for the model as a whole.
    pub field: String,
    /// What is wrong.
    pub problem: Box<Problem>,
    /// The instance that shows it.
    pub instance: Option<u64>,
}

impl Fault {
    /// The sentence for a reader, with the place in front.
    pub fn text(&self, lang: Lang) -> String {
        let (file, line, model, field) = (&self.file, self.line, &self.model, &self.field);
        let place = match (model.is_empty(), field.is_empty()) {
            (true, true) => base::t!(lang, "models.place_line", file = file, line = line),
            (true, false) => base::t!(lang, "models.place_field", file = file, line = line, field = field),
            (false, true) => base::t!(lang, "models.place_model", file = file, line = line, model = model),
            (false, false) => base::t!(lang, "models.place_model_field", file = file, line = line, model = model, field = field),
        };
        let instance = match self.instance {
            None => String::new(),
            Some(n) => base::t!(lang, "models.place_instance", n = n),
        };
        format!("{place}{}{instance}", self.problem.text(lang))
    }
}

/// Something read from a file, with its place there.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Placed<T> {
    /// The field as a fault names it.
    pub field: String,
    /// The line, from 1.
    pub line: usize,
    /// What was read.
    pub value: T,
}

impl<T> Placed<T> {
    /// Something else at the same place.
    pub fn map<U>(&self, value: U) -> Placed<U> {
        Placed { field: self.field.clone(), line: self.line, value }
    }
}
