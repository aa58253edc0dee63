//! The AI-literacy content: courses hold together with the graph and the items, and the items help without telling.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use serde::Deserialize;
use std::collections::{BTreeSet, HashMap, HashSet};

const POINTS: &str = include_str!("../seed/points-ai.csv");
const ITEMS: &str = include_str!("../seed/items-ai.csv");
/// File by file: the band and the text.
const COURSES: [(&str, &str); 4] = [
    ("primary-low", include_str!("../seed/courses/primary-low.toml")),
    ("primary-high", include_str!("../seed/courses/primary-high.toml")),
    ("lower-secondary", include_str!("../seed/courses/lower-secondary.toml")),
    ("upper-secondary", include_str!("../seed/courses/upper-secondary.toml")),
];
/// Periods that each stage has at the least (《普陀区推进人工智能赋能教育的实施方案（2024—2026 年）》: 每个学段 30 课时).
const FEWEST_PERIODS: usize = 30;

/// A file of `docs/courses.md`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    course: Course,
    unit: Vec<Unit>,
    period: Vec<Period>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Course {
    code: String,
    title: String,
    title_en: String,
    stage: String,
    band: String,
    grades: Vec<i64>,
    lesson_minutes: i64,
    periods: usize,
    summary: String,
    aims: Vec<String>,
    basis: Vec<String>,
    assessment: String,
    safety: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Unit {
    code: String,
    level: String,
    title: String,
    title_en: String,
    goal: String,
    product: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Period {
    code: String,
    unit: String,
    number: usize,
    level: String,
    grade: i64,
    title: String,
    title_en: String,
    question: String,
    goals: Vec<String>,
    points: Vec<String>,
    materials: Vec<String>,
    prepare: String,
    sheet_title: String,
    sheet: String,
    sheet_answers: String,
    activities: Vec<Activity>,
    unplugged: String,
    ask: Vec<String>,
    items: Vec<String>,
    home: String,
    look_for: Vec<String>,
    safety: String,
    lab: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Activity {
    minutes: i64,
    title: String,
    text: String,
}

type Row = HashMap<String, String>;

fn rows(text: &str) -> Vec<Row> {
    csv::Reader::from_reader(text.as_bytes()).deserialize().map(Result::unwrap).collect()
}

fn keyed(text: &str, column: &str) -> HashMap<String, Row> {
    rows(text).into_iter().map(|row| (row[column].clone(), row)).collect()
}

#[test]
fn courses_hold_together_with_the_graph_and_the_items() {
    let (points, items) = (keyed(POINTS, "编码"), keyed(ITEMS, "题号"));
    let mut codes = HashSet::new();
    for (band, text) in COURSES {
        let File { course, unit, period } = toml::from_str(text).unwrap_or_else(|e| panic!("{band}: {e}"));
        assert_eq!(course.band, band);
        assert!(period.len() >= FEWEST_PERIODS && period.len() == course.periods, "{band}: {} periods", period.len());
        let texts = [&course.title, &course.title_en, &course.summary, &course.assessment, &course.safety];
        assert!(texts.iter().all(|t| !t.is_empty()) && !course.aims.is_empty() && !course.basis.is_empty(), "{band}: a blank");
        assert!(codes.insert(course.code.clone()));
        let units: HashMap<&str, &Unit> = unit.iter().map(|u| (u.code.as_str(), u)).collect();
        for unit in &unit {
            assert!(codes.insert(unit.code.clone()), "{} stands twice", unit.code);
            assert!(["basic", "advanced", "integrated"].contains(&unit.level.as_str()), "{}", unit.code);
            assert!([&unit.title, &unit.title_en, &unit.goal, &unit.product].iter().all(|t| !t.is_empty()), "{}: a blank", unit.code);
            assert!(period.iter().any(|p| p.unit == unit.code), "{}: no period", unit.code);
        }
        let levels: BTreeSet<&str> = period.iter().map(|p| p.level.as_str()).collect();
        assert_eq!(levels.len(), 3, "{band}: a level is missing");
        for (index, period) in period.iter().enumerate() {
            let code = &period.code;
            assert!(codes.insert(code.clone()), "{code} stands twice");
            assert_eq!((period.number, period.level.as_str()), (index + 1, units[period.unit.as_str()].level.as_str()), "{code}");
            assert!(course.grades.contains(&period.grade), "{code}: grade {}", period.grade);
            assert_period(&course, period, &points, &items);
        }
        let taught: HashSet<&str> = period.iter().flat_map(|p| &p.points).map(String::as_str).collect();
        let due = points.values().filter(|p| p["类型"] != "误区" && course.grades.contains(&p["年级"].parse().unwrap()));
        let missing: Vec<&String> = due.map(|p| &p["编码"]).filter(|code| !taught.contains(code.as_str())).collect();
        assert!(missing.is_empty(), "{band} never teaches {missing:?}");
    }
}

fn assert_period(course: &Course, period: &Period, points: &HashMap<String, Row>, items: &HashMap<String, Row>) {
    let code = &period.code;
    let texts = [&period.title, &period.title_en, &period.question, &period.prepare, &period.sheet_title, &period.sheet];
    let more = [&period.sheet_answers, &period.unplugged, &period.home, &period.safety];
    assert!(texts.iter().chain(&more).all(|t| !t.trim().is_empty()), "{code}: a blank text");
    let lists =
        [(&period.goals, 2), (&period.materials, 1), (&period.ask, 3), (&period.look_for, 2), (&period.points, 1), (&period.items, 2)];
    for (list, least) in lists {
        assert!(list.len() >= least && list.iter().all(|t| !t.trim().is_empty()), "{code}: fewer than {least} of something");
    }
    assert!(period.activities.len() >= 4 && period.activities.iter().all(|a| !a.title.is_empty() && !a.text.is_empty()), "{code}");
    assert_eq!(period.activities.iter().map(|a| a.minutes).sum::<i64>(), course.lesson_minutes, "{code}: minutes");
    for point in &period.points {
        let row = points.get(point).unwrap_or_else(|| panic!("{code}: no point {point}"));
        assert!(row["学段"] == course.stage && row["类型"] != "误区", "{code}: {point}");
    }
    for item in &period.items {
        let row = items.get(item).unwrap_or_else(|| panic!("{code}: no item {item}"));
        assert!(period.points.contains(&row["知识点编码"]), "{code}: {item} is of another point");
    }
    let labs = ["classifier", "perceptron", "tree", "tokens", "bias"];
    assert!(period.lab.as_ref().is_none_or(|lab| labs.contains(&lab.as_str())), "{code}: no such lab");
}

#[test]
fn items_help_without_telling() {
    let points = keyed(POINTS, "编码");
    let items = rows(ITEMS);
    let mut stems = HashSet::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    for item in &items {
        let (code, stem) = (&item["题号"], &item["题干"]);
        assert!(stems.insert(stem), "{code}: the stem stands twice");
        let hints: Vec<&str> = ["提示", "提示2", "提示3"].iter().map(|c| item[*c].as_str()).filter(|h| !h.is_empty()).collect();
        assert!(hints.len() >= 2, "{code}: fewer than two hints");
        for key in keys(item) {
            assert!(hints.iter().all(|hint| stem.contains(key) || !tells(hint, key)), "{code}: a hint holds the key {key}");
        }
        for misconception in item["误区"].split(';').filter(|m| !m.is_empty()) {
            let (letter, point) = misconception.split_once('=').unwrap();
            assert!(points[point]["类型"] == "误区" && !item["答案"].contains(letter), "{code}: {misconception}");
        }
        if item["题型"] == "单选" {
            *places.entry(item["答案"].as_str()).or_default() += 1;
        }
        // Items written with worked steps: the last states the answer.
        if let Some(last) = item["步骤"].lines().last() {
            assert!(keys(item).iter().all(|key| last.contains(key)), "{code}: the last step does not state the answer");
        }
    }
    let single: usize = places.values().sum();
    assert!(places.len() == 4 && places.values().all(|n| n * 5 >= single), "the right answers stand unevenly: {places:?}");
    let wrong: HashSet<&str> = items.iter().flat_map(|i| i["误区"].split(';')).filter_map(|m| Some(m.split_once('=')?.1)).collect();
    let unused: Vec<&String> =
        points.values().filter(|p| p["类型"] == "误区").map(|p| &p["编码"]).filter(|c| !wrong.contains(c.as_str())).collect();
    assert!(unused.is_empty(), "no item shows {unused:?}");
}

/// The texts that give an item away: the right options, or the answer itself.
fn keys(item: &Row) -> Vec<&str> {
    let answer = item["答案"].as_str();
    match item["题型"].as_str() {
        "单选" | "多选" => answer.split(';').map(|letter| item[&format!("选项{letter}")].as_str()).collect(),
        _ => answer.split('|').take(1).collect(),
    }
}

/// Whether a hint holds the key; a number only where it stands by itself.
fn tells(hint: &str, key: &str) -> bool {
    let part_of_number = |c: char| c.is_ascii_digit() || c == '.';
    hint.match_indices(key).any(|(at, _)| {
        let number = key.starts_with(|c: char| c.is_ascii_digit());
        let before = hint[..at].chars().next_back().is_some_and(part_of_number);
        let after = hint[at + key.len()..].chars().next().is_some_and(part_of_number);
        !number || !(before || after)
    })
}
