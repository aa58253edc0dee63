//! What was shared, for those it was shared with: the entries and nothing else.

use super::sentence::Names;
use super::shares::period;
use super::timeline::days;
use crate::input::Path;
use crate::look::{self, Column, Frame, Table};
use crate::reader::Address;
use crate::{Answer, App, Reader, Told as _, Visit};
use axum::extract::State;
use axum::http::{HeaderName, header};
use axum::response::IntoResponse;
use base::{Error, Lang, Result, clock, t};
use learner::share::{self, Share};
use maud::{Markup, html};
use records::Told;

/// What others show to the caller.
pub(crate) async fn list(visit: Visit) -> Answer {
    let lang = visit.lang;
    let mut conn = visit.app.base.db.read().await.told(&visit.reader)?;
    let shares = share::given_to(&mut conn, &visit.scope, visit.app.base.clock.now()).await.told(&visit.reader)?;
    let rows = shares
        .iter()
        .map(|s| {
            vec![
                html! { a href={ "/shared/" (s.id) } { (s.learner_name) } },
                html! { (what(lang, s)) },
                html! { (s.created_by) },
                html! { (clock::local(s.expires_at)) },
            ]
        })
        .collect();
    let columns = vec![
        Column::text(t!(lang, "record.shared_of")),
        Column::text(t!(lang, "record.share_what")),
        Column::text(t!(lang, "record.share_by")),
        Column::text(t!(lang, "record.share_until")),
    ];
    let title = t!(lang, "record.shared_with_me");
    let empty = look::empty(&t!(lang, "record.shared_none"), &t!(lang, "record.shared_none_next"), None);
    Ok(look::page(&visit.frame(title.clone()), look::table(&Table { caption: title.into_owned(), columns, rows, empty })))
}

fn what(lang: Lang, share: &Share) -> String {
    if share.statement.is_some() { t!(lang, "record.share_one_entry").into_owned() } else { period(lang, share) }
}

/// One share, for the person it is shown to.
pub(crate) async fn show(visit: Visit, Path(id): Path<i64>) -> Answer {
    let base = &visit.app.base;
    let (share, entries) = share::open(base, &visit.scope, id).await.told(&visit.reader)?;
    let names = names(&visit.app, &entries).await.told(&visit.reader)?;
    let frame = visit.frame(title(visit.lang, &share)).crumb("/shared", t!(visit.lang, "record.shared_with_me"));
    Ok(page(visit.lang, frame, &share, &names, &entries))
}

/// The same for whoever has the link. Guessing is slowed down by address; a link that never was, has ended or was taken
/// back is the same nothing.
pub(crate) async fn open(
    State(app): State<App>,
    reader: Reader,
    Address(address): Address,
    Path(token): Path<String>,
) -> Answer<impl IntoResponse> {
    let now = app.base.clock.now();
    if address.is_some_and(|address| !app.openings.admits(address, now)) {
        return Err(Error::from(base::Problem::new("record.link_too_often"))).told(&reader);
    }
    if let Some(address) = address {
        app.openings.failed(address, now);
    }
    let (share, entries) = share::open_link(&app.base, &token).await.told(&reader)?;
    let names = names(&app, &entries).await.told(&reader)?;
    let page = page(reader.lang, reader.frame(title(reader.lang, &share)), &share, &names, &entries);
    let headers = [(HeaderName::from_static("x-robots-tag"), "noindex, nofollow"), (header::REFERRER_POLICY, "no-referrer")];
    Ok((headers, page))
}

async fn names(app: &App, entries: &[Told]) -> Result<Names> {
    Names::of(&mut app.base.db.read().await?, entries).await
}

fn title(lang: Lang, share: &Share) -> String {
    t!(lang, "record.shared_title", name = share.learner_name)
}

fn page(lang: Lang, frame: Frame, share: &Share, names: &Names, entries: &[Told]) -> Markup {
    let frame = frame.lead(t!(lang, "record.shared_lead", name = share.created_by, until = clock::local(share.expires_at)));
    look::page(
        &frame,
        html! {
            p { (what(lang, share)) }
            @if entries.is_empty() { (look::empty(&t!(lang, "record.timeline_none"), &t!(lang, "record.shared_empty"), None)) }
            (days(lang, names, entries, |_| None))
        },
    )
}
