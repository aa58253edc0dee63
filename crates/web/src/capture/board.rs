//! The board: choose a fact, tap the children. A plain form does the same in one go.

use crate::assets::asset_url;
use crate::input::Path;
use crate::look::{self, Button, Field};
use crate::{Answer, Told, Visit};
use base::{Lang, clock, t};
use content::Subject;
use maud::{Markup, html};
use people::Purpose;
use records::capture::{self, Board, Child};
use records::event::{Event, Fact, LONGEST_NOTE};

pub(crate) async fn show(visit: Visit, Path(org): Path<i64>) -> Answer {
    page(&visit, org, Markup::default()).await
}

/// The page with `said` above the form.
pub(super) async fn page(visit: &Visit, org: i64, said: Markup) -> Answer {
    let lang = visit.lang;
    let mut conn = visit.app.base.db.read().await.told(&visit.reader)?;
    let board = capture::board(&mut conn, &visit.scope, org).await.told(&visit.reader)?;
    let noted = capture::noted_today(&mut conn, &visit.scope, org).await.told(&visit.reader)?;
    let frame = visit
        .frame(t!(lang, "capture.of", name = board.class.name))
        .lead(t!(lang, "capture.lead"))
        .crumb("/teacher", t!(lang, "site.nav_classes"))
        .crumb(format!("/class/{org}"), board.class.name.clone());
    Ok(look::page(
        &frame,
        html! {
            (said)
            @if board.children.is_empty() { (look::empty(&t!(lang, "teacher.no_students"), &t!(lang, "teacher.no_students_next"), None)) }
            @else if board.facts.is_empty() { (look::empty(&t!(lang, "capture.all_off"), &t!(lang, "capture.all_off_next"), None)) }
            @else { (form(visit, &board, &noted)) }
            (today(lang, &board, &noted))
            script type="module" src=(asset_url("capture.js")) {}
        },
    ))
}

/// What the browser module needs stands in the form's data: who notes, what is noted already, and its sentences, whose
/// placeholders it fills itself.
fn form(visit: &Visit, board: &Board, noted: &[Event]) -> Markup {
    let (lang, class) = (visit.lang, board.class.id);
    let known: Vec<(i64, &str, String)> = noted.iter().map(|e| (e.person, e.fact.code.as_str(), e.statement.to_string())).collect();
    html! {
        form id="capture" class="capture" method="post" action={ "/class/" (class) "/capture" } data-capture={ (visit.scope.person) ":" (class) }
            data-noted=(serde_json::to_string(&known).unwrap_or_default())
            data-said=(t!(lang, "capture.said", name = "{name}", fact = "{fact}")) data-undone=(t!(lang, "capture.undone", name = "{name}")) data-choose=(t!(lang, "capture.choose_first"))
            data-waiting=(t!(lang, "capture.waiting_n", n = "{n}")) data-sent=(t!(lang, "capture.all_sent")) data-signin=(t!(lang, "capture.sign_in_again"))
            data-stuck=(t!(lang, "capture.stuck")) {
            div class="groups" {
                @for (n, purpose) in purposes(&board.facts).into_iter().enumerate() { (chips(lang, purpose, n == 0, &board.facts)) }
            }
            (subject(lang, board.taught.as_deref()))
            (look::field(&Field { kind: "text", hint: &t!(lang, "capture.note_hint", most = LONGEST_NOTE), autocomplete: Some("off"), ..Field::new("note", &t!(lang, "capture.note")) }))
            div class="told" data-told hidden {
                p role="status" { span data-text {} " " button type="button" class="plain" data-undo hidden { (t!(lang, "capture.undo")) } }
                p class="hint" role="status" data-queue {}
            }
            fieldset class="children" {
                legend { (t!(lang, "capture.children")) }
                @for child in &board.children { (tile(lang, child)) }
            }
            div class="actions" data-send { (look::button(Button::Primary, &t!(lang, "capture.send"))) }
        }
    }
}

/// The purposes that have facts here, in the order of [`Purpose::CAPTURE`].
fn purposes(facts: &[&'static Fact]) -> Vec<Purpose> {
    Purpose::CAPTURE.into_iter().filter(|p| facts.iter().any(|f| f.purpose() == *p)).collect()
}

fn chips(lang: Lang, purpose: Purpose, open: bool, facts: &[&'static Fact]) -> Markup {
    html! {
        details name="purpose" open[open] {
            summary { (purpose.name(lang)) }
            div class="chips" role="group" aria-label=(purpose.name(lang)) {
                @for fact in facts.iter().filter(|f| f.purpose() == purpose) {
                    label class={ "chip" @if fact.attention { " attention" } } {
                        input type="radio" name="fact" value=(fact.code) data-purpose=(purpose.code()) required;
                        span { @if fact.attention { i aria-hidden="true" { "! " } } (fact.name(lang)) }
                    }
                }
            }
        }
    }
}

/// A subject teacher's facts belong to their subject; a class teacher may name one.
fn subject(lang: Lang, taught: Option<&[String]>) -> Markup {
    let name = |code: &str| Subject::parse(code).map(|s| s.name(lang).into_owned()).unwrap_or_else(|| code.to_owned());
    let choice = |code: &str| look::Choice { value: code.to_owned(), label: name(code) };
    let label = t!(lang, "capture.subject");
    let field = Field::new("subject", &label);
    match taught {
        Some([only]) => html! { input type="hidden" name="subject" value=(only); },
        Some(several) => look::select(&field, &several.iter().map(|code| choice(code)).collect::<Vec<_>>()),
        None => html! { input type="hidden" name="subject" value=""; },
    }
}

/// A child who has agreed to nothing cannot be ticked; one who refuses some purposes is greyed out for their facts.
fn tile(lang: Lang, child: &Child) -> Markup {
    let codes: Vec<&str> = child.refused.iter().map(|p| p.code()).collect();
    let none = child.refused.len() == Purpose::CAPTURE.len();
    html! {
        label class="tile" {
            input type="checkbox" name="person" value=(child.id) data-refused=(codes.join(" ")) data-name=(child.name) disabled[none];
            span { (child.name) @if none { small { (t!(lang, "capture.no_consent")) } } @else if !codes.is_empty() { small { (t!(lang, "capture.some_refused")) } } }
        }
    }
}

/// What was noted today, to look at and to take back.
fn today(lang: Lang, board: &Board, noted: &[Event]) -> Markup {
    let name = |id: i64| board.children.iter().find(|c| c.id == id).map(|c| c.name.as_str()).unwrap_or_default();
    html! {
        section class="card" id="today" {
            h2 { (t!(lang, "capture.today")) }
            @if noted.is_empty() { p { (t!(lang, "capture.today_none")) } }
            ul class="noted" {
                @for event in noted {
                    li {
                        span { b { (name(event.person)) } " " (event.fact.name(lang)) @if let Some(note) = &event.note { " " span class="hint" { (note) } } " " span class="hint" { (clock::local(event.at)) } }
                        form method="post" action={ "/class/" (board.class.id) "/capture" } {
                            input type="hidden" name="target" value=(event.statement);
                            button class="plain" aria-label=(t!(lang, "capture.undo_of", name = name(event.person), fact = event.fact.name(lang))) { (t!(lang, "capture.undo")) }
                        }
                    }
                }
            }
        }
    }
}
