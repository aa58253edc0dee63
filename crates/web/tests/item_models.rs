//! The editor of item models: what is seen while writing, what is refused, what becomes of the items.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod class;

use axum::http::StatusCode;
use class::{Class, Page, classes};
use content::item::{self, Status};
use content::model;
use content::{Kind, NewPoint, Stage, Subject};
use people::{Role, organisation, role};

const MODEL: &str = r#"[[model]]
code = "M7-1-T1"
title = "两个数的和"
points = ["M7-1"]
difficulty = 1
answer = "numeric"
vars = ["a, b in -9..9"]
where = ["a < b"]
stem = "计算：{par(a)}+{par(b)}。"
key = "a + b"
hints = ["先看两个数的符号。"]
steps = ["{par(a)}+{par(b)}={key}。"]
[[model.distractor]]
misconception = "M7-1-M1"
value = "a - b"
why = "这是相减。"
when = "b != 0"
"#;

/// A researcher's session.
async fn researcher(class: &Class) -> String {
    let person = class.physics_teacher;
    class
        .base
        .db
        .write(move |conn| {
            Box::pin(async move {
                let misconception =
                    NewPoint { kind: Kind::Misconception, ..NewPoint::new("M7-1-M1", Subject::Math, Stage::Junior, 7, "把加看成减") };
                content::point::save(conn, &[misconception]).await?;
                let region = organisation::root(conn).await?.unwrap();
                role::assign(conn, person, Role::Researcher, region.id, None, "2026-09-01").await.map(|_| ())
            })
        })
        .await
        .unwrap();
    class.sign_in(person).await
}

async fn send(class: &Class, token: &str, path: &str, source: &str, more: &[(&str, String)]) -> Page {
    let mut fields = vec![("source", source.to_owned())];
    fields.extend_from_slice(more);
    class.post(path, token, &fields).await
}

#[tokio::test]
async fn a_model_is_written_tried_used_and_withdrawn() {
    for class in classes().await {
        let token = researcher(&class).await;
        let begun = class.get("/items/models/new", &token).await;
        assert!(begun.html.contains("[[model]]") && begun.html.contains("id=\"preview\""), "{}", begun.html);

        let seen = send(&class, &token, "/items/models/preview", MODEL, &[]).await;
        assert_eq!(seen.status, StatusCode::OK);
        assert_eq!(seen.html.matches("<article").count(), 20, "{}", seen.html);
        assert!(seen.text().contains("检查通过。符合约束的取值共 171 种。"), "{}", seen.text());
        assert!(seen.text().contains("先看两个数的符号。") && seen.text().contains("这是相减。"));
        assert_eq!(class.get("/items/models", &token).await.html.matches("M7-1-T1").count(), 0, "nothing is stored");

        let draft = send(&class, &token, "/items/models/save", MODEL, &[("status", "draft".into())]).await;
        assert_eq!(draft.status, StatusCode::SEE_OTHER, "{}", draft.html);
        let page = class.get(&draft.location, &token).await;
        assert!(page.text().contains("草稿"), "{}", page.text());
        assert_eq!(items(&class).await, 0);

        let fields = [("status", "active".to_owned()), ("model", page.value("model")), ("changed", page.value("changed"))];
        class.base.clock.advance(1000);
        let used = send(&class, &token, "/items/models/save", MODEL, &fields).await;
        assert_eq!(used.status, StatusCode::SEE_OTHER, "{}", used.html);
        assert_eq!(items(&class).await, model::STOCK);
        let page = class.get(&used.location, &token).await;
        assert!(page.text().contains("使用中"));
        // Somebody who opened the page before does not overwrite what was saved meanwhile.
        let late = send(&class, &token, "/items/models/save", MODEL, &fields).await;
        assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);

        let withdrawn = class.post(&format!("{}/status", used.location), &token, &[("status", "retired".into())]).await;
        assert_eq!(withdrawn.status, StatusCode::SEE_OTHER);
        assert_eq!(items(&class).await, 0);
        let list = class.get("/items/models", &token).await;
        assert!(list.text().contains("M7-1-T1") && list.text().contains("已停用"), "{}", list.text());
    }
}

/// Active items of models.
async fn items(class: &Class) -> usize {
    let filter = item::Filter { status: Some(Status::Active), ..item::Filter::default() };
    let all = item::list(&mut class.base.db.read().await.unwrap(), &filter, 0, 1000).await.unwrap();
    all.iter().filter(|i| i.model.is_some()).count()
}

#[tokio::test]
async fn what_is_wrong_is_told_and_what_was_typed_comes_back() {
    for class in classes().await {
        let token = researcher(&class).await;
        for (from, to, told) in [
            ("a < b", "a < b\", \"a + b > 30", "约束没有解"),
            ("a + b\"", "a + c\"", "变量 c 没有定义"),
            ("points = [\"M7-1\"]", "points = [\"M9-9\"]", "没有编码为“M9-9”的知识点"),
            ("[[model]]", "[[modell]]", "没有找到题目模型"),
            ("先看两个数的符号。", "答案是 {a + b}。", "提示说出了答案"),
        ] {
            let source = MODEL.replacen(from, to, 1);
            let seen = send(&class, &token, "/items/models/preview", &source, &[]).await;
            assert!(seen.text().contains(told), "{told}: {}", seen.text());
            let refused = send(&class, &token, "/items/models/save", &source, &[("status", "active".into())]).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{told}");
            assert!(refused.text().contains(told), "{told}: {}", refused.text());
            assert!(refused.html.contains("计算：{par(a)}"), "the text comes back");
        }
        let two = format!("{MODEL}\n{}", MODEL.replace("T1", "T2"));
        let seen = send(&class, &token, "/items/models/preview", &two, &[]).await;
        assert!(seen.text().contains("这里一次只写一个模型"));
        // A pupil has no business here.
        let pupil = class.sign_in(class.student).await;
        assert_eq!(class.get("/items/models", &pupil).await.status, StatusCode::FORBIDDEN);
    }
}
