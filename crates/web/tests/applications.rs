//! The administrator's page of applications: made, given a new secret, shut out; all of it on record.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, StatusCode, header};
use base::audit;
use base::testing::{START, TestBase, bases};
use people::application::{self, Issued};
use people::organisation::{self, Organisation, OrganisationKind};
use people::person::NewPerson;
use people::{Role, account, role, session};
use tower::ServiceExt;

struct Site {
    base: TestBase,
    service: Router,
    token: String,
}

async fn sites() -> Vec<Site> {
    let mut sites = Vec::new();
    for base in bases(&[base::MIGRATIONS, people::MIGRATIONS, records::MIGRATIONS, content::MIGRATIONS, learner::MIGRATIONS]).await {
        let (id, seal) = (base::id::next(), base.seal.clone());
        base.db
            .write(move |conn| {
                Box::pin(async move {
                    let region = Organisation::new(OrganisationKind::Region, None, "R", "青川区");
                    organisation::add(conn, START, std::slice::from_ref(&region)).await?;
                    let new = NewPerson { id, name: "王管理员".into(), ..NewPerson::default() };
                    people::person::add(conn, START, &seal, &[new]).await?;
                    account::create(conn, id, "admin").await?;
                    role::assign(conn, id, Role::Administrator, region.id, None, "2026-08-01").await?;
                    base::execute!(conn, "UPDATE account SET must_change = FALSE").map(|_| ())
                })
            })
            .await
            .unwrap();
        let token = session::begin(&base, id, "127.0.0.1", "test").await.unwrap();
        session::passed_second_factor(&base, &token).await.unwrap();
        let service = web::router(web::App::new(base.base.clone()));
        sites.push(Site { base, service, token });
    }
    sites
}

impl Site {
    async fn send(&self, method: Method, path: &str, form: &str) -> (StatusCode, String) {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("sec-fetch-site", "same-origin")
            .header(header::COOKIE, format!("{}={}", web::SESSION_COOKIE, self.token))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(form.to_owned()));
        let response = self.service.clone().oneshot(request.unwrap()).await.unwrap();
        let status = response.status();
        let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        (status, String::from_utf8(body.to_vec()).unwrap())
    }
}

/// The key and the secret on the page that shows them.
fn shown(page: &str) -> Issued {
    let mut codes = page.split("<code>").skip(1).filter_map(|rest| rest.split("</code>").next());
    Issued { name: String::new(), key: codes.next().unwrap().to_owned(), secret: codes.next().unwrap().to_owned() }
}

#[tokio::test]
async fn an_application_is_made_given_a_new_secret_and_shut_out() {
    for site in sites().await {
        let (status, page) = site.send(Method::POST, "/admin/applications", "name=某某作业&scope=statements%2Fwrite&scope=state").await;
        assert_eq!(status, StatusCode::OK, "{page}");
        let first = shown(&page);
        let known = application::verify(&site.base, &first.key, &first.secret).await.unwrap();
        assert_eq!((known.name.as_str(), known.grants.to_string().as_str()), ("某某作业", "statements/write state"));

        let (_, list) = site.send(Method::GET, "/admin/applications", "").await;
        assert!(list.contains("某某作业") && !list.contains(&first.secret), "a secret is shown once");
        let one = format!("/admin/applications/{}", known.id);
        let (_, facts) = site.send(Method::GET, &one, "").await;
        assert!(facts.contains(&first.key) && facts.contains("王管理员") && !facts.contains(&first.secret));

        let (status, page) = site.send(Method::POST, &format!("{one}/rotate"), "").await;
        let second = shown(&page);
        assert_eq!((status, &second.key), (StatusCode::OK, &first.key));
        assert_ne!(second.secret, first.secret);
        for secret in [&first.secret, &second.secret] {
            application::verify(&site.base, &first.key, secret).await.unwrap();
        }

        let (status, _) = site.send(Method::POST, &format!("{one}/revoke"), "").await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        for secret in [&first.secret, &second.secret] {
            let refused = application::verify(&site.base, &first.key, secret).await;
            assert!(matches!(refused, Err(base::Error::Unauthorized)));
        }
        let (status, _) = site.send(Method::POST, &format!("{one}/rotate"), "").await;
        assert_eq!(status, StatusCode::CONFLICT);

        let mut conn = site.base.db.read().await.unwrap();
        let entries = audit::latest(&mut conn, Some(&format!("application:{}", known.id)), i64::MAX, 10).await.unwrap();
        let actions: Vec<&str> = entries.iter().rev().map(|e| e.action.as_str()).collect();
        assert_eq!(actions, ["application.create", "application.rotate", "application.revoke"]);
        assert!(entries.iter().all(|e| e.actor.is_some() && !e.detail.contains(&first.secret) && !e.detail.contains(&second.secret)));
    }
}

#[tokio::test]
async fn what_is_missing_is_told_and_what_was_typed_is_kept() {
    for site in sites().await {
        let (status, page) = site.send(Method::POST, "/admin/applications", "name=&scope=nonsense").await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("请填写应用名称") && page.contains("请至少选择一个权限范围"));
        let (status, page) = site.send(Method::POST, "/admin/applications", "name=某某作业").await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("value=\"某某作业\""));
        let mut conn = site.base.db.read().await.unwrap();
        assert!(application::list(&mut conn).await.unwrap().is_empty());
    }
}
