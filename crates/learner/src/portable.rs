//! A learner's whole record to take along: what `docs/student-record.md` documents, but for the statements, which are
//! streamed beside it.

use crate::correction::{self, Correction};
use crate::erasure::{self, Erasure};
use crate::question::Question;
use crate::share::{self, Share};
use crate::{Estimate, mastery, question};
use base::{Base, Conn, Result, audit, clock};
use content::{Point, point};
use people::access_log::{self, View};
use people::consent::{self, Decision};
use people::{Action, Assignment, Person, Scope, permission, person, role};
use serde_json::{Value, json};
use std::collections::HashMap;

/// Name and version of the format.
pub const FORMAT: &str = "shuren-student-record/1";
/// Looks at the record that are taken along at the most, newest first.
const VIEWS: i64 = 5_000;

/// Everything about a learner but the statements.
#[derive(Debug, Clone)]
pub struct Portable {
    /// The learner.
    pub person: Person,
    /// What they are today, and where.
    pub places: Vec<Assignment>,
    /// Decisions on consent, newest first.
    pub consents: Vec<Decision>,
    /// Estimates, each with its point.
    pub estimates: Vec<(Point, Estimate)>,
    /// Questions about estimates.
    pub questions: Vec<Question>,
    /// Requests for corrections.
    pub corrections: Vec<Correction>,
    /// Shares.
    pub shares: Vec<Share>,
    /// Who looked.
    pub views: Vec<View>,
    /// What the family had erased.
    pub erasures: Vec<Erasure>,
}

/// Notes an export in the audit log; `reason` is what an administrator was asked for by the family. [`base::Error::Forbidden`] unless
/// the caller holds [`Action::ExportRecord`].
pub async fn announce(base: &Base, scope: &Scope, learner: i64, form: &'static str, reason: &str) -> Result<()> {
    let (clock, scope, reason) = (base.clock.clone(), scope.clone(), reason.to_owned());
    base.db
        .write(move |conn| {
            Box::pin(async move {
                permission::require_person(conn, &scope, Action::ExportRecord, learner).await?;
                let (action, target) = ("student_record.export", format!("person:{learner}"));
                let detail = json!({ "form": form, "reason": reason });
                audit::record(conn, &clock, audit::Entry { actor: Some(scope.person), action, target, detail }).await
            })
        })
        .await
}

impl Portable {
    /// Reads it. [`base::Error::Forbidden`] unless the caller holds [`Action::ExportRecord`].
    pub async fn of(conn: &mut Conn, scope: &Scope, learner: i64) -> Result<Portable> {
        permission::require_person(conn, scope, Action::ExportRecord, learner).await?;
        // The record is the learner's own: whoever may take it along takes all of it, as the learner sees it.
        let own = Scope { person: learner, today: scope.today.clone() };
        let estimates = mastery::of_person(conn, &own, learner, None).await?;
        let ids: Vec<i64> = estimates.iter().map(|e| e.point).collect();
        let mut points: HashMap<i64, Point> = point::many(conn, &ids).await?.into_iter().map(|p| (p.id, p)).collect();
        let mut estimates: Vec<(Point, Estimate)> = estimates.into_iter().filter_map(|e| Some((points.remove(&e.point)?, e))).collect();
        estimates.sort_by(|(a, _), (b, _)| (a.subject, &a.code).cmp(&(b.subject, &b.code)));
        Ok(Portable {
            person: person::get(conn, learner).await?,
            places: role::of_person(conn, learner, &scope.today).await?,
            consents: consent::history(conn, learner).await?,
            estimates,
            questions: question::of_person(conn, &own, learner).await?,
            corrections: correction::of_person(conn, &own, learner).await?,
            shares: share::of_learner(conn, &own, learner).await?,
            views: access_log::of_learner(conn, &own, learner, None, VIEWS).await?,
            erasures: erasure::history(conn, learner).await?,
        })
    }

    /// As JSON: an object, to which the statements are added.
    pub fn json(&self, home: &str, at: base::Millis) -> Value {
        let time = |at: Option<base::Millis>| at.map(clock::iso);
        json!({
            "format": FORMAT,
            "exported": clock::iso(at),
            "home": home,
            "person": {
                "id": self.person.id.to_string(), "name": self.person.name, "gender": self.person.gender, "birth": self.person.birth,
            },
            "roles": self.places.iter().map(|a| json!({
                "role": a.role, "organisation": a.org_name, "kind": a.org_kind, "starts": a.starts, "ends": a.ends,
            })).collect::<Vec<_>>(),
            "consents": self.consents.iter().map(|c| json!({
                "purpose": c.purpose, "given": c.given, "decided_by": c.decided_by, "at": clock::iso(c.at),
            })).collect::<Vec<_>>(),
            "estimates": self.estimates.iter().map(|(point, e)| json!({
                "point": point.code, "name": point.name, "subject": point.subject.code(), "standing": e.standing().code(),
                "mean": e.mean, "low": e.low, "high": e.high, "answers": e.n, "last": clock::iso(e.last_at),
            })).collect::<Vec<_>>(),
            "questions": self.questions.iter().map(|q| json!({
                "point": q.point_name, "subject": q.subject, "words": q.words, "asked_by": q.asked_by, "asked": clock::iso(q.asked_at),
                "reply": q.reply, "replied_by": q.replied_by, "replied": time(q.replied_at),
            })).collect::<Vec<_>>(),
            "corrections": self.corrections.iter().map(|c| json!({
                "statement": c.statement, "reason": c.reason, "words": c.words, "asked_by": c.asked_by, "asked": clock::iso(c.asked_at),
                "verdict": c.verdict, "reply": c.reply, "replied_by": c.replied_by, "replied": time(c.replied_at),
                "appeal": c.appeal, "appealed_by": c.appealed_by, "appealed": time(c.appealed_at),
                "decision": c.decision, "decision_words": c.decision_words, "decided_by": c.decided_by, "decided": time(c.decided_at),
            })).collect::<Vec<_>>(),
            "shares": self.shares.iter().map(|s| json!({
                "statement": s.statement, "from": s.from_day, "to": s.to_day, "with": s.recipient_name, "link": s.recipient.is_none(),
                "shared_by": s.created_by, "shared": clock::iso(s.created_at), "expires": clock::iso(s.expires_at),
                "revoked": time(s.revoked_at),
            })).collect::<Vec<_>>(),
            "access_log": self.views.iter().map(|v| json!({
                "who": v.name, "link": v.by_link, "role": v.role, "place": v.org_name, "school": v.school_name, "page": v.page,
                "at": clock::iso(v.at),
            })).collect::<Vec<_>>(),
            "erasures": self.erasures.iter().map(|e| json!({
                "purpose": e.purpose, "asked_by": e.asked_by, "asked": clock::iso(e.asked_at), "done": time(e.done_at),
                "rows": e.numbers().unwrap_or_default(),
            })).collect::<Vec<_>>(),
        })
    }
}
