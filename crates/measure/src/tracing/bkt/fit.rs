use super::chain::{Hold, Room, Sequences, State, inside};
use super::{Emission, Parameters};
use crate::{Fault, OfLearner, Responses};
use rayon::prelude::*;

/// How a [`Bkt`] is fitted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// Whether a known skill may be forgotten. Without, `forget` is 0.
    pub forgetting: bool,
    /// Whether each item has its own guess and slip, drawn to its skill's with a weight of this many answers; `None`: they are the skill's.
    pub per_item: Option<f64>,
    /// Number of starting points. The first is `towards`; the others fill the space of parameters evenly (Halton's sequence).
    pub starts: usize,
    /// Steps of EM from each start, before the best goes on alone.
    pub trial: usize,
    /// The most steps of EM from the best start.
    pub iterations: usize,
    /// The fit has settled when three steps of EM raise the penalised log-likelihood of a skill by less than this.
    pub tolerance: f64,
    /// Where the weak Beta density draws the parameters; also the first start, and the parameters of a skill without answers.
    pub towards: Parameters,
    /// How many observations that density weighs. 0 would be maximum likelihood, and its parameters could reach 10⁻⁴ and 1 − 10⁻⁴, the
    /// limits that always hold.
    pub weight: f64,
}

impl Default for Settings {
    /// No forgetting, guess and slip by skill, five starts, a density of the weight of two observations: judgements, small beside a
    /// skill's hundreds of answers.
    fn default() -> Settings {
        let answer = Emission { guess: 0.3, slip: 0.15 };
        Settings {
            forgetting: false,
            per_item: None,
            starts: 5,
            trial: 6,
            iterations: 300,
            tolerance: 1e-3,
            towards: Parameters { prior: 0.5, learn: 0.1, forget: 0.05, answer },
            weight: 2.0,
        }
    }
}

/// One skill of a [`Bkt`].
#[derive(Debug, Clone, PartialEq)]
pub struct Skill {
    /// Its parameters.
    pub parameters: Parameters,
    /// Log-likelihood of its answers, without the density on the parameters.
    pub log_likelihood: f64,
    /// Number of answers.
    pub answers: usize,
    /// Number of learners.
    pub learners: usize,
    /// Steps of EM from the best start.
    pub iterations: usize,
    /// Whether they settled within the steps allowed.
    pub settled: bool,
}

/// Bayesian knowledge tracing with parameters for each skill. Skills do not influence each other.
#[derive(Debug, Clone, PartialEq)]
pub struct Bkt {
    skills: Vec<Skill>,
    skill_of: Vec<Option<usize>>,
    /// By item, where items differ.
    answer: Option<Vec<Emission>>,
    /// Chance of a right answer to an item without a skill.
    base: f64,
}

impl Bkt {
    /// Fits every skill, in parallel; the result does not depend on the number of threads. `skill_of` names the skill of each item, from
    /// 0 (see [`combinations`](super::super::combinations) for items that ask for several); items without one are predicted by the share
    /// of right answers. A skill without answers keeps `settings.towards`.
    ///
    /// O(answers) for a step. [`Fault::NotBinary`] for other scores than 0 and 1, [`Fault::Shape`] when `skill_of` is not as long as there
    /// are items, [`Fault::OutOfRange`] for settings that are not probabilities or not positive.
    pub fn fit(responses: &Responses, skill_of: &[Option<usize>], settings: &Settings) -> Result<Bkt, Fault> {
        responses.require_binary()?;
        settings.check()?;
        if skill_of.len() != responses.items() {
            return Err(Fault::Shape { what: "skills of items", expected: responses.items(), found: skill_of.len() });
        }
        let skills = skill_of.iter().flatten().max().map_or(0, |m| m + 1);
        // Index of each item among those of its skill.
        let (mut place, mut count) = (vec![0_u32; skill_of.len()], vec![0_u32; skills]);
        for (item, skill) in skill_of.iter().enumerate() {
            if let Some(skill) = skill {
                place[item] = count[*skill];
                count[*skill] += 1;
            }
        }
        let mut answers: Vec<Vec<Vec<(u32, bool)>>> = vec![Vec::new(); skills];
        let mut last = vec![usize::MAX; skills];
        for row in responses.rows() {
            let Some(skill) = skill_of[row.item] else { continue };
            if last[skill] != row.learner {
                last[skill] = row.learner;
                answers[skill].push(Vec::new());
            }
            if let Some(own) = answers[skill].last_mut() {
                own.push((place[row.item], row.score == 1.0));
            }
        }
        let fitted: Vec<(Skill, Vec<Emission>)> = answers
            .into_par_iter()
            .zip(&count)
            .map(|(learners, items)| settings.fit_skill(&Sequences::new(learners, *items as usize, settings.per_item.is_some())))
            .collect();
        let of_item = |(item, skill): (usize, &Option<usize>)| {
            skill.map_or(settings.towards.answer, |s| {
                fitted[s].1.get(place[item] as usize).copied().unwrap_or(fitted[s].0.parameters.answer)
            })
        };
        let answer = settings.per_item.map(|_| skill_of.iter().enumerate().map(of_item).collect());
        let base = (responses.rows().map(|r| r.score).sum::<f64>() + 1.0) / (responses.len() as f64 + 2.0);
        Ok(Bkt { skills: fitted.into_iter().map(|f| f.0).collect(), skill_of: skill_of.to_vec(), answer, base })
    }

    /// The fitted skills.
    pub fn skills(&self) -> &[Skill] {
        &self.skills
    }

    /// The skill of an item, `None` for one without, or unknown to the fit.
    pub fn skill_of(&self, item: usize) -> Option<usize> {
        self.skill_of.get(item).copied().flatten()
    }

    /// Guess and slip of an item, `None` for one without a skill.
    pub fn emission(&self, item: usize) -> Option<Emission> {
        let skill = self.skill_of(item)?;
        Some(self.answer.as_ref().map_or(self.skills[skill].parameters.answer, |all| all[item]))
    }

    /// A learner about whom nothing is known: for each skill, the chance that it is known.
    pub fn start(&self) -> Vec<f64> {
        self.skills.iter().map(|s| s.parameters.prior).collect()
    }

    /// Chance of a right answer of a learner who knows each skill with the chances `known`.
    pub fn predict(&self, known: &[f64], item: usize) -> f64 {
        match (self.skill_of(item), self.emission(item)) {
            (Some(skill), Some(answer)) => answer.right(known.get(skill).copied().unwrap_or(self.skills[skill].parameters.prior)),
            _ => self.base,
        }
    }

    /// Takes an answer: Bayes' rule, then the chance to learn. O(1). An item without a skill changes nothing.
    pub fn observe(&self, known: &mut [f64], item: usize, right: bool) {
        if let (Some(skill), Some(answer)) = (self.skill_of(item), self.emission(item))
            && let Some(known) = known.get_mut(skill)
        {
            *known = self.skills[skill].parameters.next(answer.given(*known, right));
        }
    }

    /// The chance of a right answer before each of the answers of [`Responses::rows`], in that order, from those before it of the same learner.
    pub fn trace(&self, responses: &Responses) -> Result<Vec<f64>, Fault> {
        responses.require_binary()?;
        let own = |own: OfLearner<'_>| {
            let mut known = self.start();
            let answers = own.pairs().map(|(item, score)| {
                let chance = self.predict(&known, item);
                self.observe(&mut known, item, score == 1.0);
                chance
            });
            answers.collect::<Vec<f64>>()
        };
        Ok(responses.by_learner().flat_map(own).collect())
    }
}

impl Settings {
    fn check(&self) -> Result<(), Fault> {
        let Parameters { prior, learn, forget, answer } = self.towards;
        for (what, value) in [("prior", prior), ("learn", learn), ("guess", answer.guess), ("slip", answer.slip), ("forget", forget)] {
            if !(value > 0.0 && value < 1.0) {
                return Err(Fault::OutOfRange { what, value, allowed: "between 0 and 1" });
            }
        }
        if answer.guess + answer.slip >= 1.0 {
            return Err(Fault::OutOfRange { what: "guess and slip together", value: answer.guess + answer.slip, allowed: "below 1" });
        }
        let positive = [
            ("the weight of the density", self.weight),
            ("an item's weight", self.per_item.unwrap_or(0.0)),
            ("the tolerance", self.tolerance),
        ];
        match positive.into_iter().find(|(_, value)| !(*value >= 0.0 && value.is_finite())) {
            Some((what, value)) => Err(Fault::OutOfRange { what, value, allowed: "0 or more" }),
            None if self.starts == 0 => Err(Fault::OutOfRange { what: "the number of starts", value: 0.0, allowed: "1 or more" }),
            None => Ok(()),
        }
    }

    /// The `n`th start.
    fn from(&self, n: usize) -> Parameters {
        let forget = |p: f64| if self.forgetting { p } else { 0.0 };
        if n == 0 {
            return Parameters { forget: forget(self.towards.forget), ..self.towards };
        }
        let within = |base, low: f64, high: f64| low + (high - low) * halton(n, base);
        Parameters {
            prior: within(2, 0.1, 0.9),
            learn: within(3, 0.01, 0.4),
            forget: forget(within(11, 0.005, 0.1)),
            answer: Emission { guess: within(5, 0.05, 0.5), slip: within(7, 0.03, 0.45) },
        }
    }

    fn fit_skill(&self, data: &Sequences) -> (Skill, Vec<Emission>) {
        let hold = Hold { to: self.towards, weight: self.weight, item_weight: self.per_item.unwrap_or(0.0), forgetting: self.forgetting };
        let mut room = Room::default();
        let start = |n: usize| {
            let skill = self.from(n);
            State { skill, items: vec![skill.answer; data.items()] }
        };
        let skill = |state: &State, iterations, settled, room: &mut Room| Skill {
            parameters: state.skill,
            log_likelihood: data.log_likelihood(state, room),
            answers: data.answers,
            learners: data.learners,
            iterations,
            settled,
        };
        if data.answers == 0 {
            return (skill(&start(0), 0, true, &mut room), start(0).items);
        }
        let mut best: Option<(State, f64)> = None;
        for n in 0..self.starts {
            let (mut state, mut value) = (start(n), f64::NEG_INFINITY);
            for _ in 0..if self.starts > 1 { self.trial } else { 1 } {
                (state, value) = data.step(&state, &hold, &mut room);
            }
            if best.as_ref().is_none_or(|b| value > b.1) {
                best = Some((state, value));
            }
        }
        let from = best.map_or_else(|| start(0), |b| b.0);
        let (state, iterations, settled) = self.settle(data, from, &hold, &mut room);
        (skill(&state, iterations, settled, &mut room), state.items)
    }

    /// EM with SQUAREM's steps: two of EM, then a leap along their direction, taken back when it lowers the likelihood.
    fn settle(&self, data: &Sequences, mut state: State, hold: &Hold, room: &mut Room) -> (State, usize, bool) {
        let (mut iterations, mut before) = (0, f64::NEG_INFINITY);
        while iterations + 3 <= self.iterations {
            let (first, value) = data.step(&state, hold, room);
            let (second, value_of_first) = data.step(&first, hold, room);
            let leapt = leap(&state, &first, &second);
            let (third, value_of_leap) = data.step(&leapt, hold, room);
            iterations += 3;
            state = if value_of_leap >= value_of_first { third } else { second };
            if value - before < self.tolerance {
                return (state, iterations, true);
            }
            before = value;
        }
        (state, iterations, false)
    }
}

/// Halton's sequence: the digits of `n` in the base, mirrored at the point.
fn halton(mut n: usize, base: usize) -> f64 {
    let (mut value, mut digit) = (0.0, 1.0);
    while n > 0 {
        digit /= base as f64;
        value += digit * (n % base) as f64;
        n /= base;
    }
    value
}

/// SQUAREM's extrapolation (scheme S3) of three states in log-odds.
fn leap(zero: &State, one: &State, two: &State) -> State {
    let [a, b, c] = [zero, one, two].map(log_odds);
    let (mut r2, mut v2) = (0.0, 0.0);
    for i in 0..a.len() {
        let r = b[i] - a[i];
        r2 += r * r;
        v2 += (c[i] - b[i] - r).powi(2);
    }
    let far = if v2 > 0.0 { -(r2 / v2).sqrt().clamp(1.0, 64.0) } else { -1.0 };
    let mut at = a.iter().zip(&b).zip(&c).map(|((a, b), c)| {
        let (r, v) = (b - a, c - 2.0 * b + a);
        1.0 / (1.0 + (-(a - 2.0 * far * r + far * far * v).clamp(-9.0, 9.0)).exp())
    });
    let mut next = || at.next().unwrap_or(0.5);
    let (prior, learn, forget) = (next(), next(), next());
    let mut emission = || inside(Emission { guess: next(), slip: next() });
    let answer = emission();
    let items = two.items.iter().map(|_| emission()).collect();
    State { skill: Parameters { prior, learn, forget: if two.skill.forget > 0.0 { forget } else { 0.0 }, answer }, items }
}

fn log_odds(state: &State) -> Vec<f64> {
    let Parameters { prior, learn, forget, answer } = state.skill;
    let skill = [prior, learn, if forget > 0.0 { forget } else { 0.5 }, answer.guess, answer.slip];
    let items = state.items.iter().flat_map(|of| [of.guess, of.slip]);
    skill.into_iter().chain(items).map(|p| (p / (1.0 - p)).ln()).collect()
}
