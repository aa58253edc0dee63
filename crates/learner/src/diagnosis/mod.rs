//! What a class needs next: where it stands on each knowledge point and how surely, the misconceptions that several children share, the
//! most valuable things for the next lesson, mixed groups to work on them ([`Regrouping`]) and five minutes of questions to
//! see whether it worked ([`Ticket`]).
//!
//! Nothing here decides: every proposal says what it is made of, down to the answers, and the teacher changes it.

mod misconception;
mod need;
mod progress;
mod regrouping;
mod thing;
mod ticket;

use crate::grid::{self, ClassGrid};
use crate::policy;
use base::{Conn, Millis, Result};
use content::Subject;
use people::Scope;

pub use misconception::{Misled, Shared, Shown};
pub use need::Need;
pub use progress::Progress;
pub use regrouping::{Group, Regrouping, Wanted, regroup};
pub use thing::{Child, Thing};
pub use ticket::{Question, Ticket, ticket};

/// Milliseconds of a day.
const DAY: Millis = 86_400_000;

/// A class in a subject, diagnosed.
#[derive(Debug, Clone)]
pub struct Diagnosis {
    /// Students × points with what is believed.
    pub grid: ClassGrid,
    /// For each point of the grid, how many children are expected to need it.
    pub needs: Vec<Need>,
    /// Misconceptions that [`policy::SHARED_BY`] children or more show, the most shared first.
    pub misconceptions: Vec<Shared>,
    /// The most valuable things for the next lesson, at most [`policy::THINGS`], the most valuable first.
    pub things: Vec<Thing>,
}

/// The diagnosis of a class in a subject as of now. [`base::Error::Forbidden`] unless the caller may see the class and, as a subject
/// teacher, teaches the subject there. Of children without consent nothing is in it.
pub async fn of_class(conn: &mut Conn, scope: &Scope, now: Millis, class: i64, subject: Subject) -> Result<Diagnosis> {
    let grid = grid::class_grid(conn, scope, class, subject.code()).await?;
    let needs: Vec<Need> = (0..grid.points.len()).map(|column| Need::of(&grid, column)).collect();
    let since = now - policy::MISCONCEPTION_DAYS * DAY;
    let shown = misconception::shown(conn, &grid, since).await?;
    let progress = progress::since(conn, &grid, now - policy::PROGRESS_DAYS * DAY).await?;
    let things = thing::most_valuable(conn, &grid, &needs, &progress, &shown).await?;
    let misconceptions = shown.into_iter().filter(|m| m.children.len() >= policy::SHARED_BY).collect();
    Ok(Diagnosis { grid, needs, misconceptions, things })
}
