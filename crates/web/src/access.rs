//! Who may call a route: declared beside its path, checked before its handler runs.
//!
//! There is no way to add a route without an [`Access`], and the permission matrix test walks
//! [`crate::routes`], so a new route is tested or the test fails.

use crate::reader::{Caller, Reader, session_token};
use crate::{App, failure};
use axum::extract::{RawPathParams, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use base::{Error, Result};
use people::access_log::{self, Viewer};
use people::application::Area;
use people::permission::{Action, Ask, Scope};

/// Who may call a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anybody.
    Public,
    /// Anybody signed in, even before an issued password is changed or a second factor given:
    /// the pages where they do that.
    Arriving,
    /// Anybody signed in.
    SignedIn,
    /// Who may do this somewhere; the handler shows only what is in reach.
    Anywhere(Action),
    /// Who may do this at the region itself: for what belongs to everybody.
    Region(Action),
    /// Who may do this to the person in the path's `{person}`.
    Person(Action),
    /// Who may do this at the organisation in the path's `{org}`.
    Organisation(Action),
    /// An application whose scopes reach this, by its key and secret (HTTP Basic). No cookie counts.
    Application(Area),
}

/// The check of one route, with the state it needs.
#[derive(Clone)]
pub(crate) struct Guard {
    pub app: App,
    pub access: Access,
    /// The route's path with its parameters unfilled.
    pub path: &'static str,
}

pub(crate) async fn check(State(guard): State<Guard>, params: RawPathParams, mut request: Request, next: Next) -> Response {
    let reader = Reader::of(request.method(), request.headers(), request.uri());
    match admit(&guard, &params, &mut request).await {
        Ok(Admission::Go) => {
            let caller = request.extensions().get::<Caller>().map(|caller| caller.scope.clone());
            let response = next.run(request).await;
            if response.status().is_success() {
                note(&guard, &params, caller);
            }
            response
        }
        Ok(Admission::First(path)) => Redirect::to(path).into_response(),
        Err(error) => failure::respond(error, &reader),
    }
}

/// Keeps that a learner's record was opened, on whatever page: the one place where it is done, so that no page forgets it.
/// Not waited for: the reader has the page already.
fn note(guard: &Guard, params: &RawPathParams, caller: Option<Scope>) {
    let Access::Person(action) = guard.access else { return };
    let (Some(scope), Ok(learner)) = (caller, id(params, "person")) else { return };
    if !action.opens_record() || scope.person == learner {
        return;
    }
    let (app, page) = (guard.app.clone(), guard.path);
    guard.app.afterwards(async move {
        if let Err(error) = access_log::note(&app.base, &Viewer::Permitted(scope, action), learner, page).await {
            tracing::error!("a look at a record was not kept: {error}");
        }
    });
}

enum Admission {
    Go,
    /// Something the person must do first.
    First(&'static str),
}

async fn admit(guard: &Guard, params: &RawPathParams, request: &mut Request) -> Result<Admission> {
    let base = &guard.app.base;
    if guard.access == Access::Public {
        return Ok(Admission::Go);
    }
    let token = session_token(request.headers()).ok_or(Error::Unauthorized)?;
    let ask = ask(guard.access, params);
    let (session, allowed) = people::session::admit(base, &token, *ask.as_ref().unwrap_or(&Ask::Nothing)).await?;
    if guard.access != Access::Arriving {
        if session.must_change {
            return Ok(Admission::First("/account/password"));
        }
        if session.wants_second_factor() {
            return Ok(Admission::First("/account/second-factor"));
        }
    }
    ask?;
    if !allowed {
        return Err(Error::Forbidden);
    }
    let scope = Scope::new(session.person, &base.clock);
    request.extensions_mut().insert(Caller { scope, session, token });
    Ok(Admission::Go)
}

/// What the request asks to do; [`Error::NotFound`] when its path names nothing.
fn ask(access: Access, params: &RawPathParams) -> Result<Ask> {
    Ok(match access {
        Access::Public | Access::Arriving | Access::SignedIn => Ask::Nothing,
        // A session opens nothing there; the front of those routes asks for the secret.
        Access::Application(_) => return Err(Error::Unauthorized),
        Access::Anywhere(action) => Ask::Anywhere(action),
        Access::Region(action) => Ask::Region(action),
        Access::Person(action) => Ask::Person(action, id(params, "person")?),
        Access::Organisation(action) => Ask::Organisation(action, id(params, "org")?),
    })
}

fn id(params: &RawPathParams, name: &str) -> Result<i64> {
    let value = params.iter().find(|(n, _)| *n == name).map(|(_, v)| v);
    value.and_then(|v| v.parse().ok()).ok_or(Error::NotFound)
}
