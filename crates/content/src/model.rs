//! Item models: one question with its numbers left open, from which the machine makes as many items as are wanted.
//!
//! The format is described in `docs/item-models.md`. [`read`] reads files of it, [`Model::instance`] makes the item of a
//! number, [`check`] proves what the format demands. All numbers are exact; everything here but the store is pure.

mod bank;
mod check;
mod draw;
mod expression;
mod fault;
mod file;
mod function;
mod instance;
mod known;
mod rational;
pub mod seed;
mod template;
mod value;
mod write;

use expression::{Expression, Names};
use fault::Placed;
use std::sync::OnceLock;
use template::Template;

pub use bank::{
    By, Filter, Kept, STOCK, Saved, another, by_code, check_all, count, get, items_of, known, list, read_kept, replenish, save, set_status,
};
pub use check::{Findings, INSTANCES, check, check_with};
pub use fault::Fault;
pub use file::read;
pub use instance::{Class, Instance};
pub use known::{Known, KnownPoint};
pub use rational::Rational;
pub use value::Value;
pub use write::Show;

/// How an instance is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// By choosing one option.
    Choice,
    /// By a number.
    Numeric,
    /// By a few words or an expression.
    Text,
}

/// A model, read.
#[derive(Debug)]
pub struct Model {
    /// Its code; an instance's item is `code~n`.
    pub code: String,
    /// What it asks, for those who keep models.
    pub title: String,
    /// Codes of knowledge points; the first is the one that the items belong to.
    pub points: Vec<String>,
    /// 1 (easy) to 5 (hard).
    pub difficulty: i64,
    /// The grade, where it is not the point's.
    pub grade: Option<i64>,
    /// How it is answered.
    pub answer: Answer,
    /// For those who keep models; may be empty.
    pub note: String,
    /// The file it stands in.
    pub file: String,
    /// The line it begins at.
    pub line: usize,
    /// Its text in the file.
    pub source: String,
    show: Show,
    names: Names,
    /// Variables in the order of their places.
    vars: Vec<Placed<Variable>>,
    conditions: Vec<Placed<Condition>>,
    expect: Vec<Placed<Expression>>,
    stem: Placed<Template>,
    key: Placed<Content>,
    /// The place of `key` among the names, when the key is an expression.
    key_place: Option<usize>,
    unit: String,
    tolerance: Option<Placed<Expression>>,
    accept: Vec<Placed<Template>>,
    option: Option<Placed<Template>>,
    options: usize,
    shuffle: bool,
    distractors: Vec<Distractor>,
    steps: Vec<Line>,
    hints: Vec<Line>,
    english: Option<English>,
    solutions: OnceLock<draw::Solutions>,
    /// Domains that depend on no other variable.
    domains: OnceLock<Vec<Option<Vec<Value>>>>,
}

/// A variable, by its place among the names.
#[derive(Debug, Clone, PartialEq)]
enum Variable {
    /// Drawn from the list that the expression gives.
    Drawn(Expression),
    /// Worked out.
    Derived(Expression),
}

/// A constraint, and how many variables must be known before it can be tried.
#[derive(Debug, Clone, PartialEq)]
struct Condition {
    expression: Expression,
    after: usize,
    text: String,
}

/// What an option or a key is: a value, or a text.
#[derive(Debug, Clone, PartialEq)]
enum Content {
    Value(Expression),
    Text(Template),
}

/// A wrong answer that a misconception leads to.
#[derive(Debug, Clone)]
struct Distractor {
    line: usize,
    misconception: Placed<String>,
    content: Placed<Content>,
    why: Option<Placed<Template>>,
    when: Option<Placed<Expression>>,
}

/// A step or hint, which may depend on a condition.
#[derive(Debug, Clone)]
struct Line {
    when: Option<Placed<Expression>>,
    text: Placed<Template>,
}

/// What a reader of English is given.
#[derive(Debug, Clone)]
struct English {
    stem: Placed<Template>,
    hints: Vec<Line>,
    steps: Vec<Line>,
}

impl Model {
    /// The English text is there too.
    pub fn has_english(&self) -> bool {
        self.english.is_some()
    }

    /// Codes of the misconceptions that its distractors come from, each once.
    pub fn misconceptions(&self) -> Vec<&str> {
        let mut found: Vec<&str> = Vec::new();
        for distractor in &self.distractors {
            if !found.contains(&distractor.misconception.value.as_str()) {
                found.push(&distractor.misconception.value);
            }
        }
        found
    }

    /// The fault that another model has its code.
    pub fn twice(&self) -> Fault {
        self.fault(self.line, "code", base::Problem::new("content.code_twice").with("code", &self.code))
    }

    /// The line of a field that a check speaks of.
    fn line_of(&self, field: &str) -> usize {
        match field {
            "key" => self.key.line,
            "stem" => self.stem.line,
            "hints" => self.hints.first().map_or(self.line, |h| h.text.line),
            "steps" => self.steps.last().map_or(self.line, |s| s.text.line),
            "distractor" => self.distractors.first().map_or(self.line, |d| d.line),
            _ => self.line,
        }
    }

    fn fault(&self, line: usize, field: &str, problem: base::Problem) -> Fault {
        let problem = Box::new(problem);
        Fault { file: self.file.clone(), line, model: self.code.clone(), field: field.to_owned(), problem, instance: None }
    }

    fn fault_at<T>(&self, placed: &Placed<T>, problem: base::Problem) -> Fault {
        self.fault(placed.line, &placed.field, problem)
    }
}
