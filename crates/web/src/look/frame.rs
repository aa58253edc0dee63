//! The frame of every page: document, landmarks, rail or bottom bar, menus, the one heading.

use base::{Lang, t};
use maud::{DOCTYPE, Markup, html};

use super::icon::logo;
use super::{Icon, PREFERENCES, Theme, Tone, icon, notice};
use crate::assets::asset_url;

/// Where the sign-out form is posted.
pub const SIGN_OUT: &str = "/sign-out";
/// Destinations shown in the phone's bottom bar; the rest stand in the person's menu.
const BOTTOM_BAR: usize = 4;

/// A destination of the role's navigation.
#[derive(Debug, Clone)]
pub struct NavLink {
    /// Path.
    pub href: String,
    /// Label, at most four Chinese characters so that it fits the phone's bar.
    pub label: String,
    /// Icon beside it.
    pub icon: Icon,
}

impl NavLink {
    /// A destination.
    pub fn new(href: impl Into<String>, label: impl Into<String>, icon: Icon) -> Self {
        NavLink { href: href.into(), label: label.into(), icon }
    }
}

/// Who is signed in.
#[derive(Debug, Clone)]
pub struct Person {
    /// Name as shown to the person.
    pub name: String,
    /// Role and where it is held, such as “七年级(2)班 学生”.
    pub role: String,
    /// Further places of the person's own: account, sessions, other roles.
    pub links: Vec<(String, String)>,
}

/// A step of the way down to this page.
#[derive(Debug, Clone)]
pub struct Crumb {
    /// Path.
    pub href: String,
    /// Label.
    pub label: String,
}

/// Everything around a page's content.
#[derive(Debug, Clone, Default)]
pub struct Frame {
    /// Language of the page.
    pub lang: Lang,
    /// Theme the person chose.
    pub theme: Theme,
    /// The page's heading and, with the product's name, the window's title.
    pub title: String,
    /// A sentence under the heading.
    pub lead: Option<String>,
    /// Name of the region or school whose platform this is.
    pub site: String,
    /// The current path with its query, for the rail's mark and for coming back.
    pub path: String,
    /// The role's destinations, most used first.
    pub nav: Vec<NavLink>,
    /// Who is signed in; nobody on public pages.
    pub person: Option<Person>,
    /// The way from the role's home to this page, without the page itself.
    pub crumbs: Vec<Crumb>,
    /// What the person's last action came to.
    pub notice: Option<(Tone, String)>,
    /// Whether the data is invented; a strip says so on every page and every print.
    pub demo: bool,
}

impl Frame {
    /// A frame with a heading.
    pub fn new(lang: Lang, title: impl Into<String>) -> Self {
        Frame { lang, title: title.into(), ..Frame::default() }
    }

    /// The same with another heading.
    pub fn titled(mut self, title: impl Into<String>) -> Self {
        self.title = title.into();
        self
    }

    /// The same with a sentence under the heading.
    pub fn lead(mut self, text: impl Into<String>) -> Self {
        self.lead = Some(text.into());
        self
    }

    /// The same with one more step of the way to this page.
    pub fn crumb(mut self, href: impl Into<String>, label: impl Into<String>) -> Self {
        self.crumbs.push(Crumb { href: href.into(), label: label.into() });
        self
    }

    /// The same with what the last action came to.
    pub fn notice(mut self, tone: Tone, text: impl Into<String>) -> Self {
        self.notice = Some((tone, text.into()));
        self
    }

    /// The destination that holds the current page: the longest that begins its path.
    fn current(&self) -> Option<&str> {
        let path = self.path.split(['?', '#']).next().unwrap_or_default();
        let holds = |href: &str| path == href || path.strip_prefix(href).is_some_and(|rest| href.ends_with('/') || rest.starts_with('/'));
        self.nav.iter().map(|link| link.href.as_str()).filter(|href| holds(href)).max_by_key(|href| href.len())
    }
}

/// The whole document.
pub fn page(frame: &Frame, content: Markup) -> Markup {
    let lang = frame.lang;
    let theme = (frame.theme != Theme::System).then_some(frame.theme.tag());
    html! {
        (DOCTYPE)
        html lang=(lang.tag()) data-theme=[theme] {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover";
                meta name="color-scheme" content="light dark";
                title { (frame.title) " · " (t!(lang, "web.product")) }
                link rel="icon" type="image/svg+xml" href=(asset_url("favicon.svg"));
                link rel="stylesheet" href=(asset_url("style.css"));
                script type="module" src=(asset_url("shuren.js")) {}
            }
            body class=[frame.nav.is_empty().then_some("alone")] data-offline=(t!(lang, "web.offline")) {
                a class="skip" href="#main" { (t!(lang, "web.skip")) }
                @if frame.demo { p class="demo" { (t!(lang, "web.demo")) } }
                (header(frame))
                (rail(frame))
                main id="main" tabindex="-1" {
                    (breadcrumb(lang, &frame.crumbs))
                    div class="heading" {
                        h1 { (frame.title) }
                        @if let Some(lead) = &frame.lead { p { (lead) } }
                    }
                    div id="notice" role="status" {
                        @if let Some((tone, text)) = &frame.notice { (notice(*tone, html! { (text) })) }
                    }
                    (content)
                }
                footer { (t!(lang, "web.footer")) }
                (ask(lang))
            }
        }
    }
}

fn header(frame: &Frame) -> Markup {
    let lang = frame.lang;
    html! {
        header class="top" {
            a class="brand" href="/" {
                (logo())
                span { b { (t!(lang, "web.product")) } @if !frame.site.is_empty() { small { (frame.site) } } }
            }
            details class="menu" {
                summary {
                    @match &frame.person {
                        Some(person) => { (icon(Icon::Person)) span { b { (person.name) } small { (person.role) } } }
                        None => { (icon(Icon::Settings)) span { (t!(lang, "web.display")) } }
                    }
                }
                div class="sheet" { (menu(frame)) }
            }
        }
    }
}

fn menu(frame: &Frame) -> Markup {
    let lang = frame.lang;
    html! {
        @if frame.nav.len() > BOTTOM_BAR {
            ul class="links more" {
                @for link in &frame.nav[BOTTOM_BAR..] { li { a href=(link.href) { (link.label) } } }
            }
        }
        @if let Some(person) = &frame.person {
            @if !person.links.is_empty() {
                ul class="links" { @for (href, label) in &person.links { li { a href=(href) { (label) } } } }
            }
        }
        (switch(&frame.path, "lang", &t!(lang, "web.language"), lang.tag(), &[("zh-CN", "中文".into()), ("en", "English".into())]))
        (switch(&frame.path, "theme", &t!(lang, "web.theme"), frame.theme.tag(), &[
            ("system", t!(lang, "web.theme_system")),
            ("light", t!(lang, "web.theme_light")),
            ("dark", t!(lang, "web.theme_dark")),
        ]))
        @if frame.person.is_some() {
            form method="post" action=(SIGN_OUT) data-forget { button class="plain" { (t!(lang, "web.sign_out")) } }
        }
    }
}

/// A row of buttons of which the chosen one is pressed; each posts its own value.
fn switch(path: &str, name: &str, label: &str, chosen: &str, choices: &[(&str, std::borrow::Cow<'static, str>)]) -> Markup {
    html! {
        form class="switch" method="post" action=(PREFERENCES) role="group" aria-label=(label) {
            input type="hidden" name="back" value=(path);
            span { (label) }
            @for (value, text) in choices {
                button name=(name) value=(value) aria-pressed=(if *value == chosen { "true" } else { "false" }) { (text) }
            }
        }
    }
}

fn rail(frame: &Frame) -> Markup {
    if frame.nav.is_empty() {
        return Markup::default();
    }
    let current = frame.current();
    html! {
        nav class="rail" aria-label=(t!(frame.lang, "web.navigation")) {
            ul {
                @for link in &frame.nav {
                    li { a href=(link.href) aria-current=[(current == Some(link.href.as_str())).then_some("page")] { (icon(link.icon)) span { (link.label) } } }
                }
            }
        }
    }
}

/// The way from the role's home to this page.
pub fn breadcrumb(lang: Lang, crumbs: &[Crumb]) -> Markup {
    if crumbs.is_empty() {
        return Markup::default();
    }
    html! {
        nav class="crumbs" aria-label=(t!(lang, "web.breadcrumb")) {
            ol { @for crumb in crumbs { li { a href=(crumb.href) { (crumb.label) } } } }
        }
    }
}

/// The head that only paper shows: what this is, whose, and when it was printed.
pub fn print_header(lang: Lang, site: &str, title: &str, day: &str) -> Markup {
    html! {
        div class="paper" { (logo()) p { b { (site) } " · " (title) } p { (t!(lang, "web.printed", day = day)) } }
    }
}

/// The dialog in which the browser module asks before a form with `data-confirm` is sent.
fn ask(lang: Lang) -> Markup {
    html! {
        dialog id="ask" aria-labelledby="ask-text" {
            form method="dialog" {
                p id="ask-text" {}
                div class="actions" {
                    button value="" class="button" { (t!(lang, "web.cancel")) }
                    button value="yes" class="button primary" { (t!(lang, "web.confirm")) }
                }
            }
        }
    }
}
