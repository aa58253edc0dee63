//! Which part of a long list is wanted: a subject, words, a page. Items and item models are looked through alike.

use crate::look::{self, Choice, Field, Pager};
use base::{Lang, t};
use content::Subject;
use maud::{Markup, html};

/// Rows a page.
pub(super) const PAGE: i64 = 50;

#[derive(serde::Deserialize)]
pub(crate) struct Wanted {
    #[serde(default)]
    subject: String,
    #[serde(default)]
    words: String,
    #[serde(default)]
    page: i64,
}

impl Wanted {
    pub(super) fn subject(&self) -> Option<Subject> {
        Subject::parse(&self.subject)
    }

    pub(super) fn words(&self) -> Option<String> {
        Some(self.words.trim().to_owned()).filter(|w| !w.is_empty())
    }

    /// Rows before the page.
    pub(super) fn offset(&self) -> i64 {
        self.page() * PAGE
    }

    fn page(&self) -> i64 {
        self.page.clamp(0, i64::from(i32::MAX))
    }

    /// The fields of the toolbar; `search` names the one for words.
    pub(super) fn fields(&self, lang: Lang, search: &str) -> Markup {
        let subject = t!(lang, "admin.subject");
        let any = Choice { value: String::new(), label: t!(lang, "admin.any").into_owned() };
        let subjects: Vec<Choice> = std::iter::once(any)
            .chain(Subject::ALL.iter().map(|s| Choice { value: s.code().into(), label: s.name(lang).into_owned() }))
            .collect();
        html! {
            (look::select(&Field { value: &self.subject, ..Field::new("subject", &subject) }, &subjects))
            (look::field(&Field { kind: "search", value: &self.words, ..Field::new("words", search) }))
        }
    }

    /// The pages before and behind, when the list at `address` has more than one.
    pub(super) fn pager(&self, lang: Lang, address: &str, total: i64) -> Markup {
        let page = self.page();
        let link = |page: i64| {
            // The browser encodes what was typed; only the two known parameters are carried on.
            let words: String = self.words.bytes().map(|b| format!("%{b:02X}")).collect();
            format!("{address}?subject={}&words={words}&page={page}", self.subject().map(Subject::code).unwrap_or_default())
        };
        let pager = Pager {
            first: (page * PAGE + 1).min(total).max(0) as u64,
            last: ((page + 1) * PAGE).min(total).max(0) as u64,
            total: total.max(0) as u64,
            previous: (page > 0).then(|| link(page - 1)),
            next: ((page + 1) * PAGE < total).then(|| link(page + 1)),
        };
        html! { @if total > PAGE { (look::pager(lang, &pager)) } }
    }
}
