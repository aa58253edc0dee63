//! What comes: a teacher says which points a class's lessons are about, and on which day.

use super::plan::Goal;
use crate::answer::day_number;
use crate::store::coming as store;
use base::{Base, Conn, Date, Error, Millis, Problem, Result, audit, clock};
use content::Subject;
use content::point::{self, Point};
use people::{Action, Scope, permission};
use serde_json::json;

/// A point that a lesson is about.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Coming {
    /// Identifier.
    pub id: i64,
    /// The class.
    pub class: i64,
    /// The knowledge point.
    pub point: i64,
    /// The lesson's day, `YYYY-MM-DD`.
    pub day: String,
    /// Name of who said it.
    pub said_by: String,
    /// When.
    pub said_at: Millis,
}

impl Coming {
    /// The lesson's day; `None` for a stored day that is none, which is never stored.
    pub fn date(&self) -> Option<Date> {
        self.day.parse().ok()
    }

    pub(super) fn goal(&self) -> Option<Goal> {
        Some(Goal { point: self.point, day: number(self.date()?) })
    }
}

/// A day as days since 1970.
pub(super) fn number(day: Date) -> i64 {
    day_number(clock::start_of(day))
}

/// Most points that are said for one lesson: beyond that it is a term's plan.
pub const MOST_POINTS: usize = 12;
/// Days ahead, and days back, for which something can be said: half a school year.
const REACH: i64 = 180;

/// Says what a lesson is about; what was said of the same day and point before stays as it is. [`Error::Forbidden`] unless the caller
/// teaches the class the subject; [`Error::Invalid`] without a point, with too many, with one of another subject, or a day far away.
pub async fn say(base: &Base, scope: &Scope, class: i64, subject: Subject, day: Date, points: &[i64]) -> Result<()> {
    if points.is_empty() {
        return Err(Error::invalid("path.coming_no_point"));
    }
    if points.len() > MOST_POINTS {
        return Err(Error::from(Problem::new("path.coming_too_many").with("most", MOST_POINTS)));
    }
    let away = number(day) - number(base.clock.today());
    if away.abs() > REACH {
        return Err(Error::invalid("path.coming_far_away"));
    }
    let (clock, scope, points, day) = (base.clock.clone(), scope.clone(), points.to_vec(), day.to_string());
    base.db
        .write(move |conn| {
            Box::pin(async move {
                require(conn, &scope, class, subject).await?;
                let found: Vec<Point> = point::many(conn, &points).await?;
                if found.len() < points.len() || found.iter().any(|p| p.subject != subject) {
                    return Err(Error::NotFound);
                }
                for point in points {
                    let new = store::New { id: base::id::next(), class, subject: subject.code(), point, day: &day, by: scope.person };
                    store::insert(conn, &new, clock.now()).await?;
                }
                note(conn, &clock, &scope, "lesson.say", class, json!({ "subject": subject.code(), "day": day })).await
            })
        })
        .await
}

/// Takes back one point of a lesson. [`Error::NotFound`] when it is not this class's.
pub async fn take_back(base: &Base, scope: &Scope, class: i64, id: i64) -> Result<()> {
    let (clock, scope) = (base.clock.clone(), scope.clone());
    base.db
        .write(move |conn| {
            Box::pin(async move {
                let subject = store::subject_of(conn, class, id).await?;
                let subject = Subject::parse(&subject).ok_or(Error::NotFound)?;
                require(conn, &scope, class, subject).await?;
                store::delete(conn, class, id).await?;
                note(conn, &clock, &scope, "lesson.take_back", class, json!({ "subject": subject.code() })).await
            })
        })
        .await
}

/// What was said of a class's lessons in a subject, by day, from a day on. [`Error::Forbidden`] unless the caller teaches it there.
pub async fn of_class(conn: &mut Conn, scope: &Scope, class: i64, subject: Subject, from: Date) -> Result<Vec<Coming>> {
    require(conn, scope, class, subject).await?;
    store::of_class(conn, class, subject.code(), &from.to_string()).await
}

/// What was said of the lessons of a learner's classes of today in a subject, from a day on. Only for callers that have checked the scope.
pub(super) async fn of_person(conn: &mut Conn, person: i64, today: &str, subject: Subject, from: Date) -> Result<Vec<Coming>> {
    store::of_person(conn, person, today, subject.code(), &from.to_string()).await
}

/// [`Error::Forbidden`] unless the caller teaches the class the subject: as its class teacher, or as its teacher of the subject.
pub async fn require(conn: &mut Conn, scope: &Scope, class: i64, subject: Subject) -> Result<()> {
    permission::require_organisation(conn, scope, Action::Guide, class).await?;
    match permission::subjects(conn, scope, class).await? {
        Some(taught) if !taught.iter().any(|s| s == subject.code()) => Err(Error::Forbidden),
        _ => Ok(()),
    }
}

async fn note(
    conn: &mut Conn,
    clock: &base::Clock,
    scope: &Scope,
    action: &'static str,
    class: i64,
    detail: serde_json::Value,
) -> Result<()> {
    audit::record(conn, clock, audit::Entry { actor: Some(scope.person), action, target: format!("organisation:{class}"), detail }).await
}
