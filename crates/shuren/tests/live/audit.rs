//! Accessibility: axe-core's rules for WCAG 2.2 A and AA, and what they do not cover, on the page as it stands.

use crate::chrome::{Browser, Width};
use serde_json::Value;
use std::fmt::Write;

const RUN: &str = r#"
const done = arguments[arguments.length - 1];
// What the bar at the top covers can be scrolled to, and is no fault.
scrollTo(0, 0);
axe.run(document, {
    runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] },
    resultTypes: ["violations"],
}).then(result => done(result.violations.map(v => ({
    id: v.id, help: v.help,
    nodes: v.nodes.slice(0, 5).map(n => n.target.join(" ") + " — " + n.html.slice(0, 200) + " — " + (n.any[0]?.message ?? "")),
}))), error => done([{ id: "axe", help: String(error), nodes: [] }]));
"#;

/// Panics with all faults on the page the browser shows.
pub async fn page(browser: &Browser) {
    let address = browser.page.current_url().await.expect("an address");
    let faults = faults(browser).await;
    assert!(faults.is_empty(), "{address}\n{}", faults.join("\n"));
}

async fn faults(browser: &Browser) -> Vec<String> {
    let axe = std::env::var("SHUREN_AXE").expect("SHUREN_AXE names axe.min.js: run `make test`, or SHUREN_AXE=$(scripts/need axe)");
    let rules = std::fs::read_to_string(&axe).unwrap_or_else(|e| panic!("{axe}: {e}"));
    browser.page.execute(rules, Vec::new()).await.expect("axe-core");
    let found = browser.page.execute_async(RUN, Vec::new()).await.expect("an audit");
    let mut faults: Vec<String> = found.json().as_array().expect("a list").iter().map(told).collect();

    // WCAG 1.4.10 (reflow): only tables and charts in frames of their own may be wider than the window.
    let root = "document.documentElement";
    let wider = browser.page.execute(format!("return {root}.scrollWidth - {root}.clientWidth"), Vec::new()).await.expect("a width");
    if wider.json().as_i64().unwrap_or_default() > 1 {
        faults.push(format!("reflow: {} px wider than the window", wider.json()));
    }
    faults
}

fn told(violation: &Value) -> String {
    let mut text = format!("{}: {}", violation["id"], violation["help"]);
    for node in violation["nodes"].as_array().into_iter().flatten() {
        let _ = write!(text, "\n    {node}");
    }
    text
}

#[tokio::test]
async fn the_audit_finds_faults() {
    let browser = Browser::open(Width::Phone).await;
    let bad = "data:text/html,<html><meta name=viewport content='width=device-width'><title>x</title><body><img src='x'><div style='width:900px'>wide</div></body></html>";
    browser.page.goto(bad).await.unwrap();
    let found = faults(&browser).await.join("\n");
    for fault in ["image-alt", "html-has-lang", "reflow"] {
        assert!(found.contains(fault), "{fault} was not found in:\n{found}");
    }
    let good = "data:text/html,<html lang=en><title>x</title><body><main><h1>x</h1><p>y</p></main></body></html>";
    browser.page.goto(good).await.unwrap();
    assert_eq!(faults(&browser).await, Vec::<String>::new());
}
