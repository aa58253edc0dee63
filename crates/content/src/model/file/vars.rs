//! The variables of a model: `a, b in 1..9`, `s = a + b`.

use super::fields::Reader;
use crate::model::expression::{Names, domain, expression, is_name};
use crate::model::fault::Placed;
use crate::model::{Content, Line, Model, Variable};
use base::Problem;
use std::collections::HashSet;

/// Variables at the most.
const MOST: usize = 40;

/// Reads them in order and gives each its place; `None` when one is amiss, which is noted.
pub(super) fn vars(reader: &mut Reader<'_>, texts: &[Placed<String>], names: &mut Names) -> Option<Vec<Placed<Variable>>> {
    let mut found = Vec::new();
    let mut sound = true;
    for text in texts {
        let result = declared(&text.value, names);
        match reader.noted(text, result) {
            Some(Placed { value: (declared, variable), .. }) => {
                for name in declared {
                    names.add(&name);
                    found.push(text.map(variable.clone()));
                }
            }
            None => sound = false,
        }
    }
    if texts.is_empty() || found.len() > MOST {
        let (line, field) = texts.last().map_or((1, "vars".to_owned()), |t| (t.line, t.field.clone()));
        reader.fault(line, &field, Problem::new("models.bad_vars").with("most", MOST));
        sound = false;
    }
    sound.then_some(found)
}

fn declared(text: &str, names: &Names) -> Result<(Vec<String>, Variable), Problem> {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | ',' | ' ')).unwrap_or(text.len());
    let (left, drawn, right) = match text[..end].find(" in ") {
        Some(at) => (&text[..at], true, &text[at + 4..]),
        None => {
            let (left, right) = text.split_once('=').ok_or_else(|| Problem::new("models.bad_var"))?;
            (left, false, right)
        }
    };
    let mut declared = Vec::new();
    for name in left.split(',').map(str::trim) {
        is_name(name)?;
        if name == "key" || name == "value" || names.place(name).is_some() || declared.iter().any(|d| d == name) {
            return Err(Problem::new("models.name_taken").with("name", name));
        }
        declared.push(name.to_owned());
    }
    if drawn {
        Ok((declared, Variable::Drawn(domain(right, names)?)))
    } else if declared.len() == 1 {
        Ok((declared, Variable::Derived(expression(right, names)?)))
    } else {
        Err(Problem::new("models.bad_var"))
    }
}

/// Notes variables that nothing uses: a slip of the author's.
pub(super) fn unused(reader: &mut Reader<'_>, model: &Model) {
    let mut used = HashSet::new();
    let mut see = |place: usize| {
        used.insert(place);
    };
    for var in &model.vars {
        match &var.value {
            Variable::Drawn(e) | Variable::Derived(e) => e.variables(&mut see),
        }
    }
    model.conditions.iter().for_each(|c| c.value.expression.variables(&mut see));
    model.expect.iter().for_each(|e| e.value.variables(&mut see));
    model.stem.value.variables(&mut see);
    model.tolerance.iter().for_each(|t| t.value.variables(&mut see));
    model.accept.iter().chain(&model.option).for_each(|t| t.value.variables(&mut see));
    let mut content = |content: &Content| match content {
        Content::Value(e) => e.variables(&mut see),
        Content::Text(t) => t.variables(&mut see),
    };
    content(&model.key.value);
    for distractor in &model.distractors {
        content(&distractor.content.value);
    }
    for distractor in &model.distractors {
        distractor.why.iter().for_each(|w| w.value.variables(&mut see));
        distractor.when.iter().for_each(|w| w.value.variables(&mut see));
    }
    let english = model.english.iter().flat_map(|e| {
        e.stem.value.variables(&mut see);
        e.hints.iter().chain(&e.steps)
    });
    let english: Vec<&Line> = english.collect();
    for line in model.steps.iter().chain(&model.hints).chain(english) {
        line.text.value.variables(&mut see);
        line.when.iter().for_each(|w| w.value.variables(&mut see));
    }
    for (place, var) in model.vars.iter().enumerate().filter(|(place, _)| !used.contains(place)) {
        reader.fault(var.line, &var.field, Problem::new("models.unused_variable").with("name", model.names.name(place)));
    }
}
