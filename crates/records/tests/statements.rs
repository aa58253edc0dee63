//! Statements of other applications and the platform's own in one store, on both databases.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use base::testing::{START, TestBase, bases};
use base::{Error, Result};
use people::person::NewPerson;
use records::xapi::{Actor, Prepared};
use records::{Authority, Post, Query, Source, Stored, Version};
use serde_json::{Value, json};
use std::sync::Arc;
use uuid::Uuid;

const HOME: &str = "https://edu.example.cn";

async fn worlds() -> Vec<TestBase> {
    bases(&[base::MIGRATIONS, people::MIGRATIONS, records::MIGRATIONS]).await
}

fn source(application: Option<&str>) -> Source {
    let authority = application.map(|name| {
        let agent = json!({ "objectType": "Agent", "account": { "homePage": HOME, "name": name } });
        Authority::parse(&agent.to_string()).unwrap()
    });
    Source { home: HOME.into(), authority, defines: true }
}

fn id(n: u128) -> Uuid {
    Uuid::from_u128(0x5d00_0000_0000_4000_8000_0000_0000_0000 + n)
}

/// A statement by its number, of a pupil, a verb and a thing.
fn did(n: u128, who: &str, verb: &str, what: &str) -> Value {
    json!({
        "id": id(n), "actor": { "mbox": format!("mailto:{who}@example.cn") },
        "verb": { "id": format!("http://example.cn/{verb}") }, "object": { "id": format!("http://example.cn/{what}") },
        "timestamp": "2026-09-01T00:00:00.000Z"
    })
}

fn about(n: u128, verb: &str, target: u128) -> Value {
    let mut statement = did(n, "teacher", verb, "x");
    statement["object"] = json!({ "objectType": "StatementRef", "id": id(target) });
    statement
}

fn voiding(n: u128, target: u128) -> Value {
    let mut statement = about(n, "x", target);
    statement["verb"]["id"] = "http://adlnet.gov/expapi/verbs/voided".into();
    statement
}

async fn store(base: &TestBase, source: Source, statements: Value) -> Result<Vec<Stored>> {
    let prepared = Prepared::parse(Version::V2, &statements.to_string()).unwrap();
    let stored = base.clock.now();
    base.db.write(move |conn| Box::pin(async move { records::append(conn, &source, stored, prepared).await })).await
}

/// Numbers of the statements found, in the order given.
async fn found(base: &TestBase, query: Query) -> Vec<u128> {
    let query = Query { limit: if query.limit == 0 { 100 } else { query.limit }, ..query };
    let page = records::query(&mut base.db.read().await.unwrap(), HOME, &query).await.unwrap();
    page.statements.iter().map(|kept| number(&kept.raw)).collect()
}

fn number(raw: &str) -> u128 {
    let statement: Value = serde_json::from_str(raw).unwrap();
    Uuid::parse_str(statement["id"].as_str().unwrap()).unwrap().as_u128() & 0xffff
}

fn agent(who: &str) -> Query {
    Query { agent: Some(format!("mbox:mailto:{who}@example.cn")), ..Query::default() }
}

fn verb(verb: &str) -> Query {
    Query { verb: Some(format!("http://example.cn/{verb}")), ..Query::default() }
}

fn activity(what: &str) -> Query {
    Query { activity: Some(format!("http://example.cn/{what}")), ..Query::default() }
}

/// XAPI-00142: what is stored is never changed; the same again is no fault (1.0.3 part 2 §2.3.1).
#[tokio::test]
async fn xapi_00142_the_same_statement_again_changes_nothing_and_another_conflicts() {
    for base in worlds().await {
        let app = || source(Some("app"));
        let first = json!({
            "id": id(1), "actor": { "objectType": "Group", "member": [{ "mbox": "mailto:a@example.cn" }, { "mbox": "mailto:b@example.cn" }] },
            "verb": { "id": "http://example.cn/did", "display": { "zh": "做了" } },
            "object": { "id": "http://example.cn/x", "definition": { "name": { "zh": "甲" } } },
            "result": { "duration": "PT1.239S", "score": { "raw": 1.0 } },
            "context": { "contextActivities": { "parent": [{ "id": "http://example.cn/p" }, { "id": "http://example.cn/q" }] } },
            "timestamp": "2026-09-01T08:00:00.000+08:00"
        });
        assert_eq!(store(&base, app(), first.clone()).await.unwrap(), [Stored::New]);
        // Written otherwise, it is the same.
        let mut same = first.clone();
        same["actor"]["member"].as_array_mut().unwrap().reverse();
        same["actor"]["member"][0]["objectType"] = "Agent".into();
        same["verb"]["display"] = json!({ "en": "did" });
        same["object"] = json!({ "objectType": "Activity", "id": "http://example.cn/x" });
        same["result"] = json!({ "score": { "raw": 1 }, "duration": "PT1.23S" });
        same["context"]["contextActivities"]["parent"].as_array_mut().unwrap().reverse();
        same["timestamp"] = "2026-09-01T00:00:00Z".into();
        assert_eq!(store(&base, app(), same).await.unwrap(), [Stored::Duplicate]);
        for (path, value) in
            [("/verb/id", json!("http://example.cn/other")), ("/result/score/raw", json!(2)), ("/timestamp", json!("2026-09-01T00:00:01Z"))]
        {
            let mut other = first.clone();
            *other.pointer_mut(path).unwrap() = value;
            // The whole batch is refused, and the identifiers it claimed are free again.
            let batch = json!([did(7, "a", "did", "x"), other]);
            assert!(matches!(store(&base, app(), batch).await, Err(Error::Conflict(p)) if p.key == "records.statement_conflict"));
        }
        assert_eq!(records::count(&mut base.db.read().await.unwrap()).await.unwrap(), 1);
        assert_eq!(store(&base, app(), did(7, "a", "did", "x")).await.unwrap(), [Stored::New]);
    }
}

/// Posts that share a transaction fall or stand each for itself, in the order they came.
#[tokio::test]
async fn posts_together_stand_each_for_itself() {
    for base in worlds().await {
        let post = |statements: Value| Post {
            source: Arc::new(source(Some("app"))),
            clock: base.clock.clone(),
            statements: Prepared::parse(Version::V2, &statements.to_string()).unwrap(),
            attachments: Vec::new(),
        };
        let posts = vec![
            post(did(1, "a", "did", "x")),
            post(json!([did(2, "a", "did", "x"), did(1, "a", "other", "x")])),
            post(json!([did(1, "a", "did", "x"), did(3, "b", "did", "x")])),
            post(did(2, "b", "did", "y")),
        ];
        let outcomes = base.db.write(move |conn| Box::pin(async move { records::append_each(conn, START, posts).await })).await.unwrap();
        let told: Vec<_> = outcomes.into_iter().map(|o| o.map_err(|e| matches!(e, Error::Conflict(_)))).collect();
        assert_eq!(told, [Ok(vec![Stored::New]), Err(true), Ok(vec![Stored::Duplicate, Stored::New]), Ok(vec![Stored::New])]);
        assert_eq!(found(&base, Query { ascending: true, ..Query::default() }).await.len(), 3);
        let gathered = base.db.gather(post(did(9, "c", "did", "x"))).await.unwrap();
        assert_eq!(gathered, [Stored::New]);
    }
}

/// XAPI-00016 to -00020 and -00162: what is taken back is found by nobody who does not ask for it, whatever came first.
#[tokio::test]
async fn xapi_00016_voided_statements() {
    for base in worlds().await {
        let app = || source(Some("app"));
        store(&base, app(), json!([did(1, "a", "did", "x"), did(2, "a", "did", "x")])).await.unwrap();
        store(&base, app(), json!([voiding(3, 1), voiding(4, 5)])).await.unwrap();
        // The one that is taken back comes after the one that takes it back; whoever takes back cannot be taken back.
        store(&base, app(), json!([did(5, "a", "did", "x"), voiding(6, 3)])).await.unwrap();
        let voided = async |n| records::get(&mut base.db.read().await.unwrap(), id(n)).await.unwrap().unwrap().voided;
        for (n, expected) in [(1, true), (2, false), (3, false), (5, true), (6, false)] {
            assert_eq!(voided(n).await, expected, "{n}");
        }
        // Who refers to them is still found by what they were.
        assert_eq!(found(&base, agent("a")).await, [6, 4, 3, 2]);
        // The platform's own statements are not for others to take back.
        store(&base, source(None), json!([did(8, "a", "did", "x"), did(9, "a", "did", "x"), voiding(10, 9)])).await.unwrap();
        store(&base, app(), voiding(11, 8)).await.unwrap();
        assert_eq!((voided(8).await, voided(9).await), (false, true));
    }
}

/// XAPI-00164: agent, verb, activity and registration, alone and together; members of groups and objects count.
#[tokio::test]
async fn xapi_00164_the_plain_filters() {
    for base in worlds().await {
        let mut group = did(3, "x", "did", "x");
        group["actor"] = json!({ "objectType": "Group", "mbox": "mailto:group@example.cn", "member": [{ "mbox": "mailto:a@example.cn" }] });
        let mut praised = did(4, "b", "praised", "x");
        praised["object"] = json!({ "objectType": "Agent", "mbox": "mailto:a@example.cn" });
        praised["context"] = json!({ "registration": id(77), "instructor": { "mbox": "mailto:teacher@example.cn" } });
        let batch = json!([did(1, "a", "did", "x"), did(2, "b", "saw", "y"), group, praised, did(5, "a", "saw", "x")]);
        store(&base, source(Some("app")), batch).await.unwrap();
        assert_eq!(found(&base, agent("a")).await, [5, 4, 3, 1]);
        assert_eq!(found(&base, agent("group")).await, [3]);
        assert_eq!(found(&base, verb("saw")).await, [5, 2]);
        assert_eq!(found(&base, activity("x")).await, [5, 3, 1]);
        assert_eq!(found(&base, Query { registration: Some(id(77)), ..Query::default() }).await, [4]);
        assert_eq!(found(&base, Query { verb: verb("did").verb, ..agent("a") }).await, [3, 1]);
        assert_eq!(
            found(&base, Query { verb: verb("did").verb, activity: activity("x").activity, ascending: true, ..agent("a") }).await,
            [1, 3]
        );
        assert!(found(&base, Query { verb: verb("saw").verb, activity: activity("y").activity, ..agent("a") }).await.is_empty());
        // Who merely teaches is found by the broad filter only.
        assert!(found(&base, agent("teacher")).await.is_empty());
        assert_eq!(found(&base, Query { related_agents: true, ..agent("teacher") }).await, [4]);
        for unknown in [agent("nobody"), verb("nothing"), activity("nothing")] {
            assert!(found(&base, unknown).await.is_empty());
        }
    }
}

/// XAPI-00176 and -00177: the broad filters look into contexts, sub-statements and authorities.
#[tokio::test]
async fn xapi_00176_the_broad_filters() {
    for base in worlds().await {
        let mut deep = did(1, "a", "planned", "x");
        deep["object"] = json!({
            "objectType": "SubStatement", "actor": { "mbox": "mailto:inner@example.cn" }, "verb": { "id": "http://example.cn/visit" },
            "object": { "id": "http://example.cn/inner" },
            "context": { "team": { "objectType": "Group", "member": [{ "mbox": "mailto:member@example.cn" }] },
                         "contextActivities": { "other": { "id": "http://example.cn/aside" } } }
        });
        let mut wide = did(2, "a", "did", "x");
        wide["context"] = json!({
            "contextAgents": [{ "objectType": "contextAgent", "agent": { "mbox": "mailto:beside@example.cn" } }],
            "contextActivities": { "grouping": [{ "id": "http://example.cn/course" }, { "id": "http://example.cn/x" }] }
        });
        store(&base, source(Some("app")), json!([deep, wide])).await.unwrap();
        store(&base, source(Some("other")), did(3, "b", "did", "x")).await.unwrap();
        let broad = |query: Query| Query { related_agents: true, related_activities: true, ..query };
        for (query, expected) in [
            (agent("inner"), vec![1]),
            (agent("member"), vec![1]),
            (agent("beside"), vec![2]),
            (agent("a"), vec![2, 1]),
            (activity("inner"), vec![1]),
            (activity("aside"), vec![1]),
            (activity("course"), vec![2]),
            (activity("x"), vec![3, 2]),
            (Query { activity: activity("course").activity, verb: verb("did").verb, ..agent("a") }, vec![2]),
            (Query { agent: Some(format!("account:{HOME} other")), ..Query::default() }, vec![3]),
            (Query { agent: Some(format!("account:{HOME} app")), activity: activity("x").activity, ..Query::default() }, vec![2]),
        ] {
            assert_eq!(found(&base, broad(query.clone())).await, expected, "{query:?}");
        }
        assert!(found(&base, activity("course")).await.is_empty());
        // statements/read/mine: only what the application itself vouches for.
        let mine = Query { authority: Some(source(Some("other")).authority.unwrap().json), ..Query::default() };
        assert_eq!(found(&base, mine.clone()).await, [3]);
        assert!(found(&base, Query { authority: mine.authority, ..agent("a") }).await.is_empty());
    }
}

/// 1.0.3 part 3 §2.1.4: who refers to a statement is found by what that is found by, along the chain, whichever came first.
#[tokio::test]
async fn statements_about_statements_are_found_by_what_those_say() {
    for base in worlds().await {
        let app = || source(Some("app"));
        store(&base, app(), did(1, "ben", "passed", "exam")).await.unwrap();
        store(&base, app(), about(2, "confirmed", 1)).await.unwrap();
        // In one batch, backwards; and one that waits for what comes later.
        store(&base, app(), json!([about(4, "filed", 3), about(3, "read", 2), about(5, "praised", 6)])).await.unwrap();
        store(&base, app(), about(6, "noted", 4)).await.unwrap();
        assert_eq!(sorted(found(&base, agent("ben")).await), [1, 2, 3, 4, 5, 6]);
        assert_eq!(
            found(&base, Query { verb: verb("confirmed").verb, activity: activity("exam").activity, ..Query::default() }).await.len(),
            5
        );
        assert_eq!(sorted(found(&base, Query { verb: verb("noted").verb, ..agent("ben") }).await), [5, 6]);
        // Two that refer to each other, and one that refers to itself, come to an end.
        store(&base, app(), json!([about(7, "a", 8), about(8, "b", 7), about(9, "c", 9)])).await.unwrap();
        assert_eq!(sorted(found(&base, verb("a")).await), [7, 8]);
        // since and until are about the statement itself.
        base.clock.advance(5000);
        store(&base, app(), about(10, "late", 1)).await.unwrap();
        assert_eq!(found(&base, Query { since: Some(START), ..agent("ben") }).await, [10]);
    }
}

fn sorted(mut numbers: Vec<u128>) -> Vec<u128> {
    numbers.sort_unstable();
    numbers
}

/// XAPI-00108 to -00114: pages follow one another without a gap or a repetition, in either direction, while others write.
#[tokio::test]
async fn xapi_00108_pages_follow_one_another() {
    for base in worlds().await {
        let all: Vec<Value> = (0..23).map(|n| did(n, if n % 2 == 0 { "a" } else { "b" }, "did", "x")).collect();
        store(&base, source(Some("app")), json!(all)).await.unwrap();
        for ascending in [false, true] {
            let mut query = Query { limit: 5, ascending, ..activity("x") };
            let mut seen = Vec::new();
            loop {
                let page = records::query(&mut base.db.read().await.unwrap(), HOME, &query).await.unwrap();
                seen.extend(page.statements.iter().map(|kept| number(&kept.raw)));
                let Some(after) = page.more else { break };
                assert_eq!(page.statements.len(), 5);
                query.after = Some(after);
                if !ascending {
                    store(&base, source(Some("app")), did(100 + seen.len() as u128, "a", "did", "x")).await.unwrap();
                }
            }
            seen.retain(|n| *n < 100);
            let expected: Vec<u128> = if ascending { (0..23).collect() } else { (0..23).rev().collect() };
            assert_eq!(seen, expected);
        }
    }
}

/// XAPI-00097, -00099, -00332 and -00094: what the store adds, and what it lets stand.
#[tokio::test]
async fn a_statement_is_given_as_it_came_with_what_the_store_adds() {
    for base in worlds().await {
        let mut statement = did(1, "a", "did", "x");
        statement["stored"] = "2011-07-15T00:00:00Z".into();
        statement["authority"] = json!({ "mbox": "mailto:forged@example.cn" });
        statement["version"] = "1.0.9".into();
        statement.as_object_mut().unwrap().shift_remove("timestamp");
        store(&base, source(Some("app")), statement.clone()).await.unwrap();
        let kept = records::get(&mut base.db.read().await.unwrap(), id(1)).await.unwrap().unwrap();
        let given: Value = serde_json::from_str(&kept.json(HOME)).unwrap();
        statement["stored"] = base::clock::iso(START).into();
        statement["timestamp"] = statement["stored"].clone();
        statement["authority"] = json!({ "objectType": "Agent", "account": { "homePage": HOME, "name": "app" } });
        assert_eq!(given, statement);
        // The platform vouches for its own.
        store(&base, source(None), did(2, "a", "did", "x")).await.unwrap();
        let own = records::get(&mut base.db.read().await.unwrap(), id(2)).await.unwrap().unwrap();
        assert_eq!(own.authority, None);
        assert!(own.json(HOME).contains("\"name\":\"platform\"") && own.json(HOME).ends_with("\"version\":\"2.0.0\"}"));
        assert_eq!(records::get(&mut base.db.read().await.unwrap(), id(3)).await.unwrap(), None);
    }
}

/// 1.0.3 part 3 §2.5: a definition is what all statements together tell; who may not define does not.
#[tokio::test]
async fn definitions_come_together() {
    for base in worlds().await {
        let tell = |n: u128, definition: Value| {
            let mut statement = did(n, "a", "did", "x");
            statement["object"]["definition"] = definition;
            statement
        };
        let told = json!([
            tell(1, json!({ "name": { "zh": "甲" }, "type": "http://example.cn/t1" })),
            tell(2, json!({ "name": { "en": "A" }, "type": "http://example.cn/t2", "extensions": { "http://example.cn/e": 1 } })),
        ]);
        store(&base, source(Some("app")), told).await.unwrap();
        store(&base, source(Some("app")), tell(3, json!({ "name": { "zh": "乙" } }))).await.unwrap();
        store(&base, Source { defines: false, ..source(Some("app")) }, tell(4, json!({ "name": { "zh": "丙" } }))).await.unwrap();
        let known = records::definition(&mut base.db.read().await.unwrap(), HOME, "http://example.cn/x").await.unwrap().unwrap();
        let known: Value = serde_json::from_str(&known).unwrap();
        let expected =
            json!({ "name": { "zh": "乙", "en": "A" }, "type": "http://example.cn/t2", "extensions": { "http://example.cn/e": 1 } });
        assert_eq!(known, expected);
    }
}

/// A person is one agent by the account this platform gives them, in others' statements too, and after a merge.
#[tokio::test]
async fn a_person_is_one_agent_whoever_tells_of_them() {
    for base in worlds().await {
        let ids = [base::id::next(), base::id::next()];
        let new: Vec<NewPerson> = ids.iter().map(|&id| NewPerson { id, name: "王小明".into(), ..NewPerson::default() }).collect();
        let seal = base.seal.clone();
        base.db.write(move |conn| Box::pin(async move { people::person::add(conn, START, &seal, &new).await })).await.unwrap();
        let [keep, duplicate] = ids;
        let account = |person: i64| json!({ "account": { "homePage": HOME, "name": person.to_string() } });
        let by = |person: i64| Query { agent: Some(format!("account:{HOME} {person}")), ..Query::default() };
        let mut foreign = did(1, "x", "did", "x");
        foreign["actor"] = account(duplicate);
        store(&base, source(Some("app")), foreign.clone()).await.unwrap();
        assert_eq!(found(&base, by(duplicate)).await, [1]);
        base.db.write(move |conn| Box::pin(async move { records::reassign(conn, duplicate, keep).await })).await.unwrap();
        assert_eq!((found(&base, by(keep)).await, found(&base, by(duplicate)).await), (vec![1], vec![1]));
        // A number of nobody is an account like any other.
        foreign["actor"] = account(12345);
        foreign["id"] = json!(id(2));
        store(&base, source(Some("app")), foreign).await.unwrap();
        assert_eq!(found(&base, by(12345)).await, [2]);
        assert_eq!(Actor::parse("agent", &account(12345).to_string()).unwrap().ifi, by(12345).agent);
    }
}
