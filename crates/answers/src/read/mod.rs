//! From what a student typed to an answer: characters, words, tokens, expressions, forms.
//!
//! Chinese characters stand in these files as data: they are what pupils write.

mod chars;
mod expression;
mod forms;
mod function;
mod number;
mod numerals;
mod token;
mod unit;

pub(crate) use chars::as_words;
pub(crate) use token::Rel;
pub(crate) use unit::Unit;

use crate::answer::Answer;

/// Longest answer that is read, in characters.
pub const LONGEST: usize = 600;

/// How what can be read in two ways is read.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Way {
    /// Whether a letter behind a number is a unit where there is one of that name: `5m`.
    pub letters_are_units: bool,
    /// Whether what stands directly behind a divisor belongs to it: `1/2x`.
    pub wide_divisors: bool,
}

/// An answer as it was read.
#[derive(Debug, Clone)]
pub(crate) struct Reading {
    pub answer: Answer,
    /// Whether another way to read it exists: of `1/2x`.
    pub wide_divisors_differ: bool,
    /// Whether a letter at its end may be a unit.
    pub letters_may_be_units: bool,
}

/// Whether a text is read as mathematics and not as words.
pub fn is_mathematics(text: &str) -> bool {
    !matches!(read(text, Way::default()).answer, Answer::Words(_))
}

/// Reads an answer; what is not mathematics is read as words.
pub(crate) fn read(text: &str, way: Way) -> Reading {
    let words = || Reading { answer: Answer::Words(as_words(text)), wide_divisors_differ: false, letters_may_be_units: false };
    if text.chars().count() > LONGEST {
        return words();
    }
    let plain = chars::plain(text);
    let Some(tokens) = token::tokens(&plain, way) else { return words() };
    let mut reader = expression::Reader::new(&tokens, way);
    match reader.answer() {
        Some(answer) => Reading {
            answer,
            wide_divisors_differ: reader.wide_divisors_differ,
            letters_may_be_units: token::letters_may_be_units(&tokens),
        },
        None => words(),
    }
}
