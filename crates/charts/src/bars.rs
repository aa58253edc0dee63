//! Bars with intervals: one row a thing, its bar between its name and its figures; the table is the chart.

use maud::{Markup, html};

use crate::{Estimate, Scale, Words};

/// One bar.
#[derive(Debug, Clone)]
pub struct Bar {
    /// What is measured.
    pub label: String,
    /// The page with the facts.
    pub href: Option<String>,
    /// The value; `None` where nothing is known or the count is too small to show.
    pub estimate: Option<Estimate>,
    /// What it is set against (last week, the district), drawn as a tick across the bar.
    pub reference: Option<f64>,
}

/// A bar chart.
pub struct Bars<'a> {
    /// What it shows, read out before it.
    pub caption: &'a str,
    /// What the ticks mean, where there are any.
    pub reference: Option<&'a str>,
    /// The axis.
    pub scale: Scale,
    /// The bars, top to bottom.
    pub bars: &'a [Bar],
}

/// The chart. The thin line over a bar is its interval, the tall tick its reference.
pub fn bars(chart: &Bars, words: &Words) -> Markup {
    html! {
        figure class="chart" {
            figcaption { (chart.caption) }
            table class="bars" {
                thead class="unseen" { tr { th scope="col" { (words.label) } td {} th scope="col" { (words.value) } } }
                tbody { @for bar in chart.bars { (row(bar, &chart.scale, words)) } }
            }
            @if let Some(reference) = chart.reference {
                p class="key" { span { svg width="10" height="14" aria-hidden="true" { (tick("5", 0, 14)) } " " (reference) } }
            }
        }
    }
}

fn row(bar: &Bar, scale: &Scale, words: &Words) -> Markup {
    html! {
        tr {
            th scope="row" { @if let Some(href) = &bar.href { a href=(href) { (bar.label) } } @else { (bar.label) } }
            td class="bar" { @if let Some(estimate) = &bar.estimate { (interval_bar(estimate, bar.reference, scale)) } }
            td {
                @match &bar.estimate {
                    Some(estimate) => {
                        b { (scale.text(estimate.value)) }
                        @if let Some(interval) = estimate.interval { " " small { (scale.interval_text(interval)) } }
                        @if let Some(count) = estimate.count { " " small { (words.count) " " (count) } }
                    }
                    None => small { (words.none) }
                }
            }
        }
    }
}

/// One bar alone, for tables that put words beside it; the words must say what it shows. Lengths are per cents of the
/// cell, so that text outside keeps its size at every width.
pub fn interval_bar(estimate: &Estimate, reference: Option<f64>, scale: &Scale) -> Markup {
    html! {
        svg width="100%" height="20" aria-hidden="true" focusable="false" {
            rect class="track" width="100%" height="10" y="5" rx="2" fill="none" stroke="currentColor" {}
            rect class="fill" width={ (scale.position(estimate.value)) "%" } height="10" y="5" rx="2" fill="currentColor" {}
            @if let Some((low, high)) = estimate.interval {
                @let (low, high) = (scale.position(low), scale.position(high));
                g class="span" stroke="currentColor" stroke-width="2" {
                    line x1={ (low) "%" } x2={ (high) "%" } y1="10" y2="10" {}
                    @for end in [low, high] { line x1={ (end) "%" } x2={ (end) "%" } y1="7" y2="13" {} }
                }
            }
            @if let Some(reference) = reference { (tick(&format!("{}%", scale.position(reference)), 0, 20)) }
        }
    }
}

fn tick(x: &str, top: u32, bottom: u32) -> Markup {
    html! { line class="mark-line" x1=(x) x2=(x) y1=(top) y2=(bottom) stroke="currentColor" stroke-width="3" {} }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimate::words;

    #[test]
    fn figures_stand_beside_the_bars_and_gaps_are_named() {
        let known = Estimate { value: 0.72, interval: Some((0.63, 0.81)), count: Some(214) };
        let list = [
            Bar { label: "一中".into(), href: Some("/school/1".into()), estimate: Some(known), reference: Some(0.5) },
            Bar { label: "村小".into(), href: None, estimate: None, reference: None },
        ];
        let html = bars(&Bars { caption: "掌握", reference: Some("上周"), scale: Scale::SHARE, bars: &list }, &words()).into_string();
        for part in ["<a href=\"/school/1\">一中</a>", "width=\"72%\"", "<b>72%</b>", "63–81%", "题数 214", "x1=\"50%\"", "村小", "暂无"]
        {
            assert!(html.contains(part), "{part} in {html}");
        }
        assert!(!html.contains("style="), "a strict content security policy forbids style attributes");
    }
}
