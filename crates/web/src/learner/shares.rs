//! Shares of a record: show an entry or some days to a person of the school or by a link, see what is shown, take it back.

use super::record;
use super::sections::{self, Section};
use super::voice::Voice;
use crate::input::{Form, Path, Query};
use crate::look::{self, Button, Choice, Column, Field, Table, Tone};
use crate::{Answer, Told, Visit};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use base::{Date, Error, Lang, Problem, Result, clock, t};
use learner::policy::LONGEST_LINK_DAYS;
use learner::share::{self, Candidate, Part, Share, With};
use maud::{Markup, html};
use people::Role;
use uuid::Uuid;

#[derive(serde::Deserialize, Default)]
pub(crate) struct Wanted {
    /// The entry to be shared.
    #[serde(default)]
    statement: String,
}

/// The form as it is sent.
#[derive(serde::Deserialize, Default)]
pub(crate) struct Sent {
    #[serde(default)]
    statement: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
    /// A person's number; empty for a link.
    #[serde(default)]
    with: String,
    #[serde(default)]
    days: String,
}

impl Sent {
    fn part(&self) -> Result<Part> {
        if !self.statement.is_empty() {
            return Uuid::parse_str(&self.statement).map(Part::Entry).map_err(|_| Error::NotFound);
        }
        match (self.from.parse::<Date>(), self.to.parse::<Date>()) {
            (Ok(from), Ok(to)) => Ok(Part::Days { from, to }),
            _ => Err(Error::from(Problem::new("record.share_days_missing"))),
        }
    }

    fn with(&self) -> Result<With> {
        match self.with.as_str() {
            "" => Ok(With::Link),
            person => person.parse().map(With::Person).map_err(|_| Error::NotFound),
        }
    }

    fn days(&self) -> Result<i64> {
        self.days.trim().parse().map_err(|_| Error::from(Problem::new("record.share_number_missing")))
    }
}

struct Facts {
    owner: people::Person,
    voice: Voice,
    sections: Vec<Section>,
    shares: Vec<Share>,
    candidates: Vec<Candidate>,
    may: bool,
}

async fn facts(visit: &Visit, person: i64) -> Result<Facts> {
    let mut conn = visit.app.base.db.read().await?;
    let (conn, scope) = (&mut conn, &visit.scope);
    Ok(Facts {
        shares: share::of_learner(conn, scope, person).await?,
        candidates: share::candidates(conn, scope, person).await?,
        may: share::may(conn, scope, person, visit.app.base.clock.today()).await?,
        owner: people::person::get(conn, person).await?,
        voice: Voice::of(conn, scope, person).await?,
        sections: sections::open_to(conn, visit, person).await?,
    })
}

pub(crate) async fn list(visit: Visit, Path(person): Path<i64>, Query(wanted): Query<Wanted>) -> Answer {
    let sent = Sent { statement: wanted.statement, days: LONGEST_LINK_DAYS.to_string(), ..Sent::default() };
    let facts = facts(&visit, person).await.told(&visit.reader)?;
    Ok(page(&visit, person, &facts, &sent, &[], None))
}

pub(crate) async fn create(visit: Visit, Path(person): Path<i64>, Form(sent): Form<Sent>) -> Answer<Response> {
    let created = async {
        let (part, with, days) = (sent.part()?, sent.with()?, sent.days()?);
        share::create(&visit.app.base, &visit.scope, person, part, with, days).await
    };
    match created.await {
        Ok(made) => match made.token {
            None => Ok(Redirect::to(&format!("/learner/{person}/shares")).into_response()),
            // The one time the link is told: only its digest is kept.
            Some(token) => {
                let link = format!("{}/shared/link/{token}", visit.app.base.config.public_url());
                let facts = facts(&visit, person).await.told(&visit.reader)?;
                Ok(page(&visit, person, &facts, &Sent::default(), &[], Some(&link)).into_response())
            }
        },
        Err(Error::Invalid(problems)) => {
            let facts = facts(&visit, person).await.told(&visit.reader)?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&visit, person, &facts, &sent, &problems, None)).into_response())
        }
        Err(error) => Err(error).told(&visit.reader),
    }
}

pub(crate) async fn revoke(visit: Visit, Path((person, id)): Path<(i64, i64)>) -> Answer<Redirect> {
    share::revoke(&visit.app.base, &visit.scope, person, id).await.told(&visit.reader)?;
    Ok(Redirect::to(&format!("/learner/{person}/shares")))
}

fn page(visit: &Visit, person: i64, facts: &Facts, sent: &Sent, problems: &[Problem], link: Option<&str>) -> Markup {
    let lang = visit.lang;
    let now = visit.app.base.clock.now();
    let rows = facts.shares.iter().map(|share| row(lang, person, share, now, facts.may)).collect();
    let columns = vec![
        Column::text(t!(lang, "record.share_what")),
        Column::text(t!(lang, "record.share_with")),
        Column::text(t!(lang, "record.share_by")),
        Column::text(t!(lang, "record.share_until")),
        Column::text(t!(lang, "record.share_state")),
    ];
    let empty = look::empty(&t!(lang, "record.shares_none"), &t!(lang, "record.shares_none_next"), None);
    let title = t!(lang, "record.shares");
    look::page(
        &visit
            .frame(title.clone())
            .lead(t!(lang, "record.shares_lead"))
            .crumb(format!("/learner/{person}"), record::title(lang, facts.voice, &facts.owner)),
        html! {
            (sections::tabs(lang, person, &facts.sections, Section::Shares))
            @if let Some(link) = link {
                (look::notice(Tone::Good, html! {
                    p { b { (t!(lang, "record.share_link_made")) } }
                    p { code { (link) } }
                    p { (t!(lang, "record.share_link_once")) }
                }))
            }
            (look::problems(lang, problems))
            @if facts.may { (look::card(&t!(lang, "record.share_new"), form(lang, person, facts, sent), None)) }
            @else { (look::notice(Tone::Plain, html! { (t!(lang, "record.share_too_young")) })) }
            (look::table(&Table { caption: title.into_owned(), columns, rows, empty }))
        },
    )
}

fn form(lang: Lang, person: i64, facts: &Facts, sent: &Sent) -> Markup {
    let (with, days, from, to) =
        (t!(lang, "record.share_with"), t!(lang, "record.share_for_days"), t!(lang, "record.from_day"), t!(lang, "record.to_day"));
    let hint = t!(lang, "record.share_days_hint", most = LONGEST_LINK_DAYS);
    let link = Choice { value: String::new(), label: t!(lang, "record.share_by_link").into_owned() };
    let choices: Vec<Choice> = std::iter::once(link).chain(facts.candidates.iter().map(|c| candidate(lang, c))).collect();
    html! {
        form method="post" action={ "/learner/" (person) "/shares" } {
            @if sent.statement.is_empty() {
                (look::field(&Field { kind: "date", value: &sent.from, required: true, ..Field::new("from", &from) }))
                (look::field(&Field { kind: "date", value: &sent.to, required: true, ..Field::new("to", &to) }))
            } @else {
                input type="hidden" name="statement" value=(sent.statement);
                p { a href={ "/learner/" (person) "/statement/" (sent.statement) } { (t!(lang, "record.share_one_entry")) } }
            }
            (look::select(&Field { value: &sent.with, ..Field::new("with", &with) }, &choices))
            (look::field(&Field { kind: "number", value: &sent.days, hint: &hint, input_mode: Some("numeric"), required: true, ..Field::new("days", &days) }))
            div class="actions" { (look::button(Button::Primary, &t!(lang, "record.share_send"))) }
        }
    }
}

fn candidate(lang: Lang, c: &Candidate) -> Choice {
    let role = Role::of(&c.role).map(|r| r.name(lang)).unwrap_or_default();
    Choice { value: c.id.to_string(), label: t!(lang, "record.candidate", name = c.name, role = role, place = c.org_name) }
}

fn row(lang: Lang, person: i64, share: &Share, now: base::Millis, may: bool) -> Vec<Markup> {
    let revoke = html! {
        (look::confirm_form(&format!("/learner/{person}/shares/{}/revoke", share.id), &[], &t!(lang, "record.share_revoke_ask"), Button::Danger, &t!(lang, "record.share_revoke")))
    };
    vec![
        html! {
            @match &share.statement {
                Some(id) => a href={ "/learner/" (person) "/statement/" (id) } { (t!(lang, "record.share_one_entry")) },
                None => (period(lang, share)),
            }
        },
        html! { @match &share.recipient_name { Some(name) => (name), None => (t!(lang, "record.share_by_link")) } },
        html! { (share.created_by) " " small { (clock::local(share.created_at)) } },
        html! { (clock::local(share.expires_at)) },
        html! {
            @if share.holds(now) { @if may { (revoke) } @else { (t!(lang, "record.share_holds")) } }
            @else if share.revoked_at.is_some() { (t!(lang, "record.share_revoked")) }
            @else { (t!(lang, "record.share_expired")) }
        },
    ]
}

/// The days of a share.
pub(crate) fn period(lang: Lang, share: &Share) -> String {
    let day = |day: &Option<String>| day.clone().unwrap_or_default();
    t!(lang, "record.share_period", from = day(&share.from_day), to = day(&share.to_day))
}
