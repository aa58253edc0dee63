//! A small region to test in: one county, two schools, classes, people, points and items.
#![allow(clippy::unwrap_used, clippy::expect_used, dead_code)]

use base::testing::{START, TestBase, bases};
use base::{Base, Conn, Result};
use content::item::{Choice, ChoiceOption, Interaction, NewItem, Rule};
use content::point::{self, NewPoint};
use content::{Stage, Subject, item};
use people::consent::{self, Purpose};
use people::organisation::{self, Organisation, OrganisationKind};
use people::person::NewPerson;
use people::{Role, Scope, guardianship, role};
use records::Answered;
use uuid::Uuid;

pub const FROM: &str = "2026-09-01";
pub const HOME: &str = "https://edu.example.cn";
pub const POINTS: [&str; 4] = ["M7-1", "M7-2", "M7-3", "P8-1"];

/// A region over each database.
pub async fn towns() -> Vec<Town> {
    let mut towns = Vec::new();
    for base in bases(&[base::MIGRATIONS, people::MIGRATIONS, records::MIGRATIONS, content::MIGRATIONS, learner::MIGRATIONS]).await {
        towns.push(Town::found(base).await);
    }
    towns
}

pub struct Town {
    pub base: TestBase,
    pub county: i64,
    pub schools: [i64; 2],
    pub class: i64,
    pub other_class: i64,
    pub student: i64,
    pub guardian: i64,
    pub class_teacher: i64,
    pub physics_teacher: i64,
    pub other_teacher: i64,
    pub head: i64,
    pub officer: i64,
    /// Identifiers of [`POINTS`].
    pub points: Vec<i64>,
}

impl Town {
    async fn found(base: TestBase) -> Town {
        let inner = base.base.clone();
        let (county, schools, class, other_class, people, points) = base.db.write(move |conn| Box::pin(build(conn, inner))).await.unwrap();
        let [student, guardian, class_teacher, physics_teacher, other_teacher, head, officer] = people;
        Town {
            base,
            county,
            schools,
            class,
            other_class,
            student,
            guardian,
            class_teacher,
            physics_teacher,
            other_teacher,
            head,
            officer,
            points,
        }
    }

    pub fn scope(&self, person: i64) -> Scope {
        Scope::new(person, &self.base.clock)
    }

    /// Adds a student to a class.
    pub async fn enrol(&self, class: i64) -> i64 {
        let base = self.base.base.clone();
        self.base
            .db
            .write(move |conn| {
                Box::pin(async move {
                    let id = person(conn, &base, "学生").await?;
                    role::assign(conn, id, Role::Student, class, None, FROM).await?;
                    consent::record_collected(conn, START, &[id], Purpose::Learning, id).await?;
                    Ok(id)
                })
            })
            .await
            .unwrap()
    }

    /// Answers an item of a point, by its place in [`POINTS`].
    pub async fn answer(&self, person: i64, point: usize, score: f64, at: base::Millis) -> learner::Applied {
        let answered = answered(person, point, score, at);
        let given = [learner::Given { answered, point: self.points[point] }];
        self.base.db.write(move |conn| Box::pin(async move { learner::answers(conn, HOME, at, &given).await })).await.unwrap()[0]
    }
}

pub fn answered(person: i64, point: usize, score: f64, at: base::Millis) -> Answered {
    Answered {
        statement: Uuid::new_v4(),
        person,
        item: format!("{}-1", POINTS[point]),
        version: 1,
        interaction: records::Interaction::Choice,
        point: POINTS[point].into(),
        subject: if point == 3 { "physics".into() } else { "math".into() },
        response: Some("A".into()),
        score,
        correct: score >= 1.0,
        duration: None,
        at,
        session: None,
    }
}

type Built = (i64, [i64; 2], i64, i64, [i64; 7], Vec<i64>);

async fn build(conn: &mut Conn, base: Base) -> Result<Built> {
    let region = Organisation::new(OrganisationKind::Region, None, "R", "region");
    let county = Organisation::new(OrganisationKind::County, Some(region.id), "C", "county");
    let mut first = Organisation::new(OrganisationKind::School, Some(county.id), "S1", "school 1");
    let mut second = Organisation::new(OrganisationKind::School, Some(county.id), "S2", "school 2");
    (first.stages, second.stages) = ("junior".into(), "junior".into());
    let mut class = Organisation::new(OrganisationKind::Class, Some(first.id), "S1-801", "class 1");
    let mut other = Organisation::new(OrganisationKind::Class, Some(first.id), "S1-802", "class 2");
    (class.entry_year, other.entry_year) = (Some(2025), Some(2025));
    let all = [region, county.clone(), first.clone(), second.clone(), class.clone(), other.clone()];
    organisation::add(conn, START, &all).await?;
    let mut people = [0; 7];
    for (id, name) in people.iter_mut().zip(["小明", "妈妈", "班主任", "物理老师", "二班班主任", "校长", "局里"]) {
        *id = person(conn, &base, name).await?;
    }
    let [student, guardian, class_teacher, physics_teacher, other_teacher, head, officer] = people;
    role::assign(conn, student, Role::Student, class.id, None, FROM).await?;
    role::assign(conn, class_teacher, Role::ClassTeacher, class.id, None, FROM).await?;
    role::assign(conn, physics_teacher, Role::SubjectTeacher, class.id, Some("physics"), FROM).await?;
    role::assign(conn, other_teacher, Role::ClassTeacher, other.id, None, FROM).await?;
    role::assign(conn, head, Role::SchoolLeader, first.id, None, FROM).await?;
    role::assign(conn, officer, Role::BureauOfficer, county.id, None, FROM).await?;
    guardianship::add(conn, guardian, student, "mother", FROM).await?;
    consent::record_collected(conn, START, &[student], Purpose::Learning, guardian).await?;
    let points = teach(conn).await?;
    Ok((county.id, [first.id, second.id], class.id, other.id, people, points))
}

async fn person(conn: &mut Conn, base: &Base, name: &str) -> Result<i64> {
    let id = base::id::next();
    people::person::add(conn, START, &base.seal, &[NewPerson { id, name: name.into(), ..NewPerson::default() }]).await?;
    Ok(id)
}

/// Three points of mathematics and one of physics, six items each; the right option is A.
async fn teach(conn: &mut Conn) -> Result<Vec<i64>> {
    let class = |code: &str| if code.starts_with('P') { (Subject::Physics, 8) } else { (Subject::Math, 7) };
    let points: Vec<NewPoint> =
        POINTS.iter().map(|code| NewPoint::new(code, class(code).0, Stage::Junior, class(code).1, &format!("知识点 {code}"))).collect();
    point::save(conn, &points).await?;
    let stored = point::by_codes(conn, &POINTS).await?;
    let ids: Vec<i64> = POINTS.iter().map(|code| stored[*code].id).collect();
    let items: Vec<NewItem> =
        POINTS.iter().zip(&ids).flat_map(|(code, id)| (1..=6).map(move |n| new_item(code, *id, n, class(code)))).collect();
    item::save(conn, START, &items).await?;
    Ok(ids)
}

fn new_item(code: &str, point: i64, n: i64, (subject, grade): (Subject, i64)) -> NewItem {
    let option = |id: &str| ChoiceOption { id: id.into(), text: format!("{code} {n} {id}") };
    NewItem {
        code: format!("{code}-{n}"),
        subject,
        stage: Stage::Junior,
        grade,
        point,
        difficulty: 2,
        stem: format!("第 {n} 题"),
        hint: String::new(),
        help: Default::default(),
        explanation: "因为。".into(),
        source: String::new(),
        interaction: Interaction::Choice(Choice {
            options: vec![option("A"), option("B")],
            correct: ["A".to_owned()].into(),
            multiple: false,
            shuffle: false,
            rule: Rule::AllOrNothing,
        }),
    }
}
