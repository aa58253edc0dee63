use crate::grid::ClassGrid;
use crate::policy;
use crate::store::mastery as store;
use base::{Conn, Millis, Result};
use content::help::{foreseeing, misled};
use content::point::{self, Point};
use content::{Item, Response};
use people::Person;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;

/// A misconception that children of a class show.
#[derive(Debug, Clone)]
pub struct Shared {
    /// What they hold, as a point of the graph.
    pub misconception: Point,
    /// The knowledge point whose questions brought it to light, the one with most of the answers.
    pub point: i64,
    /// The children, those with most such answers first.
    pub children: Vec<Misled>,
    /// Wrong answers that show it.
    pub showing: usize,
    /// Wrong answers of the class to questions on which it would show.
    pub wrong: usize,
}

/// A child who shows a misconception.
#[derive(Debug, Clone)]
pub struct Misled {
    /// The child.
    pub student: Person,
    /// The answers that show it, the latest first.
    pub answers: Vec<Shown>,
}

/// An answer that shows a misconception.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The statement.
    pub statement: Uuid,
    /// The item's code.
    pub item: String,
    /// The point that it asks for.
    pub point: i64,
    /// When.
    pub at: Millis,
}

/// What one child showed of one misconception, as the answers are gone through.
#[derive(Default)]
struct Trail {
    answers: Vec<Shown>,
    /// Right answers since, to items on which it would show.
    right: u32,
}

/// Misconceptions that children of the class show in their answers since an instant and have not overcome, the most shared first.
pub(super) async fn shown(conn: &mut Conn, grid: &ClassGrid, since: Millis) -> Result<Vec<Shared>> {
    let persons: Vec<i64> = grid.students.iter().map(|s| s.student.id).collect();
    let persons = store::consenting(conn, &persons).await?;
    let missed = records::missed(conn, &persons, since).await?;
    let points: BTreeSet<i64> = grid.points.iter().map(|p| p.id).collect();
    let foreseeing = foreseeing(conn, &missed).await?.into_iter().filter(|item| points.contains(&item.point));
    let items: HashMap<(String, i64), Item> = foreseeing.map(|item| ((item.code.clone(), item.version), item)).collect();
    if items.is_empty() {
        return Ok(Vec::new());
    }
    let wanted: Vec<(&str, i64)> = items.keys().map(|(code, version)| (code.as_str(), *version)).collect();
    let answers = records::answers_to(conn, &persons, &wanted, since).await?;
    let mut trails: BTreeMap<(String, i64), Trail> = BTreeMap::new();
    let mut wrong: HashMap<String, usize> = HashMap::new();
    for answer in &answers {
        let given = &answer.answered;
        let Some(item) = items.get(&(given.item.clone(), given.version)) else { continue };
        let codes = item.help.wrong.iter().map(|w| w.misconception.clone()).collect::<BTreeSet<_>>();
        if given.correct {
            for code in codes {
                if let Some(trail) = trails.get_mut(&(code, given.person)) {
                    trail.right += 1;
                }
            }
            continue;
        }
        codes.into_iter().for_each(|code| *wrong.entry(code).or_default() += 1);
        let response = Response::of_xapi(&item.interaction, given.response.as_deref().unwrap_or_default());
        if let Some(wrong) = misled(item, &response) {
            let trail = trails.entry((wrong.misconception.clone(), given.person)).or_default();
            trail.right = 0;
            let shown = Shown { statement: given.statement, item: given.item.clone(), point: item.point, at: given.at };
            trail.answers.insert(0, shown);
        }
    }
    let mut by_code: BTreeMap<String, Vec<Misled>> = BTreeMap::new();
    for ((code, person), trail) in trails {
        let student = grid.students.iter().find(|s| s.student.id == person).map(|s| s.student.clone());
        if let Some(student) = student.filter(|_| trail.right < policy::OVERCOME) {
            by_code.entry(code).or_default().push(Misled { student, answers: trail.answers });
        }
    }
    let codes: Vec<&str> = by_code.keys().map(String::as_str).collect();
    let mut points = point::by_codes(conn, &codes).await?;
    let mut all: Vec<Shared> = Vec::new();
    for (code, mut children) in by_code {
        // What is no longer in the graph has no name to show.
        let Some(misconception) = points.remove(&code) else { continue };
        children.sort_by(|a, b| b.answers.len().cmp(&a.answers.len()).then_with(|| a.student.name.cmp(&b.student.name)));
        let mut asked: BTreeMap<i64, usize> = BTreeMap::new();
        children.iter().flat_map(|c| &c.answers).for_each(|shown| *asked.entry(shown.point).or_default() += 1);
        let point = asked.iter().max_by_key(|(point, n)| (**n, std::cmp::Reverse(**point))).map_or(0, |(point, _)| *point);
        let showing = children.iter().map(|c| c.answers.len()).sum();
        all.push(Shared { point, showing, wrong: wrong.get(&code).copied().unwrap_or_default(), misconception, children });
    }
    all.sort_by(|a, b| b.children.len().cmp(&a.children.len()).then_with(|| a.misconception.code.cmp(&b.misconception.code)));
    Ok(all)
}
