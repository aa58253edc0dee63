//! Files in forms: sealed while they wait, within the limits of size and time.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, StatusCode, header};
use base::testing::{START, TestBase, bases};
use base::{Base, Config, Conn, job};
use futures::{FutureExt, stream};
use people::organisation::{self, Organisation, OrganisationKind};
use people::person::NewPerson;
use people::{Role, account, role, roster, session};
use std::sync::Arc;
use std::time::Duration;
use tower::ServiceExt;

const ID: &str = "110105201605080116";

struct Site {
    base: TestBase,
    service: Router,
    token: String,
}

/// A region with one school and its administrator, signed in; forms with files of up to 20,000 bytes.
async fn sites() -> Vec<Site> {
    let mut sites = Vec::new();
    for mut base in
        bases(&[base::MIGRATIONS, people::MIGRATIONS, records::MIGRATIONS, content::MIGRATIONS, learner::MIGRATIONS, lake::MIGRATIONS])
            .await
    {
        base.base.config = Arc::new(Config { upload_limit: 20_000, ..(*base.base.config).clone() });
        let inner = base.base.clone();
        let admin = base.db.write(move |conn| Box::pin(async move { found(conn, &inner).await })).await.unwrap();
        let token = session::begin(&base, admin, "127.0.0.1", "test").await.unwrap();
        session::passed_second_factor(&base, &token).await.unwrap();
        let service = web::router(web::App::new(base.base.clone()));
        sites.push(Site { base, service, token });
    }
    sites
}

async fn found(conn: &mut Conn, base: &Base) -> base::Result<i64> {
    let region = Organisation::new(OrganisationKind::Region, None, "R", "青川区");
    let mut school = Organisation::new(OrganisationKind::School, Some(region.id), "S001", "青川小学");
    school.stages = "primary".into();
    organisation::add(conn, START, &[region, school.clone()]).await?;
    let id = base::id::next();
    people::person::add(conn, START, &base.seal, &[NewPerson { id, name: "管理员".into(), ..NewPerson::default() }]).await?;
    account::create(conn, id, "admin").await?;
    role::assign(conn, id, Role::Administrator, school.id, None, "2026-08-01").await?;
    base::execute!(conn, "UPDATE account SET must_change = FALSE")?;
    Ok(id)
}

/// The form's body in two parts, the file between them.
fn form(file: &str) -> [String; 2] {
    [
        "--b\r\ncontent-disposition: form-data; name=\"kind\"\r\n\r\nstudents\r\n".to_owned(),
        format!("--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n{file}\r\n--b--\r\n"),
    ]
}

fn roster() -> String {
    format!("姓名,身份证号,学校代码,入学年份,班级\n王小树,{ID},S001,2022,1\n")
}

impl Site {
    async fn post(&self, path: &str, kind: &str, body: Body) -> (StatusCode, String) {
        let request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header("sec-fetch-site", "same-origin")
            .header(header::COOKIE, format!("{}={}", web::SESSION_COOKIE, self.token))
            .header(header::CONTENT_TYPE, kind);
        let response = self.service.clone().oneshot(request.body(body).unwrap()).await.unwrap();
        let status = response.status();
        (status, String::from_utf8(to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec()).unwrap())
    }

    async fn check(&self, body: Body) -> (StatusCode, String) {
        self.post("/admin/roster", "multipart/form-data; boundary=b", body).await
    }

    async fn files(&self) -> i64 {
        let (n,): (i64,) = base::fetch_one!(&mut self.base.db.read().await.unwrap(), "SELECT CAST(COUNT(*) AS BIGINT) FROM blob").unwrap();
        n
    }
}

/// The value of a hidden field.
fn value(html: &str, name: &str) -> String {
    let (_, rest) = html.split_once(&format!("name=\"{name}\" value=\"")).unwrap_or_else(|| panic!("{name}: {html}"));
    rest.split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_checked_roster_is_sealed_until_it_is_applied() {
    for site in sites().await {
        let (status, html) = site.check(Body::from(form(&roster()).concat())).await;
        assert_eq!((status, site.files().await), (StatusCode::OK, 1), "{html}");
        let mut conn = site.base.db.read().await.unwrap();
        let blob: i64 = value(&html, "blob").parse().unwrap();
        assert_eq!(base::blob::read(&mut conn, &site.base.seal, blob).await.unwrap(), roster().as_bytes());
        drop(conn);

        let fields = format!("blob={blob}&token={}&kind=students", value(&html, "token"));
        let (status, html) = site.post("/admin/roster/apply", "application/x-www-form-urlencoded", Body::from(fields)).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{html}");
        job::drain(&site.base, &job::Handlers::default().on(roster::JOB, roster::import)).await.unwrap();
        let mut conn = site.base.db.read().await.unwrap();
        assert!(people::person::by_national_id(&mut conn, &site.base.seal, ID).await.unwrap().is_some());
        drop(conn);
        assert_eq!(site.files().await, 0);
    }
}

#[tokio::test]
async fn a_file_larger_than_the_setting_is_refused_and_not_kept() {
    for site in sites().await {
        let large = roster() + &"\n".repeat(20_000);
        let (status, html) = site.check(Body::from(form(&large).concat())).await;
        assert_eq!((status, site.files().await), (StatusCode::UNPROCESSABLE_ENTITY, 0), "{html}");
        assert!(html.contains("文件太大"), "{html}");
    }
}

/// Two pieces of a body with five minutes between them.
fn slow(pieces: [String; 2]) -> Body {
    Body::from_stream(stream::unfold(pieces.into_iter().enumerate(), |mut pieces| async move {
        let (n, piece) = pieces.next()?;
        if n > 0 {
            // In one poll: a clock that stands still while this task waits runs ahead to the next timer.
            tokio::time::pause();
            let _ = tokio::time::advance(Duration::from_secs(300)).now_or_never();
            tokio::time::resume();
            tokio::task::yield_now().await;
        }
        Some((Ok::<_, std::io::Error>(piece), pieces))
    }))
}

#[tokio::test]
async fn a_slow_line_has_time_for_a_file_and_not_for_a_form() {
    for site in sites().await {
        let (status, html) = site.check(slow(form(&roster()))).await;
        assert_eq!(status, StatusCode::OK, "{html}");
        let fields = slow(["blob=1&token=x".to_owned(), "&kind=students".to_owned()]);
        let (status, _) = site.post("/admin/roster/apply", "application/x-www-form-urlencoded", fields).await;
        assert_eq!(status, StatusCode::GATEWAY_TIMEOUT);
    }
}
