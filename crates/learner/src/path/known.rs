//! What is stored, as the planner takes it.

use super::ground::{Ground, Node};
use super::learner::{Check, Known, Learner};
use super::plan::Goal;
use super::policy::Policy;
use crate::answer::day_number;
use crate::mastery::Estimate;
use crate::store::{mastery, path as store};
use base::{Conn, Millis, Result};
use content::graph::{self, Relation};
use content::point::{self, Point};
use content::{Subject, item};
use std::collections::HashMap;

/// The points of a subject up to a grade, those of lessons whatever their grade, with what comes before what; and the points by identifier.
pub(super) async fn ground(conn: &mut Conn, subject: Subject, grade: Option<i64>, goals: &[Goal]) -> Result<(Ground, HashMap<i64, Point>)> {
    let mut points = point::list(conn, point::Filter { subject: Some(subject), ..point::Filter::default() }).await?;
    points.retain(|p| grade.is_none_or(|grade| p.grade <= grade) || goals.iter().any(|g| g.point == p.id));
    points.sort_by(|a, b| (a.grade, &a.code).cmp(&(b.grade, &b.code)));
    let ids: Vec<i64> = points.iter().map(|p| p.id).collect();
    let questions = item::count_by_point(conn, &ids).await?;
    let mut before: HashMap<i64, Vec<i64>> = HashMap::new();
    for edge in graph::edges(conn, Some(subject)).await?.iter().filter(|e| e.relation == Relation::Prerequisite) {
        before.entry(edge.destination).or_default().push(edge.origin);
    }
    let mut node = |p: &Point| Node {
        point: p.id,
        grade: p.grade,
        questions: questions.get(&p.id).copied().unwrap_or_default(),
        before: before.remove(&p.id).unwrap_or_default(),
    };
    let ground = Ground::new(points.iter().map(&mut node).collect());
    Ok((ground, points.into_iter().map(|p| (p.id, p)).collect()))
}

/// What is known of a learner. Only for callers that have checked the scope.
pub(super) async fn learner(conn: &mut Conn, person: i64, now: Millis, policy: &Policy) -> Result<Learner> {
    let rows = mastery::of_person(conn, person).await?;
    let known = rows.into_iter().map(|row| (row.row.point, Known::of(&Estimate::of(row.row)))).collect();
    let since = now - policy.check_days * 86_400_000;
    let check = |row: store::CheckRow| (row.point, Check { day: day_number(row.started), asked: row.planned, right: row.correct });
    let checks = store::checks(conn, person, since).await?.into_iter().map(check).collect();
    Ok(Learner { known, checks, grade: None })
}
