//! A resource of the specification: its path, who may use it, and what answers each method.

use super::{Call, Outcome, Refusal, refusal};
use crate::{Access, Route};
use axum::http::Method;
use axum::response::Response;
use futures::future::BoxFuture;
use people::application::Area;
use std::sync::Arc;

type Handler = Box<dyn Fn(Call) -> BoxFuture<'static, Outcome> + Send + Sync>;

/// One resource.
pub(crate) struct Resource {
    path: &'static str,
    access: Access,
    takes_files: bool,
    handlers: Vec<(Method, Handler)>,
}

impl Resource {
    /// One for applications whose scopes reach the area.
    pub fn new(path: &'static str, area: Area) -> Resource {
        Resource { path, access: Access::Application(area), takes_files: false, handlers: Vec::new() }
    }

    /// One for everybody.
    pub fn open(path: &'static str) -> Resource {
        Resource { path, access: Access::Public, takes_files: false, handlers: Vec::new() }
    }

    /// The same with room for files: bodies up to [`base::Config::upload_limit`].
    pub fn takes_files(mut self) -> Resource {
        self.takes_files = true;
        self
    }

    /// What answers `GET` and `HEAD`.
    pub fn get<F>(self, handler: fn(Call) -> F) -> Resource
    where
        F: Future<Output = Outcome> + Send + 'static,
    {
        self.on(Method::GET, handler)
    }

    /// What answers a method.
    pub fn on<F>(mut self, method: Method, handler: fn(Call) -> F) -> Resource
    where
        F: Future<Output = Outcome> + Send + 'static,
    {
        self.handlers.push((method, Box::new(move |call| Box::pin(handler(call)))));
        self
    }

    /// A route for each method, and for `POST`, by which every method can come in the alternate syntax.
    pub fn routes(self) -> Vec<Route> {
        let mut methods: Vec<Method> = self.handlers.iter().map(|(m, _)| m.clone()).collect();
        if !methods.contains(&Method::POST) {
            methods.push(Method::POST);
        }
        let (path, access, takes_files, resource) = (self.path, self.access, self.takes_files, Arc::new(self));
        let route = |method| {
            let resource = resource.clone();
            let route = Route::machine(method, path, access, async move |call: Call| resource.answer(call).await);
            if takes_files { route.takes_file() } else { route }
        };
        methods.into_iter().map(route).collect()
    }

    async fn answer(&self, call: Call) -> Response {
        let lang = refusal::language(&call.headers);
        let outcome = match self.handlers.iter().find(|(m, _)| *m == call.method) {
            Some((_, handler)) => handler(call).await,
            None => Err(Refusal::no_method()),
        };
        outcome.unwrap_or_else(|refusal| refusal.respond(lang))
    }
}
