//! The board as a plain form and as a queue; the family's and the school's decisions on it.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod class;

use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, StatusCode, header};
use base::testing::START;
use class::{Class, classes};
use people::{Purpose, consent, role};
use serde_json::{Value, json};
use tower::ServiceExt;
use uuid::Uuid;

impl Class {
    /// The path of the board; families of the student and the classmate agree to facts from lessons.
    async fn board(&self) -> String {
        let (student, classmate, teacher) = (self.student, self.classmate, self.math_teacher);
        self.base
            .db
            .write(move |c| {
                Box::pin(async move { consent::record_collected(c, START, &[student, classmate], Purpose::Classroom, teacher).await })
            })
            .await
            .unwrap();
        let held = role::of_person(&mut self.base.db.read().await.unwrap(), teacher, "2026-09-01").await.unwrap();
        format!("/class/{}/capture", held[0].org)
    }

    async fn send(&self, path: &str, token: &str, wishes: &Value) -> (StatusCode, Value) {
        let request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header("sec-fetch-site", "same-origin")
            .header(header::COOKIE, format!("{}={token}", web::SESSION_COOKIE))
            .header(header::CONTENT_TYPE, "application/json");
        let response = self.service.clone().oneshot(request.body(Body::from(wishes.to_string())).unwrap()).await.unwrap();
        let status = response.status();
        let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        (status, serde_json::from_slice(&body).unwrap_or(Value::Null))
    }
}

#[tokio::test]
async fn a_plain_form_notes_one_fact_about_several_children_and_takes_one_back() {
    for class in classes().await {
        let (board, token) = (class.board().await, class.sign_in(class.math_teacher).await);
        let page = class.get(&board, &token).await;
        assert_eq!(page.status, StatusCode::OK);
        for text in ["主动举手发言", "林小满", "家庭未同意", "今天还没有记"] {
            assert!(page.text().contains(text), "{text}: {}", page.text());
        }
        let fields = [("fact", "raised-hand".to_owned()), ("subject", "math".to_owned()), ("note", String::new())];
        let ticked = [("person", class.student.to_string()), ("person", class.classmate.to_string())];
        let sent = class.post(&board, &token, &[&fields[..], &ticked[..]].concat()).await;
        assert_eq!((sent.status, sent.location.as_str()), (StatusCode::SEE_OTHER, format!("{board}#today").as_str()));
        let page = class.get(&board, &token).await;
        assert_eq!(page.html.matches("name=\"target\"").count(), 2);
        let taken = class.post(&board, &token, &[("target", page.value("target"))]).await;
        assert_eq!(taken.status, StatusCode::SEE_OTHER);
        assert_eq!(class.get(&board, &token).await.html.matches("name=\"target\"").count(), 1);

        let nobody = class.post(&board, &token, &fields).await;
        assert_eq!(nobody.status, StatusCode::UNPROCESSABLE_ENTITY);
        let young = [&fields[..], &[("person", class.young.to_string())]].concat();
        let refused = class.post(&board, &token, &young).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains("何苗的家庭没有同意"), "{}", refused.text());
    }
}

#[tokio::test]
async fn the_queue_is_answered_wish_by_wish_and_may_be_sent_again() {
    for class in classes().await {
        let (board, token) = (class.board().await, class.sign_in(class.math_teacher).await);
        let ids: Vec<String> = (0..4).map(|_| Uuid::new_v4().to_string()).collect();
        let wishes = json!([
            { "id": ids[0], "person": class.student, "fact": "raised-hand", "subject": "math", "note": "", "at": START, "n": 0 },
            { "id": ids[1], "person": class.young, "fact": "raised-hand", "subject": "math", "note": "", "at": START },
            { "id": ids[2], "person": class.classmate, "fact": "asked-question", "subject": "math", "note": "", "at": START },
            { "id": ids[3], "back": ids[2] },
        ]);
        let states =
            |answer: &Value| answer.as_array().unwrap().iter().map(|w| w["state"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
        let (status, answer) = class.send(&board, &token, &wishes).await;
        assert_eq!((status, states(&answer)), (StatusCode::OK, ["stored", "refused", "stored", "taken_back"].map(str::to_owned).to_vec()));
        assert!(answer[1]["why"].as_str().unwrap().contains("何苗"), "{answer}");
        let stored = class.statements().await;
        let (_, answer) = class.send(&board, &token, &wishes).await;
        assert_eq!(states(&answer), ["known", "refused", "known", "taken_back"]);
        assert_eq!(class.statements().await, stored);
        assert_eq!(class.get(&board, &token).await.html.matches("name=\"target\"").count(), 1);
        assert_eq!(class.send(&board, &token, &json!([{ "id": "no uuid" }])).await.0, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(class.send(&board, "", &wishes).await.0, StatusCode::UNAUTHORIZED);
    }
}

#[tokio::test]
async fn who_needs_a_look_shows_what_was_noted_and_answered_and_nothing_without_consent() {
    for class in classes().await {
        let (board, token) = (class.board().await, class.sign_in(class.math_teacher).await);
        class.answered(class.student, 1.0).await;
        let wish = json!([{ "id": Uuid::new_v4(), "person": class.student, "fact": "raised-hand", "subject": "math", "at": START }]);
        class.send(&board, &token, &wish).await;
        while records::progress::follow(&class.base, -60_000).await.unwrap() > 0 {}
        let progress = board.replace("/capture", "/progress");
        let page = class.get(&format!("{progress}?sort=-answers"), &token).await;
        assert_eq!(page.status, StatusCode::OK);
        let text = page.text();
        assert!(text.contains("林小满 2026-09-01 08:00 1 0 1 0 暂无 1"), "{text}");
        assert!(text.contains("何苗 家庭未同意 暂无"), "{text}");
        let sheet = class.get(&format!("{progress}.csv"), &token).await;
        assert!(sheet.html.contains("林小满,2026-09-01 08:00,1,0,1,0,,1"), "{}", sheet.html);
    }
}
