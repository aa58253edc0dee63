//! Knowledge points (知识点): what is taught and practised, one thing each.

use crate::{Kind, Stage, Subject, store};
use base::{Conn, Error, Problem, Result};
use std::collections::{HashMap, HashSet};

/// Characters of a name at the most.
const LONGEST_NAME: usize = 120;
/// Characters of a description or a citation at the most.
const LONGEST_TEXT: usize = 2_000;

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
    /// What sort of thing it is.
    pub kind: Kind,
    /// Chinese name.
    pub name: String,
    /// English name; empty when there is none.
    pub name_en: String,
    /// The curriculum standard it rests on, as a citation; empty when there is none.
    pub standard: String,
    /// What a learner who has it can do.
    pub description: String,
    /// The identifier that another maker gave it (CASE); empty for one that follows from the code.
    pub identifier: String,
    /// No longer taught: kept because answers refer to it.
    pub retired: bool,
}

impl Point {
    /// Its name for readers of `lang`: the Chinese one where no English one is given.
    pub fn name(&self, lang: base::Lang) -> &str {
        if lang == base::Lang::En && !self.name_en.is_empty() { &self.name_en } else { &self.name }
    }
}

/// A knowledge point as an author gives it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct NewPoint {
    /// The author's code.
    pub code: String,
    /// Subject.
    pub subject: Subject,
    /// Stage.
    pub stage: Stage,
    /// Grade 1–12, or 0 where the stage counts none.
    pub grade: i64,
    /// What sort of thing it is.
    pub kind: Kind,
    /// Chinese name.
    pub name: String,
    /// English name; may be empty.
    pub name_en: String,
    /// The curriculum standard it rests on, as a citation; may be empty.
    pub standard: String,
    /// What a learner who has it can do; may be empty.
    pub description: String,
    /// The identifier that another maker gave it (CASE, a UUID); empty for one that follows from the code.
    #[serde(default)]
    pub identifier: String,
}

impl NewPoint {
    /// A point of knowledge with nothing but a name.
    pub fn new(code: &str, subject: Subject, stage: Stage, grade: i64, name: &str) -> NewPoint {
        NewPoint {
            code: code.to_owned(),
            subject,
            stage,
            grade,
            kind: Kind::Knowledge,
            name: name.to_owned(),
            name_en: String::new(),
            standard: String::new(),
            description: String::new(),
            identifier: String::new(),
        }
    }

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
        for (text, most) in
            [(&self.name, LONGEST_NAME), (&self.name_en, LONGEST_NAME), (&self.standard, LONGEST_TEXT), (&self.description, LONGEST_TEXT)]
        {
            if text.chars().count() > most {
                problems.push(Problem::new("content.text_too_long").with("most", most));
            }
        }
        if !self.identifier.is_empty() && uuid::Uuid::parse_str(&self.identifier).is_err() {
            problems.push(Problem::new("graph.bad_identifier").with("value", &self.identifier));
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
    /// Kind; `None` means any that is taught: not the misconceptions.
    pub kind: Option<Kind>,
    /// Misconceptions too, and points that are no longer taught.
    pub whole: bool,
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
    let there = by_codes(conn, &codes(points)).await?;
    Ok(sort(points, &there).1)
}

/// Adds points, or changes those whose code is there, in the caller's transaction; one that was retired is taught again. All are
/// sound and no code stands twice; or nothing is changed and all problems are given.
pub async fn save(conn: &mut Conn, points: &[NewPoint]) -> Result<Saved> {
    let there = by_codes(conn, &codes(points)).await?;
    let problems: Vec<Problem> = points.iter().flat_map(NewPoint::problems).chain(repeated(points).into_iter().map(|(_, p)| p)).collect();
    if !problems.is_empty() {
        return Err(Error::Invalid(problems));
    }
    let (write, saved) = sort(points, &there);
    let ids: HashMap<&str, i64> =
        write.iter().map(|p| (p.code.as_str(), there.get(&p.code).map_or_else(base::id::next, |old| old.id))).collect();
    store::point::save(conn, &write, &ids).await?;
    Ok(saved)
}

/// Takes points out of what is taught; they stay, because answers refer to them.
pub(crate) async fn retire(conn: &mut Conn, codes: &[&str]) -> Result<()> {
    store::point::retire(conn, codes).await
}

fn codes(points: &[NewPoint]) -> Vec<&str> {
    points.iter().map(|p| p.code.as_str()).collect()
}

/// Codes that stand twice in the set, each with the index of its point.
pub(crate) fn repeated(points: &[NewPoint]) -> Vec<(usize, Problem)> {
    let mut seen = HashSet::new();
    let twice = points.iter().enumerate().filter(|(_, p)| !seen.insert(p.code.as_str()));
    twice.map(|(index, p)| (index, Problem::new("content.code_twice").with("code", &p.code))).collect()
}

fn sort<'a>(points: &'a [NewPoint], there: &HashMap<String, Point>) -> (Vec<&'a NewPoint>, Saved) {
    let mut write = Vec::new();
    let mut saved = Saved::default();
    for point in points {
        match there.get(&point.code) {
            None => saved.added += 1,
            Some(old) if old.retired || *point != NewPoint::from(old) => saved.changed += 1,
            Some(_) => {
                saved.unchanged += 1;
                continue;
            }
        }
        write.push(point);
    }
    (write, saved)
}

impl From<&Point> for NewPoint {
    fn from(point: &Point) -> NewPoint {
        NewPoint {
            code: point.code.clone(),
            subject: point.subject,
            stage: point.stage,
            grade: point.grade,
            kind: point.kind,
            name: point.name.clone(),
            name_en: point.name_en.clone(),
            standard: point.standard.clone(),
            description: point.description.clone(),
            identifier: point.identifier.clone(),
        }
    }
}
