//! Erasing what is kept for a purpose, and how long it is kept, through the service.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod class;

use axum::http::StatusCode;
use base::job::{self, Handlers};
use base::testing::START;
use class::{Class, Page, classes};
use people::{Role, organisation, role, session};
use records::event::Event;
use uuid::Uuid;

async fn send(class: &Class, path: &str, token: &str, fields: &[(&str, &str)]) -> Page {
    let fields: Vec<(&str, String)> = fields.iter().map(|(n, v)| (*n, (*v).to_owned())).collect();
    class.post(path, token, &fields).await
}

/// The teacher has noted something about the student.
async fn noted(class: &Class, fact: &str, note: &str) {
    let event = Event {
        statement: Uuid::new_v4(),
        person: class.student,
        fact: records::event::Fact::of(fact).unwrap(),
        class: 1,
        subject: None,
        by: class.math_teacher,
        at: START,
        note: Some(note.into()),
    };
    let home = class.base.config.public_url();
    class.base.db.write(move |conn| Box::pin(async move { records::event::record(conn, &home, START, &[event]).await })).await.unwrap();
}

async fn work(class: &Class) {
    let handlers =
        Handlers::default().on(learner::erasure::JOB, learner::erasure::run).on(learner::retention::JOB, learner::retention::run);
    job::drain(&class.base, &handlers).await.unwrap();
}

#[tokio::test]
async fn a_guardian_has_what_was_noted_deleted_after_withdrawing_consent() {
    for class in classes().await {
        let (parent, teacher) = (class.sign_in(class.guardian).await, class.sign_in(class.math_teacher).await);
        let page = format!("/family/{}/consent", class.student);
        let erase = format!("{page}/classroom/erase");
        noted(&class, "raised-hand", "声音<很>小").await;
        noted(&class, "asked-question", "问得好").await;
        class.answered(class.student, 1.0).await;

        send(&class, &page, &parent, &[("purpose", "classroom"), ("given", "true")]).await;
        let agreed = class.get(&page, &parent).await;
        assert!(!agreed.html.contains("/erase\""), "{}", agreed.text());
        let held = class.get(&erase, &parent).await;
        assert_eq!(held.status, StatusCode::CONFLICT);
        assert!(held.text().contains("请先撤回同意"), "{}", held.text());
        assert_eq!(send(&class, &erase, &parent, &[]).await.status, StatusCode::CONFLICT);

        send(&class, &page, &parent, &[("purpose", "classroom"), ("given", "false")]).await;
        let withdrawn = class.get(&page, &parent).await;
        assert!(withdrawn.text().contains("这里还保存着以前的 2 条记录"), "{}", withdrawn.text());
        assert!(withdrawn.html.contains(&format!("href=\"{erase}\"")));
        let confirm = class.get(&erase, &parent).await;
        for words in ["谁也不能恢复", "2 条记录", "备份", "去标识", "只记条数", "先把档案带走"] {
            assert!(confirm.text().contains(words), "{words} in {}", confirm.text());
        }
        assert_eq!(class.get(&erase, &teacher).await.status, StatusCode::FORBIDDEN);
        assert_eq!(send(&class, &erase, &teacher, &[]).await.status, StatusCode::FORBIDDEN);
        assert_eq!(send(&class, &format!("{page}/ai/erase"), &parent, &[]).await.status, StatusCode::NOT_FOUND);
        assert_eq!(send(&class, &format!("{page}/homework/erase"), &parent, &[]).await.status, StatusCode::CONFLICT, "nothing there");

        let asked = send(&class, &erase, &parent, &[]).await;
        assert_eq!((asked.status, asked.location), (StatusCode::SEE_OTHER, format!("{page}#classroom")));
        let under_way = class.get(&page, &parent).await;
        assert!(under_way.text().contains("正在删除") && under_way.html.contains("id=\"erasing-classroom\""), "{}", under_way.text());
        work(&class).await;
        let done = class.get(&page, &parent).await;
        assert!(done.text().contains("2026-09-01 08:00 删除了 2 条记录，由林妈妈提出"), "{}", done.text());
        assert!(done.html.contains("id=\"erasing-classroom\"") && !done.html.contains(&erase), "{}", done.html);
        let timeline = class.get(&format!("/learner/{}/timeline", class.student), &parent).await.text();
        assert!(timeline.contains("答对一题") && !timeline.contains("举手"), "{timeline}");
        let jobs = class.get("/jobs", &parent).await.text();
        assert!(jobs.contains("删除一项用途的记录"), "{jobs}");
    }
}

#[tokio::test]
async fn a_student_of_fourteen_decides_and_a_younger_one_does_not() {
    for class in classes().await {
        class.answered(class.classmate, 1.0).await;
        class.answered(class.young, 1.0).await;
        let (own, young) = (class.sign_in(class.classmate).await, class.sign_in(class.young).await);
        class.withdraw(class.classmate).await;
        let page = class.get("/account/consent", &own).await;
        assert!(page.text().contains("1 条记录") && page.html.contains("/account/consent/learning/erase"), "{}", page.text());
        assert!(!class.get("/account/consent", &young).await.html.contains("/erase"));
        assert_eq!(class.get("/account/consent/learning/erase", &young).await.status, StatusCode::FORBIDDEN);
        assert_eq!(send(&class, "/account/consent/learning/erase", &young, &[]).await.status, StatusCode::FORBIDDEN);
        let confirm = class.get("/account/consent/learning/erase", &own).await;
        assert!(confirm.text().contains("1 个知识点估计"), "{}", confirm.text());
        assert_eq!(send(&class, "/account/consent/learning/erase", &own, &[]).await.status, StatusCode::SEE_OTHER);
        work(&class).await;
        assert!(class.get("/account/consent", &own).await.text().contains("删除了 1 条记录"));
        assert_eq!(class.statements().await, 1, "the other one's");
    }
}

/// A session of somebody who holds a role at the region.
async fn at_region(class: &Class, held: Role, person: i64) -> String {
    class
        .base
        .db
        .write(move |conn| {
            Box::pin(async move {
                let region = organisation::root(conn).await?.unwrap();
                role::assign(conn, person, held, region.id, None, "2026-09-01").await
            })
        })
        .await
        .unwrap();
    let token = class.sign_in(person).await;
    session::passed_second_factor(&class.base, &token).await.unwrap();
    token
}

#[tokio::test]
async fn how_long_records_are_kept_is_proposed_by_one_and_approved_by_another() {
    for class in classes().await {
        class.answered(class.student, 1.0).await;
        class.base.clock.advance(4 * 366 * 86_400_000);
        class.answered(class.student, 1.0).await;
        let admin = at_region(&class, Role::Administrator, class.math_teacher).await;
        let officer = at_region(&class, Role::BureauOfficer, class.physics_teacher).await;
        let page = "/admin/retention";
        let empty = class.get(page, &admin).await;
        assert!(empty.text().contains("还没有运行过") && empty.text().contains("没有规定"), "{}", empty.text());
        assert!(class.get("/admin", &admin).await.html.contains("href=\"/admin/retention\""));
        let form = [("purpose", "learning"), ("months", "1"), ("reason", "三年<够>用"), ("source", "")];
        let refused = send(&class, page, &admin, &form).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.html.contains("三年&lt;够&gt;用") && refused.text().contains("2 到 600"), "{}", refused.text());
        let form = [("purpose", "learning"), ("months", "36"), ("reason", "三年<够>用"), ("source", "第十九条")];
        assert_eq!(send(&class, page, &officer, &form).await.status, StatusCode::FORBIDDEN);
        assert_eq!(send(&class, page, &admin, &form).await.status, StatusCode::SEE_OTHER);

        let own = class.get(page, &admin).await;
        assert!(own.text().contains("须由另一位") && own.text().contains("今天会删除（条） 1"), "{}", own.text());
        let waiting = class.get(page, &officer).await;
        assert!(!waiting.html.contains("<form method=\"post\" action=\"/admin/retention\""), "officers do not propose");
        let action =
            waiting.html.split("action=\"").find(|a| a.starts_with("/admin/retention/")).unwrap().split('"').next().unwrap().to_owned();
        assert_eq!(send(&class, &action, &admin, &[("decision", "approve")]).await.status, StatusCode::CONFLICT);
        assert_eq!(send(&class, &action, &officer, &[("decision", "approve")]).await.status, StatusCode::SEE_OTHER);
        assert_eq!(send(&class, &action, &officer, &[("decision", "reject")]).await.status, StatusCode::CONFLICT);

        let held = class.get(page, &admin).await;
        assert!(held.text().contains("数一数") && !held.text().contains("今天会删除（条）"), "{}", held.text());
        assert!(class.get("/admin/retention?count=true", &admin).await.text().contains("今天会删除（条） 学习"));
        assert!(learner::retention::nightly(&class.base).await.unwrap());
        assert!(class.get(page, &admin).await.text().contains("正在进行"));
        work(&class).await;
        let after = class.get(page, &officer).await.text();
        assert!(after.contains("36 个月 吴老师") && after.contains("完成。 记录 1"), "{after}");
        assert_eq!(class.statements().await, 1);
    }
}
