//! Models from TOML files, with faults by line and field.

mod fields;
mod vars;

use super::expression::Names;
use super::fault::{Fault, Placed};
use super::template::Template;
use super::write::Show;
use super::{Answer, Condition, Content, Distractor, English, Line, Model};
use base::Problem;
use fields::{Fields, Reader, as_text};
use std::collections::HashSet;
use std::sync::OnceLock;
use toml::de::{DeTable, DeValue};

/// Longest file that is read, in bytes.
const LONGEST_FILE: usize = 1_000_000;
/// Longest code, in characters.
const LONGEST_CODE: usize = 40;
/// Hints at the most.
pub(super) const MOST_HINTS: usize = 5;
/// The line that begins a model.
const HEADING: &str = "[[model]]";

/// Reads the models of a file. Either all of them are sound in form, or every fault is given.
pub fn read(file: &str, text: &str) -> Result<Vec<Model>, Vec<Fault>> {
    let mut reader = Reader { file, text, model: String::new(), faults: Vec::new() };
    let models = if text.len() > LONGEST_FILE {
        reader.fault(1, "", Problem::new("models.file_too_long").with("most", LONGEST_FILE));
        Vec::new()
    } else {
        whole_file(&mut reader)
    };
    if reader.faults.is_empty() { Ok(models) } else { Err(reader.faults) }
}

fn whole_file(reader: &mut Reader<'_>) -> Vec<Model> {
    let document = match DeTable::parse(reader.text) {
        Ok(document) => document,
        Err(error) => {
            let line = reader.line(error.span().map_or(0, |s| s.start));
            reader.fault(line, "", Problem::new("models.bad_toml").with("error", error.message()));
            return Vec::new();
        }
    };
    let mut top = Fields::new(document.get_ref(), String::new(), 1);
    let tables = top.list(reader, "model");
    top.end(reader);
    let sources = sources(reader.text);
    if tables.is_empty() || sources.len() != tables.len() {
        reader.fault(1, "", Problem::new("models.no_models"));
        return Vec::new();
    }
    let mut models: Vec<Model> = Vec::new();
    let mut codes: HashSet<String> = HashSet::new();
    for (table, (line, source)) in tables.iter().zip(sources) {
        reader.model.clear();
        let Some(table) = table.value.as_table() else {
            reader.fault(line, "model", Problem::new("models.no_models"));
            continue;
        };
        let model = model(reader, table, line, source);
        if !reader.model.is_empty() && !codes.insert(reader.model.clone()) {
            reader.fault(line, "code", Problem::new("content.code_twice").with("code", reader.model.clone()));
        }
        models.extend(model);
    }
    models
}

/// The text of each model with the line it begins at.
fn sources(text: &str) -> Vec<(usize, &str)> {
    let mut starts = Vec::new();
    let mut at = 0;
    for (number, line) in text.split_inclusive('\n').enumerate() {
        if line.trim().starts_with(HEADING) {
            starts.push((number + 1, at));
        }
        at += line.len();
    }
    let ends = starts.iter().skip(1).map(|(_, at)| *at).chain([text.len()]);
    starts.iter().zip(ends).map(|((line, start), end)| (*line, &text[*start..end])).collect()
}

/// One model; `None` when something is amiss, which is noted.
fn model(reader: &mut Reader<'_>, table: &DeTable<'_>, line: usize, source: &str) -> Option<Model> {
    let before = reader.faults.len();
    let mut fields = Fields::new(table, String::new(), line);
    let code = fields.must(reader, "code");
    if let Some(code) = &code {
        reader.model = code.value.clone();
        let spelled = code.value.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-');
        if !spelled || code.value.is_empty() || code.value.len() > LONGEST_CODE {
            reader.fault(code.line, "code", Problem::new("models.bad_code").with("most", LONGEST_CODE));
        }
    }
    let title = fields.must(reader, "title");
    let points = fields.texts(reader, "points");
    if points.is_empty() {
        reader.fault(line, "points", Problem::new("models.missing_field"));
    }
    let difficulty = fields.whole(reader, "difficulty");
    match &difficulty {
        None => reader.fault(line, "difficulty", Problem::new("content.bad_difficulty")),
        Some(d) if !(1..=5).contains(&d.value) => reader.fault(d.line, "difficulty", Problem::new("content.bad_difficulty")),
        Some(_) => {}
    }
    let grade = fields.whole(reader, "grade").map(|g| g.value);
    let note = fields.text(reader, "note").map(|n| n.value).unwrap_or_default();
    let answer = fields.must(reader, "answer").and_then(|word| {
        let result = match word.value.as_str() {
            "choice" => Ok(Answer::Choice),
            "numeric" => Ok(Answer::Numeric),
            "text" => Ok(Answer::Text),
            _ => Err(Problem::new("models.unknown_answer").with("value", &word.value)),
        };
        reader.noted(&word, result)
    });
    let show = fields.text(reader, "show").and_then(|word| {
        let result = Show::parse(&word.value).ok_or_else(|| Problem::new("models.unknown_show").with("value", &word.value));
        reader.noted(&word, result)
    });

    let mut names = Names::default();
    let declared = fields.texts(reader, "vars");
    let vars = vars::vars(reader, &declared, &mut names);
    let stem = fields.must(reader, "stem").and_then(|t| reader.template(&t, &names));
    let key = content(reader, &mut fields, &names, ("key", "key_text"), true);
    // What follows may speak of the key.
    let key_place = matches!(&key, Some(Placed { value: Content::Value(_), .. })).then(|| names.add("key"));
    let conditions: Vec<Placed<Condition>> = fields
        .texts(reader, "where")
        .iter()
        .filter_map(|text| {
            let expression = reader.expression(text, &names)?;
            let mut after = 0;
            expression.value.variables(&mut |place| {
                if place < names.len() {
                    after = after.max(place + 1)
                }
            });
            Some(text.map(Condition { expression: expression.value, after, text: text.value.clone() }))
        })
        .collect();
    let expect = fields.texts(reader, "expect").iter().filter_map(|text| reader.expression(text, &names)).collect();
    let unit = fields.text(reader, "unit");
    let tolerance = fields.text(reader, "tolerance");
    let accept = fields.texts(reader, "accept");
    let option = fields.text(reader, "option");
    let options = fields.whole(reader, "options");
    let shuffle = fields.truth(reader, "shuffle");
    let distractors = distractors(reader, &mut fields, &names);
    let steps = lines(reader, &mut fields, "steps", &names);
    let hints = lines(reader, &mut fields, "hints", &names);
    let english = english(reader, &mut fields, &names);
    for (list, field) in [(&steps, "steps"), (&hints, "hints")] {
        if list.is_empty() {
            reader.fault(line, field, Problem::new("models.missing_field"));
        }
    }
    if hints.len() > MOST_HINTS {
        reader.fault(line, "hints", Problem::new("models.too_many_hints").with("most", MOST_HINTS));
    }
    // Fields that only some answers have.
    if let Some(Placed { value: answer, .. }) = answer {
        let mut only = |wanted: &[Answer], there: Option<usize>, field: &str| {
            if let Some(line) = there.filter(|_| !wanted.contains(&answer)) {
                reader.fault(line, field, Problem::new("models.not_for_answer"));
            }
        };
        only(&[Answer::Numeric], unit.as_ref().map(|u| u.line), "unit");
        only(&[Answer::Numeric], tolerance.as_ref().map(|t| t.line), "tolerance");
        only(&[Answer::Text], accept.first().map(|a| a.line), "accept");
        only(&[Answer::Choice], option.as_ref().map(|o| o.line), "option");
        only(&[Answer::Choice], options.as_ref().map(|o| o.line), "options");
        only(&[Answer::Choice], shuffle.as_ref().map(|s| s.line), "shuffle");
        let text_key = key.as_ref().filter(|k| matches!(k.value, Content::Text(_)));
        only(&[Answer::Choice, Answer::Text], text_key.map(|k| k.line), "key_text");
        if answer == Answer::Choice && distractors.is_empty() {
            reader.fault(line, "distractor", Problem::new("models.missing_field"));
        }
    }
    let tolerance = tolerance.and_then(|t| reader.expression(&t, &names));
    let accept = accept.iter().filter_map(|t| reader.template(t, &names)).collect();
    let most = distractors.len() + 1;
    let options = match options {
        Some(o) if o.value < 2 || o.value > most as i64 => {
            reader.fault(o.line, "options", Problem::new("models.bad_options").with("most", most));
            most
        }
        Some(o) => o.value as usize,
        None => most,
    };
    let option = option.and_then(|t| {
        let mut names = names.clone();
        names.add("value");
        reader.template(&t, &names)
    });
    fields.end(reader);
    if reader.faults.len() > before {
        return None;
    }
    let found = Model {
        code: code?.value,
        title: title?.value,
        points: points.into_iter().map(|p| p.value).collect(),
        difficulty: difficulty?.value,
        grade,
        answer: answer?.value,
        note,
        file: reader.file.to_owned(),
        line,
        source: source.trim_end().to_owned(),
        show: show.map(|s| s.value).unwrap_or_default(),
        names,
        vars: vars?,
        conditions,
        expect,
        stem: stem?,
        key: key?,
        key_place,
        unit: unit.map(|u| u.value).unwrap_or_default(),
        tolerance,
        accept,
        option,
        options,
        shuffle: shuffle.is_none_or(|s| s.value),
        distractors,
        steps,
        hints,
        english,
        solutions: OnceLock::new(),
        domains: OnceLock::new(),
    };
    vars::unused(reader, &found);
    (reader.faults.len() == before).then_some(found)
}

/// An expression in one field or a template in the other.
fn content(
    reader: &mut Reader<'_>,
    fields: &mut Fields<'_>,
    names: &Names,
    (value, text): (&'static str, &'static str),
    must: bool,
) -> Option<Placed<Content>> {
    match (fields.text(reader, value), fields.text(reader, text)) {
        (Some(v), None) => reader.expression(&v, names).map(|e| v.map(Content::Value(e.value))),
        (None, Some(t)) => reader.template(&t, names).map(|e| t.map(Content::Text(e.value))),
        (None, None) => {
            if must {
                reader.fault(fields.line, value, Problem::new("models.one_of_two").with("first", value).with("second", text));
            }
            None
        }
        (Some(_), Some(t)) => {
            reader.fault(t.line, &t.field, Problem::new("models.one_of_two").with("first", value).with("second", text));
            None
        }
    }
}

fn distractors(reader: &mut Reader<'_>, fields: &mut Fields<'_>, names: &Names) -> Vec<Distractor> {
    let mut found = Vec::new();
    for (index, table) in fields.list(reader, "distractor").into_iter().enumerate() {
        let prefix = format!("distractor {} ", index + 1);
        let Some(inner) = table.value.as_table() else {
            reader.fault(table.line, prefix.trim(), Problem::new("models.distractor_no_table"));
            continue;
        };
        let mut inner = Fields::new(inner, prefix, table.line);
        let misconception = inner.must(reader, "misconception");
        let content = content(reader, &mut inner, names, ("value", "text"), true);
        let why = inner.text(reader, "why").and_then(|t| reader.template(&t, names));
        let when = inner.text(reader, "when").and_then(|t| reader.expression(&t, names));
        inner.end(reader);
        if let (Some(misconception), Some(content)) = (misconception, content) {
            found.push(Distractor { line: table.line, misconception, content, why, when });
        }
    }
    found
}

/// Steps or hints: a template each, or a table of a template and a condition.
fn lines(reader: &mut Reader<'_>, fields: &mut Fields<'_>, name: &'static str, names: &Names) -> Vec<Line> {
    let mut found = Vec::new();
    for field in fields.list(reader, name) {
        let (when, text) = match field.value {
            DeValue::Table(table) => {
                let mut inner = Fields::new(table, format!("{} ", field.field), field.line);
                let when = inner.must(reader, "when").and_then(|w| reader.expression(&w, names));
                let text = inner.must(reader, "text");
                inner.end(reader);
                if when.is_none() {
                    continue;
                }
                (when, text)
            }
            _ => (None, as_text(reader, &field)),
        };
        let Some(text) = text.and_then(|t| reader.template(&t, names)) else { continue };
        found.push(Line { when, text });
    }
    found
}

/// All of the English texts, or none of them.
fn english(reader: &mut Reader<'_>, fields: &mut Fields<'_>, names: &Names) -> Option<English> {
    let stem: Option<Placed<Template>> = fields.text(reader, "stem_en").and_then(|t| reader.template(&t, names));
    let hints = lines(reader, fields, "hints_en", names);
    let steps = lines(reader, fields, "steps_en", names);
    match (stem, hints.is_empty(), steps.is_empty()) {
        (Some(stem), false, false) => Some(English { stem, hints, steps }),
        (None, true, true) => None,
        _ => {
            reader.fault(fields.line, "stem_en", Problem::new("models.english_in_part"));
            None
        }
    }
}
