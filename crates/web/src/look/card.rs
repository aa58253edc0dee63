//! What a page is made of: cards, numbers with their comparison, badges, notices, empty states.

use base::{Lang, t};
use maud::{Markup, html};

/// What a sign asks of the reader. Amber and red only where a person has to do something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    /// Says something, asks nothing.
    #[default]
    Plain,
    /// It is done, it is well.
    Good,
    /// A person should look.
    Warn,
    /// A person must act.
    Urgent,
}

impl Tone {
    fn class(self) -> &'static str {
        match self {
            Tone::Plain => "plain",
            Tone::Good => "good",
            Tone::Warn => "warn",
            Tone::Urgent => "urgent",
        }
    }

    /// A sign before the words, so that the colour is never alone.
    fn sign(self) -> &'static str {
        match self {
            Tone::Plain => "",
            Tone::Good => "✓",
            Tone::Warn => "!",
            Tone::Urgent => "‼",
        }
    }
}

/// A card with a heading, content, and the one action it is there for.
pub fn card(title: &str, content: Markup, action: Option<Markup>) -> Markup {
    html! {
        section class="card" {
            h2 { (title) }
            (content)
            @if let Some(action) = action { div class="actions" { (action) } }
        }
    }
}

/// What a number is set against.
#[derive(Debug, Clone)]
pub struct Comparison {
    /// The difference with its sign and unit, such as `+3`.
    pub difference: String,
    /// Against what: “比上周”.
    pub against: String,
    /// Whether the change is one to be glad of; no colour where it is neither.
    pub tone: Tone,
}

/// A number with what makes it readable: comparison, interval, the way down to the facts.
#[derive(Debug, Clone, Default)]
pub struct Stat {
    /// What is counted.
    pub label: String,
    /// The value as shown; `None` reads 暂无.
    pub value: Option<String>,
    /// Unit after the value.
    pub unit: String,
    /// The interval in words, where the value is an estimate: “多半在 63–81 之间”.
    pub interval: Option<String>,
    /// What it is set against.
    pub comparison: Option<Comparison>,
    /// The page with the facts below it.
    pub href: Option<String>,
}

/// Numbers side by side.
pub fn stat(lang: Lang, stats: &[Stat]) -> Markup {
    html! {
        dl class="stats" {
            @for stat in stats {
                div {
                    dt { @if let Some(href) = &stat.href { a href=(href) { (stat.label) } } @else { (stat.label) } }
                    dd {
                        @match &stat.value {
                            Some(value) => { b { (value) } @if !stat.unit.is_empty() { " " small { (stat.unit) } } }
                            None => b class="none" { (t!(lang, "web.none")) }
                        }
                    }
                    @if let Some(interval) = &stat.interval { dd class="note" { (interval) } }
                    @if let Some(c) = &stat.comparison {
                        dd class={ "note " (c.tone.class()) } { (c.against) " " b { (c.difference) } }
                    }
                }
            }
        }
    }
}

/// A short label on a coloured ground, with a sign before it where it asks for something.
pub fn badge(tone: Tone, text: &str) -> Markup {
    html! { span class={ "badge " (tone.class()) } { @if !tone.sign().is_empty() { i aria-hidden="true" { (tone.sign()) } } (text) } }
}

/// A message across the page: what happened, or what somebody should do.
pub fn notice(tone: Tone, content: Markup) -> Markup {
    html! { div class={ "notice " (tone.class()) } { @if !tone.sign().is_empty() { i aria-hidden="true" { (tone.sign()) } } div { (content) } } }
}

/// In place of nothing: says why it is empty and what the next step is.
pub fn empty(title: &str, next: &str, action: Option<Markup>) -> Markup {
    html! {
        div class="empty" {
            svg viewBox="0 0 64 48" width="64" height="48" aria-hidden="true" focusable="false" {
                path d="M32 46V20M32 30c-2-9-9-13-19-13 1 9 8 14 19 13zM32 22c2-9 9-13 18-13-1 9-7 14-18 13zM16 46h32" {}
            }
            p { b { (title) } }
            p { (next) }
            @if let Some(action) = action { div class="actions" { (action) } }
        }
    }
}
