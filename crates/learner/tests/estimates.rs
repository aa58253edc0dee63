//! Estimates: made with the answer, made anew from the statements, seen by whom they concern.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod town;

use base::Error;
use base::testing::START;
use content::point::{self, NewPoint};
use content::{Stage, Subject};
use learner::aggregate::{By, Cell, region_aggregate};
use learner::{Learners, Standing, class_grid, grid, mastery, practice, question, rebuild};
use people::consent::{self, Purpose};
use records::Stored;
use town::{HOME, Town, answered, towns};

const DAY: i64 = 86_400_000;

async fn all(town: &Town, person: i64) -> Vec<learner::Estimate> {
    let mut conn = town.base.db.read().await.unwrap();
    let mut estimates = mastery::of_person(&mut conn, &town.scope(person), person, None).await.unwrap();
    estimates.sort_by_key(|e| e.point);
    estimates
}

#[tokio::test]
async fn an_answer_changes_the_estimate_and_a_repeated_one_does_not() {
    for town in towns().await {
        let (student, point) = (town.student, town.points[0]);
        let answer = answered(student, 0, 1.0, START);
        let send = async || {
            let given = [learner::Given { answered: answer.clone(), point }];
            town.base.db.write(move |conn| Box::pin(async move { learner::answers(conn, HOME, START, &given).await })).await.unwrap()[0]
        };
        let first = send().await;
        assert_eq!((first.stored, first.estimate.n, first.estimate.mean), (Stored::New, 1, 2.0 / 3.0));
        let second = send().await;
        assert_eq!((second.stored, second.estimate), (Stored::Duplicate, first.estimate));
        // A failure after the statement leaves neither statement nor estimate.
        let given = [learner::Given { answered: answered(student, 0, 1.0, START), point }];
        let failed: base::Result<()> = town
            .base
            .db
            .write(move |conn| {
                Box::pin(async move {
                    learner::answers(conn, HOME, START, &given).await?;
                    Err(Error::Cancelled)
                })
            })
            .await;
        assert!(failed.is_err());
        assert_eq!(all(&town, student).await, [first.estimate]);
        assert_eq!(records::count(&mut town.base.db.read().await.unwrap()).await.unwrap(), 1);
    }
}

#[tokio::test]
async fn answers_at_the_same_time_all_count() {
    for town in towns().await {
        let answers = (0..40).map(|i| town.answer(town.student, 0, f64::from(i % 2), START));
        futures::future::join_all(answers).await;
        let [estimate] = all(&town, town.student).await[..] else { panic!() };
        assert_eq!((estimate.n, estimate.mastery.alpha, estimate.mastery.beta), (40, 21.0, 21.0));
    }
}

/// The region's means by subject, with their intervals.
async fn region(town: &Town) -> Vec<[f64; 4]> {
    let mut conn = town.base.db.read().await.unwrap();
    let seen = region_aggregate(&mut conn, &town.scope(town.officer), town.county, &By::Subject).await.unwrap();
    let shown = |cell: &Cell| match *cell {
        Cell::Shown { mean, low, high, learners } => [mean, low, high, learners as f64],
        _ => panic!("{cell:?}"),
    };
    seen.total.iter().map(shown).collect()
}

#[tokio::test]
async fn rebuilt_estimates_are_those_made_answer_by_answer() {
    for town in towns().await {
        let mut learners = vec![town.student];
        for _ in 0..10 {
            learners.push(town.enrol(town.class).await);
        }
        // In no order of time: answers given offline arrive late.
        for i in 0..330_usize {
            let day = (i * 37 % 90) as i64;
            town.answer(learners[i % 11], i * 7 % 4, (i * i % 5) as f64 / 4.0, START - day * DAY).await;
        }
        let (mut before, mut after) = (Vec::new(), Vec::new());
        for learner in &learners {
            before.extend(all(&town, *learner).await);
        }
        let region_before = region(&town).await;
        let made = rebuild(&town.base, Learners::All).await.unwrap();
        assert_eq!((made.answers, made.estimates, made.unknown_points.len()), (330, before.len(), 0));
        for learner in &learners {
            after.extend(all(&town, *learner).await);
        }
        for (a, b) in before.iter().zip(&after) {
            assert_eq!((a.person, a.point, a.n, a.last_at), (b.person, b.point, b.n, b.last_at));
            assert!((a.mastery.alpha - b.mastery.alpha).abs() < 1e-9 && (a.mastery.beta - b.mastery.beta).abs() < 1e-9, "{a:?} {b:?}");
        }
        let region_after = region(&town).await;
        assert_eq!((region_before.len(), region_before[0][3]), (2, 11.0));
        for (a, b) in region_before.iter().flatten().zip(region_after.iter().flatten()) {
            assert!((a - b).abs() < 1e-9, "{region_before:?} {region_after:?}");
        }
        let one = rebuild(&town.base, Learners::Only(vec![learners[1]])).await.unwrap();
        assert_eq!((one.persons, one.answers), (1, 30));
    }
}

#[tokio::test]
async fn merged_persons_have_the_answers_of_both() {
    for town in towns().await {
        let duplicate = town.enrol(town.class).await;
        town.answer(town.student, 0, 1.0, START).await;
        town.answer(duplicate, 0, 0.0, START).await;
        let keep = town.student;
        town.base.db.write(move |conn| Box::pin(async move { learner::merge(conn, keep, duplicate).await })).await.unwrap();
        let [estimate] = all(&town, keep).await[..] else { panic!() };
        assert_eq!((estimate.n, estimate.mean), (2, 0.5));
        assert!(all(&town, duplicate).await.is_empty());
    }
}

#[tokio::test]
async fn a_person_is_seen_by_whom_they_concern_and_teachers_see_their_subjects() {
    for town in towns().await {
        for point in 0..4 {
            town.answer(town.student, point, 1.0, START).await;
        }
        let mut conn = town.base.db.read().await.unwrap();
        for (who, seen) in [(town.student, 4), (town.guardian, 4), (town.class_teacher, 4), (town.physics_teacher, 1)] {
            let estimates = mastery::of_person(&mut conn, &town.scope(who), town.student, None).await.unwrap();
            assert_eq!(estimates.len(), seen);
            assert!(estimates.iter().all(|e| e.standing() == Standing::Unknown));
        }
        for who in [town.other_teacher, town.head, town.officer] {
            let refused = mastery::of_person(&mut conn, &town.scope(who), town.student, None).await;
            assert!(matches!(refused, Err(Error::Forbidden)));
            let refused = mastery::answers(&mut conn, &town.scope(who), town.student, town.points[0], None, 9).await;
            assert!(matches!(refused, Err(Error::Forbidden)));
        }
        let answers = mastery::answers(&mut conn, &town.scope(town.class_teacher), town.student, town.points[0], None, 9).await.unwrap();
        assert_eq!(answers.iter().map(|a| a.answered.item.as_str()).collect::<Vec<_>>(), ["M7-1-1"]);
        let physics = town.scope(town.physics_teacher);
        assert!(mastery::answers(&mut conn, &physics, town.student, town.points[3], None, 9).await.is_ok());
        assert!(matches!(mastery::answers(&mut conn, &physics, town.student, town.points[0], None, 9).await, Err(Error::Forbidden)));
    }
}

#[tokio::test]
async fn a_question_is_asked_by_the_learner_or_guardian_and_answered_by_a_teacher_once() {
    for town in towns().await {
        town.answer(town.student, 0, 0.0, START).await;
        let (base, student, point) = (&town.base, town.student, town.points[0]);
        let raise = async |who: i64, point: i64, words: &str| question::raise(base, &town.scope(who), student, point, words).await;
        let id = raise(town.guardian, point, " 这道题是点错了 ").await.unwrap();
        assert!(matches!(raise(student, town.points[1], "为什么?").await, Err(Error::Invalid(_))));
        assert!(matches!(raise(student, point, " ").await, Err(Error::Invalid(_))));
        assert!(matches!(raise(student, point, &"长".repeat(501)).await, Err(Error::Invalid(_))));
        assert!(matches!(raise(town.class_teacher, point, "?").await, Err(Error::Forbidden)));

        let mut conn = base.db.read().await.unwrap();
        let open = question::of_class(&mut conn, &town.scope(town.class_teacher), town.class).await.unwrap();
        assert_eq!(
            open.iter().map(|q| (q.words.as_str(), q.is_open(), q.asked_by.as_str())).collect::<Vec<_>>(),
            [("这道题是点错了", true, "妈妈")]
        );
        assert!(question::of_class(&mut conn, &town.scope(town.physics_teacher), town.class).await.unwrap().is_empty());
        let reply = async |who: i64| question::answer(base, &town.scope(who), id, "已经看过作答,再练两道吧。").await;
        for who in [town.physics_teacher, town.other_teacher, town.guardian, town.head] {
            assert!(matches!(reply(who).await, Err(Error::Forbidden)));
        }
        reply(town.class_teacher).await.unwrap();
        assert!(matches!(reply(town.class_teacher).await, Err(Error::Conflict(_))));
        let seen = question::of_person(&mut conn, &town.scope(student), student).await.unwrap();
        assert_eq!(seen[0].replied_by.as_deref(), Some("班主任"));
        assert!(!seen[0].is_open());
        assert!(matches!(question::of_person(&mut conn, &town.scope(town.head), student).await, Err(Error::Forbidden)));
    }
}

#[tokio::test]
async fn a_withdrawn_consent_closes_all_views_but_ones_own_until_it_is_given_again() {
    for town in towns().await {
        let (student, point) = (town.student, town.points[0]);
        for _ in 0..9 {
            let other = town.enrol(town.class).await;
            town.answer(other, 1, 1.0, START).await;
        }
        town.answer(student, 0, 1.0, START).await;
        question::raise(&town.base, &town.scope(town.guardian), student, point, "为什么?").await.unwrap();
        let teacher = town.scope(town.class_teacher);
        let mut conn = town.base.db.read().await.unwrap();
        let conn = &mut conn;
        for given in [true, false, true] {
            consent::decide(&town.base, &town.scope(town.guardian), student, Purpose::Learning, given).await.unwrap();
            let outcomes = [
                mastery::of_person(conn, &teacher, student, None).await.map(|e| e.len()),
                mastery::answers(conn, &teacher, student, point, None, 9).await.map(|a| a.len()),
                question::of_person(conn, &teacher, student).await.map(|q| q.len()),
                practice::sittings(conn, &teacher, student, 9).await.map(|s| s.len() + 1),
            ];
            for outcome in outcomes {
                match outcome {
                    Ok(n) => assert_eq!((n, given), (1, true)),
                    Err(Error::Conflict(p)) => assert_eq!((p.key.as_str(), given), ("people.consent_missing", false)),
                    Err(other) => panic!("{other:?}"),
                }
            }
            let seen = class_grid(conn, &teacher, town.class, "math").await.unwrap();
            assert_eq!(seen.points.iter().map(|p| p.id).collect::<Vec<_>>(), town.points[usize::from(!given)..2]);
            assert_eq!(seen.students.len(), 10);
            assert_eq!(question::of_class(conn, &teacher, town.class).await.unwrap().len(), usize::from(given));
            let total = region_aggregate(conn, &town.scope(town.officer), town.county, &By::Subject).await.unwrap().total[0];
            assert_eq!(matches!(total, Cell::Shown { learners: 10, .. }), given);
            assert_eq!(total == Cell::Suppressed, !given);
            // Made anew without this learner, whose estimate stays for those it belongs to.
            let made = rebuild(&town.base, Learners::Only(vec![student])).await.unwrap();
            assert_eq!((made.persons, made.estimates), (usize::from(given), usize::from(given)));
            for who in [student, town.guardian] {
                assert_eq!(mastery::of_person(conn, &town.scope(who), student, None).await.unwrap().len(), 1);
                assert_eq!(question::of_person(conn, &town.scope(who), student).await.unwrap().len(), 1);
            }
        }
        assert_eq!(grid::subjects(conn, &teacher, town.class).await.unwrap(), ["math"]);
    }
}

#[tokio::test]
async fn a_point_moved_to_another_subject_takes_its_estimates_with_it() {
    for town in towns().await {
        for _ in 0..10 {
            let student = town.enrol(town.class).await;
            town.answer(student, 0, 1.0, START).await;
        }
        let moved = NewPoint::new(town::POINTS[0], Subject::Physics, Stage::Junior, 7, "密度");
        town.base.db.write(move |conn| Box::pin(async move { point::save(conn, &[moved]).await.map(|_| ()) })).await.unwrap();
        learner::points_moved(&town.base, &town.points[..1]).await.unwrap();
        let mut conn = town.base.db.read().await.unwrap();
        let seen = region_aggregate(&mut conn, &town.scope(town.officer), town.county, &By::Subject).await.unwrap();
        assert_eq!(seen.columns, ["physics"]);
        assert!(matches!(seen.total[0], Cell::Shown { learners: 10, mean, .. } if (mean - 2.0 / 3.0).abs() < 1e-12));
    }
}

#[tokio::test]
async fn answers_and_rebuilds_at_the_same_time_neither_fail_nor_lose() {
    for town in towns().await {
        let students = [town.student, town.enrol(town.class).await, town.enrol(town.class).await];
        let answers = (0..60).map(|i| town.answer(students[i % 3], i / 3 % 4, f64::from(i as u32 % 2), START));
        let rebuilds = async {
            for _ in 0..12 {
                let mut some = students.to_vec();
                some.reverse();
                let (one, other) =
                    futures::future::join(rebuild(&town.base, Learners::All), rebuild(&town.base, Learners::Only(some))).await;
                one.and(other).unwrap();
            }
        };
        futures::future::join(futures::future::join_all(answers), rebuilds).await;
        let mut before = Vec::new();
        for student in students {
            before.extend(all(&town, student).await);
        }
        assert_eq!(before.iter().map(|e| e.n).sum::<i64>(), 60);
        rebuild(&town.base, Learners::All).await.unwrap();
        let mut after = Vec::new();
        for student in students {
            after.extend(all(&town, student).await);
        }
        assert_eq!(before, after);
    }
}
