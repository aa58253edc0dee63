//! One item of a model.

use super::draw::{Random, STEPS};
use super::expression::{Values, evaluate};
use super::fault::{Fault, Placed};
use super::function::shown;
use super::template::Template;
use super::value::Value;
use super::{Answer, Content, Line, Model};
use crate::help::{Written, Wrong};
use crate::item::{Choice, Normalisation, Numeric, ShortText};
use crate::number::Number;
use crate::{Interaction, NewItem, Stage, Subject};
use base::Problem;
use std::collections::BTreeSet;

/// An item of a model, made from the values that a number decides.
#[derive(Debug, Clone, PartialEq)]
pub struct Instance {
    /// The number.
    pub n: u64,
    /// The variables and their values as texts, for those who keep models.
    pub values: Vec<(String, String)>,
    /// The question.
    pub stem: String,
    /// How it is answered, with the key.
    pub interaction: Interaction,
    /// The key as it is shown.
    pub key: String,
    /// The hints from the first on.
    pub hints: Vec<String>,
    /// The worked solution.
    pub steps: Vec<String>,
    /// Answers that show a misconception.
    pub wrong: Vec<Wrong>,
    /// Stem, hints and steps in English.
    pub english: Option<(String, Vec<String>, Vec<String>)>,
    /// What the placeholders of the hints were filled with, in every language.
    pub(super) hint_values: Vec<String>,
    pub(super) key_value: Option<Value>,
}

/// A wrong answer of an instance, before it has an option's letter.
struct Mistaken {
    value: Option<Value>,
    text: String,
    misconception: String,
    why: String,
}

impl Model {
    /// The instance of a number: the same for the same number, and pure. A fault says which field fails.
    pub fn instance(&self, n: u64) -> Result<Instance, Fault> {
        let mut values = Values::of(self.values(n)?, STEPS);
        self.make(n, &mut values).map_err(|fault| Fault { instance: Some(n), ..fault })
    }

    fn make(&self, n: u64, values: &mut Values) -> Result<Instance, Fault> {
        let (stem, _) = self.fill(&self.stem, values)?;
        let (key_value, key) = self.content(&self.key, values)?;
        let mistaken = self.mistaken(values)?;
        let (interaction, wrong) = match self.answer {
            Answer::Choice => self.choice(n, (&key_value, &key), mistaken, values)?,
            Answer::Numeric => (self.numeric(&key, values)?, written(mistaken)),
            Answer::Text => (self.short_text(&key, values)?, written(mistaken)),
        };
        let mut hint_values = Vec::new();
        let hints = self.lines(&self.hints, values, &mut hint_values)?;
        let steps = self.lines(&self.steps, values, &mut Vec::new())?;
        let english = match &self.english {
            None => None,
            Some(english) => Some((
                self.fill(&english.stem, values)?.0,
                self.lines(&english.hints, values, &mut hint_values)?,
                self.lines(&english.steps, values, &mut Vec::new())?,
            )),
        };
        let shown = |v: &Value| match v {
            Value::Truth(t) => t.to_string(),
            other => shown(other, super::Show::Fraction).unwrap_or_default(),
        };
        let named = values.iter().take(self.vars.len()).enumerate().map(|(place, v)| (self.names.name(place).to_owned(), shown(v)));
        let values = named.collect();
        // What distractors and the key agree on is no wrong answer.
        let wrong = wrong.into_iter().filter(|w| w.answer != key || self.answer == Answer::Choice).collect();
        Ok(Instance { n, values, stem, interaction, key, hints, steps, wrong, english, hint_values, key_value })
    }

    fn fill(&self, template: &Placed<Template>, values: &mut Values) -> Result<(String, Vec<String>), Fault> {
        self.filled(&template.value, template, values)
    }

    fn filled<T>(&self, template: &Template, at: &Placed<T>, values: &mut Values) -> Result<(String, Vec<String>), Fault> {
        template.fill(values, self.show).map_err(|stumble| self.fault(at.line, &stumble.field(&at.field), *stumble.problem))
    }

    /// A key or distractor: its value, when it has one, and its text.
    fn content(&self, content: &Placed<Content>, values: &mut Values) -> Result<(Option<Value>, String), Fault> {
        match &content.value {
            Content::Text(template) => {
                let (text, _) = self.filled(template, content, values)?;
                Ok((None, text))
            }
            Content::Value(expression) => {
                let value = evaluate(expression, values).map_err(|p| self.fault_at(content, p))?;
                let text = shown(&value, self.show).map_err(|p| self.fault_at(content, p))?;
                if self.answer == Answer::Numeric {
                    value.number().map_err(|p| self.fault_at(content, p))?;
                }
                Ok((Some(value), text))
            }
        }
    }

    fn mistaken(&self, values: &mut Values) -> Result<Vec<Mistaken>, Fault> {
        let mut found = Vec::new();
        for distractor in &self.distractors {
            if !self.holds(distractor.when.as_ref(), values)? {
                continue;
            }
            let (value, text) = self.content(&distractor.content, values)?;
            let why = distractor.why.as_ref().map_or(Ok(String::new()), |w| self.fill(w, values).map(|(text, _)| text))?;
            found.push(Mistaken { value, text, misconception: distractor.misconception.value.clone(), why });
        }
        Ok(found)
    }

    fn holds(&self, condition: Option<&Placed<super::Expression>>, values: &mut Values) -> Result<bool, Fault> {
        let Some(condition) = condition else { return Ok(true) };
        evaluate(&condition.value, values).and_then(|v| v.truth()).map_err(|p| self.fault_at(condition, p))
    }

    fn lines(&self, lines: &[Line], values: &mut Values, filled: &mut Vec<String>) -> Result<Vec<String>, Fault> {
        let mut texts = Vec::new();
        for line in lines {
            if self.holds(line.when.as_ref(), values)? {
                let (text, with) = self.fill(&line.text, values)?;
                texts.push(text);
                filled.extend(with);
            }
        }
        Ok(texts)
    }

    fn choice(
        &self,
        n: u64,
        key: (&Option<Value>, &str),
        mistaken: Vec<Mistaken>,
        values: &mut Values,
    ) -> Result<(Interaction, Vec<Wrong>), Fault> {
        let right = Mistaken { value: key.0.clone(), text: key.1.to_owned(), misconception: String::new(), why: String::new() };
        let mut options = vec![right];
        for next in mistaken {
            let same = |o: &Mistaken| o.text == next.text || (o.value.is_some() && o.value == next.value);
            if options.len() < self.options && !options.iter().any(same) {
                options.push(next);
            }
        }
        if options.len() < self.options {
            let problem = Problem::new("models.too_few_distractors").with("wanted", self.options - 1).with("found", options.len() - 1);
            return Err(self.fault(self.line, "distractor", problem));
        }
        if self.shuffle {
            Random::new(&self.code, n ^ (1 << 63)).shuffle(&mut options);
        } else {
            options.sort_by(|a, b| match (&a.value, &b.value) {
                (Some(Value::Number(x)), Some(Value::Number(y))) => x.cmp(y),
                _ => a.text.cmp(&b.text),
            });
        }
        let mut texts = Vec::new();
        for option in &options {
            texts.push(match (&self.option, &option.value) {
                (Some(template), Some(value)) => {
                    let known = values.len();
                    // `value` has the place behind all variables and the key.
                    values.resize(self.names.len(), Value::Truth(false));
                    values.push(value.clone());
                    let text = self.fill(template, values);
                    values.truncate(known);
                    text?.0
                }
                _ => option.text.clone(),
            });
        }
        let letters = || ('A'..='Z').map(String::from);
        let correct: BTreeSet<String> = options.iter().zip(letters()).filter(|(o, _)| o.misconception.is_empty()).map(|(_, l)| l).collect();
        let wrong = options
            .into_iter()
            .zip(letters())
            .filter(|(o, _)| !o.misconception.is_empty())
            .map(|(o, answer)| Wrong { answer, misconception: o.misconception, why: o.why })
            .collect();
        let choice = Choice { shuffle: self.shuffle, ..Choice::lettered(texts, correct, false) };
        Ok((Interaction::Choice(choice), wrong))
    }

    fn numeric(&self, key: &str, values: &mut Values) -> Result<Interaction, Fault> {
        let number = |text: &str| Number::parse(text).ok_or_else(|| Problem::new("models.key_no_number").with("value", text));
        let value = number(key).map_err(|p| self.fault_at(&self.key, p))?;
        let tolerance = match &self.tolerance {
            None => Number::zero(),
            Some(tolerance) => {
                let exact = evaluate(&tolerance.value, values).and_then(|v| v.number().map(super::write::fraction));
                exact.and_then(|t| number(&t)).map_err(|p| self.fault_at(tolerance, p))?
            }
        };
        Ok(Interaction::Numeric(Numeric { value, tolerance, unit: self.unit.clone(), maths: None }))
    }

    fn short_text(&self, key: &str, values: &mut Values) -> Result<Interaction, Fault> {
        let mut accepted = vec![key.to_owned()];
        for template in &self.accept {
            let text = self.fill(template, values)?.0;
            if !accepted.contains(&text) {
                accepted.push(text);
            }
        }
        Ok(Interaction::ShortText(ShortText { accepted, normalisation: Normalisation::default(), maths: None }))
    }
}

fn written(mistaken: Vec<Mistaken>) -> Vec<Wrong> {
    let mut found: Vec<Wrong> = Vec::new();
    for Mistaken { text, misconception, why, .. } in mistaken {
        // The first that leads to an answer is taken for its reason.
        if found.iter().all(|w| w.answer != text) {
            found.push(Wrong { answer: text, misconception, why });
        }
    }
    found
}

/// What the items of a model take from its main point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Class {
    /// Identifier of the point.
    pub point: i64,
    /// Its subject.
    pub subject: Subject,
    /// Its stage.
    pub stage: Stage,
    /// Its grade.
    pub grade: i64,
}

impl Instance {
    /// The code of its item.
    pub fn code(&self, model: &Model) -> String {
        format!("{}~{}", model.code, self.n)
    }

    /// The item, of a class that the main point gives.
    pub fn item(self, model: &Model, class: Class, source: &str) -> NewItem {
        let code = self.code(model);
        let mut hints = self.hints.into_iter();
        NewItem {
            code,
            subject: class.subject,
            stage: class.stage,
            grade: model.grade.unwrap_or(class.grade),
            point: class.point,
            difficulty: model.difficulty,
            stem: self.stem,
            hint: hints.next().unwrap_or_default(),
            explanation: self.steps.join("\n"),
            source: source.to_owned(),
            interaction: self.interaction,
            help: Written { hints: hints.collect(), steps: self.steps, wrong: self.wrong },
        }
    }
}
