//! One proposal: what it changes, what is wrong with it, and what its author and a second person may do.

use super::change::described;
use super::proposals::state;
use crate::input::{Form, Path, Query};
use crate::look::{self, Button, Field, Tone};
use crate::{Answer, Told, Visit};
use axum::response::Redirect;
use base::{Lang, Problem, clock, t};
use content::graph::check::Weight;
use content::graph::proposal::{self, Outlook, Proposal, State};
use maud::{Markup, html};

/// Changes that are shown.
const SHOWN: usize = 500;
/// Hints that are shown.
const HINTS: usize = 20;

#[derive(serde::Deserialize)]
pub(crate) struct Wanted {
    #[serde(default)]
    words: String,
}

pub(crate) async fn show(visit: Visit, Path(id): Path<i64>, Query(wanted): Query<Wanted>) -> Answer {
    let lang = visit.lang;
    let mut conn = visit.app.base.db.read().await.told(&visit.reader)?;
    let proposal = proposal::get(&mut conn, &visit.scope, id).await.told(&visit.reader)?;
    let outlook = proposal::outlook(&mut conn, &proposal).await.told(&visit.reader)?;
    let author = people::person::get(&mut conn, proposal.author).await.told(&visit.reader)?.name;
    let (mine, subject) = (proposal.author == visit.scope.person, proposal.subject.code());
    let draft = mine && proposal.state == State::Draft;
    let frame = visit
        .frame(proposal.title.clone())
        .crumb("/graph", t!(lang, "graph.graph"))
        .crumb(format!("/graph/{subject}/proposals"), t!(lang, "graph.proposals"));
    let open = matches!(proposal.state, State::Draft | State::Submitted);
    Ok(look::page(
        &frame,
        html! {
            p { (state(lang, proposal.state)) " " (author) " · " (clock::local(proposal.made)) " · " (t!(lang, "graph.based_on", n = proposal.based_on)) }
            @if !proposal.reason.is_empty() { p { (proposal.reason) } }
            @if !proposal.answer.is_empty() { (look::notice(Tone::Warn, html! { p { b { (t!(lang, "graph.given_back")) } " " (proposal.answer) } })) }
            @if open { (outcome(lang, &outlook)) }
            (described(lang, proposal.changes.iter().take(SHOWN), &outlook.now, draft.then_some(id)))
            @if proposal.changes.len() > SHOWN { p class="hint" { (t!(lang, "graph.more_changes", n = proposal.changes.len() - SHOWN)) } }
            @if draft { (editor(lang, id, &outlook, &proposal, &wanted.words)) }
            (decisions(lang, &proposal, mine))
        },
    ))
}

/// What is wrong, what somebody else changed, what could be better.
fn outcome(lang: Lang, outlook: &Outlook) -> Markup {
    let list = |problems: &[Problem]| html! { ul { @for p in problems { li { (p.text(lang)) } } } };
    let hints: Vec<Problem> =
        outlook.preview.faults.iter().filter(|f| f.weight == Weight::Advice).map(|f| f.problem.clone()).take(HINTS).collect();
    html! {
        (look::problems(lang, &outlook.problems))
        @if !outlook.moved.is_empty() { (look::notice(Tone::Warn, html! { p { (t!(lang, "graph.moved")) " " (outlook.moved.join(", ")) } })) }
        @if !hints.is_empty() { (look::notice(Tone::Plain, html! { p { (t!(lang, "graph.hints")) } (list(&hints)) })) }
    }
}

/// What the author of a draft can do with it.
fn editor(lang: Lang, id: i64, outlook: &Outlook, proposal: &Proposal, words: &str) -> Markup {
    let path = format!("/graph/proposals/{id}");
    let (search, file, hint) = (t!(lang, "graph.search"), t!(lang, "admin.file"), t!(lang, "graph.file_hint"));
    let mut graph = outlook.now.clone();
    graph.change(&proposal.changes);
    let wanted: Vec<String> = words.split_whitespace().map(str::to_lowercase).collect();
    let text = |p: &content::NewPoint| [&p.code, &p.name, &p.name_en].map(|t| t.to_lowercase()).join("\n");
    let found = graph.points.values().filter(|p| p.subject == proposal.subject && wanted.iter().all(|w| text(p).contains(w.as_str())));
    html! {
        h2 { (t!(lang, "graph.edit")) }
        form method="get" action=(path) role="search" class="toolbar" { (look::field(&Field { kind: "search", value: words, ..Field::new("words", &search) })) (look::button(Button::Second, &t!(lang, "web.filter"))) }
        @if !wanted.is_empty() {
            ul class="points" { @for p in found.take(30) { li { a href={ (path) "/point?code=" (super::point::encoded(&p.code)) } { (p.code) " " (p.name) } } } }
        }
        p { (look::link_button(Button::Second, &format!("{path}/point"), &t!(lang, "graph.new_point"))) }
        details {
            summary { (t!(lang, "graph.from_file")) }
            form class="narrow" method="post" action={ (path) "/import" } enctype="multipart/form-data" {
                (look::field(&Field { kind: "file", hint: &hint, accept: Some(".xlsx,.csv,.json"), required: true, ..Field::new("file", &file) }))
                p { label { input type="checkbox" name="whole" value="yes"; " " (t!(lang, "graph.whole_file")) } }
                div class="actions" { (look::button(Button::Second, &t!(lang, "graph.take_file"))) }
            }
        }
    }
}

/// Submit and withdraw for the author; publish and give back for a second person.
fn decisions(lang: Lang, proposal: &Proposal, mine: bool) -> Markup {
    let path = format!("/graph/proposals/{}", proposal.id);
    let one = |to: &str, question: &str, kind: Button, label: &str| look::confirm_form(&path, &[("to", to)], question, kind, label);
    let answer = t!(lang, "graph.answer");
    html! {
        div class="actions" {
            @if mine && proposal.state == State::Draft {
                (one("submit", &t!(lang, "graph.submit_ask"), Button::Primary, &t!(lang, "graph.submit")))
            }
            @if mine && matches!(proposal.state, State::Draft | State::Submitted) {
                (one("withdraw", &t!(lang, "graph.withdraw_ask"), Button::Danger, &t!(lang, "graph.withdraw")))
            }
            @if !mine && proposal.state == State::Submitted {
                (one("publish", &t!(lang, "graph.publish_ask"), Button::Primary, &t!(lang, "graph.publish")))
            }
        }
        @if mine && proposal.state == State::Submitted { p class="hint" { (t!(lang, "graph.second_person")) } }
        @if !mine && proposal.state == State::Submitted {
            form class="narrow" method="post" action=(path) {
                input type="hidden" name="to" value="give_back";
                (look::text_area(&Field { required: true, ..Field::new("answer", &answer) }))
                div class="actions" { (look::button(Button::Second, &t!(lang, "graph.give_back"))) }
            }
        }
    }
}

#[derive(serde::Deserialize)]
pub(crate) struct Decision {
    to: String,
    #[serde(default)]
    answer: String,
}

pub(crate) async fn decide(visit: Visit, Path(id): Path<i64>, Form(decision): Form<Decision>) -> Answer<Redirect> {
    let (base, scope) = (&visit.app.base, &visit.scope);
    match decision.to.as_str() {
        "submit" => proposal::submit(base, scope, id).await,
        "withdraw" => proposal::withdraw(base, scope, id).await,
        "give_back" => proposal::give_back(base, scope, id, &decision.answer).await,
        "publish" => published(&visit, id).await,
        _ => Err(base::Error::invalid("site.form_unreadable")),
    }
    .told(&visit.reader)?;
    Ok(Redirect::to(&format!("/graph/proposals/{id}")))
}

/// Points may have moved to another subject or gone: what is believed about learners follows.
async fn published(visit: &Visit, id: i64) -> base::Result<()> {
    proposal::publish(&visit.app.base, &visit.scope, id).await.map(|_| ())
}
