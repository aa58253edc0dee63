//! A bucket of S3-compatible storage in memory: as much of the API as an export uses.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};

/// The parts of an upload by number.
type Parts = BTreeMap<u32, Vec<u8>>;

/// What is in it.
#[derive(Clone, Default)]
pub struct Bucket {
    /// Objects by key.
    pub objects: Arc<Mutex<BTreeMap<String, Vec<u8>>>>,
    /// Uploads under way: their parts by number.
    uploads: Arc<Mutex<HashMap<String, Parts>>>,
    /// Requests without a signature of version 4.
    pub unsigned: Arc<Mutex<usize>>,
}

impl Bucket {
    /// Serves it on the loopback; gives the endpoint's address.
    pub async fn serve(&self) -> String {
        let service = Router::new()
            .route("/{bucket}", any(|state, method, query, headers, body| answer(state, method, None, query, headers, body)))
            .route(
                "/{bucket}/{*key}",
                any(|state, method, Path((_, key)): Path<(String, String)>, query, headers, body| {
                    answer(state, method, Some(key), query, headers, body)
                }),
            )
            .layer(axum::extract::DefaultBodyLimit::disable())
            .with_state(self.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, service).await });
        address
    }

    fn list(&self, prefix: &str) -> String {
        let objects = self.objects.lock().unwrap();
        let contents: String = objects
            .iter()
            .filter(|(key, _)| key.starts_with(prefix))
            .map(|(key, bytes)| {
                let size = bytes.len();
                format!(
                    "<Contents><Key>{key}</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified><ETag>\"e\"</ETag><Size>{size}</Size></Contents>"
                )
            })
            .collect();
        format!("<ListBucketResult><IsTruncated>false</IsTruncated>{contents}</ListBucketResult>")
    }

    /// Deletes the keys that the request names, as `DeleteObjects` does.
    fn delete_many(&self, body: &str) -> String {
        let mut objects = self.objects.lock().unwrap();
        let keys: Vec<&str> = body.split("<Key>").skip(1).filter_map(|rest| rest.split("</Key>").next()).collect();
        let done: String = keys.iter().map(|key| format!("<Deleted><Key>{key}</Key></Deleted>")).collect();
        objects.retain(|key, _| !keys.contains(&key.as_str()));
        format!("<DeleteResult>{done}</DeleteResult>")
    }
}

async fn answer(
    State(bucket): State<Bucket>,
    method: Method,
    key: Option<String>,
    Query(query): Query<HashMap<String, String>>,
    headers: axum::http::HeaderMap,
    body: Bytes,
) -> Response {
    let signed = headers.get(header::AUTHORIZATION).is_some_and(|v| v.to_str().is_ok_and(|v| v.starts_with("AWS4-HMAC-SHA256 ")));
    *bucket.unsigned.lock().unwrap() += usize::from(!signed);
    let (etag, xml) = ([(header::ETAG, "\"e\"")], [(header::CONTENT_TYPE, "application/xml")]);
    let upload = query.get("uploadId");
    match (method.as_str(), key) {
        ("GET", None) => (xml, bucket.list(query.get("prefix").map_or("", String::as_str))).into_response(),
        ("POST", None) => (xml, bucket.delete_many(&String::from_utf8_lossy(&body))).into_response(),
        ("POST", Some(key)) if query.contains_key("uploads") => {
            bucket.uploads.lock().unwrap().insert(key.clone(), BTreeMap::new());
            let said = format!("<InitiateMultipartUploadResult><UploadId>{key}</UploadId></InitiateMultipartUploadResult>");
            (xml, said).into_response()
        }
        ("PUT", Some(key)) => {
            match (upload, query.get("partNumber").and_then(|n| n.parse().ok())) {
                (Some(id), Some(number)) => {
                    bucket.uploads.lock().unwrap().entry(id.clone()).or_default().insert(number, body.to_vec());
                }
                _ => {
                    bucket.objects.lock().unwrap().insert(key, body.to_vec());
                }
            }
            etag.into_response()
        }
        ("POST", Some(key)) => {
            let parts = upload.and_then(|id| bucket.uploads.lock().unwrap().remove(id)).unwrap_or_default();
            bucket.objects.lock().unwrap().insert(key, parts.into_values().flatten().collect());
            (xml, "<CompleteMultipartUploadResult><ETag>\"e\"</ETag></CompleteMultipartUploadResult>").into_response()
        }
        ("GET" | "HEAD", Some(key)) => match bucket.objects.lock().unwrap().get(&key) {
            Some(bytes) => (etag, [(header::LAST_MODIFIED, "Thu, 01 Jan 2026 00:00:00 GMT")], bytes.clone()).into_response(),
            None => StatusCode::NOT_FOUND.into_response(),
        },
        ("DELETE", Some(key)) => {
            bucket.objects.lock().unwrap().remove(&key);
            StatusCode::NO_CONTENT.into_response()
        }
        _ => StatusCode::METHOD_NOT_ALLOWED.into_response(),
    }
}
