//! The projection followed step by step is the projection made from scratch, and both are what happened.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod class;

use base::testing::START;
use base::{Conn, Date, Result};
use class::{Class, classes};
use people::Purpose;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use records::erase::{self, Whose};
use records::event::{self, Event, Fact, facts};
use records::progress::{self, Day};
use records::xapi::Prepared;
use records::{Answered, Interaction, Source, Version};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

const HOME: &str = "https://edu.example.cn";

/// What happens next in a random history. Persons and earlier statements are named by small numbers.
#[derive(Debug, Clone)]
enum Op {
    Answer {
        person: usize,
        hour: i64,
        physics: bool,
        correct: bool,
    },
    Note {
        person: usize,
        hour: i64,
        fact: usize,
        in_lesson: bool,
    },
    /// The statement with this number again.
    Repeat(usize),
    TakeBack(usize),
    Merge {
        keep: usize,
        duplicate: usize,
    },
    Erase {
        person: usize,
        learning: bool,
    },
    Follow,
}

fn op() -> impl Strategy<Value = Op> {
    let (person, hour) = (|| 0..4usize, || 0..24 * 20i64);
    prop_oneof![
        6 => (person(), hour(), any::<bool>(), any::<bool>()).prop_map(|(person, hour, physics, correct)| Op::Answer { person, hour, physics, correct }),
        6 => (person(), hour(), 0..67usize, any::<bool>()).prop_map(|(person, hour, fact, in_lesson)| Op::Note { person, hour, fact, in_lesson }),
        2 => (0..40usize).prop_map(Op::Repeat),
        3 => (0..40usize).prop_map(Op::TakeBack),
        1 => (person(), person()).prop_map(|(keep, duplicate)| Op::Merge { keep, duplicate }),
        1 => (person(), any::<bool>()).prop_map(|(person, learning)| Op::Erase { person, learning }),
        3 => Just(Op::Follow),
    ]
}

#[derive(Debug, Clone)]
enum Told {
    Answer(Answered),
    Note(Event),
}

/// What happened, kept simply.
struct World<'a> {
    class: &'a Class,
    persons: Vec<i64>,
    told: Vec<Told>,
    /// The same as it was sent.
    sent: Vec<Told>,
    taken_back: BTreeSet<Uuid>,
    made: u128,
}

impl World<'_> {
    fn id(&mut self) -> Uuid {
        self.made += 1;
        Uuid::from_u128(0x5d00_0000_0000_4000_8000_0000_0000_0000 + self.made)
    }

    async fn write<T, F>(&self, work: F) -> T
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut Conn) -> futures::future::BoxFuture<'c, Result<T>> + Send + 'static,
    {
        self.class.base.db.write(work).await.unwrap()
    }

    async fn store(&self, told: Told) {
        match told {
            Told::Answer(a) => {
                drop(self.write(move |c| Box::pin(async move { records::record_answers(c, HOME, START, &[a]).await })).await)
            }
            Told::Note(e) => self.write(move |c| Box::pin(async move { event::record(c, HOME, START, &[e]).await })).await,
        }
    }

    async fn tell(&mut self, told: Told) {
        self.store(told.clone()).await;
        self.sent.push(told.clone());
        self.told.push(told);
    }

    async fn void(&mut self, target: Uuid) {
        let raw = event::voiding(HOME, self.id(), target, self.class.class_teacher, START);
        let source = Source { home: HOME.into(), authority: None, defines: false };
        let prepared = Prepared::parse(Version::V1, &raw).unwrap();
        self.write(move |c| Box::pin(async move { records::append(c, &source, START, prepared).await })).await;
        self.taken_back.insert(target);
    }

    fn noted(&mut self, person: usize, hour: i64, fact: usize, in_lesson: bool) -> Event {
        Event {
            statement: self.id(),
            person: self.persons[person],
            fact: &facts()[fact],
            class: self.class.class,
            subject: in_lesson.then(|| "math".to_owned()),
            by: self.class.class_teacher,
            at: START + hour * 3_600_000,
            note: None,
        }
    }

    async fn run(&mut self, op: Op) {
        match op {
            Op::Answer { person, hour, physics, correct } => {
                let answered = Answered {
                    statement: self.id(),
                    person: self.persons[person],
                    item: "M7-1-1".into(),
                    version: 1,
                    interaction: Interaction::Choice,
                    point: "M7-1".into(),
                    subject: if physics { "physics" } else { "math" }.into(),
                    response: Some("A".into()),
                    score: f64::from(u8::from(correct)),
                    correct,
                    duration: Some(hour * 1_000),
                    at: START + hour * 3_600_000,
                    session: None,
                };
                self.tell(Told::Answer(answered)).await;
            }
            Op::Note { person, hour, fact, in_lesson } => {
                let event = self.noted(person, hour, fact, in_lesson);
                self.tell(Told::Note(event)).await;
            }
            Op::Repeat(n) => {
                if let Some(told) = self.sent.get(n).cloned() {
                    self.store(told).await;
                }
            }
            Op::TakeBack(n) => {
                if let Some(told) = self.told.get(n) {
                    let target = told.id();
                    self.void(target).await;
                }
            }
            Op::Merge { keep, duplicate } => self.merge(self.persons[keep], self.persons[duplicate]).await,
            Op::Erase { person, learning } => {
                self.erase(self.persons[person], if learning { Purpose::Learning } else { Purpose::Classroom }).await
            }
            Op::Follow => self.follow().await,
        }
    }

    /// As a merge of persons does: the statements change hands, both persons' days are made anew.
    async fn merge(&mut self, keep: i64, duplicate: i64) {
        if keep == duplicate {
            return;
        }
        self.write(move |c| {
            Box::pin(async move {
                records::reassign(c, duplicate, keep).await?;
                progress::remake(c, &[keep, duplicate]).await
            })
        })
        .await;
        for told in &mut self.told {
            let person = told.person();
            if *person == duplicate {
                *person = keep;
            }
        }
        for person in &mut self.persons {
            if *person == duplicate {
                *person = keep;
            }
        }
    }

    /// What is erased is told by nobody any more, and not sent again.
    async fn erase(&mut self, person: i64, purpose: Purpose) {
        let whose = Whose::Agents(vec![person]);
        while !self
            .write({
                let whose = whose.clone();
                move |c| Box::pin(async move { erase::erase(c, &whose, purpose, i64::MAX, 5).await })
            })
            .await
            .statements
            .is_empty()
        {}
        let goes = |told: &mut Told| {
            let of = match told {
                Told::Answer(_) => Purpose::Learning,
                Told::Note(e) => e.fact.purpose(),
            };
            of == purpose && *told.person() == person
        };
        let gone: BTreeSet<Uuid> = self.told.iter_mut().filter_map(|told| goes(told).then(|| told.id())).collect();
        self.told.retain(|told| !gone.contains(&told.id()));
        self.sent.retain(|told| !gone.contains(&told.id()));
    }

    /// Everything stored until now, whatever its age.
    async fn follow(&self) {
        while progress::follow(&self.class.base, -60_000).await.unwrap() > 0 {}
    }

    async fn read(&self) -> (Vec<Day>, BTreeMap<i64, i64>) {
        let mut conn = self.class.base.db.read().await.unwrap();
        let everybody = self.class.children.to_vec();
        let everybody = [everybody, vec![self.class.stranger]].concat();
        let mut days = progress::since(&mut conn, &everybody, Date::constant(2026, 1, 1)).await.unwrap();
        days.sort_by(|a, b| (a.person, &a.day, &a.area).cmp(&(b.person, &b.day, &b.area)));
        (days, progress::last(&mut conn, &everybody).await.unwrap().into_iter().collect())
    }

    /// Answers, right answers, facts by dimension, missing homework by dimension, time, last activity.
    fn expected(&self) -> BTreeMap<i64, [i64; 6]> {
        let mut sums: BTreeMap<i64, [i64; 6]> = BTreeMap::new();
        for told in self.told.iter().filter(|t| !self.taken_back.contains(&t.id())) {
            let mut told = told.clone();
            let sum = sums.entry(*told.person()).or_default();
            match told {
                Told::Answer(a) => {
                    sum[0] += 1;
                    sum[1] += i64::from(a.correct);
                    sum[4] += a.duration.unwrap_or_default();
                    sum[5] = sum[5].max(a.at);
                }
                Told::Note(e) => {
                    sum[2] += 1;
                    sum[3] += i64::from(e.fact.code == "homework-missing");
                    sum[5] = sum[5].max(e.at);
                }
            }
        }
        sums
    }
}

impl Told {
    fn id(&self) -> Uuid {
        match self {
            Told::Answer(a) => a.statement,
            Told::Note(e) => e.statement,
        }
    }

    fn person(&mut self) -> &mut i64 {
        match self {
            Told::Answer(a) => &mut a.person,
            Told::Note(e) => &mut e.person,
        }
    }
}

fn summed(days: &[Day], last: &BTreeMap<i64, i64>) -> BTreeMap<i64, [i64; 6]> {
    let mut sums: BTreeMap<i64, [i64; 6]> = BTreeMap::new();
    for day in days {
        let sum = sums.entry(day.person).or_default();
        let by_dimension = i64::from(day.area.starts_with("dimension/"));
        for (s, n) in sum.iter_mut().zip([day.answers, day.correct, by_dimension * day.facts, by_dimension * day.missing, day.time]) {
            *s += n;
        }
    }
    for (person, at) in last {
        sums.entry(*person).or_default()[5] = *at;
    }
    sums
}

#[test]
fn followed_step_by_step_is_made_from_scratch_is_what_happened() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let mut runner = TestRunner::new(Config { cases: 10, max_shrink_iters: 60, failure_persistence: None, ..Config::default() });
    runner
        .run(&prop::collection::vec(op(), 10..60), |history| {
            runtime.block_on(async {
                for class in classes().await {
                    let persons = vec![class.children[0], class.children[1], class.children[2], class.stranger];
                    let mut world =
                        World { class: &class, persons, told: Vec::new(), sent: Vec::new(), taken_back: BTreeSet::new(), made: 0 };
                    for op in history.clone() {
                        world.run(op).await;
                    }
                    world.follow().await;
                    let followed = world.read().await;
                    assert_eq!(summed(&followed.0, &followed.1), world.expected());
                    progress::rebuild(&class.base).await.unwrap();
                    assert_eq!(world.read().await, followed);
                }
            });
            Ok(())
        })
        .unwrap();
}

#[tokio::test]
async fn several_nodes_follow_the_same_stream_and_count_once() {
    for class in classes().await {
        let mut world = World {
            class: &class,
            persons: class.children.to_vec(),
            told: Vec::new(),
            sent: Vec::new(),
            taken_back: BTreeSet::new(),
            made: 0,
        };
        for n in 0..60 {
            world.run(Op::Answer { person: n % 3, hour: n as i64 % 30, physics: false, correct: true }).await;
        }
        let nodes = (0..4).map(|_| {
            let base = class.base.base.clone();
            tokio::spawn(async move {
                for _ in 0..5 {
                    progress::follow(&base, -60_000).await.unwrap();
                }
            })
        });
        for node in nodes.collect::<Vec<_>>() {
            node.await.unwrap();
        }
        world.follow().await;
        let (days, last) = world.read().await;
        assert_eq!(summed(&days, &last), world.expected());
        assert!(Fact::of("homework-missing").is_some());
    }
}

#[tokio::test]
async fn what_has_not_settled_waits_for_a_later_step() {
    for class in classes().await {
        let mut world = World {
            class: &class,
            persons: class.children.to_vec(),
            told: Vec::new(),
            sent: Vec::new(),
            taken_back: BTreeSet::new(),
            made: 0,
        };
        world.run(Op::Answer { person: 0, hour: 1, physics: false, correct: true }).await;
        assert_eq!(progress::follow(&class.base, 3_600_000).await.unwrap(), 0);
        assert!(world.read().await.0.is_empty());
        assert_eq!(progress::follow(&class.base, -60_000).await.unwrap(), 1);
        assert_eq!(world.read().await.0.len(), 1);
    }
}
