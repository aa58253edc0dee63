//! A student's record through the service: timeline, correction, sharing, export.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod class;

use axum::http::StatusCode;
use class::{Class, Page, classes};
use people::{OrganisationKind, Role, organisation, role};

/// The class and its school; the mathematics teacher becomes class teacher, the physics teacher leads the school.
async fn staffed(class: &Class) -> (i64, i64) {
    let (student, math, physics) = (class.student, class.math_teacher, class.physics_teacher);
    class
        .base
        .db
        .write(move |conn| {
            Box::pin(async move {
                let place = role::of_person(conn, student, "2026-09-01").await?[0].org;
                let school = organisation::above(conn, place, OrganisationKind::School).await?.unwrap().id;
                role::assign(conn, math, Role::ClassTeacher, place, None, "2026-09-01").await?;
                role::assign(conn, physics, Role::SchoolLeader, school, None, "2026-09-01").await?;
                Ok((place, school))
            })
        })
        .await
        .unwrap()
}

async fn send(class: &Class, path: &str, token: &str, fields: &[(&str, &str)]) -> Page {
    let fields: Vec<(&str, String)> = fields.iter().map(|(n, v)| (*n, (*v).to_owned())).collect();
    class.post(path, token, &fields).await
}

#[tokio::test]
async fn a_timeline_tells_in_sentences_and_opens_down_to_the_statement() {
    for class in classes().await {
        let right = class.answered(class.student, 1.0).await;
        class.base.clock.advance(60_000);
        class.answered(class.student, 0.0).await;
        let (own, teacher) = (class.sign_in(class.student).await, class.sign_in(class.physics_teacher).await);
        let path = format!("/learner/{}/timeline", class.student);
        let page = class.get(&path, &own).await;
        let text = page.text();
        for words in ["2026-09-01", "08:00 数学“有理数的加法”：答对一题", "08:01 数学“有理数的加法”：一题没答对", "本平台自动记录"]
        {
            assert!(text.contains(words), "{words} in {text}");
        }
        let none = class.get(&format!("{path}?kind=note"), &own).await.text();
        assert!(none.contains("这里还没有记录"), "{none}");
        let other = class.get(&path, &teacher).await.text();
        assert!(!other.contains("答对一题"), "physics does not see mathematics: {other}");
        let entry = class.get(&format!("/learner/{}/statement/{right}", class.student), &own).await;
        for part in ["答对一题", "申请更正", "分享这一条", "&quot;stored&quot;"] {
            assert!(entry.html.contains(part), "{part} in {}", entry.html);
        }
    }
}

#[tokio::test]
async fn a_correction_goes_from_student_to_teacher_to_school() {
    for class in classes().await {
        let (place, school) = staffed(&class).await;
        let statement = class.answered(class.student, 0.0).await;
        let (own, teacher, head) =
            (class.sign_in(class.student).await, class.sign_in(class.math_teacher).await, class.sign_in(class.physics_teacher).await);
        let entry = format!("/learner/{}/statement/{statement}", class.student);
        let empty = send(&class, &format!("{entry}/correction"), &own, &[("reason", "wrong"), ("words", " ")]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        let asked = send(&class, &format!("{entry}/correction"), &own, &[("reason", "not_me"), ("words", "是<弟弟>点的")]).await;
        assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.text());

        let waiting = class.get("/teacher/questions", &teacher).await;
        assert!(waiting.html.contains("是&lt;弟弟&gt;点的") && waiting.text().contains("一题没答对"), "{}", waiting.html);
        let action = waiting.html.split("action=\"").find(|a| a.contains("/corrections/")).unwrap().split('"').next().unwrap().to_owned();
        assert!(action.starts_with(&format!("/class/{place}/corrections/")), "{action}");
        let nothing = send(&class, &action, &teacher, &[("words", "查过")]).await;
        assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
        let upheld = send(&class, &action, &teacher, &[("verdict", "upheld"), ("words", "查过，是本人。")]).await;
        assert_eq!(upheld.status, StatusCode::SEE_OTHER, "{}", upheld.text());

        let list = class.get(&format!("/learner/{}/corrections", class.student), &own).await;
        assert!(list.text().contains("老师答复：保留") && list.text().contains("向学校申诉"), "{}", list.text());
        let appeal = list.html.split("action=\"").find(|a| a.contains("/appeal\"")).unwrap().split('"').next().unwrap().to_owned();
        assert_eq!(send(&class, &appeal, &own, &[("words", "同学可以作证。")]).await.status, StatusCode::SEE_OTHER);

        let appeals = format!("/school/{school}/appeals");
        let page = class.get(&appeals, &head).await;
        assert!(page.text().contains("同学可以作证。"), "{}", page.text());
        let action = page.html.split("action=\"").find(|a| a.contains("/appeals/")).unwrap().split('"').next().unwrap().to_owned();
        assert_eq!(send(&class, &action, &head, &[("verdict", "voided"), ("words", "核实，作废。")]).await.status, StatusCode::SEE_OTHER);
        let text = class.get(&entry, &own).await.text();
        for words in ["已作废", "已更正：这条记录作废", "学校决定：作废", "核实，作废。"] {
            assert!(text.contains(words), "{words} in {text}");
        }
        let record = class.get(&format!("/learner/{}", class.student), &own).await.text();
        assert!(record.contains("还没有作答记录"), "the estimate went with it: {record}");
    }
}

#[tokio::test]
async fn a_link_opens_without_signing_in_until_it_is_taken_back() {
    for class in classes().await {
        staffed(&class).await;
        let statement = class.answered(class.student, 1.0).await;
        class.answered(class.student, 0.0).await;
        let own = class.sign_in(class.student).await;
        let shares = format!("/learner/{}/shares", class.student);
        let form = class.get(&format!("{shares}?statement={statement}"), &own).await;
        assert!(form.text().contains("陈老师（七年级(1)班"), "{}", form.text());
        let fields = [("statement", statement.to_string()), ("with", String::new()), ("days", "7".into())];
        let made = class.post(&shares, &own, &fields).await;
        assert_eq!(made.status, StatusCode::OK, "{}", made.text());
        let link = made.html.split("<code>").nth(1).unwrap().split('<').next().unwrap().to_owned();
        let path = link[link.find("/shared/link/").unwrap()..].to_owned();
        let seen = class.get(&path, "").await;
        assert_eq!(seen.status, StatusCode::OK);
        assert!(seen.text().contains("答对一题") && !seen.text().contains("没答对") && !seen.html.contains("/learner/"), "{}", seen.html);
        assert_eq!(class.get("/shared/link/00", "").await.status, StatusCode::NOT_FOUND);
        let log = class.get(&format!("/learner/{}/access", class.student), &own).await.text();
        assert!(log.contains("拿到分享链接的人") && log.contains("分享的记录"), "{log}");
        let list = class.get(&shares, &own).await;
        assert!(!list.html.contains(&path), "the link is told once");
        let revoke = list.html.split("action=\"").find(|a| a.contains("/revoke\"")).unwrap().split('"').next().unwrap().to_owned();
        assert_eq!(send(&class, &revoke, &own, &[]).await.status, StatusCode::SEE_OTHER);
        assert_eq!(class.get(&path, "").await.status, StatusCode::NOT_FOUND);

        let to_teacher = [("statement", statement.to_string()), ("with", class.math_teacher.to_string()), ("days", "90".into())];
        assert_eq!(class.post(&shares, &own, &to_teacher).await.status, StatusCode::SEE_OTHER);
        let teacher = class.sign_in(class.math_teacher).await;
        let list = class.get("/shared", &teacher).await;
        let share = list.html.split("href=\"").find(|a| a.starts_with("/shared/")).unwrap().split('"').next().unwrap().to_owned();
        assert!(class.get(&share, &teacher).await.text().contains("答对一题"));
        let physics = class.sign_in(class.physics_teacher).await;
        assert_eq!(class.get(&share, &physics).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn the_whole_record_is_taken_along_as_data_and_as_paper() {
    for class in classes().await {
        let kept = class.answered(class.student, 1.0).await;
        class.answered_elsewhere(class.student).await;
        let (own, teacher) = (class.sign_in(class.student).await, class.sign_in(class.math_teacher).await);
        let path = format!("/learner/{}/export", class.student);
        assert_eq!(class.get(&path, &own).await.status, StatusCode::OK);
        assert_eq!(send(&class, &path, &teacher, &[("form", "json")]).await.status, StatusCode::FORBIDDEN);
        let data = send(&class, &path, &own, &[("form", "json")]).await;
        assert_eq!(data.status, StatusCode::OK);
        let json: serde_json::Value = serde_json::from_str(&data.html).unwrap_or_else(|e| panic!("{e}: {}", data.html));
        assert_eq!(json["format"], "shuren-student-record/1");
        assert_eq!((json["person"]["name"].as_str(), json["statements"].as_array().unwrap().len()), (Some("林小满"), 2));
        assert!(json["statements"].as_array().unwrap().iter().any(|s| s["id"] == kept.to_string() && s["stored"].is_string()));
        assert_eq!(json["estimates"][0]["name"], "有理数的加法");
        assert_eq!(json["consents"][0]["purpose"], "learning");
        let bytes = class.bytes(&path, &own, "form=pdf").await;
        if typeset::Fonts::of_machine().is_ok() {
            assert!(bytes.starts_with(b"%PDF-"), "{}", String::from_utf8_lossy(&bytes));
            if let Ok(folder) = std::env::var("SHUREN_KEEP") {
                std::fs::write(std::path::Path::new(&folder).join("record.pdf"), bytes).unwrap();
            }
        }
        let exported: Vec<(String,)> =
            base::fetch_all!(&mut class.base.db.read().await.unwrap(), "SELECT detail FROM audit WHERE action = 'student_record.export'")
                .unwrap();
        assert_eq!(exported.len(), 2);
    }
}
