//! A person's browser as far as the server sees it: one connection, one session.

use crate::{Form, Wire};
use anyhow::{Context, Result, ensure};
use hyper::body::Bytes;
use hyper::header::{self, HeaderMap};
use hyper::{Method, Request, StatusCode};

/// An answer of the server, its body still compressed as it came.
pub struct Page {
    /// Status.
    pub status: StatusCode,
    /// Headers.
    pub headers: HeaderMap,
    /// Body.
    pub body: Bytes,
}

impl Page {
    /// The body as text; only for requests that asked for no compression.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Where it redirects to.
    pub fn location(&self) -> Option<&str> {
        self.headers.get(header::LOCATION)?.to_str().ok()
    }
}

/// A signed-in browser that follows no redirects by itself.
pub struct Client {
    wire: Wire,
    cookie: String,
}

impl Client {
    /// A browser with this session's cookie; an empty one for a stranger.
    pub fn new(address: &str, cookie: &str) -> Client {
        Client { wire: Wire::to(address), cookie: cookie.to_owned() }
    }

    /// Signs in through the sign-in page.
    pub async fn sign_in(address: &str, login: &str, password: &str) -> Result<Client> {
        let mut client = Client::new(address, "");
        let fields = [("login", login), ("password", password), ("next", "")].map(|(n, v)| (n.to_owned(), v.to_owned()));
        let page = client.post("/sign-in", &fields).await?;
        ensure!(page.status.is_redirection(), "{login} cannot sign in: {}", page.status);
        let cookie = page.headers.get(header::SET_COOKIE).context("a cookie")?.to_str()?;
        client.cookie = cookie.split(';').next().unwrap_or_default().to_owned();
        Ok(client)
    }

    /// A page, uncompressed.
    pub async fn get(&self, path: &str) -> Result<Page> {
        self.send(Method::GET, path, "identity", None).await
    }

    /// A page or asset as a browser asks for it, compressed.
    pub async fn get_compressed(&self, path: &str) -> Result<Page> {
        self.send(Method::GET, path, "gzip, deflate, br", None).await
    }

    /// A form.
    pub async fn post(&self, path: &str, fields: &[(String, String)]) -> Result<Page> {
        self.send(Method::POST, path, "identity", Some(fields)).await
    }

    /// A form found on a page.
    pub async fn submit(&self, form: &Form) -> Result<Page> {
        self.post(&form.action, &form.fields).await
    }

    /// Begins a sitting from the student's home and gives its path; `None` for a student who may not practise (no consent).
    pub async fn start_practice(&self) -> Result<Option<String>> {
        let Some(form) = Form::find(&self.get("/student").await?.text(), "/student/practice") else { return Ok(None) };
        let begun = self.submit(&form).await?;
        Ok(begun.location().filter(|_| begun.status.is_redirection()).map(str::to_owned))
    }

    async fn send(&self, method: Method, path: &str, encoding: &'static str, form: Option<&[(String, String)]>) -> Result<Page> {
        let mut request = Request::builder().method(method).uri(path);
        request = request.header(header::ACCEPT_ENCODING, encoding).header("sec-fetch-site", "same-origin");
        if !self.cookie.is_empty() {
            request = request.header(header::COOKIE, &self.cookie);
        }
        let mut body = String::new();
        if let Some(fields) = form {
            request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
            body = form_urlencoded::Serializer::new(body).extend_pairs(fields).finish();
        }
        let (head, body) = self.wire.send(request.body(body.into())?).await?.into_parts();
        Ok(Page { status: head.status, headers: head.headers, body })
    }
}
