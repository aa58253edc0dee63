//! The simulated learner: latent skills over a graph, learning that needs its ground and the right challenge, forgetting. None of it is the
//! model that plans: the planner believes in independent Beta distributions per point and a calendar; here skills depend on each other, grow by an inverted U of
//! challenge, and fade by a power law whose pace slows with spaced practice. Described in `docs/path.md`.

use super::chance::Chance;
use learner::path::{Ground, Node};
use std::collections::HashMap;

/// What can be practised in a simulation.
pub struct World {
    /// The points and what comes before what.
    pub ground: Ground,
    /// How deep each point lies: the longest chain before it.
    depth: HashMap<i64, usize>,
}

impl World {
    /// Over given points.
    pub fn over(nodes: Vec<Node>) -> World {
        let ground = Ground::new(nodes);
        let mut depth: HashMap<i64, usize> = HashMap::new();
        for node in ground.nodes() {
            let below = node.before.iter().map(|p| depth.get(p).map_or(0, |d| d + 1)).max().unwrap_or(0);
            depth.insert(node.point, below);
        }
        World { ground, depth }
    }

    /// A graph drawn: `n` points in layers, each with one to three prerequisites in the two layers before.
    pub fn drawn(n: usize, chance: &mut Chance) -> World {
        const WIDTH: usize = 6;
        let mut nodes = Vec::new();
        for i in 0..n {
            let layer = i / WIDTH;
            let mut before = Vec::new();
            if layer > 0 {
                let (from, to) = (layer.saturating_sub(2) * WIDTH, layer * WIDTH);
                for _ in 0..=chance.below(3) {
                    let point = (from + chance.below(to - from)) as i64 + 1;
                    if !before.contains(&point) {
                        before.push(point);
                    }
                }
            }
            nodes.push(Node { point: i as i64 + 1, grade: 7, questions: 12, before });
        }
        World::over(nodes)
    }

    /// Goals and everything before them, in the order in which it can be learnt.
    pub fn relevant(&self, goals: &[i64]) -> Vec<i64> {
        let mut wanted: Vec<i64> = goals.to_vec();
        let mut at = 0;
        while at < wanted.len() {
            for before in self.ground.before(wanted[at]) {
                if !wanted.contains(before) {
                    wanted.push(*before);
                }
            }
            at += 1;
        }
        self.ground.nodes().iter().map(|n| n.point).filter(|p| wanted.contains(p)).collect()
    }

    /// Some points of the deepest third: what a term is to lead to.
    pub fn goals(&self, n: usize, chance: &mut Chance) -> Vec<i64> {
        let nodes = self.ground.nodes();
        let mut deep: Vec<i64> = nodes[nodes.len() * 2 / 3..].iter().filter(|n| !n.before.is_empty()).map(|n| n.point).collect();
        let mut goals = Vec::new();
        while goals.len() < n && !deep.is_empty() {
            goals.push(deep.swap_remove(chance.below(deep.len())));
        }
        goals
    }
}

/// Chance to be right without knowing, and to slip when knowing (between a choice of four and an open answer).
const GUESS: f64 = 0.15;
const SLIP: f64 = 0.05;
/// Log-odds between two of an author's difficulties, and what the author's scale does not tell.
const STEP: f64 = 0.6;
const ITEM: f64 = 0.4;
/// Skill below which nothing of a point is left after long forgetting.
const FLOOR: f64 = -2.5;
/// Skill that cannot be exceeded.
const CEILING: f64 = 3.5;

/// Gain on the logit scale by a question at the best challenge with the ground in place, far from the ceiling. With what readiness, challenge and
/// ceiling leave of it about 0.1 a question remains: the learning rate that Koedinger et al. (2023, PNAS 120(13), e2221311120) find over 27 data sets.
const PACE: f64 = 0.7;
/// Share of a skill above the floor that is never forgotten.
const KEPT: f64 = 0.7;

/// One skill of a learner.
#[derive(Clone, Copy)]
struct Skill {
    /// On the logit scale, as of the last practice.
    level: f64,
    /// Days until half of what lies above the floor is gone.
    stability: f64,
    /// Day of the last practice.
    last: f64,
}

/// A simulated learner.
#[derive(Clone)]
pub struct Pupil {
    skills: HashMap<i64, Skill>,
    pace: f64,
}

impl Pupil {
    /// A learner drawn: an ability, points more or less known around it, deeper ones less, none much better than its ground.
    pub fn drawn(world: &World, chance: &mut Chance) -> Pupil {
        let ability = chance.normal();
        let pace = PACE * (0.4 * chance.normal()).exp();
        let mut skills: HashMap<i64, Skill> = HashMap::new();
        for node in world.ground.nodes() {
            let ground = node.before.iter().map(|p| skills[p].level).fold(f64::INFINITY, f64::min);
            let own = 0.8 + ability - 0.45 * world.depth[&node.point] as f64 + 0.9 * chance.normal();
            let level = own.min(ground + 0.5).clamp(FLOOR, CEILING);
            skills.insert(node.point, Skill { level, stability: 30.0 * (0.5 * chance.normal()).exp(), last: -10.0 * chance.share() });
        }
        Pupil { skills, pace }
    }

    /// The skill on a day.
    fn today(&self, point: i64, day: f64) -> f64 {
        let skill = self.skills[&point];
        let kept = 1.0 / (1.0 + (day - skill.last).max(0.0) / skill.stability);
        FLOOR + (skill.level - FLOOR) * (KEPT + (1.0 - KEPT) * kept)
    }

    /// Chance of a right answer on a day, to an item this much harder than the middle.
    fn chance(&self, point: i64, harder: f64, day: f64) -> f64 {
        GUESS + (1.0 - GUESS - SLIP) / (1.0 + (harder - self.today(point, day)).exp())
    }

    /// What an examination of a point at the middle difficulty would show.
    pub fn examined(&self, point: i64, day: f64) -> f64 {
        self.chance(point, 0.0, day)
    }

    /// The most that such an examination can show.
    pub fn best() -> f64 {
        GUESS + (1.0 - GUESS - SLIP) / (1.0 + (-CEILING).exp())
    }

    /// Answers a question of an author's difficulty, sees the solution, and has learnt a little: more with the ground in place, and most where the question was
    /// neither given nor out of reach.
    pub fn practise(&mut self, world: &World, point: i64, level: i64, day: f64, chance: &mut Chance) -> bool {
        let harder = STEP * (level - 3) as f64 + ITEM * chance.normal();
        let expected = self.chance(point, harder, day);
        let right = chance.happens(expected);
        let readiness: f64 =
            world.ground.before(point).iter().map(|p| 1.0 / (1.0 + (-2.0 * (self.today(*p, day) + 0.3)).exp())).fold(1.0, f64::min);
        let challenge = (-((expected - 0.65) / 0.25).powi(2) / 2.0).exp();
        let gain = self.pace * readiness * (0.15 + 0.85 * challenge) * if right { 1.0 } else { 0.8 };
        let now = self.today(point, day);
        if let Some(skill) = self.skills.get_mut(&point) {
            let elapsed = (day - skill.last).max(0.0);
            let forgotten = 1.0 - 1.0 / (1.0 + elapsed / skill.stability);
            skill.level = (now + gain * (CEILING - now) / (CEILING - FLOOR)).min(CEILING);
            // The spacing effect: what was half forgotten is kept longer afterwards.
            skill.stability *= 1.0 + if right { 0.08 + 1.2 * forgotten } else { 0.02 };
            skill.last = day;
        }
        right
    }
}
