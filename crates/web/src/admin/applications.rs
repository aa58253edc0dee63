//! Programs of other makers that write and read here: which there are, what they may do, new secrets, shutting out.

use crate::input::{Form, Path};
use crate::look::{self, Button, Column, Field, Table, Tone};
use crate::{Answer, Told, Visit};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use base::{Error, Lang, Millis, Problem, clock, t};
use maud::{Markup, html};
use people::application::{self, Grant, Grants, Issued, Listed};
use std::borrow::Cow;

/// The list, and the form for another.
pub(crate) async fn show(visit: Visit) -> Answer {
    page(&visit, "", &[], &[]).await
}

async fn page(visit: &Visit, name: &str, chosen: &[Grant], problems: &[Problem]) -> Answer {
    let lang = visit.lang;
    let mut conn = visit.app.base.db.read().await.told(&visit.reader)?;
    let all = application::list(&mut conn).await.told(&visit.reader)?;
    let address = format!("{}{}", visit.app.base.config.public_url(), crate::api::xapi::ROOT);
    Ok(look::page(
        &visit.frame(t!(lang, "applications.title")).lead(t!(lang, "applications.lead")).crumb("/admin", t!(lang, "site.nav_admin")),
        html! {
            (look::problems(lang, problems))
            (table(lang, &all))
            (look::card(&t!(lang, "applications.create"), form(lang, name, chosen), None))
            (look::card(&t!(lang, "applications.address"), html! { p { (t!(lang, "applications.address_text")) } p { code { (address) } } }, None))
        },
    ))
}

fn table(lang: Lang, all: &[Listed]) -> Markup {
    let rows = all
        .iter()
        .map(|a| {
            vec![
                html! { a href={ "/admin/applications/" (a.id) } { (a.name) } },
                state(lang, a),
                html! { code { (a.grants) } },
                html! { (day(lang, a.last_used)) },
                html! { (clock::local(a.created)) },
            ]
        })
        .collect();
    let columns = vec![
        Column::text(t!(lang, "applications.name")),
        Column::text(t!(lang, "applications.state")),
        Column::text(t!(lang, "applications.scopes")),
        Column::text(t!(lang, "applications.last_used")),
        Column::text(t!(lang, "applications.created")),
    ];
    let empty = look::empty(&t!(lang, "applications.none"), &t!(lang, "applications.none_next"), None);
    look::table(&Table { caption: t!(lang, "applications.title").into_owned(), columns, rows, empty })
}

fn state(lang: Lang, application: &Listed) -> Markup {
    match application.revoked {
        Some(_) => look::badge(Tone::Plain, &t!(lang, "applications.revoked")),
        None => look::badge(Tone::Good, &t!(lang, "applications.active")),
    }
}

fn day(lang: Lang, at: Option<Millis>) -> Cow<'static, str> {
    at.map_or_else(|| t!(lang, "applications.never"), |at| clock::local(at).into())
}

fn form(lang: Lang, name: &str, chosen: &[Grant]) -> Markup {
    let (label, hint) = (t!(lang, "applications.name"), t!(lang, "applications.name_hint"));
    html! {
        form method="post" action="/admin/applications" {
            (look::field(&Field { hint: &hint, value: name, required: true, ..Field::new("name", &label) }))
            fieldset class="choices" {
                legend { (t!(lang, "applications.scopes")) }
                @for grant in Grant::ALL {
                    label {
                        input type="checkbox" name="scope" value=(grant.code()) checked[chosen.contains(&grant)];
                        span { (meaning(lang, grant)) " " code { (grant.code()) } }
                    }
                }
            }
            div class="actions" { (look::button(Button::Primary, &t!(lang, "applications.create"))) }
        }
    }
}

fn meaning(lang: Lang, grant: Grant) -> Cow<'static, str> {
    match grant {
        Grant::WriteStatements => t!(lang, "applications.may_write_statements"),
        Grant::ReadOwnStatements => t!(lang, "applications.may_read_own_statements"),
        Grant::ReadStatements => t!(lang, "applications.may_read_statements"),
        Grant::State => t!(lang, "applications.may_state"),
        Grant::Define => t!(lang, "applications.may_define"),
        Grant::Profile => t!(lang, "applications.may_profile"),
        Grant::ReadAll => t!(lang, "applications.may_read_all"),
        Grant::All => t!(lang, "applications.may_all"),
    }
}

/// Makes one and shows its secret. A form may carry `scope` many times, so its fields are read one by one.
pub(crate) async fn create(visit: Visit, Form(fields): Form<Vec<(String, String)>>) -> Answer<Response> {
    let values = |name: &'static str| fields.iter().filter(move |(n, _)| n == name).map(|(_, v)| v.as_str());
    let name = values("name").next().unwrap_or_default();
    let chosen: Vec<Grant> = values("scope").filter_map(Grant::of).collect();
    match application::create(&visit.app.base, Some(visit.scope.person), name, Grants::new(chosen.iter().copied())).await {
        Ok(issued) => Ok(secret(&visit, &issued, None).into_response()),
        Err(Error::Invalid(problems)) => {
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&visit, name, &chosen, &problems).await?).into_response())
        }
        Err(error) => Err(error).told(&visit.reader),
    }
}

/// The secret, this once.
fn secret(visit: &Visit, issued: &Issued, former_until: Option<Millis>) -> Markup {
    let lang = visit.lang;
    look::page(
        &visit
            .frame(t!(lang, "applications.secret_of", name = issued.name))
            .crumb("/admin", t!(lang, "site.nav_admin"))
            .crumb("/admin/applications", t!(lang, "applications.title")),
        html! {
            (look::notice(Tone::Warn, html! { p { (t!(lang, "applications.secret_once")) } }))
            @if let Some(until) = former_until { p { (t!(lang, "applications.former_until", at = clock::local(until))) } }
            dl class="facts" {
                dt { (t!(lang, "applications.key")) } dd { code { (issued.key) } }
                dt { (t!(lang, "applications.secret")) } dd { code { (issued.secret) } }
            }
            p { (look::link_button(Button::Primary, "/admin/applications", &t!(lang, "applications.kept"))) }
        },
    )
}

/// One application: its facts, a new secret, shutting it out.
pub(crate) async fn one(visit: Visit, Path(id): Path<i64>) -> Answer {
    let lang = visit.lang;
    let mut conn = visit.app.base.db.read().await.told(&visit.reader)?;
    let application = application::get(&mut conn, id).await.told(&visit.reader)?;
    let frame = visit
        .frame(application.name.clone())
        .crumb("/admin", t!(lang, "site.nav_admin"))
        .crumb("/admin/applications", t!(lang, "applications.title"));
    let action = |what: &str| format!("/admin/applications/{id}/{what}");
    let rotate =
        look::confirm_form(&action("rotate"), &[], &t!(lang, "applications.rotate_ask"), Button::Second, &t!(lang, "applications.rotate"));
    let revoke =
        look::confirm_form(&action("revoke"), &[], &t!(lang, "applications.revoke_ask"), Button::Danger, &t!(lang, "applications.revoke"));
    Ok(look::page(
        &frame,
        html! {
            (facts(&visit, &application))
            @if application.revoked.is_none() {
                (look::card(&t!(lang, "applications.rotate"), html! { p { (t!(lang, "applications.rotate_text", n = application::GRACE / 86_400_000)) } }, Some(rotate)))
                (look::card(&t!(lang, "applications.revoke"), html! { p { (t!(lang, "applications.revoke_text")) } }, Some(revoke)))
            }
        },
    ))
}

fn facts(visit: &Visit, application: &Listed) -> Markup {
    let lang = visit.lang;
    let by = application.created_by.clone().map_or_else(|| t!(lang, "applications.command_line"), Cow::Owned);
    let former = application.former_until.filter(|until| *until > visit.app.base.clock.now());
    html! {
        dl class="facts" {
            dt { (t!(lang, "applications.state")) } dd { (state(lang, application)) @if let Some(at) = application.revoked { " " (clock::local(at)) } }
            dt { (t!(lang, "applications.key")) } dd { code { (application.key) } }
            dt { (t!(lang, "applications.scopes")) } dd { code { (application.grants) } }
            dt { (t!(lang, "applications.created")) } dd { (clock::local(application.created)) " " (by) }
            dt { (t!(lang, "applications.last_used")) } dd { (day(lang, application.last_used)) }
            @if let Some(until) = former { dt { (t!(lang, "applications.former")) } dd { (clock::local(until)) } }
        }
    }
}

/// A new secret, shown this once.
pub(crate) async fn rotate(visit: Visit, Path(id): Path<i64>) -> Answer {
    let base = &visit.app.base;
    let issued = application::rotate(base, visit.scope.person, id).await.told(&visit.reader)?;
    Ok(secret(&visit, &issued, Some(base.clock.now() + application::GRACE)))
}

/// Shuts it out.
pub(crate) async fn revoke(visit: Visit, Path(id): Path<i64>) -> Answer<Redirect> {
    application::revoke(&visit.app.base, visit.scope.person, id).await.told(&visit.reader)?;
    Ok(Redirect::to(&format!("/admin/applications/{id}")))
}
