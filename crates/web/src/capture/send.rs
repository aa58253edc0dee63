//! What comes back from the board: a form of one fact about several children, or the browser module's queue as JSON.

use super::board;
use crate::input::Path;
use crate::look::{self, Tone};
use crate::{Answer, App, Failure, Reader, Told, Visit};
use axum::Json;
use axum::extract::{FromRequest, Request};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use base::{Error, Lang, Millis, Problem};
use records::capture::{self, Asked, Noted, Outcome};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The posted wishes.
pub(crate) enum Sent {
    /// A browser without the module: answered with a page.
    Form(Vec<Asked>),
    /// The module's queue: answered with an outcome for each.
    Queue(Vec<Wish>),
}

/// A wish of the queue.
#[derive(Deserialize)]
pub(crate) struct Wish {
    /// Identifier of its statement.
    id: Uuid,
    /// The fact's statement to take back; a fact is noted when there is none.
    #[serde(default)]
    back: Option<Uuid>,
    #[serde(default)]
    person: i64,
    #[serde(default)]
    fact: String,
    #[serde(default)]
    subject: String,
    #[serde(default)]
    note: String,
    #[serde(default)]
    at: Option<Millis>,
}

impl Wish {
    fn asked(self) -> Asked {
        let Wish { id, back, person, fact, subject, note, at } = self;
        match back {
            Some(target) => Asked::TakeBack { id, target },
            None => Asked::Note(Noted { id, person, fact, subject, at, note }),
        }
    }
}

impl FromRequest<App> for Sent {
    type Rejection = Failure;

    async fn from_request(request: Request, app: &App) -> Result<Self, Failure> {
        let reader = Reader::of(request.method(), request.headers(), request.uri());
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
        let unreadable = || Failure::new(Error::invalid("site.form_unreadable"), reader.clone());
        if kind.starts_with("application/json") {
            let Json(wishes) = Json::<Vec<Wish>>::from_request(request, app).await.map_err(|_| unreadable())?;
            return Ok(Sent::Queue(wishes));
        }
        let axum::Form(fields) = axum::Form::<Vec<(String, String)>>::from_request(request, app).await.map_err(|_| unreadable())?;
        form(&fields).map(Sent::Form).ok_or_else(unreadable)
    }
}

/// One fact about everybody who was ticked, or one to take back.
fn form(fields: &[(String, String)]) -> Option<Vec<Asked>> {
    let first = |name: &str| fields.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str());
    if let Some(target) = first("target") {
        return Some(vec![Asked::TakeBack { id: Uuid::new_v4(), target: target.parse().ok()? }]);
    }
    let said = |name: &str| first(name).unwrap_or_default().to_owned();
    let people = fields.iter().filter(|(n, _)| n == "person").map(|(_, v)| v.parse::<i64>().ok());
    people
        .map(|person| {
            let noted =
                Noted { id: Uuid::new_v4(), person: person?, fact: said("fact"), subject: said("subject"), at: None, note: said("note") };
            Some(Asked::Note(noted))
        })
        .collect()
}

#[derive(Serialize)]
struct Became {
    id: Uuid,
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<String>,
}

pub(crate) async fn submit(visit: Visit, Path(org): Path<i64>, sent: Sent) -> Answer<Response> {
    let base = &visit.app.base;
    match sent {
        Sent::Queue(wishes) => {
            let ids: Vec<Uuid> = wishes.iter().map(|w| w.id).collect();
            let asked = wishes.into_iter().map(Wish::asked).collect();
            let outcomes = capture::apply(base, &visit.scope, org, asked).await.told(&visit.reader)?;
            let told: Vec<Became> = ids.into_iter().zip(&outcomes).map(|(id, outcome)| told(visit.lang, id, outcome)).collect();
            Ok(Json(told).into_response())
        }
        Sent::Form(asked) => {
            if asked.is_empty() {
                return Err(Error::invalid("people.nobody_chosen")).told(&visit.reader);
            }
            let outcomes = capture::apply(base, &visit.scope, org, asked).await.told(&visit.reader)?;
            let problems: Vec<Problem> = outcomes.into_iter().filter_map(problem).collect();
            if problems.is_empty() {
                return Ok(Redirect::to(&format!("/class/{org}/capture#today")).into_response());
            }
            let said = look::notice(Tone::Warn, look::problems(visit.lang, &problems));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, board::page(&visit, org, said).await?).into_response())
        }
    }
}

fn problem(outcome: Outcome) -> Option<Problem> {
    match outcome {
        Outcome::Refused(problem) => Some(problem),
        Outcome::Stored | Outcome::Known | Outcome::TakenBack => None,
    }
}

fn told(lang: Lang, id: Uuid, outcome: &Outcome) -> Became {
    let (state, why) = match outcome {
        Outcome::Stored => ("stored", None),
        Outcome::Known => ("known", None),
        Outcome::TakenBack => ("taken_back", None),
        Outcome::Refused(problem) => ("refused", Some(problem.text(lang))),
    };
    Became { id, state, why }
}
