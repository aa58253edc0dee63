//! A student's home: what should I do today? At most five cards, each with one action.

use super::practice::address;
use crate::learner::path::{own_or_first, reason_text, task_name};
use crate::look::{self, Button, Comparison, Stat, Tone};
use crate::{Answer, Told, Visit};
use base::{Conn, Date, Lang, Result, clock, t};
use content::Subject;
use learner::path::{self, Moment, Path};
use learner::policy;
use learner::practice::{self, Sitting};
use learner::question::{self, Question};
use maud::{Markup, html};
use people::consent::{self, OWN_CONSENT_AGE, Purpose};
use records::Tally;

pub(crate) async fn show(visit: Visit) -> Answer {
    let today = Today::of(&visit).await.told(&visit.reader)?;
    let lang = visit.lang;
    let lead = if today.consent == Consent::Given { t!(lang, "student.home_lead") } else { t!(lang, "student.home_lead_waiting") };
    let frame = visit.frame(t!(lang, "student.home", name = visit.caller.session.name)).lead(lead);
    Ok(look::page(
        &frame,
        html! {
            div class="cards" {
                @if today.consent != Consent::Given { (consent_card(lang, today.consent)) }
                @if let Some(sitting) = &today.open { (continue_card(lang, sitting)) }
                @if today.consent == Consent::Given { (subjects_card(lang, &today.subjects, today.open.is_none())) }
                @if let Some(path) = &today.next { (next_card(&visit, path)) }
                @if let Some(question) = &today.replied { (reply_card(lang, question)) }
                (effort_card(&visit, &today.effort))
            }
        },
    ))
}

/// Whether practice may be recorded, and who can say so.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Consent {
    Given,
    /// The student may decide.
    OnesOwn,
    /// A guardian has to.
    Guardians,
}

/// Answers of this week until now, and of last week until the same moment.
struct Effort {
    this_week: Tally,
    last_week: Tally,
}

/// What the page is made from.
struct Today {
    consent: Consent,
    open: Option<Sitting>,
    subjects: Vec<Subject>,
    /// With a step at least.
    next: Option<Path>,
    replied: Option<Question>,
    effort: Effort,
}

impl Today {
    async fn of(visit: &Visit) -> Result<Today> {
        let (base, scope) = (&visit.app.base, &visit.scope);
        let mut conn = base.db.read().await?;
        let conn = &mut conn;
        let consent = consent_of(conn, visit).await?;
        let week = Week::of(base.clock.today(), base.clock.now());
        let effort = Effort {
            this_week: records::tally(conn, scope.person, week.monday, week.now).await?,
            last_week: records::tally(conn, scope.person, week.monday_before, week.a_week_ago).await?,
        };
        let replied = question::of_person(conn, scope, scope.person).await?.into_iter().find(|q| q.replied_at >= Some(week.monday_before));
        let mut today = Today { consent, open: None, subjects: Vec::new(), next: None, replied, effort };
        if consent == Consent::Given {
            today.open = practice::sittings(conn, scope, scope.person, 1).await?.into_iter().find(|s| s.done < s.planned);
            today.subjects = practice::subjects(conn, scope).await?;
            today.next = next(conn, visit, &today.subjects).await?;
        }
        Ok(today)
    }
}

async fn consent_of(conn: &mut Conn, visit: &Visit) -> Result<Consent> {
    let person = visit.scope.person;
    if consent::holds(conn, person, Purpose::Learning).await? {
        return Ok(Consent::Given);
    }
    let age = people::person::get(conn, person).await?.age_on(visit.app.base.clock.today());
    Ok(if age.is_some_and(|a| a >= OWN_CONSENT_AGE) { Consent::OnesOwn } else { Consent::Guardians })
}

/// The moments that two weeks are compared between.
struct Week {
    monday: i64,
    now: i64,
    monday_before: i64,
    a_week_ago: i64,
}

impl Week {
    fn of(today: Date, now: i64) -> Week {
        const DAY: i64 = 86_400_000;
        let monday = clock::start_of(today) - i64::from(today.weekday().to_monday_zero_offset()) * DAY;
        // Answers of this very moment count.
        Week { monday, now: now + 1, monday_before: monday - 7 * DAY, a_week_ago: now + 1 - 7 * DAY }
    }
}

/// The next step in the subject that was practised last: after class, else before class.
async fn next(conn: &mut Conn, visit: &Visit, subjects: &[Subject]) -> Result<Option<Path>> {
    let (base, scope) = (&visit.app.base, &visit.scope);
    let Some(subject) = own_or_first(conn, scope.person, subjects).await? else { return Ok(None) };
    for moment in [Moment::After, Moment::Before] {
        let path = path::of_person(conn, base, scope, scope.person, subject, moment).await?;
        if !path.steps.is_empty() {
            return Ok(Some(path));
        }
    }
    Ok(None)
}

fn consent_card(lang: Lang, consent: Consent) -> Markup {
    let (text, action) = match consent {
        Consent::OnesOwn => (
            t!(lang, "student.consent_own"),
            Some(look::link_button(Button::Primary, "/account/consent", &t!(lang, "student.consent_decide"))),
        ),
        _ => (
            t!(lang, "student.consent_guardian"),
            Some(look::link_button(Button::Second, "/account/consent", &t!(lang, "student.consent_read"))),
        ),
    };
    look::card(&t!(lang, "student.consent_title"), look::notice(Tone::Warn, html! { (text) }), action)
}

fn continue_card(lang: Lang, sitting: &Sitting) -> Markup {
    let (done, planned) = (sitting.done.unsigned_abs(), sitting.planned.unsigned_abs());
    let words = t!(lang, "student.continue_text", subject = sitting.subject.name(lang), n = sitting.planned - sitting.done);
    let action = look::link_button(Button::Primary, &address(sitting.id), &t!(lang, "student.continue"));
    let content = html! { p { (words) } (charts::ring(&t!(lang, "student.answered"), done, planned)) };
    look::card(&t!(lang, "student.continue_title"), content, Some(action))
}

fn subjects_card(lang: Lang, subjects: &[Subject], primary: bool) -> Markup {
    if subjects.is_empty() {
        return look::card(&t!(lang, "student.practise"), html! { p { (t!(lang, "learner.nothing_to_practise")) } }, None);
    }
    let class = if primary && subjects.len() == 1 { "button primary" } else { "button" };
    let buttons = html! {
        form class="actions" method="post" action="/student/practice" {
            @for subject in subjects { button class=(class) name="subject" value=(subject.code()) { (subject.name(lang)) } }
        }
    };
    look::card(&t!(lang, "student.practise"), html! { p { (t!(lang, "student.practise_text", n = policy::SITTING)) } }, Some(buttons))
}

fn next_card(visit: &Visit, path: &Path) -> Markup {
    let lang = visit.lang;
    let Some((step, point)) = path.steps.first().and_then(|s| Some((s, path.points.get(&s.point)?))) else { return html! {} };
    let action = html! {
        form method="post" action="/student/path" {
            input type="hidden" name="point" value=(point.id);
            input type="hidden" name="moment" value=(path.moment.code());
            (look::button(Button::Second, &t!(lang, "path.take")))
        }
    };
    let why = format!("/learner/{}/path?subject={}&moment={}", path.person, path.subject.code(), path.moment.code());
    let content = html! {
        p { b { (point.name(lang)) } " " small { (point.subject.name(lang)) " · " (task_name(lang, step.task)) } }
        @if let Some(reason) = step.reasons.first() { p { (reason_text(lang, path, visit, reason)) } }
        p { a href=(why) { (t!(lang, "path.home_open")) } }
    };
    look::card(&t!(lang, "path.home_title"), content, Some(action))
}

fn reply_card(lang: Lang, question: &Question) -> Markup {
    let href = format!("/learner/{}/{}#questions", question.person, question.point);
    let content = html! {
        p { (t!(lang, "student.reply_text", name = question.replied_by.as_deref().unwrap_or_default(), point = question.point_name)) }
        @if let Some(reply) = &question.reply { blockquote { p class="lines" { (reply) } } }
    };
    look::card(&t!(lang, "student.reply_title"), content, Some(look::link_button(Button::Second, &href, &t!(lang, "student.reply_open"))))
}

fn effort_card(visit: &Visit, effort: &Effort) -> Markup {
    let lang = visit.lang;
    let more = effort.this_week.answers - effort.last_week.answers;
    let comparison = Comparison {
        difference: if more == 0 { t!(lang, "student.effort_same").into_owned() } else { format!("{more:+}") },
        against: t!(lang, "student.effort_against").into_owned(),
        tone: if more > 0 { Tone::Good } else { Tone::Plain },
    };
    let stat = |label, n: i64, comparison| Stat {
        label,
        value: Some(n.to_string()),
        unit: t!(lang, "student.effort_unit").into_owned(),
        comparison,
        ..Stat::default()
    };
    let stats = [
        stat(t!(lang, "student.effort_answers").into_owned(), effort.this_week.answers, Some(comparison)),
        stat(t!(lang, "student.effort_right").into_owned(), effort.this_week.correct, None),
    ];
    let record = format!("/learner/{}", visit.scope.person);
    let action = look::link_button(Button::Second, &record, &t!(lang, "student.effort_open"));
    look::card(&t!(lang, "student.effort_title"), look::stat(lang, &stats), Some(action))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_begins_on_monday_and_last_weeks_part_is_as_long() {
        // Tuesday 2026-09-01 08:00 in the region.
        let now = 1_788_220_800_000;
        let week = Week::of(clock::date_of(now), now);
        assert_eq!(clock::local(week.monday), "2026-08-31 00:00");
        assert_eq!(week.now - week.monday, week.a_week_ago - week.monday_before);
    }
}
