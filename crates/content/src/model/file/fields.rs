//! The fields of a table of a TOML file, each with its line.

use crate::model::expression::{Expression, Names, expression};
use crate::model::fault::{Fault, Placed};
use crate::model::template::Template;
use base::Problem;
use std::collections::BTreeSet;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The file that is read, and what has been found wrong in it.
pub(super) struct Reader<'a> {
    pub file: &'a str,
    pub text: &'a str,
    pub model: String,
    pub faults: Vec<Fault>,
}

impl Reader<'_> {
    /// The line that a byte is in.
    pub fn line(&self, at: usize) -> usize {
        self.text.as_bytes()[..at.min(self.text.len())].iter().filter(|b| **b == b'\n').count() + 1
    }

    /// Notes a fault.
    pub fn fault(&mut self, line: usize, field: &str, problem: Problem) {
        let (file, model) = (self.file.to_owned(), self.model.clone());
        self.faults.push(Fault { file, line, model, field: field.to_owned(), problem: Box::new(problem), instance: None });
    }

    /// What was read, or a fault at its place.
    pub fn noted<T, U>(&mut self, at: &Placed<T>, result: Result<U, Problem>) -> Option<Placed<U>> {
        match result {
            Ok(value) => Some(at.map(value)),
            Err(problem) => {
                self.fault(at.line, &at.field, problem);
                None
            }
        }
    }

    /// An expression in a text.
    pub fn expression(&mut self, text: &Placed<String>, names: &Names) -> Option<Placed<Expression>> {
        let result = expression(&text.value, names);
        self.noted(text, result)
    }

    /// A template in a text.
    pub fn template(&mut self, text: &Placed<String>, names: &Names) -> Option<Placed<Template>> {
        match Template::read(&text.value, names) {
            Ok(template) => Some(text.map(template)),
            Err(stumble) => {
                self.fault(text.line, &stumble.field(&text.field), *stumble.problem);
                None
            }
        }
    }
}

/// A table, of which every field must be asked for.
pub(super) struct Fields<'a> {
    table: &'a DeTable<'a>,
    /// What stands before a field's name in a fault, such as `distractor 2 `.
    prefix: String,
    /// The line that the table begins at.
    pub line: usize,
    known: BTreeSet<&'static str>,
}

impl<'a> Fields<'a> {
    pub fn new(table: &'a DeTable<'a>, prefix: String, line: usize) -> Fields<'a> {
        Fields { table, prefix, line, known: BTreeSet::new() }
    }

    /// A field's value with its place.
    pub fn get(&mut self, reader: &Reader<'_>, name: &'static str) -> Option<Placed<&'a DeValue<'a>>> {
        self.known.insert(name);
        let value = self.table.get(name)?;
        Some(self.placed(reader, name, value))
    }

    fn placed(&self, reader: &Reader<'_>, name: &str, value: &'a Spanned<DeValue<'a>>) -> Placed<&'a DeValue<'a>> {
        Placed { field: format!("{}{name}", self.prefix), line: reader.line(value.span().start), value: value.get_ref() }
    }

    /// A text; `None` when it is absent or no text, which is noted.
    pub fn text(&mut self, reader: &mut Reader<'_>, name: &'static str) -> Option<Placed<String>> {
        let field = self.get(reader, name)?;
        as_text(reader, &field)
    }

    /// A text that must be there.
    pub fn must(&mut self, reader: &mut Reader<'_>, name: &'static str) -> Option<Placed<String>> {
        let there = self.table.contains_key(name);
        let text = self.text(reader, name);
        match &text {
            None if !there => reader.fault(self.line, &format!("{}{name}", self.prefix), Problem::new("models.missing_field")),
            Some(t) if t.value.trim().is_empty() => reader.fault(t.line, &t.field, Problem::new("models.blank_field")),
            _ => {}
        }
        text
    }

    /// A whole number.
    pub fn whole(&mut self, reader: &mut Reader<'_>, name: &'static str) -> Option<Placed<i64>> {
        let field = self.get(reader, name)?;
        let value = field.value.as_integer().and_then(|i| i64::from_str_radix(i.as_str(), i.radix()).ok());
        let result = value.ok_or_else(|| wrong_sort("number", field.value));
        reader.noted(&field, result)
    }

    /// `true` or `false`.
    pub fn truth(&mut self, reader: &mut Reader<'_>, name: &'static str) -> Option<Placed<bool>> {
        let field = self.get(reader, name)?;
        let result = field.value.as_bool().ok_or_else(|| wrong_sort("true/false", field.value));
        reader.noted(&field, result)
    }

    /// The elements of a list; empty when it is absent.
    pub fn list(&mut self, reader: &mut Reader<'_>, name: &'static str) -> Vec<Placed<&'a DeValue<'a>>> {
        let Some(field) = self.get(reader, name) else { return Vec::new() };
        let Some(list) = field.value.as_array() else {
            reader.fault(field.line, &field.field, wrong_sort("list", field.value));
            return Vec::new();
        };
        list.iter().enumerate().map(|(i, v)| self.placed(reader, &format!("{name} {}", i + 1), v)).collect()
    }

    /// The texts of a list.
    pub fn texts(&mut self, reader: &mut Reader<'_>, name: &'static str) -> Vec<Placed<String>> {
        self.list(reader, name).iter().filter_map(|field| as_text(reader, field)).collect()
    }

    /// Notes the fields that nobody has asked for.
    pub fn end(self, reader: &mut Reader<'_>) {
        for (name, value) in self.table {
            if !self.known.contains(name.get_ref().as_ref()) {
                let known: Vec<&str> = self.known.iter().copied().collect();
                let line = reader.line(name.span().start).max(reader.line(value.span().start).min(self.line));
                let problem = Problem::new("models.unknown_field").with("known", known.join(", "));
                reader.fault(line, &format!("{}{}", self.prefix, name.get_ref()), problem);
            }
        }
    }
}

pub(super) fn as_text(reader: &mut Reader<'_>, field: &Placed<&DeValue<'_>>) -> Option<Placed<String>> {
    let result = field.value.as_str().map(str::to_owned).ok_or_else(|| wrong_sort("text", field.value));
    reader.noted(field, result)
}

fn wrong_sort(wanted: &str, found: &DeValue<'_>) -> Problem {
    Problem::new("models.field_sort").with("wanted", wanted).with("found", found.type_str())
}
