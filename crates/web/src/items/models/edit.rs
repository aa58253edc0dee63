//! The editor of one model: its text on one side, twenty instances on the other.
//!
//! A draft may have faults of content but can be read; what becomes active has stood the whole check. Both buttons send
//! the same form, and a text that is refused comes back as it was typed.

use super::list::standing;
use super::preview::{self, Looked};
use crate::input::{Form, Path};
use crate::look::{self, Button, Field, Tone};
use crate::upload::in_turn;
use crate::{Answer, Told, Visit};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use base::{Error, Lang, Problem, Result, audit, t};
use content::item::Status;
use content::model::{self, By, Fault, Kept, Known};
use maud::{Markup, html};

/// The text that a new model begins with.
const EXAMPLE: &str = include_str!("../../../assets/model.toml");
/// Longest text that is taken, in characters.
const LONGEST: usize = 20_000;

/// The form as sent.
#[derive(serde::Deserialize)]
pub(crate) struct Sent {
    source: String,
    /// The model that is changed; none for a new one.
    #[serde(default)]
    model: Option<i64>,
    /// When it was changed last, as the page knows.
    #[serde(default)]
    changed: Option<i64>,
    /// `active` when it is to be given; a draft otherwise.
    #[serde(default)]
    status: String,
}

pub(crate) async fn begin(visit: Visit) -> Markup {
    page(&visit, None, EXAMPLE, &[], &Looked::Nothing)
}

pub(crate) async fn show(visit: Visit, Path(id): Path<i64>) -> Answer {
    let kept = model::get(&mut visit.app.base.db.read().await.told(&visit.reader)?, id).await.told(&visit.reader)?;
    let looked = looked(&visit, &kept.source, preview::SHOWN).await.told(&visit.reader)?;
    Ok(page(&visit, Some(&kept), &kept.source, &[], &looked))
}

/// What a text makes; nothing is stored.
pub(crate) async fn preview(visit: Visit, Form(sent): Form<Sent>) -> Answer {
    let looked = looked(&visit, &sent.source, preview::SHOWN).await.told(&visit.reader)?;
    let kept = match sent.model {
        Some(id) => Some(model::get(&mut visit.app.base.db.read().await.told(&visit.reader)?, id).await.told(&visit.reader)?),
        None => None,
    };
    Ok(page(&visit, kept.as_ref(), &sent.source, &[], &looked))
}

/// Reads and tries a text, with so many instances, in its turn.
async fn looked(visit: &Visit, source: &str, instances: usize) -> Result<Looked> {
    if source.chars().count() > LONGEST {
        return Err(Error::from(Problem::new("models.text_too_long").with("most", LONGEST)));
    }
    let name = t!(visit.lang, "models.this_text").into_owned();
    let models = match model::read(&name, source) {
        Ok(models) => models,
        Err(faults) => return Ok(Looked::Faulty(faults)),
    };
    let known: Known = model::known(&mut visit.app.base.db.read().await?, &models).await?;
    let mut models = models.into_iter();
    let (Some(model), None) = (models.next(), models.next()) else {
        let problem = Box::new(Problem::new("models.one_at_a_time"));
        return Ok(Looked::Faulty(vec![Fault {
            file: name,
            line: 1,
            model: String::new(),
            field: String::new(),
            problem,
            instance: None,
        }]));
    };
    let (tried, _turn) = in_turn(&visit.app, move || {
        let findings = model::check_with(&model, &known, instances);
        Ok(Looked::Tried(Box::new((model, findings))))
    })
    .await?;
    Ok(tried)
}

pub(crate) async fn save(visit: Visit, Form(sent): Form<Sent>) -> Answer<Response> {
    match saved(&visit, &sent).await.told(&visit.reader)? {
        Outcome::Saved(id) => Ok(Redirect::to(&format!("/items/models/{id}")).into_response()),
        Outcome::Refused(problems, looked, kept) => {
            let page = page(&visit, kept.as_deref(), &sent.source, &problems, &looked);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

enum Outcome {
    Saved(i64),
    Refused(Vec<Problem>, Looked, Option<Box<Kept>>),
}

async fn saved(visit: &Visit, sent: &Sent) -> Result<Outcome> {
    let base = &visit.app.base;
    let status = if sent.status == Status::Active.code() { Status::Active } else { Status::Draft };
    let looked = looked(visit, &sent.source, if status == Status::Active { model::INSTANCES } else { preview::SHOWN }).await?;
    let mut conn = base.db.read().await?;
    let kept = match sent.model {
        Some(id) => Some(Box::new(model::get(&mut conn, id).await?)),
        None => None,
    };
    let tried = match looked {
        Looked::Tried(tried) => tried,
        faulty => return Ok(Outcome::Refused(Vec::new(), faulty, kept)),
    };
    let mut problems = Vec::new();
    match &kept {
        Some(kept) if kept.code != tried.0.code => problems.push(Problem::new("models.code_stays").with("code", &kept.code)),
        Some(kept) if Some(kept.changed) != sent.changed => problems.push(Problem::new("models.changed_meanwhile")),
        None if model::by_code(&mut conn, &tried.0.code).await?.is_some() => {
            problems.push(Problem::new("models.code_used").with("code", &tried.0.code));
        }
        _ => {}
    }
    drop(conn);
    // A draft may fail the check, but not name points that do not exist.
    let unknown = tried.1.faults.iter().any(|f| f.problem.key == "content.sheet_unknown_point");
    if !problems.is_empty() || unknown || (status == Status::Active && !tried.1.is_sound()) {
        return Ok(Outcome::Refused(problems, Looked::Tried(tried), kept));
    }
    let by = By { author: Some(visit.scope.person), origin: t!(base::Lang::Zh, "models.origin").into_owned(), status };
    let (clock, actor) = (base.clock.clone(), visit.scope.person);
    base.db
        .write(move |conn| {
            Box::pin(async move {
                let model = &tried.0;
                model::save(conn, clock.now(), std::slice::from_ref(model), &by).await?;
                let kept = model::by_code(conn, &model.code).await?.ok_or(Error::NotFound)?;
                let detail = serde_json::json!({ "code": kept.code, "status": kept.status.code() });
                let target = format!("item_model:{}", kept.id);
                audit::record(conn, &clock, audit::Entry { actor: Some(actor), action: "item_model.save", target, detail }).await?;
                Ok(Outcome::Saved(kept.id))
            })
        })
        .await
}

#[derive(serde::Deserialize)]
pub(crate) struct Standing {
    status: String,
}

/// Withdraws a model, with its items. It comes back by being saved as active, which checks it.
pub(crate) async fn set_status(visit: Visit, Path(id): Path<i64>, Form(sent): Form<Standing>) -> Answer<Redirect> {
    let (clock, actor) = (visit.app.base.clock.clone(), visit.scope.person);
    let status = Status::parse(&sent.status).filter(|s| *s == Status::Retired).ok_or(Error::NotFound).told(&visit.reader)?;
    let withdrawn = visit.app.base.db.write(move |conn| {
        Box::pin(async move {
            model::set_status(conn, clock.now(), id, status).await?;
            let (target, detail) = (format!("item_model:{id}"), serde_json::json!({ "status": status.code() }));
            audit::record(conn, &clock, audit::Entry { actor: Some(actor), action: "item_model.status", target, detail }).await
        })
    });
    withdrawn.await.told(&visit.reader)?;
    Ok(Redirect::to(&format!("/items/models/{id}")))
}

fn page(visit: &Visit, kept: Option<&Kept>, source: &str, problems: &[Problem], looked: &Looked) -> Markup {
    let lang = visit.lang;
    let title = kept.map_or_else(|| t!(lang, "models.begin").into_owned(), |k| k.code.clone());
    let lead = kept.map_or_else(|| t!(lang, "models.edit_lead").into_owned(), |k| k.title.clone());
    let label = t!(lang, "models.text");
    let hint = t!(lang, "models.text_hint");
    let active = kept.is_some_and(|k| k.status == Status::Active);
    look::page(
        &visit.frame(title).lead(lead).crumb("/items", t!(lang, "admin.items")).crumb("/items/models", t!(lang, "models.name")),
        html! {
            (look::problems(lang, problems))
            @if let Some(kept) = kept { p { (standing(lang, kept.status)) } }
            @if active { (look::notice(Tone::Plain, html! { p { (t!(lang, "models.active_note")) } })) }
            (guide(lang))
            div class="model-editor" {
                form method="post" action="/items/models/save" {
                    @if let Some(kept) = kept {
                        input type="hidden" name="model" value=(kept.id);
                        input type="hidden" name="changed" value=(kept.changed);
                    }
                    (look::text_area(&Field { value: source, hint: &hint, required: true, ..Field::new("source", &label) }))
                    div class="actions" {
                        button class="button" formaction="/items/models/preview" data-swap=(preview::ID) data-live { (t!(lang, "models.preview")) }
                        @if !active { button class="button" name="status" value="draft" { (t!(lang, "models.save_draft")) } }
                        button class="button primary" name="status" value="active" { (t!(lang, "models.save_active")) }
                    }
                }
                (preview::section(lang, looked))
            }
            @if let Some(kept) = kept.filter(|_| active) {
                (look::confirm_form(
                    &format!("/items/models/{}/status", kept.id),
                    &[("status", Status::Retired.code())],
                    &t!(lang, "models.withdraw_question"),
                    Button::Danger,
                    &t!(lang, "models.withdraw"),
                ))
            }
        },
    )
}

/// The format in a few lines; `docs/item-models.md` has all of it.
fn guide(lang: Lang) -> Markup {
    html! {
        details {
            summary { (t!(lang, "models.guide")) }
            ul {
                li { (t!(lang, "models.guide_vars", drawn = "a, b in 2..9", derived = "s = a + b", list = "k in [1/2, 1/3]")) }
                li { (t!(lang, "models.guide_where")) }
                li { (t!(lang, "models.guide_key", key = "a / b + c")) }
                li { (t!(lang, "models.guide_stem", stem = "{a + b}", frac = "{frac(a/b)}", dec = "{dec(a/b)}", pct = "{pct(a/b)}")) }
                li { (t!(lang, "models.guide_distractor", heading = "[[model.distractor]]")) }
                li { (t!(lang, "models.guide_help")) }
            }
        }
    }
}
