//! The message catalogue: no key missing, none unused, the same placeholders in both languages, and no Chinese elsewhere.

use crate::sources::{Arguments, Text, literals};
use base::Lang;
use base::message::{AREAS, all};
use std::collections::{BTreeMap, BTreeSet};

/// Files whose Chinese is data and not a sentence of the product, each with the reason.
const CHINESE_MAY_STAND_IN: &[(&str, &str)] = &[
    ("crates/answers/src/form.rs", "marks of an approximate value as pupils write them"),
    ("crates/answers/src/read/chars.rs", "words and marks in answers as pupils write them"),
    ("crates/answers/src/read/forms.rs", "names of parts of compound quantities as pupils write them"),
    ("crates/answers/src/read/numerals.rs", "Chinese numerals"),
    ("crates/answers/src/read/number.rs", "words within numbers as pupils write them"),
    ("crates/answers/src/read/unit.rs", "names of units as pupils write them"),
    ("crates/base/src/sheet/mod.rs", "names of explaining sheets in uploaded workbooks"),
    ("crates/base/src/sheet/write.rs", "full-width characters that a spreadsheet takes for a formula"),
    ("crates/content/src/graph/relation.rs", "names of relations as uploaded sheets write them"),
    ("crates/content/src/item.rs", "names of question types as uploaded sheets write them"),
    ("crates/content/src/model/check/demands.rs", "marks in numbers as item models write them"),
    ("crates/content/src/model/function/text.rs", "texts that item models, which are in Chinese, put together"),
    ("crates/content/src/model/known.rs", "headings of sheets of points"),
    ("crates/content/src/model/write.rs", "numbers as they are read in Chinese"),
    ("crates/content/src/sheet/help.rs", "marks in cells of uploaded sheets"),
    ("crates/content/src/kind.rs", "names of kinds of points as uploaded sheets write them"),
    ("crates/content/src/item/maths.rs", "marks between requirements in uploaded sheets"),
    ("crates/content/src/number.rs", "marks in numbers as pupils write them"),
    ("crates/content/src/score/numeric.rs", "marks around numbers as pupils write them"),
    ("crates/content/src/score/short_text.rs", "Chinese punctuation marks"),
    ("crates/content/src/score/unit.rs", "names of units as pupils write them"),
    ("crates/content/src/seed.rs", "the source of the platform's own items, which are in Chinese"),
    ("crates/content/src/sheet/edges.rs", "headings of uploaded sheets"),
    ("crates/content/src/sheet/grade.rs", "names of grades as uploaded sheets write them"),
    ("crates/content/src/sheet/items.rs", "headings and words of uploaded sheets"),
    ("crates/content/src/sheet/points.rs", "headings of uploaded sheets"),
    ("crates/content/src/sheet/template.rs", "a template's example rows"),
    ("crates/learner/src/companion/ladder.rs", "words by which an explanation names an option"),
    ("crates/people/src/roster/cell.rs", "words that uploaded rosters have in their cells"),
    ("crates/people/src/roster/columns.rs", "headings of uploaded rosters, and a template's example rows"),
    ("crates/people/src/roster/oneroster/names.rs", "surnames of two characters"),
    ("crates/people/src/roster/school.rs", "words that uploaded rosters have in their cells"),
    ("crates/people/src/roster/staff.rs", "names of roles as uploaded rosters write them"),
    ("crates/people/src/roster/subject.rs", "names of subjects as uploaded rosters write them"),
    ("crates/shuren/src/responses/file.rs", "the mark between headings in a list"),
    ("crates/shuren/src/responses/mapping.rs", "names of imported points, which are in Chinese as all points' names"),
    ("crates/web/src/look/frame.rs", "a language's name in that language"),
    ("crates/people/src/stage.rs", "names of stages as uploaded files write them"),
];

/// Names of files, jobs and audited actions that look like keys.
const NO_KEYS: &[&str] = &[
    "capture.js",
    "graph.js",
    "content.xml",
    "people.graduate",
    "people.issue_passwords",
    "people.life",
    "people.merge",
    "people.transfer",
];

fn is_key(text: &str) -> bool {
    !NO_KEYS.contains(&text)
        && text.split_once('.').is_some_and(|(area, name)| {
            AREAS.contains(&area) && !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        })
}

fn used() -> Vec<Text> {
    literals().into_iter().filter(|literal| is_key(&literal.text)).collect()
}

fn defined(lang: Lang) -> BTreeMap<&'static str, &'static str> {
    all(lang).collect()
}

/// `{name}` in a text.
fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
}

#[test]
fn every_key_in_use_is_in_both_languages() {
    let (zh, en) = (defined(Lang::Zh), defined(Lang::En));
    let missing: BTreeSet<String> = used()
        .iter()
        .filter(|u| !zh.contains_key(u.text.as_str()) || !en.contains_key(u.text.as_str()))
        .map(|u| format!("{} at {}", u.text, u.at))
        .collect();
    assert!(missing.is_empty(), "in use, and not in both languages:\n{}", Vec::from_iter(missing).join("\n"));
}

#[test]
fn every_key_in_the_catalogue_is_used() {
    let used: BTreeSet<String> = used().into_iter().map(|u| u.text).collect();
    let (zh, en) = (defined(Lang::Zh), defined(Lang::En));
    let unused: BTreeSet<&str> = zh.keys().chain(en.keys()).copied().filter(|key| !used.contains(*key)).collect();
    assert!(unused.is_empty(), "nobody uses:\n{}", Vec::from_iter(unused).join("\n"));
}

#[test]
fn both_languages_have_the_same_placeholders() {
    let en = defined(Lang::En);
    let differ: Vec<String> = defined(Lang::Zh)
        .iter()
        .filter_map(|(key, zh)| {
            let (zh, en) = (placeholders(zh), placeholders(en.get(key)?));
            (zh != en).then(|| format!("{key}: {zh:?} in zh-CN, {en:?} in en"))
        })
        .collect();
    assert!(differ.is_empty(), "{}", differ.join("\n"));
}

#[test]
fn the_arguments_given_are_those_the_text_names() {
    let zh = defined(Lang::Zh);
    let wrong: Vec<String> = used()
        .iter()
        .filter_map(|u| {
            let (given, whole) = match &u.arguments {
                Arguments::Unseen => return None,
                Arguments::All(names) => (names, true),
                Arguments::Some(names) => (names, false),
            };
            let given: BTreeSet<&str> = given.iter().map(String::as_str).collect();
            let named = placeholders(zh.get(u.text.as_str())?);
            let fits = if whole { given == named } else { given.is_subset(&named) };
            (!fits).then(|| format!("{} at {}: given {given:?}, the text names {named:?}", u.text, u.at))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn is_chinese(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{303f}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}')
}

#[test]
fn chinese_stands_in_the_catalogue_only() {
    let chinese: Vec<Text> = literals().into_iter().filter(|l| l.text.contains(is_chinese)).collect();
    let listed = |l: &Text| CHINESE_MAY_STAND_IN.iter().any(|(file, _)| l.at.file == std::path::Path::new(file));
    let faults: Vec<String> = chinese.iter().filter(|l| !listed(l)).map(|l| format!("{}: {}", l.at, l.text)).collect();
    assert!(faults.is_empty(), "move to crates/base/messages, or list the file with a reason:\n{}", faults.join("\n"));
    let stale: Vec<&str> = CHINESE_MAY_STAND_IN
        .iter()
        .map(|(file, _)| *file)
        .filter(|file| !chinese.iter().any(|l| l.at.file == std::path::Path::new(file)))
        .collect();
    assert!(stale.is_empty(), "listed without need: {stale:?}");
}

#[test]
fn the_reader_of_sources_sees_what_stands_there() {
    let used = used();
    let place = used.iter().find(|u| u.text == "base.place_row").expect("base.place_row is used");
    assert!(place.at.file.ends_with("crates/base/src/error.rs") && place.at.line > 1, "{}", place.at);
    assert!(!used.iter().any(|u| u.at.file.ends_with("testing.rs") && u.at.line == 0));
    assert_eq!(placeholders("{a} 和 {b}"), BTreeSet::from(["a", "b"]));
    assert!(is_key("base.place_row") && !is_key("base.Place") && !is_key("nowhere.key") && !is_key("base."));
}
