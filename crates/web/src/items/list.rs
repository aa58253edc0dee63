//! All items, by subject and words.

use super::wanted::{PAGE, Wanted};
use crate::input::Query;
use crate::look::{self, Button, Column, Table};
use crate::{Answer, Told, Visit};
use base::t;
use content::item::{self, Filter};
use content::point;
use maud::html;
use std::collections::HashMap;

pub(crate) async fn show(visit: Visit, Query(query): Query<Wanted>) -> Answer {
    let lang = visit.lang;
    let mut conn = visit.app.base.db.read().await.told(&visit.reader)?;
    let filter = Filter { subject: query.subject(), words: query.words(), ..Filter::default() };
    let total = item::count(&mut conn, &filter).await.told(&visit.reader)?;
    let items = item::list(&mut conn, &filter, query.offset(), PAGE).await.told(&visit.reader)?;
    let ids: Vec<i64> = items.iter().map(|i| i.point).collect();
    let points: HashMap<i64, String> =
        point::many(&mut conn, &ids).await.told(&visit.reader)?.into_iter().map(|p| (p.id, p.name(lang).to_owned())).collect();
    let rows = items
        .iter()
        .map(|i| {
            vec![
                html! { a href={ "/items/" (i.id) } { (i.code) } },
                html! { (i.subject.name(lang)) },
                html! { (points.get(&i.point).map(String::as_str).unwrap_or("–")) },
                html! { (i.interaction.kind().name(lang)) },
                html! { (i.difficulty) },
                html! { (i.stem.chars().take(40).collect::<String>()) },
            ]
        })
        .collect();
    let columns = vec![
        Column::text(t!(lang, "admin.item_code")),
        Column::text(t!(lang, "admin.subject")),
        Column::text(t!(lang, "teacher.points")),
        Column::text(t!(lang, "admin.item_kind")),
        Column::number(t!(lang, "admin.item_difficulty")),
        Column::text(t!(lang, "admin.item_stem")),
    ];
    let fields = query.fields(lang, &t!(lang, "admin.item_words"));
    let import = look::link_button(Button::Primary, "/items/import", &t!(lang, "admin.items_import"));
    let empty = look::empty(&t!(lang, "admin.items_none"), &t!(lang, "admin.items_none_next"), Some(import.clone()));
    Ok(look::page(
        &visit.frame(t!(lang, "admin.items")).lead(t!(lang, "admin.items_lead")),
        html! {
            p { (import) " " (look::link_button(Button::Second, "/items/models", &t!(lang, "models.name"))) }
            (look::toolbar(lang, "/items", fields, &[]))
            (look::table(&Table { caption: t!(lang, "admin.items").into_owned(), columns, rows, empty }))
            (query.pager(lang, "/items", total))
        },
    ))
}
