//! What holds for every resource of the xAPI: versions, credentials, the alternate syntax, HEAD, other origins, limits.
//! The numbers are those of the specification's conformance requirements.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod lrs;

use axum::http::{Method, StatusCode};
use base64::Engine;
use lrs::{Lrs, VERSIONS, basic, stores, stores_with};
use people::application::{self, GRACE, Grant, Grants};
use serde_json::{Value, json};

const AGENT: &str = r#"{"objectType":"Agent","mbox":"mailto:a@example.cn"}"#;
const STATE: [(&str, &str); 3] = [("activityId", "http://example.cn/a"), ("agent", AGENT), ("stateId", "s")];
const GETS: [(&str, &[(&str, &str)]); 6] = [
    ("/statements", &[]),
    ("/activities/state", &[("activityId", "http://example.cn/a"), ("agent", AGENT)]),
    ("/activities/profile", &[("activityId", "http://example.cn/a")]),
    ("/activities", &[("activityId", "http://example.cn/a")]),
    ("/agents/profile", &[("agent", AGENT)]),
    ("/agents", &[("agent", AGENT)]),
];

async fn put_state(lrs: &Lrs, version: &str, value: &Value) -> StatusCode {
    lrs.ask(version, Method::PUT, "/activities/state").params(&STATE).header("if-none-match", "*").json(value).send().await.status
}

/// XAPI-00331, XAPI-00333
#[tokio::test]
async fn both_versions_are_spoken_and_every_answer_names_the_one_it_speaks() {
    for lrs in stores().await {
        for (asked, answered) in [("1.0", "1.0.3"), ("1.0.0", "1.0.3"), ("1.0.3", "1.0.3"), ("2.0", "2.0.0"), ("2.0.0", "2.0.0")] {
            for (path, params) in GETS {
                let reply = lrs.ask(asked, Method::GET, path).params(params).send().await;
                assert_eq!((reply.status, reply.header("x-experience-api-version")), (StatusCode::OK, answered), "{asked} {path}");
            }
            let missing = lrs.ask(asked, Method::GET, "/activities/state").send().await;
            assert_eq!((missing.status, missing.header("x-experience-api-version")), (StatusCode::BAD_REQUEST, answered));
        }
        for unknown in ["0.8", "0.95", "1.1.0", "1.0.x", "1.0.", "2.1.0", "3.0.0", "BAD", ""] {
            let reply = lrs.ask(unknown, Method::GET, "/agents").param("agent", AGENT).send().await;
            assert_eq!((reply.status, reply.header("x-experience-api-version")), (StatusCode::BAD_REQUEST, "2.0.0"), "{unknown:?}");
        }
        for (path, params) in GETS {
            let unnamed = lrs.bare(Method::GET, path).params(params).header("authorization", &basic(&lrs.application)).send().await;
            assert_eq!((unnamed.status, unnamed.header("x-experience-api-version")), (StatusCode::BAD_REQUEST, "0.9"), "{path}");
            assert!(unnamed.json()["error"][0].as_str().unwrap().contains("X-Experience-API-Version"));
        }
    }
}

/// XAPI-00315 to XAPI-00319
#[tokio::test]
async fn about_tells_the_versions_to_everybody() {
    for lrs in stores().await {
        for reply in [
            lrs.bare(Method::GET, "/about").send().await,
            lrs.ask("1.0.3", Method::GET, "/about").send().await,
            lrs.bare(Method::GET, "/about").header("x-experience-api-version", "7").send().await,
        ] {
            assert_eq!(reply.status, StatusCode::OK);
            assert_eq!(reply.json()["version"], json!(["1.0.3", "2.0.0"]));
            let product = reply.json()["extensions"].as_object().unwrap().values().next().unwrap().clone();
            assert_eq!(product["name"], "Shuren");
        }
        let odd = lrs.bare(Method::GET, "/about").param("foo", "bar").send().await;
        assert_eq!(odd.status, StatusCode::BAD_REQUEST);
    }
}

/// XAPI-00334, XAPI-00335
#[tokio::test]
async fn a_call_without_a_right_secret_is_refused() {
    for lrs in stores().await {
        let encode = |text: &str| base64::engine::general_purpose::STANDARD.encode(text);
        let (key, secret) = (&lrs.application.key, &lrs.application.secret);
        let wrong = [
            format!("Basic {}", encode("RobCIsNot:AUserOnThisLRS")),
            format!("Basic {}", encode(&format!("{key}:{secret}0"))),
            format!("Basic {}", encode(&format!("{key}:"))),
            format!("Basic {}", encode(key)),
            format!("Basic:{}", encode(&format!("{key}:{secret}"))),
            format!("Bearer {secret}"),
            "Basic %%%".to_owned(),
        ];
        for authorization in wrong {
            let ask = lrs.bare(Method::GET, "/agents").param("agent", AGENT).header("x-experience-api-version", "1.0.3");
            let reply = ask.header("authorization", &authorization).send().await;
            assert_eq!(reply.status, StatusCode::UNAUTHORIZED, "{authorization}");
            assert!(reply.header("www-authenticate").starts_with("Basic "));
        }
        assert_eq!(lrs.ask("1.0.3", Method::GET, "/agents").param("agent", AGENT).send().await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn a_rotated_secret_opens_for_a_while_and_a_revoked_one_no_more() {
    for lrs in stores().await {
        let by = person(&lrs).await;
        let id = application::list(&mut lrs.base.db.read().await.unwrap()).await.unwrap()[0].id;
        let opens = async |issued| {
            let ask = lrs.bare(Method::GET, "/agents").param("agent", AGENT).header("x-experience-api-version", "2.0.0");
            ask.header("authorization", &basic(issued)).send().await.status == StatusCode::OK
        };
        let first = &lrs.application;
        let second = application::rotate(&lrs.base, by, id).await.unwrap();
        assert_eq!((opens(first).await, opens(&second).await), (true, true));
        lrs.base.clock.advance(GRACE);
        assert_eq!((opens(first).await, opens(&second).await), (false, true));
        let third = application::rotate(&lrs.base, by, id).await.unwrap();
        assert_eq!((opens(first).await, opens(&second).await, opens(&third).await), (false, true, true));
        application::revoke(&lrs.base, by, id).await.unwrap();
        assert_eq!((opens(&second).await, opens(&third).await), (false, false));
        assert!(application::rotate(&lrs.base, by, id).await.is_err(), "a revoked application gets no secret");
    }
}

async fn person(lrs: &Lrs) -> i64 {
    let (id, seal) = (base::id::next(), lrs.base.seal.clone());
    let new = people::person::NewPerson { id, name: "管理员".into(), ..Default::default() };
    let now = lrs.base.clock.now();
    lrs.base.db.write(move |conn| Box::pin(async move { people::person::add(conn, now, &seal, &[new]).await })).await.unwrap();
    id
}

/// XAPI-00327
#[tokio::test]
async fn scopes_reach_what_they_name_and_no_further() {
    for lrs in stores().await {
        let reader = application::create(&lrs.base, None, "reader", Grants::new([Grant::ReadAll])).await.unwrap();
        let ask =
            |method, path| lrs.bare(method, path).header("authorization", &basic(&reader)).header("x-experience-api-version", "2.0.0");
        for (path, params) in GETS {
            assert_eq!(ask(Method::GET, path).params(params).send().await.status, StatusCode::OK, "{path}");
            assert_eq!(ask(Method::HEAD, path).params(params).send().await.status, StatusCode::OK, "{path}");
        }
        for (method, path) in [
            (Method::PUT, "/activities/state"),
            (Method::POST, "/activities/profile"),
            (Method::DELETE, "/agents/profile"),
            (Method::POST, "/statements"),
        ] {
            assert_eq!(ask(method, path).params(&STATE).json(&json!({})).send().await.status, StatusCode::FORBIDDEN, "{path}");
        }
        // In the alternate syntax the method meant is what counts.
        let alternate = |method: &str| {
            let ask = lrs.bare(Method::POST, "/activities/state").param("method", method).header("authorization", &basic(&reader));
            let ask = ask.header("x-experience-api-version", "1.0.3").header("content-type", "application/x-www-form-urlencoded");
            ask.body(form(&[("activityId", "http://example.cn/a"), ("agent", AGENT)]))
        };
        assert_eq!(alternate("GET").send().await.status, StatusCode::OK);
        assert_eq!(alternate("DELETE").send().await.status, StatusCode::FORBIDDEN);
    }
}

fn form(pairs: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

/// XAPI-00336
#[tokio::test]
async fn the_alternate_syntax_of_the_first_version() {
    for lrs in stores().await {
        let authorization = basic(&lrs.application);
        let send = async |query: &[(&str, &str)], kind: &str, body: String| {
            let ask = lrs.bare(Method::POST, "/activities/state").params(query).header("content-type", kind);
            ask.body(body).send().await
        };
        let form_type = "application/x-www-form-urlencoded";
        let with = |more: &[(&str, &str)]| {
            let headers = [("Authorization", authorization.as_str()), ("X-Experience-API-Version", "1.0.3")];
            form(&[&headers[..], &STATE[..], more].concat())
        };
        let put = send(&[("method", "PUT")], form_type, with(&[("content", r#"{"好":"&="}"#), ("Content-Type", "application/json")])).await;
        assert_eq!((put.status, put.header("x-experience-api-version")), (StatusCode::NO_CONTENT, "1.0.3"));
        let got = send(&[("method", "GET")], "application/x-www-form-urlencoded; charset=UTF-8", with(&[])).await;
        assert_eq!((got.status, got.json()), (StatusCode::OK, json!({ "好": "&=" })));
        assert_eq!(got.header("content-type"), "application/json");
        let etag = got.header("etag").to_owned();
        let stale = send(&[("method", "POST")], form_type, with(&[("content", "{}"), ("If-Match", "\"0\"")])).await;
        assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED);
        let fresh = send(&[("method", "POST")], form_type, with(&[("content", r#"{"b":1}"#), ("If-Match", &etag)])).await;
        assert_eq!(fresh.status, StatusCode::NO_CONTENT);

        for (why, query, kind, body) in [
            ("no content", &[("method", "PUT")][..], form_type, with(&[])),
            ("not a form", &[("method", "PUT")], "application/json", with(&[("content", "{}")])),
            ("not encoded", &[("method", "PUT")], form_type, r#"{"content":"{}"}"#.to_owned() + "&" + &with(&[])),
            ("more in the address", &[("method", "PUT"), ("stateId", "s")], form_type, with(&[("content", "{}")])),
            ("no such method", &[("method", "PATCH")], form_type, with(&[("content", "{}")])),
            ("wrong case", &[("method", "put")], form_type, with(&[("content", "{}")])),
            ("unknown version", &[("method", "GET")], form_type, with(&[]).replace("1.0.3", "0.8")),
            ("of the second version", &[("method", "GET")], form_type, with(&[]).replace("1.0.3", "2.0.0")),
        ] {
            assert_eq!(send(query, kind, body).await.status, StatusCode::BAD_REQUEST, "{why}");
        }
        assert_eq!(send(&[("method", "GET")], form_type, form(&STATE)).await.status, StatusCode::UNAUTHORIZED);
        for version in VERSIONS {
            let not_posted = lrs.ask(version, Method::PUT, "/activities/state").param("method", "POST").params(&STATE).json(&json!({}));
            assert_eq!(not_posted.send().await.status, StatusCode::BAD_REQUEST);
        }
        let second = lrs.ask("2.0.0", Method::POST, "/activities/state").param("method", "PUT").header("content-type", form_type);
        assert_eq!(second.body(with(&[("content", "{}")]).replace("1.0.3", "2.0.0")).send().await.status, StatusCode::BAD_REQUEST);
    }
}

/// XAPI-00125, XAPI-00126
#[tokio::test]
async fn head_is_get_without_a_body() {
    for lrs in stores().await {
        for version in VERSIONS {
            assert!(matches!(put_state(&lrs, version, &json!({ "a": 1 })).await, StatusCode::NO_CONTENT | StatusCode::PRECONDITION_FAILED));
            let one: &[(&str, &str)] = &STATE;
            for (path, params) in GETS.into_iter().chain([("/activities/state", one), ("/about", &[])]) {
                let get = lrs.ask(version, Method::GET, path).params(params).send().await;
                let head = lrs.ask(version, Method::HEAD, path).params(params).send().await;
                assert_eq!((get.status, head.status, head.body.len()), (StatusCode::OK, StatusCode::OK, 0), "{path}");
                for name in ["content-type", "content-length", "etag", "last-modified", "x-experience-api-version"] {
                    assert_eq!(get.header(name), head.header(name), "{path} {name}");
                }
            }
        }
    }
}

/// XAPI-00324, XAPI-00325
#[tokio::test]
async fn parameters_that_are_unknown_or_in_another_case_or_twice_are_refused() {
    for lrs in stores().await {
        for version in VERSIONS {
            for (path, params) in GETS {
                for odd in ["foo", "Agent", "ActivityId", "activityid", "Since"] {
                    let reply = lrs.ask(version, Method::GET, path).params(params).param(odd, "x").send().await;
                    assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{path} {odd}");
                }
            }
            let twice = lrs.ask(version, Method::GET, "/agents").param("agent", AGENT).param("agent", AGENT).send().await;
            assert_eq!(twice.status, StatusCode::BAD_REQUEST);
            for method in [Method::PUT, Method::POST, Method::DELETE] {
                let reply = lrs.ask(version, method, "/activities/state").params(&STATE).param("since", "2026-01-01T00:00:00Z");
                assert_eq!(reply.json(&json!({})).send().await.status, StatusCode::BAD_REQUEST);
            }
        }
    }
}

#[tokio::test]
async fn what_is_not_there_is_told_in_the_form_of_programs() {
    for lrs in stores().await {
        for (method, path, status) in [
            (Method::GET, "/nothing", StatusCode::NOT_FOUND),
            (Method::GET, "", StatusCode::NOT_FOUND),
            (Method::PUT, "/agents", StatusCode::METHOD_NOT_ALLOWED),
            (Method::DELETE, "/statements", StatusCode::METHOD_NOT_ALLOWED),
            (Method::PATCH, "/activities/state", StatusCode::METHOD_NOT_ALLOWED),
            (Method::POST, "/activities", StatusCode::METHOD_NOT_ALLOWED),
        ] {
            let reply = lrs.ask("1.0.3", method.clone(), path).send().await;
            assert_eq!((reply.status, reply.header("x-experience-api-version")), (status, "1.0.3"), "{method} {path}");
            assert!(reply.json()["error"][0].is_string());
        }
        let chinese = lrs.ask("1.0.3", Method::GET, "/nothing").header("accept-language", "zh-CN,zh;q=0.9").send().await;
        assert_eq!(chinese.json()["error"][0], "没有找到。");
    }
}

/// XAPI-00328
#[tokio::test]
async fn a_body_beyond_the_limit_is_refused_as_too_large() {
    for lrs in stores().await {
        for (bytes, status) in
            [(4 << 20, StatusCode::NO_CONTENT), ((4 << 20) + 1, StatusCode::PAYLOAD_TOO_LARGE), (6 << 20, StatusCode::PAYLOAD_TOO_LARGE)]
        {
            let ask = lrs.ask("1.0.3", Method::PUT, "/activities/state").params(&STATE).header("content-type", "application/octet-stream");
            let reply = ask.body(vec![b'x'; bytes]).send().await;
            assert_eq!((reply.status, reply.header("x-experience-api-version")), (status, "1.0.3"), "{bytes}");
        }
    }
}

#[tokio::test]
async fn pages_of_allowed_origins_may_call_and_see_the_headers() {
    let named = stores_with(|config| base::Config { xapi_origins: "https://a.example https://b.example".into(), ..config }).await;
    for (lrs, origin, allowed) in [
        (&stores().await[0], "https://anybody.example", "*"),
        (&named[0], "https://b.example", "https://b.example"),
        (&named[0], "https://c.example", ""),
    ] {
        let preflight =
            lrs.bare(Method::OPTIONS, "/activities/state").header("origin", origin).header("access-control-request-method", "PUT");
        let preflight = preflight.header("access-control-request-headers", "authorization,x-experience-api-version").send().await;
        assert_eq!((preflight.status, preflight.header("access-control-allow-origin")), (StatusCode::OK, allowed));
        assert!(preflight.header("access-control-allow-headers").contains("x-experience-api-version"));
        let call = lrs.ask("2.0.0", Method::PUT, "/activities/state").params(&STATE).header("if-none-match", "*").header("origin", origin);
        let call = call.header("sec-fetch-site", "cross-site").json(&json!({})).send().await;
        assert!(matches!(call.status, StatusCode::NO_CONTENT | StatusCode::PRECONDITION_FAILED), "{}", call.status);
        assert_eq!(call.header("access-control-allow-origin"), allowed);
        assert!(call.header("access-control-expose-headers").contains("etag"));
        assert_eq!(call.header("access-control-allow-credentials"), "");
        let refused = lrs.bare(Method::GET, "/agents").header("origin", origin).send().await;
        assert_eq!((refused.status, refused.header("access-control-allow-origin")), (StatusCode::UNAUTHORIZED, allowed));
    }
}
