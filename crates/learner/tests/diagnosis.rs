//! A class diagnosed: who needs what, misconceptions shared, groups, a ticket; who may see it; on both databases.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod town;

use base::Error;
use base::testing::START;
use content::help::{Written, Wrong};
use content::item::{Choice, Interaction, NewItem, Numeric};
use content::number::Number;
use content::point::{self, NewPoint};
use content::{Kind, Stage, Subject, item};
use learner::diagnosis::{self, Diagnosis, Wanted};
use learner::policy;
use records::Answered;
use town::{HOME, POINTS, Town, towns};
use uuid::Uuid;

const DAY: i64 = 86_400_000;
const MISCONCEPTION: &str = "M7-1-M1";

/// A question whose option B shows a misconception, C does not, and one for a number where -5 shows it.
async fn foresee(town: &Town) {
    let point = town.points[0];
    town.base
        .db
        .write(move |conn| {
            Box::pin(async move {
                let mut wrong = NewPoint::new(MISCONCEPTION, Subject::Math, Stage::Junior, 7, "以为负数越大越大");
                wrong.kind = Kind::Misconception;
                point::save(conn, &[wrong]).await?;
                let tied = |answer: &str| Written {
                    wrong: vec![Wrong { answer: answer.into(), misconception: MISCONCEPTION.into(), why: String::new() }],
                    ..Written::default()
                };
                let new = |code: &str, interaction: Interaction, help: Written| NewItem {
                    code: code.into(),
                    subject: Subject::Math,
                    stage: Stage::Junior,
                    grade: 7,
                    point,
                    difficulty: 2,
                    stem: "哪个大？".into(),
                    hint: String::new(),
                    explanation: "看数轴。".into(),
                    source: String::new(),
                    interaction,
                    help,
                };
                let choice = Choice::lettered(["-2", "-5", "-9"].map(str::to_owned).to_vec(), ["A".to_owned()].into(), false);
                let number = Numeric {
                    value: Number::parse("-2").unwrap(),
                    tolerance: Number::parse("0").unwrap(),
                    unit: String::new(),
                    maths: None,
                };
                item::save(
                    conn,
                    START,
                    &[new("M7-1-T1", Interaction::Choice(choice), tied("B")), new("M7-1-T2", Interaction::Numeric(number), tied("-5"))],
                )
                .await
                .map(|_| ())
            })
        })
        .await
        .unwrap();
}

/// Gives this response to one of the two.
async fn respond(town: &Town, person: i64, item: &str, response: &str, right: bool, at: i64) -> Uuid {
    let answered = Answered {
        statement: Uuid::new_v4(),
        person,
        item: item.into(),
        version: 1,
        interaction: if item.ends_with("T1") { records::Interaction::Choice } else { records::Interaction::Numeric },
        point: POINTS[0].into(),
        subject: "math".into(),
        response: Some(response.into()),
        score: f64::from(u8::from(right)),
        correct: right,
        duration: None,
        at,
        session: None,
    };
    let (statement, point) = (answered.statement, town.points[0]);
    let given = [learner::Given { answered, point }];
    town.base.db.write(move |conn| Box::pin(async move { learner::answers(conn, HOME, at, &given).await })).await.unwrap();
    statement
}

async fn diagnosed(town: &Town, person: i64) -> base::Result<Diagnosis> {
    let mut conn = town.base.db.read().await.unwrap();
    diagnosis::of_class(&mut conn, &town.scope(person), town.base.clock.now(), town.class, Subject::Math).await
}

/// Eight more children: four weak on the first point, four strong; all middling on the second.
async fn class(town: &Town) -> Vec<i64> {
    let mut children = Vec::new();
    for n in 0..8 {
        let child = town.enrol(town.class).await;
        for k in 0..6 {
            let score = f64::from(u8::from(n >= 4));
            town.answer(child, 0, score, START + k).await;
            town.answer(child, 1, f64::from(u8::from(k % 2 == 0)), START + 10 + k).await;
        }
        children.push(child);
    }
    children
}

#[tokio::test]
async fn the_most_valuable_thing_is_the_one_that_most_children_need() {
    for town in towns().await {
        let children = class(&town).await;
        let found = diagnosed(&town, town.class_teacher).await.unwrap();
        // Nine children with the one who answered nothing.
        let need = found.needs[0];
        assert_eq!((need.known, need.unknown), (8, 1));
        assert!(
            (4.0..4.4).contains(&need.expected) && need.low <= need.expected && need.expected <= need.high && need.high <= 8.0,
            "{need:?}"
        );
        // Three of six right: below 0.6 more likely than not, for all eight.
        assert!(found.needs[1].expected > need.expected && found.needs[1].high <= 8.0);
        let things: Vec<&str> = found.things.iter().map(|t| t.point.code.as_str()).collect();
        assert_eq!(things, ["M7-2", "M7-1"]);
        let weak = &found.things[1];
        let who: Vec<i64> = weak.children.iter().map(|c| c.student.id).collect();
        assert_eq!(who.len(), 4);
        assert!(children[..4].iter().all(|child| who.contains(child)));
        assert!(weak.children.iter().all(|c| c.chance > 0.95 && !c.misled && c.estimate.is_some()));
        assert!(found.misconceptions.is_empty());
    }
}

#[tokio::test]
async fn what_the_last_two_weeks_changed_is_said_of_the_same_children() {
    for town in towns().await {
        let children = class(&town).await;
        let thing = |found: &Diagnosis| found.things.iter().find(|t| t.point.code == "M7-1").map(|t| (t.progress, t.need.expected));
        // All answers are of today: nobody can be compared.
        assert_eq!(thing(&diagnosed(&town, town.class_teacher).await.unwrap()).unwrap().0, None);
        town.base.clock.advance((policy::PROGRESS_DAYS + 1) * DAY);
        // No news: nothing is said.
        assert_eq!(thing(&diagnosed(&town, town.class_teacher).await.unwrap()).unwrap().0, None);
        let now = town.base.clock.now();
        for k in 0..9 {
            town.answer(children[0], 0, 1.0, now - 10 + k).await;
        }
        let (progress, expected) = thing(&diagnosed(&town, town.class_teacher).await.unwrap()).unwrap();
        let progress = progress.unwrap();
        assert_eq!(progress.known, 8);
        assert!((4.0..4.4).contains(&progress.before) && progress.now < progress.before - 0.4, "{progress:?}");
        assert!((progress.now - expected).abs() < 1e-9);
    }
}

#[tokio::test]
async fn a_misconception_counts_when_three_show_it_and_until_it_is_overcome() {
    for town in towns().await {
        foresee(&town).await;
        let mut children = Vec::new();
        for n in 0..4 {
            let child = town.enrol(town.class).await;
            // B twice, -5 once: by choice and by number.
            let (item, response) = if n == 2 { ("M7-1-T2", "-5") } else { ("M7-1-T1", "B") };
            let statement = respond(&town, child, item, response, false, START + n).await;
            children.push((child, statement));
            if n == 1 {
                let found = diagnosed(&town, town.class_teacher).await.unwrap();
                assert!(found.misconceptions.is_empty(), "two are not three");
            }
        }
        // Wrong in another way.
        respond(&town, town.student, "M7-1-T1", "C", false, START + 9).await;
        let found = diagnosed(&town, town.class_teacher).await.unwrap();
        let [shared] = found.misconceptions.as_slice() else { panic!("{:?}", found.misconceptions) };
        assert_eq!((shared.misconception.code.as_str(), shared.point), (MISCONCEPTION, town.points[0]));
        assert_eq!((shared.children.len(), shared.showing, shared.wrong), (4, 4, 5));
        for (child, statement) in &children {
            let misled = shared.children.iter().find(|c| c.student.id == *child).unwrap();
            assert_eq!(misled.answers.iter().map(|a| a.statement).collect::<Vec<_>>(), [*statement]);
        }
        // One wrong answer each says too little about a point; the misconception makes it a thing.
        let [thing] = found.things.as_slice() else { panic!("{:?}", found.things) };
        assert!(thing.value >= 4.0 && thing.misconceptions.len() == 1 && thing.children.iter().all(|c| c.misled && c.chance == 1.0));
        // Two right answers in a row: overcome; one is not enough.
        for (n, (child, _)) in children.iter().enumerate().take(2) {
            for k in 0..=n as i64 {
                respond(&town, *child, "M7-1-T1", "A", true, START + 100 + k).await;
            }
        }
        let found = diagnosed(&town, town.class_teacher).await.unwrap();
        assert_eq!(found.misconceptions[0].children.len(), 3);
        assert!(!found.misconceptions[0].children.iter().any(|c| c.student.id == children[1].0));
        // Long ago.
        town.base.clock.advance((policy::MISCONCEPTION_DAYS + 1) * DAY);
        assert!(diagnosed(&town, town.class_teacher).await.unwrap().misconceptions.is_empty());
    }
}

#[tokio::test]
async fn only_who_teaches_the_subject_sees_it_and_nothing_without_consent() {
    for town in towns().await {
        foresee(&town).await;
        let children = class(&town).await;
        for (n, child) in children.iter().take(3).enumerate() {
            respond(&town, *child, "M7-1-T1", "B", false, START + 50 + n as i64).await;
        }
        for person in [town.physics_teacher, town.other_teacher, town.head, town.officer, town.student, town.guardian] {
            assert!(matches!(diagnosed(&town, person).await, Err(Error::Forbidden)), "{person}");
        }
        assert_eq!(diagnosed(&town, town.class_teacher).await.unwrap().misconceptions.len(), 1);
        // One family takes its consent back: three were needed.
        let child = children[0];
        let base = town.base.base.clone();
        base.db
            .write(move |conn| {
                Box::pin(async move { base::execute!(conn, "UPDATE consent SET given = FALSE WHERE person = $1", child).map(|_| ()) })
            })
            .await
            .unwrap();
        let found = diagnosed(&town, town.class_teacher).await.unwrap();
        assert!(found.misconceptions.is_empty());
        assert!(found.things.iter().flat_map(|t| &t.children).all(|c| c.student.id != child));
        assert_eq!(found.needs[0].known, 7);
    }
}

#[tokio::test]
async fn groups_are_mixed_follow_wishes_and_are_changed_by_hand() {
    for town in towns().await {
        let children = class(&town).await;
        let found = diagnosed(&town, town.class_teacher).await.unwrap();
        let four = Wanted { size: 3, points: vec![town.points[0]], ..Wanted::default() };
        let groups = diagnosis::regroup(&found, &four).unwrap();
        // Nine children, of whom four have it.
        assert_eq!(groups.groups.iter().map(|g| g.members.len()).collect::<Vec<_>>(), [3, 3, 3]);
        let mut holders: Vec<usize> = groups.groups.iter().map(|g| g.holders[0]).collect();
        holders.sort_unstable();
        assert_eq!(holders, [1, 1, 2]);
        assert!(groups.proven && groups.mixed > 0.8 && !groups.by_hand && groups.broken.is_empty());
        assert_eq!(groups.unknown.iter().map(|p| p.id).collect::<Vec<_>>(), [town.student]);
        let of = |groups: &diagnosis::Regrouping, child: i64| {
            groups.groups.iter().position(|g| g.members.iter().any(|m| m.id == child)).unwrap()
        };
        // A pair that is together is kept apart when asked.
        let (one, other) = (groups.groups[0].members[0].id, groups.groups[0].members[1].id);
        let apart = diagnosis::regroup(&found, &Wanted { apart: vec![(one, other)], ..four.clone() }).unwrap();
        assert_ne!(of(&apart, one), of(&apart, other));
        // Moved by hand, against the wish: done, and said.
        let to = of(&apart, other) + 1;
        let moved = diagnosis::regroup(&found, &Wanted { apart: vec![(one, other)], moved: vec![(one, to)], ..four.clone() }).unwrap();
        assert_eq!(of(&moved, one) + 1, to);
        assert!(moved.by_hand && !moved.proven);
        assert_eq!(moved.broken.iter().map(|(a, b)| (a.id, b.id)).collect::<Vec<_>>(), [(one, other)]);
        // What cannot be is said.
        let told = |wanted: Wanted| match diagnosis::regroup(&found, &wanted) {
            Err(Error::Invalid(problems)) => problems[0].key.clone(),
            other => panic!("{other:?}"),
        };
        assert_eq!(told(Wanted { size: 1, ..four.clone() }), "diagnosis.bad_size");
        assert_eq!(told(Wanted { apart: vec![(one, one)], ..four.clone() }), "diagnosis.one_child_twice");
        assert_eq!(told(Wanted { apart: vec![(one, town.head)], ..four.clone() }), "diagnosis.not_of_the_class");
        let pairs = vec![(one, other)];
        assert_eq!(told(Wanted { apart: pairs.clone(), together: pairs, ..four.clone() }), "diagnosis.wishes_contradict");
        // A group that does not exist, a child of another class: nothing moves.
        let nowhere = diagnosis::regroup(&found, &Wanted { moved: vec![(one, 9), (one, 0)], ..four }).unwrap();
        assert!(!nowhere.by_hand);
        assert_eq!(children.len(), 8);
    }
}

#[tokio::test]
async fn a_ticket_fits_five_minutes_balances_the_points_and_is_another_one_when_asked() {
    for town in towns().await {
        foresee(&town).await;
        class(&town).await;
        let found = diagnosed(&town, town.class_teacher).await.unwrap();
        let mut conn = town.base.db.read().await.unwrap();
        let ticket = diagnosis::ticket(&mut conn, &found, &[], 0).await.unwrap().unwrap();
        assert!(ticket.seconds <= policy::TICKET_SECONDS && ticket.questions.len() == 6, "{}", ticket.seconds);
        let of = |point: i64| ticket.questions.iter().filter(|q| q.point.id == point).count();
        assert_eq!([of(town.points[0]), of(town.points[1])], [3, 3]);
        assert!(ticket.questions.iter().all(|q| q.chance > 0.0 && q.chance < 1.0));
        let codes = |t: &diagnosis::Ticket| t.questions.iter().map(|q| q.item.code.clone()).collect::<std::collections::BTreeSet<_>>();
        let same = diagnosis::ticket(&mut conn, &found, &[], 0).await.unwrap().unwrap();
        assert_eq!(codes(&same), codes(&ticket));
        let mut others = Vec::new();
        for again in 1..6 {
            others.push(codes(&diagnosis::ticket(&mut conn, &found, &[], again).await.unwrap().unwrap()));
        }
        assert!(others.iter().any(|other| *other != codes(&ticket)));
        // A point of which the class knows nothing: no column, no ticket.
        assert!(diagnosis::ticket(&mut conn, &found, &[town.points[3]], 0).await.unwrap().is_none());
    }
}
