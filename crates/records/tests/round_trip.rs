//! Any statement that keeps the rules comes back as it was sent.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use base::testing::{START, bases};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use records::xapi::{Json, Prepared};
use records::{Authority, Query, Source, Version};
use serde_json::{Value, json};

fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z]{1,8}", "[\\p{Han}]{1,6}", "[ -~]{0,12}", any::<String>().prop_map(|s| s.replace('\0', ""))]
}

fn iri() -> impl Strategy<Value = String> {
    "[a-z]{1,6}".prop_map(|s| format!("http://example.cn/{s}/活动"))
}

fn agent() -> impl Strategy<Value = Value> {
    prop_oneof![
        "[a-z]{1,6}".prop_map(|who| json!({ "mbox": format!("mailto:{who}@example.cn") })),
        (iri(), text()).prop_map(|(home, name)| json!({ "account": { "homePage": home, "name": name } })),
        (iri(), text()).prop_map(|(openid, name)| json!({ "objectType": "Agent", "openid": openid, "name": name })),
    ]
}

fn actor() -> impl Strategy<Value = Value> {
    prop_oneof![agent(), prop::collection::vec(agent(), 1..4).prop_map(|member| json!({ "objectType": "Group", "member": member }))]
}

fn activity() -> impl Strategy<Value = Value> {
    (iri(), prop::option::of(text())).prop_map(|(id, name)| match name {
        Some(name) => {
            json!({ "id": id, "definition": { "name": { "zh": name }, "extensions": { "http://example.cn/e": [name, null, 1.5e-7] } } })
        }
        None => json!({ "objectType": "Activity", "id": id }),
    })
}

fn statement() -> impl Strategy<Value = Value> {
    let context = prop::option::of((actor(), prop::collection::vec(activity(), 1..3), any::<u128>()));
    let result = prop::option::of((-1.0..=1.0f64, text(), any::<i64>()));
    (any::<u128>(), actor(), iri(), activity(), context, result).prop_map(|(id, actor, verb, object, context, result)| {
        let id = uuid::Uuid::from_u128(id);
        let mut statement =
            json!({ "id": id, "actor": actor, "verb": { "id": verb }, "object": object, "timestamp": "2026-09-01T00:00:00.123Z" });
        if let Some((instructor, parents, registration)) = context {
            let registration = uuid::Uuid::from_u128(registration);
            statement["context"] =
                json!({ "instructor": instructor, "registration": registration, "contextActivities": { "parent": parents } });
        }
        if let Some((scaled, response, raw)) = result {
            statement["result"] = json!({ "score": { "scaled": scaled, "raw": raw }, "response": response });
        }
        statement
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    /// The reader takes what serde_json takes, and nothing else; but for names that come twice.
    #[test]
    fn the_reader_reads_json(text in "[\\[\\]{}\",:0-9eE.+\\- \\\\untrfalsd/]{0,24}") {
        let theirs = serde_json::from_str::<Value>(&text);
        match Json::parse(&text) {
            // Numbers that no double holds are JSON all the same.
            Ok(_) => prop_assert!(theirs.is_ok() || theirs.is_err_and(|e| e.to_string().contains("out of range")), "{}", text),
            Err(fault) => prop_assert!(theirs.is_err() || fault.reason.contains("twice"), "{} {}", text, fault),
        }
    }

    #[test]
    fn no_text_at_all_brings_it_down(text in any::<String>()) {
        for version in Version::ALL {
            let _ = Prepared::parse(version, &text);
        }
    }
}

#[test]
fn parsed_stored_and_given_it_is_the_same() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let statements: Vec<Value> = (0..300).map(|_| statement().new_tree(&mut runner).unwrap().current()).collect();
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        for base in bases(&[base::MIGRATIONS, people::MIGRATIONS, records::MIGRATIONS]).await {
            for (n, sent) in statements.chunks(50).enumerate() {
                let prepared = Prepared::parse(Version::V2, &json!(sent).to_string()).unwrap();
                let authority = Some(Authority::parse(r#"{"mbox":"mailto:app@example.cn"}"#).unwrap());
                let source = Source { home: "https://edu.example.cn".into(), authority, defines: n % 2 == 0 };
                base.db.write(move |conn| Box::pin(async move { records::append(conn, &source, START, prepared).await })).await.unwrap();
            }
            let mut conn = base.db.read().await.unwrap();
            for sent in &statements {
                let id = uuid::Uuid::parse_str(sent["id"].as_str().unwrap()).unwrap();
                let kept = records::get(&mut conn, id).await.unwrap().unwrap();
                assert_eq!(kept.raw, sent.to_string());
                let given = kept.json("https://edu.example.cn");
                assert!(given.starts_with(&kept.raw[..kept.raw.len() - 1]), "byte for byte, with what the store adds at its end");
                assert!(Prepared::parse(Version::V2, &given).is_ok());
            }
            let page = records::query(&mut conn, "https://edu.example.cn", &Query { limit: 1000, ..Query::default() }).await.unwrap();
            assert_eq!(page.statements.len(), statements.len());
        }
    });
}
