//! The alternate request syntax of 1.0.3 (part 3 §1.3): a `POST` with `?method=`, whose form holds the parameters, some
//! headers and the content. For programs in browsers that could send nothing else.

use super::Refusal;
use super::call::Params;
use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use base::Problem;

/// The parameter that says so.
pub(super) const METHOD: &str = "method";

/// Form parameters that stand for headers.
const HEADERS: [HeaderName; 9] = [
    header::AUTHORIZATION,
    super::front::VERSION,
    header::CONTENT_TYPE,
    header::CONTENT_LENGTH,
    header::IF_MATCH,
    header::IF_NONE_MATCH,
    header::ACCEPT,
    header::ACCEPT_LANGUAGE,
    header::CONTENT_LANGUAGE,
];

/// What the form means.
pub(super) struct Meant {
    pub method: Method,
    pub params: Params,
    pub headers: HeaderMap,
    pub body: Bytes,
}

/// Reads the form. `address` is the address's parameters, `headers` the request's headers.
pub(super) fn read(mut address: Params, mut headers: HeaderMap, form: &[u8]) -> Result<Meant, Refusal> {
    let method = address.take(METHOD).unwrap_or_default();
    let method = [Method::GET, Method::HEAD, Method::PUT, Method::POST, Method::DELETE].into_iter().find(|m| m.as_str() == method);
    let method = method.ok_or_else(|| bad("xapi.alternate_method"))?;
    if !address.is_empty() {
        return Err(bad("xapi.alternate_parameters"));
    }
    let is_form = headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).is_some_and(is_form);
    if !is_form {
        return Err(bad("xapi.alternate_form"));
    }
    let mut params = Params::read(form);
    headers.remove(header::CONTENT_TYPE);
    headers.remove(header::CONTENT_LENGTH);
    for name in HEADERS {
        if let Some(value) = params.take(name.as_str()) {
            let value = HeaderValue::from_str(&value).map_err(|_| bad("xapi.alternate_header"))?;
            headers.insert(name, value);
        }
    }
    let content = params.take("content");
    if content.is_none() && (method == Method::PUT || method == Method::POST) {
        return Err(bad("xapi.alternate_content"));
    }
    if content.is_some() && !headers.contains_key(header::CONTENT_TYPE) {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    Ok(Meant { method, params, headers, body: Bytes::from(content.unwrap_or_default()) })
}

fn is_form(kind: &str) -> bool {
    kind.split(';').next().is_some_and(|k| k.trim().eq_ignore_ascii_case("application/x-www-form-urlencoded"))
}

fn bad(key: &str) -> Refusal {
    Refusal::bad(Problem::new(key))
}
