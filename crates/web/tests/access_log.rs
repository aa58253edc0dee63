//! Who looked at a learner's record, through the service.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod class;

use axum::http::{Method, StatusCode};
use class::{Class, classes};
use people::Scope;
use people::access_log::{self, SLOT, View};
use web::Access;

/// The looks at the student's record, newest first, once they are all kept.
async fn looks(class: &Class) -> Vec<View> {
    class.app.settled().await;
    let scope = Scope::new(class.student, &class.base.clock);
    access_log::of_learner(&mut class.base.db.read().await.unwrap(), &scope, class.student, None, 1_000).await.unwrap()
}

#[tokio::test]
async fn every_route_that_opens_a_record_is_kept() {
    for class in classes().await {
        let statement = class.answered(class.student, 1.0).await;
        let token = class.sign_in(class.guardian).await;
        let mut walked = 0;
        for route in web::routes() {
            let Access::Person(action) = route.access else { continue };
            if !action.opens_record() || route.method != Method::GET {
                continue;
            }
            let path = route
                .path
                .replace("{person}", &class.student.to_string())
                .replace("{point}", &class.points[0].to_string())
                .replace("{statement}", &statement.to_string());
            let page = class.get(&path, &token).await;
            assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.text());
            let looks = looks(&class).await;
            let found = looks.iter().filter(|v| v.page == route.path && v.who == class.guardian).count();
            assert_eq!(found, 1, "{}: {looks:?}", route.path);
            walked += 1;
        }
        assert!(walked >= 4, "{walked}");
    }
}

#[tokio::test]
async fn a_look_says_who_as_what_and_when_and_is_kept_once_in_ten_minutes() {
    for class in classes().await {
        class.answered(class.student, 1.0).await;
        let (teacher, own) = (class.sign_in(class.math_teacher).await, class.sign_in(class.student).await);
        let (record, log) = (format!("/learner/{}", class.student), format!("/learner/{}/access", class.student));
        class.get(&record, &own).await;
        class.get(&log, &own).await;
        assert_eq!(looks(&class).await, [], "one's own looks are not kept");
        class.get(&record, &teacher).await;
        // The same person through another node.
        let node = web::App::new(class.base.base.clone());
        let other = Class { service: web::router(node.clone()), app: node, ..class };
        other.get(&record, &teacher).await;
        let seen = looks(&other).await;
        assert_eq!(seen.len(), 1, "{seen:?}");
        let text = other.get(&log, &own).await.text();
        for words in ["陈老师", "青川中学 七年级(1)班 任课教师", "学情总览", "2026-09-01 08:00"] {
            assert!(text.contains(words), "{words} in {text}");
        }
        other.base.clock.advance(SLOT);
        other.get(&record, &teacher).await;
        assert_eq!(looks(&other).await.len(), 2);
    }
}

#[tokio::test]
async fn a_refused_look_is_none_and_the_log_is_the_familys() {
    for class in classes().await {
        class.answered(class.student, 1.0).await;
        let log = format!("/learner/{}/access", class.student);
        for (person, status) in [
            (class.classmate, StatusCode::FORBIDDEN),
            (class.math_teacher, StatusCode::FORBIDDEN),
            (class.guardian, StatusCode::OK),
            (class.student, StatusCode::OK),
        ] {
            let token = class.sign_in(person).await;
            assert_eq!(class.get(&log, &token).await.status, status);
        }
        let classmate = class.sign_in(class.classmate).await;
        assert_eq!(class.get(&format!("/learner/{}", class.student), &classmate).await.status, StatusCode::FORBIDDEN);
        let seen = looks(&class).await;
        assert_eq!(seen.iter().map(|v| v.who).collect::<Vec<_>>(), [class.guardian], "{seen:?}");
    }
}
