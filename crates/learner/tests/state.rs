//! States: carried on answer by answer as made anew, read by whom they concern, calibrated by night.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod town;

use base::testing::START;
use base::{Error, fetch_all};
use content::Subject;
use learner::calibration::{self, Model};
use learner::{Given, Learners, policy, rebuild, state};
use people::consent::{self, Purpose};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use records::Answered;
use town::{HOME, POINTS, Town, answered, towns};

const DAY: i64 = 86_400_000;

type Row = (i64, String, i64, f64, f64, i64, i64, String);

impl Town {
    /// Takes in all there is.
    async fn keep_up(&self) {
        while state::follow(&self.base, -60_000).await.unwrap() > 0 {}
    }

    async fn rows(&self) -> Vec<Row> {
        let conn = &mut self.base.db.read().await.unwrap();
        let sql = "SELECT person, subject, calibration, theta, error, answers, last_at, course FROM learner_state ORDER BY person, subject";
        fetch_all!(conn, sql).unwrap()
    }

    async fn state(&self, person: i64) -> state::State {
        let conn = &mut self.base.db.read().await.unwrap();
        state::of_person(conn, &self.scope(person), person, None).await.unwrap()
    }

    async fn give(&self, given: Vec<Given>) {
        self.base.db.write(move |conn| Box::pin(async move { learner::answers(conn, HOME, START, &given).await })).await.unwrap();
    }

    fn given(&self, person: i64, point: usize, item: usize, right: bool, at: i64) -> Given {
        let answered = Answered {
            item: format!("{}-{}", POINTS[point], item + 1),
            duration: Some(15_000 + 1_000 * item as i64),
            ..answered(person, point, f64::from(u8::from(right)), at)
        };
        Given { answered, point: self.points[point] }
    }
}

#[derive(Debug, Clone)]
enum Op {
    Answer { person: usize, point: usize, item: usize, right: bool, day: i64 },
    Follow,
    Rebuild(usize),
}

fn op() -> impl Strategy<Value = Op> {
    prop_oneof![
        12 => (0..3usize, 0..4usize, 0..6usize, any::<bool>(), 0..70i64)
            .prop_map(|(person, point, item, right, day)| Op::Answer { person, point, item, right, day }),
        3 => Just(Op::Follow),
        1 => (0..3usize).prop_map(Op::Rebuild),
    ]
}

/// Whatever comes in whatever order of time, and however often the state is carried on in between: it is what a rebuild gives, to
/// the last bit.
#[test]
fn states_carried_on_are_those_made_anew() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let towns = runtime.block_on(towns());
    let config = Config { cases: 8, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    runner
        .run(&prop::collection::vec(op(), 1..60), |ops| {
            for town in &towns {
                let (carried, anew) = runtime.block_on(play(town, &ops));
                prop_assert_eq!(carried, anew);
            }
            Ok(())
        })
        .unwrap();
}

/// The states of three new learners as carried on, and as made anew at the end.
async fn play(town: &Town, ops: &[Op]) -> (Vec<Row>, Vec<Row>) {
    let mut learners = Vec::new();
    for _ in 0..3 {
        learners.push(town.enrol(town.class).await);
    }
    for op in ops {
        match *op {
            Op::Answer { person, point, item, right, day } => {
                town.give(vec![town.given(learners[person], point, item, right, START + day * DAY)]).await;
            }
            Op::Follow => town.keep_up().await,
            Op::Rebuild(person) => {
                rebuild(&town.base, Learners::Only(vec![learners[person]])).await.unwrap();
            }
        }
    }
    town.keep_up().await;
    let carried = town.rows().await;
    rebuild(&town.base, Learners::Only(learners)).await.unwrap();
    (carried, town.rows().await)
}

#[tokio::test]
async fn a_state_tells_of_ability_memory_and_pace_by_subject() {
    for town in towns().await {
        let nothing = town.state(town.student).await;
        assert!(nothing.subjects.is_empty());
        for i in 0..12_usize {
            let day = START + (i as i64 / 4) * 20 * DAY;
            town.give(vec![town.given(town.student, i % 2, i % 6, i % 4 != 0, day + i as i64 * 60_000)]).await;
        }
        town.give(vec![town.given(town.student, 3, 0, true, START)]).await;
        town.keep_up().await;
        let told = town.state(town.student).await;
        let [math, physics] = &told.subjects[..] else { panic!("{told:?}") };
        assert_eq!((math.subject, physics.subject, math.answers, physics.answers), (Subject::Math, Subject::Physics, 12, 1));
        assert_eq!(math.calibration.model, Model::None, "nobody has calibrated yet");
        assert!(math.ability.theta > 0.0 && math.ability.low < math.ability.theta && math.ability.high > math.ability.theta);
        assert!(physics.ability.error > math.ability.error);
        assert_eq!(math.growth.iter().map(|m| (m.answers, m.right)).fold((0, 0), |a, m| (a.0 + m.0, a.1 + m.1)), (12, 9));
        assert!(math.growth.len() >= 2 && math.pace.is_none(), "times have nothing to be compared with");
        let point = math.points.iter().find(|p| p.point == town.points[1]).unwrap();
        assert_eq!((point.answers, point.right, point.run), (6, 6, 6));
        let now = START + 40 * DAY;
        assert!(point.mastery.is_some_and(|m| m.n == 6) && point.was_known() && point.memory.recall(now + DAY) > policy::RECALL);
        let later = base::clock::start_of(point.memory.fades_on(policy::RECALL)) + DAY / 2;
        assert!(point.is_fading(later) && !point.is_fading(later - DAY));

        // As everywhere: the family sees it, the physics teacher physics alone, a stranger nothing.
        let conn = &mut town.base.db.read().await.unwrap();
        let see = async |conn: &mut base::Conn, who: i64| state::of_person(conn, &town.scope(who), town.student, None).await;
        assert_eq!(see(conn, town.guardian).await.unwrap().subjects.len(), 2);
        let taught = see(conn, town.physics_teacher).await.unwrap();
        assert_eq!(taught.subjects.iter().map(|s| s.subject).collect::<Vec<_>>(), [Subject::Physics]);
        assert!(matches!(see(conn, town.other_teacher).await, Err(Error::Forbidden)));
        let class = state::of_class(conn, &town.scope(town.class_teacher), town.class, Subject::Math).await.unwrap();
        assert_eq!((class.len(), class[0].person, class[0].subjects[0].answers), (1, town.student, 12));
        let refused = state::of_class(conn, &town.scope(town.physics_teacher), town.class, Subject::Math).await;
        assert!(matches!(refused, Err(Error::Forbidden)));
    }
}

#[tokio::test]
async fn without_consent_nothing_is_taken_in_and_nothing_shown_but_to_the_family() {
    for town in towns().await {
        town.give(vec![town.given(town.student, 0, 0, true, START)]).await;
        town.keep_up().await;
        let (student, guardian) = (town.student, town.guardian);
        let set = async |given: bool| {
            let clock = town.base.clock.clone();
            clock.advance(1);
            let scope = town.scope(guardian);
            consent::decide(&town.base, &scope, student, Purpose::Learning, given).await.unwrap();
        };
        set(false).await;
        town.give(vec![town.given(student, 1, 0, true, START + DAY)]).await;
        town.keep_up().await;
        assert_eq!(town.state(student).await.subjects[0].answers, 1);
        let conn = &mut town.base.db.read().await.unwrap();
        let refused = state::of_person(conn, &town.scope(town.class_teacher), student, None).await;
        assert!(matches!(refused, Err(Error::Conflict(_))));
        assert!(state::of_class(conn, &town.scope(town.class_teacher), town.class, Subject::Math).await.unwrap().is_empty());
        set(true).await;
        town.give(vec![town.given(student, 2, 0, true, START + 2 * DAY)]).await;
        town.keep_up().await;
        assert_eq!(town.state(student).await.subjects[0].answers, 3, "what was left out is made up for");
    }
}

/// Learners of known ability answer items of known difficulty.
async fn practise(town: &Town, learners: usize) -> Vec<(i64, f64)> {
    let mut people = Vec::new();
    for n in 0..learners {
        let ability = (n as f64 + 0.5) / learners as f64 * 4.0 - 2.0;
        let person = town.enrol(town.class).await;
        let mut draw = n as u64 + 1;
        let given = (0..36_usize).map(|i| {
            draw = draw.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let (point, item) = (i % 3, (i / 3) % 6);
            let difficulty = point as f64 - 1.0 + (item as f64 - 2.5) * 0.3;
            let right = (draw >> 11) as f64 / (1_u64 << 53) as f64 <= 1.0 / (1.0 + (difficulty - ability).exp());
            town.given(person, point, item, right, START + (i as i64 / 12) * 30 * DAY + i as i64 * 60_000)
        });
        let given: Vec<Given> = given.collect();
        town.give(given).await;
        people.push((person, ability));
    }
    people
}

#[tokio::test]
async fn a_night_calibrates_the_region_and_reads_everybody_anew() {
    for town in towns().await {
        let people = practise(&town, 60).await;
        town.keep_up().await;
        let made = calibration::make(&town.base).await.unwrap();
        assert_eq!((made.subjects, made.items), (1, 18));
        let conn = &mut town.base.db.read().await.unwrap();
        let known = calibration::in_force(conn, Subject::Math).await.unwrap();
        assert_eq!((known.model, known.protocol.learners, known.protocol.answers, known.protocol.share), (Model::OnePl, 60, 60 * 36, 1.0));
        let (easy, hard) = (known.item("M7-1-1", 1, town.points[0]), known.item("M7-3-6", 1, town.points[2]));
        assert!(easy.difficulty < hard.difficulty - 1.5 && easy.answers > 100 && easy.median_time == Some(15_000), "{easy:?} {hard:?}");
        let unheard = known.item("M7-3-99", 1, town.points[2]);
        assert_eq!((unheard, unheard.answers), (known.point(town.points[2]), 0));
        let fallback = calibration::in_force(conn, Subject::Physics).await.unwrap();
        assert_eq!((fallback.id, fallback.model), (0, Model::None));

        // Everybody is read with it, and abilities come back in order.
        assert!(town.rows().await.iter().all(|row| row.2 == known.id));
        let mut found = Vec::new();
        for (person, ability) in &people {
            let state = town.state(*person).await;
            let math = &state.subjects[0];
            assert!(math.pace.is_some_and(|p| p.low <= 1.0 && p.high >= 1.0));
            found.push((*ability, math.ability.theta));
            let chance = |item| known.chance(Some(&math.belief), None, item).unwrap();
            assert!(chance(&easy) > chance(&hard));
        }
        assert!(correlation(&found) > 0.85, "{}", correlation(&found));

        // The next answer is taken in with the new items; once a day is enough.
        town.give(vec![town.given(people[0].0, 0, 0, true, START + 95 * DAY)]).await;
        town.keep_up().await;
        let carried = town.rows().await;
        rebuild(&town.base, Learners::All).await.unwrap();
        assert_eq!(carried, town.rows().await);
        town.base.clock.set(base::clock::start_of(town.base.clock.today()) + 3 * 3_600_000);
        assert!(!calibration::nightly(&town.base).await.unwrap());
        town.base.clock.advance(DAY);
        assert!(calibration::nightly(&town.base).await.unwrap() && !calibration::nightly(&town.base).await.unwrap());
        let handlers = base::job::Handlers::default().on(calibration::JOB, calibration::run);
        assert_eq!(base::job::drain(&town.base, &handlers).await.unwrap(), 1);
        let again = calibration::in_force(conn, Subject::Math).await.unwrap();
        assert!(again.id > known.id && town.rows().await.iter().all(|row| row.2 == again.id));
        assert_eq!(again.item("M7-1-1", 1, town.points[0]).answers, easy.answers + 1);
    }
}

fn correlation(pairs: &[(f64, f64)]) -> f64 {
    let n = pairs.len() as f64;
    let mean = |of: fn(&(f64, f64)) -> f64| pairs.iter().map(of).sum::<f64>() / n;
    let (x, y) = (mean(|p| p.0), mean(|p| p.1));
    let sum = |of: &dyn Fn(&(f64, f64)) -> f64| pairs.iter().map(of).sum::<f64>();
    sum(&|p| (p.0 - x) * (p.1 - y)) / (sum(&|p| (p.0 - x).powi(2)) * sum(&|p| (p.1 - y).powi(2))).sqrt()
}
