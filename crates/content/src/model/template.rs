//! Texts with placeholders.

use super::expression::{Expression, Names, Values, evaluate, expression};
use super::function::shown;
use super::write::Show;
use base::Problem;

/// A text with placeholders, read.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Template(Vec<Piece>);

#[derive(Debug, Clone, PartialEq)]
enum Piece {
    Text(String),
    /// An expression, and its text.
    Value(Expression, String),
}

/// What is wrong with a placeholder, and with which; empty for the template as a whole.
pub(super) struct Stumble {
    pub problem: Box<Problem>,
    pub placeholder: String,
}

impl From<Problem> for Stumble {
    fn from(problem: Problem) -> Stumble {
        Stumble { problem: Box::new(problem), placeholder: String::new() }
    }
}

impl Stumble {
    /// The field as a fault names it.
    pub fn field(&self, field: &str) -> String {
        if self.placeholder.is_empty() { field.to_owned() } else { format!("{field} {{{}}}", self.placeholder) }
    }
}

impl Template {
    /// Reads a template: `{expression}` stands for a value, `{{` and `}}` for braces.
    pub fn read(text: &str, names: &Names) -> Result<Template, Stumble> {
        let mut pieces = Vec::new();
        let mut plain = String::new();
        let mut rest = text;
        while let Some(at) = rest.find(['{', '}']) {
            plain.push_str(&rest[..at]);
            let (brace, after) = rest[at..].split_at(1);
            if let Some(behind) = after.strip_prefix(brace) {
                plain.push_str(brace);
                rest = behind;
            } else if brace == "}" {
                return Err(Problem::new("models.brace_closed").into());
            } else {
                let end = end_of(after).ok_or_else(|| Problem::new("models.brace_open").with("text", excerpt(after)))?;
                if !plain.is_empty() {
                    pieces.push(Piece::Text(std::mem::take(&mut plain)));
                }
                let placeholder = after[..end].to_owned();
                match expression(&placeholder, names) {
                    Ok(read) => pieces.push(Piece::Value(read, placeholder)),
                    Err(problem) => return Err(Stumble { problem: Box::new(problem), placeholder }),
                }
                rest = &after[end + 1..];
            }
        }
        plain.push_str(rest);
        if !plain.is_empty() {
            pieces.push(Piece::Text(plain));
        }
        Ok(Template(pieces))
    }

    /// The text with its placeholders filled, and what they were filled with.
    pub fn fill(&self, values: &mut Values, show: Show) -> Result<(String, Vec<String>), Stumble> {
        let mut text = String::new();
        let mut filled = Vec::new();
        for piece in &self.0 {
            match piece {
                Piece::Text(plain) => text.push_str(plain),
                Piece::Value(expression, placeholder) => {
                    let value = evaluate(expression, values).and_then(|v| shown(&v, show));
                    let value = value.map_err(|problem| Stumble { problem: Box::new(problem), placeholder: placeholder.clone() })?;
                    text.push_str(&value);
                    filled.push(value);
                }
            }
        }
        Ok((text, filled))
    }

    /// Calls `see` with the place of each variable.
    pub fn variables(&self, see: &mut impl FnMut(usize)) {
        for piece in &self.0 {
            if let Piece::Value(expression, _) = piece {
                expression.variables(see);
            }
        }
    }
}

/// Where the brace closes that stands before the text; one within `'…'` is none.
fn end_of(text: &str) -> Option<usize> {
    let mut quoted = false;
    for (at, c) in text.char_indices() {
        match c {
            '\'' => quoted = !quoted,
            '}' if !quoted => return Some(at),
            '{' if !quoted => return None,
            _ => {}
        }
    }
    None
}

fn excerpt(text: &str) -> String {
    text.chars().take(20).collect()
}
