//! The heat map: rows by columns, each cell a share with its interval and count and a link down to the facts.
//!
//! The table is the chart. A class of 50 with 12 points has 600 cells, so a cell is written as short as HTML allows:
//! `<td class=d><a href=7-3>72⏎±9 14</a>`. Attribute values without quotes and omitted `</td>`, `</th>`, `</tr>` are valid
//! (HTML Standard, 13.1.2); the style sheet breaks the line and sets its first line large. The middle step needs no class.

use std::fmt::Write;

use maud::{Markup, PreEscaped, Render, html};

use crate::{Estimate, Words};

/// Upper ends of the first four steps, in per cent. Where the colour changes, not where anybody is judged.
const STEPS: [f64; 4] = [20.0, 40.0, 60.0, 80.0];
/// Class of each step; the middle one is the style sheet's default.
const CLASSES: [&str; 5] = ["a", "b", "", "d", "e"];

/// The heading of a row or column.
#[derive(Debug, Clone)]
pub struct Heading {
    /// Its text.
    pub label: String,
    /// The page about it.
    pub href: Option<String>,
}

/// What stands in a cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum HeatCell {
    /// A share from 0 to 1.
    Value(Estimate),
    /// Nothing is known.
    Missing,
    /// Something is known, of too few to be shown.
    Hidden,
}

impl From<Option<Estimate>> for HeatCell {
    fn from(value: Option<Estimate>) -> Self {
        value.map_or(HeatCell::Missing, HeatCell::Value)
    }
}

/// A row: its heading and one cell a column.
#[derive(Debug, Clone)]
pub struct HeatRow {
    /// Heading.
    pub heading: Heading,
    /// Cells, one a column.
    pub cells: Vec<HeatCell>,
}

/// A heat map.
pub struct HeatMap<'a> {
    /// What it shows, read out before it.
    pub caption: &'a str,
    /// Heading of the column of row headings.
    pub corner: &'a str,
    /// Columns.
    pub columns: &'a [Heading],
    /// Rows.
    pub rows: &'a [HeatRow],
    /// The link of a cell by row and column index, where there is a page below it; a short relative path such as `7-3`
    /// keeps the page small.
    pub href: &'a dyn Fn(usize, usize) -> Option<String>,
}

/// The heat map in a region that scrolls inside itself, headings staying in sight.
pub fn heat_map(map: &HeatMap, words: &Words) -> Markup {
    html! {
        figure class="chart heat" {
            figcaption { (map.caption) }
            (heat_legend(words))
            div class="scroll" role="region" aria-label=(map.caption) tabindex="0" { (PreEscaped(table(map, words))) }
        }
    }
}

fn table(map: &HeatMap, words: &Words) -> String {
    let mut out = String::with_capacity(64 + map.rows.len() * (48 + map.columns.len() * 44));
    let (none, hidden) = (escaped(&words.none), escaped(&words.hidden));
    out.push_str("<table><thead><tr><th scope=col>");
    out.push_str(&escaped(map.corner));
    for column in map.columns {
        out.push_str("<th scope=col>");
        push_heading(&mut out, column);
    }
    out.push_str("<tbody>");
    for (r, row) in map.rows.iter().enumerate() {
        out.push_str("<tr><th scope=row>");
        push_heading(&mut out, &row.heading);
        for (c, cell) in row.cells.iter().enumerate() {
            match cell {
                HeatCell::Value(estimate) => push_cell(&mut out, estimate, (map.href)(r, c).as_deref()),
                HeatCell::Missing => {
                    out.push_str("<td>");
                    out.push_str(&none);
                }
                HeatCell::Hidden => {
                    out.push_str("<td>");
                    out.push_str(&hidden);
                }
            }
        }
    }
    out.push_str("</table>");
    out
}

fn push_heading(out: &mut String, heading: &Heading) {
    match &heading.href {
        Some(href) => push_link(out, href, &heading.label),
        None => out.push_str(&escaped(&heading.label)),
    }
}

fn push_cell(out: &mut String, estimate: &Estimate, href: Option<&str>) {
    match CLASSES[step(estimate.value)] {
        "" => out.push_str("<td>"),
        class => {
            out.push_str("<td class=");
            out.push_str(class);
            out.push('>');
        }
    }
    let mut text = format!("{:.0}", estimate.value * 100.0);
    // Writing to a String cannot fail.
    if let Some((low, high)) = estimate.interval {
        let _ = write!(text, "\n±{:.0}", (high - low) * 50.0);
    }
    if let Some(count) = estimate.count {
        let _ = write!(text, "{}{count}", if estimate.interval.is_some() { ' ' } else { '\n' });
    }
    match href {
        Some(href) => push_link(out, href, &text),
        None => {
            let _ = write!(out, "<span>{text}</span>");
        }
    }
}

fn push_link(out: &mut String, href: &str, text: &str) {
    out.push_str("<a href=");
    let bare = !href.is_empty() && href.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_./?&~".contains(&b)) && !href.ends_with('/');
    if bare && !href.contains('&') {
        out.push_str(href);
    } else {
        out.push('"');
        out.push_str(&escaped(href));
        out.push('"');
    }
    out.push('>');
    out.push_str(&escaped(text));
    out.push_str("</a>");
}

fn escaped(text: &str) -> String {
    text.render().into_string()
}

/// The step of a share, from 0 (lowest) to 4, by the figure that is shown.
fn step(share: f64) -> usize {
    let shown = (share * 100.0).round();
    STEPS.iter().filter(|end| shown >= **end).count()
}

/// The five steps by colour and name, and what a cell's figures mean.
pub fn heat_legend(words: &Words) -> Markup {
    html! {
        div class="key" {
            @for ((class, name), sign) in CLASSES.iter().zip(&words.steps).zip(["▼", "▽", "○", "△", "▲"]) {
                span { i class=[Some(*class).filter(|class| !class.is_empty())] aria-hidden="true" { (sign) } (name) }
            }
            p { (words.cell) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimate::words;

    fn class_of(rows: usize, columns: usize) -> (Vec<Heading>, Vec<HeatRow>) {
        let heading = |label: &str, href: String| Heading { label: label.into(), href: Some(href) };
        let names = ["欧阳明轩", "王雨桐", "李子涵", "张浩然", "陈欣怡"];
        let columns: Vec<_> = (0..columns).map(|c| heading("一元二次方程的解法", format!("p{c}"))).collect();
        let cell = |r: usize, c: usize| {
            let value = ((r * 37 + c * 61) % 101) as f64 / 100.0;
            HeatCell::Value(Estimate { value, interval: Some((value - 0.12, value + 0.12)), count: Some(((r + c) % 30) as u64 + 1) })
        };
        let rows = (0..rows)
            .map(|r| HeatRow { heading: heading(names[r % 5], r.to_string()), cells: (0..columns.len()).map(|c| cell(r, c)).collect() })
            .collect();
        (columns, rows)
    }

    fn shown(rows: usize, columns: usize) -> String {
        let (columns, rows) = class_of(rows, columns);
        let map =
            HeatMap { caption: "掌握情况", corner: "学生", columns: &columns, rows: &rows, href: &|r, c| Some(format!("{r}-{c}")) };
        heat_map(&map, &words()).into_string()
    }

    #[test]
    fn a_class_of_fifty_with_twelve_points_stays_under_25_kilobytes() {
        let size = shown(50, 12).len();
        assert!(size < 25 * 1024, "{size} bytes");
    }

    #[test]
    fn a_cell_has_value_interval_count_step_and_link() {
        let html = shown(2, 2);
        assert!(html.contains("<td class=a><a href=0-0>0\n±12 1</a>"), "{html}");
        assert!(html.contains("<td class=d><a href=0-1>61\n±12 2</a>"), "{html}");
        assert!(html.contains("<tr><th scope=row><a href=1>王雨桐</a>"), "{html}");
    }

    #[test]
    fn a_cell_without_a_page_below_it_is_no_link() {
        let (columns, rows) = class_of(1, 2);
        let map = HeatMap { caption: "x", corner: "y", columns: &columns, rows: &rows, href: &|_, c| (c == 1).then(|| "7".into()) };
        let html = heat_map(&map, &words()).into_string();
        assert!(html.contains("<td class=a><span>0\n±12 1</span><td class=d><a href=7>61\n±12 2</a>"), "{html}");
    }

    #[test]
    fn the_colour_follows_the_figure_that_is_read() {
        assert_eq!([0.0, 0.194, 0.195, 0.2, 0.5, 0.799, 1.0].map(step), [0, 0, 1, 1, 2, 4, 4]);
    }

    #[test]
    fn what_is_missing_says_so_and_hostile_names_and_links_are_escaped() {
        let columns = [Heading { label: "<b>".into(), href: None }];
        let rows = [
            HeatRow { heading: Heading { label: "a&b".into(), href: Some("x y\"z".into()) }, cells: vec![HeatCell::Missing] },
            HeatRow { heading: Heading { label: "c".into(), href: None }, cells: vec![HeatCell::Value(Estimate::exact(0.5))] },
        ];
        let map = HeatMap { caption: "x", corner: "y", columns: &columns, rows: &rows, href: &|_, _| Some("?a=1&b=2".into()) };
        let html = heat_map(&map, &words()).into_string();
        assert!(html.contains("<th scope=col>&lt;b&gt;"), "{html}");
        assert!(html.contains("<a href=\"x y&quot;z\">a&amp;b</a><td>暂无"), "{html}");
        assert!(html.contains("<td><a href=\"?a=1&amp;b=2\">50</a>"), "{html}");
    }
}
