//! A ring that fills: how much of today is done.

use std::f64::consts::TAU;

use maud::{Markup, html};

const RADIUS: f64 = 34.0;

/// A ring filled by `done` of `total`, the count in its middle and `label` below it.
pub fn ring(label: &str, done: u64, total: u64) -> Markup {
    let share = if total == 0 { 0.0 } else { done.min(total) as f64 / total as f64 };
    let round = TAU * RADIUS;
    html! {
        figure class="chart ring" {
            svg role="img" aria-label={ (label) " " (done) "/" (total) } width="88" height="88" viewBox="0 0 88 88" {
                g fill="none" stroke-width="9" transform="rotate(-90 44 44)" {
                    circle class="track" cx="44" cy="44" r=(RADIUS) stroke="currentColor" stroke-opacity="0.15" {}
                    @if share > 0.0 {
                        circle class="mean" cx="44" cy="44" r=(RADIUS) stroke="currentColor" stroke-linecap="round" stroke-dasharray={ (format!("{:.1} {round:.1}", share * round)) } {}
                    }
                }
                text class="now" x="44" y="50" text-anchor="middle" font-size="18" { (done) "/" (total) }
            }
            figcaption { (label) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fills_by_the_share_and_never_beyond() {
        // Circumference of the ring: 2π · 34 = 213.6.
        assert!(ring("今天", 5, 10).into_string().contains("stroke-dasharray=\"106.8 213.6\""));
        assert!(ring("今天", 12, 10).into_string().contains("stroke-dasharray=\"213.6 213.6\""));
        assert!(!ring("今天", 0, 0).into_string().contains("stroke-dasharray"));
    }
}
