//! One `assessmentItem` (QTI 2) or `qti-assessment-item` (QTI 3).

use super::body;
use super::response::{self, Declaration, Processing, Tolerance};
use super::xml::{attribute, child, name, parse};
use crate::Interaction;
use crate::item::choice::{Mapping, Rule};
use crate::item::{Choice, ChoiceOption, Normalisation, Numeric, ShortText};
use crate::number::Number;
use base::Problem;
use roxmltree::Node;
use std::collections::BTreeSet;

/// What an item file says that can be represented.
pub struct Draft {
    /// The item's identifier.
    pub identifier: String,
    /// The question as plain text.
    pub stem: String,
    /// How it is answered, with the key.
    pub interaction: Interaction,
    /// What is left out.
    pub notices: Vec<Problem>,
}

/// An item that cannot be represented.
pub struct Refused {
    /// Its identifier, as far as it is known.
    pub identifier: String,
    /// Why.
    pub reason: Problem,
}

/// Reads an item.
pub fn read(text: &str) -> Result<Draft, Box<Refused>> {
    let refused = |identifier: &str, reason| Box::new(Refused { identifier: identifier.to_owned(), reason });
    let document = parse(text).map_err(|reason| refused("", reason))?;
    let root = document.root_element();
    if name(root) != "assessmentItem" {
        return Err(refused("", Problem::new("content.qti_no_item").with("element", root.tag_name().name())));
    }
    let identifier = attribute(root, "identifier").unwrap_or_default().trim();
    item(root, identifier).map_err(|reason| refused(identifier, reason))
}

/// Whether a text is an item at all: for files that a manifest does not list.
pub fn is_item(text: &str) -> bool {
    parse(text).is_ok_and(|document| name(document.root_element()) == "assessmentItem")
}

fn item(root: Node<'_, '_>, identifier: &str) -> Result<Draft, Problem> {
    if attribute(root, "adaptive") == Some("true") {
        return Err(Problem::new("content.qti_adaptive"));
    }
    if child(root, "templateProcessing").is_some() || child(root, "templateDeclaration").is_some() {
        return Err(Problem::new("content.qti_template"));
    }
    let body = child(root, "itemBody").ok_or_else(|| Problem::new("content.qti_no_body"))?;
    let mut interactions = body.descendants().filter(|n| is_interaction(&name(*n)));
    let interaction = match (interactions.next(), interactions.next()) {
        (None, _) => return Err(Problem::new("content.qti_no_interaction")),
        (Some(_), Some(_)) => return Err(Problem::new("content.qti_several_interactions")),
        (Some(one), None) => one,
    };
    let kind = name(interaction);
    if !matches!(kind.as_ref(), "choiceInteraction" | "textEntryInteraction") {
        return Err(Problem::new("content.qti_interaction").with("interaction", kind));
    }
    let declaration = response::declaration(root, attribute(interaction, "responseIdentifier").unwrap_or_default())?;
    let processing = response::processing(root)?;
    let (stem, mut feedback) = body::text(body)?;
    let interaction = match kind.as_ref() {
        "choiceInteraction" => Interaction::Choice(choice(interaction, declaration, processing, &mut feedback)?),
        _ => text_entry(declaration, processing)?,
    };
    feedback |= child(root, "modalFeedback").is_some();
    let notices = if feedback { vec![Problem::new("content.qti_feedback")] } else { Vec::new() };
    Ok(Draft { identifier: identifier.to_owned(), stem, interaction, notices })
}

fn is_interaction(name: &str) -> bool {
    name.ends_with("Interaction")
}

fn choice(node: Node<'_, '_>, declared: Declaration, processing: Processing, feedback: &mut bool) -> Result<Choice, Problem> {
    let multiple = match declared.cardinality.as_str() {
        "single" => false,
        "multiple" => true,
        other => return Err(Problem::new("content.qti_cardinality").with("cardinality", other)),
    };
    let mut options = Vec::new();
    let mut fixed = false;
    for option in node.children().filter(|n| name(*n) == "simpleChoice") {
        let (text, left_out) = body::text(option)?;
        *feedback |= left_out;
        fixed |= attribute(option, "fixed") == Some("true");
        options.push(ChoiceOption { id: attribute(option, "identifier").unwrap_or_default().trim().to_owned(), text });
    }
    let (rule, correct) = match processing {
        Processing::Match => (Rule::AllOrNothing, declared.correct.into_iter().collect()),
        Processing::Map => mapped(declared, multiple)?,
        Processing::Equal(_) | Processing::Words { .. } => {
            return Err(Problem::new("content.qti_processing").with("rule", "equal"));
        }
    };
    // One option held in its place holds all: better than moving "none of the above".
    let shuffle = attribute(node, "shuffle") == Some("true") && !fixed;
    Ok(Choice { options, correct, multiple, shuffle, rule })
}

fn mapped(declared: Declaration, multiple: bool) -> Result<(Rule, BTreeSet<String>), Problem> {
    let mapping = declared.mapping.ok_or_else(|| Problem::new("content.qti_no_mapping"))?;
    let best = mapping.entries.iter().map(|(_, value, _)| *value).fold(0.0, f64::max);
    let counts = |value: f64| value > 0.0 && (multiple || value >= best);
    let correct = if declared.correct.is_empty() {
        mapping.entries.iter().filter(|(_, value, _)| counts(*value)).map(|(key, ..)| key.clone()).collect()
    } else {
        declared.correct.into_iter().collect()
    };
    let values = mapping.entries.into_iter().map(|(key, value, _)| (key, value)).collect();
    Ok((Rule::Mapped(Mapping { values, default: mapping.default, lower: mapping.lower, upper: mapping.upper }), correct))
}

fn text_entry(declared: Declaration, processing: Processing) -> Result<Interaction, Problem> {
    if declared.cardinality != "single" {
        return Err(Problem::new("content.qti_cardinality").with("cardinality", &declared.cardinality));
    }
    let (accepted, keep_case) = match &processing {
        Processing::Map => full_marks(&declared)?,
        Processing::Words { case_sensitive } => (declared.correct.clone(), *case_sensitive),
        Processing::Match | Processing::Equal(_) => (declared.correct.clone(), true),
    };
    match declared.base_type.as_str() {
        "string" => {
            let normalisation = Normalisation { keep_case, keep_punctuation: false };
            Ok(Interaction::ShortText(ShortText { accepted, normalisation, maths: None }))
        }
        "integer" | "float" => number(&accepted, processing).map(Interaction::Numeric),
        other => Err(Problem::new("content.qti_base_type").with("type", other)),
    }
}

/// The keys of a mapping that earn its highest value. Parts of it for some words cannot be held.
fn full_marks(declared: &Declaration) -> Result<(Vec<String>, bool), Problem> {
    let mapping = declared.mapping.as_ref().ok_or_else(|| Problem::new("content.qti_no_mapping"))?;
    let best = mapping.entries.iter().map(|(_, value, _)| *value).fold(0.0, f64::max);
    if mapping.default > 0.0 || mapping.entries.iter().any(|(_, value, _)| *value > 0.0 && *value < best) {
        return Err(Problem::new("content.qti_partial_text"));
    }
    let right: Vec<_> = mapping.entries.iter().filter(|(_, value, _)| *value > 0.0).collect();
    // Letter case counts only where it counts for every key.
    let keep_case = right.iter().all(|(_, _, case_sensitive)| *case_sensitive);
    Ok((right.into_iter().map(|(key, ..)| key.clone()).collect(), keep_case))
}

fn number(accepted: &[String], processing: Processing) -> Result<Numeric, Problem> {
    let read = |text: &str| Number::parse(text).ok_or_else(|| Problem::new("content.sheet_no_number").with("value", text));
    let [value] = accepted else { return Err(Problem::new("content.qti_several_numbers")) };
    let value = read(value)?;
    let tolerance = match processing {
        Processing::Equal(Tolerance::Absolute(distance)) => read(&distance)?,
        Processing::Equal(Tolerance::Percent(percent)) => value.percent(&read(&percent)?),
        _ => Number::zero(),
    };
    Ok(Numeric { value, tolerance, unit: String::new(), maths: None })
}
