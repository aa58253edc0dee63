//! The rules of statements, by the numbers of the specification's conformance requirements (XAPI-…), in both versions.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use records::Version::{self, V1, V2};
use records::xapi::{Json, Package, Prepared};
use serde_json::{Value, json};

fn simple() -> Value {
    json!({
        "actor": { "mbox": "mailto:xiaoming@example.cn" },
        "verb": { "id": "http://adlnet.gov/expapi/verbs/attended", "display": { "zh-CN": "参加了" } },
        "object": { "id": "http://example.cn/meeting/1" }
    })
}

/// The statement with a value put at a path of names; null takes the member out.
fn with(mut statement: Value, path: &str, value: Value) -> Value {
    let (above, name) = path.rsplit_once('/').unwrap_or(("", path));
    let parent = statement.pointer_mut(&if above.is_empty() { String::new() } else { format!("/{above}") }).unwrap();
    match (parent, value) {
        (Value::Object(members), Value::Null) => drop(members.shift_remove(name)),
        (Value::Object(members), value) => drop(members.insert(name.into(), value)),
        _ => panic!("{path}"),
    }
    statement
}

/// Whether it is taken, and the fault if not.
fn fault_in(version: Version, statement: &Value) -> Option<String> {
    Prepared::parse(version, &statement.to_string()).err().map(|f| f.to_string())
}

#[track_caller]
fn takes(statement: &Value) {
    for version in Version::ALL {
        assert_eq!(fault_in(version, statement), None, "{version:?} {statement}");
    }
}

/// Refused by both, told by this path.
#[track_caller]
fn refuses(path: &str, statement: &Value) {
    for version in Version::ALL {
        let fault = Prepared::parse(version, &statement.to_string()).expect_err(&statement.to_string());
        assert_eq!(fault.path, path, "{fault}");
    }
}

/// The same for each of these values at the path, also inside a sub-statement.
#[track_caller]
fn refuses_each(statement: &Value, path: &str, told: &str, values: &[Value]) {
    for value in values {
        let bad = with(statement.clone(), path, value.clone());
        refuses(told, &bad);
        let inside = with(bad, "objectType", json!("SubStatement"));
        refuses(&format!("object.{told}"), &with(simple(), "object", inside));
    }
}

#[test]
fn xapi_00001_null_is_no_value_outside_extensions() {
    for path in ["actor/name", "verb/display", "object/definition", "result", "context"] {
        let mut text = with(simple(), path, json!("NULL")).to_string();
        text = text.replace("\"NULL\"", "null");
        for version in Version::ALL {
            let fault = Prepared::parse(version, &text).unwrap_err();
            assert_eq!((fault.path.as_str(), fault.reason.as_str()), (path.replace('/', ".").as_str(), "may not be null"));
        }
    }
    takes(&with(simple(), "result", json!({ "extensions": { "http://example.cn/x": { "a": [1, "b"] } } })));
}

#[test]
fn xapi_00002_numbers_stay_as_written() {
    let text = r#"{"actor":{"mbox":"mailto:a@b.cn"},"verb":{"id":"http://v.cn/x"},"object":{"id":"http://o.cn/x"},"result":{"score":{"scaled":0.10,"raw":12.1250,"min":-1E2,"max":90071992547409931234}}}"#;
    let statement = Prepared::parse(V2, text).unwrap().pop().unwrap();
    assert!(statement.raw().ends_with(r#""result":{"score":{"scaled":0.10,"raw":12.1250,"min":-1E2,"max":90071992547409931234}}}"#));
}

#[test]
fn xapi_00003_to_00010_types_cases_and_names_are_exact() {
    refuses("verb", &with(simple(), "verb", json!("attended")));
    refuses("", &with(simple(), "Version", json!("1.0.0")));
    refuses("actor", &with(simple(), "actor/Name", json!("x")));
    refuses("actor.objectType", &with(simple(), "actor/objectType", json!("agent")));
    refuses("object.objectType", &with(simple(), "object/objectType", json!("activity")));
    refuses("result.success", &with(simple(), "result", json!({ "success": "true" })));
    let question = |kind: &str| with(simple(), "object/definition", json!({ "interactionType": kind }));
    for kind in ["true-false", "choice", "fill-in", "long-fill-in", "matching", "performance", "sequencing", "likert", "numeric", "other"] {
        takes(&question(kind));
        refuses("object.definition.interactionType", &question(&kind.to_uppercase()));
    }
    for twice in [r#"{"a":1,"a":2}"#, r#"[{"x":{"b":1,"c":2,"b":3}}]"#] {
        assert!(Json::parse(twice).unwrap_err().reason.contains("twice"));
    }
}

#[test]
fn xapi_00011_an_iri_has_a_scheme() {
    let bad = [json!("example.cn/x"), json!("http://a b"), json!(7), json!("")];
    refuses_each(&simple(), "verb/id", "verb.id", &bad);
    refuses_each(&simple(), "object/id", "object.id", &bad);
    for member in ["type", "moreInfo"] {
        let statement = with(simple(), "object/definition", json!({}));
        refuses_each(&statement, &format!("object/definition/{member}"), &format!("object.definition.{member}"), &bad);
    }
    let extensions = json!({ "extensions": { "no.scheme/x": 1 } });
    refuses_each(&simple(), "result", "result.extensions.no.scheme/x", std::slice::from_ref(&extensions));
    refuses_each(&simple(), "context", "context.extensions.no.scheme/x", std::slice::from_ref(&extensions));
}

#[test]
fn xapi_00013_languages_are_tags_of_rfc_5646() {
    for tag in ["zh-Hans-CN", "cmn", "es-419", "sr-Latn-RS"] {
        takes(&with(simple(), "verb/display", json!({ tag: "x" })));
        takes(&with(simple(), "context", json!({ "language": tag })));
    }
    refuses_each(&simple(), "verb/display", "verb.display.something", &[json!({ "something": "x" })]);
    refuses_each(&simple(), "verb/display", "verb.display.de", &[json!({ "de": 1 })]);
    refuses_each(&simple(), "context", "context.language", &[json!({ "language": "zh-z-aaa-z-bbb" })]);
}

#[test]
fn xapi_00014_what_is_not_json_is_refused() {
    for text in [
        "",
        "{",
        "{\"a\":1}x",
        "{'a':1}",
        "{\"a\":01}",
        "\"\u{1}\"",
        "[1,]",
        "\"\\ud800\"",
        "nul",
        "{\"a\" 1}",
        "[\"\\x\"]",
        "-",
        "1.",
        "1e",
    ] {
        assert!(Json::parse(text).is_err(), "{text}");
    }
    let deep = "[".repeat(200_000);
    assert!(Json::parse(&deep).unwrap_err().reason.contains("deeply"));
}

#[test]
fn xapi_00022_to_00031_ids_and_the_three_parts() {
    for part in ["actor", "verb", "object"] {
        refuses("", &with(simple(), part, Value::Null));
    }
    let ids = [json!("should fail"), json!("5d000000000040008000000000000001"), json!("{5d000000-0000-4000-8000-000000000001}"), json!(1)];
    for id in ids {
        refuses("id", &with(simple(), "id", id.clone()));
        refuses("context.registration", &with(simple(), "context", json!({ "registration": id })));
    }
    let given = with(simple(), "id", json!("5D000000-0000-4000-8000-000000000001"));
    let statement = Prepared::parse(V1, &given.to_string()).unwrap().pop().unwrap();
    assert_eq!(statement.id.to_string(), "5d000000-0000-4000-8000-000000000001");
    let made = Prepared::parse(V1, &simple().to_string()).unwrap().pop().unwrap();
    assert!(made.raw().starts_with(&format!("{{\"id\":\"{}\",\"actor\"", made.id)));
}

#[test]
fn xapi_00032_to_00044_agents_and_groups_have_one_identifier() {
    let account = json!({ "homePage": "https://edu.example.cn", "name": "1" });
    let sha1 = "cd9b00a5611f94eaa7b1661edab976068e364975";
    let all = [
        ("mbox", json!("mailto:a@b.cn")),
        ("mbox_sha1sum", json!(sha1)),
        ("openid", json!("http://id.cn/a")),
        ("account", account.clone()),
    ];
    for (name, value) in &all {
        takes(&with(simple(), "actor", json!({ *name: value })));
        takes(&with(simple(), "actor", json!({ "objectType": "Group", *name: value })));
        for (other, second) in all.iter().filter(|(other, _)| other != name) {
            refuses("actor", &with(simple(), "actor", json!({ *name: value, *other: second })));
        }
    }
    refuses("actor", &with(simple(), "actor", json!({ "name": "nobody" })));
    refuses_each(&simple(), "actor/mbox", "actor.mbox", &[json!("a@b.cn"), json!("mailto:a"), json!("mailto:a@b@c"), json!("mailto: a@b")]);
    for (bad, at) in [
        (json!({ "mbox_sha1sum": "abc" }), "actor.mbox_sha1sum"),
        (json!({ "openid": "id.cn/a" }), "actor.openid"),
        (json!({ "account": { "homePage": "https://x.cn" } }), "actor.account"),
        (json!({ "account": { "name": "1" } }), "actor.account"),
        (json!({ "account": { "homePage": "x.cn", "name": "1" } }), "actor.account.homePage"),
        (json!({ "account": { "homePage": "https://x.cn", "name": 1 } }), "actor.account.name"),
        (json!({ "account": { "homePage": "https://x.cn", "name": "a\u{0}" } }), "actor.account.name"),
        (json!({ "mbox": "mailto:a@b.cn", "member": [] }), "actor"),
        (json!({ "objectType": "Group", "name": "7班" }), "actor"),
        (json!({ "objectType": "Group", "member": [{ "objectType": "Group", "mbox": "mailto:a@b.cn" }] }), "actor.member[0].objectType"),
        (json!({ "objectType": "Group", "member": {} }), "actor.member"),
    ] {
        if at == "actor.member[0].objectType" {
            // What a group has too much is told first.
            assert!(fault_in(V1, &with(simple(), "actor", bad)).is_some());
        } else {
            refuses(at, &with(simple(), "actor", bad));
        }
    }
    takes(&with(simple(), "actor", json!({ "objectType": "Group", "member": [{ "mbox": "mailto:a@b.cn" }, { "account": account }] })));
}

#[test]
fn xapi_00045_to_00064_definitions_and_interaction_components() {
    let define = |definition: Value| with(simple(), "object/definition", definition);
    let component = json!([{ "id": "a", "description": { "zh": "甲" } }, { "id": "b" }]);
    for list in ["choices", "scale", "source", "target", "steps"] {
        takes(&define(json!({ "interactionType": "choice", list: component, "correctResponsesPattern": ["a[,]b"] })));
        let path = format!("object.definition.{list}");
        refuses("object.definition", &define(json!({ list: component })));
        refuses(&path, &define(json!({ "interactionType": "choice", list: {} })));
        refuses(&format!("{path}[0]"), &define(json!({ "interactionType": "choice", list: [{ "description": {} }] })));
        refuses(&format!("{path}[1]"), &define(json!({ "interactionType": "choice", list: [{ "id": "a" }, { "id": "a" }] })));
        refuses(
            &format!("{path}[0].description"),
            &define(json!({ "interactionType": "choice", list: [{ "id": "a", "description": "甲" }] })),
        );
    }
    refuses(
        "object.definition.correctResponsesPattern[0]",
        &define(json!({ "interactionType": "choice", "correctResponsesPattern": [1] })),
    );
    refuses("object.definition", &define(json!({ "colour": "red" })));
    refuses("object.definition.name", &define(json!({ "name": "x" })));
}

#[test]
fn xapi_00065_to_00083_objects_of_all_kinds() {
    let reference = json!({ "objectType": "StatementRef", "id": "5d000000-0000-4000-8000-000000000001" });
    takes(&with(simple(), "object", reference.clone()));
    refuses("object", &with(simple(), "object", json!({ "objectType": "StatementRef" })));
    refuses("object.id", &with(simple(), "object", with(reference.clone(), "id", json!("x"))));
    takes(&with(simple(), "object", json!({ "objectType": "Agent", "mbox": "mailto:a@b.cn" })));
    refuses("object", &with(simple(), "object", json!({ "mbox": "mailto:a@b.cn" })));
    let sub = with(simple(), "objectType", json!("SubStatement"));
    takes(&with(simple(), "object", sub.clone()));
    for name in ["id", "stored", "version", "authority"] {
        refuses("object", &with(simple(), "object", with(sub.clone(), name, json!("x"))));
    }
    refuses("object.object.objectType", &with(simple(), "object", with(sub.clone(), "object", sub)));
    // XAPI-00019: whoever voids refers.
    refuses("object", &with(simple(), "verb/id", json!("http://adlnet.gov/expapi/verbs/voided")));
    takes(&with(with(simple(), "verb/id", json!("http://adlnet.gov/expapi/verbs/voided")), "object", reference));
}

#[test]
fn xapi_00072_to_00080_scores_lie_in_their_bounds() {
    let score = |score: Value| with(simple(), "result", json!({ "score": score }));
    takes(&score(json!({ "scaled": -1, "raw": 0, "min": 0, "max": 1.5 })));
    for bad in [
        json!({ "scaled": 1.1 }),
        json!({ "min": 2, "max": 2 }),
        json!({ "raw": 3, "max": 2 }),
        json!({ "raw": 1, "min": 2 }),
        json!({ "grade": 1 }),
    ] {
        refuses("result.score", &score(bad));
    }
    refuses("result.score.raw", &score(json!({ "raw": "5" })));
    for (name, bad) in [("response", json!(1)), ("completion", json!(1)), ("duration", json!("PA1H")), ("duration", json!("P4W1D"))] {
        refuses_each(&simple(), "result", &format!("result.{name}"), &[json!({ name: bad })]);
    }
}

#[test]
fn xapi_00084_to_00092_contexts_by_version() {
    let context = |context: Value| with(simple(), "context", context);
    let agent = json!({ "mbox": "mailto:t@example.cn" });
    let group = json!({ "objectType": "Group", "mbox": "mailto:7@example.cn" });
    takes(&context(
        json!({ "instructor": agent, "team": group, "revision": "1", "platform": "x", "statement": { "objectType": "StatementRef", "id": "5d000000-0000-4000-8000-000000000001" } }),
    ));
    refuses_each(&simple(), "context", "context.team.objectType", &[json!({ "team": with(agent.clone(), "objectType", json!("Agent")) })]);
    for name in ["revision", "platform"] {
        let about_agent = with(simple(), "object", json!({ "objectType": "Agent", "mbox": "mailto:a@b.cn" }));
        refuses(&format!("context.{name}"), &with(about_agent, "context", json!({ name: "1" })));
    }
    refuses("context.contextActivities", &context(json!({ "contextActivities": { "uncle": [] } })));
    refuses("context.contextActivities.parent[1]", &context(json!({ "contextActivities": { "parent": [{ "id": "http://a.cn/1" }, {}] } })));
    // Since 2.0 only.
    for (list, kind, who, named) in [("contextAgents", "contextAgent", "agent", &agent), ("contextGroups", "contextGroup", "group", &group)]
    {
        let entry = json!({ "objectType": kind, who: named, "relevantTypes": ["http://a.cn/type"] });
        let good = context(json!({ list: [entry] }));
        assert_eq!(fault_in(V2, &good), None);
        assert!(fault_in(V1, &good).unwrap().contains(list));
        for (path, bad) in
            [("objectType", json!("x")), ("relevantTypes", json!([])), ("relevantTypes", json!(["x"])), (who, json!({ "key": 1 }))]
        {
            let fault = fault_in(V2, &context(json!({ list: [with(entry.clone(), path, bad)] }))).unwrap();
            assert!(fault.starts_with(&format!("context.{list}[0].{path}")), "{fault}");
        }
    }
}

/// XAPI-00090: a context activity alone is kept as a list of one, wherever it stands; XAPI-00091 and -00092.
#[test]
fn xapi_00090_single_context_activities_become_lists() {
    let one = |n: u8| json!({ "id": format!("http://a.cn/{n}") });
    let own = json!({ "contextActivities": { "category": one(1), "parent": one(2), "other": [one(3)] } });
    let inside =
        with(with(simple(), "objectType", json!("SubStatement")), "context", json!({ "contextActivities": { "grouping": one(4) } }));
    let statement = with(with(simple(), "context", own), "object", inside);
    let kept = Prepared::parse(V1, &statement.to_string()).unwrap().pop().unwrap();
    let kept: Value = serde_json::from_str(kept.raw()).unwrap();
    assert_eq!(kept["context"]["contextActivities"], json!({ "category": [one(1)], "parent": [one(2)], "other": [one(3)] }));
    assert_eq!(kept["object"]["context"]["contextActivities"], json!({ "grouping": [one(4)] }));
    assert_eq!(kept["object"]["verb"], statement["object"]["verb"]);
}

#[test]
fn xapi_00093_to_00101_times_authorities_and_versions() {
    for bad in ["2008-09-15T15:53:00.601-00:00", "2008-09-15T15:53:00.601-0000", "2008-09-15T15:53:00.601-00", "01/011/2015", "yesterday"] {
        refuses("timestamp", &with(simple(), "timestamp", json!(bad)));
        refuses("stored", &with(simple(), "stored", json!(bad)));
    }
    // 2.0 keeps time in UTC (IEEE 9274.1.1 §4.2.7); 1.0.3 as it came.
    let noon = with(simple(), "timestamp", json!("2023-05-04T12:00:00-05:00"));
    let kept = |version| Prepared::parse(version, &noon.to_string()).unwrap().pop().unwrap().raw().to_owned();
    assert!(kept(V1).contains("\"2023-05-04T12:00:00-05:00\"") && kept(V2).contains("\"2023-05-04T17:00:00.000Z\""));

    let agents = json!([{ "mbox": "mailto:a@b.cn" }, { "account": { "homePage": "http://oauth.cn", "name": "app" } }]);
    takes(&with(simple(), "authority", json!({ "objectType": "Group", "member": agents })));
    for bad in [
        json!({ "objectType": "Group", "member": [agents[0]] }),
        json!({ "objectType": "Group", "mbox": "mailto:g@b.cn", "member": agents }),
    ] {
        refuses("authority", &with(simple(), "authority", bad));
    }
    let version = |own: &str| with(simple(), "version", json!(own));
    takes(&version("1.0"));
    takes(&version("1.0.9"));
    for bad in ["0.9.9", "1.1.0", "1.0.x", "3.0.0", ""] {
        refuses("version", &version(bad));
    }
    assert_eq!((fault_in(V1, &version("2.0.0")).is_some(), fault_in(V2, &version("2.0.0"))), (true, None));
}

#[test]
fn xapi_00102_to_00107_attachments_are_described_whole() {
    let good = json!({
        "usageType": "http://example.cn/usage", "display": { "zh": "作文" }, "contentType": "text/plain; charset=utf-8",
        "length": 27, "sha2": "495395e777cd98da653df9615d09c0fd6bb2f8d4788394cd53c56a3bfdcd848a", "fileUrl": "http://example.cn/f"
    });
    let attached = |attachment: Value| with(simple(), "attachments", json!([attachment]));
    takes(&attached(good.clone()));
    refuses("attachments", &with(simple(), "attachments", good.clone()));
    for name in ["usageType", "display", "contentType", "length", "sha2"] {
        refuses("attachments[0]", &attached(with(good.clone(), name, Value::Null)));
    }
    let bad = [
        ("usageType", json!("x")),
        ("display", json!("x")),
        ("description", json!(1)),
        ("contentType", json!(999)),
        ("contentType", json!("text")),
        ("length", json!("27")),
        ("length", json!(2.5)),
        ("length", json!(-1)),
        ("sha2", json!("xyz")),
        ("fileUrl", json!("x")),
    ];
    for (name, value) in bad {
        refuses(&format!("attachments[0].{name}"), &attached(with(good.clone(), name, value)));
    }
    let signature = with(good, "usageType", json!("http://adlnet.gov/expapi/attachments/signature"));
    refuses("attachments[0].contentType", &attached(signature));
}

#[test]
fn a_batch_names_the_statement_at_fault_and_has_each_id_once() {
    let id = json!("5d000000-0000-4000-8000-000000000001");
    let batch = json!([simple(), with(simple(), "verb/id", json!("x"))]);
    refuses("[1].verb.id", &batch);
    refuses("[1]", &json!([with(simple(), "id", id.clone()), with(simple(), "id", id)]));
    assert_eq!(Prepared::parse(V2, "[]").unwrap(), []);
}

#[test]
fn bytes_that_are_no_text_are_refused() {
    assert!(Package::parse(V1, "application/json", b"{\"a\":\"\xff\"}").unwrap_err().reason.contains("UTF-8"));
}
