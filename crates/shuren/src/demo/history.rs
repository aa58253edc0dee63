//! Two terms of practice: who sits down when, on what.

use super::calendar::{Term, weekend};
use super::chance::Chance;
use super::family::Pupil;
use super::material::{Material, Question, Topic};
use super::model::{self, Learner};
use super::roster::District;
use super::school::Class;
use base::{Date, Millis, clock};
use content::Subject;
use content::item::{Interaction, Item};
use learner::practice::Sitting;
use people::Stage;
use records::Answered;
use std::collections::HashSet;
use uuid::Uuid;

/// Pupils practise from this grade on; below there is no written homework (《关于进一步减轻义务教育阶段学生
/// 作业负担和校外培训负担的意见》, 2021, 第 5 条).
pub(super) const FROM_GRADE: i64 = 3;
/// Questions in a sitting, and how far a sitting may be longer or shorter.
const SITTING: i64 = 5;
const SPREAD: i64 = 1;
/// Standard deviation of the logarithm of how much pupils practise.
const EFFORT: f64 = 0.4;
/// Share of sittings in the later of the two terms.
const LATER: f64 = 0.6;
/// Sittings of the pupil with a documented account, at least.
const VISITED: usize = 12;

/// What pupils did.
#[derive(Default)]
pub(super) struct History {
    pub answers: Vec<Answered>,
    pub sittings: Vec<Sitting>,
    /// Who practised.
    pub pupils: Vec<i64>,
}

/// Draws histories school by school.
pub(super) struct Practice<'a> {
    pub material: &'a Material,
    /// The last two terms, earlier first.
    pub terms: &'a [Term; 2],
    /// The school year of today.
    pub school_year: i64,
    /// Answers a pupil gives on average.
    pub answers: f64,
    /// What pupils write who have no idea.
    pub blank: &'a [String],
}

/// When a pupil sits down, as what and to what.
struct Plan {
    day: Date,
    grade: i64,
    subject: Subject,
    /// How much of the year's course is behind the class, in [0, 1].
    behind: f64,
}

impl Practice<'_> {
    /// The history of the pupils of a school, oldest answer first.
    pub fn of_school(&self, district: &District<'_>, index: usize, chance: &mut Chance) -> History {
        let school = &district.schools[index];
        let mut history = History::default();
        if school.plan.special {
            return history;
        }
        let school_mean = model::school_mean(&school.plan.locality, school.plan.weak, chance);
        let class_means: Vec<f64> = school.classes.iter().map(|_| model::class_mean(school_mean, chance)).collect();
        for pupil in district.families.pupils.iter().filter(|p| p.school == index && p.consent) {
            let visited = district.visitors.iter().any(|v| v.person == pupil.person.id);
            self.of_pupil(pupil, &school.classes[pupil.class], class_means[pupil.class], visited, &mut history, chance);
        }
        history.answers.sort_by_key(|a| a.at);
        history
    }

    fn of_pupil(&self, pupil: &Pupil, class: &Class, class_mean: f64, visited: bool, history: &mut History, chance: &mut Chance) {
        let plans = self.plans(class, visited, chance);
        if plans.is_empty() {
            return;
        }
        history.pupils.push(pupil.person.id);
        let mut learner = Learner::draw(class_mean, chance);
        for plan in plans {
            self.sit(pupil.person.id, &plan, &mut learner, history, chance);
        }
    }

    /// A pupil's sittings in order of days, at most one a day.
    fn plans(&self, class: &Class, visited: bool, chance: &mut Chance) -> Vec<Plan> {
        if !matches!(class.stage, Stage::Primary | Stage::Junior | Stage::Senior) {
            return Vec::new();
        }
        let possible: Vec<(&Term, i64)> = self
            .terms
            .iter()
            .map(|term| (term, class.grade - (self.school_year - term.year)))
            .filter(|(_, grade)| *grade >= FROM_GRADE && !self.material.subjects(*grade).is_empty())
            .collect();
        let (Some(earlier), Some(later)) = (possible.first(), possible.last()) else { return Vec::new() };
        let usual = self.answers / SITTING as f64;
        let effort = (EFFORT * chance.normal() - EFFORT * EFFORT / 2.0).exp();
        let sittings = ((usual * effort).round() as usize).max(if visited { VISITED } else { 1 });
        let others = self.other_subjects(later.1, chance);
        let mut days = HashSet::new();
        let mut plans = Vec::new();
        for _ in 0..sittings {
            let (term, grade) = if chance.happens(LATER) { later } else { earlier };
            let Some(day) = a_day(&term.days, chance).filter(|d| days.insert(*d)) else { continue };
            let subject = self.subject(*grade, &others, chance);
            plans.push(Plan { day, grade: *grade, subject, behind: term.behind(day) });
        }
        plans.sort_by_key(|p| p.day);
        plans
    }

    /// One or two subjects beside mathematics that a pupil practises.
    fn other_subjects(&self, grade: i64, chance: &mut Chance) -> Vec<Subject> {
        let mut others: Vec<Subject> = self.material.subjects(grade).into_iter().filter(|s| *s != Subject::Math).collect();
        chance.shuffle(&mut others);
        others.truncate(1 + usize::from(chance.happens(0.5)));
        others
    }

    /// Mathematics more often than not.
    fn subject(&self, grade: i64, others: &[Subject], chance: &mut Chance) -> Subject {
        let other = chance.pick(others).copied().filter(|s| !self.material.topics(*s, grade).is_empty());
        other.filter(|_| chance.happens(0.45)).unwrap_or(Subject::Math)
    }

    fn sit(&self, person: i64, plan: &Plan, learner: &mut Learner, history: &mut History, chance: &mut Chance) {
        let topics = self.material.topics(plan.subject, plan.grade);
        // Topics are taken in their order through the year; two of five are there from its beginning.
        let open = ((topics.len() as f64 * (0.4 + plan.behind)).ceil() as usize).min(topics.len());
        let mut topic = chance.below(open);
        let planned = chance.between(SITTING - SPREAD, SITTING + SPREAD);
        // As the platform makes them: the last two bytes count the questions.
        let id = Uuid::from_u128(chance.uuid().as_u128() & !0xffff);
        let started = clock::start_of(plan.day) + time_of_day(plan.day, chance);
        let mut sitting = Sitting { id, person, subject: plan.subject, point: None, planned, done: 0, correct: 0, started };
        let mut at = started;
        let mut asked: HashSet<&str> = HashSet::new();
        for _ in 0..planned {
            if chance.happens(0.2) {
                topic = chance.below(open);
            }
            let Some((topic, question)) = fresh(&topics[..open], topic, &asked, chance) else { break };
            asked.insert(&question.item.code);
            let attempt = learner.answer(topic, question, self.blank, chance);
            // Some seconds to read what was wrong.
            at += attempt.duration + chance.between(3_000, 15_000);
            sitting.done += 1;
            sitting.correct += i64::from(attempt.score.correct);
            history.answers.push(Answered {
                statement: Uuid::from_u128(id.as_u128() | sitting.done as u128),
                person,
                item: question.item.code.clone(),
                version: question.item.version,
                interaction: interaction(&question.item),
                point: topic.code.clone(),
                subject: plan.subject.code().to_owned(),
                response: Some(attempt.response.to_xapi()),
                score: attempt.score.raw,
                correct: attempt.score.correct,
                duration: Some(attempt.duration),
                at,
                session: Some(id),
            });
        }
        sitting.planned = sitting.done;
        if sitting.done > 0 {
            history.sittings.push(sitting);
        }
    }
}

/// A question that this sitting has not had: of the topic if it has one left, or else of any other.
fn fresh<'t>(topics: &'t [Topic], topic: usize, asked: &HashSet<&str>, chance: &mut Chance) -> Option<(&'t Topic, &'t Question)> {
    topics.get(topic).into_iter().chain(topics).find_map(|topic| {
        let left: Vec<&Question> = topic.questions.iter().filter(|q| !asked.contains(q.item.code.as_str())).collect();
        chance.pick(&left).map(|question| (topic, *question))
    })
}

/// Evenings after school, now and then a weekend.
fn a_day(days: &[Date], chance: &mut Chance) -> Option<Date> {
    let day = chance.pick(days).copied()?;
    match weekend(day) && chance.happens(0.6) {
        true => chance.pick(days).copied(),
        false => Some(day),
    }
}

/// Milliseconds from midnight: on school days around seven in the evening, on others between nine and
/// five.
fn time_of_day(day: Date, chance: &mut Chance) -> Millis {
    let hours = if weekend(day) { 9.0 + 8.0 * chance.uniform() } else { (19.0 + 0.8 * chance.normal()).clamp(16.5, 20.7) };
    (hours * 3_600_000.0) as Millis
}

fn interaction(item: &Item) -> records::Interaction {
    match item.interaction {
        Interaction::Choice(_) => records::Interaction::Choice,
        Interaction::Numeric(_) => records::Interaction::Numeric,
        Interaction::ShortText(_) => records::Interaction::FillIn,
    }
}
