//! Who belongs where, by name, without what they have learnt.

use super::aggregate::units;
use crate::input::Path;
use crate::look::{self, Button, Column, Table};
use crate::{Answer, Told, Visit};
use base::{Date, t};
use maud::html;
use people::permission::{self, Action};
use people::{OrganisationKind, Role, grade, role};

/// The classes in reach.
pub(crate) async fn list(visit: Visit) -> Answer {
    let lang = visit.lang;
    let mut conn = visit.app.base.db.read().await.told(&visit.reader)?;
    let classes =
        permission::organisations(&mut conn, &visit.scope, Action::ViewRoster, OrganisationKind::Class).await.told(&visit.reader)?;
    let links: Vec<_> = classes.into_iter().map(|c| (format!("/roster/{}", c.id), format!("{} {}", c.code, c.name))).collect();
    let title = t!(lang, "school.classes").into_owned();
    let empty = look::empty(&t!(lang, "teacher.no_classes"), &t!(lang, "teacher.no_classes_next"), None);
    Ok(look::page(&visit.frame(title.clone()), units(title, t!(lang, "teacher.class").into_owned(), &links, empty)))
}

/// The students and teachers of a class.
pub(crate) async fn show(visit: Visit, Path(org): Path<i64>) -> Answer {
    let lang = visit.lang;
    let mut conn = visit.app.base.db.read().await.told(&visit.reader)?;
    let class = people::organisation::get(&mut conn, org).await.told(&visit.reader)?;
    let school = people::organisation::above(&mut conn, org, OrganisationKind::School).await.told(&visit.reader)?;
    let mut rows = Vec::new();
    for held in [Role::ClassTeacher, Role::SubjectTeacher, Role::Student] {
        for person in role::at(&mut conn, org, held, &visit.scope.today).await.told(&visit.reader)? {
            rows.push(vec![html! { (person.name) }, html! { (held.name(lang)) }, html! { (person.birth.unwrap_or_default()) }]);
        }
    }
    let slips = permission::require_organisation(&mut conn, &visit.scope, Action::IssueAccounts, org).await.is_ok();
    let consent = permission::require_organisation(&mut conn, &visit.scope, Action::RecordConsent, org).await.is_ok();
    let now = school.as_ref().zip(class.entry_year).zip(visit.scope.today.parse::<Date>().ok()).and_then(|((school, entry), today)| {
        let n = grade::of(school, entry, today)?;
        Some(grade::name(lang, grade::stage(school, n)?, n).into_owned())
    });
    let lead = [school.map(|s| s.name), now].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let columns =
        vec![Column::text(t!(lang, "teacher.name")), Column::text(t!(lang, "admin.role")), Column::text(t!(lang, "school.birth"))];
    let empty = look::empty(&t!(lang, "teacher.no_students"), &t!(lang, "teacher.no_students_next"), None);
    let caption = t!(lang, "school.members").into_owned();
    Ok(look::page(
        &visit.frame(class.name).lead(lead).crumb("/roster", t!(lang, "school.classes")),
        html! {
            div class="actions" {
                @if slips { (look::link_button(Button::Second, &format!("/class/{org}/slips"), &t!(lang, "teacher.slips"))) }
                @if consent { (look::link_button(Button::Second, &format!("/class/{org}/consent"), &t!(lang, "teacher.consent"))) }
            }
            (look::table(&Table { caption, columns, rows, empty }))
        },
    ))
}
