//! The list of routes, and the layers around all of them.

use crate::access::{Access, Guard, check};
use crate::{App, account, admin, assets, bureau, family, items, jobs, learner, public, school, student, teacher};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::from_fn_with_state;
use axum::routing::MethodRouter;
use std::time::Duration;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::timeout::TimeoutLayer;

/// Largest body of an ordinary form; uploads set their own limit.
const FORM_LIMIT: usize = 64 << 10;

/// One route: a method and path, who may call it, and what answers.
pub struct Route {
    /// Method.
    pub method: Method,
    /// Path with `{parameters}`.
    pub path: &'static str,
    /// Who may call it.
    pub access: Access,
    handler: MethodRouter<App>,
}

impl Route {
    /// A page.
    pub fn get<H, T>(path: &'static str, access: Access, handler: H) -> Route
    where
        H: axum::handler::Handler<T, App>,
        T: 'static,
    {
        Route { method: Method::GET, path, access, handler: axum::routing::get(handler) }
    }

    /// A change of state.
    pub fn post<H, T>(path: &'static str, access: Access, handler: H) -> Route
    where
        H: axum::handler::Handler<T, App>,
        T: 'static,
    {
        Route { method: Method::POST, path, access, handler: axum::routing::post(handler) }
    }

    /// The same with a body of up to `bytes`, for uploads.
    pub fn body_limit(mut self, bytes: usize) -> Route {
        self.handler = self.handler.layer(DefaultBodyLimit::max(bytes));
        self
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
        family::routes(),
        school::routes(),
        bureau::routes(),
        admin::routes(),
        items::routes(),
        jobs::routes(),
    ];
    areas.into_iter().flatten().collect()
}

/// The service: every route behind its guard, all behind the layers.
pub fn router(app: App) -> Router {
    let mut router = Router::new().route(assets::ROUTE, axum::routing::get(assets::serve));
    for route in routes() {
        let guard = Guard { app: app.clone(), access: route.access };
        router = router.route(route.path, route.handler.layer(from_fn_with_state(guard, check)));
    }
    let header = |name: HeaderName, value: &'static str| SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value));
    router
        .fallback(public::not_found)
        .method_not_allowed_fallback(public::not_found)
        .layer(DefaultBodyLimit::max(FORM_LIMIT))
        .layer(CsrfLayer::new())
        .layer(TimeoutLayer::with_status_code(StatusCode::GATEWAY_TIMEOUT, Duration::from_secs(60)))
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
