//! What fades: points that were known and are about to be forgotten, those first that have faded most.

use super::Facts;
use crate::learner::voice::Voice;
use crate::look::{self, Column, Table, Tone};
use base::{Lang, clock, t};
use learner::policy;
use learner::state::{PointState, SubjectState};
use maud::{Markup, html};

/// Points named at once: what can be looked at again in a week.
const MOST: usize = 8;

pub(super) fn section(lang: Lang, facts: &Facts, subject: &SubjectState) -> Markup {
    let now = facts.now;
    let known = subject.points.iter().filter(|p| p.was_known()).count();
    let mut fading: Vec<&PointState> = subject.points.iter().filter(|p| p.is_fading(now) || p.fades_soon(now)).collect();
    fading.sort_by(|a, b| a.memory.recall(now).total_cmp(&b.memory.recall(now)).then(a.point.cmp(&b.point)));
    let kept = known - fading.len();
    fading.truncate(MOST);
    html! {
        h3 { (t!(lang, "growth.memory")) }
        @if fading.is_empty() {
            p { @if known == 0 { (t!(lang, "growth.memory_nothing")) } @else { (t!(lang, "growth.memory_all_kept", n = known)) } }
        } @else {
            (table(lang, facts, &fading))
            @if kept > 0 { p class="hint" { (t!(lang, "growth.memory_kept", n = kept)) } }
        }
    }
}

fn table(lang: Lang, facts: &Facts, fading: &[&PointState]) -> Markup {
    let teacher = facts.voice == Voice::Teacher;
    let mut columns =
        vec![Column::text(t!(lang, "growth.point")), Column::text(t!(lang, "growth.state")), Column::text(t!(lang, "growth.latest"))];
    if teacher {
        columns.push(Column::text(t!(lang, "growth.recall")));
    }
    let rows = fading
        .iter()
        .map(|p| {
            let name = facts.points.get(&p.point).map(|known| known.name(lang).to_owned()).unwrap_or_default();
            let mut row = vec![
                html! { a href={ "/learner/" (facts.person.id) "/" (p.point) } { (name) } },
                state(lang, p, facts),
                html! { (clock::date_of(p.last_at)) },
            ];
            if teacher {
                row.push(html! { (format!("{:.0}%", p.memory.recall(facts.now) * 100.0)) });
            }
            row
        })
        .collect();
    look::table(&Table { caption: t!(lang, "growth.memory_table").into_owned(), columns, rows, empty: html! {} })
}

/// Nothing in it is a fault: to forget is what memory does.
fn state(lang: Lang, p: &PointState, facts: &Facts) -> Markup {
    if p.is_fading(facts.now) {
        look::badge(Tone::Plain, &t!(lang, "growth.fading"))
    } else {
        look::badge(Tone::Plain, &t!(lang, "growth.fades_on", day = p.memory.fades_on(policy::RECALL)))
    }
}
