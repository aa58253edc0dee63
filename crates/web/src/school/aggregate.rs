//! Units × columns as a heat map: for a school's classes and a region's schools alike.

use crate::Visit;
use crate::look::{self, Column, Table};
use base::t;
use charts::{Estimate, Heading, HeatCell, HeatMap, HeatRow};
use learner::aggregate::{Aggregate, Cell};
use maud::{Markup, html};

/// What the heat map needs besides its figures.
pub(crate) struct View<'a> {
    /// What it shows.
    pub caption: &'a str,
    /// Heading of the units.
    pub corner: &'a str,
    /// Name of a column's code and the page about it.
    pub column: &'a dyn Fn(&str) -> Heading,
    /// The page about a unit, where the reader may open it.
    pub unit: &'a dyn Fn(i64) -> Option<String>,
    /// The page about a cell, where there is one.
    pub cell: &'a dyn Fn(i64, &str) -> Option<String>,
}

/// The heat map with its total, and the note on small cells.
pub(crate) fn heat(visit: &Visit, aggregate: &Aggregate, view: &View) -> Markup {
    let lang = visit.lang;
    if aggregate.columns.is_empty() {
        return look::empty(&t!(lang, "school.nothing_yet"), &t!(lang, "school.nothing_yet_next"), None);
    }
    let columns: Vec<Heading> = aggregate.columns.iter().map(|c| (view.column)(c)).collect();
    let mut rows: Vec<HeatRow> = aggregate
        .rows
        .iter()
        .map(|r| HeatRow {
            heading: Heading { label: r.unit.name.clone(), href: (view.unit)(r.unit.id) },
            cells: r.cells.iter().map(shown).collect(),
        })
        .collect();
    rows.push(HeatRow {
        heading: Heading { label: t!(lang, "school.total").into_owned(), href: None },
        cells: aggregate.total.iter().map(shown).collect(),
    });
    let href = |row: usize, column: usize| {
        let code = &aggregate.columns[column];
        aggregate.rows.get(row).and_then(|r| (view.cell)(r.unit.id, code))
    };
    html! {
        (charts::heat_map(&HeatMap { caption: view.caption, corner: view.corner, columns: &columns, rows: &rows, href: &href }, &look::group_words(lang)))
        p class="hint" { (t!(lang, "school.small_cells", n = aggregate.smallest_cell)) }
    }
}

fn shown(cell: &Cell) -> HeatCell {
    match cell {
        Cell::Shown { mean, low, high, learners } => {
            HeatCell::Value(Estimate { value: *mean, interval: Some((*low, *high)), count: Some((*learners).max(0) as u64) })
        }
        Cell::Suppressed => HeatCell::Hidden,
        Cell::None => HeatCell::Missing,
    }
}

/// A plain list of units with a link each.
pub(crate) fn units(caption: String, heading: String, units: &[(String, String)], empty: Markup) -> Markup {
    let rows = units.iter().map(|(href, name)| vec![html! { a href=(href) { (name) } }]).collect();
    look::table(&Table { caption, columns: vec![Column::text(heading)], rows, empty })
}
