//! Statements are stored once and read back as they were, on both databases.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use base::Error;
use base::testing::{START, TestBase, bases};
use people::person::NewPerson;
use records::{Activity, Answered, Interaction, Recorded, Stored, Tally};
use uuid::Uuid;

const HOME: &str = "https://edu.example.cn";

async fn world(base: &TestBase, people: i64) -> Vec<i64> {
    let ids: Vec<i64> = (0..people).map(|_| base::id::next()).collect();
    let (seal, new) =
        (base.seal.clone(), ids.iter().map(|&id| NewPerson { id, name: "王小明".into(), ..NewPerson::default() }).collect::<Vec<_>>());
    base.db.write(move |conn| Box::pin(async move { people::person::add(conn, START, &seal, &new).await })).await.unwrap();
    ids
}

fn answered(person: i64, n: u128) -> Answered {
    Answered {
        statement: Uuid::from_u128(0x5d00_0000_0000_4000_8000_0000_0000_0000 + n),
        person,
        item: format!("M7-{:03}", n % 7),
        version: 2,
        interaction: Interaction::Choice,
        point: if n.is_multiple_of(2) { "数与代数/有理数".into() } else { "M7-equation".into() },
        subject: "math".into(),
        response: Some("A[,]C".into()),
        score: 0.5,
        correct: n.is_multiple_of(3),
        duration: Some(12_340),
        at: START + n as i64,
        session: Some(Uuid::from_u128(7)),
    }
}

async fn record(base: &TestBase, answer: Answered) -> Stored {
    record_all(base, vec![answer]).await[0]
}

async fn record_all(base: &TestBase, answers: Vec<Answered>) -> Vec<Stored> {
    base.db.write(move |conn| Box::pin(async move { records::record_answers(conn, HOME, START + 9, &answers).await })).await.unwrap()
}

#[tokio::test]
async fn an_answer_sent_twice_is_stored_once_and_read_back_whole() {
    for base in bases(&[base::MIGRATIONS, people::MIGRATIONS, records::MIGRATIONS]).await {
        let [person, other] = world(&base, 2).await[..] else { panic!() };
        let first = answered(person, 0);
        assert_eq!(record(&base, first.clone()).await, Stored::New);
        // The same identifier with other content, even another person's, changes nothing.
        assert_eq!(record(&base, Answered { person: other, score: 1.0, ..first.clone() }).await, Stored::Duplicate);
        let mut conn = base.db.read().await.unwrap();
        assert_eq!(records::count(&mut conn).await.unwrap(), 1);
        let found = records::answer(&mut conn, first.statement).await.unwrap().unwrap();
        assert_eq!((&found.answered, found.stored), (&first, START + 9));
        assert_eq!(records::answers(&mut conn, person, &first.point, None, 9).await.unwrap(), [found]);
        assert!(records::answers(&mut conn, other, &first.point, None, 9).await.unwrap().is_empty());
        assert_eq!(records::answer(&mut conn, Uuid::from_u128(1)).await.unwrap(), None);
    }
}

#[tokio::test]
async fn answers_of_a_point_come_newest_first_in_pages() {
    for base in bases(&[base::MIGRATIONS, people::MIGRATIONS, records::MIGRATIONS]).await {
        let [person, other] = world(&base, 2).await[..] else { panic!() };
        for n in 0..6 {
            record(&base, answered(person, n)).await;
            record(&base, answered(other, 100 + n)).await;
        }
        let mut conn = base.db.read().await.unwrap();
        let at = |page: &[records::Answer]| page.iter().map(|a| a.answered.at - START).collect::<Vec<_>>();
        let page = records::answers(&mut conn, person, "M7-equation", None, 2).await.unwrap();
        assert_eq!(at(&page), [5, 3]);
        let rest = records::answers(&mut conn, person, "M7-equation", Some(page[1].seq), 2).await.unwrap();
        assert_eq!(at(&rest), [1]);
        assert_eq!(at(&records::recent(&mut conn, person, 3).await.unwrap()), [5, 4, 3]);
        assert_eq!(records::tally(&mut conn, person, START + 1, START + 5).await.unwrap(), Tally { answers: 4, correct: 1 });
    }
}

#[tokio::test]
async fn a_bulk_load_leaves_out_what_is_there() {
    for base in bases(&[base::MIGRATIONS, people::MIGRATIONS, records::MIGRATIONS]).await {
        let [person] = world(&base, 1).await[..] else { panic!() };
        record(&base, answered(person, 3)).await;
        let mut load: Vec<Answered> = (0..50).map(|n| answered(person, n)).collect();
        load.push(answered(person, 7));
        let mut recorded = Recorded::default();
        recorded += record_all(&base, load.clone()).await.as_slice();
        assert_eq!(recorded, Recorded { new: 49, duplicates: 2 });
        assert!(record_all(&base, load).await.iter().all(|stored| *stored == Stored::Duplicate));
        let mut conn = base.db.read().await.unwrap();
        assert_eq!(records::count(&mut conn).await.unwrap(), 50);
        let points = records::of_persons(&mut conn, &[person]).await.unwrap();
        assert_eq!(points.len(), 50, "each answer under its point once, its subject left out");
        assert!(points.iter().all(|p| matches!(Activity::of_path(&p.point), Some(Activity::Point(_)))));
    }
}

#[tokio::test]
async fn a_score_out_of_range_is_refused_and_nothing_is_kept() {
    for base in bases(&[base::MIGRATIONS, people::MIGRATIONS, records::MIGRATIONS]).await {
        let [person] = world(&base, 1).await[..] else { panic!() };
        let load = vec![answered(person, 0), Answered { score: f64::NAN, ..answered(person, 1) }];
        let refused = base.db.write(move |conn| Box::pin(async move { records::record_answers(conn, HOME, START, &load).await })).await;
        assert!(matches!(refused, Err(Error::Invalid(problems)) if problems[0].key == "records.score_out_of_range"));
        assert_eq!(records::count(&mut base.db.read().await.unwrap()).await.unwrap(), 0);
    }
}

/// The shape IEEE 9274.1.1 asks for, and the size we promise.
#[tokio::test]
async fn the_statement_is_standard_small_and_without_a_name() {
    for base in bases(&[base::MIGRATIONS, people::MIGRATIONS, records::MIGRATIONS]).await {
        let [person] = world(&base, 1).await[..] else { panic!() };
        let answer = answered(person, 1);
        record(&base, answer.clone()).await;
        let raw = records::statement(&mut base.db.read().await.unwrap(), answer.statement).await.unwrap().unwrap();
        assert!((450..=720).contains(&raw.len()), "{} bytes: {raw}", raw.len());
        assert!(!raw.contains("王小明"));
        let s: serde_json::Value = serde_json::from_str(&raw).unwrap();
        let expected = serde_json::json!({
            "id": answer.statement,
            "actor": { "account": { "homePage": HOME, "name": person.to_string() } },
            "verb": { "id": "http://adlnet.gov/expapi/verbs/answered" },
            "object": {
                "id": "https://edu.example.cn/xapi/item/M7-001/2",
                "definition": { "type": "http://adlnet.gov/expapi/activities/cmi.interaction", "interactionType": "choice" }
            },
            "result": { "score": { "scaled": 0.5 }, "success": false, "response": "A[,]C", "duration": "PT12.34S" },
            "context": {
                "registration": "00000000-0000-0000-0000-000000000007",
                "contextActivities": {
                    "parent": [{ "id": "https://edu.example.cn/xapi/point/M7-equation" }],
                    "grouping": [{ "id": "https://edu.example.cn/xapi/subject/math" }]
                }
            },
            "timestamp": "2026-09-01T00:00:00.001Z"
        });
        assert_eq!(s, expected);
    }
}
