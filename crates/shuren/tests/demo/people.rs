use super::{count, digest, loaded};
use base::fetch_all;
use people::account::{self, SignIn};
use people::{OrganisationKind, Role, organisation, role};
use shuren::demo::{self, PASSWORD, Size, State};
use std::collections::HashMap;

const TODAY: &str = "2026-09-01";

/// Everything drawn, without identifiers that the database's use gives (of assignments and decisions).
const TABLES: &[&str] = &[
    "SELECT id || '|' || kind || '|' || COALESCE(parent, 0) || '|' || code || '|' || name || '|' || stages FROM organisation ORDER BY id",
    "SELECT id || '|' || name || '|' || gender || '|' || birth FROM person ORDER BY id",
    "SELECT person || '|' || role || '|' || org || '|' || COALESCE(subject, '') || '|' || starts AS r FROM role_assignment ORDER BY r",
    "SELECT guardian || '|' || child || '|' || relation FROM guardianship ORDER BY guardian, child",
    "SELECT person || '|' || purpose FROM consent ORDER BY person",
    "SELECT person || '|' || login FROM account ORDER BY person",
];

#[tokio::test]
async fn the_same_seed_draws_the_same_people_on_both_databases() {
    let mut digests = Vec::new();
    for (base, _) in loaded(1).await {
        digests.push(digest(&mut base.db.read().await.unwrap(), TABLES).await);
    }
    let again = loaded(1).await;
    digests.push(digest(&mut again[0].0.db.read().await.unwrap(), TABLES).await);
    assert!(digests.windows(2).all(|d| d[0] == d[1]), "{digests:?}");
    let other = loaded(2).await;
    assert_ne!(digest(&mut other[0].0.db.read().await.unwrap(), TABLES).await, digests[0]);
}

#[tokio::test]
async fn there_are_as_many_as_promised_and_all_are_marked() {
    for (base, summary) in loaded(1).await {
        assert_eq!(summary.schools, 12);
        assert!((5_800..=6_300).contains(&summary.students), "{}", summary.students);
        assert!(summary.guardians > summary.students, "{}", summary.guardians);
        let mut conn = base.db.read().await.unwrap();
        assert_eq!(demo::state(&mut conn).await.unwrap(), State::Loaded);
        let teachers =
            count(&mut conn, "SELECT COUNT(DISTINCT person) FROM role_assignment WHERE role IN ('subject_teacher', 'class_teacher')").await;
        assert!((430..=480).contains(&teachers), "{teachers}");
        let region = organisation::root(&mut conn).await.unwrap().unwrap();
        assert_eq!((region.id, region.demo), (1, true));
        let schools = organisation::below(&mut conn, region.id, OrganisationKind::School).await.unwrap();
        assert!(schools.iter().all(|s| s.name.ends_with("（演示）")));
        assert_eq!(schools.iter().filter(|s| s.locality.as_deref() == Some("rural")).count(), 2);
        assert_eq!(schools.iter().filter(|s| s.special).count(), 1);
        let stages: std::collections::BTreeSet<_> = schools.iter().flat_map(|s| s.stages()).collect();
        assert_eq!(stages.len(), 5, "every stage of schooling: {stages:?}");
        for table in ["SELECT COUNT(*) FROM person WHERE NOT demo", "SELECT COUNT(*) FROM organisation WHERE NOT demo"] {
            assert_eq!(count(&mut conn, table).await, 0, "{table}");
        }
        let numbers = "SELECT COUNT(*) FROM person WHERE national_id IS NOT NULL OR student_number IS NOT NULL";
        assert_eq!(count(&mut conn, numbers).await, 0);
        let consenting = count(&mut conn, "SELECT COUNT(DISTINCT person) FROM consent WHERE purpose = 'learning' AND given").await;
        let share = consenting as f64 / summary.students as f64;
        assert!((0.955..=0.985).contains(&share), "{share}");
    }
}

#[tokio::test]
async fn a_region_is_never_loaded_over_another() {
    for (base, _) in loaded(1).await {
        let refused = demo::load(&base, Size::S, 1, |_| {}).await.unwrap_err();
        assert!(matches!(refused, base::Error::Conflict(p) if p.key == "cli.demo_region_exists"));
    }
}

#[tokio::test]
async fn every_class_has_one_class_teacher_and_teachers_of_its_subjects() {
    for (base, _) in loaded(1).await {
        let mut conn = base.db.read().await.unwrap();
        let classes: Vec<(i64, i64, i64, i64)> = fetch_all!(
            &mut conn,
            "SELECT o.id,
                    COUNT(DISTINCT CASE WHEN r.role = 'class_teacher' THEN r.person END),
                    COUNT(DISTINCT CASE WHEN r.role = 'subject_teacher' THEN r.subject END),
                    COUNT(DISTINCT CASE WHEN r.role = 'student' THEN r.person END)
             FROM organisation o LEFT JOIN role_assignment r ON r.org = o.id WHERE o.kind = 'class' GROUP BY o.id"
        )
        .unwrap();
        assert!(classes.len() > 150);
        for (class, class_teachers, subjects, pupils) in classes {
            assert_eq!(class_teachers, 1, "class {class}");
            assert!(subjects >= 3, "class {class}: {subjects} subjects");
            assert!((6..=50).contains(&pupils), "class {class}: {pupils} pupils");
        }
        let twice = "SELECT COUNT(*) FROM (SELECT org, subject FROM role_assignment WHERE role = 'subject_teacher' GROUP BY org, subject HAVING COUNT(*) > 1) AS t";
        assert_eq!(count(&mut conn, twice).await, 0, "one teacher a subject and class");
        let strangers = "SELECT COUNT(*) FROM role_assignment c WHERE c.role = 'class_teacher' AND NOT EXISTS
             (SELECT 1 FROM role_assignment s WHERE s.person = c.person AND s.org = c.org AND s.role = 'subject_teacher')";
        assert_eq!(count(&mut conn, strangers).await, 0, "a class teacher teaches the class");
        let most =
            "SELECT MAX(n) FROM (SELECT COUNT(DISTINCT org) AS n FROM role_assignment WHERE role = 'subject_teacher' GROUP BY person) AS t";
        assert!(count(&mut conn, most).await <= 5);
    }
}

#[tokio::test]
async fn ages_fit_grades_and_guardians_are_grown_up() {
    for (base, _) in loaded(1).await {
        let mut conn = base.db.read().await.unwrap();
        let schools: HashMap<i64, people::Organisation> =
            organisation::below(&mut conn, 1, OrganisationKind::School).await.unwrap().into_iter().map(|s| (s.id, s)).collect();
        let pupils: Vec<(String, i64, i64)> = fetch_all!(
            &mut conn,
            "SELECT p.birth, c.entry_year, s.id FROM role_assignment r JOIN person p ON p.id = r.person JOIN organisation c ON c.id = r.org
             JOIN org_above a ON a.org = c.id JOIN organisation s ON s.id = a.above AND s.kind = 'school' WHERE r.role = 'student'"
        )
        .unwrap();
        let today: base::Date = TODAY.parse().unwrap();
        for (birth, entry_year, school) in pupils {
            let school = &schools[&school];
            let grade = people::grade::of(school, entry_year, today).unwrap();
            let born: base::Date = birth.parse().unwrap();
            // Completed years on 31 August before the school year.
            let age = i64::from(today.year()) - i64::from(born.year()) - i64::from((born.month(), born.day()) > (8, 31));
            let expected = if school.stages == "kindergarten" { grade + 2 } else { grade + 5 };
            let later = if school.special { 2 } else { 0 };
            assert!((expected..=expected + later).contains(&age), "{birth} in grade {grade} of {}", school.name);
        }
        let bonds: Vec<(String, String)> = fetch_all!(
            &mut conn,
            "SELECT g.birth, c.birth FROM guardianship w JOIN person g ON g.id = w.guardian JOIN person c ON c.id = w.child"
        )
        .unwrap();
        for (guardian, child) in &bonds {
            let eighteen: base::Date = guardian.parse::<base::Date>().unwrap().checked_add(jiff::ToSpan::years(18)).unwrap();
            assert!(eighteen < child.parse().unwrap(), "guardian born {guardian}, child {child}");
        }
        let orphans = "SELECT COUNT(*) FROM role_assignment r WHERE r.role = 'student' AND NOT EXISTS (SELECT 1 FROM guardianship w WHERE w.child = r.person)";
        assert_eq!(count(&mut conn, orphans).await, 0);
        let shared =
            count(&mut conn, "SELECT COUNT(*) FROM (SELECT guardian FROM guardianship GROUP BY guardian HAVING COUNT(*) > 1) AS t").await;
        assert!(shared > 500, "guardians of two: {shared}");
    }
}

#[tokio::test]
async fn the_documented_accounts_open_and_meet_in_one_class() {
    for (base, summary) in loaded(1).await {
        let of = |login: &str| summary.visitors.iter().find(|v| v.login == login).unwrap().person;
        assert_eq!(summary.visitors.len(), 12);
        let people: std::collections::BTreeSet<i64> = summary.visitors.iter().map(|v| v.person).collect();
        assert_eq!(people.len(), 12, "a person each: {:?}", summary.visitors);
        for visitor in &summary.visitors {
            let right = SignIn::Right { person: visitor.person, must_change: false };
            assert_eq!(account::sign_in(&base, visitor.login, PASSWORD).await.unwrap(), right, "{}", visitor.login);
            let mut conn = base.db.read().await.unwrap();
            assert_eq!(people::person::get(&mut conn, visitor.person).await.unwrap().name, visitor.name);
            let held = role::of_person(&mut conn, visitor.person, TODAY).await.unwrap();
            assert!(visitor.role == Role::Guardian || held.iter().any(|a| a.role() == Some(visitor.role)), "{}", visitor.login);
        }
        let mut conn = base.db.read().await.unwrap();
        let class = role::of_person(&mut conn, of("student"), TODAY).await.unwrap()[0].org;
        let teachers = role::at(&mut conn, class, Role::SubjectTeacher, TODAY).await.unwrap();
        assert!(teachers.iter().any(|p| p.id == of("teacher")));
        assert_eq!(role::at(&mut conn, class, Role::ClassTeacher, TODAY).await.unwrap()[0].id, of("classteacher"));
        let children = people::guardianship::children(&mut conn, of("parent"), TODAY).await.unwrap();
        assert!(children.len() > 1 && children.iter().any(|c| c.id == of("student")), "{children:?}");
        assert_eq!(account::of_person(&mut conn, 1_000_001).await.unwrap().unwrap().login, "s000001");
        assert_eq!(account::of_person(&mut conn, 1_001).await.unwrap().unwrap().login, "t0001");
        assert_eq!(account::of_person(&mut conn, 3_000_001).await.unwrap().unwrap().login, "g000001");
    }
}
