//! Account slips: issue passwords to a class, print, cut, hand out.

use crate::input::{Form, Path};
use crate::look::{self, Button, Column, Table, Tone};
use crate::{Answer, Told, Visit};
use axum::response::Redirect;
use base::{clock, t};
use maud::html;
use people::slip;

#[derive(serde::Deserialize)]
pub(crate) struct Issue {
    /// Whether those who have a password keep it.
    only_new: bool,
}

/// Who would get a password.
pub(crate) async fn preview(visit: Visit, Path(org): Path<i64>) -> Answer {
    let lang = visit.lang;
    let mut conn = visit.app.base.db.read().await.told(&visit.reader)?;
    let place = people::organisation::get(&mut conn, org).await.told(&visit.reader)?;
    let recipients = slip::preview(&mut conn, &visit.scope, org).await.told(&visit.reader)?;
    let (total, new) = (recipients.len(), recipients.iter().filter(|r| !r.has_password).count());
    let rows = recipients
        .iter()
        .map(|r| {
            let state = if r.has_password {
                look::badge(Tone::Plain, &t!(lang, "teacher.has_password"))
            } else {
                look::badge(Tone::Warn, &t!(lang, "teacher.no_password"))
            };
            vec![html! { (r.name) }, html! { (r.login) }, html! { (r.class) }, state]
        })
        .collect();
    let columns = vec![
        Column::text(t!(lang, "teacher.name")),
        Column::text(t!(lang, "account.login")),
        Column::text(t!(lang, "teacher.class")),
        Column::text(t!(lang, "account.password")),
    ];
    let empty = look::empty(&t!(lang, "teacher.no_students"), &t!(lang, "teacher.no_students_next"), None);
    let action = format!("/class/{org}/slips");
    Ok(look::page(
        &visit.frame(t!(lang, "teacher.slips_of", name = place.name)).lead(t!(lang, "teacher.slips_lead")),
        html! {
            div class="actions" {
                @if new > 0 { (look::confirm_form(&action, &[("only_new", "true")], &t!(lang, "teacher.issue_new_ask", n = new), Button::Primary, &t!(lang, "teacher.issue_new", n = new))) }
                @if total > new { (look::confirm_form(&action, &[("only_new", "false")], &t!(lang, "teacher.issue_all_ask", n = total), Button::Danger, &t!(lang, "teacher.issue_all", n = total))) }
            }
            (look::table(&Table { caption: t!(lang, "teacher.slips").into_owned(), columns, rows, empty }))
        },
    ))
}

pub(crate) async fn issue(visit: Visit, Path(org): Path<i64>, Form(form): Form<Issue>) -> Answer<Redirect> {
    let job = slip::request(&visit.app.base, &visit.scope, org, form.only_new).await.told(&visit.reader)?;
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
