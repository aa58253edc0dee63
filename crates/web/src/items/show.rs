//! One item as its keepers see it: with key, hint and explanation.

use crate::input::Path;
use crate::item_view::paragraphs;
use crate::look::{self, Tone};
use crate::{Answer, Told, Visit};
use base::{Lang, t};
use content::item::{self, Interaction};
use content::point;
use maud::{Markup, html};

pub(crate) async fn show(visit: Visit, Path(id): Path<i64>) -> Answer {
    let lang = visit.lang;
    let mut conn = visit.app.base.db.read().await.told(&visit.reader)?;
    let item = item::get(&mut conn, id).await.told(&visit.reader)?;
    let point = point::get(&mut conn, item.point).await.told(&visit.reader)?;
    let facts = [
        item.subject.name(lang).into_owned(),
        point.name(lang).to_owned(),
        item.interaction.kind().name(lang).into_owned(),
        t!(lang, "admin.item_version", n = item.version),
    ];
    let help = item.help();
    let frame = visit.frame(item.code.clone()).lead(facts.join(" · ")).crumb("/items", t!(lang, "admin.items"));
    Ok(look::page(
        &frame,
        html! {
            (look::card(&t!(lang, "admin.item_stem"), html! { @for line in item.stem.lines() { p { (line) } } (key(lang, &item.interaction)) }, None))
            @if !help.hints.is_empty() { (look::card(&t!(lang, "admin.item_hint"), html! { ol { @for hint in &help.hints { li class="lines" { (hint) } } } }, None)) }
            @if !item.explanation.is_empty() { (look::card(&t!(lang, "admin.item_explanation"), paragraphs(&item.explanation), None)) }
            @if !item.help.steps.is_empty() { (look::card(&t!(lang, "models.steps"), html! { ol { @for step in &help.steps { li class="lines" { (step) } } } }, None)) }
            @if !help.wrong.is_empty() { (look::card(&t!(lang, "models.wrong_answers"), html! { ul { @for w in &help.wrong { li { b { (w.answer) } " " (w.misconception) " " (w.why) } } } }, None)) }
            @if let Some(model) = item.model { p { a href={ "/items/models/" (model) } { (t!(lang, "models.of_model")) } } }
            p class="hint" { (t!(lang, "admin.item_source", source = item.source)) }
        },
    ))
}

fn key(lang: Lang, interaction: &Interaction) -> Markup {
    let right = look::badge(Tone::Good, &t!(lang, "admin.item_right"));
    html! {
        @match interaction {
            Interaction::Choice(c) => ol class="points" { @for o in &c.options { li { (o.text) " " @if c.correct.contains(&o.id) { (right) } } } },
            Interaction::Numeric(n) => p { (right) " " (n.value) " " (n.unit) },
            Interaction::ShortText(s) => p { (right) " " (s.accepted.join(" / ")) },
        }
    }
}
