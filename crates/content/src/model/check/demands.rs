//! What every instance must stand, as pairs of field and problem.

use super::too_long;
use crate::Interaction;
use crate::item::{LONGEST_TEXT, Numeric};
use crate::model::Instance;
use crate::model::rational::Rational;
use crate::model::value::Value;
use crate::number::Number;
use crate::score::{self, Response};
use base::Problem;
use std::collections::BTreeSet;

/// Bits of a key's numerator and denominator: up to 10^9.
const SANE: u64 = 30;
/// Grades in which no answer is below zero: negative numbers are met in grade 6 or 7 (义务教育数学课程标准 2022, 第三、四学段).
const WITHOUT_NEGATIVE: std::ops::RangeInclusive<i64> = 1..=5;
/// Grades in which no answer is a fraction (fractions and decimals are met in grade 3; 第二学段).
const WITHOUT_FRACTION: std::ops::RangeInclusive<i64> = 1..=2;

pub(super) fn broken(instance: &Instance, grade: i64) -> Vec<(String, Problem)> {
    let mut found = Vec::new();
    let mut note = |field: &str, problem: Problem| found.push((field.to_owned(), problem));
    for problem in instance.interaction.problems() {
        note(if matches!(instance.interaction, Interaction::Choice(_)) { "distractor" } else { "key" }, problem);
    }
    if instance.stem.trim().is_empty() {
        note("stem", Problem::new("content.blank_stem"));
    }
    if too_long(&instance.stem) || instance.steps.iter().chain(&instance.hints).any(|t| too_long(t)) {
        note("stem", Problem::new("content.text_too_long").with("most", LONGEST_TEXT));
    }
    for (field, list) in [("hints", &instance.hints), ("steps", &instance.steps)] {
        if list.is_empty() || list.iter().any(|t| t.trim().is_empty()) {
            note(field, Problem::new("models.nothing_said"));
        }
    }
    if let Some(problem) = key_as_typed(instance) {
        note("key", problem);
    }
    if let Some(answer) = wrong_but_right(instance) {
        note("distractor", Problem::new("models.distractor_right").with("value", answer));
    }
    if let Some(Value::Number(key)) = &instance.key_value {
        if key.bits() > SANE {
            note("key", Problem::new("models.key_not_sane").with("value", &instance.key));
        }
        if key.is_negative() && WITHOUT_NEGATIVE.contains(&grade) {
            note("key", Problem::new("models.key_negative").with("value", &instance.key).with("grade", grade));
        }
        if !key.is_whole() && WITHOUT_FRACTION.contains(&grade) {
            note("key", Problem::new("models.key_fraction").with("value", &instance.key).with("grade", grade));
        }
    }
    if let Some(step) = instance.steps.last().filter(|s| !tells(instance, s)) {
        note("steps", Problem::new("models.steps_without_key").with("key", &instance.key).with("step", step));
    }
    found
}

/// A problem when the key, typed by a pupil, is not read or not right.
fn key_as_typed(instance: &Instance) -> Option<Problem> {
    let typed: Vec<String> = match &instance.interaction {
        Interaction::Choice(_) => Vec::new(),
        Interaction::Numeric(n) => vec![n.value.text().to_owned(), with_unit(n)],
        Interaction::ShortText(s) => s.accepted.clone(),
    };
    let right = |text: &String| {
        score::read(&instance.interaction, [(score::ANSWER, text.as_str())]).is_ok_and(|r| score::score(&instance.interaction, &r).correct)
    };
    let wrong = typed.into_iter().find(|text| !right(text));
    if let Some(text) = wrong {
        return Some(Problem::new("models.key_not_read").with("value", text));
    }
    let key = score::key(&instance.interaction);
    (!score::score(&instance.interaction, &key).correct).then(|| Problem::new("models.key_not_read").with("value", &instance.key))
}

fn with_unit(numeric: &Numeric) -> String {
    format!("{}{}", numeric.value.text(), numeric.units().next().unwrap_or_default())
}

/// A wrong answer that is scored as right.
fn wrong_but_right(instance: &Instance) -> Option<&str> {
    let right = |answer: &str| {
        let response = match &instance.interaction {
            Interaction::Choice(_) => Response::Choice { chosen: BTreeSet::from([answer.to_owned()]) },
            Interaction::Numeric(_) => Response::Numeric { text: answer.to_owned() },
            Interaction::ShortText(_) => Response::ShortText { text: answer.to_owned() },
        };
        score::score(&instance.interaction, &response).raw > 0.0
    };
    instance.wrong.iter().map(|w| w.answer.as_str()).find(|a| right(a))
}

impl Instance {
    /// What in a hint gives the key away: a number that a placeholder put there and that is the key, or the words of the
    /// key. Not what stands in the stem as well, and not a hint that names other options too. An instance with such a
    /// hint is never given, were it by chance.
    pub fn hint_that_tells(&self) -> Option<&str> {
        if let Some(Value::Number(key)) = &self.key_value {
            if numbers(&self.stem).contains(key) {
                return None;
            }
            let told = |text: &str| number(text.trim_matches(['(', ')', '（', '）', ' '])).as_ref() == Some(key);
            return self.hint_values.iter().map(String::as_str).find(|v| told(v));
        }
        let key = bare(&self.key);
        if bare(&self.stem).contains(&key) {
            return None;
        }
        if key.chars().count() < 2 {
            return self.hint_values.iter().map(String::as_str).find(|v| bare(v) == key);
        }
        let others: Vec<String> = match &self.interaction {
            Interaction::Choice(c) => c.options.iter().filter(|o| !c.correct.contains(&o.id)).map(|o| bare(&o.text)).collect(),
            _ => Vec::new(),
        };
        let tells = |hint: &str| {
            let hint = bare(hint);
            hint.contains(&key) && !others.iter().any(|o| hint.contains(o.as_str()))
        };
        self.hints.iter().map(String::as_str).find(|h| tells(h))
    }
}

/// Whether a step states the key.
fn tells(instance: &Instance, step: &str) -> bool {
    if bare(step).contains(&bare(&instance.key)) {
        return true;
    }
    match &instance.key_value {
        Some(Value::Number(key)) => numbers(step).contains(key),
        _ => false,
    }
}

fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

fn number(text: &str) -> Option<Rational> {
    Number::parse(text).map(|n| Rational::from(n.value().clone()))
}

/// The numbers that stand in a text, each with the sign before it and without.
fn numbers(text: &str) -> Vec<Rational> {
    let of_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | '/' | '又' | '%' | '-');
    let mut found = Vec::new();
    for word in text.split(|c| !of_number(c)).filter(|w| w.contains(|c: char| c.is_ascii_digit())) {
        let word = word.trim_end_matches(['.', '/', '又', '-']);
        // `12-5` holds 12 and 5, and -5.
        let ends: Vec<usize> = word.match_indices('-').map(|(i, _)| i).chain([word.len()]).collect();
        let mut from = 0;
        for end in ends {
            let part = &word[from..end];
            found.extend(number(part));
            found.extend(number(part.trim_start_matches('-')));
            from = end;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_found_in_a_text() {
        let all = numbers("12-5=7，得 3/4 米、1又1/2。-8x");
        for n in [Rational::int(12), Rational::int(5), Rational::int(-5), Rational::int(7), Rational::int(-8)] {
            assert!(all.contains(&n), "{n:?} in {all:?}");
        }
        assert!(Rational::ratio(3, 4).is_some_and(|n| all.contains(&n)));
        assert!(Rational::ratio(3, 2).is_some_and(|n| all.contains(&n)));
    }
}
