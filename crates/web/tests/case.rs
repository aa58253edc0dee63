//! The graph over CASE 1.1, as another maker's program asks for it.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use base::testing::bases;
use serde_json::Value;
use tower::ServiceExt;
use web::App;

const ROOT: &str = "/ims/case/v1p1";

async fn get(service: &Router, path: &str) -> (StatusCode, HeaderMap, Value) {
    let request = Request::builder().uri(format!("{ROOT}{path}")).body(Body::empty()).unwrap();
    let response = service.clone().oneshot(request).await.unwrap();
    let (status, headers) = (response.status(), response.headers().clone());
    let body = to_bytes(response.into_body(), 64 << 20).await.unwrap();
    (status, headers, serde_json::from_slice(&body).unwrap())
}

#[tokio::test]
async fn a_program_reads_the_graph_from_its_documents_down() {
    for test in
        bases(&[base::MIGRATIONS, people::MIGRATIONS, records::MIGRATIONS, content::MIGRATIONS, learner::MIGRATIONS, lake::MIGRATIONS])
            .await
    {
        content::seed::load(&test.base).await.unwrap();
        let service = web::router(App::new(test.base.clone()));
        let (status, headers, documents) = get(&service, "/CFDocuments").await;
        assert_eq!((status, &headers["access-control-allow-origin"]), (StatusCode::OK, &"*".parse().unwrap()));
        let documents = documents["CFDocuments"].as_array().unwrap();
        assert_eq!(headers["x-total-count"], documents.len().to_string());
        let (_, _, page) = get(&service, "/CFDocuments?limit=2&offset=1").await;
        assert_eq!(page["CFDocuments"].as_array().unwrap()[..], documents[1..3]);

        for document in documents {
            let id = document["identifier"].as_str().unwrap();
            assert_eq!(get(&service, &format!("/CFDocuments/{id}")).await.2, *document);
            let link = document["CFPackageURI"]["uri"].as_str().unwrap();
            let (status, _, package) = get(&service, link.split_once(ROOT).unwrap().1).await;
            assert_eq!((status, &package["CFDocument"]["identifier"]), (StatusCode::OK, &document["identifier"]));
            let items = package["CFItems"].as_array().unwrap();
            let item = items[0]["identifier"].as_str().unwrap();
            let (_, _, alone) = get(&service, &format!("/CFItems/{item}")).await;
            assert_eq!((&alone["identifier"], &alone["CFDocumentURI"]["identifier"]), (&items[0]["identifier"], &document["identifier"]));
            let (_, _, around) = get(&service, &format!("/CFItemAssociations/{item}")).await;
            assert_eq!(around["CFItem"], alone);
            let first = &around["CFAssociations"][0];
            assert_eq!(get(&service, &format!("/CFAssociations/{}", first["identifier"].as_str().unwrap())).await.2, *first);
            let kind = alone["CFItemTypeURI"]["identifier"].as_str().unwrap();
            assert_eq!(get(&service, &format!("/CFItemTypes/{kind}")).await.2["CFItemTypes"][0]["title"], alone["CFItemType"]);
            let subject = document["subjectURI"][0]["identifier"].as_str().unwrap();
            assert_eq!(get(&service, &format!("/CFSubjects/{subject}")).await.2["CFSubjects"][0]["title"], document["subject"][0]);
        }
        for path in ["/CFItems/6b1f3c52-8d0e-4f6a-9c47-20a15e88d3b4", "/CFItems/1", "/CFRubrics/6b1f3c52-8d0e-4f6a-9c47-20a15e88d3b4"] {
            let (status, _, refusal) = get(&service, path).await;
            assert_eq!((status, refusal["imsx_codeMajor"].as_str()), (StatusCode::NOT_FOUND, Some("failure")), "{path}");
        }
    }
}
