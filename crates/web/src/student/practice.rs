//! A sitting: begin, see a question, answer it, be told, see what came of it.
//!
//! An answer is posted and the browser is sent on to the feedback's own address, so a reload never answers twice. What
//! was sent and cannot be read as an answer comes back with the same question.

use super::companion::RUNG;
use super::{feedback, question, summary};
use crate::input::{Form, Path};
use crate::item_view::Typed;
use crate::look::Frame;
use crate::{Answer, Told, Visit};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use base::{Error, Problem, Result, t};
use content::Subject;
use learner::companion;
use learner::practice::{self, Next, Sitting, Submission};
use uuid::Uuid;

#[derive(serde::Deserialize)]
pub(crate) struct Start {
    subject: String,
    #[serde(default)]
    point: Option<i64>,
}

pub(crate) async fn start(visit: Visit, Form(form): Form<Start>) -> Answer<Redirect> {
    let subject = Subject::parse(&form.subject).ok_or(Error::NotFound).told(&visit.reader)?;
    let sitting = practice::start(&visit.app.base, &visit.scope, subject, form.point).await.told(&visit.reader)?;
    Ok(Redirect::to(&address(sitting)))
}

/// The next question, or the end of the sitting.
pub(crate) async fn show(visit: Visit, Path(sitting): Path<String>) -> Answer {
    let sitting = identifier(&sitting).told(&visit.reader)?;
    present(&visit, sitting, None).await
}

/// What came back with a question: what could not be read as an answer, or a wish for help.
struct Returned {
    sent: Sent,
    asked_for_help: bool,
    problems: Vec<Problem>,
}

async fn present(visit: &Visit, id: Uuid, returned: Option<Returned>) -> Answer {
    let base = &visit.app.base;
    let next = practice::next(base, &visit.scope, id).await.told(&visit.reader)?;
    let mut conn = base.db.read().await.told(&visit.reader)?;
    let sitting = practice::sitting(&mut conn, &visit.scope, id).await.told(&visit.reader)?;
    let Next::Offer(offer) = next else {
        return summary::page(visit, &mut conn, &sitting).await.told(&visit.reader);
    };
    let help = companion::shown(&mut conn, &offer).await.told(&visit.reader)?;
    let mut page = question::Page {
        sitting: &sitting,
        offer: &offer,
        shown: base.clock.now(),
        help: &help,
        told: None,
        typed: Typed::default(),
        error: None,
    };
    let Some(returned) = &returned else { return Ok(question::page(visit, &page)) };
    let told = returned.problems.iter().map(|p| p.text(visit.lang)).collect::<Vec<_>>().join(" ");
    match returned.asked_for_help {
        true => page.told = (!told.is_empty()).then_some(told),
        false => page.error = Some(told),
    }
    if returned.sent.attempt == offer.attempt && returned.sent.item == offer.item.id {
        page.typed = Typed(&returned.sent.fields);
        page.shown = returned.sent.shown.unwrap_or(page.shown);
    }
    Ok(question::page(visit, &page))
}

/// The question's form as sent: its hidden fields read, all fields kept.
#[derive(Clone)]
struct Sent {
    attempt: Uuid,
    item: i64,
    version: i64,
    token: String,
    /// When the page was made, as the page says.
    shown: Option<base::Millis>,
    fields: Vec<(String, String)>,
}

impl Sent {
    /// [`Error::NotFound`] when the form is not one of ours.
    fn of(fields: Vec<(String, String)>) -> Result<Sent> {
        let field = |wanted: &str| fields.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
        let number = |wanted| field(wanted).and_then(|v| v.parse::<i64>().ok());
        Ok(Sent {
            attempt: identifier(field("attempt").unwrap_or_default())?,
            item: number("item").ok_or(Error::NotFound)?,
            version: number("version").ok_or(Error::NotFound)?,
            token: field("token").unwrap_or_default().to_owned(),
            shown: number("shown"),
            fields,
        })
    }
}

pub(crate) async fn submit(visit: Visit, Path(sitting): Path<String>, Form(fields): Form<Vec<(String, String)>>) -> Answer<Response> {
    let base = &visit.app.base;
    let sitting = identifier(&sitting).told(&visit.reader)?;
    let sent = Sent::of(fields).told(&visit.reader)?;
    let again = sent.clone();
    let submission = Submission {
        attempt: sent.attempt,
        item: sent.item,
        version: sent.version,
        token: sent.token,
        duration: sent.shown.map(|shown| base.clock.now() - shown),
        fields: sent.fields,
    };
    match practice::submit(base, &visit.scope, submission).await {
        // To the verdict at once: on a small screen it stands below the question.
        Ok(told) => Ok(Redirect::to(&format!("{}/{}#verdict", address(told.sitting), told.attempt)).into_response()),
        Err(Error::Invalid(problems)) => {
            let page = present(&visit, sitting, Some(Returned { sent: again, asked_for_help: false, problems })).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error).told(&visit.reader),
    }
}

/// Help at the question of the form: the next rung, shown with all that was typed. Asked for a second time it shows the same.
pub(crate) async fn help(visit: Visit, Path(sitting): Path<String>, Form(fields): Form<Vec<(String, String)>>) -> Answer {
    let base = &visit.app.base;
    let sitting = identifier(&sitting).told(&visit.reader)?;
    let rung = fields.iter().find(|(name, _)| name == RUNG).and_then(|(_, value)| value.parse().ok());
    let rung: i64 = rung.ok_or(Error::NotFound).told(&visit.reader)?;
    let sent = Sent::of(fields).told(&visit.reader)?;
    let mut problems = Vec::new();
    match practice::next(base, &visit.scope, sitting).await.told(&visit.reader)? {
        // A question that has been answered meanwhile, in another tab: the one that stands there now is shown as it is.
        Next::Offer(offer) if offer.attempt == sent.attempt && offer.token == sent.token => {
            match companion::show_next(base, &visit.scope, &offer, rung).await {
                Ok(()) => {}
                Err(Error::Conflict(problem)) if problem.key != "people.consent_missing" => problems.push(problem),
                Err(error) => return Err(error).told(&visit.reader),
            }
        }
        _ => {}
    }
    present(&visit, sitting, Some(Returned { sent, asked_for_help: true, problems })).await
}

/// What an answer was worth.
pub(crate) async fn feedback(visit: Visit, Path((sitting, attempt)): Path<(String, String)>) -> Answer {
    let told = async {
        let (sitting, attempt) = (identifier(&sitting)?, identifier(&attempt)?);
        let mut conn = visit.app.base.db.read().await?;
        let sitting = practice::sitting(&mut conn, &visit.scope, sitting).await?;
        let told = practice::feedback(&mut conn, &visit.scope, attempt).await?;
        let facts = companion::facts(&mut conn, &visit.scope, visit.app.base.clock.now(), attempt).await?;
        if told.sitting == sitting.id { Ok((sitting, told, facts)) } else { Err(Error::NotFound) }
    };
    let (sitting, told, facts) = told.await.told(&visit.reader)?;
    Ok(feedback::page(&visit, &sitting, &told, &facts))
}

/// A sitting's address.
pub(super) fn address(sitting: Uuid) -> String {
    format!("/student/practice/{sitting}")
}

/// The frame of all pages of a sitting.
pub(super) fn frame(visit: &Visit, sitting: &Sitting) -> Frame {
    let title = t!(visit.lang, "student.practice_of", subject = sitting.subject.name(visit.lang));
    visit.frame(title).crumb("/student", t!(visit.lang, "site.nav_today"))
}

fn identifier(text: &str) -> Result<Uuid> {
    Uuid::parse_str(text).map_err(|_| Error::NotFound)
}
