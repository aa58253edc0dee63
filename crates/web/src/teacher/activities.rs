//! Activities that a class's children can be invited to, and the facts that may bring a child to mind.

use crate::input::{Form, Path};
use crate::learner::activities::{in_words, particulars, standing};
use crate::look::{self, Button, Choice, Column, Field, Table};
use crate::{Answer, Told, Visit};
use axum::response::Redirect;
use base::{Error, Lang, Result, t};
use learner::talent::{self, Invitation, Opportunity, Reminder};
use maud::{Markup, html};
use people::{Organisation, Person, Role, role};

/// An opportunity with whoever was invited to it, and whom facts remind of.
struct Shown {
    opportunity: Opportunity,
    invitations: Vec<Invitation>,
    reminders: Vec<Reminder>,
}

/// What the page is made from.
struct Facts {
    class: Organisation,
    students: Vec<Person>,
    shown: Vec<Shown>,
}

async fn facts(visit: &Visit, org: i64) -> Result<Facts> {
    let (base, scope) = (&visit.app.base, &visit.scope);
    let mut conn = base.db.read().await?;
    let conn = &mut conn;
    let mut shown = Vec::new();
    for opportunity in talent::of_class(conn, scope, org).await? {
        let invitations = talent::invited(conn, scope, org, opportunity.id).await?;
        let reminders = talent::reminders(conn, scope, &base.clock, org, opportunity.subject).await?;
        shown.push(Shown { opportunity, invitations, reminders });
    }
    Ok(Facts {
        class: people::organisation::get(conn, org).await?,
        students: role::at(conn, org, Role::Student, &scope.today).await?,
        shown,
    })
}

pub(crate) async fn show(visit: Visit, Path(org): Path<i64>) -> Answer {
    let lang = visit.lang;
    let facts = facts(&visit, org).await.told(&visit.reader)?;
    let title = t!(lang, "talent.class_title", class = facts.class.name);
    let frame = visit.frame(title).lead(t!(lang, "talent.class_lead")).crumb(format!("/class/{org}"), facts.class.name.clone());
    Ok(look::page(
        &frame,
        html! {
            @if facts.shown.is_empty() { (look::empty(&t!(lang, "talent.class_none"), &t!(lang, "talent.class_none_next"), None)) }
            @for shown in &facts.shown { (card(lang, org, &facts.students, shown)) }
        },
    ))
}

fn card(lang: Lang, org: i64, students: &[Person], shown: &Shown) -> Markup {
    let name = |id: i64| students.iter().find(|s| s.id == id).map(|s| s.name.as_str()).unwrap_or_default();
    let rows = shown.invitations.iter().map(|i| vec![html! { (name(i.person)) }, standing(lang, i)]).collect();
    let columns = vec![Column::text(t!(lang, "talent.child")), Column::text(t!(lang, "talent.answer"))];
    html! {
        section class="card" {
            h2 { (shown.opportunity.title) }
            p class="hint" { (particulars(lang, &shown.opportunity)) }
            p class="lines" { (shown.opportunity.words) }
            h3 { (t!(lang, "talent.reminded")) }
            @if shown.reminders.is_empty() { p { (t!(lang, "talent.reminded_none")) } }
            @else {
                dl class="facts" {
                    @for r in &shown.reminders {
                        dt { a href={ "/learner/" (r.student.id) "/growth" } { (r.student.name) } }
                        @for fact in &r.evidence { dd { (in_words(lang, fact)) } }
                    }
                }
            }
            @if !shown.invitations.is_empty() {
                (look::table(&Table { caption: t!(lang, "talent.state_of").into_owned(), columns, rows, empty: html! {} }))
            }
            (form(lang, org, students, shown))
        }
    }
}

/// Everybody of the class can be invited, by name and in no other order.
fn form(lang: Lang, org: i64, students: &[Person], shown: &Shown) -> Markup {
    let invited = |id: i64| shown.invitations.iter().any(|i| i.person == id);
    let choices: Vec<Choice> =
        students.iter().filter(|s| !invited(s.id)).map(|s| Choice { value: s.id.to_string(), label: s.name.clone() }).collect();
    let (who, words) = (format!("person-{}", shown.opportunity.id), format!("words-{}", shown.opportunity.id));
    let (choose, sentence) = (t!(lang, "talent.choose"), t!(lang, "talent.words"));
    html! {
        @if !choices.is_empty() {
            form class="narrow" method="post" action={ "/class/" (org) "/activities/" (shown.opportunity.id) } {
                (look::select(&Field { required: true, ..Field::new(&who, &choose) }, &choices))
                (look::text_area(&Field::new(&words, &sentence)))
                div class="actions" { (look::button(Button::Second, &t!(lang, "talent.invite"))) }
            }
        }
    }
}

pub(crate) async fn invite(
    visit: Visit,
    Path((org, opportunity)): Path<(i64, i64)>,
    Form(typed): Form<Vec<(String, String)>>,
) -> Answer<Redirect> {
    // Fields carry the opportunity's number, because a page has several such forms.
    let field = |name: &str| {
        let name = format!("{name}-{opportunity}");
        typed.iter().find(|(key, _)| *key == name).map(|(_, value)| value.as_str()).unwrap_or_default()
    };
    let Ok(person) = field("person").parse() else { return Err(Error::NotFound).told(&visit.reader) };
    talent::invite(&visit.app.base, &visit.scope, org, opportunity, person, field("words")).await.told(&visit.reader)?;
    Ok(Redirect::to(&format!("/class/{org}/activities")))
}
