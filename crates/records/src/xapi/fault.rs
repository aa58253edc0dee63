use std::fmt;

/// Why a statement is refused: the property, and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Fault {
    /// Path of the property, such as `context.contextActivities.parent[0].id`; empty for the whole.
    pub path: String,
    /// What is wrong, in English, to be read after the path.
    pub reason: String,
}

impl Fault {
    /// A fault of a property.
    pub fn new(path: impl Into<String>, reason: impl Into<String>) -> Fault {
        Fault { path: path.into(), reason: reason.into() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = if self.path.is_empty() { "the content" } else { &self.path };
        write!(f, "{path} {}", self.reason)
    }
}
