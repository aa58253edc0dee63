//! Transfer, graduation, merge and issued passwords, on both databases.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use base::job::{self, Handlers, State};
use base::testing::{START, TestBase, bases};
use base::{Date, Error};
use people::life::{self, Change};
use people::organisation::{self, Organisation, OrganisationKind};
use people::permission::Scope;
use people::person::NewPerson;
use people::slip::{self, Whose};
use people::{Role, account, guardianship, role};

const FROM: &str = "2026-09-01";

struct School {
    school: i64,
    class_9: i64,
    class_8: i64,
    student: i64,
    twin: i64,
    admin: i64,
    stranger: i64,
}

/// A junior school with a class in its last grade and one below; two records of one student.
async fn school(base: &TestBase) -> School {
    let seal = base.seal.clone();
    base.db
        .write(move |conn| {
            Box::pin(async move {
                let region = Organisation::new(OrganisationKind::Region, None, "R", "region");
                let mut school = Organisation::new(OrganisationKind::School, Some(region.id), "S", "school");
                school.stages = "junior".into();
                let class = |code: &str, entry| {
                    let mut c = Organisation::new(OrganisationKind::Class, Some(school.id), code, code);
                    c.entry_year = Some(entry);
                    c
                };
                let (nine, eight) = (class("S-2024-01", 2024), class("S-2025-01", 2025));
                organisation::add(conn, START, &[region.clone(), school.clone(), nine.clone(), eight.clone()]).await?;
                let ids: Vec<i64> = (0..4).map(|_| base::id::next()).collect();
                let person = |i: usize, birth: &str, number: Option<&str>| NewPerson {
                    id: ids[i],
                    // The first two are one student.
                    name: format!("p{}", i.max(1)),
                    birth: Some(birth.into()),
                    student_number: number.map(Into::into),
                    ..NewPerson::default()
                };
                let new = [
                    person(0, "2011-10-01", None),
                    person(1, "2011-10-01", Some("L1")),
                    person(2, "1980-01-01", None),
                    person(3, "1980-01-01", None),
                ];
                people::person::add(conn, START, &seal, &new).await?;
                for id in &ids {
                    account::create(conn, *id, &format!("u{id}")).await?;
                }
                role::assign(conn, ids[0], Role::Student, nine.id, None, FROM).await?;
                role::assign(conn, ids[1], Role::Student, nine.id, None, FROM).await?;
                role::assign(conn, ids[2], Role::Administrator, school.id, None, FROM).await?;
                guardianship::add(conn, ids[3], ids[1], "father", FROM).await?;
                Ok(School {
                    school: school.id,
                    class_9: nine.id,
                    class_8: eight.id,
                    student: ids[0],
                    twin: ids[1],
                    admin: ids[2],
                    stranger: ids[3],
                })
            })
        })
        .await
        .unwrap()
}

fn handlers() -> Handlers {
    Handlers::default().on(life::JOB, |c| life::run(c, |_, _, _| Box::pin(async { Ok(()) }))).on(slip::JOB, slip::run)
}

fn refusal(outcome: base::Result<i64>) -> String {
    match outcome {
        Err(Error::Invalid(problems)) => problems[0].key.clone(),
        other => panic!("{other:?}"),
    }
}

async fn done(base: &TestBase, id: i64) {
    job::drain(base, &handlers()).await.unwrap();
    let job = job::get(&mut base.db.read().await.unwrap(), id).await.unwrap();
    assert_eq!(job.state(), State::Done, "{:?}", job.problems());
}

#[tokio::test]
async fn a_transfer_ends_one_place_and_begins_another() {
    for base in bases(&[base::MIGRATIONS, people::MIGRATIONS]).await {
        let s = school(&base).await;
        let scope = Scope::new(s.admin, &base.clock);
        let change = Change::Transfer { person: s.student, class: s.class_8, day: Date::constant(2026, 9, 10) };
        let stranger = Scope::new(s.stranger, &base.clock);
        assert!(matches!(life::request(&base, &stranger, change.clone()).await, Err(Error::Forbidden)));
        let lines = life::preview(&mut base.db.read().await.unwrap(), &scope, &change).await.unwrap();
        assert_eq!((lines[0].before.as_str(), lines[0].after.as_str()), ("S-2024-01", "school S-2025-01"));
        let id = life::request(&base, &scope, change).await.unwrap();
        done(&base, id).await;
        let mut conn = base.db.read().await.unwrap();
        let place = async |conn: &mut base::Conn, day: &str| {
            role::of_person(conn, s.student, day).await.unwrap().iter().map(|r| r.org).collect::<Vec<_>>()
        };
        assert_eq!(place(&mut conn, "2026-09-09").await, [s.class_9]);
        assert_eq!(place(&mut conn, "2026-09-10").await, [s.class_8]);
    }
}

#[tokio::test]
async fn graduation_takes_the_last_grade_only() {
    for base in bases(&[base::MIGRATIONS, people::MIGRATIONS]).await {
        let s = school(&base).await;
        let change = Change::Graduate { school: s.school, day: Date::constant(2027, 7, 31) };
        let early = life::request(&base, &Scope::new(s.admin, &base.clock), change.clone()).await;
        assert_eq!(refusal(early), "people.graduates_later");
        base.clock.advance(365 * 24 * 3_600_000);
        let scope = Scope::new(s.admin, &base.clock);
        let lines = life::preview(&mut base.db.read().await.unwrap(), &scope, &change).await.unwrap();
        assert_eq!(lines.iter().map(|l| l.subject.as_str()).collect::<Vec<_>>(), ["S-2024-01"]);
        let id = life::request(&base, &scope, change).await.unwrap();
        done(&base, id).await;
        let mut conn = base.db.read().await.unwrap();
        assert_eq!(people::person::get(&mut conn, s.student).await.unwrap().status, "graduated");
        assert!(organisation::get(&mut conn, s.class_9).await.unwrap().closed.is_some());
        assert!(organisation::get(&mut conn, s.class_8).await.unwrap().closed.is_none());
    }
}

#[tokio::test]
async fn a_merge_keeps_guardians_and_numbers_and_refuses_two_people() {
    for base in bases(&[base::MIGRATIONS, people::MIGRATIONS]).await {
        let s = school(&base).await;
        let scope = Scope::new(s.admin, &base.clock);
        let two_people = Change::Merge { keep: s.student, duplicate: s.admin };
        assert_eq!(refusal(life::request(&base, &scope, two_people).await), "people.own_record");
        let id = life::request(&base, &scope, Change::Merge { keep: s.student, duplicate: s.twin }).await.unwrap();
        done(&base, id).await;
        let mut conn = base.db.read().await.unwrap();
        let guardians = guardianship::guardians(&mut conn, s.student, FROM).await.unwrap();
        assert_eq!(guardians.iter().map(|p| p.id).collect::<Vec<_>>(), [s.stranger]);
        let found = people::person::by_student_number(&mut conn, &base.seal, "L1").await.unwrap();
        assert_eq!(found.unwrap().id, s.student);
        assert_eq!(role::of_person(&mut conn, s.student, FROM).await.unwrap().len(), 1);
        assert!(account::of_person(&mut conn, s.twin).await.unwrap().unwrap().disabled);
    }
}

#[tokio::test]
async fn a_merge_hands_out_nothing_beyond_the_callers_reach() {
    for base in bases(&[base::MIGRATIONS, people::MIGRATIONS]).await {
        let s = school(&base).await;
        let scope = Scope::new(s.admin, &base.clock);
        let merge = async |keep, duplicate| refusal(life::request(&base, &scope, Change::Merge { keep, duplicate }).await);
        let (twin, other) = (s.twin, "p9");
        base.db
            .write(move |conn| Box::pin(async move { base::execute!(conn, "UPDATE person SET name = $2 WHERE id = $1", twin, other) }))
            .await
            .unwrap();
        assert_eq!(merge(s.student, s.twin).await, "people.names_differ");
        // A place at the region, from tomorrow: the school's administrator must not give it to anybody.
        base.db
            .write(move |conn| {
                Box::pin(async move {
                    base::execute!(conn, "UPDATE person SET name = 'p1' WHERE id = $1", s.twin)?;
                    let region = organisation::root(conn).await?.unwrap();
                    role::assign(conn, s.twin, Role::BureauOfficer, region.id, None, "2026-09-02").await
                })
            })
            .await
            .unwrap();
        assert_eq!(merge(s.student, s.twin).await, "people.merge_beyond_reach");
        assert_eq!(merge(s.twin, s.student).await, "people.merge_beyond_reach");
    }
}

#[tokio::test]
async fn a_merge_loses_no_place_that_holds_today_nor_the_only_account() {
    for base in bases(&[base::MIGRATIONS, people::MIGRATIONS]).await {
        let s = school(&base).await;
        let scope = Scope::new(s.admin, &base.clock);
        let before = "2026-08-31";
        base.db
            .write(move |conn| {
                Box::pin(async move {
                    // The kept record was in the class once, had the guardian once, and never an account.
                    base::execute!(
                        conn,
                        "UPDATE role_assignment SET starts = '2025-09-01', ends = $2 WHERE person = $1",
                        s.student,
                        before
                    )?;
                    role::assign(conn, s.student, Role::Student, s.class_8, None, FROM).await?;
                    role::assign(conn, s.twin, Role::Student, s.class_8, None, "2026-08-01").await?;
                    guardianship::add(conn, s.stranger, s.student, "father", "2025-09-01").await?;
                    guardianship::end(conn, s.stranger, s.student, before).await?;
                    base::execute!(conn, "DELETE FROM account WHERE person = $1", s.student)
                })
            })
            .await
            .unwrap();
        let id = life::request(&base, &scope, Change::Merge { keep: s.student, duplicate: s.twin }).await.unwrap();
        done(&base, id).await;
        let mut conn = base.db.read().await.unwrap();
        let held = role::of_person(&mut conn, s.student, FROM).await.unwrap();
        // The class both are in now stands once, for the time of both.
        let held: Vec<_> = held.iter().map(|r| (r.org, r.starts.as_str())).collect();
        assert_eq!(held, [(s.class_9, FROM), (s.class_8, "2026-08-01")]);
        assert_eq!(guardianship::guardians(&mut conn, s.student, FROM).await.unwrap().len(), 1);
        let moved = account::of_person(&mut conn, s.student).await.unwrap().unwrap();
        assert_eq!((moved.login, moved.disabled), (format!("u{}", s.twin), false));
    }
}

#[tokio::test]
async fn a_merge_whose_job_was_cancelled_meanwhile_is_undone() {
    for base in bases(&[base::MIGRATIONS, people::MIGRATIONS]).await {
        let s = school(&base).await;
        let scope = Scope::new(s.admin, &base.clock);
        let id = life::request(&base, &scope, Change::Merge { keep: s.student, duplicate: s.twin }).await.unwrap();
        // What the upper floors do comes last; the wish to stop comes between it and the end.
        let handlers = Handlers::default().on(life::JOB, |context| {
            life::run(context, |conn, _, _| Box::pin(async move { base::execute!(conn, "UPDATE job SET cancel = TRUE").map(|_| ()) }))
        });
        job::drain(&base, &handlers).await.unwrap();
        let mut conn = base.db.read().await.unwrap();
        assert_eq!(job::get(&mut conn, id).await.unwrap().state(), State::Cancelled);
        assert_ne!(people::person::get(&mut conn, s.twin).await.unwrap().status, "merged");
        assert!(!account::of_person(&mut conn, s.twin).await.unwrap().unwrap().disabled);
    }
}

#[tokio::test]
async fn issued_passwords_open_accounts_and_the_slips_go_after_a_day() {
    for base in bases(&[base::MIGRATIONS, people::MIGRATIONS]).await {
        let s = school(&base).await;
        let scope = Scope::new(s.admin, &base.clock);
        let id = slip::request(&base, &scope, s.class_9, Whose::Students, true).await.unwrap();
        done(&base, id).await;
        let slips = slip::of_job(&base, &scope, id).await.unwrap();
        assert_eq!(slips.len(), 2);
        let entered = account::sign_in(&base, &slips[0].login, &slips[0].password).await.unwrap();
        assert!(matches!(entered, account::SignIn::Right { must_change: true, .. }));
        let raw: (String,) = base::fetch_one!(&mut base.db.read().await.unwrap(), "SELECT result FROM job WHERE id = $1", id).unwrap();
        assert!(!raw.0.contains(&slips[0].password));
        assert!(slip::of_job(&base, &Scope::new(s.stranger, &base.clock), id).await.is_err());
        base.clock.advance(slip::KEPT_FOR + 1);
        assert!(matches!(slip::of_job(&base, &scope, id).await, Err(Error::Conflict(_))));
        // What can no longer be opened is removed.
        let now = base.clock.now();
        assert_eq!(base.db.write(move |conn| Box::pin(slip::sweep(conn, now))).await.unwrap(), 1);
        assert!(job::get(&mut base.db.read().await.unwrap(), id).await.unwrap().result.is_none());
        assert!(matches!(slip::of_job(&base, &scope, id).await, Err(Error::Conflict(_))));
        // Those who have a password keep it.
        assert!(matches!(slip::request(&base, &scope, s.class_9, Whose::Students, true).await, Err(Error::Conflict(_))));
    }
}
