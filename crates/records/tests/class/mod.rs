//! A school with two classes to note facts in.
#![allow(clippy::unwrap_used, clippy::expect_used, dead_code)]

use base::testing::{START, TestBase, bases};
use base::{Base, Conn, Result};
use people::consent;
use people::organisation::{self, Organisation, OrganisationKind};
use people::person::NewPerson;
use people::{Purpose, Role, Scope, guardianship, role};

pub const FROM: &str = "2026-09-01";

pub struct Class {
    pub base: TestBase,
    pub school: i64,
    pub class: i64,
    pub children: [i64; 3],
    pub stranger: i64,
    pub guardian: i64,
    pub class_teacher: i64,
    pub math_teacher: i64,
    pub other_teacher: i64,
    pub head: i64,
}

/// A class over each database; all families have agreed to everything.
pub async fn classes() -> Vec<Class> {
    let mut classes = Vec::new();
    for base in bases(&[base::MIGRATIONS, people::MIGRATIONS, records::MIGRATIONS]).await {
        let inner = base.base.clone();
        let ([school, class], people) = base.db.write(move |conn| Box::pin(async move { found(conn, &inner).await })).await.unwrap();
        let [a, b, c, stranger, guardian, class_teacher, math_teacher, other_teacher, head] = people;
        classes.push(Class {
            base,
            school,
            class,
            children: [a, b, c],
            stranger,
            guardian,
            class_teacher,
            math_teacher,
            other_teacher,
            head,
        });
    }
    classes
}

async fn found(conn: &mut Conn, base: &Base) -> Result<([i64; 2], [i64; 9])> {
    let region = Organisation::new(OrganisationKind::Region, None, "R", "青川区");
    let mut school = Organisation::new(OrganisationKind::School, Some(region.id), "S", "青川中学");
    school.stages = "junior".into();
    let mut class = Organisation::new(OrganisationKind::Class, Some(school.id), "K1", "一班");
    let mut other = Organisation::new(OrganisationKind::Class, Some(school.id), "K2", "二班");
    (class.entry_year, other.entry_year) = (Some(2026), Some(2026));
    organisation::add(conn, START, &[region, school.clone(), class.clone(), other.clone()]).await?;
    let mut people = [0; 9];
    for (id, name) in people.iter_mut().zip(["林小满", "周一诺", "何苗", "别班的", "林妈妈", "班主任", "数学老师", "别班老师", "校长"])
    {
        *id = base::id::next();
        let new = NewPerson { id: *id, name: name.into(), birth: Some("2014-03-01".into()), ..NewPerson::default() };
        people::person::add(conn, START, &base.seal, &[new]).await?;
    }
    let [a, b, c, stranger, guardian, class_teacher, math, other_teacher, head] = people;
    for child in [a, b, c] {
        role::assign(conn, child, Role::Student, class.id, None, FROM).await?;
    }
    role::assign(conn, stranger, Role::Student, other.id, None, FROM).await?;
    role::assign(conn, class_teacher, Role::ClassTeacher, class.id, None, FROM).await?;
    role::assign(conn, math, Role::SubjectTeacher, class.id, Some("math"), FROM).await?;
    role::assign(conn, other_teacher, Role::ClassTeacher, other.id, None, FROM).await?;
    role::assign(conn, head, Role::SchoolLeader, school.id, None, FROM).await?;
    guardianship::add(conn, guardian, a, "mother", FROM).await?;
    for purpose in Purpose::ALL {
        consent::record_collected(conn, START, &[a, b, c, stranger], purpose, class_teacher).await?;
    }
    Ok(([school.id, class.id], people))
}

impl Class {
    pub fn scope(&self, person: i64) -> Scope {
        Scope::new(person, &self.base.clock)
    }
}
