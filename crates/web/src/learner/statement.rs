//! One entry of a record: in words, where it comes from, the statement word for word, and what can be done about it.

use super::corrections;
use super::sentence::{Names, origin, remark, sentence};
use super::voice::Voice;
use crate::input::Path;
use crate::look::{self, Button, Tone};
use crate::{Answer, Told as _, Visit};
use base::{Error, Result, clock, t};
use learner::correction::{self, Correction};
use learner::{share, timeline};
use maud::html;
use records::Told;
use uuid::Uuid;

/// What the page is made from.
pub(super) struct Entry {
    pub told: Told,
    names: Names,
    voice: Voice,
    correction: Option<Correction>,
    may_share: bool,
}

/// The entry. [`Error::NotFound`] unless it is one of this person; [`Error::Forbidden`] when the reader may not see it.
pub(super) async fn find(visit: &Visit, person: i64, statement: &str) -> Result<Entry> {
    let id = Uuid::parse_str(statement).map_err(|_| Error::NotFound)?;
    let mut conn = visit.app.base.db.read().await?;
    let conn = &mut conn;
    let told = timeline::entry(conn, &visit.scope, person, id).await?;
    Ok(Entry {
        names: Names::of(conn, std::slice::from_ref(&told)).await?,
        voice: Voice::of(conn, &visit.scope, person).await?,
        correction: correction::of_statement(conn, person, id).await?,
        may_share: share::may(conn, &visit.scope, person, visit.app.base.clock.today()).await?,
        told,
    })
}

pub(crate) async fn show(visit: Visit, Path((person, statement)): Path<(i64, String)>) -> Answer {
    let entry = find(&visit, person, &statement).await.told(&visit.reader)?;
    page(&visit, person, &entry, "", None).told(&visit.reader)
}

/// The page, with what was typed into its form and what is wrong with that.
pub(super) fn page(visit: &Visit, person: i64, entry: &Entry, typed: &str, error: Option<&str>) -> Result<maud::Markup> {
    let (lang, told) = (visit.lang, &entry.told);
    let value: serde_json::Value = serde_json::from_str(&told.kept.json(&visit.app.base.config.public_url()))?;
    let raw = serde_json::to_string_pretty(&value)?;
    let frame = visit.frame(t!(lang, "student.statement")).lead(t!(lang, "student.statement_lead"));
    let frame = match entry.names.point(told) {
        Some(point) => frame.crumb(format!("/learner/{person}/{}", point.id), point.name(lang)),
        None => frame.crumb(format!("/learner/{person}/timeline"), t!(lang, "record.section_timeline")),
    };
    let concerned = entry.voice.may_question();
    Ok(look::page(
        &frame,
        html! {
            section class="card" {
                p { b { (sentence(lang, &entry.names, told)) } @if told.kept.voided { " " (look::badge(Tone::Plain, &t!(lang, "record.voided"))) } }
                @if let Some(remark) = remark(told) { p class="lines" { (remark) } }
                p class="hint" { (clock::local(told.at)) " · " (origin(lang, &entry.names, told)) " · " (t!(lang, "record.stored_at", time = clock::local(told.kept.stored))) }
                @if concerned && entry.may_share && !told.kept.voided {
                    div class="actions" { (look::link_button(Button::Second, &format!("/learner/{person}/shares?statement={}", told.id), &t!(lang, "record.share_this"))) }
                }
            }
            div class="scroll" tabindex="0" role="region" aria-label=(t!(lang, "student.statement")) { pre class="raw" { (raw) } }
            @if concerned {
                section id="correction" class="stacked" {
                    h2 { (t!(lang, "record.correction")) }
                    @match &entry.correction {
                        Some(correction) => (corrections::steps(lang, correction, true)),
                        None if told.kept.voided => p { (t!(lang, "learner.correction_voided")) },
                        None => (corrections::form(lang, person, told.id, typed, error)),
                    }
                }
            }
        },
    ))
}
