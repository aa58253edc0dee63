//! Statements of earlier schemas and of backups are all there afterwards.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use base::testing::{START, TestBase, bases};
use base::{backup, execute};
use people::person::NewPerson;
use records::{Query, Tally};
use uuid::Uuid;

const HOME: &str = "https://edu.example.cn";
const PERSON: i64 = 77;
const RAW: &str = r#"{"id":"5d000000-0000-4000-8000-000000000001","actor":{"account":{"homePage":"https://edu.example.cn","name":"77"}},"verb":{"id":"http://adlnet.gov/expapi/verbs/answered"},"object":{"id":"https://edu.example.cn/xapi/item/M7-001/2","definition":{"type":"http://adlnet.gov/expapi/activities/cmi.interaction","interactionType":"choice"}},"result":{"score":{"scaled":0.5},"success":false,"response":"A[,]C","duration":"PT12.34S"},"context":{"registration":"00000000-0000-0000-0000-000000000007","contextActivities":{"parent":[{"id":"https://edu.example.cn/xapi/point/M7-equation"}],"grouping":[{"id":"https://edu.example.cn/xapi/subject/math"}]}},"timestamp":"2026-09-01T00:00:00.001Z"}"#;

/// An answer as the first schema kept it.
async fn old_answer(base: &TestBase) {
    let seal = base.seal.clone();
    let new = [NewPerson { id: PERSON, name: "王小明".into(), ..NewPerson::default() }];
    base.db.write(move |conn| Box::pin(async move { people::person::add(conn, START, &seal, &new).await })).await.unwrap();
    base.db
        .write(move |conn| {
            Box::pin(async move {
                let sql = "INSERT INTO activity (id, kind, path) VALUES (11, 'item', 'item/M7-001/2'), (12, 'point', 'point/M7-equation'), (13, 'subject', 'subject/math')";
                execute!(conn, sql)?;
                let sql = "INSERT INTO statement (seq, id, agent, verb, activity, at, stored, success, score, raw)
                           VALUES (5, '5d000000-0000-4000-8000-000000000001', 77, 1, 11, $1, $2, FALSE, 0.5, $3)";
                execute!(conn, sql, START + 1, START + 9, RAW)?;
                execute!(conn, "INSERT INTO statement_context (agent, activity, seq) VALUES (77, 12, 5), (77, 13, 5)")
            })
        })
        .await
        .unwrap();
}

async fn is_all_there(base: &TestBase) {
    let mut conn = base.db.read().await.unwrap();
    let answers = records::answers(&mut conn, PERSON, "M7-equation", None, 9).await.unwrap();
    assert_eq!((answers.len(), answers[0].seq, answers[0].stored, answers[0].answered.at), (1, 5, START + 9, START + 1));
    assert_eq!(records::recent(&mut conn, PERSON, 9).await.unwrap(), answers);
    assert_eq!(records::answer(&mut conn, answers[0].answered.statement).await.unwrap().as_ref(), answers.first());
    assert_eq!(records::tally(&mut conn, PERSON, START, START + 2).await.unwrap(), Tally { answers: 1, correct: 0 });
    assert_eq!(records::of_persons(&mut conn, &[PERSON]).await.unwrap().len(), 1);
    // And as xAPI asks for it.
    let queries = [
        Query { agent: Some(format!("account:{HOME} 77")), ..Query::default() },
        Query { registration: Some(Uuid::from_u128(7)), ..Query::default() },
        Query { activity: Some(format!("{HOME}/xapi/item/M7-001/2")), ..Query::default() },
        Query { activity: Some(format!("{HOME}/xapi/subject/math")), related_activities: true, ..Query::default() },
    ];
    for query in queries {
        let page = records::query(&mut conn, HOME, &Query { limit: 9, ..query }).await.unwrap();
        assert_eq!(page.statements.iter().map(|kept| kept.raw.as_str()).collect::<Vec<_>>(), [RAW]);
    }
}

#[tokio::test]
async fn answers_of_the_first_schema_are_carried_over() {
    for base in bases(&[base::MIGRATIONS, people::MIGRATIONS, &records::MIGRATIONS[..1]]).await {
        old_answer(&base).await;
        base.db.migrate(&[base::MIGRATIONS, people::MIGRATIONS, records::MIGRATIONS]).await.unwrap();
        is_all_there(&base).await;
    }
}

#[tokio::test]
async fn a_backup_brings_statements_back_into_either_database() {
    let all = [base::MIGRATIONS, people::MIGRATIONS, records::MIGRATIONS];
    for from in bases(&[base::MIGRATIONS, people::MIGRATIONS, &records::MIGRATIONS[..1]]).await {
        old_answer(&from).await;
        from.db.migrate(&all).await.unwrap();
        let file = from.dir.path().join("backup.tar.zst");
        let made = backup::create(&from, &file).await.unwrap();
        assert_eq!(made.tables.iter().filter(|t| t.table.starts_with("statement")).map(|t| t.rows).sum::<u64>(), 1 + 1 + 2);
        for to in bases(&all).await {
            backup::restore(&to, &all, &file).await.unwrap();
            is_all_there(&to).await;
        }
    }
}
