//! The measurement models on the published data sets, and a region's learners made anew in one night.
//!
//! Protocol of each figure: `docs/irt.md`, `tracing.md`, `diagnosis.md` and `adaptive.md` of the crate `measure`; here they are run as there and
//! set against the bars of the issue. Data and reference values are read from the shared folder and are no part of the repository.

mod cpu;
mod files;
mod items;
mod region;
mod traced;

use crate::Figure;
use anyhow::{Context, Result};
use std::path::PathBuf;

/// Name of the area.
const AREA: &str = "measure";

/// What is measured.
pub struct Plan {
    /// The folder with `data/` and `vectors/`.
    pub shared: PathBuf,
    /// The large sizes.
    pub full: bool,
}

/// Measures, telling each figure as it is had.
pub fn run(plan: &Plan, keep: &mut dyn FnMut(Figure) -> Result<()>) -> Result<()> {
    let vectors = plan.shared.join("vectors/vectors.json");
    let text = std::fs::read_to_string(&vectors).with_context(|| format!("{}: reference values", vectors.display()))?;
    let vectors: serde_json::Value = serde_json::from_str(&text)?;
    let data = plan.shared.join("data");
    items::responses(&data, &vectors, keep)?;
    items::adaptive(keep)?;
    items::diagnosis(&data, &vectors, keep)?;
    traced::skills(&data, keep)?;
    if plan.full {
        traced::all(&data, keep)?;
    }
    region::rebuild(if plan.full { 1_000_000 } else { 20_000 }, keep)
}
