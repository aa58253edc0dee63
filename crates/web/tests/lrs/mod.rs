//! A learning record store under test, and an application that calls it.
#![allow(dead_code)]

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use base::Config;
use base::testing::{TestBase, bases};
use base64::Engine;
use people::application::{self, Grant, Grants, Issued};
use serde_json::Value;
use std::sync::Arc;
use tower::ServiceExt;

/// Both versions, as requests name them.
pub const VERSIONS: [&str; 2] = ["1.0.3", "2.0.0"];

/// A store over a fresh database.
pub struct Lrs {
    pub base: TestBase,
    pub service: Router,
    /// An application with every scope.
    pub application: Issued,
}

/// What was answered.
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Reply {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e}: {:?}", self.body))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |v| v.to_str().unwrap())
    }
}

/// A call being put together.
pub struct Ask<'a> {
    lrs: &'a Lrs,
    request: axum::http::request::Builder,
    uri: String,
    body: Body,
}

impl<'a> Ask<'a> {
    pub fn param(mut self, name: &str, value: &str) -> Self {
        self.uri.push(if self.uri.contains('?') { '&' } else { '?' });
        self.uri.push_str(&form_urlencoded::Serializer::new(String::new()).append_pair(name, value).finish());
        self
    }

    pub fn params(self, params: &[(&str, &str)]) -> Self {
        params.iter().fold(self, |ask, (name, value)| ask.param(name, value))
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.request = self.request.header(name, value);
        self
    }

    pub fn body(mut self, body: impl Into<Body>) -> Self {
        self.body = body.into();
        self
    }

    pub fn json(self, value: &Value) -> Self {
        self.header("content-type", "application/json").body(value.to_string())
    }

    pub async fn send(self) -> Reply {
        let response = self.lrs.service.clone().oneshot(self.request.uri(self.uri).body(self.body).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        Reply { status: parts.status, headers: parts.headers, body: to_bytes(body, usize::MAX).await.unwrap() }
    }
}

impl Lrs {
    /// A call without credentials and version.
    pub fn bare(&self, method: Method, path: &str) -> Ask<'_> {
        Ask { lrs: self, request: Request::builder().method(method), uri: format!("/xapi{path}"), body: Body::empty() }
    }

    /// A call by the application that may do everything.
    pub fn ask(&self, version: &str, method: Method, path: &str) -> Ask<'_> {
        self.bare(method, path).header("authorization", &basic(&self.application)).header("x-experience-api-version", version)
    }
}

/// The header by which an application says who it is.
pub fn basic(issued: &Issued) -> String {
    format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(format!("{}:{}", issued.key, issued.secret)))
}

/// A store on each database at hand.
pub async fn stores() -> Vec<Lrs> {
    stores_with(|config| config).await
}

/// The same with other settings.
pub async fn stores_with(change: fn(Config) -> Config) -> Vec<Lrs> {
    let mut stores = Vec::new();
    for mut base in bases(&[base::MIGRATIONS, people::MIGRATIONS, records::MIGRATIONS, content::MIGRATIONS, learner::MIGRATIONS]).await {
        base.base.config = Arc::new(change((*base.base.config).clone()));
        let application = application::create(&base, None, "test", Grants::new([Grant::All])).await.unwrap();
        let service = web::router(web::App::new(base.base.clone()));
        stores.push(Lrs { base, service, application });
    }
    stores
}
