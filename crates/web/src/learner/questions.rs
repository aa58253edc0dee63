//! Questions about an estimate with their replies, and the form to ask.

use base::{Lang, clock, t};
use learner::policy::LONGEST_WORDS;
use learner::question::Question;
use maud::{Markup, html};

/// The questions, newest first; `named` when they are about several points.
pub(super) fn list(lang: Lang, questions: &[Question], named: bool) -> Markup {
    html! {
        ul class="asked" {
            @for q in questions {
                li {
                    p class="hint" {
                        @if named { a href={ "/learner/" (q.person) "/" (q.point) "#questions" } { (q.point_name) } " · " }
                        (t!(lang, "student.asked_by", name = q.asked_by, time = clock::local(q.asked_at)))
                    }
                    p class="lines" { (q.words) }
                    @match &q.reply {
                        Some(reply) => blockquote {
                            p class="lines" { (reply) }
                            p class="hint" { (t!(lang, "student.replied_by", name = q.replied_by.as_deref().unwrap_or_default(), time = clock::local(q.replied_at.unwrap_or_default()))) }
                        },
                        None => p class="hint" { (t!(lang, "student.waiting")) },
                    }
                }
            }
        }
    }
}

/// The form to ask, with what was typed and what is wrong with it.
pub(super) fn form(lang: Lang, person: i64, point: i64, typed: &str, error: Option<&str>) -> Markup {
    html! {
        form class="narrow" method="post" action={ "/learner/" (person) "/" (point) "/question" } data-keep={ "question-" (point) } {
            div class={ "field" @if error.is_some() { " wrong" } } {
                label for="words" { (t!(lang, "student.question_label")) }
                p class="hint" id="words-hint" { (t!(lang, "student.question_hint")) }
                @if let Some(error) = error { p class="error" id="words-error" role="alert" { (error) } }
                textarea id="words" name="words" required maxlength=(LONGEST_WORDS) aria-invalid=[error.map(|_| "true")]
                    aria-describedby=(if error.is_some() { "words-hint words-error" } else { "words-hint" }) { (typed) }
            }
            div class="actions" { button class="button" { (t!(lang, "student.question_send")) } }
        }
    }
}
