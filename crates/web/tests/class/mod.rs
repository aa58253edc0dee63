//! A class to test pages with: a school, students, a guardian, teachers, points and items; and a browser's minimum.
#![allow(clippy::unwrap_used, clippy::expect_used, dead_code)]

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, StatusCode, header};
use base::testing::{START, TestBase, bases};
use base::{Base, Conn, Result};
use content::item::{Choice, Interaction, NewItem, Numeric};
use content::number::Number;
use content::point::{self, NewPoint};
use content::{Stage, Subject, item};
use people::consent::{self, Purpose};
use people::organisation::{self, Organisation, OrganisationKind};
use people::person::NewPerson;
use people::{Role, Scope, account, guardianship, role, session};
use records::Answered;
use tower::ServiceExt;
use uuid::Uuid;

const FROM: &str = "2026-09-01";
const CODES: [&str; 3] = ["M7-1", "M7-2", "M7-3"];
/// The right answer of every question that asks for a number.
pub const NUMBER: &str = "31415926";
/// What stands in every explanation.
pub const EXPLANATION: &str = "这里讲为什么";

pub struct Class {
    pub base: TestBase,
    pub app: web::App,
    pub service: Router,
    pub student: i64,
    pub classmate: i64,
    /// A student under 14 without consent.
    pub young: i64,
    pub guardian: i64,
    pub math_teacher: i64,
    pub physics_teacher: i64,
    pub points: Vec<i64>,
}

/// A class over each database.
pub async fn classes() -> Vec<Class> {
    let mut classes = Vec::new();
    for base in
        bases(&[base::MIGRATIONS, people::MIGRATIONS, records::MIGRATIONS, content::MIGRATIONS, learner::MIGRATIONS, lake::MIGRATIONS])
            .await
    {
        let inner = base.base.clone();
        let ([student, classmate, young, guardian, math_teacher, physics_teacher], points) =
            base.db.write(move |conn| Box::pin(async move { found(conn, &inner).await })).await.unwrap();
        let app = web::App::new(base.base.clone());
        let service = web::router(app.clone());
        classes.push(Class { base, app, service, student, classmate, young, guardian, math_teacher, physics_teacher, points });
    }
    classes
}

async fn found(conn: &mut Conn, base: &Base) -> Result<([i64; 6], Vec<i64>)> {
    let region = Organisation::new(OrganisationKind::Region, None, "R", "青川区");
    let mut school = Organisation::new(OrganisationKind::School, Some(region.id), "S", "青川中学");
    school.stages = "junior".into();
    let mut class = Organisation::new(OrganisationKind::Class, Some(school.id), "K", "七年级(1)班");
    class.entry_year = Some(2026);
    organisation::add(conn, START, &[region, school, class.clone()]).await?;
    let student = person(conn, base, "林小满", "2012-03-01").await?;
    let classmate = person(conn, base, "周一诺", "2012-03-01").await?;
    let young = person(conn, base, "何苗", "2014-03-01").await?;
    let guardian = person(conn, base, "林妈妈", "1985-03-01").await?;
    let math = person(conn, base, "陈老师", "1985-03-01").await?;
    let physics = person(conn, base, "吴老师", "1985-03-01").await?;
    for child in [student, classmate, young] {
        role::assign(conn, child, Role::Student, class.id, None, FROM).await?;
    }
    role::assign(conn, math, Role::SubjectTeacher, class.id, Some("math"), FROM).await?;
    role::assign(conn, physics, Role::SubjectTeacher, class.id, Some("physics"), FROM).await?;
    guardianship::add(conn, guardian, student, "mother", FROM).await?;
    consent::record_collected(conn, START, &[student, classmate], Purpose::Learning, math).await?;
    base::execute!(conn, "UPDATE account SET must_change = FALSE")?;
    Ok(([student, classmate, young, guardian, math, physics], teach(conn).await?))
}

async fn person(conn: &mut Conn, base: &Base, name: &str, birth: &str) -> Result<i64> {
    let id = base::id::next();
    people::person::add(conn, START, &base.seal, &[NewPerson { id, name: name.into(), birth: Some(birth.into()), ..NewPerson::default() }])
        .await?;
    account::create(conn, id, &format!("u{id}")).await?;
    Ok(id)
}

/// Points with questions to choose (A is right) and questions for a number.
async fn teach(conn: &mut Conn) -> Result<Vec<i64>> {
    let points: Vec<NewPoint> = CODES
        .iter()
        .zip(["有理数的加法", "有理数的减法", "绝对值"])
        .map(|(code, name)| NewPoint::new(code, Subject::Math, Stage::Junior, 7, name))
        .collect();
    point::save(conn, &points).await?;
    let stored = point::by_codes(conn, &CODES).await?;
    let ids: Vec<i64> = CODES.iter().map(|code| stored[*code].id).collect();
    let items: Vec<NewItem> =
        CODES.iter().zip(&ids).flat_map(|(code, id)| (1..=6).map(move |n| new_item(&format!("{code}-{n}"), *id, n))).collect();
    item::save(conn, START, &items).await?;
    Ok(ids)
}

fn new_item(code: &str, point: i64, n: usize) -> NewItem {
    let number = |text: &str| Number::parse(text).unwrap();
    let interaction = if n % 2 == 1 {
        Interaction::Choice(Choice::lettered(["甲", "乙", "丙", "丁"].map(str::to_owned).to_vec(), ["A".to_owned()].into(), false))
    } else {
        Interaction::Numeric(Numeric { value: number(NUMBER), tolerance: number("0"), unit: String::new(), maths: None })
    };
    NewItem {
        code: code.into(),
        subject: Subject::Math,
        stage: Stage::Junior,
        grade: 7,
        point,
        difficulty: 2,
        stem: format!("第 {n} 题\n\n请作答。"),
        hint: "想一想定义。".into(),
        help: Default::default(),
        explanation: EXPLANATION.into(),
        source: String::new(),
        interaction,
    }
}

impl Class {
    /// A session's token.
    pub async fn sign_in(&self, person: i64) -> String {
        session::begin(&self.base, person, "127.0.0.1", "test").await.unwrap()
    }

    pub async fn get(&self, path: &str, token: &str) -> Page {
        self.call(Method::GET, path, token, Body::empty()).await
    }

    pub async fn post(&self, path: &str, token: &str, fields: &[(&str, String)]) -> Page {
        let encode = |text: &str| text.bytes().map(|b| format!("%{b:02X}")).collect::<String>();
        let body = fields.iter().map(|(n, v)| format!("{}={}", encode(n), encode(v))).collect::<Vec<_>>().join("&");
        self.call(Method::POST, path, token, Body::from(body)).await
    }

    async fn call(&self, method: Method, path: &str, token: &str, body: Body) -> Page {
        let path = path.split('#').next().unwrap();
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("sec-fetch-site", "same-origin")
            .header(header::COOKIE, format!("{}={token}", web::SESSION_COOKIE))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let response = self.service.clone().oneshot(request.body(body).unwrap()).await.unwrap();
        let location = response.headers().get(header::LOCATION).map(|v| v.to_str().unwrap().to_owned()).unwrap_or_default();
        let status = response.status();
        let html = String::from_utf8(to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec()).unwrap();
        Page { path: path.to_owned(), status, location, html }
    }

    /// What a form sent is answered with, byte by byte.
    pub async fn bytes(&self, path: &str, token: &str, body: &'static str) -> Vec<u8> {
        let request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header("sec-fetch-site", "same-origin")
            .header(header::COOKIE, format!("{}={token}", web::SESSION_COOKIE))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let response = self.service.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
        to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec()
    }

    /// Statements stored.
    pub async fn statements(&self) -> i64 {
        records::count(&mut self.base.db.read().await.unwrap()).await.unwrap()
    }

    pub async fn withdraw(&self, person: i64) {
        consent::decide(&self.base, &Scope::new(person, &self.base.clock), person, Purpose::Learning, false).await.unwrap();
    }

    /// Stores an answer to the first item of the first point: A when right, B otherwise.
    pub async fn answered(&self, person: i64, score: f64) -> Uuid {
        self.store(person, "M7-1-1", score).await
    }

    /// Stores an answer to an item whose text is not here.
    pub async fn answered_elsewhere(&self, person: i64) -> Uuid {
        self.store(person, "elsewhere-7", 0.5).await
    }

    async fn store(&self, person: i64, item: &str, score: f64) -> Uuid {
        let answered = Answered {
            statement: Uuid::new_v4(),
            person,
            item: item.into(),
            version: 1,
            interaction: records::Interaction::Choice,
            point: CODES[0].into(),
            subject: "math".into(),
            response: Some(if score >= 1.0 { "A" } else { "B" }.into()),
            score,
            correct: score >= 1.0,
            duration: Some(8_000),
            at: self.base.clock.now(),
            session: None,
        };
        let (id, at) = (answered.statement, answered.at);
        let given = [learner::Given { answered, point: self.points[0] }];
        let home = self.base.config.public_url();
        self.base.db.write(move |conn| Box::pin(async move { learner::answers(conn, &home, at, &given).await })).await.unwrap();
        id
    }

    /// The mathematics teacher answers the student's newest question.
    pub async fn reply(&self, words: &str) {
        let scope = Scope::new(self.math_teacher, &self.base.clock);
        let asked = learner::question::of_person(&mut self.base.db.read().await.unwrap(), &scope, self.student).await.unwrap();
        learner::question::answer(&self.base, &scope, asked[0].id, words).await.unwrap();
    }
}

/// An answer of the service.
#[derive(Debug, Clone)]
pub struct Page {
    pub path: String,
    pub status: StatusCode,
    pub location: String,
    pub html: String,
}

impl Page {
    /// The value of a field of the page's form.
    pub fn value(&self, name: &str) -> String {
        let field = self
            .html
            .split("<input")
            .find(|i| i.contains(&format!("name=\"{name}\"")))
            .unwrap_or_else(|| panic!("no {name}: {}", self.html));
        field.split("value=\"").nth(1).and_then(|v| v.split('"').next()).unwrap().to_owned()
    }

    /// What is read on the page: its text without tags, white space made single.
    pub fn text(&self) -> String {
        let main = self.html.split("<main").nth(1).unwrap_or(&self.html);
        let text: String = main.split('<').filter_map(|part| part.split_once('>')).map(|(_, text)| text).collect::<Vec<_>>().join(" ");
        text.replace("&quot;", "\"").split_whitespace().collect::<Vec<_>>().join(" ")
    }
}
