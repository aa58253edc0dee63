//! The points and misconceptions that models may name.

use crate::{Kind, point};
use base::sheet::Table;
use base::{Conn, Result};
use std::collections::HashMap;

/// What a check needs to know of a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownPoint {
    /// Grade 1–12, or 0 where the stage counts none.
    pub grade: i64,
    /// Whether it is a misconception (误区); `None` where the sheet does not say.
    pub misconception: Option<bool>,
}

/// Points by their codes.
#[derive(Debug, Clone, Default)]
pub struct Known(HashMap<String, KnownPoint>);

/// The columns of a sheet of points that count here.
const COLUMNS: [&str; 3] = ["编码", "年级", "类型"];

impl Known {
    /// A point more.
    pub fn add(&mut self, code: &str, point: KnownPoint) {
        self.0.insert(code.to_owned(), point);
    }

    /// The point of a code.
    pub fn get(&self, code: &str) -> Option<KnownPoint> {
        self.0.get(code).copied()
    }

    /// The points of the platform's own sheets, as they stand.
    pub fn of_sheets(tables: &[Table]) -> Known {
        let mut known = Known::default();
        for table in tables {
            let place = |name: &str| table.headings.iter().position(|h| h.trim() == name);
            let [Some(code), Some(grade), kind] = COLUMNS.map(place) else { continue };
            if place("题干").is_some() {
                continue;
            }
            for row in &table.rows {
                let cell = |at: usize| row.cells.get(at).map_or("", |c| c.trim());
                let misconception = kind.map(|k| matches!(cell(k), "误区" | "misconception"));
                known.add(cell(code), KnownPoint { grade: cell(grade).parse().unwrap_or(0), misconception });
            }
        }
        known
    }

    /// The points that models name, from the store.
    pub async fn of_store(conn: &mut Conn, codes: &[&str]) -> Result<Known> {
        let mut known = Known::default();
        for (code, point) in point::by_codes(conn, codes).await? {
            known.add(&code, KnownPoint { grade: point.grade, misconception: Some(point.kind == Kind::Misconception) });
        }
        Ok(known)
    }
}
