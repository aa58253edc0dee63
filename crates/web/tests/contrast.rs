//! Every pair of colours that text is written in reaches the contrast WCAG 2.2 asks for, in both themes.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::BTreeMap;

type Tokens = BTreeMap<String, String>;

/// The colour blocks of the token file: light, dark by the system, dark by choice.
fn blocks() -> Vec<Tokens> {
    let source = include_str!("../assets/tokens.css");
    let blocks = source.split(":root").skip(1).map(|block| block.split('{').nth(1).unwrap().split('}').next().unwrap());
    let tokens = |block: &str| {
        let pairs = block.split(';').filter_map(|line| line.trim().split_once(':'));
        pairs.map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned())).collect::<Tokens>()
    };
    blocks.map(tokens).filter(|block| block.contains_key("--paper")).collect()
}

/// Relative luminance, WCAG 2.2 definition.
fn luminance(hex: &str) -> f64 {
    let hex = hex.strip_prefix('#').filter(|h| h.len() == 6).unwrap_or_else(|| panic!("{hex} is not #rrggbb"));
    let channel = |i: usize| {
        let c = f64::from(u8::from_str_radix(&hex[i..i + 2], 16).unwrap()) / 255.0;
        if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * channel(0) + 0.7152 * channel(2) + 0.0722 * channel(4)
}

/// Contrast ratio, WCAG 2.2 definition, from 1 to 21.
fn contrast(a: &str, b: &str) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn the_formula_gives_the_published_values() {
    // Black on white is 21 by definition; #767676 on white, 4.54, is the lightest grey that passes
    // (W3C, Understanding SC 1.4.3; WebAIM contrast checker). Tolerance: the last digit published.
    assert!((contrast("#000000", "#ffffff") - 21.0).abs() < 1e-9);
    assert!((contrast("#767676", "#ffffff") - 4.54).abs() < 0.005);
}

#[test]
fn the_two_dark_blocks_are_the_same() {
    let blocks = blocks();
    assert_eq!(blocks.len(), 3);
    assert_eq!(blocks[1], blocks[2]);
    assert_eq!(blocks[0].keys().collect::<Vec<_>>(), blocks[1].keys().collect::<Vec<_>>(), "dark sets every colour light sets");
}

#[test]
fn text_reaches_4_5_and_edges_reach_3() {
    // Success criteria 1.4.3 (text) and 1.4.11 (edges of fields, parts of charts).
    let text = [
        ("ink", &["paper", "surface", "sunken"][..]),
        ("soft", &["paper", "surface", "sunken"]),
        ("accent", &["paper", "surface", "sunken", "accent-soft"]),
        ("accent-ink", &["accent"]),
        ("good", &["good-soft", "paper", "surface"]),
        ("warn", &["warn-soft", "paper", "surface"]),
        ("urgent", &["urgent-soft", "paper", "surface"]),
        ("urgent-ink", &["urgent"]),
        ("heat-ink", &["heat-0", "heat-1", "heat-2", "heat-3", "heat-4"]),
        ("paper", &["ink"]),
    ];
    let edges = [("edge", &["paper", "surface"][..]), ("accent", &["surface", "sunken"]), ("warn", &["surface", "sunken"])];
    for (theme, tokens) in ["light", "dark"].iter().zip(blocks()) {
        for (pairs, least) in [(&text[..], 4.5), (&edges[..], 3.0)] {
            for (front, back) in pairs.iter().flat_map(|(front, backs)| backs.iter().map(move |back| (front, back))) {
                let ratio = contrast(&tokens[&format!("--{front}")], &tokens[&format!("--{back}")]);
                assert!(ratio >= least, "{theme}: {front} on {back} has {ratio:.2}, needs {least}");
            }
        }
    }
}

#[test]
fn neighbouring_steps_of_the_heat_map_differ_for_every_kind_of_colour_vision() {
    // Vienot, Brettel and Mollon 1999, "Digital video colourmaps for checking the legibility of displays by dichromats":
    // protan and deutan simulation in linear RGB. Distances are Euclidean in CIELAB; 10 is plainly seen side by side.
    let identity = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];
    let protan = [[0.11238, 0.88762, 0.0], [0.11238, 0.88762, 0.0], [0.00401, -0.00401, 1.0]];
    let deutan = [[0.29275, 0.70725, 0.0], [0.29275, 0.70725, 0.0], [-0.02234, 0.02234, 1.0]];
    for (theme, tokens) in ["light", "dark"].iter().zip(blocks()) {
        for (vision, matrix) in [("full", identity), ("protan", protan), ("deutan", deutan)] {
            for step in 0..4 {
                let colour = |i: usize| lab(&tokens[&format!("--heat-{i}")], &matrix);
                let distance = colour(step).iter().zip(colour(step + 1)).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt();
                assert!(distance >= 10.0, "{theme}, {vision}: steps {step} and {} differ by {distance:.1}", step + 1);
            }
        }
    }
}

/// CIELAB (D65) of a colour as seen through a dichromacy matrix in linear RGB.
fn lab(hex: &str, vision: &[[f64; 3]; 3]) -> [f64; 3] {
    let linear: Vec<f64> = (0..3)
        .map(|i| {
            let c = f64::from(u8::from_str_radix(&hex[1 + 2 * i..3 + 2 * i], 16).unwrap()) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        })
        .collect();
    let times = |m: &[[f64; 3]; 3], v: &[f64]| -> Vec<f64> { m.iter().map(|row| row.iter().zip(v).map(|(a, b)| a * b).sum()).collect() };
    let xyz = [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]];
    let white = [0.95047, 1.0, 1.08883];
    let f = |t: f64| if t > 0.008856 { t.cbrt() } else { 7.787 * t + 16.0 / 116.0 };
    let p: Vec<f64> = times(&xyz, &times(vision, &linear)).iter().zip(white).map(|(v, w)| f(v / w)).collect();
    [116.0 * p[1] - 16.0, 500.0 * (p[0] - p[1]), 200.0 * (p[1] - p[2])]
}
