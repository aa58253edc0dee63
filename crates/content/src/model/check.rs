//! What a model must stand before its items are given: `docs/item-models.md`, "What the check demands".

mod demands;

use super::draw::{STEPS, Solutions};
use super::expression::{Values, evaluate};
use super::fault::Fault;
use super::known::Known;
use super::rational::Rational;
use super::value::Value;
use super::{Instance, Model};
use crate::item::LONGEST_TEXT;
use base::Problem;
use std::collections::HashSet;

/// Instances that are made, or all where there are fewer (issue 5: "1,000 instances without a failure").
pub const INSTANCES: usize = 1_000;
/// Different questions that a model must be good for: with fewer it is a handful of items, and written as such.
pub const FEWEST: usize = 20;
/// One instance in so many may have a number in a hint that is the key by chance: it is never given. With more the hint as
/// it is written gives the key away.
const CHANCE: usize = 10;
/// Faults that are listed at the most.
const MOST_FAULTS: usize = 12;

/// What a check has found.
#[derive(Debug, Clone, Default)]
pub struct Findings {
    /// What is wrong; empty for a sound model.
    pub faults: Vec<Fault>,
    /// Instances made.
    pub tried: usize,
    /// Different questions among them.
    pub distinct: usize,
    /// All solutions of the constraints, where they were counted.
    pub solutions: Option<usize>,
    /// The least and the greatest key, where keys are numbers.
    pub keys: Option<(Rational, Rational)>,
}

impl Findings {
    /// Whether nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.faults.is_empty()
    }

    /// Notes a fault; of one kind in one field the first alone.
    fn note(&mut self, fault: Fault) {
        let known = self.faults.iter().any(|f| (&f.field, &f.problem.key) == (&fault.field, &fault.problem.key));
        if !known && self.faults.len() < MOST_FAULTS {
            self.faults.push(fault);
        }
    }
}

/// Checks a model against all demands of the format. Pure; a second at the most.
pub fn check(model: &Model, known: &Known) -> Findings {
    check_with(model, known, INSTANCES)
}

/// As [`check`], with fewer instances: for a preview.
pub fn check_with(model: &Model, known: &Known, instances: usize) -> Findings {
    let mut findings = Findings::default();
    names(model, known, &mut findings);
    let wanted = match model.solutions() {
        Solutions::Faulty(fault) => {
            findings.note(fault.clone());
            return findings;
        }
        Solutions::Found { all, complete: true } => {
            findings.solutions = Some(all.len());
            all.len().min(instances)
        }
        Solutions::Found { all, complete: false } => all.len().min(instances),
        Solutions::Drawn => instances,
    };
    let grade = model.grade.or_else(|| model.points.first().and_then(|p| known.get(p)).map(|p| p.grade)).unwrap_or(0);
    let mut questions = HashSet::new();
    let mut telling = Vec::new();
    for n in 0..wanted as u64 {
        findings.tried += 1;
        match model.instance(n) {
            Err(fault) => findings.note(fault),
            Ok(instance) => {
                for (field, problem) in demands::broken(&instance, grade) {
                    findings.note(Fault { instance: Some(n), ..model.fault(model.line_of(&field), &field, problem) });
                }
                if let Some(hint) = instance.hint_that_tells() {
                    let problem = Problem::new("models.hint_tells").with("key", &instance.key).with("hint", hint);
                    telling.push(Fault { instance: Some(n), ..model.fault(model.line_of("hints"), "hints", problem) });
                }
                if let Err(fault) = expected(model, n) {
                    findings.note(fault);
                }
                if let Some(Value::Number(key)) = &instance.key_value {
                    let (least, most) = findings.keys.take().unwrap_or_else(|| (key.clone(), key.clone()));
                    findings.keys = Some((least.min(key.clone()), most.max(key.clone())));
                }
                questions.insert(question(instance));
            }
        }
        if findings.faults.len() >= MOST_FAULTS {
            break;
        }
    }
    findings.distinct = questions.len();
    if telling.len() * CHANCE > findings.tried {
        telling.into_iter().take(1).for_each(|fault| findings.note(fault));
    }
    if findings.is_sound() && findings.distinct < FEWEST.min(instances) {
        let problem = Problem::new("models.too_few_instances").with("wanted", FEWEST).with("found", findings.distinct);
        findings.note(model.fault(model.line, "vars", problem));
    }
    findings
}

/// What makes a question another one: its stem, and the options whichever their order.
fn question(instance: Instance) -> (String, Vec<String>) {
    let mut options = match instance.interaction {
        crate::Interaction::Choice(c) => c.options.into_iter().map(|o| o.text).collect(),
        _ => Vec::new(),
    };
    options.sort();
    (instance.stem, options)
}

/// Whether the points and misconceptions exist.
fn names(model: &Model, known: &Known, findings: &mut Findings) {
    for (index, code) in model.points.iter().enumerate() {
        let field = format!("points {}", index + 1);
        match known.get(code) {
            None => findings.note(model.fault(model.line, &field, Problem::new("content.sheet_unknown_point").with("code", code))),
            Some(p) if p.misconception == Some(true) => {
                findings.note(model.fault(model.line, &field, Problem::new("models.point_is_misconception").with("code", code)));
            }
            Some(_) => {}
        }
    }
    for distractor in &model.distractors {
        let code = &distractor.misconception.value;
        match known.get(code) {
            Some(p) if p.misconception != Some(false) => {}
            Some(_) => findings.note(model.fault_at(&distractor.misconception, Problem::new("models.no_misconception").with("code", code))),
            None => {
                findings.note(model.fault_at(&distractor.misconception, Problem::new("models.unknown_misconception").with("code", code)));
            }
        }
    }
}

/// Whether what the author expects comes out true.
fn expected(model: &Model, n: u64) -> Result<(), Fault> {
    if model.expect.is_empty() {
        return Ok(());
    }
    let mut values = Values::of(model.values(n)?, STEPS);
    for expect in &model.expect {
        let fault = |problem| Fault { instance: Some(n), ..model.fault_at(expect, problem) };
        if !evaluate(&expect.value, &mut values).and_then(|v| v.truth()).map_err(fault)? {
            return Err(fault(Problem::new("models.not_as_expected")));
        }
    }
    Ok(())
}

/// Whether a text may stand in an item.
fn too_long(text: &str) -> bool {
    text.chars().count() > LONGEST_TEXT
}
