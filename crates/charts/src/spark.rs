//! A word-sized trend for tables: the shape only, its figures stand beside it.

use std::fmt::Write;

use maud::{Markup, html};

const WIDTH: f64 = 84.0;
const HEIGHT: f64 = 20.0;

/// A line through the values over their own range, the last one marked. `label` says the message for those who do not
/// see it. Gaps are skipped; fewer than two values draw nothing.
pub fn sparkline(label: &str, values: &[Option<f64>]) -> Markup {
    let known: Vec<(usize, f64)> = values.iter().enumerate().filter_map(|(i, v)| Some((i, (*v)?))).collect();
    if known.len() < 2 {
        return Markup::default();
    }
    let low = known.iter().map(|k| k.1).fold(f64::INFINITY, f64::min);
    let high = known.iter().map(|k| k.1).fold(f64::NEG_INFINITY, f64::max);
    let at = |(i, value): (usize, f64)| {
        let share = if high > low { (value - low) / (high - low) } else { 0.5 };
        (3.0 + i as f64 / (values.len() - 1) as f64 * WIDTH, HEIGHT + 2.0 - share * HEIGHT + 2.0)
    };
    let path = known.iter().enumerate().fold(String::new(), |mut out, (n, point)| {
        let (x, y) = at(*point);
        // Writing to a String cannot fail.
        let _ = write!(out, "{}{x:.1} {y:.1}", if n == 0 { 'M' } else { 'L' });
        out
    });
    let last = known.last().map(|point| at(*point));
    html! {
        svg class="spark" role="img" aria-label=(label) width="90" height="28" viewBox="0 0 90 28" {
            path class="mean" d=(path) fill="none" stroke="currentColor" stroke-width="1.75" stroke-linejoin="round" {}
            @if let Some((x, y)) = last { circle class="fill" cx={ (format!("{x:.1}")) } cy={ (format!("{y:.1}")) } r="3" fill="currentColor" {} }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_its_own_range_and_skips_gaps() {
        let html = sparkline("升", &[Some(2.0), None, Some(4.0)]).into_string();
        assert!(html.contains("d=\"M3.0 24.0L87.0 4.0\""), "{html}");
        assert!(html.contains("aria-label=\"升\""), "{html}");
        assert_eq!(sparkline("x", &[None, Some(1.0)]).into_string(), "");
    }
}
