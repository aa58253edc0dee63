//! Long work as people see it: what it is doing, what came of it, stop and try again.

use crate::input::Path;
use crate::look::{self, Button, Column, Progress, Table, Tone};
use crate::{Access, Answer, Route, Told, Visit};
use axum::response::Redirect;
use base::job::{self, Job, State};
use base::{Error, Lang, clock, t};
use maud::{Markup, html};
use std::borrow::Cow;

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/jobs", Access::SignedIn, list),
        Route::get("/jobs/{job}", Access::SignedIn, show),
        Route::post("/jobs/{job}/cancel", Access::SignedIn, cancel),
        Route::post("/jobs/{job}/retry", Access::SignedIn, retry),
    ]
}

/// What a kind of job is called.
fn title(lang: Lang, kind: &str) -> Cow<'static, str> {
    match kind {
        people::slip::JOB => t!(lang, "site.job_issue_passwords"),
        people::roster::JOB => t!(lang, "site.job_roster"),
        people::life::JOB => t!(lang, "site.job_life"),
        lake::release::JOB => t!(lang, "open.job"),
        learner::erasure::JOB => t!(lang, "erasure.job"),
        _ => t!(lang, "site.job_other"),
    }
}

/// Where the result of a finished job is to be seen.
fn outcome(lang: Lang, job: &Job) -> Option<Markup> {
    let link = |href: String, label: Cow<'static, str>| look::link_button(Button::Primary, &href, &label);
    match job.kind.as_str() {
        people::slip::JOB => Some(link(format!("/jobs/{}/slips", job.id), t!(lang, "site.job_open_slips"))),
        people::roster::JOB => Some(link("/admin".to_owned(), t!(lang, "site.nav_admin"))),
        lake::release::JOB => {
            let (dataset, version) = job.result().and_then(|r| Some((r["dataset"].as_i64()?, r["version"].as_i64()?)))?;
            Some(link(format!("/bureau/open/{dataset}/{version}"), t!(lang, "open.job_open")))
        }
        _ => None,
    }
}

fn state(lang: Lang, state: State) -> Markup {
    match state {
        State::Queued => look::badge(Tone::Plain, &t!(lang, "site.job_queued")),
        State::Running => look::badge(Tone::Plain, &t!(lang, "site.job_running")),
        State::Done => look::badge(Tone::Good, &t!(lang, "site.job_done")),
        State::Failed => look::badge(Tone::Urgent, &t!(lang, "site.job_failed")),
        State::Cancelled => look::badge(Tone::Plain, &t!(lang, "site.job_cancelled")),
    }
}

/// One's own job; another's does not exist.
async fn own(visit: &Visit, id: i64) -> base::Result<Job> {
    let job = job::get(&mut visit.app.base.db.read().await?, id).await?;
    if job.owner == Some(visit.scope.person) { Ok(job) } else { Err(Error::NotFound) }
}

async fn list(visit: Visit) -> Answer {
    let lang = visit.lang;
    let mut conn = visit.app.base.db.read().await.told(&visit.reader)?;
    let jobs = job::of_owner(&mut conn, visit.scope.person, 50).await.told(&visit.reader)?;
    let rows = jobs
        .iter()
        .map(|j| {
            vec![
                html! { a href={ "/jobs/" (j.id) } { (title(lang, &j.kind)) } },
                state(lang, j.state()),
                html! { (clock::local(j.created)) },
            ]
        })
        .collect();
    let columns =
        vec![Column::text(t!(lang, "site.job_what")), Column::text(t!(lang, "site.job_state")), Column::text(t!(lang, "site.job_asked"))];
    let empty = look::empty(&t!(lang, "site.jobs_none"), &t!(lang, "site.jobs_none_next"), None);
    let title = t!(lang, "site.nav_jobs");
    Ok(look::page(&visit.frame(title.clone()), look::table(&Table { caption: title.into_owned(), columns, rows, empty })))
}

async fn show(visit: Visit, Path(id): Path<i64>) -> Answer {
    let lang = visit.lang;
    let job = own(&visit, id).await.told(&visit.reader)?;
    let over = job.state().is_over();
    let (again, cancel) = (format!("/jobs/{id}"), format!("/jobs/{id}/cancel"));
    let doing = if job.note.is_empty() { t!(lang, "site.job_running") } else { Cow::Owned(job.note.clone()) };
    let bar = Progress {
        id: "job",
        doing: &doing,
        done: job.done.max(0) as u64,
        total: u64::try_from(job.total).ok(),
        again: Some(&again),
        cancel: Some(&cancel),
    };
    Ok(look::page(
        &visit.frame(title(lang, &job.kind)).crumb("/jobs", t!(lang, "site.nav_jobs")),
        html! {
            @if over {
                div id="job" {
                    p { (state(lang, job.state())) " " (clock::local(job.updated)) }
                    (look::problems(lang, &job.problems()))
                    div class="actions" {
                        @if job.state() == State::Done { @if let Some(link) = outcome(lang, &job) { (link) } }
                        @else { (look::confirm_form(&format!("/jobs/{id}/retry"), &[], &t!(lang, "site.job_retry_ask"), Button::Second, &t!(lang, "site.job_retry"))) }
                    }
                }
            } @else { (look::progress(lang, &bar)) }
        },
    ))
}

async fn cancel(visit: Visit, Path(id): Path<i64>) -> Answer<Redirect> {
    own(&visit, id).await.told(&visit.reader)?;
    let (db, now) = (&visit.app.base.db, visit.app.base.clock.now());
    db.write(move |conn| Box::pin(async move { job::cancel(conn, now, id).await })).await.told(&visit.reader)?;
    Ok(Redirect::to(&format!("/jobs/{id}")))
}

async fn retry(visit: Visit, Path(id): Path<i64>) -> Answer<Redirect> {
    own(&visit, id).await.told(&visit.reader)?;
    let (db, now) = (&visit.app.base.db, visit.app.base.clock.now());
    db.write(move |conn| Box::pin(async move { job::retry(conn, now, id).await })).await.told(&visit.reader)?;
    Ok(Redirect::to(&format!("/jobs/{id}")))
}
