//! Transfer, graduation and merge: find the person, see what would change, ask for the job.

use crate::input::{Form, Path, Query};
use crate::look::{self, Button, Choice, Column, Field, Table};
use crate::{Answer, Told, Visit};
use axum::response::Redirect;
use base::{Conn, Date, Error, Lang, Result, t};
use maud::{Markup, html};
use people::life::{self, Change, Line};
use people::permission::{self, Action};
use people::person::Found;
use people::{OrganisationKind, Person, guardianship, role};

#[derive(serde::Deserialize)]
pub(crate) struct Search {
    #[serde(default)]
    name: String,
}

/// People by name, those in reach.
pub(crate) async fn search(visit: Visit, Query(query): Query<Search>) -> Answer {
    let lang = visit.lang;
    let mut conn = visit.app.base.db.read().await.told(&visit.reader)?;
    let found = people::person::search(&mut conn, &visit.scope, Action::ManageRoster, query.name.trim(), 50).await.told(&visit.reader)?;
    let rows = found
        .iter()
        .map(|p| {
            vec![
                html! { a href={ "/admin/people/" (p.id) } { (p.name) } },
                html! { (p.login.as_deref().unwrap_or("–")) },
                whereabouts(lang, p),
            ]
        })
        .collect();
    let columns =
        vec![Column::text(t!(lang, "admin.name")), Column::text(t!(lang, "account.login")), Column::text(t!(lang, "admin.places"))];
    let empty = look::empty(&t!(lang, "admin.people_none"), &t!(lang, "admin.people_none_next"), None);
    let label = t!(lang, "admin.name");
    let field = Field { kind: "search", value: &query.name, ..Field::new("name", &label) };
    Ok(look::page(
        &visit.frame(t!(lang, "admin.people")).lead(t!(lang, "admin.people_lead")),
        html! {
            (look::toolbar(lang, "/admin/people", look::field(&field), &[]))
            (look::table(&Table { caption: t!(lang, "admin.people").into_owned(), columns, rows, empty }))
        },
    ))
}

/// Where somebody belongs: their places, and their children for guardians.
fn whereabouts(lang: Lang, found: &Found) -> Markup {
    html! { (found.places) @if !found.children.is_empty() { " " (t!(lang, "admin.guardian_of", names = found.children)) } }
}

/// A person's places and family, and the forms to change the places.
pub(crate) async fn person(visit: Visit, Path(id): Path<i64>) -> Answer {
    let lang = visit.lang;
    let mut conn = visit.app.base.db.read().await.told(&visit.reader)?;
    let person = people::person::get(&mut conn, id).await.told(&visit.reader)?;
    let roles = role::of_person(&mut conn, id, &visit.scope.today).await.told(&visit.reader)?;
    let student = roles.iter().any(|r| r.role == role::Role::Student.code());
    let classes =
        permission::organisations(&mut conn, &visit.scope, Action::ManageRoster, OrganisationKind::Class).await.told(&visit.reader)?;
    let mut namesakes =
        people::person::search(&mut conn, &visit.scope, Action::ManageRoster, &person.name, 20).await.told(&visit.reader)?;
    let family = family(&mut conn, &visit, id).await.told(&visit.reader)?;
    namesakes.retain(|other| other.id != id && other.name == person.name);
    let rows = roles
        .iter()
        .map(|r| {
            vec![
                html! { @if let Some(role) = r.role() { (role.name(lang)) } },
                html! { (r.org_name) },
                html! { (r.subject.as_deref().unwrap_or("–")) },
                html! { (r.starts) },
            ]
        })
        .collect();
    let columns = vec![
        Column::text(t!(lang, "admin.role")),
        Column::text(t!(lang, "admin.place")),
        Column::text(t!(lang, "admin.subject")),
        Column::text(t!(lang, "admin.since")),
    ];
    let empty = look::empty(&t!(lang, "admin.no_roles"), &t!(lang, "admin.no_roles_next"), None);
    Ok(look::page(
        &visit.frame(person.name).crumb("/admin/people", t!(lang, "admin.people")),
        html! {
            (look::table(&Table { caption: t!(lang, "admin.places").into_owned(), columns, rows, empty }))
            (family)
            @if student { (look::card(&t!(lang, "admin.transfer"), transfer_form(lang, id, &visit.scope.today, classes), None)) }
            (look::card(&t!(lang, "admin.merge"), merge_form(lang, id, &namesakes), None))
        },
    ))
}

/// Guardians and children, each leading to their own page; children elsewhere are left out.
async fn family(conn: &mut Conn, visit: &Visit, person: i64) -> Result<Markup> {
    let (lang, scope) = (visit.lang, &visit.scope);
    let guardians = guardianship::guardians(conn, person, &scope.today).await?;
    let mut children = Vec::new();
    for child in guardianship::children(conn, person, &scope.today).await? {
        if permission::require_person(conn, scope, Action::ManageRoster, child.id).await.is_ok() {
            children.push(child);
        }
    }
    let list = |people: &[Person]| html! { ul { @for p in people { li { a href={ "/admin/people/" (p.id) } { (p.name) } } } } };
    Ok(html! {
        @if !guardians.is_empty() { (look::card(&t!(lang, "admin.guardians"), list(&guardians), None)) }
        @if !children.is_empty() { (look::card(&t!(lang, "admin.children"), list(&children), None)) }
    })
}

fn transfer_form(lang: Lang, person: i64, today: &str, classes: Vec<people::Organisation>) -> Markup {
    let (class, day) = (t!(lang, "admin.to_class"), t!(lang, "admin.from_day"));
    let choices: Vec<Choice> =
        classes.into_iter().map(|c| Choice { value: c.id.to_string(), label: format!("{} {}", c.code, c.name) }).collect();
    html! {
        form method="post" action={ "/admin/people/" (person) "/transfer" } {
            (look::select(&Field { required: true, ..Field::new("class", &class) }, &choices))
            (look::field(&Field { kind: "date", value: today, required: true, ..Field::new("day", &day) }))
            div class="actions" { (look::button(Button::Second, &t!(lang, "admin.preview"))) }
        }
    }
}

/// The other people of the same name, to choose the duplicate from.
fn merge_form(lang: Lang, person: i64, others: &[Found]) -> Markup {
    html! {
        @if others.is_empty() { p { (t!(lang, "admin.no_namesake")) } }
        @else {
            form method="post" action={ "/admin/people/" (person) "/merge" } {
                fieldset class="choices" {
                    legend { (t!(lang, "admin.duplicate_hint")) }
                    @for (n, other) in others.iter().enumerate() {
                        label { input type="radio" name="duplicate" value=(other.id) checked[n == 0] required; span { (other.name) " · " (other.login.as_deref().unwrap_or("–")) " · " (whereabouts(lang, other)) } }
                    }
                }
                div class="actions" { (look::button(Button::Second, &t!(lang, "admin.preview"))) }
            }
        }
    }
}

#[derive(serde::Deserialize)]
pub(crate) struct Transfer {
    class: i64,
    day: String,
    #[serde(default)]
    confirmed: bool,
}

pub(crate) async fn transfer(visit: Visit, Path(person): Path<i64>, Form(form): Form<Transfer>) -> Answer<Result<Redirect, Markup>> {
    let day = day(&form.day).told(&visit.reader)?;
    let hidden = [("class", form.class.to_string()), ("day", form.day)];
    step(&visit, Change::Transfer { person, class: form.class, day }, form.confirmed, &hidden).await
}

#[derive(serde::Deserialize)]
pub(crate) struct Merge {
    duplicate: i64,
    #[serde(default)]
    confirmed: bool,
}

pub(crate) async fn merge(visit: Visit, Path(keep): Path<i64>, Form(form): Form<Merge>) -> Answer<Result<Redirect, Markup>> {
    let hidden = [("duplicate", form.duplicate.to_string())];
    step(&visit, Change::Merge { keep, duplicate: form.duplicate }, form.confirmed, &hidden).await
}

#[derive(serde::Deserialize)]
pub(crate) struct Graduate {
    day: String,
    #[serde(default)]
    confirmed: bool,
}

/// Asks for the last day.
pub(crate) async fn graduation(visit: Visit, Path(org): Path<i64>) -> Answer {
    let lang = visit.lang;
    let school = people::organisation::get(&mut visit.app.base.db.read().await.told(&visit.reader)?, org).await.told(&visit.reader)?;
    let label = t!(lang, "admin.last_day");
    let field = Field { kind: "date", value: &visit.scope.today, required: true, ..Field::new("day", &label) };
    Ok(look::page(
        &visit
            .frame(t!(lang, "admin.graduate_of", name = school.name))
            .lead(t!(lang, "admin.graduate_lead"))
            .crumb("/admin", t!(lang, "site.nav_admin")),
        html! {
            form class="narrow" method="post" action={ "/admin/school/" (org) "/graduate" } {
                (look::field(&field))
                div class="actions" { (look::button(Button::Primary, &t!(lang, "admin.preview"))) }
            }
        },
    ))
}

pub(crate) async fn graduate(visit: Visit, Path(school): Path<i64>, Form(form): Form<Graduate>) -> Answer<Result<Redirect, Markup>> {
    let day = day(&form.day).told(&visit.reader)?;
    step(&visit, Change::Graduate { school, day }, form.confirmed, &[("day", form.day)]).await
}

fn day(text: &str) -> base::Result<Date> {
    text.parse().map_err(|_| Error::invalid("admin.not_a_day"))
}

/// The preview, or, once confirmed, the job.
async fn step(visit: &Visit, change: Change, confirmed: bool, hidden: &[(&str, String)]) -> Answer<Result<Redirect, Markup>> {
    if confirmed {
        let job = life::request(&visit.app.base, &visit.scope, change).await.told(&visit.reader)?;
        return Ok(Ok(Redirect::to(&format!("/jobs/{job}"))));
    }
    let mut conn = visit.app.base.db.read().await.told(&visit.reader)?;
    let lines = life::preview(&mut conn, &visit.scope, &change).await.told(&visit.reader)?;
    Ok(Err(confirmation(visit, &change, &lines, hidden)))
}

fn confirmation(visit: &Visit, change: &Change, lines: &[Line], hidden: &[(&str, String)]) -> Markup {
    let lang = visit.lang;
    let (title, subject, before, after) = match change {
        Change::Transfer { .. } => {
            (t!(lang, "admin.transfer"), t!(lang, "admin.name"), t!(lang, "admin.from_class"), t!(lang, "admin.to_class"))
        }
        Change::Graduate { .. } => {
            (t!(lang, "admin.graduate"), t!(lang, "admin.class"), t!(lang, "admin.students"), t!(lang, "admin.last_day"))
        }
        Change::Merge { .. } => (t!(lang, "admin.merge"), t!(lang, "admin.duplicate"), t!(lang, "admin.places"), t!(lang, "admin.kept")),
    };
    let rows = lines.iter().map(|l| vec![html! { (l.subject) }, html! { (l.before) }, html! { (l.after) }]).collect();
    let columns = vec![Column::text(subject), Column::text(before), Column::text(after)];
    look::page(
        &visit.frame(title.clone()).lead(t!(lang, "admin.preview_lead")),
        html! {
            (look::table(&Table { caption: title.into_owned(), columns, rows, empty: html! {} }))
            form method="post" action=(visit.reader.path) {
                @for (name, value) in hidden { input type="hidden" name=(name) value=(value); }
                input type="hidden" name="confirmed" value="true";
                div class="actions" { (look::button(Button::Primary, &t!(lang, "admin.apply"))) }
            }
        },
    )
}
