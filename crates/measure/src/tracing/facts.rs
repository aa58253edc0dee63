use super::history::{FADES, History, Past, Walk};
use super::norms::{After, Norms};

/// What a fact is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// All answers of the learner.
    Overall,
    /// The answers to items of this skill.
    Skill(usize),
    /// The answers to items that ask for the same several skills as this item.
    SkillsOf(usize),
    /// The answers to this item.
    Item(usize),
}

/// What a fact says.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Kind {
    /// How easy the item or skill is for anyone: log-odds of a right answer.
    Easiness,
    /// Number of answers of other learners that say how easy the item is.
    Known,
    /// Number of the learner's answers.
    Answers,
    /// Number of right answers.
    Right,
    /// Number of wrong answers.
    Wrong,
    /// Number of answers in a window of time before now.
    AnswersWithin {
        /// Its length, in the unit of the log's times.
        window: i64,
    },
    /// Number of right answers in a window of time before now.
    RightWithin {
        /// Its length, in the unit of the log's times.
        window: i64,
    },
    /// Share of right answers, drawn to what is usual.
    Share,
    /// Share of right answers, each weighing `fade` times the one after it.
    Recent {
        /// What is left of a weight when another answer comes.
        fade: f64,
    },
    /// The same of the score less what was expected of anyone on that item.
    Beyond {
        /// What is left of a weight when another answer comes.
        fade: f64,
    },
    /// Mean of the score less what was expected of anyone on those items.
    Surplus,
    /// Whether the last answer was right: 1 or 0.
    Last,
    /// Right answers in a row at the end; wrong ones, negative.
    Run,
    /// How many answers, to anything, since the last one.
    Gap,
    /// Time since the last one, in the unit of the log's times.
    Elapsed,
    /// What the learner adds to the log-odds, as estimated from all answers so far.
    Ability,
    /// Variance of that estimate.
    Uncertainty,
    /// Log-odds of a right answer from easiness and ability, overall or with that on the skill.
    Expected,
    /// What the answer just before adds to the log-odds, from learners who did the same two things one after the other.
    After,
    /// Number of answers of other learners that say so.
    AfterKnown,
    /// Whether the answer just before was to the same skill: 1 or 0.
    SameSkill,
}

/// A reason for a prediction.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fact {
    /// What about.
    pub scope: Scope,
    /// What it says.
    pub kind: Kind,
    /// The number of which it says so, in the unit of its kind; `None` where there is none yet (as the time since an answer that was
    /// never given).
    pub value: Option<f64>,
    /// What it adds to the log-odds of a right answer, against the mean of those the model was fitted to.
    pub effect: f64,
}

/// A prediction with its reasons. The log-odds of the chance are `base`, plus the effects of the facts, plus `others`, exactly.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// Chance of a right answer.
    pub chance: f64,
    /// Log-odds of the mean answer of those the model was fitted to.
    pub base: f64,
    /// The facts with the largest effects, up or down, the largest first.
    pub facts: Vec<Fact>,
    /// Effects of all other facts together.
    pub others: f64,
}

impl Explanation {
    /// Keeps the `most` largest of all facts, those that say the same added up: a model may have several terms for one fact.
    pub(super) fn of(chance: f64, base: f64, all: Vec<Fact>, most: usize) -> Explanation {
        let mut facts: Vec<Fact> = Vec::with_capacity(all.len());
        for fact in all {
            match facts.iter_mut().find(|f| f.scope == fact.scope && f.kind == fact.kind) {
                Some(known) => *known = Fact { effect: known.effect + fact.effect, ..fact },
                None => facts.push(fact),
            }
        }
        facts.sort_by(|a, b| b.effect.abs().total_cmp(&a.effect.abs()));
        let others = facts.iter().skip(most).map(|f| f.effect).sum();
        facts.truncate(most);
        facts.retain(|f| f.effect != 0.0);
        Explanation { chance, base, facts, others }
    }
}

/// Where a dense fact is looked up.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Where {
    Overall,
    Skill,
    Item,
}

/// The dense facts, in the order of [`reckon`].
const DENSE: [(Where, Kind); COUNT] = {
    use Kind::*;
    const FAST: f64 = FADES[0];
    const SLOW: f64 = FADES[1];
    const SLOWEST: f64 = FADES[2];
    [
        (Where::Item, Easiness),
        (Where::Item, Known),
        (Where::Item, Answers),
        (Where::Item, Right),
        (Where::Item, Last),
        (Where::Item, Gap),
        (Where::Item, Elapsed),
        (Where::Item, After),
        (Where::Item, AfterKnown),
        (Where::Skill, Easiness),
        (Where::Skill, Answers),
        (Where::Skill, Right),
        (Where::Skill, Wrong),
        (Where::Skill, Share),
        (Where::Skill, Surplus),
        (Where::Skill, Recent { fade: FAST }),
        (Where::Skill, Recent { fade: SLOW }),
        (Where::Skill, Recent { fade: SLOWEST }),
        (Where::Skill, Beyond { fade: FAST }),
        (Where::Skill, Beyond { fade: SLOW }),
        (Where::Skill, Beyond { fade: SLOWEST }),
        (Where::Skill, Run),
        (Where::Skill, Gap),
        (Where::Skill, Elapsed),
        (Where::Skill, Ability),
        (Where::Skill, Uncertainty),
        (Where::Skill, After),
        (Where::Skill, AfterKnown),
        (Where::Skill, SameSkill),
        (Where::Skill, Expected),
        (Where::Overall, Answers),
        (Where::Overall, Right),
        (Where::Overall, Share),
        (Where::Overall, Surplus),
        (Where::Overall, Recent { fade: FAST }),
        (Where::Overall, Recent { fade: SLOW }),
        (Where::Overall, Recent { fade: SLOWEST }),
        (Where::Overall, Beyond { fade: FAST }),
        (Where::Overall, Beyond { fade: SLOW }),
        (Where::Overall, Beyond { fade: SLOWEST }),
        (Where::Overall, Run),
        (Where::Overall, Elapsed),
        (Where::Overall, Ability),
        (Where::Overall, Uncertainty),
        (Where::Overall, Expected),
    ]
};

/// Number of dense facts.
pub(super) const COUNT: usize = 45;

/// A question about to be put: the item, its skill, when.
#[derive(Debug, Clone, Copy)]
pub(super) struct Question {
    pub(super) item: usize,
    /// Its skill; of an item with several, the set of them.
    pub(super) skill: Option<usize>,
    pub(super) several: bool,
    pub(super) time: i64,
}

/// The dense fact at `at` of a question, with the value and the effect given.
pub(super) fn dense(at: usize, question: &Question, value: f64, effect: f64) -> Fact {
    let (place, kind) = DENSE[at];
    let scope = match (place, question.skill) {
        (Where::Item, _) => Scope::Item(question.item),
        (Where::Skill, Some(_)) if question.several => Scope::SkillsOf(question.item),
        (Where::Skill, Some(skill)) => Scope::Skill(skill),
        _ => Scope::Overall,
    };
    Fact { scope, kind, value: (!value.is_nan()).then_some(value), effect }
}

/// The values of all dense facts; NaN where there is none yet.
pub(super) fn reckon(history: &History, norms: &Norms, walk: &Walk, question: &Question) -> [f64; COUNT] {
    let Question { item, skill, time, .. } = *question;
    let (no_skill, no_item) = (Past::new(walk.skill), Past::new(0.0));
    let overall = &history.overall;
    let of_skill = skill.and_then(|s| history.skills.get(&(s as u32))).unwrap_or(&no_skill);
    let of_item = history.items.get(&(item as u32)).unwrap_or(&no_item);
    let (item_easy, skill_easy) = (norms.item(item, skill), norms.skill(skill));
    let none = After { effect: f64::NAN, seen: f64::NAN };
    let item_after = history.previous.map_or(none, |p| norms.item_after(p.item, p.right, item, skill));
    let skill_after = history.previous.zip(skill).map_or(none, |(p, skill)| norms.skill_after(p.item, p.right, skill));
    let usual = super::sparse::chance(skill_easy);
    std::array::from_fn(|at| {
        let (place, kind) = DENSE[at];
        let (past, easiness, after) = match place {
            Where::Overall => (overall, item_easy, none),
            Where::Skill => (of_skill, skill_easy, skill_after),
            Where::Item => (of_item, item_easy, item_after),
        };
        let some = |value: f64| if past.answers > 0 { value } else { f64::NAN };
        let answers = f64::from(past.answers);
        match kind {
            Kind::Easiness => easiness,
            Kind::Known => norms.seen(item),
            Kind::Answers => answers,
            Kind::Right => f64::from(past.right),
            Kind::Wrong => f64::from(past.wrong()),
            Kind::AnswersWithin { window } => f64::from(past.within(window, time).0),
            Kind::RightWithin { window } => f64::from(past.within(window, time).1),
            Kind::Share => (f64::from(past.right) + 2.0 * usual) / (answers + 2.0),
            Kind::Recent { fade } => some(past.recent[faded(fade)]),
            Kind::Beyond { fade } => past.beyond[faded(fade)],
            Kind::Surplus => past.surplus / (answers + 3.0),
            Kind::Last => some(f64::from(past.run > 0)),
            Kind::Run => f64::from(past.run),
            Kind::Gap => some(f64::from(overall.answers - past.at)),
            Kind::Elapsed => some(time.saturating_sub(past.time) as f64),
            Kind::Ability => past.ability,
            Kind::Uncertainty => past.variance,
            Kind::Expected if place == Where::Skill => item_easy + overall.ability + of_skill.ability,
            Kind::Expected => item_easy + overall.ability,
            Kind::After => after.effect,
            Kind::AfterKnown => after.seen,
            Kind::SameSkill => history.previous.map_or(f64::NAN, |p| f64::from(p.skill == skill.map(|s| s as u32))),
        }
    })
}

fn faded(fade: f64) -> usize {
    FADES.iter().position(|f| *f == fade).unwrap_or(0)
}
