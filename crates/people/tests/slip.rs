//! Whose passwords who may issue, on both databases.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use base::testing::{START, TestBase, bases};
use base::{Conn, Error};
use people::organisation::{self, Organisation, OrganisationKind};
use people::permission::{Action, Scope};
use people::person::NewPerson;
use people::slip::{self, Whose};
use people::{Role, account, guardianship, role};

const FROM: &str = "2026-09-01";

/// Two schools of a region. The pupil is in the first, a sibling in the second; the mother is both's guardian, the
/// father, who leads the first school, only the pupil's. The officer also holds a role at the first school.
struct Region {
    school: i64,
    class: i64,
    other_class: i64,
    class_teacher: i64,
    admin: i64,
    officer: i64,
    root_admin: i64,
    librarian: i64,
    mother: i64,
    father: i64,
    pupil: i64,
}

async fn person(conn: &mut Conn, base: &base::Base, name: &str) -> i64 {
    let id = base::id::next();
    let new = NewPerson { id, name: name.into(), ..NewPerson::default() };
    people::person::add(conn, START, &base.seal, &[new]).await.unwrap();
    account::create(conn, id, name).await.unwrap();
    id
}

async fn region(base: &TestBase) -> Region {
    let inner = base.base.clone();
    base.db
        .write(move |conn| {
            Box::pin(async move {
                let region = Organisation::new(OrganisationKind::Region, None, "R", "region");
                let school = Organisation::new(OrganisationKind::School, Some(region.id), "S", "school");
                let other = Organisation::new(OrganisationKind::School, Some(region.id), "T", "other");
                let class = Organisation::new(OrganisationKind::Class, Some(school.id), "S-1", "class");
                let other_class = Organisation::new(OrganisationKind::Class, Some(other.id), "T-1", "other class");
                organisation::add(conn, START, &[region.clone(), school.clone(), other, class.clone(), other_class.clone()]).await?;
                let mut people = Vec::new();
                for (name, held) in [
                    ("class teacher", vec![(Role::ClassTeacher, class.id)]),
                    ("admin", vec![(Role::Administrator, school.id)]),
                    ("officer", vec![(Role::BureauOfficer, region.id), (Role::Counsellor, school.id)]),
                    ("root admin", vec![(Role::Administrator, region.id)]),
                    ("librarian", vec![(Role::Counsellor, school.id), (Role::SubjectTeacher, class.id)]),
                    ("mother", vec![]),
                    ("father", vec![(Role::SchoolLeader, school.id)]),
                    ("pupil", vec![(Role::Student, class.id)]),
                    ("sibling", vec![(Role::Student, other_class.id)]),
                ] {
                    let id = person(conn, &inner, name).await;
                    for (role, org) in held {
                        role::assign(conn, id, role, org, None, FROM).await?;
                    }
                    people.push(id);
                }
                let [class_teacher, admin, officer, root_admin, librarian, mother, father, pupil, sibling] = people[..] else {
                    unreachable!()
                };
                for (guardian, child) in [(mother, pupil), (mother, sibling), (father, pupil)] {
                    guardianship::add(conn, guardian, child, "parent", FROM).await?;
                }
                let (school, class, other_class) = (school.id, class.id, other_class.id);
                Ok(Region { school, class, other_class, class_teacher, admin, officer, root_admin, librarian, mother, father, pupil })
            })
        })
        .await
        .unwrap()
}

/// Who would get a password, in the order of their places; -1 when the caller may not ask.
async fn issued(base: &TestBase, caller: i64, org: i64, whose: Whose) -> Vec<i64> {
    let scope = Scope::new(caller, &base.clock);
    match slip::preview(&mut base.db.read().await.unwrap(), &scope, org, whose).await {
        Ok(recipients) => recipients.iter().map(|r| r.person).collect(),
        Err(Error::Forbidden) => vec![-1],
        Err(error) => panic!("{error}"),
    }
}

#[tokio::test]
async fn families_and_staff_get_passwords_but_never_more_than_the_issuer_reaches() {
    for base in bases(&[base::MIGRATIONS, people::MIGRATIONS]).await {
        let r = region(&base).await;
        assert_eq!(issued(&base, r.class_teacher, r.class, Whose::Students).await, [r.pupil]);
        // The father leads the school: his account is not the class teacher's to open.
        assert_eq!(issued(&base, r.class_teacher, r.class, Whose::Guardians).await, [r.mother]);
        assert_eq!(issued(&base, r.admin, r.school, Whose::Guardians).await, [r.father, r.mother]);
        assert_eq!(issued(&base, r.class_teacher, r.class, Whose::Staff).await, [-1]);
        assert_eq!(issued(&base, r.class_teacher, r.other_class, Whose::Guardians).await, [-1]);
        // Neither the caller nor who works for the region; each person once.
        let staff = issued(&base, r.admin, r.school, Whose::Staff).await;
        assert_eq!(staff, [r.father, r.librarian, r.class_teacher]);
        assert!(issued(&base, r.root_admin, r.school, Whose::Staff).await.contains(&r.officer));
        // Once she has a password, only who reaches both children replaces it.
        base.db.write(move |conn| Box::pin(account::issue(conn, r.mother, "unused"))).await.unwrap();
        assert_eq!(issued(&base, r.class_teacher, r.class, Whose::Guardians).await, Vec::<i64>::new());
        assert_eq!(issued(&base, r.admin, r.school, Whose::Guardians).await, [r.father]);
        assert_eq!(issued(&base, r.root_admin, r.class, Whose::Guardians).await, [r.father, r.mother]);
        let scope = Scope::new(r.root_admin, &base.clock);
        let slips = slip::preview(&mut base.db.read().await.unwrap(), &scope, r.class, Whose::Guardians).await.unwrap();
        assert_eq!(slips[1].class, "class pupil");
    }
}

#[tokio::test]
async fn an_administrator_finds_guardians_through_the_children_in_reach() {
    for base in bases(&[base::MIGRATIONS, people::MIGRATIONS]).await {
        let r = region(&base).await;
        let find = async |caller: i64| {
            let scope = Scope::new(caller, &base.clock);
            people::person::search(&mut base.db.read().await.unwrap(), &scope, Action::ManageRoster, "mother", 10).await.unwrap()
        };
        let found = find(r.admin).await;
        assert_eq!((found[0].id, found[0].children.as_str()), (r.mother, "pupil"));
        let mut both: Vec<String> = find(r.root_admin).await[0].children.split(", ").map(str::to_owned).collect();
        both.sort();
        assert_eq!(both, ["pupil", "sibling"]);
        assert!(find(r.class_teacher).await.is_empty());
    }
}
