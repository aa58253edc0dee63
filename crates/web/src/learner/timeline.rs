//! A learner's timeline: everything recorded of them, newest first, by day.

use super::record;
use super::sections::{self, Section};
use super::sentence::{Names, origin, remark, sentence, subject_name};
use super::voice::Voice;
use crate::input::{Path, Query};
use crate::look::{self, Choice, Field, Tone};
use crate::{Answer, Told as _, Visit};
use base::{Date, Lang, Result, clock, t};
use content::Subject;
use learner::timeline::{self, Filter, Kind, Page};
use maud::{Markup, html};
use people::Person;
use records::{Moment, Told};
use std::borrow::Cow;

/// Entries a page.
const PAGE: usize = 50;

/// The filter as the address has it.
#[derive(serde::Deserialize, Default)]
pub(crate) struct Wanted {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    subject: String,
    #[serde(default)]
    source: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
    /// Where the page begins: instant and place, parted by a point.
    #[serde(default)]
    before: String,
}

impl Wanted {
    fn filter(&self) -> Filter {
        let day = |text: &str| text.parse::<Date>().ok();
        Filter {
            kind: Kind::parse(&self.kind),
            subject: Subject::parse(&self.subject).map(|s| s.code().to_owned()),
            from: day(&self.from),
            to: day(&self.to),
            elsewhere: match self.source.as_str() {
                "platform" => Some(false),
                "application" => Some(true),
                _ => None,
            },
        }
    }

    fn before(&self) -> Option<Moment> {
        let (at, seq) = self.before.split_once('.')?;
        Some(Moment { at: at.parse().ok()?, seq: seq.parse().ok()? })
    }

    /// The address of another page with the same filter.
    fn address(&self, person: i64, before: Option<Moment>) -> String {
        let filter = self.filter();
        let day = |day: Option<Date>| day.map(|d| d.to_string());
        let source = filter.elsewhere.map(|elsewhere| if elsewhere { "application" } else { "platform" }.to_owned());
        let parts = [
            ("kind", filter.kind.map(|k| k.code().to_owned())),
            ("subject", filter.subject),
            ("source", source),
            ("from", day(filter.from)),
            ("to", day(filter.to)),
            ("before", before.map(|m| format!("{}.{}", m.at, m.seq))),
        ];
        let query: Vec<String> = parts.into_iter().filter_map(|(name, value)| Some(format!("{name}={}", value?))).collect();
        format!("/learner/{person}/timeline?{}", query.join("&"))
    }
}

struct Facts {
    person: Person,
    voice: Voice,
    sections: Vec<Section>,
    page: Page,
    names: Names,
}

async fn facts(visit: &Visit, person: i64, wanted: &Wanted) -> Result<Facts> {
    let mut conn = visit.app.base.db.read().await?;
    let conn = &mut conn;
    let page = timeline::page(conn, &visit.scope, person, &wanted.filter(), wanted.before(), PAGE).await?;
    Ok(Facts {
        person: people::person::get(conn, person).await?,
        voice: Voice::of(conn, &visit.scope, person).await?,
        sections: sections::open_to(conn, visit, person).await?,
        names: Names::of(conn, &page.entries).await?,
        page,
    })
}

pub(crate) async fn show(visit: Visit, Path(person): Path<i64>, Query(wanted): Query<Wanted>) -> Answer {
    let lang = visit.lang;
    let facts = facts(&visit, person, &wanted).await.told(&visit.reader)?;
    let title = match facts.voice {
        Voice::Learner => t!(lang, "record.timeline_own").into_owned(),
        _ => t!(lang, "record.timeline_of", name = facts.person.name),
    };
    let frame = visit
        .frame(title)
        .lead(t!(lang, "record.timeline_lead"))
        .crumb(format!("/learner/{person}"), record::title(lang, facts.voice, &facts.person));
    let link = |told: &Told| Some(format!("/learner/{person}/statement/{}", told.id));
    Ok(look::page(
        &frame,
        html! {
            (sections::tabs(lang, person, &facts.sections, Section::Timeline))
            (look::toolbar(lang, &format!("/learner/{person}/timeline"), filters(lang, &wanted), &[]))
            @if facts.page.entries.is_empty() {
                (look::empty(&t!(lang, "record.timeline_none"), &t!(lang, "record.timeline_none_next"), None))
            }
            (days(lang, &facts.names, &facts.page.entries, link))
            @if !wanted.before.is_empty() || facts.page.older.is_some() {
                nav class="pager" aria-label=(t!(lang, "web.pages")) {
                    @if !wanted.before.is_empty() { a class="button" href=(wanted.address(person, None)) { (t!(lang, "student.newest")) } }
                    @if let Some(older) = facts.page.older { a class="button" rel="next" href=(wanted.address(person, Some(older))) { (t!(lang, "student.older")) } }
                }
            }
        },
    ))
}

fn filters(lang: Lang, wanted: &Wanted) -> Markup {
    let all = |label: Cow<'static, str>| Choice { value: String::new(), label: label.into_owned() };
    let choice = |value: &str, label: Cow<'static, str>| Choice { value: value.to_owned(), label: label.into_owned() };
    let kinds: Vec<Choice> = std::iter::once(all(t!(lang, "record.all_kinds")))
        .chain(Kind::ALL.into_iter().map(|kind| choice(kind.code(), kind_name(lang, kind))))
        .collect();
    let subjects: Vec<Choice> = std::iter::once(all(t!(lang, "record.all_subjects")))
        .chain(Subject::ALL.into_iter().map(|s| Choice { value: s.code().to_owned(), label: subject_name(lang, s.code()) }))
        .collect();
    let sources = [
        all(t!(lang, "record.all_sources")),
        choice("platform", t!(lang, "record.source_platform")),
        choice("application", t!(lang, "record.source_application")),
    ];
    let (kind, subject, source) = (t!(lang, "record.kind"), t!(lang, "record.subject"), t!(lang, "record.source"));
    let (from, to) = (t!(lang, "record.from_day"), t!(lang, "record.to_day"));
    html! {
        (look::select(&Field { value: &wanted.kind, ..Field::new("kind", &kind) }, &kinds))
        (look::select(&Field { value: &wanted.subject, ..Field::new("subject", &subject) }, &subjects))
        (look::select(&Field { value: &wanted.source, ..Field::new("source", &source) }, &sources))
        (look::field(&Field { kind: "date", value: &wanted.from, ..Field::new("from", &from) }))
        (look::field(&Field { kind: "date", value: &wanted.to, ..Field::new("to", &to) }))
    }
}

/// What a kind of entry is called.
pub(crate) fn kind_name(lang: Lang, kind: Kind) -> Cow<'static, str> {
    match kind {
        Kind::Answer => t!(lang, "record.kind_answer"),
        Kind::Note => t!(lang, "record.kind_note"),
        Kind::Other => t!(lang, "record.kind_other"),
    }
}

/// The entries under their days; `link` is where each opens.
pub(crate) fn days(lang: Lang, names: &Names, entries: &[Told], link: impl Fn(&Told) -> Option<String>) -> Markup {
    html! {
        @for day in entries.chunk_by(|a, b| clock::date_of(a.at) == clock::date_of(b.at)) {
            section class="stacked" {
                @if let Some(first) = day.first() { h2 { (clock::date_of(first.at)) } }
                ul class="entries" { @for told in day { (entry(lang, names, told, link(told))) } }
            }
        }
    }
}

fn entry(lang: Lang, names: &Names, told: &Told, href: Option<String>) -> Markup {
    let words = sentence(lang, names, told);
    let local = clock::local(told.at);
    html! {
        li {
            time { (local.get(11..).unwrap_or_default()) }
            div {
                p {
                    @if let Some(href) = href { a href=(href) { (words) } } @else { (words) }
                    @if told.kept.voided { " " (look::badge(Tone::Plain, &t!(lang, "record.voided"))) }
                }
                @if let Some(remark) = remark(told) { p class="lines" { (remark) } }
                p class="hint" { (origin(lang, names, told)) }
            }
        }
    }
}
