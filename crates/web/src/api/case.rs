//! Competencies and Academic Standards Exchange (1EdTech CASE 1.1) over HTTP: the knowledge–ability graph, to read for everybody.
//!
//! Only what is published is here. What the objects hold is the business of `content::graph::case`.

use crate::input::Query;
use crate::{Access, App, Route};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base::{Error, Lang, Result};
use content::graph::case::Published;
use serde_json::json;
use uuid::Uuid;

/// Documents a page when the caller does not say how many.
const PAGE: usize = 100;
/// How long a copy may be kept, in seconds: a new version is seen soon.
const KEPT: &str = "public, max-age=300";
/// How many there are in all, beyond the page.
const TOTAL: HeaderName = HeaderName::from_static("x-total-count");

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/ims/case/v1p1/CFDocuments", Access::Public, documents),
        Route::get("/ims/case/v1p1/CFDocuments/{id}", Access::Public, document),
        Route::get("/ims/case/v1p1/CFPackages/{id}", Access::Public, package),
        Route::get("/ims/case/v1p1/CFItems/{id}", Access::Public, item),
        Route::get("/ims/case/v1p1/CFItemAssociations/{id}", Access::Public, item_associations),
        Route::get("/ims/case/v1p1/CFAssociations/{id}", Access::Public, association),
        Route::get("/ims/case/v1p1/CFItemTypes/{id}", Access::Public, item_type),
        Route::get("/ims/case/v1p1/CFSubjects/{id}", Access::Public, subject),
        // Of these the graph has none; that is said in the standard's form.
        Route::get("/ims/case/v1p1/{resource}/{id}", Access::Public, none),
    ]
}

async fn published(app: &App) -> Result<Published> {
    let (site, _) = app.site().await;
    let mut conn = app.base.db.read().await?;
    Published::load(&mut conn, &app.base.config.public_url(), &site).await
}

/// An object, open to every origin: nothing here depends on who asks.
fn answer<T: serde::Serialize>(found: Result<T>) -> Response {
    let mut headers = HeaderMap::new();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    match found {
        Ok(object) => {
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(KEPT));
            (headers, Json(object)).into_response()
        }
        Err(error) => {
            let status = crate::status(&error);
            if status == StatusCode::INTERNAL_SERVER_ERROR {
                tracing::error!("the graph could not be read: {error}");
            }
            let (minor, key) = match status {
                StatusCode::NOT_FOUND => ("unknownobject", "graph.case_unknown_object"),
                StatusCode::UNPROCESSABLE_ENTITY => ("invaliduuid", "graph.case_invalid_uuid"),
                _ => ("internal_server_error", "graph.case_unavailable"),
            };
            // The standard knows 404 alone for what is not there and for what is no identifier.
            let status = if status == StatusCode::UNPROCESSABLE_ENTITY { StatusCode::NOT_FOUND } else { status };
            let info = json!({
                "imsx_codeMajor": "failure",
                "imsx_severity": "error",
                "imsx_description": base::message::get(Lang::En, key),
                "imsx_codeMinor": { "imsx_codeMinorField": [{ "imsx_codeMinorFieldName": "sourcedId", "imsx_codeMinorFieldValue": minor }] },
            });
            (status, headers, Json(info)).into_response()
        }
    }
}

fn uuid(text: &str) -> Result<Uuid> {
    Uuid::parse_str(text).map_err(|_| Error::invalid("graph.case_invalid_uuid"))
}

#[derive(serde::Deserialize)]
struct Wanted {
    limit: Option<usize>,
    #[serde(default)]
    offset: usize,
}

async fn documents(State(app): State<App>, Query(wanted): Query<Wanted>) -> Response {
    let found = published(&app).await.map(|p| p.documents());
    let total = found.as_ref().map_or(0, Vec::len);
    let page = |documents: Vec<_>| documents.into_iter().skip(wanted.offset).take(wanted.limit.unwrap_or(PAGE)).collect::<Vec<_>>();
    let mut response = answer(found.map(|documents| json!({ "CFDocuments": page(documents) })));
    response.headers_mut().insert(TOTAL, HeaderValue::from(total));
    response
}

async fn document(State(app): State<App>, Path(id): Path<String>) -> Response {
    answer(of(&app, &id, |p, id| Ok(p.document(p.subject_of(id)?, true))).await)
}

async fn package(State(app): State<App>, Path(id): Path<String>) -> Response {
    answer(of(&app, &id, |p, id| Ok(p.package(p.subject_of(id)?))).await)
}

async fn item(State(app): State<App>, Path(id): Path<String>) -> Response {
    answer(of(&app, &id, Published::item_of).await)
}

async fn item_associations(State(app): State<App>, Path(id): Path<String>) -> Response {
    let found = of(&app, &id, Published::item_associations).await;
    answer(found.map(|(item, associations)| json!({ "CFItem": item, "CFAssociations": associations })))
}

async fn association(State(app): State<App>, Path(id): Path<String>) -> Response {
    answer(of(&app, &id, Published::association_of).await)
}

async fn item_type(State(app): State<App>, Path(id): Path<String>) -> Response {
    answer(of(&app, &id, Published::kind_definition).await.map(|kind| json!({ "CFItemTypes": [kind] })))
}

async fn subject(State(app): State<App>, Path(id): Path<String>) -> Response {
    answer(of(&app, &id, Published::subject_definition).await.map(|subject| json!({ "CFSubjects": [subject] })))
}

async fn none(Path((_, id)): Path<(String, String)>) -> Response {
    answer(uuid(&id).and_then(|_| Err::<(), _>(Error::NotFound)))
}

/// What `find` finds under an identifier.
async fn of<T>(app: &App, id: &str, find: impl FnOnce(&Published, Uuid) -> Result<T>) -> Result<T> {
    let id = uuid(id)?;
    find(&published(app).await?, id)
}
