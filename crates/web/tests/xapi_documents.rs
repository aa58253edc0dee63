//! Documents of the xAPI: state, activity profile, agent profile. The numbers are those of the specification's conformance
//! requirements; where the three resources have the same rule, the numbers of all three stand together.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod lrs;

use axum::http::{Method, StatusCode};
use lrs::{Ask, Lrs, VERSIONS, stores};
use serde_json::{Value, json};

const ACTIVITY: &str = "http://example.cn/activity/1";
const AGENT: &str = r#"{"objectType":"Agent","account":{"homePage":"http://example.cn","name":"小明"}}"#;

/// A resource of documents: its path, what names a shelf, and the parameter that names a document.
struct Resource {
    path: &'static str,
    shelf: &'static [(&'static str, &'static str)],
    name: &'static str,
}

const STATE: Resource = Resource { path: "/activities/state", shelf: &[("activityId", ACTIVITY), ("agent", AGENT)], name: "stateId" };
const ACTIVITIES: Resource = Resource { path: "/activities/profile", shelf: &[("activityId", ACTIVITY)], name: "profileId" };
const AGENTS: Resource = Resource { path: "/agents/profile", shelf: &[("agent", AGENT)], name: "profileId" };
const ALL: [Resource; 3] = [STATE, ACTIVITIES, AGENTS];

impl Resource {
    /// A call about the document of a name.
    fn ask<'a>(&self, lrs: &'a Lrs, version: &str, method: Method, name: &str) -> Ask<'a> {
        lrs.ask(version, method, self.path).params(self.shelf).param(self.name, name)
    }

    async fn put(&self, lrs: &Lrs, version: &str, name: &str, value: &Value) -> StatusCode {
        self.ask(lrs, version, Method::PUT, name).header("if-none-match", "*").json(value).send().await.status
    }

    async fn post(&self, lrs: &Lrs, version: &str, name: &str, value: &Value) -> StatusCode {
        self.ask(lrs, version, Method::POST, name).json(value).send().await.status
    }

    async fn get(&self, lrs: &Lrs, version: &str, name: &str) -> (StatusCode, Value) {
        let reply = self.ask(lrs, version, Method::GET, name).send().await;
        let value = if reply.status == StatusCode::OK { reply.json() } else { Value::Null };
        (reply.status, value)
    }

    async fn names(&self, lrs: &Lrs, version: &str, more: &[(&str, &str)]) -> Value {
        let reply = lrs.ask(version, Method::GET, self.path).params(self.shelf).params(more).send().await;
        assert_eq!(reply.status, StatusCode::OK);
        reply.json()
    }
}

/// State: XAPI-00187 to 00192, 00216, 00217, 00230, 00231, 00233; agent profile: 00269 to 00274, 00280, 00283; activity
/// profile: 00285 to 00288, 00290 to 00293, 00310 to 00312
#[tokio::test]
async fn documents_are_put_posted_got_and_deleted() {
    for lrs in stores().await {
        for (version, resource) in VERSIONS.into_iter().flat_map(|v| ALL.iter().map(move |r| (v, r))) {
            let name = format!("{version} 一/二?&");
            let (first, second) = (json!({ "a": 1, "好": [1.50, null] }), json!({ "b": 2 }));
            assert_eq!(resource.get(&lrs, version, &name).await.0, StatusCode::NOT_FOUND);
            assert_eq!(resource.put(&lrs, version, &name, &first).await, StatusCode::NO_CONTENT);
            assert_eq!(resource.get(&lrs, version, &name).await, (StatusCode::OK, first));
            assert_eq!(resource.ask(&lrs, version, Method::DELETE, &name).send().await.status, StatusCode::NO_CONTENT);
            assert_eq!(resource.get(&lrs, version, &name).await.0, StatusCode::NOT_FOUND);
            assert_eq!(resource.post(&lrs, version, &name, &second).await, StatusCode::NO_CONTENT, "a POST of a new one stores it");
            assert_eq!(resource.get(&lrs, version, &name).await, (StatusCode::OK, second));
            assert_eq!(resource.ask(&lrs, version, Method::DELETE, "none").send().await.status, StatusCode::NO_CONTENT);
        }
    }
}

#[tokio::test]
async fn bytes_and_their_media_type_are_kept_as_they_came() {
    for lrs in stores().await {
        for (n, (media, bytes)) in [
            ("application/octet-stream", vec![0, 159, 146, 150, 0]),
            ("text/plain; charset=utf-8", "好\0好".as_bytes().to_vec()),
            ("image/svg+xml", b"<svg/>".to_vec()),
            ("application/json; charset=utf-8", b"{ \"n\": 1.10e+400 }".to_vec()),
            ("text/plain", Vec::new()),
        ]
        .into_iter()
        .enumerate()
        {
            for resource in &ALL {
                let ask =
                    resource.ask(&lrs, "1.0.3", Method::PUT, &n.to_string()).header("if-none-match", "*").header("content-type", media);
                assert_eq!(ask.body(bytes.clone()).send().await.status, StatusCode::NO_CONTENT);
                let got = resource.ask(&lrs, "1.0.3", Method::GET, &n.to_string()).send().await;
                assert_eq!((got.header("content-type"), got.body.as_ref()), (media, bytes.as_slice()));
            }
        }
        let untyped = STATE.ask(&lrs, "2.0.0", Method::PUT, "untyped").body("{").send().await;
        assert_eq!(untyped.status, StatusCode::NO_CONTENT);
        assert_eq!(STATE.ask(&lrs, "2.0.0", Method::GET, "untyped").send().await.header("content-type"), "application/octet-stream");
    }
}

/// State: XAPI-00196 to 00203, 00206 to 00215; agent profile: 00255 to 00267; activity profile: 00294 to 00302
#[tokio::test]
async fn what_names_a_document_must_be_there_and_well_formed() {
    for lrs in stores().await {
        for (version, resource) in VERSIONS.into_iter().flat_map(|v| ALL.iter().map(move |r| (v, r))) {
            for method in [Method::PUT, Method::POST, Method::GET, Method::DELETE] {
                let send = async |params: &[(&str, &str)]| {
                    let ask = lrs.ask(version, method.clone(), resource.path).params(params).header("if-none-match", "\"none\"");
                    ask.json(&json!({})).send().await.status
                };
                let named = [(resource.name, "x")];
                for (left_out, _) in resource.shelf {
                    let rest: Vec<_> = resource.shelf.iter().filter(|(n, _)| n != left_out).copied().chain(named).collect();
                    assert_eq!(send(&rest).await, StatusCode::BAD_REQUEST, "{method} {} without {left_out}", resource.path);
                    for bad in ["true", "", "not JSON", "{}", r#"{"objectType":"Agent"}"#, r#"{"mbox":"a@b.cn"}"#, r#"["x"]"#] {
                        let bad: Vec<_> = rest.iter().copied().chain([(*left_out, bad)]).collect();
                        assert_eq!(send(&bad).await, StatusCode::BAD_REQUEST, "{method} {} {bad:?}", resource.path);
                    }
                }
                // Without its name: all of them, for GET everywhere and for DELETE of state.
                let all = method == Method::GET || (method == Method::DELETE && resource.name == "stateId");
                let expected = if all { None } else { Some(StatusCode::BAD_REQUEST) };
                let status = send(resource.shelf).await;
                assert_eq!((!status.is_success()).then_some(status), expected, "{method} {}", resource.path);
            }
        }
        for version in VERSIONS {
            for method in [Method::PUT, Method::POST, Method::GET, Method::DELETE] {
                let ask = STATE.ask(&lrs, version, method, "x").param("registration", "true").json(&json!({}));
                assert_eq!(ask.send().await.status, StatusCode::BAD_REQUEST);
            }
        }
    }
}

/// State: XAPI-00218 to 00220, 00227; a registration's documents are its own.
#[tokio::test]
async fn a_registration_is_part_of_what_a_state_is_of() {
    const REGISTRATION: (&str, &str) = ("registration", "EC531277-b57b-4c15-8d91-d292c5b2b8f7");
    for lrs in stores().await {
        for version in VERSIONS {
            for method in [Method::PUT, Method::POST] {
                let ask = STATE.ask(&lrs, version, method, version).params(&[REGISTRATION]).header("if-match", "*").json(&json!({}));
                assert_eq!(ask.send().await.status, StatusCode::PRECONDITION_FAILED, "there is nothing to match yet");
            }
            let post = STATE.ask(&lrs, version, Method::POST, version).params(&[REGISTRATION]).json(&json!({ "v": 1 }));
            assert_eq!(post.send().await.status, StatusCode::NO_CONTENT);
            assert_eq!(STATE.get(&lrs, version, version).await.0, StatusCode::NOT_FOUND, "without it there is another place");
            let lower = ("registration", "ec531277-b57b-4c15-8d91-d292c5b2b8f7");
            assert_eq!(STATE.ask(&lrs, version, Method::GET, version).params(&[lower]).send().await.json(), json!({ "v": 1 }));
            assert_eq!(STATE.names(&lrs, version, &[REGISTRATION]).await, json!([version]));
            assert_eq!(STATE.names(&lrs, version, &[]).await, json!([]));
            let gone = lrs.ask(version, Method::DELETE, STATE.path).params(STATE.shelf).params(&[REGISTRATION]).send().await;
            assert_eq!(gone.status, StatusCode::NO_CONTENT);
            assert_eq!(STATE.names(&lrs, version, &[REGISTRATION]).await, json!([]));
        }
    }
}

/// State: XAPI-00193 to 00195, 00204, 00221; agent profile: 00268, 00275 to 00279; activity profile: 00303 to 00308
#[tokio::test]
async fn names_are_listed_since_an_instant() {
    for lrs in stores().await {
        for (version, resource) in VERSIONS.into_iter().flat_map(|v| ALL.iter().map(move |r| (v, r))) {
            let names = [format!("{version} a"), format!("{version} b")];
            assert_eq!(resource.post(&lrs, version, &names[0], &json!({})).await, StatusCode::NO_CONTENT);
            let between = base::clock::iso(lrs.base.clock.now());
            lrs.base.clock.advance(1_000);
            assert_eq!(resource.post(&lrs, version, &names[1], &json!({})).await, StatusCode::NO_CONTENT);
            let all = resource.names(&lrs, version, &[]).await;
            assert!(names.iter().all(|n| all.as_array().unwrap().contains(&json!(n))), "{all}");
            assert_eq!(resource.names(&lrs, version, &[("since", &between)]).await, json!([names[1]]));
            let listed = lrs.ask(version, Method::GET, resource.path).params(resource.shelf).send().await;
            let one = resource.ask(&lrs, version, Method::GET, &names[1]).send().await;
            assert_eq!(listed.header("last-modified"), one.header("last-modified"));
            for bad in ["true", "not a timestamp", "2026-13-01T00:00:00Z"] {
                let reply = lrs.ask(version, Method::GET, resource.path).params(resource.shelf).param("since", bad).send().await;
                assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{bad}");
            }
        }
        let gone = lrs.ask("2.0.0", Method::DELETE, STATE.path).params(STATE.shelf).send().await;
        assert_eq!((gone.status, STATE.names(&lrs, "2.0.0", &[]).await), (StatusCode::NO_CONTENT, json!([])));
        assert_ne!(AGENTS.names(&lrs, "2.0.0", &[]).await, json!([]), "other documents stay");
    }
}

/// XAPI-00183, XAPI-00184; state 00234; agent profile 00282; activity profile 00313
#[tokio::test]
async fn a_post_merges_the_top_level_members() {
    for lrs in stores().await {
        for (version, resource) in VERSIONS.into_iter().flat_map(|v| ALL.iter().map(move |r| (v, r))) {
            let post = async |text: &'static str| {
                let ask = resource.ask(&lrs, version, Method::POST, version).header("content-type", "application/json; charset=utf-8");
                assert_eq!(ask.body(text).send().await.status, StatusCode::NO_CONTENT);
            };
            post(r#"{"car":{"make":"Ford","model":"Escape"},"driver":"Dale","big":12345678901234567890.10}"#).await;
            post(r#"{"car":{"make":"Dodge"},"\"":"quoted"}"#).await;
            let got = resource.ask(&lrs, version, Method::GET, version).send().await;
            let text = r#"{"driver":"Dale","big":12345678901234567890.10,"car":{"make":"Dodge"},"\"":"quoted"}"#;
            assert_eq!(got.body.as_ref(), text.as_bytes(), "numbers keep their digits");
        }
    }
}

/// State: XAPI-00229, 00232, 00235; agent profile: 00281, 00284; activity profile: 00309, 00314
#[tokio::test]
async fn what_cannot_be_merged_is_refused_and_nothing_changes() {
    for lrs in stores().await {
        for (version, resource) in VERSIONS.into_iter().flat_map(|v| ALL.iter().map(move |r| (v, r))) {
            let post = async |name: &str, media: &str, body: &'static str| {
                resource.ask(&lrs, version, Method::POST, name).header("content-type", media).body(body).send().await.status
            };
            let (text, object) = (format!("{version} text"), format!("{version} object"));
            assert_eq!(post(&text, "application/octet-stream", "/ asdf").await, StatusCode::NO_CONTENT);
            assert_eq!(post(&text, "application/json", "{}").await, StatusCode::BAD_REQUEST);
            assert_eq!(post(&object, "application/json", r#"{"a":1}"#).await, StatusCode::NO_CONTENT);
            for (media, body) in [
                ("not/json", "abc"),
                ("application/octet-stream", r#"{"b":1}"#),
                ("application/json", r#"{"b":1}{"#),
                ("application/json", "[1]"),
                ("application/json", "1"),
                ("application/json", ""),
                ("application/json", r#"{"b":1,"b":2}"#),
            ] {
                assert_eq!(post(&object, media, body).await, StatusCode::BAD_REQUEST, "{media} {body}");
            }
            assert_eq!(resource.get(&lrs, version, &object).await.1, json!({ "a": 1 }));
            assert_eq!(resource.ask(&lrs, version, Method::GET, &text).send().await.body.as_ref(), b"/ asdf");
            let list = format!("{version} list");
            assert_eq!(post(&list, "application/json", "[1]").await, StatusCode::NO_CONTENT);
            assert_eq!(post(&list, "application/json", "{}").await, StatusCode::BAD_REQUEST);
        }
    }
}

/// XAPI-00322
#[tokio::test]
async fn an_entity_tag_is_the_quoted_sha1_of_the_content() {
    for lrs in stores().await {
        for (version, resource) in VERSIONS.into_iter().flat_map(|v| ALL.iter().map(move |r| (v, r))) {
            let ask = resource.ask(&lrs, version, Method::PUT, version).header("if-none-match", "*").header("content-type", "text/plain");
            let put = ask.body("abc").send().await;
            // FIPS 180-4, appendix A.1.
            let tag = "\"a9993e364706816aba3e25717850c26c9cd0d89d\"";
            assert_eq!((put.status, put.header("etag")), (StatusCode::NO_CONTENT, tag));
            let got = resource.ask(&lrs, version, Method::GET, version).send().await;
            assert_eq!((got.header("etag"), got.header("last-modified")), (tag, "Tue, 01 Sep 2026 00:00:00 GMT"));
        }
    }
}

/// XAPI-00322
#[tokio::test]
async fn a_condition_decides_whether_a_document_is_written() {
    for lrs in stores().await {
        for (version, resource) in VERSIONS.into_iter().flat_map(|v| ALL.iter().map(move |r| (v, r))) {
            let send = async |method: Method, name: &str, header: &'static str, value: &str, body: Value| {
                resource.ask(&lrs, version, method, name).header(header, value).json(&body).send().await.status
            };
            let (done, fails) = (StatusCode::NO_CONTENT, StatusCode::PRECONDITION_FAILED);
            for name in ["a", "b"] {
                let name = format!("{version} {name}");
                assert_eq!(send(Method::PUT, &name, "if-match", "*", json!(0)).await, fails, "there is none");
                assert_eq!(send(Method::PUT, &name, "if-none-match", "*", json!({ "v": 1 })).await, done);
                assert_eq!(send(Method::PUT, &name, "if-none-match", "*", json!({ "v": 2 })).await, fails, "there is one");
                let tag = resource.ask(&lrs, version, Method::GET, &name).send().await.header("etag").to_owned();
                for method in [Method::PUT, Method::POST, Method::DELETE] {
                    for wrong in ["\"1234\"", "1234", &tag[1..41], ""] {
                        assert_eq!(send(method.clone(), &name, "if-match", wrong, json!({ "v": 3 })).await, fails, "{method} {wrong}");
                    }
                    assert_eq!(send(method.clone(), &name, "if-none-match", &tag, json!({ "v": 3 })).await, fails, "{method}");
                }
                assert_eq!(resource.get(&lrs, version, &name).await.1, json!({ "v": 1 }));
                assert_eq!(send(Method::PUT, &name, "if-match", &format!("\"0\", W/{tag}"), json!({ "v": 4 })).await, done);
                assert_eq!(send(Method::PUT, &name, "if-match", &tag, json!({ "v": 5 })).await, fails, "it has changed");
                let tag = resource.ask(&lrs, version, Method::GET, &name).send().await.header("etag").to_owned();
                assert_eq!(send(Method::POST, &name, "if-match", &tag, json!({ "w": 1 })).await, done);
                assert_eq!(resource.get(&lrs, version, &name).await.1, json!({ "v": 4, "w": 1 }));
                assert_eq!(send(Method::DELETE, &name, "if-match", "*", json!(0)).await, done);
                assert_eq!(resource.get(&lrs, version, &name).await.0, StatusCode::NOT_FOUND);
            }
        }
    }
}

/// XAPI-00322; 1.0.3 part 3 §3.1 leaves state out, IEEE 9274.1.1 does not.
#[tokio::test]
async fn a_put_without_a_condition() {
    for lrs in stores().await {
        let put = async |resource: &Resource, version: &str| {
            let reply = resource.ask(&lrs, version, Method::PUT, "unconditional").json(&json!({ "by": version })).send().await;
            if !reply.status.is_success() {
                assert!(!reply.body.is_empty(), "it is told why");
            }
            reply.status
        };
        for (resource, new_in_first, replaced_in_first) in [
            (&STATE, StatusCode::NO_CONTENT, StatusCode::NO_CONTENT),
            (&ACTIVITIES, StatusCode::BAD_REQUEST, StatusCode::CONFLICT),
            (&AGENTS, StatusCode::BAD_REQUEST, StatusCode::CONFLICT),
        ] {
            assert_eq!(put(resource, "1.0.3").await, new_in_first);
            resource.ask(&lrs, "1.0.3", Method::DELETE, "unconditional").send().await;
            assert_eq!(put(resource, "2.0.0").await, StatusCode::NO_CONTENT);
            assert_eq!(put(resource, "2.0.0").await, StatusCode::CONFLICT);
            assert_eq!(resource.get(&lrs, "2.0.0", "unconditional").await.1, json!({ "by": "2.0.0" }));
            assert_eq!(put(resource, "1.0.3").await, replaced_in_first);
        }
    }
}

#[tokio::test]
async fn of_many_writers_at_once_each_is_seen() {
    for lrs in stores().await {
        let writers = (0..24).map(|n| {
            let lrs = &lrs;
            async move { AGENTS.post(lrs, "2.0.0", "shared", &json!({ n.to_string(): n })).await }
        });
        assert!(futures::future::join_all(writers).await.into_iter().all(|status| status == StatusCode::NO_CONTENT));
        assert_eq!(AGENTS.get(&lrs, "2.0.0", "shared").await.1.as_object().unwrap().len(), 24, "no merge is lost");
        let creators = (0..24).map(|n| {
            let lrs = &lrs;
            async move { ACTIVITIES.put(lrs, "1.0.3", "first", &json!(n)).await }
        });
        let made = futures::future::join_all(creators).await;
        assert_eq!(made.iter().filter(|s| **s == StatusCode::NO_CONTENT).count(), 1, "one makes it, the others learn of it");
        assert_eq!(made.iter().filter(|s| **s == StatusCode::PRECONDITION_FAILED).count(), 23);
    }
}

/// XAPI-00236 to XAPI-00249
#[tokio::test]
async fn an_agent_is_answered_as_a_person_of_lists() {
    for lrs in stores().await {
        for version in VERSIONS {
            for (agent, person) in [
                (json!({ "mbox": "mailto:a@b.cn", "name": "甲" }), json!({ "name": ["甲"], "mbox": ["mailto:a@b.cn"] })),
                (
                    json!({ "mbox_sha1sum": "a9993e364706816aba3e25717850c26c9cd0d89d" }),
                    json!({ "mbox_sha1sum": ["a9993e364706816aba3e25717850c26c9cd0d89d"] }),
                ),
                (json!({ "openid": "http://id.example.cn/甲" }), json!({ "openid": ["http://id.example.cn/甲"] })),
                (
                    json!({ "account": { "homePage": "http://e.cn", "name": "n o:p" } }),
                    json!({ "account": [{ "homePage": "http://e.cn", "name": "n o:p" }] }),
                ),
            ] {
                let reply = lrs.ask(version, Method::GET, "/agents").param("agent", &agent.to_string()).send().await;
                let mut expected = person.clone();
                expected["objectType"] = json!("Person");
                assert_eq!((reply.status, reply.json()), (StatusCode::OK, expected));
            }
            for bad in ["", "x", "{}", r#"{"name":"a"}"#, r#"{"mbox":"mailto:a@b.cn","openid":"http://a"}"#] {
                let reply = lrs.ask(version, Method::GET, "/agents").param("agent", bad).send().await;
                assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{bad}");
            }
            assert_eq!(lrs.ask(version, Method::GET, "/agents").send().await.status, StatusCode::BAD_REQUEST);
        }
    }
}

/// XAPI-00250 to XAPI-00254
#[tokio::test]
async fn an_activity_is_answered_with_all_that_was_told_of_it() {
    for lrs in stores().await {
        let id = "http://example.cn/activities/meeting";
        for version in VERSIONS {
            let unknown = lrs.ask(version, Method::GET, "/activities").param("activityId", "http://example.cn/new").send().await;
            assert_eq!(unknown.json(), json!({ "objectType": "Activity", "id": "http://example.cn/new" }));
            for bad in ["", "true", "no scheme"] {
                let reply = lrs.ask(version, Method::GET, "/activities").param("activityId", bad).send().await;
                assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{bad}");
            }
            for (lang, name) in [("en-US", "meeting"), ("fr-FR", "réunion")] {
                let statement = json!({
                    "actor": { "mbox": "mailto:a@b.cn" }, "verb": { "id": "http://example.cn/verb" },
                    "object": { "id": id, "definition": { "name": { lang: name }, "type": "http://example.cn/type" } },
                });
                assert_eq!(lrs.ask(version, Method::POST, "/statements").json(&statement).send().await.status, StatusCode::OK);
            }
            let known = lrs.ask(version, Method::GET, "/activities").param("activityId", id).send().await.json();
            assert_eq!(known["definition"]["name"], json!({ "en-US": "meeting", "fr-FR": "réunion" }));
            assert_eq!((&known["id"], &known["definition"]["type"]), (&json!(id), &json!("http://example.cn/type")));
        }
    }
}
