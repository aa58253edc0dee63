//! The words and marks of an expression.

use crate::model::rational::Rational;
use base::Problem;

/// A word or mark.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    Number(Rational),
    Text(String),
    /// A variable, a function or a word such as `in`.
    Word(String),
    /// An operator, bracket or comma, in the spelling of the format.
    Mark(&'static str),
}

impl Token {
    /// As a message shows it.
    pub fn shown(&self) -> String {
        match self {
            Token::Number(n) => crate::model::write::fraction(n),
            Token::Text(t) => format!("'{t}'"),
            Token::Word(w) => w.clone(),
            Token::Mark(m) => (*m).to_owned(),
        }
    }
}

/// Marks and what they are spelled as; longer ones first.
const MARKS: &[(&str, &str)] = &[
    ("..", ".."),
    ("==", "="),
    ("!=", "!="),
    ("<=", "<="),
    (">=", ">="),
    ("≠", "!="),
    ("≤", "<="),
    ("≥", ">="),
    ("×", "*"),
    ("÷", "/"),
    ("−", "-"),
    ("=", "="),
    ("<", "<"),
    (">", ">"),
    ("+", "+"),
    ("-", "-"),
    ("*", "*"),
    ("/", "/"),
    ("^", "^"),
    ("(", "("),
    (")", ")"),
    ("[", "["),
    ("]", "]"),
    (",", ","),
];

/// Digits of a number at the most.
const MOST_DIGITS: usize = 60;

/// The tokens of a text, each with the character it begins at, from 1.
pub(super) fn tokens(text: &str) -> Result<Vec<(usize, Token)>, Problem> {
    let mut found = Vec::new();
    let mut rest = text;
    let at = |rest: &str| text[..text.len() - rest.len()].chars().count() + 1;
    while let Some(c) = rest.chars().next() {
        let place = at(rest);
        if c.is_whitespace() {
            rest = &rest[c.len_utf8()..];
        } else if c.is_ascii_digit() {
            let (number, after) = number(rest)?;
            found.push((place, Token::Number(number)));
            rest = after;
        } else if c.is_ascii_alphabetic() {
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
            found.push((place, Token::Word(rest[..end].to_owned())));
            rest = &rest[end..];
        } else if c == '\'' {
            let inner = &rest[1..];
            let end = inner.find('\'').ok_or_else(|| Problem::new("models.text_open").with("at", place))?;
            found.push((place, Token::Text(inner[..end].to_owned())));
            rest = &inner[end + 1..];
        } else if let Some((spelling, mark)) = MARKS.iter().find(|(spelling, _)| rest.starts_with(spelling)) {
            found.push((place, Token::Mark(mark)));
            rest = &rest[spelling.len()..];
        } else {
            return Err(Problem::new("models.strange_character").with("at", place).with("character", c));
        }
    }
    Ok(found)
}

/// `12`, `0.25`, `20%`: but `1..9` is a range.
fn number(text: &str) -> Result<(Rational, &str), Problem> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (whole, mut rest) = text.split_at(end);
    let mut places = "";
    if let Some(after) = rest.strip_prefix('.')
        && after.starts_with(|c: char| c.is_ascii_digit())
    {
        let end = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len());
        (places, rest) = after.split_at(end);
    }
    let digits = format!("{whole}{places}");
    let value = digits.parse().ok().filter(|_| digits.len() <= MOST_DIGITS);
    let value = value.ok_or_else(|| Problem::new("models.number_too_long").with("most", MOST_DIGITS))?;
    let mut scale = places.len() as u32;
    if let Some(after) = rest.strip_prefix('%') {
        rest = after;
        scale += 2;
    }
    let value = Rational::big(value);
    Ok((value.over(&Rational::int(10).power(scale)).unwrap_or(value), rest))
}
