//! A teacher's home: what waits for an answer, and what each class needs next.

use crate::look::{self, Button, Tone};
use crate::{Answer, Told, Visit};
use base::{Conn, Result, t};
use content::Subject;
use learner::ClassGrid;
use maud::{Markup, html};
use people::permission::{self, Action};
use people::{Organisation, OrganisationKind};

/// Points named on a class's card.
const NAMED: usize = 2;

/// What a class's card says of one subject.
struct Need {
    subject: String,
    students: usize,
    /// Names of the points with the lowest means, weakest first.
    weakest: Vec<String>,
}

pub(crate) async fn show(visit: Visit) -> Answer {
    let (base, lang) = (&visit.app.base, visit.lang);
    let mut conn = base.db.read().await.told(&visit.reader)?;
    let classes =
        permission::organisations(&mut conn, &visit.scope, Action::ViewClass, OrganisationKind::Class).await.told(&visit.reader)?;
    let mut open = 0;
    let mut cards = Vec::new();
    for class in classes {
        let questions = learner::question::of_class(&mut conn, &visit.scope, class.id).await.told(&visit.reader)?;
        open += questions.iter().filter(|q| q.is_open()).count();
        open += super::corrections::waiting(&mut conn, &visit, class.id).await.told(&visit.reader)?;
        let needs = needs(&mut conn, &visit, &class).await.told(&visit.reader)?;
        let slips = permission::require_organisation(&mut conn, &visit.scope, Action::IssueAccounts, class.id).await.is_ok();
        let consent = permission::require_organisation(&mut conn, &visit.scope, Action::RecordConsent, class.id).await.is_ok();
        cards.push(card(&visit, &class, &needs, slips, consent));
    }
    let empty = cards.is_empty();
    Ok(look::page(
        &visit.frame(t!(lang, "teacher.home")).lead(t!(lang, "teacher.home_lead")),
        html! {
            @if open > 0 {
                (look::notice(Tone::Warn, html! { (t!(lang, "teacher.open_questions", n = open)) " " a href="/teacher/questions" { (t!(lang, "teacher.answer_them")) } }))
            }
            @if empty { (look::empty(&t!(lang, "teacher.no_classes"), &t!(lang, "teacher.no_classes_next"), None)) }
            div class="cards" { @for card in &cards { (card) } }
        },
    ))
}

async fn needs(conn: &mut Conn, visit: &Visit, class: &Organisation) -> Result<Vec<Need>> {
    let mut needs = Vec::new();
    for subject in learner::grid::subjects(conn, &visit.scope, class.id).await? {
        let grid = learner::class_grid(conn, &visit.scope, class.id, &subject).await?;
        needs.push(Need { weakest: weakest(visit, &grid), students: grid.students.len(), subject });
    }
    Ok(needs)
}

/// Points that at least half of the class has answered, lowest mean first.
fn weakest(visit: &Visit, grid: &ClassGrid) -> Vec<String> {
    let half = (grid.students.len() / 2) as i64;
    let mut columns: Vec<_> = grid.points.iter().zip(&grid.summary).filter(|(_, s)| s.learners >= half).collect();
    columns.sort_by(|(_, a), (_, b)| a.mean.total_cmp(&b.mean));
    columns.into_iter().take(NAMED).map(|(p, _)| p.name(visit.lang).to_owned()).collect()
}

fn card(visit: &Visit, class: &Organisation, needs: &[Need], slips: bool, consent: bool) -> Markup {
    let lang = visit.lang;
    html! {
        section class="card" {
            h2 { a href={ "/class/" (class.id) } { (class.name) } }
            @if needs.is_empty() { p { (t!(lang, "teacher.nothing_yet")) } }
            @for need in needs {
                @let subject = Subject::parse(&need.subject).map(|s| s.name(lang)).unwrap_or_default();
                p {
                    a href={ "/class/" (class.id) "?subject=" (need.subject) } { b { (subject) } }
                    " " span class="hint" { (t!(lang, "teacher.students", n = need.students)) }
                }
                @if !need.weakest.is_empty() { p { (t!(lang, "teacher.teach_again", points = need.weakest.join(&t!(lang, "site.and")))) } }
            }
            div class="actions" {
                (look::link_button(Button::Primary, &format!("/class/{}", class.id), &t!(lang, "teacher.open_class")))
                (look::link_button(Button::Second, &format!("/class/{}/diagnosis", class.id), &t!(lang, "diagnosis.title")))
                (look::link_button(Button::Second, &format!("/class/{}/capture", class.id), &t!(lang, "capture.open")))
                (look::link_button(Button::Second, &format!("/class/{}/progress", class.id), &t!(lang, "capture.progress")))
                @if slips { (look::link_button(Button::Second, &format!("/class/{}/slips", class.id), &t!(lang, "teacher.slips"))) }
                @if consent { (look::link_button(Button::Second, &format!("/class/{}/consent", class.id), &t!(lang, "teacher.consent"))) }
            }
        }
    }
}
