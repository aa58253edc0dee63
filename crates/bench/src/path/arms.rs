//! The ways of choosing what to practise that are compared. Each sees answers only, through the same estimates.

use super::chance::Chance;
use super::world::World;
use learner::path::{Ask, Goal, Known, Learner, Moment, Policy, Wishes, plan};
use learner::{Estimate, Standing};
use measure::{Mastery, Model};
use std::collections::HashMap;

/// A way of choosing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Arm {
    /// Anything that leads to the goals, at any difficulty.
    Random,
    /// Always the point that looks weakest.
    Greedy,
    /// Always the goal that looks weakest, at the difficulties that the planner would take; what it builds on is left alone.
    Goals,
    /// In the order of prerequisites, each until it is secure.
    Order,
    /// The same at the difficulties that the planner would take.
    OrderAtLevel,
    /// The planner of `learner::path`.
    Path,
}

impl Arm {
    /// All, the planner last.
    pub const ALL: [Arm; 6] = [Arm::Random, Arm::Greedy, Arm::Goals, Arm::Order, Arm::OrderAtLevel, Arm::Path];

    /// Its name in figures.
    pub fn name(self) -> &'static str {
        match self {
            Arm::Random => "random",
            Arm::Greedy => "greedy",
            Arm::Goals => "goals",
            Arm::Order => "order",
            Arm::OrderAtLevel => "order_at_level",
            Arm::Path => "path",
        }
    }
}

/// What is believed of a simulated learner.
#[derive(Clone, Default)]
pub struct Belief {
    mastery: HashMap<i64, (Mastery, i64, i64)>,
    learner: Learner,
}

impl Belief {
    /// One more answer.
    pub fn observe(&mut self, point: i64, right: bool, day: i64) {
        let model = Model::default();
        let (before, last, n) = self.mastery.get(&point).copied().unwrap_or((model.prior, day, 0));
        let Ok(after) = model.observe(before, f64::from(u8::from(right)), day - last) else { return };
        self.mastery.insert(point, (after, last.max(day), n + 1));
        let estimate = Estimate::new(0, point, after, n + 1, day * 86_400_000);
        self.learner.known.insert(point, Known { last_day: day, ..Known::of(&estimate) });
    }

    fn mean(&self, point: i64) -> f64 {
        self.mastery.get(&point).map_or(0.5, |(m, _, _)| m.mean())
    }

    fn is_secure(&self, point: i64) -> bool {
        self.learner.known.get(&point).is_some_and(|k| k.standing == Standing::Secure)
    }
}

/// What to do next: a point, the difficulty, how many questions.
pub struct Choice {
    pub point: i64,
    pub level: i64,
    pub questions: i64,
}

/// Asks an arm. `relevant` are the goals and everything before them, in order.
pub fn choose(arm: Arm, world: &World, belief: &Belief, goals: &[i64], relevant: &[i64], day: i64, chance: &mut Chance) -> Choice {
    let policy = Policy::default();
    let questions = policy.questions.practise;
    let any_level = 1 + chance.below(5) as i64;
    match arm {
        Arm::Random => Choice { point: relevant[chance.below(relevant.len())], level: any_level, questions },
        Arm::Greedy => {
            let weakest = relevant.iter().copied().min_by(|a, b| belief.mean(*a).total_cmp(&belief.mean(*b)));
            Choice { point: weakest.unwrap_or(goals[0]), level: any_level, questions }
        }
        Arm::Goals => {
            let weakest = goals.iter().copied().min_by(|a, b| belief.mean(*a).total_cmp(&belief.mean(*b))).unwrap_or(goals[0]);
            Choice { point: weakest, level: policy.level(belief.mean(weakest)), questions }
        }
        Arm::Order | Arm::OrderAtLevel => {
            let next = relevant.iter().copied().find(|p| !belief.is_secure(*p));
            let point = next.unwrap_or_else(|| goals[chance.below(goals.len())]);
            let level = if arm == Arm::Order { any_level } else { policy.level(belief.mean(point)) };
            Choice { point, level, questions }
        }
        Arm::Path => {
            let taught: Vec<Goal> = goals.iter().map(|g| Goal { point: *g, day }).collect();
            let ask = Ask {
                moment: Moment::After,
                ground: &world.ground,
                learner: &belief.learner,
                goals: &taught,
                wishes: &Wishes::default(),
                today: day,
                policy: &policy,
            };
            match plan(&ask).into_iter().find(|s| relevant.contains(&s.point)) {
                Some(step) => Choice { point: step.point, level: step.level, questions: step.questions },
                None => {
                    let goal = goals[chance.below(goals.len())];
                    Choice { point: goal, level: policy.level(belief.mean(goal)), questions }
                }
            }
        }
    }
}
