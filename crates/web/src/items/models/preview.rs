//! What a text makes: its faults, or twenty instances with all that belongs to them.

use crate::item_view::paragraphs;
use crate::look::{self, Tone};
use base::{Lang, t};
use content::Interaction;
use content::model::{Fault, Findings, Instance, Model, Show};
use maud::{Markup, html};

/// Instances shown.
pub(super) const SHOWN: usize = 20;
/// Id of the section that is swapped.
pub(super) const ID: &str = "preview";

/// A text, as far as it could be read.
pub(super) enum Looked {
    /// Nothing was asked for yet.
    Nothing,
    /// It cannot be read, or it names what is not there.
    Faulty(Vec<Fault>),
    /// It was read and tried.
    Tried(Box<(Model, Findings)>),
}

/// The section beside the text.
pub(super) fn section(lang: Lang, looked: &Looked) -> Markup {
    html! {
        section id=(ID) aria-live="polite" {
            @match looked {
                Looked::Nothing => p class="hint" { (t!(lang, "models.preview_next")) },
                Looked::Faulty(found) => (faults(lang, found)),
                Looked::Tried(tried) => {
                    @let (model, findings) = (&tried.0, &tried.1);
                    @if findings.is_sound() { (look::notice(Tone::Good, html! { p { (summary(lang, findings)) } })) } @else { (faults(lang, &findings.faults)) }
                    (instances(lang, model))
                }
            }
        }
    }
}

fn faults(lang: Lang, faults: &[Fault]) -> Markup {
    look::notice(
        Tone::Urgent,
        html! {
            p { b { (t!(lang, "models.faults", n = faults.len())) } }
            ul { @for fault in faults { li { (fault.text(lang)) } } }
        },
    )
}

fn summary(lang: Lang, findings: &Findings) -> String {
    let tried = match findings.solutions {
        Some(n) => t!(lang, "models.solutions", n = n),
        None => t!(lang, "models.drawn", n = findings.distinct),
    };
    let shown = |n| Show::Fraction.write(n).unwrap_or_default();
    match &findings.keys {
        Some((least, most)) => format!("{tried} {}", t!(lang, "models.keys", least = shown(least), most = shown(most))),
        None => tried,
    }
}

fn instances(lang: Lang, model: &Model) -> Markup {
    let mut made: Vec<Instance> = Vec::new();
    for n in 0..SHOWN as u64 {
        if let Ok(instance) = model.instance(n)
            && !made.iter().any(|m| m.values == instance.values)
        {
            made.push(instance);
        }
    }
    html! {
        @if !made.is_empty() { h2 { (t!(lang, "models.instances", n = made.len())) } }
        @for instance in &made { (one(lang, instance)) }
    }
}

fn one(lang: Lang, instance: &Instance) -> Markup {
    let wrong = |answer: &str| instance.wrong.iter().find(|w| w.answer == answer);
    html! {
        article class="card" {
            div class="stem" { (paragraphs(&instance.stem)) }
            @match &instance.interaction {
                Interaction::Choice(c) => ul class="choices" {
                    @for option in &c.options {
                        @let right = c.correct.contains(&option.id);
                        li class=[right.then_some("right")] {
                            b { (option.id) } span { (option.text) }
                            @if right { (look::badge(Tone::Good, &t!(lang, "admin.item_right"))) }
                            @if let Some(wrong) = wrong(&option.id) { small { (wrong.misconception) " " (wrong.why) } }
                        }
                    }
                },
                Interaction::Numeric(n) => p { (look::badge(Tone::Good, &t!(lang, "admin.item_right"))) " " (n.value) " " (n.units().next().unwrap_or_default()) },
                Interaction::ShortText(s) => p { (look::badge(Tone::Good, &t!(lang, "admin.item_right"))) " " (s.accepted.join(" / ")) },
            }
            details {
                summary { (t!(lang, "models.all_of_it")) }
                @if !matches!(instance.interaction, Interaction::Choice(_)) && !instance.wrong.is_empty() {
                    h3 { (t!(lang, "models.wrong_answers")) }
                    ul { @for w in &instance.wrong { li { b { (w.answer) } " " (w.misconception) " " (w.why) } } }
                }
                h3 { (t!(lang, "models.hints")) }
                ol { @for hint in &instance.hints { li class="lines" { (hint) } } }
                h3 { (t!(lang, "models.steps")) }
                ol { @for step in &instance.steps { li class="lines" { (step) } } }
                @if let Some((stem, hints, steps)) = &instance.english {
                    div lang="en" {
                        div class="stem" { (paragraphs(stem)) }
                        ol { @for hint in hints { li class="lines" { (hint) } } }
                        ol { @for step in steps { li class="lines" { (step) } } }
                    }
                }
                p class="hint" { (instance.values.iter().map(|(name, value)| format!("{name} = {value}")).collect::<Vec<_>>().join("; ")) }
            }
        }
    }
}
