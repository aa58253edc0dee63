//! One answer as it was recorded: the xAPI statement, word for word.

use crate::input::Path;
use crate::look;
use crate::{Answer, Told, Visit};
use base::{Error, Result, t};
use content::{Point, point};
use learner::mastery;
use maud::html;
use uuid::Uuid;

pub(crate) async fn show(visit: Visit, Path((person, statement)): Path<(i64, String)>) -> Answer {
    let (point, raw) = find(&visit, person, &statement).await.told(&visit.reader)?;
    let lang = visit.lang;
    let frame = visit
        .frame(t!(lang, "student.statement"))
        .lead(t!(lang, "student.statement_lead"))
        .crumb(format!("/learner/{person}/{}", point.id), point.name(lang));
    Ok(look::page(
        &frame,
        html! { div class="scroll" tabindex="0" role="region" aria-label=(t!(lang, "student.statement")) { pre class="raw" { (raw) } } },
    ))
}

/// The statement, laid out to read. [`Error::NotFound`] unless it is an answer of this person;
/// [`Error::Forbidden`] when the reader may not see its subject.
async fn find(visit: &Visit, person: i64, statement: &str) -> Result<(Point, String)> {
    let id = Uuid::parse_str(statement).map_err(|_| Error::NotFound)?;
    let mut conn = visit.app.base.db.read().await?;
    let answer = records::answer(&mut conn, id).await?.filter(|a| a.answered.person == person).ok_or(Error::NotFound)?;
    let point = point::by_code(&mut conn, &answer.answered.point).await?;
    // The service that gives a point's answers is the one that knows which subjects the reader may see.
    mastery::answers(&mut conn, &visit.scope, person, point.id, Some(answer.seq + 1), 1).await?;
    let raw = records::statement(&mut conn, id).await?.ok_or(Error::NotFound)?;
    let value: serde_json::Value = serde_json::from_str(&raw)?;
    Ok((point, serde_json::to_string_pretty(&value)?))
}
