//! The permission matrix: every route × every role × inside and outside their reach.
//!
//! Routes come from the router itself. `matrix.txt` says, in words a reviewer can read, who may call each;
//! a route that is not in it, or that lets in somebody else, fails.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use base::testing::{START, TestBase, bases};
use base::{Conn, Result};
use people::application::{self, Grant, Grants, Issued};
use people::organisation::{self, Organisation, OrganisationKind};
use people::person::NewPerson;
use people::{Action, Role, account, guardianship, role, session};
use std::collections::BTreeMap;
use tower::ServiceExt;
use web::{Access, App, Route};

const FROM: &str = "2026-09-01";
const MATRIX: &str = include_str!("matrix.txt");

/// One side of the region: a county with a school with a class with a student.
#[derive(Clone, Copy)]
struct Side {
    county: i64,
    school: i64,
    class: i64,
    student: i64,
}

struct World {
    service: Router,
    inside: Side,
    outside: Side,
    /// A session's token for each role, held on the inside.
    tokens: BTreeMap<Role, String>,
    /// The same for the roles that can be held at the region itself.
    regional: BTreeMap<Role, String>,
    /// An application for each scope, with that scope alone.
    applications: Vec<(Grant, Issued)>,
    /// One with every scope, revoked.
    revoked: Issued,
}

/// Roles that can be held at the region.
const REGIONAL: [Role; 4] = [Role::Researcher, Role::BureauOfficer, Role::Inspector, Role::Administrator];

async fn person(conn: &mut Conn, base: &base::Base) -> Result<i64> {
    let id = base::id::next();
    let new = NewPerson { id, name: format!("p{id}"), birth: Some("2010-01-01".into()), ..NewPerson::default() };
    people::person::add(conn, START, &base.seal, &[new]).await?;
    account::create(conn, id, &format!("u{id}")).await?;
    // Any hash will do: sessions are begun without a password here.
    account::issue(conn, id, "$argon2id$unused").await?;
    Ok(id)
}

async fn side(conn: &mut Conn, base: &base::Base, region: i64, mark: &str) -> Result<Side> {
    let county = Organisation::new(OrganisationKind::County, Some(region), &format!("C{mark}"), "county");
    let mut school = Organisation::new(OrganisationKind::School, Some(county.id), &format!("S{mark}"), "school");
    school.stages = "junior".into();
    let mut class = Organisation::new(OrganisationKind::Class, Some(school.id), &format!("K{mark}"), "class");
    class.entry_year = Some(2025);
    organisation::add(conn, START, &[county.clone(), school.clone(), class.clone()]).await?;
    let student = person(conn, base).await?;
    role::assign(conn, student, Role::Student, class.id, None, FROM).await?;
    Ok(Side { county: county.id, school: school.id, class: class.id, student })
}

async fn world(test: &TestBase) -> World {
    let base = test.base.clone();
    let (inside, outside, people, regional) = test
        .db
        .write(move |conn| {
            Box::pin(async move {
                let region = Organisation::new(OrganisationKind::Region, None, "R", "region");
                organisation::add(conn, START, std::slice::from_ref(&region)).await?;
                let inside = side(conn, &base, region.id, "A").await?;
                let outside = side(conn, &base, region.id, "B").await?;
                let mut people = BTreeMap::new();
                for held in Role::ALL {
                    let (place, subject) = match held {
                        Role::Student => {
                            people.insert(held, inside.student);
                            continue;
                        }
                        Role::ClassTeacher => (inside.class, None),
                        Role::SubjectTeacher => (inside.class, Some("math")),
                        Role::Counsellor | Role::SchoolLeader | Role::Administrator => (inside.school, None),
                        Role::Researcher | Role::BureauOfficer | Role::Inspector | Role::Partner => (inside.county, None),
                        Role::Guardian => (inside.school, None),
                    };
                    let id = person(conn, &base).await?;
                    if held == Role::Guardian {
                        guardianship::add(conn, id, inside.student, "mother", FROM).await?;
                    } else {
                        role::assign(conn, id, held, place, subject, FROM).await?;
                    }
                    people.insert(held, id);
                }
                let mut regional = BTreeMap::new();
                for held in REGIONAL {
                    let id = person(conn, &base).await?;
                    role::assign(conn, id, held, region.id, None, FROM).await?;
                    regional.insert(held, id);
                }
                // Issued passwords would send everybody to the page where they change them.
                base::execute!(conn, "UPDATE account SET must_change = FALSE")?;
                Ok((inside, outside, people, regional))
            })
        })
        .await
        .unwrap();
    let (tokens, regional) = (sessions(&test.base, people).await, sessions(&test.base, regional).await);
    let mut applications = Vec::new();
    for grant in Grant::ALL {
        applications.push((grant, application::create(&test.base, None, grant.code(), Grants::new([grant])).await.unwrap()));
    }
    let revoked = application::create(&test.base, None, "gone", Grants::new(Grant::ALL)).await.unwrap();
    let mut conn = test.db.read().await.unwrap();
    let id = application::list(&mut conn).await.unwrap().into_iter().find(|a| a.key == revoked.key).unwrap().id;
    drop(conn);
    application::revoke(&test.base, tokens_of(&test.base, &regional, Role::Administrator).await, id).await.unwrap();
    World { service: web::router(App::new(test.base.clone())), inside, outside, tokens, regional, applications, revoked }
}

/// The person behind a role's session.
async fn tokens_of(base: &base::Base, tokens: &BTreeMap<Role, String>, held: Role) -> i64 {
    session::of_token(base, &tokens[&held]).await.unwrap().person
}

async fn sessions(base: &base::Base, people: BTreeMap<Role, i64>) -> BTreeMap<Role, String> {
    let mut tokens = BTreeMap::new();
    for (held, id) in people {
        let token = session::begin(base, id, "127.0.0.1", "test").await.unwrap();
        session::passed_second_factor(base, &token).await.unwrap();
        tokens.insert(held, token);
    }
    tokens
}

/// The path with its parameters filled in for one side.
fn path(route: &Route, side: Side) -> String {
    let org = match route.access {
        Access::Organisation(Action::ViewRegion) => side.county,
        Access::Organisation(Action::ViewSchool | Action::LeadSchool | Action::SwitchCapture | Action::ManageRoster) => side.school,
        _ => side.class,
    };
    let mut path = route.path.replace("{org}", &org.to_string()).replace("{person}", &side.student.to_string());
    while let (Some(a), Some(b)) = (path.find('{'), path.find('}')) {
        path.replace_range(a..=b, "1");
    }
    path
}

impl World {
    async fn call(&self, route: &Route, side: Side, token: Option<&str>, site: &str) -> StatusCode {
        let mut request = Request::builder().method(route.method.clone()).uri(path(route, side)).header("sec-fetch-site", site);
        if let Some(token) = token {
            request = request.header(header::COOKIE, format!("{}={token}", web::SESSION_COOKIE));
        }
        if route.method == Method::POST {
            request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        }
        self.service.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap().status()
    }

    async fn call_as(&self, route: &Route, key: &str, secret: &str) -> StatusCode {
        use base64::Engine;
        let basic = base64::engine::general_purpose::STANDARD.encode(format!("{key}:{secret}"));
        let request = Request::builder()
            .method(route.method.clone())
            .uri(path(route, self.inside))
            .header("x-experience-api-version", "2.0.0")
            .header(header::AUTHORIZATION, format!("Basic {basic}"));
        self.service.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap().status()
    }

    /// The scopes that get past the guard; nobody else does, whatever cookie they bring.
    async fn admitted_applications(&self, route: &Route) -> String {
        let name = format!("{} {}", route.method, route.path);
        for token in self.tokens.values() {
            assert_eq!(self.call(route, self.inside, Some(token), "same-origin").await, StatusCode::UNAUTHORIZED, "{name} by cookie");
        }
        assert_eq!(self.call_as(route, &self.revoked.key, &self.revoked.secret).await, StatusCode::UNAUTHORIZED, "{name} revoked");
        let mut admitted = Vec::new();
        for (grant, issued) in &self.applications {
            assert_eq!(self.call_as(route, &issued.key, &self.revoked.secret).await, StatusCode::UNAUTHORIZED, "{name} wrong secret");
            let status = self.call_as(route, &issued.key, &issued.secret).await;
            assert_ne!(status, StatusCode::INTERNAL_SERVER_ERROR, "{name} as {}", grant.code());
            assert_ne!(status, StatusCode::UNAUTHORIZED, "{name} as {}", grant.code());
            if status != StatusCode::FORBIDDEN {
                admitted.push(grant.code());
            }
        }
        admitted.join(" ")
    }

    /// Codes of the roles that get past the guard.
    async fn admitted(&self, route: &Route, side: Side, tokens: &BTreeMap<Role, String>) -> Vec<&'static str> {
        let mut admitted = Vec::new();
        for (held, token) in tokens {
            let status = self.call(route, side, Some(token), "same-origin").await;
            assert_ne!(status, StatusCode::INTERNAL_SERVER_ERROR, "{} {} as {}", route.method, route.path, held.code());
            assert_ne!(status, StatusCode::UNAUTHORIZED, "{} {} as {}", route.method, route.path, held.code());
            if status != StatusCode::FORBIDDEN {
                admitted.push(held.code());
            }
        }
        admitted.sort_unstable();
        admitted
    }
}

fn expected() -> BTreeMap<String, String> {
    let lines = MATRIX.lines().filter(|l| !l.trim().is_empty() && !l.starts_with('#'));
    lines.map(|l| l.split_once('|').expect("METHOD PATH | who")).map(|(r, who)| (r.trim().to_owned(), who.trim().to_owned())).collect()
}

async fn who(world: &World, route: &Route) -> String {
    if matches!(route.access, Access::Application(_)) {
        return world.admitted_applications(route).await;
    }
    let admitted = world.admitted(route, world.inside, &world.tokens).await;
    match route.access {
        Access::Region(_) => {
            assert_eq!(admitted, Vec::<&str>::new(), "{}: nobody below the region", route.path);
            let regional = world.admitted(route, world.inside, &world.regional).await;
            regional.iter().map(|role| format!("{role}@region")).collect::<Vec<_>>().join(" ")
        }
        Access::Public => "anyone".to_owned(),
        Access::Arriving | Access::SignedIn => {
            assert_eq!(admitted.len(), Role::ALL.len(), "{}: open to all who are signed in", route.path);
            "signed-in".to_owned()
        }
        _ => admitted.join(" "),
    }
}

#[tokio::test]
async fn every_route_admits_exactly_whom_the_matrix_names() {
    for test in
        bases(&[base::MIGRATIONS, people::MIGRATIONS, records::MIGRATIONS, content::MIGRATIONS, learner::MIGRATIONS, lake::MIGRATIONS])
            .await
    {
        let world = world(&test).await;
        let (mut expected, mut wrong) = (expected(), Vec::new());
        // Signing out and ending sessions come last: they end the sessions the others need.
        let mut routes = web::routes();
        routes.sort_by_key(|r| r.path.contains("sign-out") || r.path.contains("sessions"));
        for route in &routes {
            let name = format!("{} {}", route.method, route.path);
            if route.path != "/sign-out" {
                let found = who(&world, route).await;
                match expected.remove(&name) {
                    Some(who) if who == found => {}
                    Some(who) => wrong.push(format!("{name} | {found}   (matrix.txt says: {who})")),
                    None => wrong.push(format!("{name} | {found}   (not in matrix.txt)")),
                }
            } else if expected.remove(&name).as_deref() != Some("signed-in") {
                wrong.push(format!("{name} | signed-in"));
            }
            if matches!(route.access, Access::Person(_) | Access::Organisation(_)) {
                assert_eq!(
                    world.admitted(route, world.outside, &world.tokens).await,
                    Vec::<&str>::new(),
                    "{name}: nobody reaches the other county"
                );
            }
            let stranger = world.call(route, world.inside, None, "same-origin").await;
            let forged = world.call(route, world.inside, Some(&"f".repeat(64)), "same-origin").await;
            if route.access != Access::Public {
                assert_eq!((stranger, forged), (StatusCode::UNAUTHORIZED, StatusCode::UNAUTHORIZED), "{name}");
            }
        }
        assert!(wrong.is_empty(), "who may call what has changed:\n{}", wrong.join("\n"));
        assert!(expected.is_empty(), "in matrix.txt but not a route: {:?}", expected.keys());
    }
}

#[tokio::test]
async fn no_change_of_state_from_another_site() {
    let tests =
        bases(&[base::MIGRATIONS, people::MIGRATIONS, records::MIGRATIONS, content::MIGRATIONS, learner::MIGRATIONS, lake::MIGRATIONS])
            .await;
    let test = &tests[0];
    let world = world(test).await;
    let token = &world.tokens[&Role::Administrator];
    for route in web::routes().iter().filter(|r| r.method != Method::GET && !r.is_machines) {
        let status = world.call(route, world.inside, Some(token), "cross-site").await;
        assert_eq!(status, StatusCode::FORBIDDEN, "{} {}", route.method, route.path);
    }
}

#[tokio::test]
async fn an_issued_password_and_a_second_factor_come_first() {
    let tests =
        bases(&[base::MIGRATIONS, people::MIGRATIONS, records::MIGRATIONS, content::MIGRATIONS, learner::MIGRATIONS, lake::MIGRATIONS])
            .await;
    let test = &tests[0];
    let world = world(test).await;
    let admin = session::of_token(&test.base, &world.tokens[&Role::Administrator]).await.unwrap().person;
    let fresh = session::begin(&test.base, admin, "127.0.0.1", "test").await.unwrap();
    for route in web::routes().iter().filter(|r| !matches!(r.access, Access::Public | Access::Arriving | Access::Application(_))) {
        let status = world.call(route, world.inside, Some(&fresh), "same-origin").await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{} {} without a second factor", route.method, route.path);
    }
    let teacher = &world.tokens[&Role::ClassTeacher];
    let id = session::of_token(&test.base, teacher).await.unwrap().person;
    test.db
        .write(move |c| Box::pin(async move { base::execute!(c, "UPDATE account SET must_change = TRUE WHERE person = $1", id) }))
        .await
        .unwrap();
    for route in web::routes().iter().filter(|r| !matches!(r.access, Access::Public | Access::Arriving | Access::Application(_))) {
        let status = world.call(route, world.inside, Some(teacher), "same-origin").await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{} {} with an issued password", route.method, route.path);
    }
}

#[tokio::test]
async fn a_password_alone_does_not_change_the_password_of_an_account_with_a_second_factor() {
    for test in
        bases(&[base::MIGRATIONS, people::MIGRATIONS, records::MIGRATIONS, content::MIGRATIONS, learner::MIGRATIONS, lake::MIGRATIONS])
            .await
    {
        let world = world(&test).await;
        let admin = session::of_token(&test.base, &world.tokens[&Role::Administrator]).await.unwrap().person;
        test.db
            .write(move |c| Box::pin(async move { base::execute!(c, "UPDATE account SET totp_confirmed = TRUE WHERE person = $1", admin) }))
            .await
            .unwrap();
        let fresh = session::begin(&test.base, admin, "127.0.0.1", "test").await.unwrap();
        for method in [Method::GET, Method::POST] {
            let request = Request::builder()
                .method(method)
                .uri("/account/password")
                .header("sec-fetch-site", "same-origin")
                .header(header::COOKIE, format!("{}={fresh}", web::SESSION_COOKIE))
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(Body::from("old=stolen-secret&new=another-secret&again=another-secret"));
            let answer = world.service.clone().oneshot(request.unwrap()).await.unwrap();
            assert_eq!(answer.status(), StatusCode::SEE_OTHER);
            assert_eq!(answer.headers()[header::LOCATION], "/account/second-factor");
        }
    }
}
