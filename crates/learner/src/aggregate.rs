//! Schools and the region: means over learners, no names, small cells suppressed.

use crate::store::aggregate as store;
use crate::{policy, suppression};
use base::{Conn, Result};
use people::{Action, Organisation, OrganisationKind, Scope, organisation, permission};
use std::collections::{BTreeSet, HashMap};

/// What the columns are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum By {
    /// A column a subject, by its code.
    Subject,
    /// A column a knowledge point of this subject, by the point's code.
    PointsOf(String),
}

/// Units × columns, with the column's total over all units.
#[derive(Debug, Clone)]
pub struct Aggregate {
    /// Codes of subjects or of points.
    pub columns: Vec<String>,
    /// Classes or schools, by code.
    pub rows: Vec<AggregateRow>,
    /// A cell for each column over all units.
    pub total: Vec<Cell>,
    /// Fewer learners than this are not shown.
    pub smallest_cell: i64,
}

/// One class or school.
#[derive(Debug, Clone)]
pub struct AggregateRow {
    /// The unit.
    pub unit: Organisation,
    /// A cell for each column.
    pub cells: Vec<Cell>,
}

/// What is shown of some learners.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell {
    /// Enough learners.
    Shown {
        /// Mean over the learners of their mean over the points they have answered.
        mean: f64,
        /// Lower end of its [`policy::LEVEL`] interval.
        low: f64,
        /// Upper end of the interval.
        high: f64,
        /// Learners it is made from.
        learners: i64,
    },
    /// Too few learners, or hidden so that another cell cannot be worked out.
    Suppressed,
    /// No answers (暂无).
    None,
}

/// A school's classes. [`base::Error::Forbidden`] unless the caller may see the school's aggregates.
pub async fn school_aggregate(conn: &mut Conn, scope: &Scope, school: i64, by: &By) -> Result<Aggregate> {
    permission::require_organisation(conn, scope, Action::ViewSchool, school).await?;
    aggregate(conn, scope, school, OrganisationKind::Class, by, policy::SMALLEST_CELL_IN_SCHOOL).await
}

/// The schools of a region or county. [`base::Error::Forbidden`] unless the caller may see its
/// aggregates.
pub async fn region_aggregate(conn: &mut Conn, scope: &Scope, region: i64, by: &By) -> Result<Aggregate> {
    permission::require_organisation(conn, scope, Action::ViewRegion, region).await?;
    aggregate(conn, scope, region, OrganisationKind::School, by, policy::SMALLEST_CELL_IN_REGION).await
}

async fn aggregate(conn: &mut Conn, scope: &Scope, top: i64, kind: OrganisationKind, by: &By, smallest: i64) -> Result<Aggregate> {
    let units = organisation::below(conn, top, kind).await?;
    let rows = match by {
        By::Subject => store::by_subject(conn, top, &scope.today, kind.code()).await?,
        By::PointsOf(subject) => store::by_point(conn, top, &scope.today, kind.code(), subject).await?,
    };
    let columns: Vec<String> = rows.iter().map(|r| r.code.clone()).collect::<BTreeSet<_>>().into_iter().collect();
    let sums: HashMap<(i64, &str), Sum> = rows.iter().map(|r| ((r.unit, r.code.as_str()), Sum::of(r))).collect();
    let mut rows: Vec<AggregateRow> = units.into_iter().map(|unit| AggregateRow { unit, cells: Vec::new() }).collect();
    let mut total = Vec::new();
    for column in &columns {
        let cells: Vec<Sum> = rows.iter().map(|r| sums.get(&(r.unit.id, column.as_str())).copied().unwrap_or_default()).collect();
        let hidden = suppression::hide(&cells.iter().map(|c| c.learners).collect::<Vec<_>>(), smallest);
        for (row, (cell, hidden)) in rows.iter_mut().zip(cells.iter().zip(hidden.cells)) {
            row.cells.push(cell.cell(hidden));
        }
        total.push(cells.iter().copied().fold(Sum::default(), Sum::and).cell(hidden.total));
    }
    Ok(Aggregate { columns, rows, total, smallest_cell: smallest })
}

/// What means are made from, so that a total is the mean over all learners and not over units.
#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    learners: i64,
    means: f64,
    variances: f64,
}

impl Sum {
    fn of(row: &store::Row) -> Sum {
        Sum { learners: row.learners, means: row.means, variances: row.variances }
    }

    fn and(self, other: Sum) -> Sum {
        Sum { learners: self.learners + other.learners, means: self.means + other.means, variances: self.variances + other.variances }
    }

    fn cell(self, hidden: bool) -> Cell {
        let n = self.learners as f64;
        match self.learners {
            0 => Cell::None,
            _ if hidden => Cell::Suppressed,
            learners => {
                let mean = self.means / n;
                let (low, high) = measure::mean_interval(mean, self.variances / (n * n), policy::LEVEL);
                Cell::Shown { mean, low, high, learners }
            }
        }
    }
}
