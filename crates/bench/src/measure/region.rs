//! A region's learners made anew: every answer of everybody folded into mastery, ability, memory and pace, and written as it is stored.
//!
//! Protocol: each learner has answered once on each of 200 points in the course of ten months, in order of time, with a time taken; 5,000
//! items with known parameters. Answers are drawn where they are folded, learner by learner, so that memory is what the fold itself holds; drawing
//! is part of the time. Reading statements from a database and writing rows to it are not.

use super::{AREA, cpu};
use crate::Figure;
use anyhow::Result;
use learner::calibration::Draw;
use learner::state::ability::Curve;
use learner::state::course::{Asked, Course, Given, Reading};
use measure::irt::Item;
use measure::{Mastery, Model};
use rayon::prelude::*;
use std::time::Instant;

const POINTS: usize = 200;
const ITEMS: usize = 5_000;
/// Days from the first answer to the last.
const DAYS: i64 = 300;
const DAY: i64 = 86_400_000;
/// 1 September 2026 in the region.
const START: i64 = 1_788_220_800_000;

/// Makes so many learners' states anew.
pub fn rebuild(learners: usize, keep: &mut dyn FnMut(Figure) -> Result<()>) -> Result<()> {
    let mut draw = Draw::new(2026);
    let mut items = Vec::new();
    for _ in 0..ITEMS {
        let (a, b) = ((0.3 * draw.normal()).exp(), draw.normal());
        items.push((a, b, Curve::of(&Item::two_pl(a, b)?)));
    }
    let began = Instant::now();
    let (bytes, cpu): (usize, f64) = cpu::timed(|| (0..learners).into_par_iter().map(|learner| one(learner, &items)).sum());
    let wall = began.elapsed().as_secs_f64();
    let name = |what: &str| format!("region_{learners}x{POINTS}_{what}");
    let share = learners as f64 / 1_000_000.0;
    keep(Figure::new(AREA, name("rebuild_wall"), wall, "s").below(600.0 * share))?;
    keep(Figure::new(AREA, name("rebuild_cpu"), cpu, "s"))?;
    keep(Figure::new(AREA, name("rebuild_memory"), cpu::most_memory(), "GB").below(4.0))?;
    keep(Figure::new(AREA, name("stored_a_learner"), bytes as f64 / learners.max(1) as f64 / 1000.0, "kB"))
}

/// One learner's answers, folded and written; the bytes written.
fn one(learner: usize, items: &[(f64, f64, Curve)]) -> usize {
    let mut draw = Draw::new(learner as i64 * 100_003);
    let (ability, reading, model) = (draw.normal(), Reading { drift: 0.1, ..Reading::default() }, Model::default());
    let (mut course, mut mastered) = (Course::default(), Vec::with_capacity(POINTS));
    for point in 0..POINTS {
        let (a, b, curve) = &items[(draw.uniform() * ITEMS as f64) as usize % ITEMS];
        let right = draw.uniform() < 1.0 / (1.0 + (a * (b - ability)).exp());
        let score = f64::from(u8::from(right));
        let at = START + point as i64 * DAYS / POINTS as i64 * DAY + point as i64;
        let time = (20_000.0 * (0.5 - draw.uniform()).exp()) as i64;
        let given = Given { point: point as i64, score, right, time: Some(time), at };
        course.observe(&given, Asked { curve, median_time: Some(20_000) }, &reading);
        mastered.push(model.observe(model.prior, score, 0).unwrap_or(Mastery { alpha: 1.0, beta: 1.0 }));
    }
    course.end_month();
    let moments = course.moments();
    let written = serde_json::to_string(&course).map_or(0, |text| text.len());
    std::hint::black_box((moments, mastered));
    written
}
