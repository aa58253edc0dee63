//! A class at a glance: its students × the knowledge points of a subject.

use crate::mastery::Estimate;
use crate::store::mastery as store;
use base::{Conn, Error, Result};
use content::point::{self, Point};
use people::{Action, Person, Role, Scope, permission, role};
use std::collections::{BTreeSet, HashMap};

/// The matrix behind the class's heat map.
#[derive(Debug, Clone)]
pub struct ClassGrid {
    /// Columns: the points that somebody in the class has answered, by grade and code.
    pub points: Vec<Point>,
    /// Rows: the students of today, by name.
    pub students: Vec<StudentRow>,
    /// Below each column: what the class as a whole shows.
    pub summary: Vec<Summary>,
}

/// One student's row.
#[derive(Debug, Clone)]
pub struct StudentRow {
    /// The student.
    pub student: Person,
    /// A cell for each point; `None` without an answer (暂无, not 0).
    pub cells: Vec<Option<Estimate>>,
}

/// A column's mean over the students who have answered.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Summary {
    /// Mean of the students' means.
    pub mean: f64,
    /// Lower end of its interval.
    pub low: f64,
    /// Upper end of its interval.
    pub high: f64,
    /// Students it is made from.
    pub learners: i64,
}

/// The grid of a class in a subject (a code). [`Error::Forbidden`] unless the caller may see the class
/// and, as a subject teacher, teaches the subject there.
pub async fn class_grid(conn: &mut Conn, scope: &Scope, class: i64, subject: &str) -> Result<ClassGrid> {
    permission::require_organisation(conn, scope, Action::ViewClass, class).await?;
    if permission::subjects(conn, scope, class).await?.is_some_and(|taught| !taught.iter().any(|t| t == subject)) {
        return Err(Error::Forbidden);
    }
    let students = role::at(conn, class, Role::Student, &scope.today).await?;
    let rows = store::of_class(conn, class, &scope.today, subject).await?;
    let ids: Vec<i64> = rows.iter().map(|r| r.point).collect::<BTreeSet<_>>().into_iter().collect();
    let points = point::many(conn, &ids).await?;
    let estimates: HashMap<(i64, i64), Estimate> = rows.into_iter().map(|r| ((r.person, r.point), Estimate::of(r))).collect();
    let students: Vec<StudentRow> = students
        .into_iter()
        .map(|student| {
            let cells = points.iter().map(|p| estimates.get(&(student.id, p.id)).copied()).collect();
            StudentRow { student, cells }
        })
        .collect();
    let summary = (0..points.len()).map(|column| Summary::of(students.iter().filter_map(|s| s.cells[column].as_ref()))).collect();
    Ok(ClassGrid { points, students, summary })
}

/// Codes of the subjects in which a class has estimates and that the caller may see there.
pub async fn subjects(conn: &mut Conn, scope: &Scope, class: i64) -> Result<Vec<String>> {
    permission::require_organisation(conn, scope, Action::ViewClass, class).await?;
    let taught = permission::subjects(conn, scope, class).await?;
    let mut subjects = store::subjects_of_class(conn, class, &scope.today).await?;
    subjects.retain(|s| taught.as_ref().is_none_or(|t| t.contains(s)));
    Ok(subjects)
}

impl Summary {
    fn of<'a>(estimates: impl Iterator<Item = &'a Estimate>) -> Summary {
        let (mut learners, mut sum, mut variance) = (0_i64, 0.0, 0.0);
        for e in estimates {
            learners += 1;
            sum += e.mean;
            variance += e.mastery.variance();
        }
        // A column stands only where somebody has answered.
        let n = learners.max(1) as f64;
        let mean = sum / n;
        let (low, high) = measure::mean_interval(mean, variance / (n * n), crate::policy::LEVEL);
        Summary { mean, low, high, learners }
    }
}
