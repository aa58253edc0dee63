//! Statements go whole, by purpose, and every statement has exactly one.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod class;

use base::testing::{START, TestBase, bases};
use base::{Conn, execute, fetch_all, fetch_one};
use class::{Class, classes};
use people::Purpose;
use records::erase::{self, Walk, Whose};
use records::event::{self, Event, facts};
use records::xapi::Prepared;
use records::{Answered, Authority, File, Interaction, Post, Source, Version};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::sync::Arc;
use uuid::Uuid;

const HOME: &str = "https://edu.example.cn";
const APP: &str = r#"{"objectType":"Agent","account":{"homePage":"https://books.example","name":"app"}}"#;

fn source(authority: bool) -> Source {
    Source { home: HOME.into(), authority: authority.then(|| Authority::parse(APP).unwrap()), defines: false }
}

async fn store(base: &TestBase, authority: bool, statement: Value) -> Uuid {
    let prepared = Prepared::parse(Version::V2, &statement.to_string()).unwrap();
    let id = prepared[0].id;
    base.db.write(move |c| Box::pin(async move { records::append(c, &source(authority), START, prepared).await })).await.unwrap();
    id
}

fn did(actor: Value, object: Value) -> Value {
    json!({ "id": Uuid::new_v4(), "actor": actor, "verb": { "id": "http://example.cn/did" }, "object": object,
            "timestamp": base::clock::iso(START) })
}

fn account(person: i64) -> Value {
    json!({ "account": { "homePage": HOME, "name": person.to_string() } })
}

fn about(id: Uuid) -> Value {
    json!({ "objectType": "StatementRef", "id": id })
}

/// One of everything that is ever stored; gives the number.
async fn everything(class: &Class) -> i64 {
    let (base, child) = (&class.base, class.children[0]);
    let answered = Answered {
        statement: Uuid::new_v4(),
        person: child,
        item: "M7-1-1".into(),
        version: 1,
        interaction: Interaction::Choice,
        point: "M7-1".into(),
        subject: "math".into(),
        response: None,
        score: 1.0,
        correct: true,
        duration: None,
        at: START,
        session: None,
    };
    base.db.write(move |c| Box::pin(async move { records::record_answers(c, HOME, START, &[answered]).await })).await.unwrap();
    let (class_id, by) = (class.class, class.class_teacher);
    let events: Vec<Event> = facts()
        .iter()
        .map(|fact| Event { statement: Uuid::new_v4(), person: child, fact, class: class_id, subject: None, by, at: START, note: None })
        .collect();
    let (noted, n) = (events[0].statement, events.len() as i64);
    base.db.write(move |c| Box::pin(async move { event::record(c, HOME, START, &events).await })).await.unwrap();
    store(base, false, serde_json::from_str(&event::voiding(HOME, Uuid::new_v4(), noted, by, START)).unwrap()).await;
    // A fact that the catalogue no longer has; a fact as another maker tells it; strangers; a group; remarks in a chain.
    let fact = |code: &str| json!({ "id": format!("{HOME}/xapi/fact/{code}") });
    store(base, false, did(account(child), fact("of-old"))).await;
    store(base, true, did(account(child), fact("raised-hand"))).await;
    store(base, true, did(json!({ "mbox": "mailto:a@example.cn" }), json!({ "id": "http://example.cn/it" }))).await;
    let group = json!({ "objectType": "Group", "member": [{ "mbox": "mailto:b@example.cn" }] });
    store(base, true, did(group, json!({ "id": "http://example.cn/it" }))).await;
    let remark = store(base, true, did(account(class.math_teacher), about(noted))).await;
    store(base, true, did(account(class.children[1]), about(remark))).await;
    // One that takes back what never came.
    let mut orphan = did(account(child), about(Uuid::new_v4()));
    orphan["verb"]["id"] = "http://adlnet.gov/expapi/verbs/voided".into();
    store(base, true, orphan).await;
    n + 9
}

async fn count(conn: &mut Conn, table: &str) -> i64 {
    let sql = base::sqlx::AssertSqlSafe(format!("SELECT CAST(COUNT(*) AS BIGINT) FROM {table}"));
    let (n,): (i64,) = fetch_one!(conn, sql).unwrap();
    n
}

async fn erase_all(base: &TestBase, purpose: Purpose) -> u64 {
    let (mut walk, mut gone) = (Walk::default(), 0);
    while let Some(whose) = walk.next(&mut base.db.read().await.unwrap(), purpose, i64::MAX, 2).await.unwrap() {
        loop {
            let whose = whose.clone();
            let erased = base.db.write(move |c| Box::pin(async move { erase::erase(c, &whose, purpose, i64::MAX, 7).await })).await;
            match erased.unwrap().statements.len() as u64 {
                0 => break,
                n => gone += n,
            }
        }
    }
    gone
}

#[tokio::test]
async fn every_statement_has_one_purpose_and_goes_with_all_that_belongs_to_it() {
    for class in classes().await {
        let all = everything(&class).await;
        let conn = &mut class.base.db.read().await.unwrap();
        assert_eq!(records::count(conn).await.unwrap(), all);
        let mut kept = Vec::new();
        for purpose in Purpose::ALL {
            assert_eq!(erase::is_kept(purpose), !matches!(purpose, Purpose::Ai | Purpose::Research));
            kept.push(erase::kept_before(conn, purpose, i64::MAX).await.unwrap());
            assert_eq!(erase::kept_before(conn, purpose, START).await.unwrap(), 0, "none is older");
        }
        // Remarks count as learning of who made them; what takes a fact back counts with the fact.
        assert_eq!(kept.iter().sum::<i64>(), all - 1, "{kept:?}");
        assert_eq!(kept[0], 8);

        let others = kept[0] - 2;
        let classroom = erase_all(&class.base, Purpose::Classroom).await;
        let (taken_back, remarks) = (1, 2);
        assert_eq!(classroom as i64, kept[3] + taken_back + remarks, "and all that is about them, along the chain");
        assert_eq!(erase::kept_before(conn, Purpose::Learning, i64::MAX).await.unwrap(), others);
        let mut gone = classroom;
        for purpose in Purpose::ALL {
            gone += erase_all(&class.base, purpose).await;
        }
        assert_eq!(gone as i64, all);
        for table in [
            "statement",
            "statement_id",
            "statement_posting",
            "statement_target",
            "statement_attachment",
            "progress_day",
            "progress_person",
        ] {
            assert_eq!(count(conn, table).await, 0, "{table}");
        }
    }
}

fn with_file(person: i64, bytes: &[u8]) -> Value {
    let mut statement = did(account(person), json!({ "id": "http://example.cn/it" }));
    statement["attachments"] = json!([{ "usageType": "http://example.cn/page", "display": { "zh": "页" }, "contentType": "image/png",
        "length": bytes.len(), "sha2": hex::encode_upper(Sha256::digest(bytes)) }]);
    statement
}

#[tokio::test]
async fn a_file_stays_while_a_statement_names_it_whoever_stores_and_erases_at_once() {
    for class in classes().await {
        let bytes = b"the same page".as_slice();
        let sha2 = hex::encode(Sha256::digest(bytes));
        for round in 0..15 {
            let (leaving, coming) = (class.children[round % 2], class.children[2]);
            let post = |person: i64| {
                let post = Post {
                    source: Arc::new(source(true)),
                    clock: class.base.clock.clone(),
                    statements: Prepared::parse(Version::V2, &with_file(person, bytes).to_string()).unwrap(),
                    attachments: vec![File::of(&class.base.seal, &sha2, bytes).unwrap()],
                };
                class.base.db.gather(post)
            };
            post(leaving).await.unwrap();
            // Whoever else named it goes first, so that this round's erasure takes the last one away, or nearly.
            let erase = |person: i64| {
                class.base.db.write(move |c| {
                    Box::pin(async move { erase::erase(c, &Whose::Agents(vec![person]), Purpose::Learning, i64::MAX, 50).await })
                })
            };
            let (erased, posted) = tokio::join!(erase(leaving), post(coming));
            erased.unwrap();
            posted.unwrap();
            let conn = &mut class.base.db.read().await.unwrap();
            let found = records::attachments(conn, &class.base.seal, &[&sha2]).await.unwrap();
            assert_eq!(found.get(&sha2).map(Vec::as_slice), Some(bytes), "round {round}");
            erase(coming).await.unwrap();
            assert_eq!((count(conn, "attachment").await, count(conn, "attachment_chunk").await), (0, 0), "round {round}");
        }
    }
}

#[tokio::test]
async fn files_of_earlier_schemas_are_known_by_the_statements_that_name_them() {
    let before = records::MIGRATIONS.iter().position(|m| m.version == 3030).unwrap();
    for base in bases(&[base::MIGRATIONS, people::MIGRATIONS, &records::MIGRATIONS[..before]]).await {
        let mut sub = json!({ "id": "x", "object": { "objectType": "SubStatement", "attachments": [{ "sha2": "ab" }] }, "attachments": [{ "sha2": "AB12" }, { "sha2": "CD34" }] });
        sub["result"] = json!({ "response": "\u{0}\"sha2\":\"ee\"" });
        let raws =
            [sub.to_string(), json!({ "id": "y" }).to_string(), json!({ "id": "z", "attachments": [{ "sha2": "ab12" }] }).to_string()];
        base.db
            .write(move |conn| {
                Box::pin(async move {
                    for (seq, raw) in (1_i64..).zip(raws) {
                        execute!(
                            conn,
                            "INSERT INTO statement (seq, verb, at, stored, version, raw) VALUES ($1, 1, 1, 1, '1.0.0', $2)",
                            seq,
                            raw
                        )?;
                    }
                    Ok(())
                })
            })
            .await
            .unwrap();
        base.db.migrate(&[base::MIGRATIONS, people::MIGRATIONS, records::MIGRATIONS]).await.unwrap();
        let conn = &mut base.db.read().await.unwrap();
        let found: Vec<(i64, String)> = fetch_all!(conn, "SELECT seq, sha2 FROM statement_attachment ORDER BY seq, sha2").unwrap();
        let expected = [(1, "ab"), (1, "ab12"), (1, "cd34"), (3, "ab12")].map(|(seq, sha2)| (seq, sha2.to_owned()));
        assert_eq!(found, expected);
    }
}
