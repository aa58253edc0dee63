use super::Diagnosis;
use crate::grid::ClassGrid;
use crate::policy;
use base::{Conn, Error, Result};
use content::item::{Interaction, Item};
use content::point::Point;
use content::practice::{Pool as Items, next_items};
use measure::Fault;
use measure::adaptive::{Blueprint, Pool, assemble};
use measure::irt::{Bank, Grid, Item as Curve};
use std::collections::HashMap;

/// Most questions of the points that are looked at.
const LOOKED_AT: i64 = 300;

/// Questions for the last minutes of a lesson.
#[derive(Debug, Clone)]
pub struct Ticket {
    /// The questions, those of one point together.
    pub questions: Vec<Question>,
    /// Seconds that they take, as far as is known.
    pub seconds: i64,
}

/// A question of a ticket.
#[derive(Debug, Clone)]
pub struct Question {
    /// The item.
    pub item: Item,
    /// Its point.
    pub point: Point,
    /// Seconds that it takes.
    pub seconds: i64,
    /// The chance that a child of the class answers it rightly, on average.
    pub chance: f64,
}

/// The questions on these points (those of the diagnosis' things when empty) that tell most about the class at its present ability: the
/// greatest sum of Fisher's information over the children, equal parts for the points, no two of one model, within
/// [`policy::TICKET_SECONDS`]. `None` when the points have too few questions. `again` gives another ticket for each number.
///
/// A child's ability on a point is the logit of the believed chance there, of one of whom nothing is known the class's; an item's difficulty is
/// its author's.
pub async fn ticket(conn: &mut Conn, diagnosis: &Diagnosis, points: &[i64], again: u64) -> Result<Option<Ticket>> {
    let grid = &diagnosis.grid;
    let things: Vec<i64> = diagnosis.things.iter().map(|thing| thing.point.id).collect();
    let wanted = if points.is_empty() { things.as_slice() } else { points };
    let columns: Vec<usize> = (0..grid.points.len()).filter(|column| wanted.contains(&grid.points[*column].id)).collect();
    let ids: Vec<i64> = columns.iter().map(|column| grid.points[*column].id).collect();
    if ids.is_empty() {
        return Ok(None);
    }
    let items = next_items(conn, &Items::Points(ids.clone()), &[], LOOKED_AT, again).await?;
    let area: HashMap<i64, usize> = ids.iter().enumerate().map(|(area, point)| (*point, area)).collect();
    let abilities: Vec<Vec<f64>> = columns.iter().map(|column| abilities(grid, *column)).collect();
    let Some(chosen) = choose(&items, &area, &abilities, again).map_err(Error::internal)? else { return Ok(None) };
    let question = |place: usize| {
        let item = items[place].clone();
        let of = area[&item.point];
        let curve = curve(&item)?;
        let chance = abilities[of].iter().map(|theta| curve.probability(1, *theta)).sum::<f64>() / abilities[of].len().max(1) as f64;
        Ok(Question { seconds: seconds(&item), point: grid.points[columns[of]].clone(), chance, item })
    };
    let mut questions: Vec<Question> = chosen.into_iter().map(question).collect::<Result<_, Fault>>().map_err(Error::internal)?;
    questions.sort_by(|a, b| area[&a.point.id].cmp(&area[&b.point.id]).then(b.chance.total_cmp(&a.chance)));
    Ok(Some(Ticket { seconds: questions.iter().map(|q| q.seconds).sum(), questions }))
}

/// The longest ticket that fits; `None` when none does.
fn choose(items: &[Item], area: &HashMap<i64, usize>, abilities: &[Vec<f64>], again: u64) -> Result<Option<Vec<usize>>, Fault> {
    if items.is_empty() {
        return Ok(None);
    }
    let curves: Vec<Curve> = items.iter().map(curve).collect::<Result<_, _>>()?;
    let of: Vec<usize> = items.iter().map(|item| area[&item.point]).collect();
    let mut worth: Vec<f64> =
        curves.iter().zip(&of).map(|(curve, area)| abilities[*area].iter().map(|theta| curve.information(*theta)).sum()).collect();
    if again > 0 {
        // Items come in an order that `again` decides: of nearly equal ones the earlier, so that another ticket is another one.
        worth.iter_mut().enumerate().for_each(|(place, worth)| *worth *= 1.0 - 0.3 * place as f64 / items.len() as f64);
    }
    let models: HashMap<i64, Vec<usize>> = items.iter().enumerate().fold(HashMap::new(), |mut all, (place, item)| {
        if let Some(model) = item.model {
            all.entry(model).or_default().push(place);
        }
        all
    });
    let pool = Pool::new(Bank::new(curves)?, Grid::default()).with_areas(of.clone())?;
    let (least, most) = policy::TICKET_QUESTIONS;
    for length in (least..=most.min(items.len())).rev() {
        let mut blueprint = Blueprint::new().amount(
            "seconds",
            items.iter().enumerate().map(|(place, item)| (place, seconds(item) as f64)),
            0.0,
            policy::TICKET_SECONDS as f64,
        );
        for point in 0..abilities.len() {
            let number = of.iter().filter(|area| **area == point).count();
            let (low, high) = (length / abilities.len(), length.div_ceil(abilities.len()));
            // Where a point has fewer questions than its part, others make up for it.
            let high = if (0..abilities.len()).any(|p| of.iter().filter(|a| **a == p).count() < low) { length } else { high };
            blueprint = blueprint.number("point", (0..items.len()).filter(|place| of[*place] == point), low.min(number)..=high);
        }
        for places in models.values() {
            blueprint = blueprint.number("model", places.iter().copied(), 0..=1);
        }
        match assemble(&pool, &blueprint, &worth, length) {
            Ok(chosen) => return Ok(Some(chosen)),
            Err(Fault::Blueprint { .. }) => {}
            Err(fault) => return Err(fault),
        }
    }
    Ok(None)
}

/// What the children of a class can do on a point, as logits.
fn abilities(grid: &ClassGrid, column: usize) -> Vec<f64> {
    let logit = |chance: f64| (chance / (1.0 - chance)).ln();
    let known: Vec<f64> = grid.students.iter().filter_map(|s| s.cells[column].as_ref()).map(|e| logit(e.mean)).collect();
    let mean = known.iter().sum::<f64>() / known.len().max(1) as f64;
    grid.students.iter().map(|s| s.cells[column].as_ref().map_or(mean, |e| logit(e.mean))).collect()
}

fn curve(item: &Item) -> Result<Curve, Fault> {
    Curve::two_pl(1.0, (item.difficulty - 3) as f64 * policy::DIFFICULTY_STEP)
}

fn seconds(item: &Item) -> i64 {
    let (choose, number, words) = policy::SECONDS;
    match &item.interaction {
        Interaction::Choice(_) => choose,
        Interaction::Numeric(_) => number,
        Interaction::ShortText(_) => words,
    }
}
