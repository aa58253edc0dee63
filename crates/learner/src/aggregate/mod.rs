//! Schools and the region: means over learners, no names, small cells suppressed.
//!
//! A reader may open many pages: the region, its counties, school groups, schools. What is hidden on one must not
//! follow from the others. So what is hidden of a school is decided once, within its county (`Across`), and holds on
//! all pages; and whoever reads across schools sees a school's classes by the same smallest cell. Only who
//! leads the school, and reads nothing across schools, sees it by the school's own.

#[cfg(test)]
mod attack;
mod page;

use crate::policy;
use crate::store::aggregate as store;
use base::{Conn, Error, Result};
use page::{Across, Sum};
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

/// A school's classes; the total is over all its learners, in a class or not. [`Error::Forbidden`] unless the caller may see the
/// school's aggregates, [`Error::NotFound`] for what is no school.
pub async fn school_aggregate(conn: &mut Conn, scope: &Scope, school: i64, by: &By) -> Result<Aggregate> {
    permission::require_organisation(conn, scope, Action::ViewSchool, school).await?;
    let place = of_kind(conn, school, &[OrganisationKind::School]).await?;
    let classes = organisation::below(conn, school, OrganisationKind::Class).await?;
    let sums = sums(store::classes(conn, school, &scope.today, by).await?);
    if reads_closely(conn, scope, school).await? {
        return Ok(page::closely(classes, &sums, policy::SMALLEST_CELL_IN_SCHOOL));
    }
    let across = across(conn, scope, &place, by).await?;
    Ok(page::school(school, classes, &sums, &across))
}

/// The schools of the region, a county or a school group. [`Error::Forbidden`] unless the caller may see its
/// aggregates, [`Error::NotFound`] for anything else.
pub async fn region_aggregate(conn: &mut Conn, scope: &Scope, region: i64, by: &By) -> Result<Aggregate> {
    permission::require_organisation(conn, scope, Action::ViewRegion, region).await?;
    let kinds = [OrganisationKind::Region, OrganisationKind::County, OrganisationKind::SchoolGroup];
    let place = of_kind(conn, region, &kinds).await?;
    let schools = organisation::below(conn, region, OrganisationKind::School).await?;
    let across = across(conn, scope, &place, by).await?;
    Ok(page::region(&place, schools, &across))
}

/// Another kind of place would give sums that nobody has checked against the others.
async fn of_kind(conn: &mut Conn, org: i64, kinds: &[OrganisationKind]) -> Result<Organisation> {
    let place = organisation::get(conn, org).await?;
    if kinds.iter().any(|kind| place.is(*kind)) { Ok(place) } else { Err(Error::NotFound) }
}

/// Whether the caller leads the school and sees nothing from which its small cells could be subtracted.
async fn reads_closely(conn: &mut Conn, scope: &Scope, school: i64) -> Result<bool> {
    Ok(may(permission::require_organisation(conn, scope, Action::LeadSchool, school).await)?
        && !may(permission::require_anywhere(conn, scope, Action::ViewRegion).await)?)
}

fn may(allowed: Result<()>) -> Result<bool> {
    match allowed {
        Ok(()) => Ok(true),
        Err(Error::Forbidden) => Ok(false),
        Err(other) => Err(other),
    }
}

/// All that decides about the schools of a place: the schools of the counties they are in.
async fn across(conn: &mut Conn, scope: &Scope, place: &Organisation, by: &By) -> Result<Across> {
    let tops: BTreeSet<i64> = if place.is(OrganisationKind::Region) || place.is(OrganisationKind::County) {
        [place.id].into()
    } else {
        store::counties(conn, place.id).await?.into_iter().map(|(school, county)| county.unwrap_or(school)).collect()
    };
    let mut across = Across::new(policy::SMALLEST_CELL_IN_REGION);
    for top in tops {
        across.add(store::counties(conn, top).await?, sums(store::schools(conn, top, &scope.today, by).await?));
    }
    Ok(across)
}

/// Sums by unit and column.
type Sums = HashMap<(i64, String), Sum>;

fn sums(rows: Vec<store::Row>) -> Sums {
    rows.into_iter().map(|r| ((r.unit, r.code), Sum { learners: r.learners, means: r.means, variances: r.variances })).collect()
}
