//! An administrator's home: what there is to do, and for which schools.

use crate::look::{self, Button, Column, Table};
use crate::{Answer, Told, Visit};
use base::t;
use maud::{Markup, html};
use people::OrganisationKind;
use people::permission::{self, Action};

pub(crate) async fn show(visit: Visit) -> Answer {
    let lang = visit.lang;
    let mut conn = visit.app.base.db.read().await.told(&visit.reader)?;
    let schools =
        permission::organisations(&mut conn, &visit.scope, Action::ManageRoster, OrganisationKind::School).await.told(&visit.reader)?;
    let root = people::organisation::root(&mut conn).await.told(&visit.reader)?;
    // The region's own affairs are shown to those who hold the role at the region.
    let regional = match root {
        Some(root) => permission::require_organisation(&mut conn, &visit.scope, Action::Operate, root.id).await.is_ok(),
        None => false,
    };
    let link = |href: String, label: &str| html! { a href=(href) { (label) } };
    let rows: Vec<Vec<Markup>> = schools
        .iter()
        .map(|s| {
            vec![
                html! { (s.name) },
                html! { (s.stages().iter().map(|st| st.name(lang)).collect::<Vec<_>>().join(&t!(lang, "site.and"))) },
                link(format!("/class/{}/slips", s.id), &t!(lang, "teacher.slips")),
                link(format!("/admin/school/{}/graduate", s.id), &t!(lang, "admin.graduate")),
            ]
        })
        .collect();
    let columns = vec![
        Column::text(t!(lang, "school.school")),
        Column::text(t!(lang, "admin.stages")),
        Column::text(t!(lang, "teacher.slips")),
        Column::text(t!(lang, "admin.graduate")),
    ];
    let empty = look::empty(&t!(lang, "school.no_schools"), &t!(lang, "school.no_schools_next"), None);
    let card = |title: &str, text: &str, href: &str, action: &str| {
        look::card(title, html! { p { (text) } }, Some(look::link_button(Button::Primary, href, action)))
    };
    Ok(look::page(
        &visit.frame(t!(lang, "admin.home")).lead(t!(lang, "admin.home_lead")),
        html! {
            div class="cards" {
                (card(&t!(lang, "admin.roster"), &t!(lang, "admin.roster_text"), "/admin/roster", &t!(lang, "admin.roster_open")))
                (card(&t!(lang, "admin.people"), &t!(lang, "admin.people_text"), "/admin/people", &t!(lang, "admin.people_open")))
                @if regional {
                    (card(&t!(lang, "admin.items"), &t!(lang, "admin.items_text"), "/items", &t!(lang, "admin.items_open")))
                    (card(&t!(lang, "applications.title"), &t!(lang, "admin.applications_text"), "/admin/applications", &t!(lang, "admin.applications_open")))
                    (card(&t!(lang, "erasure.retention"), &t!(lang, "admin.retention_text"), "/admin/retention", &t!(lang, "admin.retention_open")))
                    (card(&t!(lang, "admin.audit"), &t!(lang, "admin.audit_text"), "/admin/audit", &t!(lang, "admin.audit_open")))
                }
            }
            (look::table(&Table { caption: t!(lang, "school.schools").into_owned(), columns, rows, empty }))
        },
    ))
}
