//! Forms: fields with label, hint and error, kept values, buttons, and the form that asks first.

use base::{Lang, Problem, t};
use maud::{Markup, html};

/// How much a button asks to be pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Button {
    /// One among others.
    #[default]
    Second,
    /// What the page is for; one a page.
    Primary,
    /// Takes something away.
    Danger,
}

impl Button {
    fn class(self) -> &'static str {
        match self {
            Button::Second => "button",
            Button::Primary => "button primary",
            Button::Danger => "button danger",
        }
    }
}

/// The button that sends its form.
pub fn button(kind: Button, label: &str) -> Markup {
    html! { button class=(kind.class()) { (label) } }
}

/// A link that looks like a button, for going somewhere.
pub fn link_button(kind: Button, href: &str, label: &str) -> Markup {
    html! { a class=(kind.class()) href=(href) { (label) } }
}

/// A one-line field of a form.
#[derive(Debug, Clone)]
pub struct Field<'a> {
    /// Name it is posted under; also its element's id.
    pub name: &'a str,
    /// Label above it.
    pub label: &'a str,
    /// HTML type: `text`, `password`, `number`, `date`, `search`, `file`, …
    pub kind: &'a str,
    /// Help under the label.
    pub hint: &'a str,
    /// What the person typed last; never given back for passwords and files.
    pub value: &'a str,
    /// What is wrong with it and what to do.
    pub error: Option<&'a str>,
    /// The `autocomplete` token, such as `username`.
    pub autocomplete: Option<&'a str>,
    /// The `inputmode` for phones' keyboards, such as `numeric`.
    pub input_mode: Option<&'a str>,
    /// The `accept` list of a file field, such as `.xlsx,.csv`.
    pub accept: Option<&'a str>,
    /// Whether it has to be filled in.
    pub required: bool,
}

impl<'a> Field<'a> {
    /// A text field.
    pub fn new(name: &'a str, label: &'a str) -> Self {
        Field {
            name,
            label,
            kind: "text",
            hint: "",
            value: "",
            error: None,
            autocomplete: None,
            input_mode: None,
            accept: None,
            required: false,
        }
    }

    /// The ids of the hint and of the error, for `aria-describedby`.
    fn described(&self) -> Option<String> {
        let hint = (!self.hint.is_empty()).then(|| format!("{}-hint", self.name));
        let error = self.error.map(|_| format!("{}-error", self.name));
        let ids: Vec<String> = hint.into_iter().chain(error).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }
}

/// Label, hint, error and control in reading order.
pub fn field(field: &Field) -> Markup {
    let kept = !matches!(field.kind, "password" | "file");
    html! {
        div class={ "field" @if field.error.is_some() { " wrong" } } {
            label for=(field.name) { (field.label) }
            (hint_and_error(field))
            input id=(field.name) name=(field.name) type=(field.kind) value=[(kept && !field.value.is_empty()).then_some(field.value)]
                autocomplete=[field.autocomplete] inputmode=[field.input_mode] accept=[field.accept] required[field.required]
                aria-invalid=[field.error.map(|_| "true")] aria-describedby=[field.described()];
        }
    }
}

fn hint_and_error(field: &Field) -> Markup {
    html! {
        @if !field.hint.is_empty() { p class="hint" id={ (field.name) "-hint" } { (field.hint) } }
        @if let Some(error) = field.error { p class="error" id={ (field.name) "-error" } { (error) } }
    }
}

/// A field for several sentences.
pub fn text_area(field: &Field) -> Markup {
    html! {
        div class={ "field" @if field.error.is_some() { " wrong" } } {
            label for=(field.name) { (field.label) }
            (hint_and_error(field))
            textarea id=(field.name) name=(field.name) rows="3" required[field.required]
                aria-invalid=[field.error.map(|_| "true")] aria-describedby=[field.described()] { (field.value) }
        }
    }
}

/// One choice of a [`select`].
#[derive(Debug, Clone)]
pub struct Choice {
    /// Value that is posted.
    pub value: String,
    /// Text that is read.
    pub label: String,
}

/// A field with a list of choices; `field.value` is the chosen one.
pub fn select(field: &Field, choices: &[Choice]) -> Markup {
    html! {
        div class={ "field" @if field.error.is_some() { " wrong" } } {
            label for=(field.name) { (field.label) }
            (hint_and_error(field))
            select id=(field.name) name=(field.name) required[field.required]
                aria-invalid=[field.error.map(|_| "true")] aria-describedby=[field.described()] {
                @for choice in choices {
                    option value=(choice.value) selected[choice.value == field.value] { (choice.label) }
                }
            }
        }
    }
}

/// Everything that is wrong with what was sent, above the form; nothing was changed.
pub fn problems(lang: Lang, problems: &[Problem]) -> Markup {
    if problems.is_empty() {
        return Markup::default();
    }
    html! {
        div class="notice urgent" role="alert" {
            i aria-hidden="true" { "‼" }
            div {
                p { b { (t!(lang, "web.problems", n = problems.len())) } }
                ul { @for problem in problems { li { (problem.text(lang)) } } }
            }
        }
    }
}

/// A form of one button that asks first. Without the browser module it is sent at once, so what cannot be undone needs
/// a page of its own that says what will happen.
pub fn confirm_form(action: &str, hidden: &[(&str, &str)], question: &str, kind: Button, label: &str) -> Markup {
    html! {
        form method="post" action=(action) data-confirm=(question) {
            @for (name, value) in hidden { input type="hidden" name=(name) value=(value); }
            (button(kind, label))
        }
    }
}
