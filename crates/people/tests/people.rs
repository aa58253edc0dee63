//! Accounts, sessions, permission and consent, on both databases.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use base::testing::{START, TestBase, bases};
use base::{Conn, Error};
use people::account::{self, SignIn};
use people::consent::{self, Purpose};
use people::organisation::{self, Organisation, OrganisationKind};
use people::permission::{self, Action, Scope};
use people::person::NewPerson;
use people::{Role, guardianship, role, session};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::timeout;

const FROM: &str = "2026-09-01";

struct Town {
    class_a: i64,
    class_b: i64,
    child_a: i64,
    child_b: i64,
    parent_a: i64,
    teacher_a: i64,
    head: i64,
    officer: i64,
}

async fn person(conn: &mut Conn, base: &base::Base, name: &str, birth: &str) -> i64 {
    let id = base::id::next();
    let new = NewPerson { id, name: name.into(), birth: Some(birth.into()), ..NewPerson::default() };
    people::person::add(conn, START, &base.seal, &[new]).await.unwrap();
    account::create(conn, id, &format!("u{id}")).await.unwrap();
    id
}

/// A region with one county, one school and two classes; a child in each.
async fn town(base: &TestBase) -> Town {
    let inner = base.base.clone();
    base.db
        .write(move |conn| {
            Box::pin(async move {
                let region = Organisation::new(OrganisationKind::Region, None, "R", "region");
                let county = Organisation::new(OrganisationKind::County, Some(region.id), "C", "county");
                let school = Organisation::new(OrganisationKind::School, Some(county.id), "S", "school");
                let a = Organisation::new(OrganisationKind::Class, Some(school.id), "S-1", "class a");
                let b = Organisation::new(OrganisationKind::Class, Some(school.id), "S-2", "class b");
                organisation::add(conn, START, &[region.clone(), county.clone(), school.clone(), a.clone(), b.clone()]).await?;
                let child_a = person(conn, &inner, "child a", "2014-03-01").await;
                let child_b = person(conn, &inner, "child b", "2012-03-01").await;
                let parent_a = person(conn, &inner, "parent a", "1985-03-01").await;
                let teacher_a = person(conn, &inner, "teacher a", "1985-03-01").await;
                let head = person(conn, &inner, "head", "1975-03-01").await;
                let officer = person(conn, &inner, "officer", "1975-03-01").await;
                role::assign(conn, child_a, Role::Student, a.id, None, FROM).await?;
                role::assign(conn, child_b, Role::Student, b.id, None, FROM).await?;
                role::assign(conn, teacher_a, Role::SubjectTeacher, a.id, Some("math"), FROM).await?;
                role::assign(conn, head, Role::SchoolLeader, school.id, None, FROM).await?;
                role::assign(conn, officer, Role::BureauOfficer, county.id, None, FROM).await?;
                guardianship::add(conn, parent_a, child_a, "mother", FROM).await?;
                Ok(Town { class_a: a.id, class_b: b.id, child_a, child_b, parent_a, teacher_a, head, officer })
            })
        })
        .await
        .unwrap()
}

#[tokio::test]
async fn permission_reaches_exactly_ones_own() {
    for base in bases(&[base::MIGRATIONS, people::MIGRATIONS]).await {
        let t = town(&base).await;
        let mut conn = base.db.read().await.unwrap();
        let may = async |conn: &mut Conn, who: i64, action: Action, whom: i64| {
            permission::require_person(conn, &Scope::new(who, &base.clock), action, whom).await.is_ok()
        };
        // (who, sees child a, sees child b)
        for (who, a, b) in [
            (t.child_a, true, false),
            (t.parent_a, true, false),
            (t.teacher_a, true, false),
            (t.head, false, false),
            (t.officer, false, false),
        ] {
            assert_eq!(may(&mut conn, who, Action::ViewLearner, t.child_a).await, a);
            assert_eq!(may(&mut conn, who, Action::ViewLearner, t.child_b).await, b);
        }
        let scope = Scope::new(t.teacher_a, &base.clock);
        let classes = permission::organisations(&mut conn, &scope, Action::ViewClass, OrganisationKind::Class).await.unwrap();
        assert_eq!(classes.iter().map(|c| c.id).collect::<Vec<_>>(), [t.class_a]);
        assert!(permission::require_organisation(&mut conn, &scope, Action::ViewClass, t.class_b).await.is_err());
        assert_eq!(permission::subjects(&mut conn, &scope, t.class_a).await.unwrap(), Some(vec!["math".to_owned()]));
        // Before the role began, and for an action the role does not have, there is nothing.
        let before = Scope { today: "2026-08-31".into(), ..scope.clone() };
        assert!(permission::require_organisation(&mut conn, &before, Action::ViewClass, t.class_a).await.is_err());
        assert!(permission::require_organisation(&mut conn, &scope, Action::ManageRoster, t.class_a).await.is_err());
        // The officer's county reaches the school's aggregates.
        let officer = Scope::new(t.officer, &base.clock);
        assert!(permission::require_organisation(&mut conn, &officer, Action::ViewSchool, t.class_a).await.is_ok());
    }
}

#[tokio::test]
async fn a_school_group_reaches_its_schools() {
    for base in bases(&[base::MIGRATIONS, people::MIGRATIONS]).await {
        let t = town(&base).await;
        let (head, class) = (t.head, t.class_a);
        let clock = base.clock.clone();
        base.db
            .write(move |conn| {
                Box::pin(async move {
                    let root = organisation::root(conn).await?.unwrap();
                    let school = organisation::above(conn, class, OrganisationKind::School).await?.unwrap();
                    let group = Organisation::new(OrganisationKind::SchoolGroup, Some(root.id), "G", "group");
                    organisation::add(conn, START, std::slice::from_ref(&group)).await?;
                    role::assign(conn, head, Role::Inspector, group.id, None, FROM).await?;
                    let scope = Scope::new(head, &clock);
                    assert!(permission::require_organisation(conn, &scope, Action::ViewRegion, school.id).await.is_err());
                    organisation::join_group(conn, group.id, school.id).await?;
                    permission::require_organisation(conn, &scope, Action::ViewRegion, class).await
                })
            })
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn sign_in_counts_failures_locks_and_opens_again() {
    for base in bases(&[base::MIGRATIONS, people::MIGRATIONS]).await {
        let t = town(&base).await;
        let login = format!("u{}", t.child_a);
        let hash = account::hash("bamboo-7-grows").await.unwrap();
        base.db.write(move |conn| Box::pin(async move { account::issue(conn, t.child_a, &hash).await })).await.unwrap();
        assert_eq!(account::sign_in(&base, "nobody", "x").await.unwrap(), SignIn::Wrong);
        assert_eq!(
            account::sign_in(&base, &login.to_uppercase(), "bamboo-7-grows").await.unwrap(),
            SignIn::Right { person: t.child_a, must_change: true }
        );
        for _ in 1..base.config.lockout_after {
            assert_eq!(account::sign_in(&base, &login, "wrong").await.unwrap(), SignIn::Wrong);
        }
        let until = START + account::LOCKED_FOR;
        assert_eq!(account::sign_in(&base, &login, "wrong").await.unwrap(), SignIn::Locked { until });
        assert_eq!(account::sign_in(&base, &login, "bamboo-7-grows").await.unwrap(), SignIn::Locked { until });
        base.clock.advance(account::LOCKED_FOR + 1);
        assert!(matches!(account::sign_in(&base, &login, "bamboo-7-grows").await.unwrap(), SignIn::Right { .. }));
    }
}

#[tokio::test]
async fn sessions_end_by_time_by_hand_and_by_a_new_password() {
    for base in bases(&[base::MIGRATIONS, people::MIGRATIONS]).await {
        let t = town(&base).await;
        let hash = account::hash("first-password").await.unwrap();
        base.db.write(move |conn| Box::pin(async move { account::issue(conn, t.parent_a, &hash).await })).await.unwrap();
        let token = session::begin(&base, t.parent_a, "127.0.0.1", "test").await.unwrap();
        let other = session::begin(&base, t.parent_a, "127.0.0.1", "phone").await.unwrap();
        let seen = session::of_token(&base, &token).await.unwrap();
        assert_eq!((seen.person, seen.roles()), (t.parent_a, vec![Role::Guardian]));
        assert!(matches!(session::of_token(&base, &"0".repeat(64)).await, Err(Error::Unauthorized)));
        account::change_password(&base, t.parent_a, "first-password", "second-password", &session::token_hash(&token)).await.unwrap();
        assert!(session::of_token(&base, &token).await.is_ok());
        assert!(matches!(session::of_token(&base, &other).await, Err(Error::Unauthorized)));
        base.clock.advance(i64::from(base.config.session_hours) * 3_600_000 + 1);
        assert!(matches!(session::of_token(&base, &token).await, Err(Error::Unauthorized)));
    }
}

#[tokio::test]
async fn a_long_write_keeps_no_session_waiting() {
    for base in bases(&[base::MIGRATIONS, people::MIGRATIONS]).await {
        let t = town(&base).await;
        let hash = account::hash("first-password").await.unwrap();
        base.db.write(move |conn| Box::pin(async move { account::issue(conn, t.parent_a, &hash).await })).await.unwrap();
        let token = session::begin(&base, t.parent_a, "127.0.0.1", "test").await.unwrap();
        base.clock.advance(10 * 60_000);
        let (begun, go_on) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let (tell, wait, db) = (begun.clone(), go_on.clone(), base.db.clone());
        let import = tokio::spawn(async move {
            let work = async move {
                tell.notify_one();
                wait.notified().await;
                Ok(())
            };
            db.write(move |_| Box::pin(work)).await
        });
        begun.notified().await;
        let seen = timeout(Duration::from_secs(30), session::of_token(&base, &token)).await.expect("no waiting").unwrap();
        go_on.notify_one();
        import.await.unwrap().unwrap();
        // The session's end is moved as soon as it can be.
        let moved = async {
            while session::of_token(&base, &token).await.unwrap().expires == seen.expires {
                tokio::task::yield_now().await;
            }
        };
        timeout(Duration::from_secs(30), moved).await.expect("the end is moved");
    }
}

#[tokio::test]
async fn a_totp_code_works_once() {
    for base in bases(&[base::MIGRATIONS, people::MIGRATIONS]).await {
        let t = town(&base).await;
        let (address, secret) = account::begin_totp(&base, t.officer).await.unwrap();
        assert!(address.starts_with("otpauth://totp/"));
        assert_eq!(account::begin_totp(&base, t.officer).await.unwrap().1, secret);
        let totp = totp_rs::Totp::from_url(&address).unwrap();
        let code = totp.generate((START / 1000) as u64).to_string();
        assert!(!account::check_totp(&base, t.officer, "000000").await.unwrap());
        assert!(account::check_totp(&base, t.officer, &code).await.unwrap());
        assert!(!account::check_totp(&base, t.officer, &code).await.unwrap(), "a code is used up");
        assert!(account::begin_totp(&base, t.officer).await.is_err());
    }
}

#[tokio::test]
async fn consent_is_the_guardians_under_fourteen() {
    for base in bases(&[base::MIGRATIONS, people::MIGRATIONS]).await {
        let t = town(&base).await;
        let (child, teen) = (Scope::new(t.child_a, &base.clock), Scope::new(t.child_b, &base.clock));
        let parent = Scope::new(t.parent_a, &base.clock);
        assert!(matches!(consent::decide(&base, &child, t.child_a, Purpose::Learning, true).await, Err(Error::Forbidden)));
        assert!(matches!(consent::decide(&base, &parent, t.child_b, Purpose::Learning, true).await, Err(Error::Forbidden)));
        consent::decide(&base, &teen, t.child_b, Purpose::Learning, true).await.unwrap();
        consent::decide(&base, &parent, t.child_a, Purpose::Learning, true).await.unwrap();
        let mut conn = base.db.read().await.unwrap();
        assert!(consent::holds(&mut conn, t.child_a, Purpose::Learning).await.unwrap());
        assert!(!consent::holds(&mut conn, t.child_a, Purpose::Ai).await.unwrap());
        consent::decide(&base, &parent, t.child_a, Purpose::Learning, false).await.unwrap();
        assert!(matches!(consent::require(&mut conn, t.child_a, Purpose::Learning).await, Err(Error::Conflict(_))));
        assert_eq!(consent::history(&mut conn, t.child_a).await.unwrap().len(), 2);
        assert_eq!(base::audit::verify(&base.db).await.unwrap(), base::audit::Verdict::Intact(3));
    }
}

#[tokio::test]
async fn consent_on_paper_is_recorded_for_those_without_a_decision() {
    for base in bases(&[base::MIGRATIONS, people::MIGRATIONS]).await {
        let t = town(&base).await;
        base.db.write(move |c| Box::pin(role::assign(c, t.head, Role::ClassTeacher, t.class_a, None, FROM))).await.unwrap();
        let scope = Scope::new(t.head, &base.clock);
        let collect = async |class, people: &[i64]| consent::collect(&base, &scope, class, Purpose::Learning, people).await;
        assert!(matches!(collect(t.class_b, &[t.child_b]).await, Err(Error::Forbidden)));
        assert!(matches!(collect(t.class_a, &[t.child_a, t.child_b]).await, Err(Error::Forbidden)), "a child of another class");
        assert!(matches!(collect(t.class_a, &[]).await, Err(Error::Invalid(_))));
        let mut conn = base.db.read().await.unwrap();
        assert!(!consent::holds(&mut conn, t.child_a, Purpose::Learning).await.unwrap());
        collect(t.class_a, &[t.child_a]).await.unwrap();
        let class = consent::of_class(&mut conn, &scope, t.class_a, Purpose::Learning).await.unwrap();
        assert_eq!(class.iter().map(|s| (s.person, s.given)).collect::<Vec<_>>(), [(t.child_a, Some(true))]);
        assert_eq!(consent::history(&mut conn, t.child_a).await.unwrap()[0].decided_by, "head");
        let entry = &base::audit::latest(&mut conn, Some(&format!("organisation:{}", t.class_a)), i64::MAX, 1).await.unwrap()[0];
        assert_eq!((entry.action.as_str(), entry.actor), ("consent.collect", Some(t.head)));
        // What a guardian withdrew, no paper gives back.
        let parent = Scope::new(t.parent_a, &base.clock);
        consent::decide(&base, &parent, t.child_a, Purpose::Learning, false).await.unwrap();
        assert!(matches!(collect(t.class_a, &[t.child_a]).await, Err(Error::Conflict(_))));
        assert!(!consent::holds(&mut conn, t.child_a, Purpose::Learning).await.unwrap());
    }
}

#[tokio::test]
async fn the_latest_decision_counts_whatever_the_clock_of_the_node_that_wrote_the_one_before() {
    for base in bases(&[base::MIGRATIONS, people::MIGRATIONS]).await {
        let t = town(&base).await;
        let parent = Scope::new(t.parent_a, &base.clock);
        consent::decide(&base, &parent, t.child_a, Purpose::Learning, true).await.unwrap();
        // As if a node an hour ahead had written it.
        base.db.write(|c| Box::pin(async move { base::execute!(c, "UPDATE consent SET id = id + 15099494400000") })).await.unwrap();
        consent::decide(&base, &parent, t.child_a, Purpose::Learning, false).await.unwrap();
        let mut conn = base.db.read().await.unwrap();
        assert!(!consent::holds(&mut conn, t.child_a, Purpose::Learning).await.unwrap());
        assert!(!consent::history(&mut conn, t.child_a).await.unwrap()[0].given);
    }
}

#[tokio::test]
async fn numbers_are_sealed_and_found_again() {
    for base in bases(&[base::MIGRATIONS, people::MIGRATIONS]).await {
        let (seal, id) = (base.seal.clone(), base::id::next());
        let new = NewPerson { id, name: "x".into(), national_id: Some("110101201403011230".into()), ..NewPerson::default() };
        base.db.write(move |conn| Box::pin(async move { people::person::add(conn, START, &seal, &[new]).await })).await.unwrap();
        let mut conn = base.db.read().await.unwrap();
        let found = people::person::by_national_id(&mut conn, &base.seal, "110101201403011230").await.unwrap();
        assert_eq!(found.unwrap().id, id);
        let raw: (String,) = base::fetch_one!(&mut conn, "SELECT national_id FROM person WHERE id = $1", id).unwrap();
        assert!(!raw.0.contains("110101"));
    }
}

#[tokio::test]
async fn many_roles_guardians_and_accounts_are_given_at_once() {
    for base in bases(&[base::MIGRATIONS, people::MIGRATIONS]).await {
        let t = town(&base).await;
        let hash = account::hash("a shared secret").await.unwrap();
        let inner = base.base.clone();
        let child = base
            .db
            .write(move |conn| {
                Box::pin(async move {
                    let id = base::id::next();
                    let new = NewPerson { id, name: "child c".into(), ..NewPerson::default() };
                    people::person::add(conn, START, &inner.seal, &[new]).await?;
                    let student = role::NewAssignment { person: id, role: Role::Student, org: t.class_a, subject: None, starts: FROM };
                    let maths = role::NewAssignment {
                        person: t.teacher_a,
                        role: Role::SubjectTeacher,
                        org: t.class_b,
                        subject: Some("math"),
                        starts: FROM,
                    };
                    role::assign_many(conn, &[student, maths]).await?;
                    let father = guardianship::NewGuardianship { guardian: t.parent_a, child: id, relation: "father" };
                    guardianship::add_many(conn, &[father], FROM).await?;
                    // Again, as an import that is repeated does.
                    guardianship::add_many(conn, &[father], FROM).await?;
                    account::create_shared(conn, &[(id, "Child-C".to_owned())], &hash).await?;
                    Ok(id)
                })
            })
            .await
            .unwrap();
        let mut conn = base.db.read().await.unwrap();
        let pupils = role::at(&mut conn, t.class_a, Role::Student, FROM).await.unwrap();
        assert_eq!(pupils.iter().map(|p| p.id).collect::<Vec<_>>(), [t.child_a, child]);
        let taught = role::of_person(&mut conn, t.teacher_a, FROM).await.unwrap();
        assert!(taught.iter().any(|a| a.org == t.class_b && a.subject.as_deref() == Some("math")));
        let children = guardianship::children(&mut conn, t.parent_a, FROM).await.unwrap();
        assert_eq!(children.iter().map(|p| p.id).collect::<Vec<_>>(), [t.child_a, child]);
        let right = SignIn::Right { person: child, must_change: false };
        assert_eq!(account::sign_in(&base, "child-c", "a shared secret").await.unwrap(), right);
    }
}
