//! A network in bands from left to right: what comes before stands further left, and what hangs together stands close by.
//!
//! A layered drawing in the manner of Sugiyama, Tagawa and Toda (1981): columns by longest path within a band, rows by the mean place
//! of a node's neighbours, swept over and back. Every node is a link, so that the drawing works without a script.

use std::fmt::Write;

use maud::{Markup, html};

/// Size of a node, and the space between nodes, in pixels.
const WIDTH: usize = 148;
const HEIGHT: usize = 40;
const GAP_X: usize = 44;
const GAP_Y: usize = 14;
/// Room above the nodes for the bands' names, and around the drawing.
const TOP: usize = 34;
const MARGIN: usize = 16;
/// Nodes one above the other at the most; what is more stands in a further column.
const ROWS: usize = 16;
/// Sweeps that order the rows.
const SWEEPS: usize = 6;
/// Places of a line of a label: a Chinese character takes two.
const LINE: usize = 18;

/// A node.
#[derive(Debug, Clone)]
pub struct Node {
    /// The band it stands in, from 0.
    pub band: usize,
    /// What it is called; two lines of it are shown, all of it in its title.
    pub label: String,
    /// One letter that says its kind, beside its colour.
    pub tag: String,
    /// Class of its kind, for the style sheet.
    pub class: &'static str,
    /// The page behind it.
    pub href: String,
}

/// A line between two nodes, by their places in the list.
#[derive(Debug, Clone)]
pub struct Arc {
    /// Where it begins.
    pub from: usize,
    /// Where it leads.
    pub to: usize,
    /// Whether it orders its ends from left to right.
    pub orders: bool,
    /// Whether it has an arrow.
    pub arrow: bool,
    /// Class of its kind, for the style sheet.
    pub class: &'static str,
}

/// A network.
pub struct Network<'a> {
    /// Unique on the page.
    pub id: &'a str,
    /// What it shows.
    pub caption: &'a str,
    /// The bands' names, from left to right.
    pub bands: &'a [String],
    /// The nodes.
    pub nodes: &'a [Node],
    /// The lines.
    pub arcs: &'a [Arc],
}

/// Where everything stands.
struct Places {
    /// Left upper corner of each node.
    nodes: Vec<(usize, usize)>,
    /// Left edge and width of each band that has nodes.
    bands: Vec<(usize, usize, usize)>,
    width: usize,
    height: usize,
}

/// The drawing in its natural size; whoever shows it lets it scroll.
pub fn network(network: &Network) -> Markup {
    let places = place(network);
    let (title, arrow) = (format!("{}-title", network.id), format!("{}-arrow", network.id));
    html! {
        svg class="network" id=(network.id) role="group" aria-labelledby=(title) width=(places.width) height=(places.height) viewBox={ "0 0 " (places.width) " " (places.height) } font-size="13" fill="currentColor" {
            title id=(title) { (network.caption) }
            defs {
                marker id=(arrow) viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto" { path class="tip" d="M0 0l8 4-8 4z" {} }
            }
            @for (band, x, width) in &places.bands {
                rect class={ "band-ground" @if band % 2 == 1 { " odd" } } x=(x) y="0" width=(width) height=(places.height) {}
                text class="band-name" x=(x + width / 2) y="20" text-anchor="middle" { (network.bands.get(*band).map_or("", String::as_str)) }
            }
            g fill="none" stroke="currentColor" {
                @for arc in network.arcs {
                    path class={ "arc " (arc.class) } data-from=(arc.from) data-to=(arc.to) d=(curve(places.nodes[arc.from], places.nodes[arc.to])) marker-end=[arc.arrow.then(|| format!("url(#{arrow})"))] {}
                }
            }
            @for (at, (node, (x, y))) in network.nodes.iter().zip(&places.nodes).enumerate() {
                a class={ "node " (node.class) } href=(node.href) data-node=(at) {
                    title { (node.label) }
                    rect x=(x) y=(y) width=(WIDTH) height=(HEIGHT) rx="6" {}
                    text class="tag" x=(x + 6) y=(y + 25) font-size="11" aria-hidden="true" { (node.tag) }
                    @let lines = lines(&node.label);
                    @for (row, line) in lines.iter().enumerate() {
                        text x=(x + 22) y=(y + if lines.len() == 1 { 25 } else { 17 + 16 * row }) { (line) }
                    }
                }
            }
        }
    }
}

/// How a kind of line looks, for a legend.
pub fn network_key(class: &str, arrow: bool) -> Markup {
    html! {
        svg class="network" width="34" height="12" viewBox="0 0 34 12" aria-hidden="true" focusable="false" {
            path class={ "arc " (class) } d="M1 6H28" fill="none" stroke="currentColor" {}
            @if arrow { path class="tip" d="M26 2l8 4-8 4z" {} }
        }
    }
}

fn place(network: &Network) -> Places {
    let columns = columns(network);
    let rows = rows(network, &columns);
    let mut places = Places { nodes: vec![(0, 0); network.nodes.len()], bands: Vec::new(), width: MARGIN, height: 0 };
    let mut x = MARGIN;
    for column in &rows {
        let band = column.first().map_or(0, |n| network.nodes[*n].band);
        match places.bands.last_mut() {
            Some((last, left, width)) if *last == band => *width = x + WIDTH + GAP_X / 2 - *left,
            _ => places.bands.push((band, x + MARGIN / 2 - GAP_X / 2, WIDTH + GAP_X - MARGIN / 2)),
        }
        for (row, node) in column.iter().enumerate() {
            places.nodes[*node] = (x, TOP + row * (HEIGHT + GAP_Y));
        }
        places.height = places.height.max(TOP + column.len() * (HEIGHT + GAP_Y) + MARGIN);
        x += WIDTH + GAP_X;
    }
    places.width = x;
    places
}

/// Nodes by column, from left to right: band, then longest way from the band's left edge, then no more than [`ROWS`] together.
fn columns(network: &Network) -> Vec<Vec<usize>> {
    let nodes = network.nodes;
    let within = |a: &&Arc| a.orders && a.from != a.to && nodes[a.from].band == nodes[a.to].band;
    let arcs: Vec<&Arc> = network.arcs.iter().filter(within).collect();
    let mut depth = vec![0usize; nodes.len()];
    // As many rounds as nodes settle every way without a circle; with one they end all the same.
    for _ in 0..nodes.len() {
        let mut moved = false;
        for arc in &arcs {
            if depth[arc.to] < depth[arc.from] + 1 && depth[arc.from] + 1 < nodes.len() {
                depth[arc.to] = depth[arc.from] + 1;
                moved = true;
            }
        }
        if !moved {
            break;
        }
    }
    let mut order: Vec<usize> = (0..nodes.len()).collect();
    order.sort_by_key(|n| (nodes[*n].band, depth[*n], *n));
    let mut columns: Vec<Vec<usize>> = Vec::new();
    let mut last = None;
    for node in order {
        let key = (nodes[node].band, depth[node]);
        match columns.last_mut() {
            Some(column) if last == Some(key) && column.len() < ROWS => column.push(node),
            _ => columns.push(vec![node]),
        }
        last = Some(key);
    }
    columns
}

/// The columns with their nodes in the order of their neighbours' places.
fn rows(network: &Network, columns: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut near: Vec<Vec<usize>> = vec![Vec::new(); network.nodes.len()];
    for arc in network.arcs {
        near[arc.from].push(arc.to);
        near[arc.to].push(arc.from);
    }
    let mut rows = columns.to_vec();
    let mut place = vec![0.0f64; network.nodes.len()];
    let mut column_of = vec![0usize; network.nodes.len()];
    for (at, column) in rows.iter().enumerate() {
        column.iter().enumerate().for_each(|(row, node)| (place[*node], column_of[*node]) = (row as f64, at));
    }
    for sweep in 0..SWEEPS {
        let over = sweep % 2 == 0;
        let order: Vec<usize> = if over { (0..rows.len()).collect() } else { (0..rows.len()).rev().collect() };
        for at in order {
            let wish = |node: &usize| {
                let beside = near[*node].iter().filter(|n| if over { column_of[**n] < at } else { column_of[**n] > at });
                let (sum, count) = beside.fold((0.0, 0usize), |(sum, count), n| (sum + place[*n], count + 1));
                if count == 0 { place[*node] } else { sum / count as f64 }
            };
            let mut wishes: Vec<(f64, usize)> = rows[at].iter().map(|node| (wish(node), *node)).collect();
            wishes.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            rows[at] = wishes.into_iter().map(|(_, node)| node).collect();
            rows[at].iter().enumerate().for_each(|(row, node)| place[*node] = row as f64);
        }
    }
    rows
}

/// From the right edge of one node to the left edge of another further right; around the side where they stand above each other.
fn curve((x1, y1): (usize, usize), (x2, y2): (usize, usize)) -> String {
    let (y1, y2) = (y1 + HEIGHT / 2, y2 + HEIGHT / 2);
    let mut path = String::new();
    let _ = if x1 == x2 {
        let (x, bend) = (x1 + WIDTH, x1 + WIDTH + GAP_X / 2);
        write!(path, "M{x} {y1}C{bend} {y1} {bend} {y2} {x} {y2}")
    } else if x1 < x2 {
        let (from, bend) = (x1 + WIDTH, (x2 - x1 - WIDTH) / 2);
        write!(path, "M{from} {y1}C{} {y1} {} {y2} {x2} {y2}", from + bend, x2 - bend)
    } else {
        let (to, bend) = (x2 + WIDTH, (x1 - x2 - WIDTH) / 2);
        write!(path, "M{x1} {y1}C{} {y1} {} {y2} {to} {y2}", x1 - bend, to + bend)
    };
    path
}

/// One or two lines of a label.
fn lines(label: &str) -> Vec<String> {
    let places = |c: char| if c.is_ascii() { 1 } else { 2 };
    let mut lines = vec![String::new()];
    let mut used = 0;
    for c in label.chars() {
        if used + places(c) > LINE {
            if lines.len() == 2 {
                lines[1].pop();
                lines[1].push('…');
                return lines;
            }
            lines.push(String::new());
            used = 0;
        }
        used += places(c);
        if let Some(line) = lines.last_mut() {
            line.push(c);
        }
    }
    lines
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;

    fn node(band: usize, label: &str) -> Node {
        Node { band, label: label.into(), tag: "知".into(), class: "knowledge", href: "#".into() }
    }

    fn arc(from: usize, to: usize) -> Arc {
        Arc { from, to, orders: true, arrow: true, class: "prerequisite" }
    }

    fn network_of<'a>(nodes: &'a [Node], arcs: &'a [Arc], bands: &'a [String]) -> Network<'a> {
        Network { id: "g", caption: "图", bands, nodes, arcs }
    }

    #[test]
    fn what_comes_before_stands_further_left_and_nothing_overlaps() {
        let nodes: Vec<Node> = (0..60).map(|i| node(i / 20, &format!("点{i}"))).collect();
        let arcs: Vec<Arc> = (0..55).map(|i| arc(i, i + 1 + i % 4)).collect();
        let bands: Vec<String> = ["一", "二", "三"].map(String::from).to_vec();
        let network = network_of(&nodes, &arcs, &bands);
        let places = place(&network);
        assert!(arcs.iter().all(|a| places.nodes[a.from].0 < places.nodes[a.to].0));
        let mut seen = std::collections::HashSet::new();
        assert!(places.nodes.iter().all(|p| seen.insert(*p)));
        assert!(places.nodes.iter().all(|(x, y)| x + WIDTH <= places.width && y + HEIGHT <= places.height));
        // Bands stand side by side.
        assert_eq!(places.bands.len(), 3);
        assert!(places.bands.windows(2).all(|w| w[0].1 + w[0].2 <= w[1].1 + 1), "{:?}", places.bands);
        for (band, left, width) in &places.bands {
            let own = nodes.iter().zip(&places.nodes).filter(|(n, _)| n.band == *band);
            assert!(own.into_iter().all(|(_, (x, _))| left <= x && x + WIDTH <= left + width));
        }
        // The same every time.
        assert_eq!(super::network(&network).into_string(), super::network(&network).into_string());
    }

    #[test]
    fn rows_follow_their_neighbours() {
        // Crossed in the order of the list: 0–3 and 1–2.
        let nodes = [node(0, "a"), node(0, "b"), node(1, "c"), node(1, "d")];
        let arcs = [arc(0, 3), arc(1, 2)];
        let places = place(&network_of(&nodes, &arcs, &[]));
        assert_eq!((places.nodes[0].1, places.nodes[1].1), (places.nodes[3].1, places.nodes[2].1));
    }

    #[test]
    fn circles_and_nothing_at_all_are_drawn() {
        let nodes = [node(0, "a"), node(0, "b"), node(0, "c")];
        let arcs = [arc(0, 1), arc(1, 2), arc(2, 0), arc(1, 1)];
        assert!(network(&network_of(&nodes, &arcs, &[])).into_string().contains("data-node=\"2\""));
        assert!(network(&network_of(&[], &[], &[])).into_string().contains("svg"));
    }

    #[test]
    fn labels_have_two_lines_at_the_most() {
        assert_eq!(lines("分数"), ["分数"]);
        assert_eq!(lines("一元二次方程的解法与根"), ["一元二次方程的解法", "与根"]);
        assert_eq!(lines("一二三四五六七八九一二三四五六七八九十").last().unwrap(), "一二三四五六七八…");
    }

    #[test]
    fn what_is_written_in_a_label_stays_text() {
        let text = network(&network_of(&[node(0, "<b>&")], &[], &[])).into_string();
        assert!(text.contains("&lt;b&gt;&amp;") && !text.contains("<b>"));
    }
}
