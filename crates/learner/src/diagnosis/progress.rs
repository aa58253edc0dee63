use super::need;
use crate::answer::day_number;
use crate::grid::ClassGrid;
use crate::policy;
use base::{Conn, Error, Millis, Result};
use measure::Model;
use records::{Activity, PointAnswer};
use std::collections::HashMap;

/// What the latest answers changed, among children of whom enough was known before and is now.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Progress {
    /// These children.
    pub known: usize,
    /// Expected number of them who needed the point, by the answers before.
    pub before: f64,
    /// The same by all answers.
    pub now: f64,
}

/// For each point of the grid what the answers since an instant changed; `None` where nobody answered since, or fewer than
/// [`policy::COMPARED`] children can be compared.
pub(super) async fn since(conn: &mut Conn, grid: &ClassGrid, since: Millis) -> Result<Vec<Option<Progress>>> {
    let persons: Vec<i64> = grid.students.iter().filter(|s| s.cells.iter().any(Option::is_some)).map(|s| s.student.id).collect();
    let mut recent: HashMap<(i64, String), Vec<PointAnswer>> = HashMap::new();
    for answer in records::points_since(conn, &persons, since).await? {
        if let Some(Activity::Point(code)) = Activity::of_path(&answer.point) {
            recent.entry((answer.person, code.into_owned())).or_default().push(answer);
        }
    }
    (0..grid.points.len()).map(|column| compared(grid, column, &recent)).collect()
}

fn compared(grid: &ClassGrid, column: usize, recent: &HashMap<(i64, String), Vec<PointAnswer>>) -> Result<Option<Progress>> {
    let (model, code) = (Model::default(), &grid.points[column].code);
    let mut progress = Progress { known: 0, before: 0.0, now: 0.0 };
    let mut news = false;
    for row in &grid.students {
        let Some(estimate) = row.cells[column] else { continue };
        let mut before = estimate.mastery;
        for answer in recent.get(&(row.student.id, code.clone())).into_iter().flatten() {
            news = true;
            let days = day_number(estimate.last_at) - day_number(answer.at);
            before = model.without(before, answer.score, days).map_err(Error::internal)?;
        }
        if let (Some(before), Some(now)) = (need::chance_of(before), need::chance_of(estimate.mastery)) {
            progress = Progress { known: progress.known + 1, before: progress.before + before, now: progress.now + now };
        }
    }
    Ok(Some(progress).filter(|p| news && p.known >= policy::COMPARED))
}
