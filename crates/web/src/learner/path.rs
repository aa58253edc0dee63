//! A learner's path: the next steps before, in and after class, each with its reasons and what they rest on; to take, to put first, to
//! put aside, or to show that it is known already.

use super::sections::{self, Section};
use super::voice::Voice;
use crate::input::{Form, Path as InPath, Query};
use crate::look::{self, Button, Tone};
use crate::{Answer, Told, Visit};
use axum::response::Redirect;
use base::{Error, Lang, Result, clock, t};
use content::Subject;
use learner::path::{self, Moment, Path, Policy, Reason, Step, Task, Wanted, Wish};
use learner::policy as numbers;
use maud::{Markup, html};
use people::Person;
use std::borrow::Cow;

#[derive(serde::Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    subject: String,
    #[serde(default)]
    moment: String,
}

/// What the page is made from.
struct Shown {
    person: Person,
    voice: Voice,
    /// Whether the reader may change the path.
    guides: bool,
    sections: Vec<Section>,
    subjects: Vec<Subject>,
    /// `None` where there is nothing to practise.
    path: Option<Path>,
}

impl Shown {
    async fn of(visit: &Visit, person: i64, asked: &Asked) -> Result<Shown> {
        let base = &visit.app.base;
        let mut conn = base.db.read().await?;
        let (conn, scope) = (&mut conn, &visit.scope);
        let subjects = path::subjects(conn, scope, person).await?;
        let subject = match Subject::parse(&asked.subject) {
            Some(subject) => Some(subject),
            None => own_or_first(conn, person, &subjects).await?,
        };
        let moment = Moment::parse(&asked.moment).unwrap_or(Moment::After);
        let path = match subject {
            Some(subject) => Some(path::of_person(conn, base, scope, person, subject, moment).await?),
            None => None,
        };
        let voice = Voice::of(conn, scope, person).await?;
        Ok(Shown {
            person: people::person::get(conn, person).await?,
            guides: voice != Voice::Family,
            voice,
            sections: sections::open_to(conn, visit, person).await?,
            subjects,
            path,
        })
    }
}

/// The subject that was practised last, if it is among these; else the first.
pub(crate) async fn own_or_first(conn: &mut base::Conn, person: i64, subjects: &[Subject]) -> Result<Option<Subject>> {
    let last = records::recent(conn, person, 1).await?;
    let last = last.first().and_then(|a| Subject::parse(&a.answered.subject)).filter(|s| subjects.contains(s));
    Ok(last.or(subjects.first().copied()))
}

pub(crate) async fn show(visit: Visit, InPath(person): InPath<i64>, Query(asked): Query<Asked>) -> Answer {
    let shown = Shown::of(&visit, person, &asked).await.told(&visit.reader)?;
    let lang = visit.lang;
    let title = match shown.voice {
        Voice::Learner => t!(lang, "path.title").into_owned(),
        _ => t!(lang, "path.title_of", name = shown.person.name),
    };
    let frame = visit.frame(title).lead(t!(lang, "path.lead"));
    Ok(look::page(
        &frame,
        html! {
            (sections::tabs(lang, person, &shown.sections, Section::Path))
            @match &shown.path {
                Some(path) => (body(&visit, &shown, path)),
                None => (look::empty(&t!(lang, "path.nothing"), &t!(lang, "path.nothing_next"), None)),
            }
        },
    ))
}

fn body(visit: &Visit, shown: &Shown, path: &Path) -> Markup {
    let lang = visit.lang;
    let address =
        |subject: Subject, moment: Moment| format!("/learner/{}/path?subject={}&moment={}", path.person, subject.code(), moment.code());
    html! {
        @if shown.subjects.len() > 1 {
            nav class="tabs" aria-label=(t!(lang, "teacher.subjects")) {
                @for s in &shown.subjects {
                    a href=(address(*s, path.moment)) aria-current=[(*s == path.subject).then_some("page")] { (s.name(lang)) }
                }
            }
        }
        nav class="tabs" aria-label=(t!(lang, "path.moments")) {
            @for m in Moment::ALL {
                a href=(address(path.subject, m)) aria-current=[(m == path.moment).then_some("page")] { (moment_name(lang, m)) }
            }
        }
        p class="hint" { (moment_lead(lang, path.moment)) }
        @if path.steps.is_empty() { (nothing(lang, path.moment)) }
        @else {
            div class="cards steps" {
                @for (n, step) in path.steps.iter().enumerate() { (card(visit, shown, path, n, step)) }
            }
        }
        (aside(visit, shown, path))
        (lessons(visit, path))
        (explained(lang))
    }
}

fn nothing(lang: Lang, moment: Moment) -> Markup {
    let next = match moment {
        Moment::Before | Moment::During => t!(lang, "path.no_lesson_next"),
        Moment::After => t!(lang, "path.all_well_next"),
    };
    let title = match moment {
        Moment::Before | Moment::During => t!(lang, "path.no_lesson"),
        Moment::After => t!(lang, "path.all_well"),
    };
    look::empty(&title, &next, None)
}

fn card(visit: &Visit, shown: &Shown, path: &Path, n: usize, step: &Step) -> Markup {
    let lang = visit.lang;
    let name = name(lang, path, step.point);
    html! {
        section class="card" id={ "step" (n + 1) } {
            h2 { (n + 1) ". " (name) }
            p { (look::badge(Tone::Plain, &task_name(lang, step.task))) " " (t!(lang, "path.questions", n = step.questions)) }
            ul class="lines" { @for reason in &step.reasons { li { (reason_text(lang, path, visit, reason)) } } }
            (evidence(lang, path, step))
            (actions(lang, shown, path, step, n == 0))
        }
    }
}

/// What the step rests on: the latest answers, each down to its record.
fn evidence(lang: Lang, path: &Path, step: &Step) -> Markup {
    let answers = path.answers.get(&step.point).map(Vec::as_slice).unwrap_or_default();
    let expected = t!(lang, "path.expected", n = (step.expected * 10.0).round() as i64);
    html! {
        details {
            summary { (t!(lang, "path.evidence")) }
            ul class="lines" {
                li { (expected) }
                @if answers.is_empty() { li { (t!(lang, "path.no_answers")) } }
                @for a in answers {
                    li {
                        a href={ "/learner/" (path.person) "/statement/" (a.answered.statement) } {
                            @if a.answered.correct { (t!(lang, "path.answer_right", time = clock::local(a.answered.at))) }
                            @else { (t!(lang, "path.answer_wrong", time = clock::local(a.answered.at))) }
                        }
                    }
                }
                @if !answers.is_empty() { li { a href={ "/learner/" (path.person) "/" (step.point) } { (t!(lang, "path.all_answers")) } } }
            }
        }
    }
}

fn actions(lang: Lang, shown: &Shown, path: &Path, step: &Step, first: bool) -> Markup {
    let own = shown.voice == Voice::Learner;
    let wished = path.wishes.of(step.point);
    html! {
        @if shown.guides {
            div class="actions" {
                @if own {
                    (post("/student/path", path, step.point, if first { Button::Primary } else { Button::Second }, &t!(lang, "path.take"), None))
                    @if step.task != Task::Check {
                        (post("/student/path/check", path, step.point, Button::Second, &t!(lang, "path.known"), None))
                    }
                }
                (wish(path, step.point, "skip", &t!(lang, "path.skip")))
                @if wished == Some(Wanted::First) { (wish(path, step.point, "none", &t!(lang, "path.undo_first"))) }
                @else if !first { (wish(path, step.point, "first", &t!(lang, "path.first"))) }
            }
        }
    }
}

fn wish(path: &Path, point: i64, wanted: &str, label: &str) -> Markup {
    post(&format!("/learner/{}/path/wish", path.person), path, point, Button::Second, label, Some(wanted))
}

/// A button that posts a step's point.
fn post(action: &str, path: &Path, point: i64, kind: Button, label: &str, wanted: Option<&str>) -> Markup {
    html! {
        form method="post" action=(action) {
            input type="hidden" name="point" value=(point);
            input type="hidden" name="moment" value=(path.moment.code());
            @if let Some(wanted) = wanted { input type="hidden" name="wanted" value=(wanted); }
            (look::button(kind, label))
        }
    }
}

/// What was put aside, and by whom.
fn aside(visit: &Visit, shown: &Shown, path: &Path) -> Markup {
    let lang = visit.lang;
    let put: Vec<&Wish> = path.wishes.all().filter(|w| w.wanted == Wanted::Skip && path.points.contains_key(&w.point)).collect();
    html! {
        @if !put.is_empty() {
            section class="card" id="aside" {
                h2 { (t!(lang, "path.aside")) }
                ul class="lines" {
                    @for w in put {
                        li {
                            p { b { (name(lang, path, w.point)) } " " (t!(lang, "path.aside_by", name = w.by, day = day_name(visit, w.until))) }
                            @if shown.guides && w.by_teacher == (shown.voice == Voice::Teacher) { (wish(path, w.point, "none", &t!(lang, "path.undo_skip"))) }
                        }
                    }
                }
            }
        }
    }
}

/// What lessons are about, as far as the path looks.
fn lessons(visit: &Visit, path: &Path) -> Markup {
    let lang = visit.lang;
    html! {
        @if !path.lessons.is_empty() {
            section class="card" id="lessons" {
                h2 { (t!(lang, "path.lessons")) }
                ul class="lines" {
                    @for lesson in &path.lessons {
                        li { (t!(lang, "path.lesson", day = lesson.day, point = name(lang, path, lesson.point), name = lesson.said_by)) }
                    }
                }
            }
        }
    }
}

/// How steps are chosen, with the numbers and where they come from.
fn explained(lang: Lang) -> Markup {
    let policy = Policy::default();
    html! {
        details {
            summary { (t!(lang, "path.how")) }
            ul class="lines" {
                li { (t!(lang, "path.how_moments")) }
                li { (t!(lang, "path.how_ground", depth = policy.depth)) }
                li { (t!(lang, "path.how_target", n = (policy.target * 10.0).round() as i64)) }
                li { (t!(lang, "path.how_fading", days = policy.rest_days, n = (policy.recall * 10.0).round() as i64)) }
                li { (t!(lang, "path.how_wishes", days = policy.wish_days)) }
                li { (t!(lang, "path.how_check", asked = policy.questions.check, right = policy.check_pass)) }
            }
        }
    }
}

#[derive(serde::Deserialize)]
pub(crate) struct Wished {
    point: i64,
    wanted: String,
    #[serde(default)]
    moment: String,
}

pub(crate) async fn set(visit: Visit, InPath(person): InPath<i64>, Form(form): Form<Wished>) -> Answer<Redirect> {
    let base = &visit.app.base;
    let wanted = match form.wanted.as_str() {
        "none" => None,
        code => Some(Wanted::parse(code).ok_or(Error::NotFound).told(&visit.reader)?),
    };
    path::wish::set(base, &visit.scope, person, form.point, wanted).await.told(&visit.reader)?;
    let mut conn = base.db.read().await.told(&visit.reader)?;
    let subject = content::point::get(&mut conn, form.point).await.told(&visit.reader)?.subject;
    let moment = Moment::parse(&form.moment).unwrap_or(Moment::After);
    Ok(Redirect::to(&format!("/learner/{person}/path?subject={}&moment={}", subject.code(), moment.code())))
}

fn name(lang: Lang, path: &Path, point: i64) -> String {
    path.points.get(&point).map_or_else(String::new, |p| p.name(lang).to_owned())
}

fn moment_name(lang: Lang, moment: Moment) -> Cow<'static, str> {
    match moment {
        Moment::Before => t!(lang, "path.moment_before"),
        Moment::During => t!(lang, "path.moment_during"),
        Moment::After => t!(lang, "path.moment_after"),
    }
}

fn moment_lead(lang: Lang, moment: Moment) -> Cow<'static, str> {
    match moment {
        Moment::Before => t!(lang, "path.lead_before"),
        Moment::During => t!(lang, "path.lead_during"),
        Moment::After => t!(lang, "path.lead_after"),
    }
}

pub(crate) fn task_name(lang: Lang, task: Task) -> Cow<'static, str> {
    match task {
        Task::Check => t!(lang, "path.task_check"),
        Task::Learn => t!(lang, "path.task_learn"),
        Task::Practise => t!(lang, "path.task_practise"),
        Task::Review => t!(lang, "path.task_review"),
        Task::Preview => t!(lang, "path.task_preview"),
        Task::Extend => t!(lang, "path.task_extend"),
    }
}

/// A reason in words that fit whoever reads.
pub(crate) fn reason_text(lang: Lang, path: &Path, visit: &Visit, reason: &Reason) -> String {
    let day = |day: i64| day_name(visit, day);
    match *reason {
        Reason::WishedByOneself => t!(lang, "path.because_oneself").into_owned(),
        Reason::WishedByTeacher => t!(lang, "path.because_teacher").into_owned(),
        Reason::Needed { goal, day: d } => t!(lang, "path.because_needed", day = day(d), goal = name(lang, path, goal)),
        Reason::Coming { day: d } => t!(lang, "path.because_coming", day = day(d)),
        Reason::Taught { day: d } => t!(lang, "path.because_taught", day = day(d)),
        Reason::Root { of } => t!(lang, "path.because_root", of = name(lang, path, of)),
        Reason::Weak => t!(lang, "path.because_weak").into_owned(),
        Reason::Growing { missing: missing @ 1..=numbers::A_FEW } => t!(lang, "path.because_growing", n = missing),
        Reason::Growing { .. } => t!(lang, "path.because_growing_more").into_owned(),
        Reason::Fading { days } => t!(lang, "path.because_fading", n = days),
        Reason::CheckFailed { right, asked } => t!(lang, "path.because_check", right = right, asked = asked),
        Reason::Unknown => t!(lang, "path.because_unknown").into_owned(),
        Reason::Within => t!(lang, "path.because_within").into_owned(),
        Reason::Beyond { goal } => t!(lang, "path.because_beyond", goal = name(lang, path, goal)),
    }
}

/// A day as it is spoken of.
fn day_name(visit: &Visit, day: i64) -> String {
    let (lang, date, today) = (visit.lang, path::date(day), visit.app.base.clock.today());
    if date == today {
        t!(lang, "path.today").into_owned()
    } else if today.tomorrow().is_ok_and(|t| t == date) {
        t!(lang, "path.tomorrow").into_owned()
    } else {
        t!(lang, "path.day", month = date.month(), day = date.day())
    }
}
