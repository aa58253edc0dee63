//! How long what belongs to a purpose is kept: the rules that hold, proposals and their approval by a second person, what would go
//! today, what went last night.

use crate::input::{Form, Path, Query};
use crate::look::{self, Button, Choice, Column, Field, Table, Tone};
use crate::{Answer, Told, Visit};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use base::job::{self, State as JobState};
use base::{Conn, Error, Lang, Problem, Result, clock, t};
use learner::retention::{self, Proposal, Rule, Run, State};
use maud::{Markup, html};
use people::consent::Purpose;
use people::permission::{self, Action};
use records::erase::Numbers;
use std::borrow::Cow;

/// What the page shows.
struct Facts {
    rules: Vec<Rule>,
    /// Rules that hold, with what would go by each where that was asked for: counting takes seconds in a large region.
    in_force: Vec<(Purpose, Rule, Option<i64>)>,
    /// Proposals that wait, with what would go by each.
    waiting: Vec<(Rule, i64)>,
    last: Option<(Run, JobState)>,
    proposes: bool,
}

async fn facts(conn: &mut Conn, visit: &Visit, counted: bool) -> Result<Facts> {
    let (base, scope) = (&visit.app.base, &visit.scope);
    let rules = retention::rules(conn, scope).await?;
    let mut in_force = Vec::new();
    for (purpose, rule) in retention::in_force(conn).await? {
        let n = match counted {
            true => Some(retention::would_go(conn, base, scope, &rule).await?),
            false => None,
        };
        in_force.push((purpose, rule, n));
    }
    let mut waiting = Vec::new();
    for rule in rules.iter().filter(|r| r.state() == State::Proposed) {
        waiting.push((rule.clone(), retention::would_go(conn, base, scope, rule).await?));
    }
    let last = match retention::last_run(conn, scope).await? {
        Some(run) => {
            let job = job::get(conn, run.job).await?;
            Some((run, job.state()))
        }
        None => None,
    };
    let proposes = permission::require_anywhere(conn, scope, Action::SetRetention).await.is_ok();
    Ok(Facts { rules, in_force, waiting, last, proposes })
}

#[derive(serde::Deserialize)]
pub(crate) struct Wanted {
    #[serde(default)]
    count: bool,
}

pub(crate) async fn show(visit: Visit, Query(wanted): Query<Wanted>) -> Answer {
    page(&visit, wanted.count, &Proposal::default(), &[]).await
}

async fn page(visit: &Visit, counted: bool, typed: &Proposal, problems: &[Problem]) -> Answer {
    let lang = visit.lang;
    let mut conn = visit.app.base.db.read().await.told(&visit.reader)?;
    let facts = facts(&mut conn, visit, counted).await.told(&visit.reader)?;
    drop(conn);
    Ok(look::page(
        &visit.frame(t!(lang, "erasure.retention")).lead(t!(lang, "erasure.retention_lead")),
        html! {
            (look::problems(lang, problems))
            @for (rule, n) in &facts.waiting { (proposal(visit, rule, *n)) }
            (in_force(lang, &facts.in_force))
            @if !counted && facts.in_force.iter().any(|(_, rule, _)| rule.months.is_some()) {
                p { (look::link_button(Button::Second, "/admin/retention?count=true", &t!(lang, "erasure.count_now"))) }
            }
            (last_run(lang, facts.last.as_ref()))
            @if facts.proposes { (look::card(&t!(lang, "erasure.propose"), form(lang, typed), None)) }
            (history(lang, &facts.rules))
        },
    ))
}

fn purpose_name(lang: Lang, code: &str) -> Cow<'static, str> {
    Purpose::of(code).map_or_else(|| t!(lang, "web.none"), |purpose| purpose.name(lang))
}

fn how_long(lang: Lang, months: Option<i64>) -> Cow<'static, str> {
    months.map_or_else(|| t!(lang, "erasure.until_erased"), |n| t!(lang, "erasure.months", n = n).into())
}

/// A proposal that waits for a second person.
fn proposal(visit: &Visit, rule: &Rule, n: i64) -> Markup {
    let lang = visit.lang;
    let action = format!("/admin/retention/{}", rule.id);
    let form = |decision: &str, ask: &str, kind, label: &str| look::confirm_form(&action, &[("decision", decision)], ask, kind, label);
    html! {
        section class="card" {
            h2 { (t!(lang, "erasure.proposal", purpose = purpose_name(lang, &rule.purpose))) " " (look::badge(Tone::Warn, &t!(lang, "erasure.waits"))) }
            dl class="facts" {
                dt { (t!(lang, "erasure.how_long")) } dd { (how_long(lang, rule.months)) }
                dt { (t!(lang, "erasure.reason")) } dd { (rule.reason) }
                dt { (t!(lang, "erasure.source")) } dd { (rule.source) }
                dt { (t!(lang, "erasure.proposed_by")) } dd { (rule.proposed_by_name) " " (clock::local(rule.proposed_at)) }
                dt { (t!(lang, "erasure.would_go")) } dd { (n) }
            }
            div class="actions" {
                @if rule.proposed_by == visit.scope.person { p { (t!(lang, "erasure.second_person")) } }
                @else { (form("approve", &t!(lang, "erasure.approve_ask", n = n), Button::Primary, &t!(lang, "erasure.approve"))) }
                (form("reject", &t!(lang, "erasure.reject_ask"), Button::Second, &t!(lang, "erasure.reject")))
            }
        }
    }
}

fn in_force(lang: Lang, rules: &[(Purpose, Rule, Option<i64>)]) -> Markup {
    let counted = rules.iter().any(|(_, _, n)| n.is_some());
    let rows = Purpose::ALL
        .into_iter()
        .filter(|purpose| records::erase::is_kept(*purpose))
        .map(|purpose| {
            let held = rules.iter().find(|(p, _, _)| *p == purpose);
            let decided = held.and_then(|(_, rule, _)| Some((rule.decided_by_name.as_deref()?, rule.decided_at?)));
            let mut row = vec![
                html! { (purpose.name(lang)) },
                html! { (how_long(lang, held.and_then(|(_, rule, _)| rule.months))) },
                html! { @if let Some((name, at)) = decided { (name) " " (clock::local(at)) } @else { (t!(lang, "erasure.no_rule")) } },
            ];
            row.extend(counted.then(|| html! { (held.and_then(|(_, _, n)| *n).unwrap_or_default()) }));
            row
        })
        .collect();
    let mut columns = vec![
        Column::text(t!(lang, "erasure.purpose")),
        Column::text(t!(lang, "erasure.how_long")),
        Column::text(t!(lang, "erasure.approved_by")),
    ];
    columns.extend(counted.then(|| Column::number(t!(lang, "erasure.would_go"))));
    look::table(&Table { caption: t!(lang, "erasure.in_force").into_owned(), columns, rows, empty: Markup::default() })
}

fn last_run(lang: Lang, last: Option<&(Run, JobState)>) -> Markup {
    let content = match last {
        None => html! { p { (t!(lang, "erasure.no_run")) } },
        Some((run, state)) => html! {
            p {
                @match (run.done_at, state) {
                    (Some(at), _) => (t!(lang, "erasure.run_done", begun = clock::local(run.begun_at), done = clock::local(at))),
                    (None, JobState::Queued | JobState::Running) => (t!(lang, "erasure.run_under_way", begun = clock::local(run.begun_at))),
                    (None, _) => (t!(lang, "erasure.run_stopped", begun = clock::local(run.begun_at))),
                }
            }
            (rows_gone(lang, &run.numbers().unwrap_or_default()))
        },
    };
    look::card(&t!(lang, "erasure.last_run"), content, None)
}

/// What went, in words; tables that only serve to find things are left out.
fn rows_gone(lang: Lang, numbers: &Numbers) -> Markup {
    let named = |table: &str| {
        Some(match table {
            "statement" => t!(lang, "erasure.rows_statement"),
            "practice_session" => t!(lang, "erasure.rows_practice_session"),
            "estimate_question" => t!(lang, "erasure.rows_estimate_question"),
            "document" => t!(lang, "erasure.rows_document"),
            "attachment" => t!(lang, "erasure.rows_attachment"),
            "correction" => t!(lang, "erasure.rows_correction"),
            "record_share" => t!(lang, "erasure.rows_record_share"),
            "mastery" => t!(lang, "erasure.rows_mastery"),
            "statement_partition" => t!(lang, "erasure.rows_statement_partition"),
            _ => return None,
        })
    };
    html! {
        @if numbers.is_empty() { p { (t!(lang, "erasure.nothing_was_due")) } }
        @else {
            dl class="facts" { @for (table, n) in numbers { @if let Some(name) = named(table) { dt { (name) } dd { (n) } } } }
        }
    }
}

fn form(lang: Lang, typed: &Proposal) -> Markup {
    let (purpose, months, months_hint) = (t!(lang, "erasure.purpose"), t!(lang, "erasure.months_to_keep"), t!(lang, "erasure.months_hint"));
    let (reason, source, source_hint) = (t!(lang, "erasure.reason"), t!(lang, "erasure.source"), t!(lang, "erasure.source_hint"));
    let choices: Vec<Choice> = Purpose::ALL
        .into_iter()
        .filter(|purpose| records::erase::is_kept(*purpose))
        .map(|purpose| Choice { value: purpose.code().to_owned(), label: purpose.name(lang).into_owned() })
        .collect();
    html! {
        form class="narrow" method="post" action="/admin/retention" {
            (look::select(&Field { value: &typed.purpose, ..Field::new("purpose", &purpose) }, &choices))
            (look::field(&Field { hint: &months_hint, value: &typed.months, input_mode: Some("numeric"), ..Field::new("months", &months) }))
            (look::text_area(&Field { value: &typed.reason, required: true, ..Field::new("reason", &reason) }))
            (look::text_area(&Field { hint: &source_hint, value: &typed.source, required: true, ..Field::new("source", &source) }))
            div class="actions" { (look::button(Button::Primary, &t!(lang, "erasure.propose"))) }
        }
    }
}

fn history(lang: Lang, rules: &[Rule]) -> Markup {
    let state = |state: State| match state {
        State::Proposed => look::badge(Tone::Warn, &t!(lang, "erasure.waits")),
        State::Approved => look::badge(Tone::Good, &t!(lang, "erasure.approved")),
        State::Rejected => look::badge(Tone::Plain, &t!(lang, "erasure.rejected")),
    };
    let rows = rules
        .iter()
        .map(|r| {
            vec![
                html! { (purpose_name(lang, &r.purpose)) },
                html! { (how_long(lang, r.months)) },
                state(r.state()),
                html! { (r.reason) },
                html! { (r.source) },
                html! { (r.proposed_by_name) " " (clock::local(r.proposed_at)) },
                html! { @if let (Some(name), Some(at)) = (&r.decided_by_name, r.decided_at) { (name) " " (clock::local(at)) } },
            ]
        })
        .collect();
    let columns = vec![
        Column::text(t!(lang, "erasure.purpose")),
        Column::text(t!(lang, "erasure.how_long")),
        Column::text(t!(lang, "erasure.state")),
        Column::text(t!(lang, "erasure.reason")),
        Column::text(t!(lang, "erasure.source")),
        Column::text(t!(lang, "erasure.proposed_by")),
        Column::text(t!(lang, "erasure.decided_by")),
    ];
    let empty = look::empty(&t!(lang, "erasure.no_history"), &t!(lang, "erasure.no_history_next"), None);
    look::table(&Table { caption: t!(lang, "erasure.history").into_owned(), columns, rows, empty })
}

pub(crate) async fn propose(visit: Visit, Form(typed): Form<Proposal>) -> Answer<Response> {
    match retention::propose(&visit.app.base, &visit.scope, typed.clone()).await {
        Ok(_) => Ok(Redirect::to("/admin/retention").into_response()),
        Err(Error::Invalid(problems)) => {
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&visit, false, &typed, &problems).await?).into_response())
        }
        Err(error) => Err(error).told(&visit.reader),
    }
}

#[derive(serde::Deserialize)]
pub(crate) struct Decision {
    #[serde(default)]
    decision: String,
}

pub(crate) async fn decide(visit: Visit, Path(rule): Path<i64>, Form(form): Form<Decision>) -> Answer<Redirect> {
    let approve = match form.decision.as_str() {
        "approve" => true,
        "reject" => false,
        _ => return Err(Error::NotFound).told(&visit.reader),
    };
    retention::decide(&visit.app.base, &visit.scope, rule, approve).await.told(&visit.reader)?;
    Ok(Redirect::to("/admin/retention"))
}
