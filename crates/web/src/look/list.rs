//! Lists: a table that scrolls inside itself on desktops and becomes cards on phones, its tools and its pager.

use base::{Lang, t};
use maud::{Markup, html};

/// How a column's cells stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Align {
    /// Words.
    #[default]
    Start,
    /// Figures, right-aligned with equal widths.
    Number,
}

/// A heading that sorts.
#[derive(Debug, Clone)]
pub struct Sort {
    /// The same list, sorted by this column (the other way round when it already is).
    pub href: String,
    /// `Some(true)` when the list is now sorted by this column rising, `Some(false)` falling.
    pub rising: Option<bool>,
}

/// A column.
#[derive(Debug, Clone, Default)]
pub struct Column {
    /// Heading, also the label of the value in a phone's card.
    pub label: String,
    /// How its cells stand.
    pub align: Align,
    /// The link that sorts by it.
    pub sort: Option<Sort>,
}

impl Column {
    /// A column of words.
    pub fn text(label: impl Into<String>) -> Self {
        Column { label: label.into(), ..Column::default() }
    }

    /// A column of figures.
    pub fn number(label: impl Into<String>) -> Self {
        Column { label: label.into(), align: Align::Number, sort: None }
    }

    /// The same with a link that sorts.
    pub fn sorted(mut self, sort: Sort) -> Self {
        self.sort = Some(sort);
        self
    }
}

/// A cell's content.
pub type Cell = Markup;
/// A row: one cell a column; the first names the row.
pub type Row = Vec<Cell>;

/// A table.
#[derive(Debug, Clone)]
pub struct Table {
    /// What the table shows, read out before it.
    pub caption: String,
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows.
    pub rows: Vec<Row>,
    /// What stands there when there are no rows: see [`super::empty`].
    pub empty: Markup,
}

/// The table, or its empty state.
pub fn table(table: &Table) -> Markup {
    if table.rows.is_empty() {
        return table.empty.clone();
    }
    html! {
        div class="scroll" role="region" aria-label=(table.caption) tabindex="0" {
            table class="list" {
                caption { (table.caption) }
                thead { tr { @for column in &table.columns { (heading(column)) } } }
                tbody {
                    @for row in &table.rows {
                        tr {
                            @for (i, (column, cell)) in table.columns.iter().zip(row).enumerate() {
                                @let class = (column.align == Align::Number).then_some("number");
                                @if i == 0 { th scope="row" class=[class] { (cell) } }
                                @else { td class=[class] data-label=(column.label) { (cell) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn heading(column: &Column) -> Markup {
    let class = (column.align == Align::Number).then_some("number");
    let Some(sort) = &column.sort else {
        return html! { th scope="col" class=[class] { (column.label) } };
    };
    let (state, sign) = match sort.rising {
        None => (None, "↕"),
        Some(true) => (Some("ascending"), "↑"),
        Some(false) => (Some("descending"), "↓"),
    };
    html! {
        th scope="col" class=[class] aria-sort=[state] { a href=(sort.href) { (column.label) i aria-hidden="true" { (sign) } } }
    }
}

/// The tools above a list: a form that filters by GET, and links that export what is shown.
pub fn toolbar(lang: Lang, action: &str, filters: Markup, exports: &[(&str, &str)]) -> Markup {
    html! {
        div class="toolbar" {
            form method="get" action=(action) role="search" { (filters) button class="button" { (t!(lang, "web.filter")) } }
            @if !exports.is_empty() {
                p class="exports" { (t!(lang, "web.export")) @for (href, label) in exports { " " a href=(href) download { (label) } } }
            }
        }
    }
}

/// Where in a long list a page stands.
#[derive(Debug, Clone)]
pub struct Pager {
    /// First entry shown, from 1.
    pub first: u64,
    /// Last entry shown.
    pub last: u64,
    /// Entries in all.
    pub total: u64,
    /// The page before.
    pub previous: Option<String>,
    /// The page after.
    pub next: Option<String>,
}

/// Previous, where one is, next.
pub fn pager(lang: Lang, pager: &Pager) -> Markup {
    html! {
        nav class="pager" aria-label=(t!(lang, "web.pages")) {
            @if let Some(href) = &pager.previous { a class="button" rel="prev" href=(href) { (t!(lang, "web.previous")) } }
            span { (t!(lang, "web.range", first = pager.first, last = pager.last, total = pager.total)) }
            @if let Some(href) = &pager.next { a class="button" rel="next" href=(href) { (t!(lang, "web.next")) } }
        }
    }
}
