//! Who reads: language, theme and path from the request, and the signed-in caller where there is one.

use crate::App;
use crate::look::{self, Frame, Theme};
use crate::navigation;
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use base::Lang;
use people::Scope;
use people::session::Session;
use std::net::{IpAddr, SocketAddr};

/// Name of the session's cookie.
pub const SESSION_COOKIE: &str = "shuren_session";

/// How a page is to be written for this request.
#[derive(Debug, Clone)]
pub struct Reader {
    /// Language of all texts.
    pub lang: Lang,
    /// Theme chosen.
    pub theme: Theme,
    /// Path and query.
    pub path: String,
    /// Where to come back to: the path of a page, the root for a form that was posted.
    pub returns: String,
}

impl Reader {
    pub(crate) fn of(method: &Method, headers: &HeaderMap, uri: &Uri) -> Self {
        let (lang, theme) = look::preferences_of(headers);
        let path = uri.path_and_query().map_or_else(String::new, ToString::to_string);
        let returns = if method == Method::GET { path.clone() } else { "/".to_owned() };
        Reader { lang, theme, path, returns }
    }

    /// A frame without navigation, for pages before sign-in and for errors.
    pub fn frame(&self, title: impl Into<String>) -> Frame {
        Frame { theme: self.theme, path: self.returns.clone(), ..Frame::new(self.lang, title) }
    }
}

impl<S: Sync> FromRequestParts<S> for Reader {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Reader::of(&parts.method, &parts.headers, &parts.uri))
    }
}

/// The signed-in caller, put into the request by the route's guard.
#[derive(Clone)]
pub struct Caller {
    /// Who asks, and when.
    pub scope: Scope,
    /// Their session.
    pub session: Session,
    /// The session's token, to end or keep it.
    pub token: String,
}

/// A request by a signed-in caller: everything a page's handler needs.
#[derive(Clone)]
pub struct Visit {
    /// What handlers share.
    pub app: App,
    /// Who asks, and when.
    pub scope: Scope,
    /// Their session and its token.
    pub caller: Caller,
    /// How to write for them.
    pub reader: Reader,
    /// Language of all texts, as in `reader`.
    pub lang: Lang,
    site: (String, bool),
}

impl Visit {
    /// The frame of a page: navigation by the caller's roles, the region's name, the demo strip.
    pub fn frame(&self, title: impl Into<String>) -> Frame {
        let (site, demo) = self.site.clone();
        Frame {
            site,
            demo,
            nav: navigation::of(self.lang, &self.caller.session),
            person: Some(navigation::person(self.lang, &self.caller.session)),
            ..self.reader.frame(title)
        }
    }
}

impl FromRequestParts<App> for Visit {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, StatusCode> {
        // Missing only when a handler of a public route asks for it: a programming error.
        let caller = parts.extensions.get::<Caller>().cloned().ok_or(StatusCode::INTERNAL_SERVER_ERROR)?;
        let reader = Reader::of(&parts.method, &parts.headers, &parts.uri);
        let site = app.site().await;
        Ok(Visit { app: app.clone(), scope: caller.scope.clone(), lang: reader.lang, caller, reader, site })
    }
}

/// The address the request came from; none in tests that call the service directly.
pub(crate) struct Address(pub Option<IpAddr>);

impl FromRequestParts<App> for Address {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(a)| a.ip());
        // Behind the configured proxy its own address says nothing; the last hop it added does.
        let forwarded = parts.headers.get_all("x-forwarded-for").iter().next_back().and_then(|v| v.to_str().ok());
        let hop = forwarded.and_then(|v| v.rsplit(',').next()).and_then(|a| a.trim().parse().ok());
        Ok(Address(if app.base.config.behind_tls { hop.or(peer) } else { peer }))
    }
}

/// The value of a cookie.
pub(crate) fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get_all(header::COOKIE).iter().filter_map(|v| v.to_str().ok()).flat_map(|v| v.split(';')).find_map(|pair| {
        let (key, value) = pair.trim().split_once('=')?;
        (key == name).then(|| value.to_owned())
    })
}

/// The session's token, if the browser sent one.
pub(crate) fn session_token(headers: &HeaderMap) -> Option<String> {
    cookie(headers, SESSION_COOKIE)
}
