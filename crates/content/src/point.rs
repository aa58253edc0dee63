//! Knowledge points (知识点): what is taught and practised, one thing each.

use crate::{Stage, Subject, store};
use base::{Conn, Error, Problem, Result};
use std::collections::{HashMap, HashSet};

/// A knowledge point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    /// Identifier.
    pub id: i64,
    /// The author's code, by which a re-import finds it.
    pub code: String,
    /// Subject.
    pub subject: Subject,
    /// Stage.
    pub stage: Stage,
    /// Grade 1–12, or 0 where the stage counts none.
    pub grade: i64,
    /// Chinese name.
    pub name: String,
    /// English name; empty when there is none.
    pub name_en: String,
    /// The point it belongs under or builds on.
    pub parent: Option<i64>,
    /// What a learner who has it can do.
    pub description: String,
}

impl Point {
    /// Its name for readers of `lang`: the Chinese one where no English one is given.
    pub fn name(&self, lang: base::Lang) -> &str {
        if lang == base::Lang::En && !self.name_en.is_empty() { &self.name_en } else { &self.name }
    }
}

/// A knowledge point as an author gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPoint {
    /// The author's code.
    pub code: String,
    /// Subject.
    pub subject: Subject,
    /// Stage.
    pub stage: Stage,
    /// Grade 1–12, or 0 where the stage counts none.
    pub grade: i64,
    /// Chinese name.
    pub name: String,
    /// English name; may be empty.
    pub name_en: String,
    /// Code of the point it belongs under; may be empty.
    pub parent: String,
    /// What a learner who has it can do; may be empty.
    pub description: String,
}

impl NewPoint {
    /// What is wrong with it; empty for a sound one.
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        if self.code.is_empty() || self.code.chars().count() > crate::item::LONGEST_CODE {
            problems.push(Problem::new("content.bad_code").with("most", crate::item::LONGEST_CODE));
        }
        if self.name.trim().is_empty() {
            problems.push(Problem::new("content.blank_name"));
        }
        if !crate::stage::has_grade(self.stage, self.grade) {
            problems.push(Problem::new("content.bad_grade").with("grade", self.grade));
        }
        if !self.code.is_empty() && self.parent == self.code {
            problems.push(Problem::new("content.own_parent"));
        }
        problems
    }
}

/// What saving points did, or would do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Saved {
    /// Points that were not there.
    pub added: i64,
    /// Points that differ.
    pub changed: i64,
    /// Points that are the same already.
    pub unchanged: i64,
}

/// Which points to list; `None` means any.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter {
    /// Subject.
    pub subject: Option<Subject>,
    /// Stage.
    pub stage: Option<Stage>,
    /// Grade.
    pub grade: Option<i64>,
}

/// A point; [`Error::NotFound`] when there is none.
pub async fn get(conn: &mut Conn, id: i64) -> Result<Point> {
    store::point::get(conn, id).await
}

/// The point with an author's code.
pub async fn by_code(conn: &mut Conn, code: &str) -> Result<Point> {
    store::point::by_codes(conn, &[code]).await?.into_iter().next().ok_or(Error::NotFound)
}

/// Points by their codes; codes that no point has are left out.
pub async fn by_codes(conn: &mut Conn, codes: &[&str]) -> Result<HashMap<String, Point>> {
    Ok(store::point::by_codes(conn, codes).await?.into_iter().map(|p| (p.code.clone(), p)).collect())
}

/// Points by their identifiers; those that do not exist are left out.
pub async fn many(conn: &mut Conn, ids: &[i64]) -> Result<Vec<Point>> {
    store::point::many(conn, ids).await
}

/// The points a filter lets through, by subject, stage, grade and code.
pub async fn list(conn: &mut Conn, filter: Filter) -> Result<Vec<Point>> {
    store::point::list(conn, filter).await
}

/// What [`save`] would do, without doing it.
pub async fn compare(conn: &mut Conn, points: &[NewPoint]) -> Result<Saved> {
    let codes: Vec<&str> = points.iter().flat_map(|p| [p.code.as_str(), p.parent.as_str()]).collect();
    let there = by_codes(conn, &codes).await?;
    Ok(sort(points, &there).1)
}

/// Adds points, or changes those whose code is there, in the caller's transaction. All are sound,
/// every parent is in the set or stored, and no point is its own ancestor within the set; or
/// nothing is changed and all problems are given.
pub async fn save(conn: &mut Conn, points: &[NewPoint]) -> Result<Saved> {
    let codes: Vec<&str> = points.iter().flat_map(|p| [p.code.as_str(), p.parent.as_str()]).collect();
    let there = by_codes(conn, &codes).await?;
    let problems: Vec<Problem> =
        points.iter().flat_map(NewPoint::problems).chain(set_problems(points, &there).into_iter().map(|(_, p)| p)).collect();
    if !problems.is_empty() {
        return Err(Error::Invalid(problems));
    }
    let (write, saved) = sort(points, &there);
    let mut ids: HashMap<&str, i64> = there.values().map(|p| (p.code.as_str(), p.id)).collect();
    for point in &write {
        ids.entry(point.code.as_str()).or_insert_with(base::id::next);
    }
    store::point::save(conn, &write, &ids).await?;
    Ok(saved)
}

/// Faults that show only in the set as a whole, each with the index of its point.
pub(crate) fn set_problems(points: &[NewPoint], there: &HashMap<String, Point>) -> Vec<(usize, Problem)> {
    let mut parents: HashMap<&str, &str> = HashMap::new();
    let mut problems = Vec::new();
    for (index, point) in points.iter().enumerate() {
        if parents.insert(&point.code, &point.parent).is_some() {
            problems.push((index, Problem::new("content.code_twice").with("code", &point.code)));
        }
    }
    for (index, point) in points.iter().enumerate() {
        if point.parent.is_empty() || point.parent == point.code {
            continue;
        }
        if !parents.contains_key(point.parent.as_str()) && !there.contains_key(&point.parent) {
            problems.push((index, Problem::new("content.unknown_parent").with("code", &point.parent)));
        } else if is_own_ancestor(&point.code, &parents) {
            problems.push((index, Problem::new("content.circular_parents").with("code", &point.code)));
        }
    }
    problems
}

fn is_own_ancestor(code: &str, parents: &HashMap<&str, &str>) -> bool {
    let mut seen = HashSet::new();
    let mut at = code;
    while let Some(parent) = parents.get(at).copied().filter(|p| !p.is_empty()) {
        if parent == code {
            return true;
        }
        if !seen.insert(parent) {
            return false;
        }
        at = parent;
    }
    false
}

fn sort<'a>(points: &'a [NewPoint], there: &HashMap<String, Point>) -> (Vec<&'a NewPoint>, Saved) {
    let mut write = Vec::new();
    let mut saved = Saved::default();
    for point in points {
        match there.get(&point.code) {
            None => saved.added += 1,
            Some(old) if !same(point, old, there) => saved.changed += 1,
            Some(_) => {
                saved.unchanged += 1;
                continue;
            }
        }
        write.push(point);
    }
    (write, saved)
}

fn same(new: &NewPoint, old: &Point, there: &HashMap<String, Point>) -> bool {
    let parent = there.get(&new.parent).map(|p| p.id);
    (new.subject, new.stage, new.grade, parent, &new.name, &new.name_en, &new.description)
        == (old.subject, old.stage, old.grade, old.parent, &old.name, &old.name_en, &old.description)
}
