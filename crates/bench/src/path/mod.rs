//! Area `path`: what the planner's paths gain on an open simulator (`docs/path.md`), beside other ways of choosing.
//!
//! Figures are normalised path gains, (after − before) / (best − before) of an examination of the goals, with 95 % intervals by the bootstrap over
//! learners. The seeds reported here were never used to choose a number of the policy.

mod arms;
mod chance;
mod world;

use crate::Figure;
use anyhow::{Context, Result};
use arms::{Arm, Belief, choose};
use chance::Chance;
use content::seed;
use learner::path::Node;
use std::collections::{BTreeMap, HashMap};
use world::{Pupil, World};

const AREA: &str = "path";

/// Seeds for choosing and trying; not reported.
pub const TRIAL: std::ops::Range<u64> = 1..5;
/// Seeds that are reported.
const REPORTED: std::ops::Range<u64> = 1001..1011;

/// What to simulate.
pub struct Plan {
    /// Learners a seed.
    pub learners: usize,
    /// Only the trial seeds: for whoever changes the planner.
    pub trial: bool,
}

/// Points of a drawn graph; goals of a learner.
const POINTS: usize = 48;
const GOALS: usize = 5;
/// Sessions, questions in each, days between two.
const SESSIONS: i64 = 20;
const QUESTIONS: i64 = 10;
const PAUSE: i64 = 2;
/// Days after the last session on which the goals are examined.
const LATER: i64 = 7;

/// Simulates and gives each figure to `print`.
pub fn run(plan: &Plan, mut print: impl FnMut(Figure) -> Result<()>) -> Result<()> {
    let seeds = if plan.trial { TRIAL } else { REPORTED };
    for (name, own) in [("drawn", false), ("mathematics", true)] {
        let mut gains: HashMap<&str, Vec<f64>> = HashMap::new();
        for seed in seeds.clone() {
            let world = if own { mathematics()? } else { World::drawn(POINTS, &mut Chance::new(seed, 1)) };
            for n in 0..plan.learners as u64 {
                for arm in Arm::ALL {
                    gains.entry(arm.name()).or_default().push(gain(&world, arm, seed * 100_000 + n));
                }
            }
        }
        for arm in Arm::ALL {
            let (mean, low, high) = interval(&gains[arm.name()]);
            print(Figure::new(AREA, format!("nrp_{name}_{}", arm.name()), mean, "").peer("95 %", &format!("{low:.3}-{high:.3}")))?;
        }
        for arm in Arm::ALL.into_iter().filter(|a| *a != Arm::Path) {
            let pairs = gains[Arm::Path.name()].iter().zip(&gains[arm.name()]).map(|(a, b)| a - b).collect::<Vec<_>>();
            let (mean, low, high) = interval(&pairs);
            let mut figure =
                Figure::new(AREA, format!("nrp_{name}_path_minus_{}", arm.name()), mean, "").peer("95 %", &format!("{low:.3}-{high:.3}"));
            figure.goal = Some("> 0".into());
            figure.holds = Some(low > 0.0);
            print(figure)?;
        }
    }
    Ok(())
}

/// One learner's normalised path gain by one arm. The learner, the history and the goals are the same for all arms.
fn gain(world: &World, arm: Arm, seed: u64) -> f64 {
    let mut draw = Chance::new(seed, 2);
    let mut pupil = Pupil::drawn(world, &mut draw);
    let goals = world.goals(GOALS, &mut draw);
    let relevant = world.relevant(&goals);
    let mut belief = Belief::default();
    // What is known at the beginning: a few answers of past weeks to some of it.
    for point in &relevant {
        for _ in 0..2 {
            let (asked, day, right) = (draw.happens(0.6), -30 + draw.below(28) as i64, draw.share());
            if asked {
                belief.observe(*point, right < pupil.examined(*point, 0.0), day);
            }
        }
    }
    let examined = |pupil: &Pupil, day: i64| goals.iter().map(|g| pupil.examined(*g, day as f64)).sum::<f64>() / goals.len() as f64;
    let end = (SESSIONS - 1) * PAUSE + LATER;
    let before = examined(&pupil, 0);
    let mut chance = Chance::new(seed, 3);
    for session in 0..SESSIONS {
        let day = session * PAUSE;
        let mut left = QUESTIONS;
        while left > 0 {
            let next = choose(arm, world, &belief, &goals, &relevant, day, &mut chance);
            for _ in 0..next.questions.min(left) {
                let right = pupil.practise(world, next.point, next.level, day as f64, &mut chance);
                belief.observe(next.point, right, day);
                left -= 1;
            }
        }
    }
    (examined(&pupil, end) - before) / (Pupil::best() - before)
}

/// The platform's own points of mathematics with their prerequisites.
fn mathematics() -> Result<World> {
    let text = |files: &[(&'static str, &'static str)], file: &str| {
        files.iter().find(|(name, _)| *name == file).map(|(_, text)| *text).with_context(|| format!("no {file}"))
    };
    let cells = |line: &'static str| line.split(',').map(str::trim).collect::<Vec<_>>();
    let mut points: BTreeMap<&str, (i64, i64)> = BTreeMap::new();
    for line in text(seed::POINTS, "points-math.csv")?.lines().skip(1).map(cells) {
        if let (Some(code), Some(grade)) = (line.first(), line.get(3).and_then(|g| g.parse().ok())) {
            let number = points.len() as i64 + 1;
            points.entry(code).or_insert((number, grade));
        }
    }
    let mut before: HashMap<i64, Vec<i64>> = HashMap::new();
    for line in text(seed::EDGES, "edges-math.csv")?.lines().skip(1).map(cells) {
        let (Some(origin), Some(kind), Some(destination)) = (line.first(), line.get(1), line.get(2)) else { continue };
        let prerequisite = content::graph::Relation::parse(kind) == Some(content::graph::Relation::Prerequisite);
        if let (Some(from), Some(to), true) = (points.get(origin), points.get(destination), prerequisite) {
            before.entry(to.0).or_default().push(from.0);
        }
    }
    let mut nodes: Vec<Node> = points
        .values()
        .map(|(point, grade)| Node { point: *point, grade: *grade, questions: 12, before: before.remove(point).unwrap_or_default() })
        .collect();
    nodes.sort_by_key(|n| (n.grade, n.point));
    Ok(World::over(nodes))
}

/// The mean and its 95 % interval by the percentile bootstrap (Efron 1979), 1,000 draws from a fixed seed.
fn interval(values: &[f64]) -> (f64, f64, f64) {
    let mut chance = Chance::new(7, 7);
    let n = values.len().max(1);
    let mean = values.iter().sum::<f64>() / n as f64;
    let mut means: Vec<f64> = (0..1000).map(|_| (0..n).map(|_| values[chance.below(values.len())]).sum::<f64>() / n as f64).collect();
    means.sort_by(f64::total_cmp);
    (mean, means[25], means[974])
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_gain_and_practice_helps() {
        let world = World::drawn(POINTS, &mut Chance::new(1, 1));
        for arm in Arm::ALL {
            let gains: Vec<f64> = (0..8).map(|n| gain(&world, arm, 100_000 + n)).collect();
            assert_eq!(gains, (0..8).map(|n| gain(&world, arm, 100_000 + n)).collect::<Vec<_>>());
            assert!(gains.iter().all(|g| (-1.0..1.0).contains(g)), "{arm:?}: {gains:?}");
        }
    }

    #[test]
    fn the_product_s_own_graph_is_read() {
        let world = mathematics().unwrap();
        assert!(world.ground.nodes().len() >= 40 && world.ground.nodes().iter().any(|n| !n.before.is_empty()));
    }
}
