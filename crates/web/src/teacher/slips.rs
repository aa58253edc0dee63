//! Account slips: issue passwords to students, guardians or staff, print, cut, hand out.

use crate::input::{Form, Path, Query};
use crate::look::{self, Button, Column, Table, Tone};
use crate::{Answer, Told, Visit};
use axum::response::Redirect;
use base::{Lang, clock, t};
use maud::{Markup, html};
use people::permission;
use people::slip::{self, Recipient, Whose};
use std::borrow::Cow;

#[derive(serde::Deserialize)]
pub(crate) struct Wanted {
    #[serde(default)]
    whose: Whose,
}

#[derive(serde::Deserialize)]
pub(crate) struct Issue {
    #[serde(default)]
    whose: Whose,
    /// Whether those who have a password keep it.
    only_new: bool,
}

/// Who would get a password.
pub(crate) async fn preview(visit: Visit, Path(org): Path<i64>, Query(Wanted { whose }): Query<Wanted>) -> Answer {
    let lang = visit.lang;
    let mut conn = visit.app.base.db.read().await.told(&visit.reader)?;
    let place = people::organisation::get(&mut conn, org).await.told(&visit.reader)?;
    let recipients = slip::preview(&mut conn, &visit.scope, org, whose).await.told(&visit.reader)?;
    let mut tabs = Vec::new();
    for each in Whose::ALL {
        if permission::require_organisation(&mut conn, &visit.scope, each.action(), org).await.is_ok() {
            tabs.push(each);
        }
    }
    let (total, new) = (recipients.len(), recipients.iter().filter(|r| !r.has_password).count());
    let action = format!("/class/{org}/slips");
    Ok(look::page(
        &visit.frame(t!(lang, "teacher.slips_of", name = place.name)).lead(t!(lang, "teacher.slips_lead")),
        html! {
            nav class="tabs" aria-label=(t!(lang, "teacher.whose")) {
                @for each in tabs {
                    a href={ (action) "?whose=" (each.code()) } aria-current=[(each == whose).then_some("page")] { (name(lang, each)) }
                }
            }
            div class="actions" {
                @let hidden = |only_new| [("whose", whose.code()), ("only_new", only_new)];
                @if new > 0 { (look::confirm_form(&action, &hidden("true"), &t!(lang, "teacher.issue_new_ask", n = new), Button::Primary, &t!(lang, "teacher.issue_new", n = new))) }
                @if total > new { (look::confirm_form(&action, &hidden("false"), &t!(lang, "teacher.issue_all_ask", n = total), Button::Danger, &t!(lang, "teacher.issue_all", n = total))) }
            }
            p class="hint" { (t!(lang, "teacher.slips_elsewhere")) }
            (table(lang, whose, &recipients))
        },
    ))
}

fn name(lang: Lang, whose: Whose) -> Cow<'static, str> {
    match whose {
        Whose::Students => t!(lang, "teacher.whose_students"),
        Whose::Guardians => t!(lang, "teacher.whose_guardians"),
        Whose::Staff => t!(lang, "teacher.whose_staff"),
    }
}

fn table(lang: Lang, whose: Whose, recipients: &[Recipient]) -> Markup {
    let state = |r: &Recipient| match r.has_password {
        true => look::badge(Tone::Plain, &t!(lang, "teacher.has_password")),
        false => look::badge(Tone::Warn, &t!(lang, "teacher.no_password")),
    };
    let rows = recipients.iter().map(|r| vec![html! { (r.name) }, html! { (r.login) }, html! { (r.class) }, state(r)]).collect();
    let place = match whose {
        Whose::Students => t!(lang, "teacher.class"),
        Whose::Guardians => t!(lang, "teacher.class_and_child"),
        Whose::Staff => t!(lang, "admin.place"),
    };
    let columns = vec![
        Column::text(t!(lang, "teacher.name")),
        Column::text(t!(lang, "account.login")),
        Column::text(place),
        Column::text(t!(lang, "account.password")),
    ];
    let empty = look::empty(&t!(lang, "teacher.slips_nobody"), &t!(lang, "teacher.slips_nobody_next"), None);
    look::table(&Table { caption: t!(lang, "teacher.slips").into_owned(), columns, rows, empty })
}

pub(crate) async fn issue(visit: Visit, Path(org): Path<i64>, Form(form): Form<Issue>) -> Answer<Redirect> {
    let job = slip::request(&visit.app.base, &visit.scope, org, form.whose, form.only_new).await.told(&visit.reader)?;
    Ok(Redirect::to(&format!("/jobs/{job}")))
}

/// The slips of a finished job, laid out for printing and cutting.
pub(crate) async fn print(visit: Visit, Path(job): Path<i64>) -> Answer {
    let (base, lang) = (&visit.app.base, visit.lang);
    let slips = slip::of_job(base, &visit.scope, job).await.told(&visit.reader)?;
    let address = base.config.public_url();
    Ok(look::page(
        &visit.frame(t!(lang, "teacher.slips")).lead(t!(lang, "teacher.slips_print", time = clock::local(base.clock.now()))),
        html! {
            ul class="slips" {
                @for slip in &slips {
                    li {
                        p { b { (slip.name) } " " small { (slip.class) } }
                        dl {
                            dt { (t!(lang, "teacher.address")) } dd { (address) }
                            dt { (t!(lang, "account.login")) } dd { code { (slip.login) } }
                            dt { (t!(lang, "account.password")) } dd { code { (slip.password) } }
                        }
                        p { small { (t!(lang, "teacher.slip_note")) } }
                    }
                }
            }
        },
    ))
}
