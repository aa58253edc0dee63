//! What pupils practise: the active items, by subject and grade, points in the order of the curriculum.

use super::chance::Chance;
use base::{Conn, Result};
use content::item::{self, Item, Status};
use content::{Subject, point};
use people::Stage;
use std::collections::{BTreeMap, HashMap};

/// A point with its items.
pub(super) struct Topic {
    pub code: String,
    pub questions: Vec<Question>,
}

/// An item and how hard it is, on the scale of abilities.
pub(super) struct Question {
    pub item: Item,
    pub difficulty: f64,
}

/// Topics by subject and grade.
pub(super) struct Material(BTreeMap<(Subject, i64), Vec<Topic>>);

/// Ability at which half of the pupils answer an item of the middle difficulty (3) rightly, before guessing.
const MIDDLE: f64 = -0.1;
/// How much harder each step of the author's scale is.
const STEP: f64 = 0.5;
/// Standard deviations of what the author's scale does not tell.
const BETWEEN_POINTS: f64 = 0.35;
const BETWEEN_ITEMS: f64 = 0.3;

impl Material {
    /// Reads the items of general schooling and draws their difficulties.
    pub async fn read(conn: &mut Conn, chance: &mut Chance) -> Result<Material> {
        let filter = item::Filter { status: Some(Status::Active), ..item::Filter::default() };
        let mut items = item::list(conn, &filter, 0, i64::MAX).await?;
        // The histories are of authored items: six instances of each of some hundred models would leave a few answers to each.
        items.retain(|i| i.model.is_none());
        let ids: Vec<i64> = items.iter().map(|i| i.point).collect();
        let points: HashMap<i64, point::Point> = point::many(conn, &ids).await?.into_iter().map(|p| (p.id, p)).collect();
        let mut by_point: BTreeMap<&str, Vec<Item>> = BTreeMap::new();
        for item in items {
            if let Some(point) = points.get(&item.point).filter(|_| general(item.stage)) {
                by_point.entry(&point.code).or_default().push(item);
            }
        }
        let mut material: BTreeMap<(Subject, i64), Vec<Topic>> = BTreeMap::new();
        for (code, mut items) in by_point {
            items.sort_by(|a, b| a.code.cmp(&b.code));
            let of_point = BETWEEN_POINTS * chance.normal();
            let class = (items[0].subject, items[0].grade);
            let questions = items.into_iter().map(|item| {
                let difficulty = MIDDLE + STEP * (item.difficulty - 3) as f64 + of_point + BETWEEN_ITEMS * chance.normal();
                Question { item, difficulty }
            });
            material.entry(class).or_default().push(Topic { code: code.to_owned(), questions: questions.collect() });
        }
        Ok(Material(material))
    }

    /// The topics of a subject in a grade; empty when there are none.
    pub fn topics(&self, subject: Subject, grade: i64) -> &[Topic] {
        self.0.get(&(subject, grade)).map_or(&[], Vec::as_slice)
    }

    /// The subjects that have topics in a grade.
    pub fn subjects(&self, grade: i64) -> Vec<Subject> {
        self.0.keys().filter(|(_, g)| *g == grade).map(|(subject, _)| *subject).collect()
    }
}

fn general(stage: Stage) -> bool {
    matches!(stage, Stage::Primary | Stage::Junior | Stage::Senior)
}
