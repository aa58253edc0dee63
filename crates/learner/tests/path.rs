//! The next step with what is stored: lessons that a teacher announces, wishes, checks, and who may see and change what.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod left;
mod town;

use base::job::{self, Handlers};
use base::{Date, Error};
use content::Subject;
use content::graph::{self, NewEdge, Relation};
use learner::erasure;
use learner::path::{self, Moment, Path, Reason, Task, Wanted, coming};
use learner::practice::{self, Next, Submission};
use people::consent::{self, Purpose};
use town::{POINTS, Town, towns};
use uuid::Uuid;

const DAY: i64 = 86_400_000;

/// Towns in which the second point builds on the first.
async fn chained() -> Vec<Town> {
    let towns = towns().await;
    for town in &towns {
        let edge =
            NewEdge { origin: POINTS[0].into(), relation: Relation::Prerequisite, destination: POINTS[1].into(), note: String::new() };
        town.base.db.write(move |conn| Box::pin(async move { graph::save(conn, &[edge]).await })).await.unwrap();
    }
    towns
}

impl Town {
    async fn path_seen_by(&self, reader: i64, moment: Moment) -> base::Result<Path> {
        let mut conn = self.base.db.read().await.unwrap();
        path::of_person(&mut conn, &self.base, &self.scope(reader), self.student, Subject::Math, moment).await
    }

    async fn path(&self, moment: Moment) -> Path {
        self.path_seen_by(self.student, moment).await.unwrap()
    }

    fn day(&self, ahead: i64) -> Date {
        base::clock::date_of(self.base.clock.now() + ahead * DAY)
    }

    async fn say(&self, teacher: i64, ahead: i64, points: &[i64]) -> base::Result<()> {
        coming::say(&self.base, &self.scope(teacher), self.class, Subject::Math, self.day(ahead), points).await
    }

    async fn wish(&self, by: i64, point: i64, wanted: Option<Wanted>) -> base::Result<()> {
        path::wish::set(&self.base, &self.scope(by), self.student, point, wanted).await
    }

    /// Answers a whole sitting, so many of its questions rightly.
    async fn sit(&self, sitting: Uuid, right: usize) -> usize {
        let scope = self.scope(self.student);
        let mut asked = 0;
        while let Next::Offer(offer) = practice::next(&self.base, &scope, sitting).await.unwrap() {
            asked += 1;
            self.base.clock.advance(9_000);
            let submission = Submission {
                attempt: offer.attempt,
                item: offer.item.id,
                version: offer.item.version,
                token: offer.token.clone(),
                fields: vec![("choice".into(), if asked <= right { "A" } else { "B" }.into())],
                duration: Some(9_000),
            };
            practice::submit(&self.base, &scope, submission).await.unwrap();
        }
        asked
    }
}

fn points(path: &Path) -> Vec<i64> {
    path.steps.iter().map(|s| s.point).collect()
}

#[tokio::test]
async fn what_a_teacher_says_comes_onto_the_path_and_goes_when_it_is_taken_back() {
    for town in chained().await {
        let [first, second, ..] = town.points[..] else { panic!("points") };
        assert_eq!(town.path(Moment::Before).await.steps, [], "nobody has said what comes");
        town.say(town.class_teacher, 1, &[second]).await.unwrap();
        town.say(town.class_teacher, 1, &[second]).await.unwrap();
        let path = town.path(Moment::Before).await;
        // The second builds on the first, of which nothing is known.
        assert_eq!((points(&path), path.lessons.len()), (vec![first, second], 1));
        assert_eq!((path.steps[0].task, path.steps[1].task), (Task::Check, Task::Preview));
        assert!(matches!(path.steps[0].reasons[0], Reason::Needed { goal, .. } if goal == second));
        assert_eq!(path.lessons[0].said_by, "班主任");
        for _ in 0..6 {
            town.answer(town.student, 0, 0.0, town.base.clock.now()).await;
        }
        let path = town.path(Moment::Before).await;
        assert_eq!((path.steps[0].task, path.answers[&first].len()), (Task::Learn, 5), "and the answers that say so");

        let during = town.path(Moment::During).await;
        assert_eq!(points(&during), [first, second]);
        town.base.clock.advance(2 * DAY);
        assert_eq!(town.path(Moment::Before).await.steps, [], "the lesson is over");
        assert!(matches!(town.path(Moment::After).await.steps[1].reasons[0], Reason::Taught { .. }));

        let mut conn = town.base.db.read().await.unwrap();
        let scope = town.scope(town.class_teacher);
        let said = coming::of_class(&mut conn, &scope, town.class, Subject::Math, town.day(-9)).await.unwrap();
        coming::take_back(&town.base, &scope, town.class, said[0].id).await.unwrap();
        assert!(matches!(coming::take_back(&town.base, &scope, town.class, said[0].id).await, Err(Error::NotFound)));
        assert_eq!(town.path(Moment::During).await.steps, []);
    }
}

#[tokio::test]
async fn only_who_teaches_the_class_the_subject_says_what_comes() {
    for town in chained().await {
        let point = town.points[0];
        for stranger in [town.student, town.guardian, town.physics_teacher, town.other_teacher, town.head, town.officer] {
            assert!(matches!(town.say(stranger, 1, &[point]).await, Err(Error::Forbidden)), "{stranger}");
        }
        let invalid = |r: base::Result<()>, key: &str| matches!(r, Err(Error::Invalid(p)) if p[0].key == key);
        assert!(invalid(town.say(town.class_teacher, 1, &[]).await, "path.coming_no_point"));
        assert!(invalid(town.say(town.class_teacher, 1, &[point; 13]).await, "path.coming_too_many"));
        assert!(invalid(town.say(town.class_teacher, 400, &[point]).await, "path.coming_far_away"));
        // A point of physics is none of mathematics.
        assert!(matches!(town.say(town.class_teacher, 1, &[town.points[3]]).await, Err(Error::NotFound)));
        assert!(matches!(town.say(town.class_teacher, 1, &[7]).await, Err(Error::NotFound)));
        let mut conn = town.base.db.read().await.unwrap();
        let scope = town.scope(town.physics_teacher);
        assert!(matches!(coming::of_class(&mut conn, &scope, town.class, Subject::Math, town.day(0)).await, Err(Error::Forbidden)));
        let counted = path::readiness(&mut conn, &town.base, &scope, town.class, Subject::Math, &[point]).await;
        assert!(matches!(counted, Err(Error::Forbidden)));
    }
}

#[tokio::test]
async fn a_path_is_seen_by_whom_it_concerns_and_changed_by_the_learner_and_their_teachers() {
    for town in chained().await {
        let point = town.points[0];
        for reader in [town.student, town.guardian, town.class_teacher] {
            assert!(town.path_seen_by(reader, Moment::After).await.is_ok(), "{reader}");
        }
        for reader in [town.other_teacher, town.head, town.officer, town.physics_teacher] {
            assert!(matches!(town.path_seen_by(reader, Moment::After).await, Err(Error::Forbidden)), "{reader}");
        }
        for stranger in [town.guardian, town.other_teacher, town.physics_teacher, town.head] {
            assert!(matches!(town.wish(stranger, point, Some(Wanted::First)).await, Err(Error::Forbidden)), "{stranger}");
        }
        town.wish(town.student, point, Some(Wanted::Skip)).await.unwrap();
        assert!(!points(&town.path(Moment::After).await).contains(&point));
        town.wish(town.class_teacher, point, Some(Wanted::First)).await.unwrap();
        let path = town.path(Moment::After).await;
        assert_eq!((path.steps[0].point, path.steps[0].reasons[0]), (point, Reason::WishedByTeacher), "a teacher's word goes first");
        town.wish(town.class_teacher, point, None).await.unwrap();
        assert_eq!(town.path(Moment::After).await.wishes.of(point), Some(Wanted::Skip));
        town.base.clock.advance(8 * DAY);
        assert_eq!(town.path(Moment::After).await.wishes.of(point), None, "a wish does not hold for ever");

        consent::decide(&town.base, &town.scope(town.guardian), town.student, Purpose::Learning, false).await.unwrap();
        for reader in [town.student, town.class_teacher] {
            assert!(matches!(town.path_seen_by(reader, Moment::After).await, Err(Error::Conflict(_))));
        }
        assert!(matches!(town.wish(town.student, point, Some(Wanted::Skip)).await, Err(Error::Conflict(_))));
        assert!(path::take(&town.base, &town.scope(town.student), Moment::After, point).await.is_err());
    }
}

#[tokio::test]
async fn a_step_is_a_short_sitting_and_a_check_that_is_passed_takes_the_step_away() {
    for town in chained().await {
        let scope = town.scope(town.student);
        let [first, second, ..] = town.points[..] else { panic!("points") };
        for _ in 0..5 {
            town.answer(town.student, 0, 0.0, town.base.clock.now()).await;
        }
        let step = town.path(Moment::After).await.steps[0].clone();
        assert_eq!((step.point, step.task, &step.reasons[..]), (first, Task::Learn, &[Reason::Weak][..]));
        let sitting = path::take(&town.base, &scope, Moment::After, first).await.unwrap();
        let mut conn = town.base.db.read().await.unwrap();
        let taken = path::taken(&mut conn, sitting).await.unwrap().unwrap();
        assert_eq!((taken.moment, taken.task, taken.level), (Moment::After, Task::Learn, step.level));
        assert_eq!(town.sit(sitting, 0).await as i64, step.questions);
        assert_eq!(path::taken(&mut conn, practice::start(&town.base, &scope, Subject::Math, None).await.unwrap()).await.unwrap(), None);

        town.say(town.class_teacher, -1, &[second]).await.unwrap();
        assert!(points(&town.path(Moment::After).await).contains(&second));
        let failed = path::check(&town.base, &scope, Moment::After, second).await.unwrap();
        assert_eq!(town.sit(failed, 2).await, 3);
        assert!(points(&town.path(Moment::After).await).contains(&second), "two of three do not pass");
        let passed = path::check(&town.base, &scope, Moment::After, second).await.unwrap();
        town.sit(passed, 3).await;
        let path = town.path(Moment::Before).await;
        assert!(!points(&path).contains(&second));
        // A point that is not on the path is no step.
        assert!(matches!(path::take(&town.base, &scope, Moment::Before, second).await, Err(Error::NotFound)));
    }
}

#[tokio::test]
async fn a_class_is_counted_for_what_a_lesson_needs() {
    for town in chained().await {
        let [first, second, third, _] = town.points[..] else { panic!("points") };
        for n in 0..5 {
            let student = town.enrol(town.class).await;
            for _ in 0..6 {
                match n {
                    0..=2 => drop(town.answer(student, 0, 1.0, town.base.clock.now()).await),
                    3 => drop(town.answer(student, 0, 0.0, town.base.clock.now()).await),
                    _ => {}
                }
            }
        }
        let mut conn = town.base.db.read().await.unwrap();
        let scope = town.scope(town.class_teacher);
        let found = path::readiness(&mut conn, &town.base, &scope, town.class, Subject::Math, &[second, third]).await.unwrap();
        let of_first = found.iter().find(|r| r.before.id == first).unwrap();
        assert_eq!((of_first.held, of_first.not_yet, of_first.unknown, &of_first.goals[..]), (3, 1, 2, &[second][..]));
    }
}

#[tokio::test]
async fn wishes_follow_a_merge_and_go_with_the_purpose() {
    for town in chained().await {
        town.answer(town.student, 0, 1.0, town.base.clock.now()).await;
        town.wish(town.class_teacher, town.points[1], Some(Wanted::First)).await.unwrap();
        path::check(&town.base, &town.scope(town.student), Moment::After, town.points[0]).await.unwrap();
        assert_eq!((town.count("path_wish").await, town.count("path_step").await), (1, 1));
        let (keep, duplicate) = (town.student, town.enrol(town.class).await);
        let scope = town.scope(duplicate);
        path::wish::set(&town.base, &scope, duplicate, town.points[2], Some(Wanted::Skip)).await.unwrap();
        town.base.db.write(move |conn| Box::pin(async move { learner::merge(conn, keep, duplicate).await })).await.unwrap();
        let wishes = town.path(Moment::After).await.wishes;
        assert_eq!((wishes.of(town.points[1]), wishes.of(town.points[2])), (Some(Wanted::First), Some(Wanted::Skip)));

        let guardian = town.scope(town.guardian);
        consent::decide(&town.base, &guardian, town.student, Purpose::Learning, false).await.unwrap();
        erasure::ask(&town.base, &guardian, town.student, Purpose::Learning).await.unwrap();
        job::drain(&town.base, &Handlers::default().on(erasure::JOB, erasure::run)).await.unwrap();
        assert_eq!((town.count("path_wish").await, town.count("path_step").await), (0, 0));
    }
}
