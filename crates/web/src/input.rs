//! What a request carries, read so that a refusal is a page in the reader's language.

use crate::{App, Failure, Reader};
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use base::Error;
use serde::de::DeserializeOwned;

/// A posted form. Fields that are missing or of the wrong kind are answered with what to do.
pub(crate) struct Form<T>(pub T);

impl<T: DeserializeOwned> FromRequest<App> for Form<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, app: &App) -> Result<Self, Failure> {
        let reader = Reader::of(request.method(), request.headers(), request.uri());
        match axum::Form::<T>::from_request(request, app).await {
            Ok(axum::Form(form)) => Ok(Form(form)),
            Err(FormRejection::BytesRejection(_)) => Err(Failure::new(Error::invalid("site.form_too_large"), reader)),
            Err(_) => Err(Failure::new(Error::invalid("site.form_unreadable"), reader)),
        }
    }
}

/// The address's query. One that cannot be read is an address that does not exist.
pub(crate) struct Query<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<App> for Query<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let read: Result<_, QueryRejection> = axum::extract::Query::<T>::from_request_parts(parts, app).await;
        match read {
            Ok(axum::extract::Query(query)) => Ok(Query(query)),
            Err(_) => Err(Failure::new(Error::NotFound, Reader::of(&parts.method, &parts.headers, &parts.uri))),
        }
    }
}

/// The address's parameters. Letters in the place of a number name nothing.
pub(crate) struct Path<T>(pub T);

impl<T: DeserializeOwned + Send> FromRequestParts<App> for Path<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        match axum::extract::Path::<T>::from_request_parts(parts, app).await {
            Ok(axum::extract::Path(path)) => Ok(Path(path)),
            Err(_) => Err(Failure::new(Error::NotFound, Reader::of(&parts.method, &parts.headers, &parts.uri))),
        }
    }
}
