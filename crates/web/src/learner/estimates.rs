//! Estimates as a learner's record shows them: a word, a bar with its interval, how the last answers went.

use super::voice::Voice;
use crate::look::{self, Tone};
use base::{Lang, t};
use charts::Scale;
use content::Point;
use learner::{Estimate, Standing};
use maud::{Markup, html};
use records::Answer;

/// Latest answers shown as a run of signs.
const RUN: usize = 8;

/// A standing as a badge. Nothing in it is a fault of the learner, so nothing is amber.
pub(crate) fn standing(lang: Lang, standing: Standing) -> Markup {
    look::badge(if standing == Standing::Secure { Tone::Good } else { Tone::Plain }, &standing.name(lang))
}

/// One row: a point with its estimate.
pub(super) struct Row<'a> {
    pub point: &'a Point,
    pub estimate: &'a Estimate,
    /// The page with its answers; `None` on that page.
    pub href: Option<String>,
    /// Latest answers, newest first.
    pub latest: Vec<&'a Answer>,
}

/// A table of estimates with bars.
pub(super) fn table(lang: Lang, voice: Voice, caption: &str, rows: &[Row<'_>]) -> Markup {
    html! {
        figure class="chart" {
            table class="bars" {
                caption class="unseen" { (caption) }
                tbody { @for row in rows { (line(lang, voice, row)) } }
            }
        }
    }
}

fn line(lang: Lang, voice: Voice, row: &Row<'_>) -> Markup {
    let e = row.estimate;
    let bar = charts::Estimate { value: e.mean, interval: Some((e.low, e.high)), count: None };
    html! {
        tr {
            th scope="row" { @if let Some(href) = &row.href { a href=(href) { (row.point.name(lang)) } } @else { (row.point.name(lang)) } }
            td {
                @if voice == Voice::Teacher { b { (share(e.mean)) } " " small { (t!(lang, "student.interval", low = share(e.low), high = share(e.high))) } " " }
                (standing(lang, e.standing()))
            }
            td class="bar" { (charts::interval_bar(&bar, None, &Scale::SHARE)) }
            td class="below" {
                span { @if voice != Voice::Teacher { (e.advice(lang)) " " } (t!(lang, "student.from_answers", n = e.n)) }
                (run(lang, &row.latest))
            }
        }
    }
}

fn share(value: f64) -> String {
    format!("{:.0}%", value * 100.0)
}

/// How the latest answers went, oldest first: the trend in facts.
fn run(lang: Lang, latest: &[&Answer]) -> Markup {
    let signs: Vec<&Answer> = latest.iter().take(RUN).rev().copied().collect();
    let words: Vec<_> = signs
        .iter()
        .map(|a| if a.answered.correct { t!(lang, "student.result_right") } else { t!(lang, "student.result_wrong") })
        .collect();
    html! {
        @if !signs.is_empty() {
            span class="run" role="img" aria-label=(t!(lang, "student.run", results = words.join(&t!(lang, "site.and")))) {
                @for a in &signs { @if a.answered.correct { i class="yes" { "✓" } } @else { i { "✗" } } }
            }
        }
    }
}

/// What bar and line mean.
pub(super) fn key(lang: Lang) -> Markup {
    html! { p class="hint" { (t!(lang, "student.bar_key")) } }
}
