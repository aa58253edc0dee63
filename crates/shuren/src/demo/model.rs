//! How invented pupils answer. `docs/demo.md` states the model with its sources.

use super::chance::Chance;
use super::material::{Question, Topic};
use base::Millis;
use content::Subject;
use content::item::{Choice, Interaction};
use content::score::{self, Response, Score};
use std::collections::{BTreeSet, HashMap};

/// Standard deviation of schools around their locality's mean, in units of the pupils' own.
const BETWEEN_SCHOOLS: f64 = 0.3;
/// Standard deviation of classes around their school.
const BETWEEN_CLASSES: f64 = 0.15;
/// Standard deviation of a pupil's ability in one subject around the pupil's general ability.
const BETWEEN_SUBJECTS: f64 = 0.5;
/// What one answer on a point adds to the ability on that point (additive factors model).
const LEARNING: f64 = 0.07;
/// Answers on a point after which practice adds nothing.
const LEARNT: u32 = 12;
/// Log-seconds: standard deviation between pupils, and between one pupil's answers.
const SPEED: f64 = 0.25;
const HASTE: f64 = 0.35;

/// The ability a school's pupils have on average.
pub(super) fn school_mean(locality: &str, weak: bool, chance: &mut Chance) -> f64 {
    let place = match locality {
        "urban" => 0.1,
        "town" => 0.0,
        _ => -0.2,
    };
    place - if weak { 0.1 } else { 0.0 } + BETWEEN_SCHOOLS * chance.normal()
}

/// A class's ability around its school's.
pub(super) fn class_mean(school: f64, chance: &mut Chance) -> f64 {
    school + BETWEEN_CLASSES * chance.normal()
}

/// A pupil while practising.
pub(super) struct Learner {
    ability: f64,
    speed: f64,
    subjects: HashMap<Subject, f64>,
    practised: HashMap<String, u32>,
}

/// An answer as it comes out.
pub(super) struct Attempt {
    pub response: Response,
    pub score: Score,
    pub duration: Millis,
}

impl Learner {
    pub fn draw(class_mean: f64, chance: &mut Chance) -> Learner {
        Learner {
            ability: class_mean + chance.normal(),
            speed: SPEED * chance.normal(),
            subjects: HashMap::new(),
            practised: HashMap::new(),
        }
    }

    /// Answers a question and learns from it.
    pub fn answer(&mut self, topic: &Topic, question: &Question, blank: &[String], chance: &mut Chance) -> Attempt {
        let subject = *self.subjects.entry(question.item.subject).or_insert_with(|| BETWEEN_SUBJECTS * chance.normal());
        let practised = self.practised.entry(topic.code.clone()).or_insert(0);
        let ability = self.ability + subject + LEARNING * f64::from((*practised).min(LEARNT));
        *practised += 1;
        let p = probability(ability, question.difficulty, guessing(&question.item.interaction));
        let right = chance.happens(p);
        let response = if right { score::key(&question.item.interaction) } else { wrong(topic, question, blank, chance) };
        let score = score::score(&question.item.interaction, &response);
        Attempt { response, score, duration: duration(question, self.speed, chance) }
    }
}

/// Three-parameter logistic model with slope 1 (Birnbaum 1968).
fn probability(ability: f64, difficulty: f64, guessing: f64) -> f64 {
    guessing + (1.0 - guessing) / (1.0 + (difficulty - ability).exp())
}

/// The chance of a right answer without knowing anything.
fn guessing(interaction: &Interaction) -> f64 {
    match interaction {
        Interaction::Choice(c) if !c.multiple => 1.0 / c.options.len().max(1) as f64,
        _ => 0.0,
    }
}

/// Lognormal response time (van der Linden 2006), three seconds to ten minutes.
fn duration(question: &Question, speed: f64, chance: &mut Chance) -> Millis {
    let usual: f64 = match &question.item.interaction {
        Interaction::Choice(c) if c.multiple => 32.0,
        Interaction::Choice(_) => 20.0,
        Interaction::Numeric(_) => 30.0,
        Interaction::ShortText(_) => 24.0,
    };
    let seconds = (usual.ln() + 0.15 * (question.item.difficulty - 3) as f64 - speed + HASTE * chance.normal()).exp();
    // To the hundredth of a second, as statements keep it.
    (seconds.clamp(3.0, 600.0) * 100.0) as Millis * 10
}

/// A wrong answer such as a pupil gives: an option that is there, a slip in a number, the answer to
/// another question of the topic, or a blank.
fn wrong(topic: &Topic, question: &Question, blank: &[String], chance: &mut Chance) -> Response {
    match &question.item.interaction {
        Interaction::Choice(c) => Response::Choice { chosen: wrong_choice(c, &question.item.code, chance) },
        Interaction::Numeric(n) => {
            let slips = slips(n.value.text());
            let first = chance.below(slips.len());
            let tried = slips.iter().cycle().skip(first).take(slips.len());
            let mut answers = tried.map(|text| Response::Numeric { text: text.clone() });
            answers.find(|r| !score::score(&question.item.interaction, r).correct).unwrap_or(Response::Numeric { text: "0".to_owned() })
        }
        Interaction::ShortText(_) => {
            let others = topic.questions.iter().filter_map(|q| match &q.item.interaction {
                Interaction::ShortText(s) if q.item.code != question.item.code => s.accepted.first().cloned(),
                _ => None,
            });
            let texts: Vec<String> = others.chain(blank.iter().cloned()).collect();
            Response::ShortText { text: chance.pick(&texts).cloned().unwrap_or_default() }
        }
    }
}

fn wrong_choice(choice: &Choice, code: &str, chance: &mut Chance) -> BTreeSet<String> {
    let wrong: Vec<&String> = choice.options.iter().map(|o| &o.id).filter(|id| !choice.correct.contains(*id)).collect();
    if !choice.multiple {
        // Each question has one distractor that half of the wrong answers fall for.
        let usual = code.bytes().map(usize::from).sum::<usize>() % wrong.len().max(1);
        let index = if chance.happens(0.4) { usual } else { chance.below(wrong.len()) };
        return wrong.get(index).map(|id| (*id).clone()).into_iter().collect();
    }
    let mut chosen = choice.correct.clone();
    let dropped = choice.correct.iter().nth(chance.below(choice.correct.len())).cloned();
    match (chance.pick(&wrong), dropped) {
        (Some(extra), _) if chance.happens(0.4) || choice.correct.len() < 2 => {
            chosen.insert((*extra).clone());
        }
        (_, Some(dropped)) => {
            chosen.remove(&dropped);
        }
        _ => {}
    }
    chosen
}

/// What slips make of a number: one off, a lost sign, a misplaced point, a fraction upside down.
fn slips(key: &str) -> Vec<String> {
    if let Ok(whole) = key.parse::<i64>() {
        return [whole + 1, whole - 1, whole + 10, -whole, whole * 10, whole * 2].map(|n| n.to_string()).into();
    }
    if let Some((above, below)) = key.split_once('/') {
        let one_more = above.parse::<i64>().map_or(1, |n| n + 1);
        return vec![format!("{below}/{above}"), format!("{one_more}/{below}"), above.to_owned()];
    }
    match key.parse::<f64>() {
        Ok(number) => [number * 10.0, number / 10.0, -number, number + 1.0].map(|n| format!("{}", (n * 1e6).round() / 1e6)).into(),
        Err(_) => vec!["1".to_owned(), "2".to_owned()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_model_is_birnbaums() {
        // Ability at the difficulty: half of what guessing leaves.
        assert!((probability(0.4, 0.4, 0.25) - 0.625).abs() < 1e-12);
        assert!((probability(1.0, 0.0, 0.0) - 0.731_058_578_630_004_9).abs() < 1e-12);
        assert!(probability(-30.0, 0.0, 0.25) - 0.25 < 1e-9);
    }

    #[test]
    fn slips_are_numbers_and_none_is_the_key() {
        for key in ["16", "-3", "0.75", "3/4", "100"] {
            let slips = slips(key);
            assert!(slips.len() >= 3 && slips.iter().all(|s| s != key), "{key}: {slips:?}");
        }
    }
}
