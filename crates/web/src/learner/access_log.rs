//! Who looked at a learner's record: for the learner, the family and the school's administrator.

use super::record;
use super::sections::{self, Section};
use super::voice::Voice;
use crate::input::{Path, Query};
use crate::look::{self, Column, Table};
use crate::{Answer, Told, Visit};
use base::{Lang, Result, clock, t};
use learner::share;
use maud::{Markup, html};
use people::Role;
use people::access_log::{self, View};
use std::borrow::Cow;

/// Looks a page.
const PAGE: usize = 50;

#[derive(serde::Deserialize, Default)]
pub(crate) struct From {
    before: Option<i64>,
}

struct Facts {
    name: people::Person,
    voice: Voice,
    sections: Vec<Section>,
    views: Vec<View>,
    older: Option<i64>,
}

async fn facts(visit: &Visit, person: i64, before: Option<i64>) -> Result<Facts> {
    let mut conn = visit.app.base.db.read().await?;
    let conn = &mut conn;
    let mut views = access_log::of_learner(conn, &visit.scope, person, before, PAGE as i64 + 1).await?;
    let more = views.len() > PAGE;
    views.truncate(PAGE);
    Ok(Facts {
        name: people::person::get(conn, person).await?,
        voice: Voice::of(conn, &visit.scope, person).await?,
        sections: sections::open_to(conn, visit, person).await?,
        older: views.last().filter(|_| more).map(|v| v.id),
        views,
    })
}

pub(crate) async fn show(visit: Visit, Path(person): Path<i64>, Query(from): Query<From>) -> Answer {
    let lang = visit.lang;
    let facts = facts(&visit, person, from.before).await.told(&visit.reader)?;
    let title = match facts.voice {
        Voice::Learner => t!(lang, "record.access_own").into_owned(),
        _ => t!(lang, "record.access_of", name = facts.name.name),
    };
    let frame = visit.frame(title.clone()).lead(t!(lang, "record.access_lead"));
    let frame = match facts.sections.contains(&Section::Estimates) {
        true => frame.crumb(format!("/learner/{person}"), record::title(lang, facts.voice, &facts.name)),
        false => frame,
    };
    let rows = facts.views.iter().map(|view| row(lang, view)).collect();
    let columns = vec![
        Column::text(t!(lang, "record.access_who")),
        Column::text(t!(lang, "record.access_as")),
        Column::text(t!(lang, "record.access_what")),
        Column::text(t!(lang, "record.access_when")),
    ];
    let empty = look::empty(&t!(lang, "record.access_none"), &t!(lang, "record.access_none_next"), None);
    Ok(look::page(
        &frame,
        html! {
            (sections::tabs(lang, person, &facts.sections, Section::AccessLog))
            (look::table(&Table { caption: title, columns, rows, empty }))
            @if from.before.is_some() || facts.older.is_some() {
                nav class="pager" aria-label=(t!(lang, "web.pages")) {
                    @if from.before.is_some() { a class="button" href={ "/learner/" (person) "/access" } { (t!(lang, "student.newest")) } }
                    @if let Some(before) = facts.older { a class="button" rel="next" href={ "/learner/" (person) "/access?before=" (before) } { (t!(lang, "student.older")) } }
                }
            }
        },
    ))
}

fn row(lang: Lang, view: &View) -> Vec<Markup> {
    vec![
        html! { @match &view.name { Some(name) if !view.by_link => (name), _ => (t!(lang, "record.access_by_link")) } },
        html! { (standing(lang, view)) },
        html! { (page_name(lang, &view.page).unwrap_or_else(|| t!(lang, "record.page_other"))) },
        html! { (clock::local(view.at)) },
    ]
}

/// What the viewer was: role, place and school.
pub(crate) fn standing(lang: Lang, view: &View) -> String {
    let role = view.role.as_deref().and_then(Role::of).map(|role| role.name(lang).into_owned());
    let parts: Vec<String> = view.school_name.iter().chain(view.org_name.iter()).cloned().chain(role).collect();
    if parts.is_empty() { t!(lang, "record.access_no_role").into_owned() } else { parts.join(" ") }
}

/// What stands on a page of the record, by its path; `None` for one that nobody has named.
pub(crate) fn page_name(lang: Lang, path: &str) -> Option<Cow<'static, str>> {
    Some(match path {
        "/learner/{person}" => t!(lang, "record.page_estimates"),
        "/learner/{person}/{point}" => t!(lang, "record.page_point"),
        "/learner/{person}/statement/{statement}" => t!(lang, "record.page_statement"),
        "/learner/{person}/growth" => t!(lang, "growth.page"),
        "/learner/{person}/path" => t!(lang, "path.title"),
        "/learner/{person}/timeline" => t!(lang, "record.page_timeline"),
        "/learner/{person}/access" => t!(lang, "record.page_access"),
        "/learner/{person}/export" => t!(lang, "record.page_export"),
        share::PAGE => t!(lang, "record.page_shared"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Access;

    #[test]
    fn every_page_of_a_record_has_a_name_for_its_family() {
        let opens = |access| matches!(access, Access::Person(action) if action.opens_record());
        let nameless: Vec<_> =
            crate::routes().into_iter().filter(|r| opens(r.access) && page_name(Lang::Zh, r.path).is_none()).map(|r| r.path).collect();
        assert!(nameless.is_empty(), "name them in page_name: {nameless:?}");
    }
}
