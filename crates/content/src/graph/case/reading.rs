//! A CASE package of whatever maker, read into points and edges.

use super::objects::{Item, Package};
use super::{ABILITY_OF, MISCONCEPTION_OF};
use crate::graph::{NewEdge, Relation, Snapshot, identity};
use crate::point::LONGEST_NAME;
use crate::{Kind, NewPoint, Stage, Subject, stage};
use base::{Error, Place, Problem, Result};
use std::collections::{BTreeMap, HashMap, HashSet};
use uuid::Uuid;

/// Items of a package at the most.
const MOST_ITEMS: usize = 20_000;
/// Characters of a name taken from a statement.
const SHORT: usize = 40;

/// Where items go, and what they get that do not say it themselves.
#[derive(Debug, Clone, Copy)]
pub struct Defaults {
    /// The subject of all of them.
    pub subject: Subject,
    /// Stage of items without an education level.
    pub stage: Stage,
    /// Their grade.
    pub grade: i64,
}

/// What a package holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// The document's title.
    pub title: String,
    /// Its points and edges; edges may lead to points that are stored and not in the package.
    pub part: Snapshot,
    /// Why it cannot be taken.
    pub problems: Vec<Problem>,
    /// What is left out or assumed.
    pub notices: Vec<Problem>,
}

/// Reads a package. `known` is the graph as it is stored: its points are found again by their identifiers.
pub fn read(bytes: &[u8], known: &Snapshot, defaults: &Defaults) -> Result<Reading> {
    let package: Package = serde_json::from_slice(bytes).map_err(|e| Error::from(Problem::new("graph.case_json").with("error", e)))?;
    if package.items.len() > MOST_ITEMS {
        return Err(Problem::new("graph.case_too_many").with("most", MOST_ITEMS).into());
    }
    let mut reading = Reading { title: package.document.title.clone(), ..Reading::default() };
    let stored: HashMap<Uuid, &NewPoint> = known.points.values().map(|p| (identity::of_point(p), p)).collect();
    let codes = points(&package, known, &stored, defaults, &mut reading);
    edges(&package, &stored, &codes, &mut reading);
    if package.items.is_empty() {
        reading.problems.push(Problem::new("graph.case_no_items"));
    }
    for (count, key) in [(package.rubrics.len(), "graph.case_rubrics"), (package.definitions.concepts.len(), "graph.case_concepts")] {
        if count > 0 {
            reading.notices.push(Problem::new(key).with("n", count));
        }
    }
    Ok(reading)
}

/// The points of a package; gives the code of each identifier.
fn points(
    package: &Package,
    known: &Snapshot,
    stored: &HashMap<Uuid, &NewPoint>,
    defaults: &Defaults,
    reading: &mut Reading,
) -> HashMap<Uuid, String> {
    let mut codes = HashMap::new();
    let mut taken = HashSet::new();
    let mut assumed = 0;
    for (index, item) in package.items.iter().enumerate() {
        let at = |problem: Problem| problem.with("item", label(index, item));
        let Ok(identifier) = Uuid::parse_str(&item.identifier) else {
            reading.problems.push(at(Problem::new("graph.case_identifier")));
            continue;
        };
        let statement = item.full_statement.trim();
        if statement.is_empty() && item.abbreviated_statement.trim().is_empty() {
            reading.problems.push(at(Problem::new("graph.case_no_statement")));
            continue;
        }
        let code = match stored.get(&identifier) {
            Some(point) => point.code.clone(),
            None => code_of(item, identifier, known),
        };
        if codes.contains_key(&identifier) || !taken.insert(code.clone()) {
            reading.problems.push(at(Problem::new("graph.case_twice").with("code", &code)));
            continue;
        }
        if known.points.get(&code).is_some_and(|p| p.subject != defaults.subject) {
            reading.problems.push(at(Problem::new("graph.case_other_subject").with("code", &code)));
        }
        let said = level(item);
        assumed += usize::from(said.is_none());
        let (stage, grade) = said.unwrap_or((defaults.stage, defaults.grade));
        let own = item.extensions.as_ref().and_then(|e| e.shuren.as_ref());
        let (name, description) = texts(item, own.is_some_and(|o| o.undescribed));
        let kind = own.and_then(|o| Kind::parse(&o.kind)).or_else(|| Kind::parse(&item.item_type)).unwrap_or_default();
        let point = NewPoint {
            kind,
            name_en: item.alternative_label.clone(),
            standard: item.notes.clone(),
            description,
            identifier: if identity::of_code(&code) == identifier { String::new() } else { identifier.to_string() },
            ..NewPoint::new(&code, defaults.subject, stage, grade, &name)
        };
        let place = Place { file: label(index, item), ..Place::default() };
        reading.problems.extend(point.problems().into_iter().map(|p| p.at(place.clone())));
        codes.insert(identifier, code.clone());
        reading.part.points.insert(code, point);
    }
    if assumed > 0 {
        let problem = Problem::new("graph.case_level_assumed").with("n", assumed).with("grade", defaults.grade);
        reading.notices.push(problem);
    }
    codes
}

/// The author's code; the identifier where there is none, or where a stored point of another maker has it.
fn code_of(item: &Item, identifier: Uuid, known: &Snapshot) -> String {
    let code = item.human_coding_scheme.as_str();
    let fits = !code.trim().is_empty() && code.chars().count() <= crate::item::LONGEST_CODE && !known.points.contains_key(code);
    if fits { code.to_owned() } else { identifier.to_string() }
}

/// Name and description.
fn texts(item: &Item, undescribed: bool) -> (String, String) {
    let (full, short) = (&item.full_statement, &item.abbreviated_statement);
    if undescribed {
        return (if short.is_empty() { full.clone() } else { short.clone() }, String::new());
    }
    if !short.trim().is_empty() && short.chars().count() <= LONGEST_NAME {
        return (short.clone(), full.clone());
    }
    if full.chars().count() <= SHORT {
        return (full.clone(), String::new());
    }
    (full.chars().take(SHORT - 1).chain(['…']).collect(), full.clone())
}

/// Stage and first grade of an item that says so.
fn level(item: &Item) -> Option<(Stage, i64)> {
    let own = item.extensions.as_ref().and_then(|e| e.shuren.as_ref()).and_then(|o| Stage::parse(&o.stage));
    let grade = item.education_level.iter().filter_map(|l| l.trim().parse::<i64>().ok()).filter(|g| (1..=12).contains(g)).min();
    match (own, grade) {
        (Some(stage), grade) => Some((stage, grade.unwrap_or(0))).filter(|(stage, grade)| stage::has_grade(*stage, *grade)),
        (None, Some(grade)) => Some((
            match grade {
                1..=6 => Stage::Primary,
                7..=9 => Stage::Junior,
                _ => Stage::Senior,
            },
            grade,
        )),
        (None, None) => item.education_level.iter().any(|l| matches!(l.trim(), "PK" | "KG" | "K")).then_some((Stage::Kindergarten, 0)),
    }
}

fn label(index: usize, item: &Item) -> String {
    let name = [&item.human_coding_scheme, &item.identifier].into_iter().find(|s| !s.is_empty()).cloned().unwrap_or_default();
    format!("CFItems[{index}] {name}").trim_end().to_owned()
}

fn edges(package: &Package, stored: &HashMap<Uuid, &NewPoint>, codes: &HashMap<Uuid, String>, reading: &mut Reading) {
    let document = package.document.identifier.to_ascii_lowercase();
    let code = |identifier: &str| -> Option<String> {
        let identifier = Uuid::parse_str(identifier).ok()?;
        codes.get(&identifier).cloned().or_else(|| stored.get(&identifier).map(|p| p.code.clone()))
    };
    let mut left_out: BTreeMap<&str, usize> = BTreeMap::new();
    let mut outside = 0;
    for association in &package.associations {
        let (origin, destination) = (&association.origin.identifier, &association.destination.identifier);
        let Some(relation) = relation(&association.association_type) else {
            *left_out.entry(&association.association_type).or_default() += 1;
            continue;
        };
        if relation == Relation::PartOf && destination.to_ascii_lowercase() == document {
            continue;
        }
        let (Some(origin), Some(destination)) = (code(origin), code(destination)) else {
            outside += 1;
            continue;
        };
        let edge = NewEdge { origin, relation, destination, note: association.notes.clone() };
        reading.part.edges.insert(edge.key(), edge.note);
    }
    for (kind, n) in left_out {
        reading.notices.push(Problem::new("graph.case_association_left_out").with("kind", kind).with("n", n));
    }
    if outside > 0 {
        reading.notices.push(Problem::new("graph.case_outside").with("n", outside));
    }
}

fn relation(association_type: &str) -> Option<Relation> {
    match association_type {
        "precedes" => Some(Relation::Prerequisite),
        "isChildOf" | "isPartOf" => Some(Relation::PartOf),
        "isRelatedTo" | "isPeerOf" => Some(Relation::Related),
        MISCONCEPTION_OF => Some(Relation::MisconceptionOf),
        ABILITY_OF => Some(Relation::AbilityOf),
        _ => None,
    }
}
