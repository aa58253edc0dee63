//! Another maker's application, which speaks xAPI.

use crate::{Page, Wire};
use anyhow::Result;
use hyper::body::Bytes;
use hyper::{Method, Request, header};

/// A connection with an application's key and secret.
pub struct Machine {
    wire: Wire,
    authorization: String,
}

impl Machine {
    /// To the server at `address`; `authorization` is the header's value.
    pub fn new(address: &str, authorization: &str) -> Machine {
        Machine { wire: Wire::to(address), authorization: authorization.to_owned() }
    }

    /// A request with a JSON body, which may be empty.
    pub async fn call(&self, method: Method, path: &str, body: Bytes) -> Result<Page> {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::AUTHORIZATION, &self.authorization)
            .header("x-experience-api-version", "2.0.0")
            .header(header::CONTENT_TYPE, "application/json");
        let (head, body) = self.wire.send(request.body(body.into())?).await?.into_parts();
        Ok(Page { status: head.status, headers: head.headers, body })
    }
}
