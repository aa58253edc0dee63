//! What an expression comes to.

use super::rational::Rational;
use base::Problem;

/// A value.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Value {
    /// An exact number.
    Number(Rational),
    /// A text.
    Text(String),
    /// Whether something holds.
    Truth(bool),
    /// Values in order.
    List(Vec<Value>),
}

impl Value {
    /// A whole number.
    pub fn int(n: i64) -> Value {
        Value::Number(Rational::int(n))
    }

    /// What sort of value it is, as the messages call it.
    pub fn sort(&self) -> Sort {
        match self {
            Value::Number(_) => Sort::Number,
            Value::Text(_) => Sort::Text,
            Value::Truth(_) => Sort::Truth,
            Value::List(_) => Sort::List,
        }
    }

    /// The number, or a problem that says what it is instead.
    pub fn number(&self) -> Result<&Rational, Problem> {
        match self {
            Value::Number(n) => Ok(n),
            other => Err(other.instead_of(Sort::Number)),
        }
    }

    /// The whole number of a machine word.
    pub fn whole(&self) -> Result<i64, Problem> {
        let number = self.number()?;
        number.to_i64().ok_or_else(|| Problem::new("models.value_not_whole").with("value", super::write::fraction(number)))
    }

    /// The truth.
    pub fn truth(&self) -> Result<bool, Problem> {
        match self {
            Value::Truth(t) => Ok(*t),
            other => Err(other.instead_of(Sort::Truth)),
        }
    }

    /// The text.
    pub fn text(&self) -> Result<&str, Problem> {
        match self {
            Value::Text(t) => Ok(t),
            other => Err(other.instead_of(Sort::Text)),
        }
    }

    /// The list.
    pub fn list(&self) -> Result<&[Value], Problem> {
        match self {
            Value::List(l) => Ok(l),
            other => Err(other.instead_of(Sort::List)),
        }
    }

    fn instead_of(&self, wanted: Sort) -> Problem {
        Problem::new("models.value_sort").with("wanted", wanted.code()).with("found", self.sort().code())
    }
}

/// The sorts of value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// Numbers.
    Number,
    /// Texts.
    Text,
    /// True and false.
    Truth,
    /// Lists.
    List,
}

impl Sort {
    /// The word in a message: the format's own, the same in every language.
    pub fn code(self) -> &'static str {
        match self {
            Sort::Number => "number",
            Sort::Text => "text",
            Sort::Truth => "true/false",
            Sort::List => "list",
        }
    }
}
