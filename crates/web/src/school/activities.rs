//! Activities that a school or the region offers to children: what is offered, in numbers, and a new one.

use crate::input::{Form, Path};
use crate::look::{self, Button, Choice, Column, Field, Table};
use crate::school::aggregate::units;
use crate::{Answer, Told, Visit};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use base::{Error, Lang, Problem, Result, t};
use content::Subject;
use learner::talent::{self, Offer, Offered};
use maud::{Markup, html};
use people::OrganisationKind;
use people::permission::{self, Action};

/// The region, where the caller may offer there; otherwise the schools; straight to the place when there is one.
pub(crate) async fn list(visit: Visit) -> Answer<Response> {
    let lang = visit.lang;
    let mut conn = visit.app.base.db.read().await.told(&visit.reader)?;
    let mut places = Vec::new();
    for kind in [OrganisationKind::Region, OrganisationKind::County, OrganisationKind::School] {
        places.extend(permission::organisations(&mut conn, &visit.scope, Action::OfferActivity, kind).await.told(&visit.reader)?);
    }
    if let Some(first) = places.first().filter(|p| p.is(OrganisationKind::Region) || places.len() == 1) {
        return Ok(Redirect::to(&format!("/activities/{}", first.id)).into_response());
    }
    let links: Vec<_> = places.into_iter().map(|p| (format!("/activities/{}", p.id), p.name)).collect();
    let title = t!(lang, "talent.offer_title").into_owned();
    let empty = look::empty(&t!(lang, "school.no_schools"), &t!(lang, "school.no_schools_next"), None);
    Ok(look::page(&visit.frame(title.clone()), units(title.clone(), title, &links, empty)).into_response())
}

pub(crate) async fn show(visit: Visit, Path(org): Path<i64>) -> Answer {
    page(&visit, org, &Offer::default(), &[]).await.told(&visit.reader)
}

pub(crate) async fn offer(visit: Visit, Path(org): Path<i64>, Form(typed): Form<Offer>) -> Answer<Response> {
    match talent::offer(&visit.app.base, &visit.scope, org, typed.clone()).await {
        Ok(_) => Ok(Redirect::to(&format!("/activities/{org}")).into_response()),
        Err(Error::Invalid(problems)) => {
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&visit, org, &typed, &problems).await.told(&visit.reader)?).into_response())
        }
        Err(error) => Err(error).told(&visit.reader),
    }
}

async fn page(visit: &Visit, org: i64, typed: &Offer, problems: &[Problem]) -> Result<Markup> {
    let lang = visit.lang;
    let mut conn = visit.app.base.db.read().await?;
    let place = people::organisation::get(&mut conn, org).await?;
    let offered = talent::offered(&mut conn, &visit.scope, org).await?;
    let frame = visit.frame(format!("{} · {}", place.name, t!(lang, "talent.offer_title"))).lead(t!(lang, "talent.offer_lead"));
    Ok(look::page(
        &frame,
        html! {
            (table(lang, &offered))
            section class="card" {
                h2 { (t!(lang, "talent.offer_new")) }
                (form(lang, org, typed, problems))
            }
        },
    ))
}

fn table(lang: Lang, offered: &[Offered]) -> Markup {
    let number = |n: Option<i64>| html! { @match n { Some(n) => (n), None => (t!(lang, "talent.few")) } };
    let rows = offered
        .iter()
        .map(|o| vec![html! { (o.opportunity.title) }, html! { (o.opportunity.until) }, number(o.asked), number(o.coming)])
        .collect();
    let columns = vec![
        Column::text(t!(lang, "talent.column_title")),
        Column::text(t!(lang, "talent.column_until")),
        Column::number(t!(lang, "talent.column_asked")),
        Column::number(t!(lang, "talent.column_coming")),
    ];
    let empty = look::empty(&t!(lang, "talent.offer_none"), &t!(lang, "talent.offer_none_next"), None);
    look::table(&Table { caption: t!(lang, "talent.offer_title").into_owned(), columns, rows, empty })
}

fn form(lang: Lang, org: i64, typed: &Offer, problems: &[Problem]) -> Markup {
    let error = |keys: &[&str]| problems.iter().find(|p| keys.contains(&p.key.as_str())).map(|p| p.text(lang));
    let (title, words, subject) = (t!(lang, "talent.field_title"), t!(lang, "talent.field_words"), t!(lang, "talent.field_subject"));
    let (from, to, until) = (t!(lang, "talent.field_from"), t!(lang, "talent.field_to"), t!(lang, "talent.field_until"));
    let wrong = (error(&["talent.bad_title"]), error(&["talent.bad_words"]), error(&["talent.bad_grades"]), error(&["talent.bad_day"]));
    let none = Choice { value: String::new(), label: t!(lang, "talent.no_subject").into_owned() };
    let subjects = Subject::ALL.into_iter().map(|s| Choice { value: s.code().to_owned(), label: s.name(lang).into_owned() });
    let choices: Vec<Choice> = std::iter::once(none).chain(subjects).collect();
    html! {
        form class="narrow" method="post" action={ "/activities/" (org) } data-keep={ "activity-" (org) } {
            (look::field(&Field { value: &typed.title, error: wrong.0.as_deref(), required: true, ..Field::new("title", &title) }))
            (look::text_area(&Field { value: &typed.words, error: wrong.1.as_deref(), required: true, ..Field::new("words", &words) }))
            (look::select(&Field { value: &typed.subject, ..Field::new("subject", &subject) }, &choices))
            (look::field(&Field { value: &typed.grade_from, kind: "number", error: wrong.2.as_deref(), required: true, ..Field::new("grade_from", &from) }))
            (look::field(&Field { value: &typed.grade_to, kind: "number", required: true, ..Field::new("grade_to", &to) }))
            (look::field(&Field { value: &typed.until, kind: "date", error: wrong.3.as_deref(), required: true, ..Field::new("until", &until) }))
            div class="actions" { (look::button(Button::Primary, &t!(lang, "talent.offer"))) }
        }
    }
}
