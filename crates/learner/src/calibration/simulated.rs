//! Calibration of invented regions whose truth is known.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::draw::{Draw, mixed};
use super::fit::calibrate;
use super::sample::{Index, Sample};
use super::{Chance, Model};
use crate::policy;
use records::trial::Trial;

const DAY: i64 = 86_400_000;
const START: i64 = 1_788_220_800_000;

/// Items' true difficulties: by point (4), then by item (8 each).
fn truth(item: usize) -> f64 {
    (item / 8) as f64 * 0.5 - 0.75 + (item % 8) as f64 * 0.2 - 0.7
}

/// Learners who practise for three months, get better by `growth` a month, and answer 2PL items with slope 1.2.
fn region(learners: usize, answers: usize, growth: f64, order: impl Fn(usize) -> usize) -> Sample {
    let mut sample = Sample::default();
    let mut index = Index::default();
    for n in 0..learners {
        let person = order(n);
        let mut draw = Draw::new(person as i64 * 1_000_000);
        let ability = draw.normal();
        let trials: Vec<Trial> = (0..answers)
            .map(|i| {
                let item = (draw.uniform() * 32.0) as usize;
                let at = START + (i * 90 / answers) as i64 * DAY + i as i64 * 1000;
                let theta = ability + growth * (i * 3 / answers) as f64;
                let correct = draw.uniform() < 1.0 / (1.0 + (-1.2 * (theta - truth(item))).exp());
                let time = (20_000.0 * (0.3 * draw.normal()).exp()) as i64;
                let score = f64::from(u8::from(correct));
                Trial {
                    person: person as i64,
                    item: item as i64,
                    point: 100 + (item / 8) as i64,
                    score,
                    correct,
                    duration: Some(time),
                    at,
                    seq: i as i64,
                }
            })
            .collect();
        let part = (mixed(person as i64) % 5) as u8;
        sample.add(&mut index, part, &trials.iter().collect::<Vec<_>>());
    }
    sample
}

#[test]
fn items_are_recovered_and_ability_foretells_better_than_mastery_alone() {
    let sample = region(700, 60, 0.2, |n| n);
    let made = calibrate(&sample, 1.0, false);
    assert_eq!((made.model, made.protocol.items, made.protocol.learners, made.fit.failure.as_str()), (Model::TwoPl, 32, 700, ""));
    assert!(made.protocol.examinees > 1_400 && made.protocol.answers == 42_000);
    // The scale is that of learner-months: their mean is 0, so difficulties may be shifted and stretched together.
    let pairs: Vec<(f64, f64)> = made.items.iter().map(|i| (truth(i.item as usize), i.difficulty)).collect();
    let n = pairs.len() as f64;
    let (mx, my) = (pairs.iter().map(|p| p.0).sum::<f64>() / n, pairs.iter().map(|p| p.1).sum::<f64>() / n);
    let rmse = (pairs.iter().map(|(x, y)| (x - mx - (y - my)).powi(2)).sum::<f64>() / n).sqrt();
    assert!(rmse < 0.12, "{rmse}");
    assert!(made.items.iter().all(|i| i.median_time.is_some_and(|t| (17_000..23_000).contains(&t))));
    let of = |name: &str| made.fit.models.iter().find(|m| m.model == name).unwrap().clone();
    let (mastery, ability, both) = (of("mastery"), of("ability"), of("both"));
    assert!(both.log_loss < mastery.log_loss - 0.02 && ability.auc > mastery.auc + 0.03, "{mastery:?} {ability:?} {both:?}");
    assert!(both.calibration_error < policy::CALIBRATION_ERROR && made.with.chance != Chance::Mastery, "{both:?}");
    assert!(made.with.drift > 0.0, "learners who change are seen to change");
}

#[test]
fn the_order_of_learners_changes_nothing() {
    let (one, other) = (calibrate(&region(300, 40, 0.1, |n| n), 1.0, false), calibrate(&region(300, 40, 0.1, |n| 299 - n), 1.0, false));
    let sorted = |mut items: Vec<crate::store::calibration::ItemRow>| {
        items.sort_by_key(|i| i.item);
        items
    };
    let (a, b) = (sorted(one.items), sorted(other.items));
    assert_eq!(a.len(), b.len());
    for (a, b) in a.iter().zip(&b) {
        assert!((a.difficulty - b.difficulty).abs() < 1e-6 && (a.discrimination - b.discrimination).abs() < 1e-6, "{a:?} {b:?}");
        assert_eq!((a.item, a.point, a.answers, a.median_time), (b.item, b.point, b.answers, b.median_time));
    }
    assert_eq!(one.with, other.with);
}

#[test]
fn a_small_region_falls_back_and_says_so() {
    let made = calibrate(&region(20, 30, 0.0, |n| n), 1.0, true);
    assert_eq!((made.model, made.protocol.items, made.fit.models.len()), (Model::None, 0, 0));
    assert!(made.items.iter().all(|i| i.answers == 0 && i.difficulty == 0.0), "times only");
    // Forty learners are some hundred learner-months: difficulties, one discrimination.
    let middle = calibrate(&region(60, 90, 0.0, |n| n), 1.0, false);
    assert_eq!(middle.model, Model::OnePl);
    let slope = middle.items[0].discrimination;
    assert!(middle.items.iter().all(|i| (i.discrimination - slope).abs() < 1e-12));
    let nothing = calibrate(&Sample::default(), 1.0, true);
    assert_eq!((nothing.model, nothing.items.len()), (Model::None, 0));
}

#[test]
fn learners_who_all_answer_alike_are_no_fault() {
    for right in [true, false] {
        let mut sample = region(150, 30, 0.0, |n| n);
        sample.rows.iter_mut().for_each(|row| (row.right, row.score) = (right, f32::from(u8::from(right))));
        let made = calibrate(&sample, 1.0, false);
        assert!(made.items.iter().all(|i| i.difficulty.is_finite() && i.discrimination.is_finite()));
    }
}
