//! `/xapi/statements` over HTTP, by the numbers of the specification's conformance requirements (XAPI-…), in both versions.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use base::testing::{TestBase, bases};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use people::application::{self, Grants};
use serde_json::{Value, json};
use tower::ServiceExt;
use uuid::Uuid;

const VERSIONS: [&str; 2] = ["1.0.3", "2.0.0"];

/// A store over one database, as one application sees it.
struct Store {
    base: TestBase,
    service: Router,
    version: &'static str,
    authorization: String,
}

struct Answered {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

impl Answered {
    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(&self.body)))
    }

    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |v| v.to_str().unwrap())
    }

    fn ids(&self) -> Vec<String> {
        self.json()["statements"].as_array().unwrap().iter().map(|s| s["id"].as_str().unwrap().to_owned()).collect()
    }
}

/// Each database in each version.
async fn stores() -> Vec<Store> {
    let mut stores = Vec::new();
    for version in VERSIONS {
        for base in bases(&[base::MIGRATIONS, people::MIGRATIONS, records::MIGRATIONS, content::MIGRATIONS, learner::MIGRATIONS]).await {
            let service = web::router(web::App::new(base.base.clone()));
            let mut store = Store { base, service, version, authorization: String::new() };
            store.authorization = store.application("all").await;
            stores.push(store);
        }
    }
    stores
}

impl Store {
    /// What an application of these scopes signs in with.
    async fn application(&self, scopes: &str) -> String {
        let issued = application::create(&self.base, None, scopes, Grants::read(scopes).unwrap()).await.unwrap();
        format!("Basic {}", STANDARD.encode(format!("{}:{}", issued.key, issued.secret)))
    }

    async fn send(&self, method: Method, address: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Answered {
        let mut request = Request::builder().method(method).uri(address).header("X-Experience-API-Version", self.version);
        if !headers.iter().any(|(name, _)| *name == "Authorization") {
            request = request.header("Authorization", &self.authorization);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = self.service.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        Answered { status: parts.status, headers: parts.headers, body: to_bytes(body, 1 << 24).await.unwrap() }
    }

    async fn get(&self, query: &str) -> Answered {
        self.send(Method::GET, &format!("/xapi/statements{query}"), &[], Vec::new()).await
    }

    async fn post(&self, statements: &Value) -> Answered {
        self.send(Method::POST, "/xapi/statements", &[("Content-Type", "application/json")], statements.to_string().into()).await
    }

    async fn put(&self, query: &str, statement: &Value) -> Answered {
        let headers = [("Content-Type", "application/json")];
        self.send(Method::PUT, &format!("/xapi/statements{query}"), &headers, statement.to_string().into()).await
    }
}

fn simple() -> Value {
    json!({
        "actor": { "mbox": "mailto:a@example.cn", "name": "甲" },
        "verb": { "id": "http://example.cn/did", "display": { "en-US": "did", "zh-CN": "做了" } },
        "object": { "id": "http://example.cn/x", "definition": { "name": { "en-US": "An x", "zh-CN": "某事" } } }
    })
}

fn under(id: &str) -> Value {
    let mut statement = simple();
    statement["id"] = id.into();
    statement
}

fn new_id() -> String {
    Uuid::new_v4().to_string()
}

#[tokio::test]
async fn xapi_00143_to_00147_put_and_post() {
    for store in stores().await {
        let id = new_id();
        assert_eq!(store.put(&format!("?statementId={id}"), &simple()).await.status, StatusCode::NO_CONTENT);
        assert_eq!(store.get(&format!("?statementId={id}")).await.json()["id"], id.as_str());
        assert_eq!(store.put("", &under(&id)).await.status, StatusCode::BAD_REQUEST);
        assert_eq!(store.put("?statementId=x", &simple()).await.status, StatusCode::BAD_REQUEST);
        assert_eq!(store.put(&format!("?statementId={}", new_id()), &under(&id)).await.status, StatusCode::BAD_REQUEST);
        assert_eq!(store.put(&format!("?statementId={}", new_id()), &json!([simple()])).await.status, StatusCode::BAD_REQUEST);
        let ids = [new_id(), new_id()];
        let posted = store.post(&json!([under(&ids[0]), under(&ids[1])])).await;
        assert_eq!((posted.status, posted.json()), (StatusCode::OK, json!(ids)));
        let mut other = under(&ids[0]);
        other["verb"]["id"] = "http://example.cn/other".into();
        assert_eq!(store.post(&json!([simple(), other])).await.status, StatusCode::CONFLICT);
        assert_eq!(store.put(&format!("?statementId={}", ids[0]), &other).await.status, StatusCode::CONFLICT);
        assert_eq!(store.get(&format!("?statementId={}", ids[0])).await.json()["verb"]["id"], "http://example.cn/did");
        let refused = store.post(&json!([simple(), { "actor": {} }])).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST);
        assert!(refused.json()["error"][0].as_str().unwrap().contains("[1]"), "{:?}", refused.json());
        assert_eq!(store.get("").await.ids().len(), 3);
    }
}

/// XAPI-00151 to -00153, -00012, -00154: parameters, and how far an answer can be relied on.
#[tokio::test]
async fn xapi_00151_parameters_are_checked_and_every_answer_is_dated() {
    for store in stores().await {
        let id = new_id();
        store.post(&under(&id)).await;
        for bad in [
            "?statementId=x",
            "?voidedStatementId=x",
            "?agent=x",
            "?verb=x.cn/v",
            "?activity=x",
            "?registration=x",
            "?since=x",
            "?until=x",
            "?limit=-1",
            "?limit=x",
            "?format=x",
            "?ascending=yes",
            "?attachments=1",
            "?unknown=1",
            "?StatementId=x",
            "?agent=%7B%7D",
        ] {
            let refused = store.get(bad).await;
            assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{bad}");
            assert!(refused.header("x-experience-api-consistent-through").ends_with('Z'), "{bad}");
        }
        for beside in ["verb=http://example.cn/did", "limit=1", "ascending=true", "voidedStatementId=5d000000-0000-4000-8000-000000000001"]
        {
            assert_eq!(store.get(&format!("?statementId={id}&{beside}")).await.status, StatusCode::BAD_REQUEST, "{beside}");
        }
        let found = store.get(&format!("?statementId={id}&format=exact&attachments=false")).await;
        assert_eq!((found.status, found.header("content-type")), (StatusCode::OK, "application/json"));
        assert_eq!(found.header("x-experience-api-version"), store.version);
        // The fixed clock of tests stands at 2026-09-01T00:00:00Z.
        assert_eq!(found.header("last-modified"), "Tue, 01 Sep 2026 00:00:00 GMT");
        assert_eq!(found.header("x-experience-api-consistent-through"), "2026-09-01T00:00:00.000Z");
        let own = if store.version == "1.0.3" { "1.0.0" } else { "2.0.0" };
        assert_eq!((found.json()["version"].as_str(), found.json()["stored"].as_str()), (Some(own), Some("2026-09-01T00:00:00.000Z")));
        assert_eq!(store.get(&format!("?statementId={}", new_id())).await.status, StatusCode::NOT_FOUND);
        let nothing = store.get("?verb=http://example.cn/nothing").await;
        assert_eq!(nothing.json(), json!({ "statements": [], "more": "" }));
        let head = store.send(Method::HEAD, &format!("/xapi/statements?statementId={id}"), &[], Vec::new()).await;
        assert_eq!((head.status, head.body.len(), head.header("last-modified")), (StatusCode::OK, 0, found.header("last-modified")));
    }
}

#[tokio::test]
async fn xapi_00108_more_leads_to_the_rest_with_the_same_filters() {
    for store in stores().await {
        let all: Vec<Value> = (0..5).map(|_| under(&new_id())).collect();
        store.post(&json!(all)).await;
        let mut other = simple();
        other["verb"]["id"] = "http://example.cn/other".into();
        store.post(&other).await;
        let agent = "%7B%22mbox%22%3A%22mailto%3Aa%40example.cn%22%7D";
        let mut address = format!("/xapi/statements?agent={agent}&verb=http://example.cn/did&limit=2&ascending=true&format=ids");
        let mut seen = Vec::new();
        while !address.is_empty() {
            let page = store.send(Method::GET, &address, &[], Vec::new()).await;
            assert!(page.json()["statements"].as_array().unwrap().iter().all(|s| s["verb"].get("display").is_none()));
            seen.extend(page.ids());
            address = page.json()["more"].as_str().unwrap().to_owned();
        }
        let expected: Vec<&str> = all.iter().map(|s| s["id"].as_str().unwrap()).collect();
        assert_eq!(seen, expected);
    }
}

#[tokio::test]
async fn xapi_00168_to_00172_formats_and_languages() {
    for store in stores().await {
        let id = new_id();
        let mut statement = under(&id);
        statement["object"]["objectType"] = "Activity".into();
        statement["context"] = json!({
            "instructor": { "objectType": "Group", "name": "组", "member": [{ "mbox": "mailto:t@example.cn", "name": "师" }] },
            "contextActivities": { "parent": { "id": "http://example.cn/p", "definition": { "name": { "zh-CN": "课" } } } }
        });
        store.post(&statement).await;
        let read = async |query: &str, languages: &str| {
            let headers = [("Accept-Language", languages)];
            store.send(Method::GET, &format!("/xapi/statements?statementId={id}&format={query}"), &headers, Vec::new()).await.json()
        };
        let exact = read("exact", "zh-CN").await;
        assert_eq!((&exact["actor"], &exact["object"]), (&statement["actor"], &statement["object"]));
        let ids = read("ids", "zh-CN").await;
        assert_eq!(ids["actor"], json!({ "mbox": "mailto:a@example.cn" }));
        assert_eq!((&ids["verb"], &ids["object"]), (&json!({ "id": "http://example.cn/did" }), &json!({ "id": "http://example.cn/x" })));
        let context = json!({
            "instructor": { "objectType": "Group", "member": [{ "mbox": "mailto:t@example.cn" }] },
            "contextActivities": { "parent": [{ "id": "http://example.cn/p" }] }
        });
        assert_eq!(ids["context"], context);
        for (languages, verb, name) in
            [("en-GB, zh;q=0.5", "did", "An x"), ("fr;q=0.9, zh-CN;q=0.8", "做了", "某事"), ("fr", "did", "An x")]
        {
            let canonical = read("canonical", languages).await;
            assert_eq!(canonical["verb"]["display"].as_object().unwrap().values().collect::<Vec<_>>(), [verb], "{languages}");
            assert_eq!(canonical["object"]["definition"]["name"].as_object().unwrap().values().collect::<Vec<_>>(), [name]);
        }
        // What a later statement tells of the activity shows in the canonical form alone.
        let mut later = simple();
        later["object"]["definition"] = json!({ "type": "http://example.cn/type" });
        store.post(&later).await;
        assert_eq!(read("canonical", "en").await["object"]["definition"]["type"], "http://example.cn/type");
        assert!(read("exact", "en").await["object"]["definition"].get("type").is_none());
    }
}

/// XAPI-00127 to -00138, -00161, -00167: attachments come and go in multipart bodies, byte for byte.
#[tokio::test]
async fn xapi_00161_attachments() {
    for store in stores().await {
        let bytes = [b"\x00\x01\xfe\xff\r\n--".as_slice(), &vec![b'x'; 500_000]].concat();
        let sha2 = base::seal::sha256(&bytes);
        let mut statement = under(&new_id());
        statement["attachments"] = json!([{
            "usageType": "http://example.cn/usage", "display": { "zh-CN": "照片" }, "contentType": "image/jpeg", "length": bytes.len(), "sha2": sha2
        }]);
        let head = format!(
            "--cut\r\nContent-Type: application/json\r\n\r\n{statement}\r\n--cut\r\nContent-Type: image/jpeg\r\nContent-Transfer-Encoding: binary\r\nX-Experience-API-Hash: {sha2}\r\n\r\n"
        );
        let body = [head.as_bytes(), &bytes, b"\r\n--cut--\r\n"].concat();
        let multipart = [("Content-Type", "multipart/mixed; boundary=cut")];
        assert_eq!(store.post(&statement).await.status, StatusCode::BAD_REQUEST, "its file is missing");
        for _ in 0..2 {
            assert_eq!(store.send(Method::POST, "/xapi/statements", &multipart, body.clone()).await.status, StatusCode::OK);
        }
        let id = statement["id"].as_str().unwrap();
        for query in [format!("?statementId={id}&attachments=true"), "?attachments=true".into()] {
            let found = store.get(&query).await;
            let boundary = found.header("content-type").strip_prefix("multipart/mixed; boundary=").unwrap().to_owned();
            let parts = records::xapi::multipart::parse(&boundary, &found.body).unwrap();
            assert_eq!(parts[0].header("content-type"), Some("application/json"));
            let first: Value = serde_json::from_slice(parts[0].body).unwrap();
            assert_eq!(first.get("statements").map_or(&first["id"], |all| &all[0]["id"]), id);
            assert_eq!((parts.len(), parts[1].body), (2, bytes.as_slice()));
            let told = ["content-type", "content-transfer-encoding", "x-experience-api-hash"].map(|name| parts[1].header(name).unwrap());
            assert_eq!(told, ["image/jpeg", "binary", &sha2]);
        }
        assert_eq!(store.get("").await.header("content-type"), "application/json");
    }
}

/// 1.0.3 part 3 §4.2: an application reads and writes what its scopes say.
#[tokio::test]
async fn scopes_bound_what_is_written_and_read() {
    for store in stores().await {
        let id = new_id();
        store.post(&under(&id)).await;
        let narrow = store.application("statements/write statements/read/mine").await;
        let reader = store.application("statements/read").await;
        let as_narrow = [("Authorization", narrow.as_str()), ("Content-Type", "application/json")];
        let as_reader = [("Authorization", reader.as_str()), ("Content-Type", "application/json")];
        let own = store.send(Method::POST, "/xapi/statements", &as_narrow, simple().to_string().into()).await.json();
        let read =
            async |query: &str, who: &[(&str, &str)]| store.send(Method::GET, &format!("/xapi/statements{query}"), who, Vec::new()).await;
        assert_eq!(json!(read("", &as_narrow).await.ids()), own);
        assert_eq!(read(&format!("?statementId={id}"), &as_narrow).await.status, StatusCode::NOT_FOUND);
        assert_eq!(read("", &as_reader).await.ids().len(), 2);
        let refused = store.send(Method::POST, "/xapi/statements", &as_reader, simple().to_string().into()).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        // Who may not define tells nothing of activities.
        let mut told = simple();
        told["object"] = json!({ "id": "http://example.cn/new", "definition": { "name": { "zh-CN": "新" } } });
        store.send(Method::POST, "/xapi/statements", &as_narrow, told.to_string().into()).await;
        let mut conn = store.base.db.read().await.unwrap();
        assert_eq!(records::definition(&mut conn, "", "http://example.cn/new").await.unwrap(), None);
    }
}

/// XAPI-00016, -00018, -00155, -00163.
#[tokio::test]
async fn xapi_00163_a_voided_statement_shows_only_when_asked_for() {
    for store in stores().await {
        let (id, voiding) = (new_id(), new_id());
        store.post(&under(&id)).await;
        let mut void = under(&voiding);
        void["verb"] = json!({ "id": "http://adlnet.gov/expapi/verbs/voided" });
        void["object"] = json!({ "objectType": "StatementRef", "id": id });
        assert_eq!(store.post(&void).await.status, StatusCode::OK);
        assert_eq!(store.get(&format!("?statementId={id}")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(store.get(&format!("?voidedStatementId={id}")).await.json()["id"], id.as_str());
        assert_eq!(store.get(&format!("?voidedStatementId={voiding}")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(store.get("?verb=http://example.cn/did").await.ids(), [voiding]);
    }
}
