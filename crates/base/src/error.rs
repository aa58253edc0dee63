//! Errors that a person can act on, and the few that only an operator can.

use std::fmt;

/// Result of everything on the platform's floors.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Where in an uploaded file a problem lies. Rows count from 1 and include the heading row, as a
/// spreadsheet shows them.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Place {
    /// File or sheet name.
    pub file: String,
    /// Row as the spreadsheet numbers it.
    pub row: Option<u64>,
    /// Column heading, as written in the file.
    pub column: Option<String>,
}

/// One thing that is wrong and what to do about it: a key of the message catalogue with arguments.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Problem {
    /// Key in the catalogue, such as `people.unknown_role`.
    pub key: String,
    /// Values for the placeholders of the text.
    pub args: Vec<(String, String)>,
    /// Where it is, when it came from a file or a form field.
    pub place: Option<Place>,
}

impl Problem {
    /// A problem without arguments or place.
    pub fn new(key: &str) -> Self {
        Problem { key: key.to_owned(), args: Vec::new(), place: None }
    }

    /// The same with one more argument.
    pub fn with(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.args.push((name.to_owned(), value.to_string()));
        self
    }

    /// The same at a place.
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// The sentence for a reader of `lang`, with its place in front when there is one.
    pub fn text(&self, lang: crate::Lang) -> String {
        let args: Vec<(&str, &str)> = self.args.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let text = crate::message::text(lang, &self.key, &args);
        match &self.place {
            None => text,
            Some(p) => format!("{}{}", place_text(lang, p), text),
        }
    }
}

fn place_text(lang: crate::Lang, p: &Place) -> String {
    let row = p.row.map(|r| r.to_string()).unwrap_or_default();
    let column = p.column.clone().unwrap_or_default();
    let args = [("file", p.file.as_str()), ("row", row.as_str()), ("column", column.as_str())];
    let key = match (&p.row, &p.column) {
        (Some(_), Some(_)) => "base.place_row_column",
        (Some(_), None) => "base.place_row",
        (None, Some(_)) => "base.place_column",
        (None, None) => "base.place_file",
    };
    crate::message::text(lang, key, &args)
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(crate::Lang::En))
    }
}

/// Why something did not happen.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No such thing, or none that the caller may know of.
    #[error("not found")]
    NotFound,
    /// The caller is known but may not do this.
    #[error("forbidden")]
    Forbidden,
    /// The caller is not signed in, or the session has ended.
    #[error("not signed in")]
    Unauthorized,
    /// The request or file has these faults; nothing was changed.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Invalid(Vec<Problem>),
    /// The state has moved on since the caller looked.
    #[error("{0}")]
    Conflict(Problem),
    /// A job was cancelled by its owner.
    #[error("cancelled")]
    Cancelled,
    /// The database failed.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    /// A schema migration failed.
    #[error("migration: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// Reading or writing a file failed.
    #[error("file: {0}")]
    Io(#[from] std::io::Error),
    /// Stored JSON could not be read: a bug or a damaged database.
    #[error("stored json: {0}")]
    Json(#[from] serde_json::Error),
    /// Anything else that only an operator can mend.
    #[error("{0}")]
    Internal(String),
}

impl Error {
    /// One fault in what the caller sent.
    pub fn invalid(key: &str) -> Self {
        Error::Invalid(vec![Problem::new(key)])
    }

    /// An error only an operator can mend, with words for the log.
    pub fn internal(what: impl fmt::Display) -> Self {
        Error::Internal(what.to_string())
    }

    /// Whether a unique constraint refused the write.
    pub fn is_duplicate(&self) -> bool {
        matches!(self, Error::Database(sqlx::Error::Database(e)) if e.is_unique_violation())
    }
}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        Error::Invalid(vec![problem])
    }
}
