//! Rows of a sheet of schools.

use super::cell;
use super::draft::Rows;
use super::student::Cells;
use super::wanted::{Facts, Wanted, WantedOrg};
use crate::{Locality, OrganisationKind, Stage};
use base::Problem;

pub(super) fn wanted(rows: &Rows<'_>) -> (Wanted, Vec<Problem>) {
    let (mut wanted, mut problems) = (Wanted::default(), Vec::new());
    for row in &rows.table.rows {
        let mut cells = Cells::new(rows, row);
        let (code, name) = (cells.read("code", cell::code), cells.read("name", cell::title));
        let parent = cells.read("parent", cell::code);
        let facts = Facts {
            stages: cells.read("stages", stages).unwrap_or_default(),
            locality: cells.read("locality", locality).flatten(),
            small: cells.read("small", cell::flag).unwrap_or_default(),
            weak: cells.read("weak", cell::flag).unwrap_or_default(),
            special: cells.read("special", cell::flag).unwrap_or_default(),
        };
        if let (Some(code), Some(name)) = (code, name) {
            let org = WantedOrg {
                spot: cells.spot.clone(),
                kind: OrganisationKind::School,
                parent,
                name,
                facts: Some(facts),
                entry_year: None,
                implied: false,
            };
            if let Some(first) = wanted.orgs.get(&code) {
                let problem = Problem::new("roster.twice").with("row", first.spot.row);
                cells.fault("code", problem);
            } else {
                wanted.orgs.insert(code, org);
            }
        }
        problems.append(&mut cells.problems);
    }
    (wanted, problems)
}

/// Codes of the stages in a cell, parted by any comma, in the order of schooling.
fn stages(text: &str) -> Result<String, Problem> {
    let whole: &[Stage] = match text {
        "" => return Err(Problem::new("roster.empty")),
        "九年一贯制" | "九年一贯制学校" => &[Stage::Primary, Stage::Junior],
        "完全中学" => &[Stage::Junior, Stage::Senior],
        "十二年一贯制" | "十二年一贯制学校" => &[Stage::Primary, Stage::Junior, Stage::Senior],
        _ => &[],
    };
    let mut stages = whole.to_vec();
    if stages.is_empty() {
        for part in text.split([',', '，', '、', ';', '；', '/', '+']).filter(|p| !p.trim().is_empty()) {
            stages.push(Stage::parse(part).ok_or_else(|| Problem::new("roster.stage").with("value", part.trim()))?);
        }
    }
    stages.sort_unstable();
    stages.dedup();
    Ok(stages.iter().map(|s| s.code()).collect::<Vec<_>>().join(","))
}

fn locality(text: &str) -> Result<Option<String>, Problem> {
    let locality = match text.to_lowercase().as_str() {
        "" => return Ok(None),
        "城区" | "城市" | "城" | "urban" => Locality::Urban,
        "镇区" | "镇" | "town" => Locality::Town,
        "乡村" | "农村" | "村" | "乡" | "rural" => Locality::Rural,
        _ => return Err(Problem::new("roster.locality").with("value", text)),
    };
    Ok(Some(locality.code().to_owned()))
}
