use super::{Response, Score, maths};
use crate::item::{Normalisation, ShortText};
use base::Problem;
use unicode_normalization::UnicodeNormalization;

pub(super) fn read(_: &ShortText, text: &str) -> Result<Response, Problem> {
    if text.is_empty() {
        return Err(Problem::new("content.answer_empty"));
    }
    Ok(Response::ShortText { text: text.to_owned() })
}

pub(super) fn score(short: &ShortText, text: &str) -> Score {
    if let Some(maths) = &short.maths {
        return maths::score(maths, short.accepted.iter().map(String::as_str), text);
    }
    let answer = normalise(short.normalisation, text);
    Score::of(!answer.is_empty() && short.accepted.iter().any(|a| normalise(short.normalisation, a) == answer))
}

/// Passes until nothing changes any more; two are enough for nearly every text.
const PASSES: usize = 8;

/// A text with all that does not count made equal: width and compatibility forms (Unicode NFKC),
/// letter case, spaces (kept as one between two words of letters or two numbers), punctuation.
///
/// Quotation marks, apostrophes and full stops fall away; commas and other marks that part words
/// count as spaces. Beside a digit, and where there is nothing else, every mark stays: `3.5` is not
/// `35`. Brackets, hyphens, colons and signs stay: `a-b` is not `ab`.
pub fn normalise(rules: Normalisation, text: &str) -> String {
    let mut now = pass(rules, text);
    for _ in 0..PASSES {
        let next = pass(rules, &now);
        if next == now {
            break;
        }
        now = next;
    }
    now
}

fn pass(rules: Normalisation, text: &str) -> String {
    let mut text: String = text.nfkc().collect();
    if !rules.keep_case {
        text = text.to_lowercase();
    }
    let text = without_spaces(&text);
    if rules.keep_punctuation {
        return text;
    }
    let bare = without_spaces(&without_punctuation(&text));
    if bare.is_empty() { text } else { bare }
}

/// One space where two words or two numbers meet, none elsewhere.
fn without_spaces(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split(|c: char| c.is_whitespace() || c == '\u{200b}' || c == '\u{feff}').filter(|w| !w.is_empty()) {
        let apart = match (out.chars().next_back(), word.chars().next()) {
            (Some(a), Some(b)) => (a.is_ascii_digit() && b.is_ascii_digit()) || (is_letter_of_a_word(a) && is_letter_of_a_word(b)),
            _ => false,
        };
        if apart {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// Letters of scripts that part words by spaces: not Chinese characters.
fn is_letter_of_a_word(c: char) -> bool {
    c.is_alphabetic() && (c as u32) < 0x2e80
}

fn without_punctuation(text: &str) -> String {
    let chars: Vec<char> = text.trim_end_matches(|c| parts_words(c) || c == '.').chars().collect();
    let digit = |i: Option<usize>| i.and_then(|i| chars.get(i)).is_some_and(char::is_ascii_digit);
    let mut out = String::with_capacity(text.len());
    for (i, c) in chars.iter().enumerate() {
        let beside_digit = digit(i.checked_sub(1)) || digit(Some(i + 1));
        match c {
            c if beside_digit => out.push(*c),
            c if parts_words(*c) => out.push(' '),
            c if falls_away(*c) => {}
            c => out.push(*c),
        }
    }
    out
}

fn parts_words(c: char) -> bool {
    matches!(c, ',' | '。' | '!' | '?' | ';' | '、' | '…' | '—')
}

fn falls_away(c: char) -> bool {
    matches!(c, '.' | '\'' | '"' | '·' | '“' | '”' | '‘' | '’' | '「' | '」' | '『' | '』' | '《' | '》' | '〈' | '〉')
}
