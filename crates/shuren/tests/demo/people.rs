use super::{TODAY, count};
use base::testing::TestBase;
use base::{Conn, Date, fetch_all};
use people::account::{self, SignIn};
use people::{OrganisationKind, Role, grade, guardianship, organisation, person, role};
use shuren::demo::{PASSWORD, Summary};
use std::collections::{BTreeSet, HashMap};

pub async fn as_many_as_promised_and_all_marked(conn: &mut Conn, summary: &Summary) {
    assert_eq!(summary.schools, 12);
    assert!((5_800..=6_300).contains(&summary.students), "{}", summary.students);
    assert!(summary.guardians > summary.students, "{}", summary.guardians);
    let teachers = "SELECT COUNT(DISTINCT person) FROM role_assignment WHERE role IN ('subject_teacher', 'class_teacher')";
    let teachers = count(conn, teachers).await;
    assert!((430..=480).contains(&teachers), "{teachers}");
    let region = organisation::root(conn).await.unwrap().unwrap();
    assert_eq!((region.id, region.demo), (1, true));
    let schools = organisation::below(conn, region.id, OrganisationKind::School).await.unwrap();
    assert!(schools.iter().all(|s| s.name.ends_with("（演示）")));
    assert_eq!(schools.iter().filter(|s| s.locality.as_deref() == Some("rural")).count(), 2);
    assert_eq!(schools.iter().filter(|s| s.special).count(), 1);
    let stages: BTreeSet<_> = schools.iter().flat_map(|s| s.stages()).collect();
    assert_eq!(stages.len(), 5, "every stage of schooling: {stages:?}");
    for unmarked in ["SELECT COUNT(*) FROM person WHERE NOT demo", "SELECT COUNT(*) FROM organisation WHERE NOT demo"] {
        assert_eq!(count(conn, unmarked).await, 0, "{unmarked}");
    }
    let numbers = "SELECT COUNT(*) FROM person WHERE national_id IS NOT NULL OR student_number IS NOT NULL";
    assert_eq!(count(conn, numbers).await, 0);
    let consenting = count(conn, "SELECT COUNT(DISTINCT person) FROM consent WHERE purpose = 'learning' AND given").await;
    let share = consenting as f64 / summary.students as f64;
    assert!((0.955..=0.985).contains(&share), "{share}");
}

pub async fn one_class_teacher_and_teachers_of_subjects_for_every_class(conn: &mut Conn) {
    let classes: Vec<(i64, i64, i64, i64)> = fetch_all!(
        conn,
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
    let twice = "SELECT COUNT(*) FROM (SELECT org, subject FROM role_assignment WHERE role = 'subject_teacher'
                 GROUP BY org, subject HAVING COUNT(*) > 1) AS t";
    assert_eq!(count(conn, twice).await, 0, "one teacher a subject and class");
    let strangers = "SELECT COUNT(*) FROM role_assignment c WHERE c.role = 'class_teacher' AND NOT EXISTS
                     (SELECT 1 FROM role_assignment s WHERE s.person = c.person AND s.org = c.org AND s.role = 'subject_teacher')";
    assert_eq!(count(conn, strangers).await, 0, "a class teacher teaches the class");
    let most =
        "SELECT MAX(n) FROM (SELECT COUNT(DISTINCT org) AS n FROM role_assignment WHERE role = 'subject_teacher' GROUP BY person) AS t";
    assert!(count(conn, most).await <= 5);
}

pub async fn ages_fit_grades_and_guardians_are_grown_up(conn: &mut Conn) {
    let schools = organisation::below(conn, 1, OrganisationKind::School).await.unwrap();
    let schools: HashMap<i64, people::Organisation> = schools.into_iter().map(|s| (s.id, s)).collect();
    let pupils: Vec<(String, i64, i64)> = fetch_all!(
        conn,
        "SELECT p.birth, c.entry_year, s.id FROM role_assignment r JOIN person p ON p.id = r.person JOIN organisation c ON c.id = r.org
         JOIN org_above a ON a.org = c.id JOIN organisation s ON s.id = a.above AND s.kind = 'school' WHERE r.role = 'student'"
    )
    .unwrap();
    let today: Date = TODAY.parse().unwrap();
    for (birth, entry_year, school) in pupils {
        let school = &schools[&school];
        let grade = grade::of(school, entry_year, today).unwrap();
        let born: Date = birth.parse().unwrap();
        // Completed years on the day before the school year.
        let age = i64::from(today.year()) - i64::from(born.year()) - i64::from((born.month(), born.day()) > (8, 31));
        let expected = if school.stages == "kindergarten" { grade + 2 } else { grade + 5 };
        let later = if school.special { 2 } else { 0 };
        assert!((expected..=expected + later).contains(&age), "{birth} in grade {grade} of {}", school.name);
    }
    let bonds: Vec<(String, String)> =
        fetch_all!(conn, "SELECT g.birth, c.birth FROM guardianship w JOIN person g ON g.id = w.guardian JOIN person c ON c.id = w.child")
            .unwrap();
    for (guardian, child) in &bonds {
        let eighteen: Date = guardian.parse::<Date>().unwrap().checked_add(jiff::ToSpan::years(18)).unwrap();
        assert!(eighteen < child.parse().unwrap(), "guardian born {guardian}, child {child}");
    }
    let alone = "SELECT COUNT(*) FROM role_assignment r WHERE r.role = 'student' AND NOT EXISTS
                 (SELECT 1 FROM guardianship w WHERE w.child = r.person)";
    assert_eq!(count(conn, alone).await, 0);
    let shared = "SELECT COUNT(*) FROM (SELECT guardian FROM guardianship GROUP BY guardian HAVING COUNT(*) > 1) AS t";
    let shared = count(conn, shared).await;
    assert!(shared > 500, "guardians of two: {shared}");
}

pub async fn documented_accounts_open_and_meet_in_one_class(base: &TestBase, conn: &mut Conn, summary: &Summary) {
    let of = |login: &str| summary.visitors.iter().find(|v| v.login == login).unwrap().person;
    let people: BTreeSet<i64> = summary.visitors.iter().map(|v| v.person).collect();
    assert_eq!((summary.visitors.len(), people.len()), (12, 12), "a person each: {:?}", summary.visitors);
    for visitor in &summary.visitors {
        let right = SignIn::Right { person: visitor.person, must_change: false };
        assert_eq!(account::sign_in(base, visitor.login, PASSWORD).await.unwrap(), right, "{}", visitor.login);
        assert_eq!(person::get(conn, visitor.person).await.unwrap().name, visitor.name);
        let held = role::of_person(conn, visitor.person, TODAY).await.unwrap();
        assert!(visitor.role == Role::Guardian || held.iter().any(|a| a.role() == Some(visitor.role)), "{}", visitor.login);
    }
    let class = role::of_person(conn, of("student"), TODAY).await.unwrap()[0].org;
    let teachers = role::at(conn, class, Role::SubjectTeacher, TODAY).await.unwrap();
    assert!(teachers.iter().any(|p| p.id == of("teacher")));
    assert_eq!(role::at(conn, class, Role::ClassTeacher, TODAY).await.unwrap()[0].id, of("classteacher"));
    let children = guardianship::children(conn, of("parent"), TODAY).await.unwrap();
    assert!(children.len() > 1 && children.iter().any(|c| c.id == of("student")), "{children:?}");
    for (id, login) in [(1_000_001, "s000001"), (1_001, "t0001"), (3_000_001, "g000001")] {
        assert_eq!(account::of_person(conn, id).await.unwrap().unwrap().login, login);
    }
}
