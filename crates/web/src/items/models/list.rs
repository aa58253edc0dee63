//! All models, by subject and words.

use crate::input::Query;
use crate::items::wanted::{PAGE, Wanted};
use crate::look::{self, Button, Column, Table, Tone};
use crate::{Answer, Told, Visit};
use base::{Lang, t};
use content::item::Status;
use content::model::{self, Filter};
use content::point;
use maud::{Markup, html};
use std::collections::HashMap;

pub(crate) async fn show(visit: Visit, Query(query): Query<Wanted>) -> Answer {
    let lang = visit.lang;
    let mut conn = visit.app.base.db.read().await.told(&visit.reader)?;
    let filter = Filter { subject: query.subject(), words: query.words(), ..Filter::default() };
    let total = model::count(&mut conn, &filter).await.told(&visit.reader)?;
    let models = model::list(&mut conn, &filter, query.offset(), PAGE).await.told(&visit.reader)?;
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
    let fields = query.fields(lang, &t!(lang, "models.words"));
    let begin = look::link_button(Button::Primary, "/items/models/new", &t!(lang, "models.begin"));
    let empty = look::empty(&t!(lang, "models.none"), &t!(lang, "models.none_next"), Some(begin.clone()));
    Ok(look::page(
        &visit.frame(t!(lang, "models.name")).lead(t!(lang, "models.lead")).crumb("/items", t!(lang, "admin.items")),
        html! {
            p { (begin) }
            (look::toolbar(lang, "/items/models", fields, &[]))
            (look::table(&Table { caption: t!(lang, "models.name").into_owned(), columns, rows, empty }))
            (query.pager(lang, "/items/models", total))
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
