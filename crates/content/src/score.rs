//! Reading an answer from a form and scoring it: pure functions, no database.
//!
//! An answer is read against the item it is for ([`read`]): what is not an answer at all (nothing
//! chosen, words where a number is asked) is given back to the pupil to write again, and costs
//! nothing. What is an answer is scored ([`score`]).

mod choice;
mod maths;
mod numeric;
mod reason;
mod short_text;
mod unit;

use crate::item::Interaction;
use base::Problem;
use std::collections::BTreeSet;

pub use reason::{form_fault, reason};
pub use short_text::normalise;

/// Longest answer that is read, in characters.
pub const LONGEST_ANSWER: usize = 500;
/// The form field of a written answer.
pub const ANSWER: &str = "answer";
/// The form field of a chosen option, once for each.
pub const CHOICE: &str = "choice";

/// An answer, read for the type of its item.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Response {
    /// Identifiers of the chosen options.
    Choice {
        /// The identifiers.
        chosen: BTreeSet<String>,
    },
    /// A number as the pupil wrote it; [`read`] has seen that it is one.
    Numeric {
        /// The text.
        text: String,
    },
    /// Words as the pupil wrote them.
    ShortText {
        /// The text.
        text: String,
    },
}

/// What an answer is worth.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Score {
    /// From 0 to 1.
    pub raw: f64,
    /// Whether it is wholly right.
    pub correct: bool,
    /// Whether it was not decided: it is neither right nor wrong before a teacher says so.
    #[serde(default)]
    pub undecided: bool,
}

impl Score {
    /// Wholly right.
    pub const RIGHT: Score = Score { raw: 1.0, correct: true, undecided: false };
    /// Worth nothing.
    pub const WRONG: Score = Score { raw: 0.0, correct: false, undecided: false };
    /// For a teacher to decide.
    pub const UNDECIDED: Score = Score { raw: 0.0, correct: false, undecided: true };

    fn of(right: bool) -> Score {
        if right { Score::RIGHT } else { Score::WRONG }
    }
}

/// Reads an answer from a form's fields, of which none is trusted.
pub fn read<'a>(interaction: &Interaction, fields: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Response, Problem> {
    let mut chosen = Vec::new();
    let mut text = "";
    for (name, value) in fields {
        match name {
            CHOICE => chosen.push(value),
            ANSWER => text = value,
            _ => {}
        }
    }
    let text = text.trim();
    if text.chars().count() > LONGEST_ANSWER {
        return Err(Problem::new("content.answer_too_long").with("most", LONGEST_ANSWER));
    }
    match interaction {
        Interaction::Choice(c) => choice::read(c, &chosen),
        Interaction::Numeric(n) => numeric::read(n, text),
        Interaction::ShortText(s) => short_text::read(s, text),
    }
}

/// Scores an answer. An answer of another type than the item's is worth nothing.
pub fn score(interaction: &Interaction, response: &Response) -> Score {
    match (interaction, response) {
        (Interaction::Choice(c), Response::Choice { chosen }) => choice::score(c, chosen),
        (Interaction::Numeric(n), Response::Numeric { text }) => numeric::score(n, text),
        (Interaction::ShortText(s), Response::ShortText { text }) => short_text::score(s, text),
        _ => Score::WRONG,
    }
}

/// Why a written answer to a mathematical key is right, wrong or not decided, for each key; empty for other items.
pub fn decisions(interaction: &Interaction, response: &Response) -> Vec<answers::Decision> {
    match (interaction, response) {
        (Interaction::Numeric(n), Response::Numeric { text }) => n.maths.iter().map(|m| maths::decide(m, &n.key(), text)).collect(),
        (Interaction::ShortText(s), Response::ShortText { text }) => {
            s.maths.iter().flat_map(|m| s.accepted.iter().map(|key| maths::decide(m, key, text))).collect()
        }
        _ => Vec::new(),
    }
}

/// An answer that scores 1: what the page shows as the right one.
pub fn key(interaction: &Interaction) -> Response {
    match interaction {
        Interaction::Choice(c) => Response::Choice { chosen: c.correct.clone() },
        Interaction::Numeric(n) => Response::Numeric { text: n.key() },
        Interaction::ShortText(s) => Response::ShortText { text: s.accepted.first().cloned().unwrap_or_default() },
    }
}

impl Response {
    /// The answer as the string of an xAPI result: the text, or the identifiers in order, parted
    /// by `[,]` (xAPI 1.0.3, Part Two, 2.4.4.1, interaction activities).
    pub fn to_xapi(&self) -> String {
        match self {
            Response::Choice { chosen } => chosen.iter().map(String::as_str).collect::<Vec<_>>().join("[,]"),
            Response::Numeric { text } | Response::ShortText { text } => text.clone(),
        }
    }

    /// The answer that [`Response::to_xapi`] wrote, to an item of this type.
    pub fn of_xapi(interaction: &Interaction, written: &str) -> Response {
        match interaction {
            Interaction::Choice(_) => Response::Choice { chosen: written.split("[,]").map(str::to_owned).collect() },
            Interaction::Numeric(_) => Response::Numeric { text: written.to_owned() },
            Interaction::ShortText(_) => Response::ShortText { text: written.to_owned() },
        }
    }
}

impl Interaction {
    /// The `interactionType` of xAPI.
    pub fn xapi_type(&self) -> &'static str {
        match self {
            Interaction::Choice(_) => "choice",
            Interaction::Numeric(_) => "numeric",
            Interaction::ShortText(_) => "fill-in",
        }
    }
}
