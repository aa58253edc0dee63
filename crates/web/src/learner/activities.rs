//! What a child may take part in, invited or not: accept, decline, sign up.

use super::record;
use super::sections::{self, Section};
use super::voice::Voice;
use crate::input::{Form, Path};
use crate::look::{self, Button, Tone};
use crate::{Answer, Told, Visit};
use axum::response::Redirect;
use base::{Lang, Result, t};
use content::Subject;
use learner::talent::{self, Evidence, Invitation, Open, Opportunity};
use maud::{Markup, html};
use people::Person;

/// What the page is made from.
struct Facts {
    person: Person,
    voice: Voice,
    open: Vec<Open>,
    sections: Vec<Section>,
}

async fn facts(visit: &Visit, person: i64) -> Result<Facts> {
    let mut conn = visit.app.base.db.read().await?;
    let conn = &mut conn;
    Ok(Facts {
        person: people::person::get(conn, person).await?,
        voice: Voice::of(conn, &visit.scope, person).await?,
        open: talent::open_to(conn, &visit.scope, person).await?,
        sections: sections::open_to(conn, visit, person).await?,
    })
}

pub(crate) async fn show(visit: Visit, Path(person): Path<i64>) -> Answer {
    let lang = visit.lang;
    let facts = facts(&visit, person).await.told(&visit.reader)?;
    let title = match facts.voice {
        Voice::Learner => t!(lang, "talent.title_own").into_owned(),
        _ => t!(lang, "talent.title_of", name = facts.person.name),
    };
    let frame = visit
        .frame(title)
        .lead(t!(lang, "talent.lead"))
        .crumb(format!("/learner/{person}"), record::title(lang, facts.voice, &facts.person));
    Ok(look::page(
        &frame,
        html! {
            (sections::tabs(lang, person, &facts.sections, Section::Activities))
            @if facts.open.is_empty() { (look::empty(&t!(lang, "talent.none"), &t!(lang, "talent.none_next"), None)) }
            @for open in &facts.open { (card(lang, &facts, open).told(&visit.reader)?) }
        },
    ))
}

fn card(lang: Lang, facts: &Facts, open: &Open) -> Result<Markup> {
    let person = facts.person.id;
    Ok(html! {
        section class="card" {
            h2 { (open.opportunity.title) }
            p class="hint" { (particulars(lang, &open.opportunity)) }
            p class="lines" { (open.opportunity.words) }
            @match &open.invitation {
                Some(invitation) => {
                    (said(lang, facts, invitation)?)
                    (answers(lang, person, invitation))
                }
                None => {
                    form method="post" action={ "/learner/" (person) "/activities/" (open.opportunity.id) "/join" } {
                        div class="actions" { (look::button(Button::Second, &match facts.voice {
                            Voice::Learner => t!(lang, "talent.join"),
                            _ => t!(lang, "talent.join_child"),
                        })) }
                    }
                }
            }
        }
    })
}

/// Who offers it, for whom, and until when.
pub(crate) fn particulars(lang: Lang, o: &Opportunity) -> String {
    match o.subject {
        Some(subject) => t!(
            lang,
            "talent.by_subject",
            subject = subject.name(lang),
            org = o.org_name,
            from = o.grade_from,
            to = o.grade_to,
            until = o.until
        ),
        None => t!(lang, "talent.by", org = o.org_name, from = o.grade_from, to = o.grade_to, until = o.until),
    }
}

/// Who invited, with which words, because of what.
fn said(lang: Lang, facts: &Facts, invitation: &Invitation) -> Result<Markup> {
    let evidence = invitation.evidence()?;
    let own = facts.voice == Voice::Learner;
    Ok(html! {
        @if invitation.is_asked() { p { (t!(lang, "talent.asked")) } }
        @else if own { p { (t!(lang, "talent.invited_you", name = invitation.invited_by)) } }
        @else { p { (t!(lang, "talent.invited", name = invitation.invited_by, child = facts.person.name)) } }
        @if !invitation.words.is_empty() { blockquote { p class="lines" { (invitation.words) } } }
        @if !evidence.is_empty() {
            p { (t!(lang, "talent.because")) }
            ul { @for fact in &evidence { li { (in_words(lang, fact)) } } }
        }
    })
}

/// A fact in words.
pub(crate) fn in_words(lang: Lang, evidence: &Evidence) -> String {
    let name = |code: &str| Subject::parse(code).map(|s| s.name(lang)).unwrap_or_default();
    match evidence {
        Evidence::Growth { subject, from, to } => t!(lang, "talent.growth", subject = name(subject), from = from, to = to),
        Evidence::HardItems { subject, items } => t!(lang, "talent.hard_items", subject = name(subject), n = items),
        Evidence::Interest { code, times } => {
            let fact = records::event::Fact::of(code).map(|fact| fact.name(lang)).unwrap_or_default();
            t!(lang, "talent.interest", n = times, fact = fact)
        }
    }
}

/// Whether the child comes, as a badge; nothing while nobody has said.
pub(crate) fn standing(lang: Lang, invitation: &Invitation) -> Markup {
    match invitation.comes() {
        Some(true) => look::badge(Tone::Good, &t!(lang, "talent.comes")),
        Some(false) => look::badge(Tone::Plain, &t!(lang, "talent.declined")),
        None => look::badge(Tone::Plain, &t!(lang, "talent.state_waiting")),
    }
}

fn answers(lang: Lang, person: i64, invitation: &Invitation) -> Markup {
    let comes = invitation.comes();
    html! {
        @if comes.is_some() { p { (standing(lang, invitation)) } }
        form method="post" action={ "/learner/" (person) "/activities/" (invitation.id) "/answer" } {
            @if comes.is_some() { p class="hint" { (t!(lang, "talent.change")) } }
            div class="actions" {
                @if comes != Some(true) { button class="button primary" name="comes" value="yes" { (t!(lang, "talent.accept")) } }
                @if comes != Some(false) { button class="button" name="comes" value="no" { (t!(lang, "talent.decline")) } }
            }
        }
    }
}

#[derive(serde::Deserialize)]
pub(crate) struct Said {
    #[serde(default)]
    comes: String,
}

pub(crate) async fn answer(visit: Visit, Path((person, invitation)): Path<(i64, i64)>, Form(said): Form<Said>) -> Answer<Redirect> {
    let comes = match said.comes.as_str() {
        "yes" => true,
        "no" => false,
        _ => return Err(base::Error::NotFound).told(&visit.reader),
    };
    talent::answer(&visit.app.base, &visit.scope, person, invitation, comes).await.told(&visit.reader)?;
    Ok(Redirect::to(&format!("/learner/{person}/activities")))
}

pub(crate) async fn join(visit: Visit, Path((person, opportunity)): Path<(i64, i64)>) -> Answer<Redirect> {
    talent::join(&visit.app.base, &visit.scope, opportunity, person).await.told(&visit.reader)?;
    Ok(Redirect::to(&format!("/learner/{person}/activities")))
}
