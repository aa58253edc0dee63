//! The platform's own points, the graph of them, and items: original, under the platform's licence, for practice out of
//! the box and for the demonstration region.
//!
//! They are sheets like anybody's (`seed/*.csv`) and go through the import that anybody's go through.

use crate::sheet::{self, Report};
use base::sheet::{Limits, Table, read};
use base::{Base, Error, Result};

/// Sheets of knowledge points: file name and text.
pub const POINTS: &[(&str, &str)] = &[
    ("points-chinese.csv", include_str!("../seed/points-chinese.csv")),
    ("points-math.csv", include_str!("../seed/points-math.csv")),
    ("points-english.csv", include_str!("../seed/points-english.csv")),
    ("points-science.csv", include_str!("../seed/points-science.csv")),
    ("points-ai.csv", include_str!("../seed/points-ai.csv")),
];

/// Sheets of the edges among them: file name and text.
pub const EDGES: &[(&str, &str)] = &[
    ("edges-chinese.csv", include_str!("../seed/edges-chinese.csv")),
    ("edges-math.csv", include_str!("../seed/edges-math.csv")),
    ("edges-english.csv", include_str!("../seed/edges-english.csv")),
    ("edges-science.csv", include_str!("../seed/edges-science.csv")),
    ("edges-ai.csv", include_str!("../seed/edges-ai.csv")),
];

/// Sheets of items: file name and text.
pub const ITEMS: &[(&str, &str)] = &[
    ("items-chinese.csv", include_str!("../seed/items-chinese.csv")),
    ("items-math.csv", include_str!("../seed/items-math.csv")),
    ("items-english.csv", include_str!("../seed/items-english.csv")),
    ("items-science.csv", include_str!("../seed/items-science.csv")),
    ("items-ai.csv", include_str!("../seed/items-ai.csv")),
];

/// What stands as the source of these items.
pub const SOURCE: &str = "树人自编";

/// All sheets, points first and items last, as the import takes them.
pub fn tables() -> Result<Vec<Table>> {
    let mut tables = Vec::new();
    for (file, text) in POINTS.iter().chain(EDGES).chain(ITEMS) {
        tables.extend(read(file, text.as_bytes(), &Limits::default())?);
    }
    Ok(tables)
}

/// Loads points and items, or brings them up to date; what is the same already stays as it is.
pub async fn load(base: &Base) -> Result<Report> {
    match sheet::import(base, None, tables()?, SOURCE).await {
        Err(Error::Invalid(problems)) => {
            let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
            Err(Error::internal(format!("the seed items are faulty: {}", told.join("; "))))
        }
        other => other,
    }
}
