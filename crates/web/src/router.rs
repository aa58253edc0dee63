//! The list of routes, and the layers around all of them.

use crate::access::{Access, Guard, check};
use crate::api::{case, xapi};
use crate::{App, Reader, account, admin, assets, bureau, capture, family, items, jobs, learner, public, school, student, teacher};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::from_fn_with_state;
use axum::response::Response;
use axum::routing::{MethodFilter, MethodRouter};
use std::time::Duration;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::timeout::TimeoutLayer;

/// Largest body of an ordinary form in bytes; a file's is [`base::Config::upload_limit`].
const FORM_LIMIT: usize = 64 << 10;
/// How long a request may take, from its first byte to its answer.
const REQUEST_TIME: Duration = Duration::from_secs(60);
/// The same where a file comes with it: 64 MiB at half a megabit a second.
const UPLOAD_TIME: Duration = Duration::from_secs(20 * 60);

/// One route: a method and path, who may call it, and what answers.
pub struct Route {
    /// Method.
    pub method: Method,
    /// Path with `{parameters}`.
    pub path: &'static str,
    /// Who may call it.
    pub access: Access,
    handler: MethodRouter<App>,
    takes_file: bool,
    /// Whether programs of other makers call it, not browsers with a session.
    pub is_machines: bool,
}

impl Route {
    /// A page.
    pub fn get<H, T>(path: &'static str, access: Access, handler: H) -> Route
    where
        H: axum::handler::Handler<T, App>,
        T: 'static,
    {
        Route { method: Method::GET, path, access, handler: axum::routing::get(handler), takes_file: false, is_machines: false }
    }

    /// A change of state.
    pub fn post<H, T>(path: &'static str, access: Access, handler: H) -> Route
    where
        H: axum::handler::Handler<T, App>,
        T: 'static,
    {
        Route { method: Method::POST, path, access, handler: axum::routing::post(handler), takes_file: false, is_machines: false }
    }

    /// A method of an interface for programs: outside the check of where a form comes from, because no cookie counts there.
    pub(crate) fn machine<H, T>(method: Method, path: &'static str, access: Access, handler: H) -> Route
    where
        H: axum::handler::Handler<T, App>,
        T: 'static,
    {
        // Every method has a filter except CONNECT and those made up.
        let filter = MethodFilter::try_from(method.clone()).unwrap_or(MethodFilter::POST);
        Route { method, path, access, handler: axum::routing::on(filter, handler), takes_file: false, is_machines: true }
    }

    /// The same with a file in its form: with room and time for it.
    pub fn takes_file(mut self) -> Route {
        self.takes_file = true;
        self
    }

    /// What answers, behind its guard and within its limits.
    fn guarded(self, app: &App) -> MethodRouter<App> {
        let guard = Guard { app: app.clone(), access: self.access, path: self.path };
        let upload_limit = usize::try_from(app.base.config.upload_limit).unwrap_or(usize::MAX);
        let ordinary = if self.is_machines { xapi::front::BODY_LIMIT } else { FORM_LIMIT };
        let (bytes, time) = if self.takes_file { (upload_limit, UPLOAD_TIME) } else { (ordinary, REQUEST_TIME) };
        let guarded: MethodRouter<App> = if self.is_machines {
            self.handler.layer(from_fn_with_state((guard, bytes), xapi::front::check))
        } else {
            self.handler.layer(DefaultBodyLimit::max(bytes)).layer(from_fn_with_state(guard, check))
        };
        guarded.layer(TimeoutLayer::with_status_code(StatusCode::GATEWAY_TIMEOUT, time))
    }
}

/// All routes of the product.
pub fn routes() -> Vec<Route> {
    let areas = [
        public::routes(),
        account::routes(),
        student::routes(),
        learner::routes(),
        teacher::routes(),
        capture::routes(),
        family::routes(),
        school::routes(),
        bureau::routes(),
        admin::routes(),
        items::routes(),
        jobs::routes(),
        case::routes(),
        xapi::routes(),
    ];
    areas.into_iter().flatten().collect()
}

/// The service: every route behind its guard, all behind the layers.
pub fn router(app: App) -> Router {
    let mut pages = Router::new().route(assets::ROUTE, axum::routing::get(assets::serve));
    let mut machines = Router::new();
    for route in routes() {
        let router = if route.is_machines { &mut machines } else { &mut pages };
        *router = std::mem::take(router).route(route.path, route.guarded(&app));
    }
    let machines = machines.method_not_allowed_fallback(xapi::front::no_method).layer(xapi::front::cross_origin(&app.base.config));
    let header = |name: HeaderName, value: &'static str| SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value));
    pages
        .fallback(nothing_here)
        .method_not_allowed_fallback(public::not_found)
        .layer(CsrfLayer::new())
        .merge(machines)
        .layer(CompressionLayer::new())
        .layer(header(
            header::CONTENT_SECURITY_POLICY,
            "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
        ))
        .layer(header(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(header(header::REFERRER_POLICY, "same-origin"))
        .layer(header(header::X_FRAME_OPTIONS, "DENY"))
        .layer(header(header::CACHE_CONTROL, "no-store"))
        .layer(CatchPanicLayer::new())
        .with_state(app)
}

/// A path that names nothing: told to programs in their form, to people in theirs.
async fn nothing_here(uri: Uri, headers: HeaderMap, reader: Reader) -> Response {
    if uri.path().strip_prefix(xapi::ROOT).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')) {
        return xapi::front::nothing_here(&headers);
    }
    public::not_found(reader).await
}
