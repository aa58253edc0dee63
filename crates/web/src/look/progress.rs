//! Long work: a bar that says what it is doing, looked at again by the browser module until it is over.

use base::{Lang, t};
use maud::{Markup, html};

/// How far a piece of work is.
#[derive(Debug, Clone)]
pub struct Progress<'a> {
    /// Id of the element, unique on the page.
    pub id: &'a str,
    /// What is being done: “正在核对名册”.
    pub doing: &'a str,
    /// Steps done.
    pub done: u64,
    /// Steps in all; `None` while not known.
    pub total: Option<u64>,
    /// The page to look at again while it runs; `None` once it is over. The page must show the element with the same id.
    pub again: Option<&'a str>,
    /// Where a form to cancel it is posted, while it can be.
    pub cancel: Option<&'a str>,
}

/// The bar. Without the browser module a link looks again.
pub fn progress(lang: Lang, p: &Progress) -> Markup {
    let total = p.total.filter(|total| *total > 0);
    html! {
        div class="progress" id=(p.id) data-poll=[p.again] {
            p { span { (p.doing) } @if let Some(total) = total { " " span class="number" { (p.done) " / " (total) } } }
            progress aria-label=(p.doing) max=[total] value=[total.map(|total| p.done.min(total))] {}
            div class="actions" {
                @if let Some(again) = p.again { a class="again" href=(again) { (t!(lang, "web.look_again")) } }
                @if let Some(cancel) = p.cancel {
                    form method="post" action=(cancel) data-confirm=(t!(lang, "web.cancel_question")) { button class="button" { (t!(lang, "web.cancel_work")) } }
                }
            }
        }
    }
}
