//! A trend: a line through points in time, a band for what is not sure, gaps where nothing is known.

use std::fmt::Write;

use maud::{Markup, html};

use crate::{Estimate, Scale, Words};

/// Heights of the drawing in pixels: room for the upper label, the plot, room for the dates.
const TOP: u32 = 22;
const PLOT: u32 = 130;
const BOTTOM: u32 = 24;

/// A point of the trend.
#[derive(Debug, Clone)]
pub struct Point {
    /// Its place in time, as read: “第 3 周”.
    pub label: String,
    /// The value; `None` leaves a gap.
    pub estimate: Option<Estimate>,
}

/// A trend chart.
pub struct Line<'a> {
    /// Unique on the page; names the title and description.
    pub id: &'a str,
    /// What it shows.
    pub caption: &'a str,
    /// The message in a sentence, for those who do not see it: “三周来从 52% 升到 66%”.
    pub description: &'a str,
    /// The axis.
    pub scale: Scale,
    /// The points, evenly spaced.
    pub points: &'a [Point],
}

/// The chart. The plot is stretched to the width, the texts are not: a nested SVG with strokes that do not scale.
pub fn line(chart: &Line, words: &Words) -> Markup {
    let (title, description) = (format!("{}-title", chart.id), format!("{}-text", chart.id));
    let scale = &chart.scale;
    html! {
        figure class="chart" {
            figcaption { (chart.caption) }
            svg role="img" width="100%" height=(TOP + PLOT + BOTTOM) aria-labelledby={ (title) " " (description) } font-size="12" fill="currentColor" {
                title id=(title) { (chart.caption) }
                desc id=(description) { (chart.description) }
                @for (value, y) in [(scale.high, TOP), ((scale.high + scale.low) / 2.0, TOP + PLOT / 2), (scale.low, TOP + PLOT)] {
                    line class="grid" x2="100%" y1=(y) y2=(y) stroke="currentColor" {}
                    text y=(y - 4) { (scale.text(value)) }
                }
                svg y=(TOP) width="100%" height=(PLOT) viewBox="0 0 100 100" preserveAspectRatio="none" {
                    @for run in runs(chart) {
                        path class="band" d=(band(&run)) opacity="0.16" {}
                        path class="mean" d=(stroke(&run)) fill="none" stroke="currentColor" stroke-width="2.5" stroke-linejoin="round" vector-effect="non-scaling-stroke" {}
                        path class="mean" d=(dots(&run)) fill="none" stroke="currentColor" stroke-width="7" stroke-linecap="round" vector-effect="non-scaling-stroke" {}
                    }
                }
                (labels(chart))
            }
            details { summary { (words.table) } (table(chart, words)) }
        }
    }
}

/// A drawn point in the plot's 100 × 100, y growing downwards.
struct Mark {
    x: f64,
    y: f64,
    /// Upper and lower edge of the band.
    edges: (f64, f64),
}

/// Stretches of points without a gap.
fn runs(chart: &Line) -> Vec<Vec<Mark>> {
    let y = |value: f64| 100.0 - chart.scale.position(value);
    let mut runs = vec![Vec::new()];
    for (i, point) in chart.points.iter().enumerate() {
        match (&point.estimate, runs.last_mut()) {
            (Some(e), Some(run)) => {
                let (low, high) = e.interval.unwrap_or((e.value, e.value));
                run.push(Mark { x: x(i, chart.points.len()), y: y(e.value), edges: (y(high), y(low)) });
            }
            _ => runs.push(Vec::new()),
        }
    }
    runs.retain(|run| !run.is_empty());
    runs
}

/// Points keep 2 % off both edges so that their dots are whole.
fn x(i: usize, points: usize) -> f64 {
    let share = if points > 1 { i as f64 / (points - 1) as f64 } else { 1.0 };
    ((2.0 + share * 96.0) * 10.0).round() / 10.0
}

fn stroke(run: &[Mark]) -> String {
    path(run.iter().map(|m| (m.x, m.y)))
}

fn band(run: &[Mark]) -> String {
    let upper = run.iter().map(|m| (m.x, m.edges.0));
    let lower = run.iter().rev().map(|m| (m.x, m.edges.1));
    path(upper.chain(lower)) + "z"
}

/// A stroke of no length with round ends is a round dot, however the plot is stretched.
fn dots(run: &[Mark]) -> String {
    run.iter().fold(String::new(), |mut out, m| {
        let _ = write!(out, "M{} {}h0", m.x, m.y);
        out
    })
}

fn path(points: impl Iterator<Item = (f64, f64)>) -> String {
    points.enumerate().fold(String::new(), |mut out, (i, (x, y))| {
        let _ = write!(out, "{}{x} {y}", if i == 0 { 'M' } else { 'L' });
        out
    })
}

/// First and last date below, the last known value above its dot.
fn labels(chart: &Line) -> Markup {
    let bottom = TOP + PLOT + 18;
    let last = chart.points.iter().enumerate().filter_map(|(i, p)| Some((i, p.estimate?.value))).next_back();
    html! {
        @if let [first, .., end] = chart.points {
            text y=(bottom) { (first.label) }
            text x="100%" y=(bottom) text-anchor="end" { (end.label) }
        }
        @if let Some((i, value)) = last {
            @let height = f64::from(TOP) + f64::from(PLOT) * (100.0 - chart.scale.position(value)) / 100.0;
            text class="now" x={ (x(i, chart.points.len())) "%" } y=((height - 9.0).round()) text-anchor="end" font-size="15" { (chart.scale.text(value)) }
        }
    }
}

fn table(chart: &Line, words: &Words) -> Markup {
    html! {
        table {
            thead { tr { @for heading in [&words.label, &words.value, &words.interval, &words.count] { th scope="col" { (heading) } } } }
            tbody {
                @for point in chart.points {
                    tr {
                        th scope="row" { (point.label) }
                        @match &point.estimate {
                            Some(e) => {
                                td { (chart.scale.text(e.value)) }
                                td { @if let Some(interval) = e.interval { (chart.scale.interval_text(interval)) } }
                                td { @if let Some(count) = e.count { (count) } }
                            }
                            None => td colspan="3" { (words.none) }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimate::words;

    #[test]
    fn a_gap_breaks_the_line_and_is_named_in_the_table() {
        let at = |label: &str, value: Option<f64>| Point {
            label: label.into(),
            estimate: value.map(|value| Estimate { value, interval: Some((value - 0.1, value + 0.1)), count: Some(5) }),
        };
        let points = [at("一", Some(0.5)), at("二", Some(0.6)), at("三", None), at("四", Some(0.7))];
        let chart = Line { id: "t", caption: "趋势", description: "升", scale: Scale::SHARE, points: &points };
        let html = line(&chart, &words()).into_string();
        assert!(html.contains("d=\"M2 50L34 40\""), "{html}");
        assert!(html.contains("d=\"M2 40L34 30L34 50L2 60z\""), "{html}");
        assert!(html.contains("aria-labelledby=\"t-title t-text\""), "{html}");
        assert!(html.contains("<td colspan=\"3\">暂无</td>"), "{html}");
        assert_eq!(html.matches("class=\"band\"").count(), 2, "two stretches: {html}");
    }

    #[test]
    fn nothing_known_still_draws_an_axis() {
        let chart = Line { id: "t", caption: "趋势", description: "暂无", scale: Scale::SHARE, points: &[] };
        let html = line(&chart, &words()).into_string();
        assert!(html.contains("50%") && !html.contains("<path"), "{html}");
    }
}
