//! What is still kept for a purpose that is not agreed to, the page that says what erasing means, and the erasing itself. One's
//! own from 14 on, a child's for its guardians.

use crate::input::Path;
use crate::look::{self, Button, Progress, Tone};
use crate::{Answer, Told, Visit};
use axum::response::Redirect;
use base::job::{self, Job};
use base::{Conn, Error, Lang, Result, clock, t};
use learner::erasure::{self, Erasure, Kept};
use maud::{Markup, html};
use people::consent::{self, Purpose};
use std::borrow::Cow;

/// How a purpose stands for whoever may have its records erased.
pub(crate) struct Standing {
    pub(crate) purpose: Purpose,
    /// Entries kept while consent does not hold.
    kept: i64,
    /// The latest erasure, and its job.
    last: Option<(Erasure, Job)>,
    /// Whether the reader asked for it.
    own: bool,
}

/// How each purpose stands of which something is kept or was erased. [`Error::Forbidden`] unless the caller decides about the
/// person's data.
pub(crate) async fn standings(conn: &mut Conn, visit: &Visit, person: i64) -> Result<Vec<Standing>> {
    let base = &visit.app.base;
    let erasures = erasure::of_person(conn, base, &visit.scope, person).await?;
    let mut standings = Vec::new();
    for purpose in Purpose::ALL {
        let last = match erasures.iter().find(|e| e.purpose == purpose.code()) {
            Some(erasure) => Some((erasure.clone(), job::get(conn, erasure.job).await?)),
            None => None,
        };
        let kept = match consent::holds(conn, person, purpose).await? {
            true => 0,
            false => erasure::kept(conn, base, &visit.scope, person, purpose).await?.entries(),
        };
        let own = last.as_ref().is_some_and(|(_, job)| job.owner == Some(visit.scope.person));
        if kept > 0 || last.is_some() {
            standings.push(Standing { purpose, kept, last, own });
        }
    }
    Ok(standings)
}

/// The part of a purpose's card: how much is kept with the way to erase it, or how far that is, and what was erased when.
pub(crate) fn part(lang: Lang, page: &str, standing: &Standing) -> Markup {
    let code = standing.purpose.code();
    let id = format!("erasing-{code}");
    if let Some((_, job)) = standing.last.as_ref().filter(|(_, job)| !job.state().is_over()) {
        let cancel = format!("/jobs/{}/cancel", job.id);
        return look::progress(
            lang,
            &Progress {
                id: &id,
                doing: &t!(lang, "erasure.doing"),
                done: job.done.max(0) as u64,
                total: u64::try_from(job.total).ok(),
                again: Some(page),
                cancel: standing.own.then_some(cancel.as_str()),
            },
        );
    }
    html! {
        div id=(id) {
            @if let Some((erasure, _)) = &standing.last { (told(lang, erasure)) }
            @if standing.kept > 0 {
                p { (t!(lang, "erasure.kept", n = standing.kept)) }
                div class="actions" { (look::link_button(Button::Second, &format!("{page}/{code}/erase"), &t!(lang, "erasure.erase"))) }
            }
        }
    }
}

/// What became of an erasure that is over.
fn told(lang: Lang, erasure: &Erasure) -> Markup {
    let n = erasure.entries().unwrap_or_default();
    match erasure.done_at {
        Some(at) => html! { p class="hint" { (t!(lang, "erasure.erased", n = n, name = erasure.asked_by, time = clock::local(at))) } },
        None => look::notice(Tone::Warn, html! { p { (t!(lang, "erasure.stopped", n = n)) } }),
    }
}

pub(crate) async fn own(visit: Visit, Path(purpose): Path<String>) -> Answer {
    let person = visit.scope.person;
    confirmation(visit, person, &purpose, "/account/consent").await
}

pub(crate) async fn submit_own(visit: Visit, Path(purpose): Path<String>) -> Answer<Redirect> {
    let person = visit.scope.person;
    submit(visit, person, &purpose, "/account/consent").await
}

pub(crate) async fn of_child(visit: Visit, Path((person, purpose)): Path<(i64, String)>) -> Answer {
    confirmation(visit, person, &purpose, &format!("/family/{person}/consent")).await
}

pub(crate) async fn submit_of_child(visit: Visit, Path((person, purpose)): Path<(i64, String)>) -> Answer<Redirect> {
    submit(visit, person, &purpose, &format!("/family/{person}/consent")).await
}

async fn submit(visit: Visit, person: i64, purpose: &str, page: &str) -> Answer<Redirect> {
    let purpose = Purpose::of(purpose).ok_or(Error::NotFound).told(&visit.reader)?;
    erasure::ask(&visit.app.base, &visit.scope, person, purpose).await.told(&visit.reader)?;
    Ok(Redirect::to(&format!("{page}#{}", purpose.code())))
}

/// What goes, what stays, and that nobody can bring it back.
async fn confirmation(visit: Visit, person: i64, purpose: &str, page: &str) -> Answer {
    let lang = visit.lang;
    let purpose = Purpose::of(purpose).ok_or(Error::NotFound).told(&visit.reader)?;
    let mut conn = visit.app.base.db.read().await.told(&visit.reader)?;
    let kept = erasure::preview(&mut conn, &visit.app.base, &visit.scope, person, purpose).await.told(&visit.reader)?;
    let of = people::person::get(&mut conn, person).await.told(&visit.reader)?;
    let back =
        if person == visit.scope.person { t!(lang, "account.consent") } else { t!(lang, "family.consent_of", name = of.name).into() };
    let frame = visit
        .frame(t!(lang, "erasure.title", purpose = purpose.name(lang)))
        .lead(t!(lang, "erasure.lead", name = of.name))
        .crumb(page.to_owned(), back.clone());
    Ok(look::page(
        &frame,
        html! {
            (look::notice(Tone::Warn, html! { p { b { (t!(lang, "erasure.for_good")) } } }))
            section class="card" {
                h2 { (t!(lang, "erasure.goes")) }
                ul { @for line in goes(lang, kept) { li { (line) } } }
            }
            section class="card" {
                h2 { (t!(lang, "erasure.stays")) }
                ul {
                    li { (t!(lang, "erasure.stays_backups")) }
                    li { (t!(lang, "erasure.stays_released")) }
                    li { (t!(lang, "erasure.stays_log")) }
                }
                p { a href={ "/learner/" (person) "/export" } { (t!(lang, "erasure.export_first")) } }
            }
            form method="post" action={ (page) "/" (purpose.code()) "/erase" } {
                div class="actions" {
                    (look::button(Button::Danger, &t!(lang, "erasure.erase_all")))
                    (look::link_button(Button::Second, page, &t!(lang, "erasure.back")))
                }
            }
        },
    ))
}

/// A line for each kind of thing there is.
fn goes(lang: Lang, kept: Kept) -> Vec<Cow<'static, str>> {
    let mut lines: Vec<Cow<'static, str>> = Vec::new();
    let mut line = |n: i64, text: String| {
        if n > 0 {
            lines.push(text.into());
        }
    };
    line(kept.statements, t!(lang, "erasure.goes_statements", n = kept.statements));
    line(kept.sittings, t!(lang, "erasure.goes_sittings", n = kept.sittings));
    line(kept.questions, t!(lang, "erasure.goes_questions", n = kept.questions));
    line(kept.documents, t!(lang, "erasure.goes_documents", n = kept.documents));
    line(kept.estimates, t!(lang, "erasure.goes_estimates", n = kept.estimates));
    lines.push(t!(lang, "erasure.goes_about"));
    lines
}
