//! All models, by subject and words.

use crate::input::Query;
use crate::look::{self, Button, Choice, Column, Field, Pager, Table, Tone};
use crate::{Answer, Told, Visit};
use base::{Lang, t};
use content::item::Status;
use content::model::{self, Filter};
use content::{Subject, point};
use maud::{Markup, html};
use std::collections::HashMap;

/// Models a page.
const PAGE: i64 = 50;

#[derive(serde::Deserialize)]
pub(crate) struct Wanted {
    #[serde(default)]
    subject: String,
    #[serde(default)]
    words: String,
    #[serde(default)]
    page: i64,
}

pub(crate) async fn show(visit: Visit, Query(query): Query<Wanted>) -> Answer {
    let lang = visit.lang;
    let mut conn = visit.app.base.db.read().await.told(&visit.reader)?;
    let words = Some(query.words.trim().to_owned()).filter(|w| !w.is_empty());
    let filter = Filter { subject: Subject::parse(&query.subject), words, ..Filter::default() };
    let page = query.page.max(0);
    let total = model::count(&mut conn, &filter).await.told(&visit.reader)?;
    let models = model::list(&mut conn, &filter, page * PAGE, PAGE).await.told(&visit.reader)?;
    let items = model::items_of(&mut conn, &models.iter().map(|m| m.id).collect::<Vec<_>>()).await.told(&visit.reader)?;
    let points = point::many(&mut conn, &models.iter().map(|m| m.point).collect::<Vec<_>>()).await.told(&visit.reader)?;
    let points: HashMap<i64, &str> = points.iter().map(|p| (p.id, p.name(lang))).collect();
    let rows = models
        .iter()
        .map(|m| {
            vec![
                html! { a href={ "/items/models/" (m.id) } { (m.code) } },
                html! { (m.title) },
                html! { (points.get(&m.point).copied().unwrap_or("–")) },
                html! { (m.difficulty) },
                html! { (items.get(&m.id).copied().unwrap_or(0)) },
                standing(lang, m.status),
            ]
        })
        .collect();
    let columns = vec![
        Column::text(t!(lang, "models.code")),
        Column::text(t!(lang, "models.title")),
        Column::text(t!(lang, "models.point")),
        Column::number(t!(lang, "admin.item_difficulty")),
        Column::number(t!(lang, "models.items")),
        Column::text(t!(lang, "models.status")),
    ];
    let (subject, search) = (t!(lang, "admin.subject"), t!(lang, "models.words"));
    let any = Choice { value: String::new(), label: t!(lang, "admin.any").into_owned() };
    let subjects: Vec<Choice> = std::iter::once(any)
        .chain(Subject::ALL.iter().map(|s| Choice { value: s.code().into(), label: s.name(lang).into_owned() }))
        .collect();
    let filters = html! {
        (look::select(&Field { value: &query.subject, ..Field::new("subject", &subject) }, &subjects))
        (look::field(&Field { kind: "search", value: &query.words, ..Field::new("words", &search) }))
    };
    let link = |page: i64| {
        // The browser encodes what was typed; only the two known parameters are carried on.
        let words: String = query.words.bytes().map(|b| format!("%{b:02X}")).collect();
        format!("/items/models?subject={}&words={words}&page={page}", filter.subject.map(Subject::code).unwrap_or_default())
    };
    let pager = Pager {
        first: (page * PAGE + 1).min(total).max(0) as u64,
        last: ((page + 1) * PAGE).min(total).max(0) as u64,
        total: total.max(0) as u64,
        previous: (page > 0).then(|| link(page - 1)),
        next: ((page + 1) * PAGE < total).then(|| link(page + 1)),
    };
    let begin = look::link_button(Button::Primary, "/items/models/new", &t!(lang, "models.begin"));
    let empty = look::empty(&t!(lang, "models.none"), &t!(lang, "models.none_next"), Some(begin.clone()));
    Ok(look::page(
        &visit.frame(t!(lang, "models.name")).lead(t!(lang, "models.lead")).crumb("/items", t!(lang, "admin.items")),
        html! {
            p { (begin) }
            (look::toolbar(lang, "/items/models", filters, &[]))
            (look::table(&Table { caption: t!(lang, "models.name").into_owned(), columns, rows, empty }))
            @if total > PAGE { (look::pager(lang, &pager)) }
        },
    ))
}

/// The status in a word.
pub(super) fn standing(lang: Lang, status: Status) -> Markup {
    match status {
        Status::Draft => look::badge(Tone::Plain, &t!(lang, "models.draft")),
        Status::Active => look::badge(Tone::Good, &t!(lang, "models.active")),
        Status::Retired => look::badge(Tone::Warn, &t!(lang, "models.retired")),
    }
}
