//! Corrections as the learner and the family see them: ask, follow each step, appeal.

use super::record;
use super::sections::{self, Section};
use super::statement;
use super::voice::Voice;
use crate::input::{Form, Path};
use crate::look::{self, Button, Choice, Field, Tone};
use crate::{Answer, Told, Visit};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use base::{Error, Lang, Millis, Problem, clock, t};
use learner::correction::{self, Correction, Reason, State, Verdict};
use learner::policy::LONGEST_WORDS;
use maud::{Markup, html};
use std::borrow::Cow;
use uuid::Uuid;

#[derive(serde::Deserialize)]
pub(crate) struct Request {
    #[serde(default)]
    reason: String,
    #[serde(default)]
    words: String,
}

#[derive(serde::Deserialize)]
pub(crate) struct Words {
    #[serde(default)]
    words: String,
}

/// All requests about a record.
pub(crate) async fn list(visit: Visit, Path(person): Path<i64>) -> Answer {
    let lang = visit.lang;
    let mut conn = visit.app.base.db.read().await.told(&visit.reader)?;
    let found = correction::of_person(&mut conn, &visit.scope, person).await.told(&visit.reader)?;
    let voice = Voice::of(&mut conn, &visit.scope, person).await.told(&visit.reader)?;
    let owner = people::person::get(&mut conn, person).await.told(&visit.reader)?;
    let open = sections::open_to(&mut conn, &visit, person).await.told(&visit.reader)?;
    Ok(look::page(
        &visit
            .frame(t!(lang, "record.corrections"))
            .lead(t!(lang, "record.corrections_lead"))
            .crumb(format!("/learner/{person}"), record::title(lang, voice, &owner)),
        html! {
            (sections::tabs(lang, person, &open, Section::Corrections))
            @if found.is_empty() { (look::empty(&t!(lang, "record.corrections_none"), &t!(lang, "record.corrections_none_next"), None)) }
            @for correction in &found {
                section class="card" {
                    p { a href={ "/learner/" (person) "/statement/" (correction.statement) } { (t!(lang, "record.see_entry")) } }
                    (steps(lang, correction, true))
                }
            }
        },
    ))
}

/// Asks for a correction of an entry.
pub(crate) async fn ask(visit: Visit, Path((person, id)): Path<(i64, String)>, Form(form): Form<Request>) -> Answer<Response> {
    let asked = match (Uuid::parse_str(&id), Reason::parse(&form.reason)) {
        (Err(_), _) => Err(Error::NotFound),
        (_, None) => Err(Error::from(Problem::new("record.reason_missing"))),
        (Ok(statement), Some(reason)) => correction::ask(&visit.app.base, &visit.scope, person, statement, reason, &form.words).await,
    };
    match asked {
        Ok(_) => Ok(Redirect::to(&format!("/learner/{person}/statement/{id}#correction")).into_response()),
        Err(Error::Invalid(problems)) => {
            let entry = statement::find(&visit, person, &id).await.told(&visit.reader)?;
            let error = problems.iter().map(|p| p.text(visit.lang)).collect::<Vec<_>>().join(" ");
            let page = statement::page(&visit, person, &entry, &form.words, Some(&error)).told(&visit.reader)?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error).told(&visit.reader),
    }
}

/// Appeals against a refusal.
pub(crate) async fn appeal(visit: Visit, Path((person, id)): Path<(i64, i64)>, Form(form): Form<Words>) -> Answer<Redirect> {
    let mut conn = visit.app.base.db.read().await.told(&visit.reader)?;
    let mine = correction::of_person(&mut conn, &visit.scope, person).await.told(&visit.reader)?;
    drop(conn);
    if !mine.iter().any(|c| c.id == id) {
        return Err(Error::NotFound).told(&visit.reader);
    }
    correction::appeal(&visit.app.base, &visit.scope, id, &form.words).await.told(&visit.reader)?;
    Ok(Redirect::to(&format!("/learner/{person}/corrections")))
}

/// The form to ask, with what was typed and what is wrong with it.
pub(super) fn form(lang: Lang, person: i64, statement: Uuid, typed: &str, error: Option<&str>) -> Markup {
    let (reason, words, hint) =
        (t!(lang, "record.reason"), t!(lang, "record.correction_words"), t!(lang, "record.correction_hint", most = LONGEST_WORDS));
    let choices: Vec<Choice> =
        Reason::ALL.into_iter().map(|r| Choice { value: r.code().to_owned(), label: reason_name(lang, r.code()).into_owned() }).collect();
    html! {
        form class="narrow" method="post" action={ "/learner/" (person) "/statement/" (statement) "/correction" } data-keep={ "correction-" (statement) } {
            (look::select(&Field { required: true, ..Field::new("reason", &reason) }, &choices))
            (look::text_area(&Field { value: typed, hint: &hint, error, required: true, ..Field::new("words", &words) }))
            div class="actions" { (look::button(Button::Second, &t!(lang, "record.correction_send"))) }
        }
    }
}

/// What was asked and what came of it, step by step; with the form to appeal where `appealing` is possible.
pub(crate) fn steps(lang: Lang, c: &Correction, appealing: bool) -> Markup {
    let step = |what: Cow<'static, str>, name: &Option<String>, at: Option<Millis>, words: &Option<String>| {
        html! {
            li {
                p class="hint" { (what) " · " (name.as_deref().unwrap_or_default()) " · " (at.map(clock::local).unwrap_or_default()) }
                p class="lines" { (words.as_deref().unwrap_or_default()) }
            }
        }
    };
    html! {
        p { (badge(lang, c.state())) }
        ul class="asked" {
            li {
                p class="hint" { (t!(lang, "record.step_asked")) " · " (c.asked_by) " · " (clock::local(c.asked_at)) }
                p class="lines" { b { (reason_name(lang, &c.reason)) } " " (c.words) }
            }
            @if let Some(verdict) = &c.verdict { (step(verdict_name(lang, verdict), &c.replied_by, c.replied_at, &c.reply)) }
            @if c.appeal.is_some() { (step(t!(lang, "record.step_appealed"), &c.appealed_by, c.appealed_at, &c.appeal)) }
            @if let Some(decision) = &c.decision { (step(decision_name(lang, decision), &c.decided_by, c.decided_at, &c.decision_words)) }
        }
        @if appealing && c.state() == State::Refused { (appeal_form(lang, c)) }
    }
}

fn appeal_form(lang: Lang, c: &Correction) -> Markup {
    let (label, hint) = (t!(lang, "record.appeal_words"), t!(lang, "record.appeal_hint"));
    html! {
        form class="narrow" method="post" action={ "/learner/" (c.person) "/corrections/" (c.id) "/appeal" } {
            (look::text_area(&Field { hint: &hint, required: true, ..Field::new("words", &label) }))
            div class="actions" { (look::button(Button::Second, &t!(lang, "record.appeal_send"))) }
        }
    }
}

/// Where a request stands.
pub(crate) fn badge(lang: Lang, state: State) -> Markup {
    match state {
        State::Open => look::badge(Tone::Warn, &t!(lang, "record.state_open")),
        State::Refused => look::badge(Tone::Plain, &t!(lang, "record.state_refused")),
        State::Appealed => look::badge(Tone::Warn, &t!(lang, "record.state_appealed")),
        State::Voided => look::badge(Tone::Good, &t!(lang, "record.state_voided")),
        State::Final => look::badge(Tone::Plain, &t!(lang, "record.state_final")),
    }
}

/// What is said to be wrong.
pub(crate) fn reason_name(lang: Lang, code: &str) -> Cow<'static, str> {
    match Reason::parse(code) {
        Some(Reason::NotMe) => t!(lang, "record.reason_not_me"),
        Some(Reason::Outdated) => t!(lang, "record.reason_outdated"),
        Some(Reason::Wrong) | None => t!(lang, "record.reason_wrong"),
    }
}

fn verdict_name(lang: Lang, code: &str) -> Cow<'static, str> {
    match Verdict::parse(code) {
        Some(Verdict::Voided) => t!(lang, "record.step_voided"),
        _ => t!(lang, "record.step_upheld"),
    }
}

fn decision_name(lang: Lang, code: &str) -> Cow<'static, str> {
    match Verdict::parse(code) {
        Some(Verdict::Voided) => t!(lang, "record.step_decided_voided"),
        _ => t!(lang, "record.step_decided_upheld"),
    }
}

/// The form by which a teacher or the school's leaders answer.
pub(crate) fn verdict_form(lang: Lang, action: &str, id: i64) -> Markup {
    let label = t!(lang, "record.verdict_words");
    let name = format!("words-{id}");
    html! {
        form method="post" action=(action) {
            div class="field" {
                label for=(name) { (label) }
                p class="hint" id={ (name) "-hint" } { (t!(lang, "record.verdict_hint")) }
                textarea id=(name) name="words" rows="3" required maxlength=(LONGEST_WORDS) aria-describedby={ (name) "-hint" } {}
            }
            div class="actions" {
                button class="button" name="verdict" value="upheld" { (t!(lang, "record.verdict_upheld")) }
                button class="button danger" name="verdict" value="voided" { (t!(lang, "record.verdict_voided")) }
            }
        }
    }
}

/// An answer as that form sends it.
#[derive(serde::Deserialize)]
pub(crate) struct Decided {
    #[serde(default)]
    verdict: String,
    #[serde(default)]
    pub words: String,
}

impl Decided {
    /// The verdict.
    pub(crate) fn verdict(&self) -> base::Result<Verdict> {
        Verdict::parse(&self.verdict).ok_or_else(|| Error::from(Problem::new("record.verdict_missing")))
    }
}
