use super::misconception::Shared;
use super::need::{Need, chance_below};
use super::progress::Progress;
use crate::grid::ClassGrid;
use crate::mastery::Estimate;
use crate::policy;
use base::{Conn, Result};
use content::graph;
use content::point::{self, Point};
use people::Person;
use std::collections::HashMap;

/// Something to do in the next lesson: a point to teach again, with what speaks for it.
#[derive(Debug, Clone)]
pub struct Thing {
    /// The point.
    pub point: Point,
    /// What it is worth: the expected number of children helped, raised by [`policy::BUILT_ON`] for each later point that builds on it.
    pub value: f64,
    /// Children expected to need it.
    pub need: Need,
    /// What the answers of the last [`policy::PROGRESS_DAYS`] days changed.
    pub progress: Option<Progress>,
    /// Misconceptions behind it, the most shared first.
    pub misconceptions: Vec<Shared>,
    /// Later points that build directly on it.
    pub built_on: Vec<Point>,
    /// The children, those who need it most surely first.
    pub children: Vec<Child>,
}

/// A child who may need it.
#[derive(Debug, Clone)]
pub struct Child {
    /// The child.
    pub student: Person,
    /// How surely the child needs it: the probability that the chance of a right answer is below [`policy::SECURE`]; 1 for one who shows a
    /// misconception of it.
    pub chance: f64,
    /// What is believed; `None` when only a misconception speaks.
    pub estimate: Option<Estimate>,
    /// Whether a misconception of it shows.
    pub misled: bool,
}

/// The most valuable things, in the order of their value.
pub(super) async fn most_valuable(
    conn: &mut Conn,
    grid: &ClassGrid,
    needs: &[Need],
    progress: &[Option<Progress>],
    shown: &[Shared],
) -> Result<Vec<Thing>> {
    let mut things: Vec<Thing> = Vec::new();
    let edges = graph::dependents(conn, &grid.points.iter().map(|p| p.id).collect::<Vec<_>>()).await?;
    let later: Vec<i64> = edges.iter().map(|e| e.destination).collect();
    let later: HashMap<i64, Point> = point::many(conn, &later).await?.into_iter().map(|p| (p.id, p)).collect();
    for (column, (point, need)) in grid.points.iter().zip(needs).enumerate() {
        let misconceptions: Vec<Shared> =
            shown.iter().filter(|m| m.point == point.id && m.children.len() >= policy::SHARED_BY).cloned().collect();
        let misled = |person: i64| misconceptions.iter().any(|m| m.children.iter().any(|c| c.student.id == person));
        let child = |row: &crate::grid::StudentRow| {
            let misled = misled(row.student.id);
            let chance = if misled { Some(1.0) } else { chance_below(row.cells[column].as_ref()) };
            chance.map(|chance| Child { student: row.student.clone(), chance, estimate: row.cells[column], misled })
        };
        let mut children: Vec<Child> = grid.students.iter().filter_map(child).collect();
        let helped: f64 = children.iter().map(|c| c.chance).sum();
        if helped < policy::FEWEST_FOR_A_CLASS {
            continue;
        }
        children.retain(|c| c.chance >= 0.5);
        children.sort_by(|a, b| b.chance.total_cmp(&a.chance).then_with(|| a.student.name.cmp(&b.student.name)));
        let built_on: Vec<Point> =
            edges.iter().filter(|e| e.origin == point.id).filter_map(|e| later.get(&e.destination).cloned()).collect();
        let value = helped * (1.0 + policy::BUILT_ON * built_on.len().min(policy::MOST_BUILT_ON) as f64);
        things.push(Thing { point: point.clone(), value, need: *need, progress: progress[column], misconceptions, built_on, children });
    }
    things.sort_by(|a, b| b.value.total_cmp(&a.value).then_with(|| a.point.code.cmp(&b.point.code)));
    things.truncate(policy::THINGS);
    Ok(things)
}
