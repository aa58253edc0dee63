//! The pages on which a teacher prepares tomorrow, through the service.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod class;

use axum::http::StatusCode;
use class::classes;

#[tokio::test]
async fn a_teacher_sees_what_to_do_and_why_groups_and_a_ticket() {
    for class in classes().await {
        let token = class.sign_in(class.math_teacher).await;
        let page = "/class/";
        let home = class.get("/teacher", &token).await;
        let org = home.html.split("/diagnosis").next().unwrap().rsplit(page).next().unwrap().to_owned();
        let path = |rest: &str| format!("/class/{org}/diagnosis{rest}");
        // Before anybody has answered.
        let empty = class.get(&path(""), &token).await;
        assert_eq!(empty.status, StatusCode::OK);
        assert!(empty.text().contains("还没有练习记录"), "{}", empty.text());
        for _ in 0..6 {
            class.answered(class.student, 0.0).await;
            class.answered(class.classmate, 0.0).await;
        }
        let found = class.get(&path("?subject=math"), &token).await;
        let text = found.text();
        for shown in ["下节课最值得做的三件事", "有理数的加法", "约 2 人还没掌握", "林小满", "周一诺", "答对下一题的把握"]
        {
            assert!(text.contains(shown), "{shown} in {text}");
        }
        assert!(found.html.contains(&format!("/learner/{}/{}", class.student, class.points[0])));
        // The child without consent is named nowhere beside an estimate.
        assert!(!text.split("几个孩子共有的误区").next().unwrap().contains("何苗"), "{text}");

        let groups = class.get(&path("/groups?subject=math&size=2"), &token).await;
        assert!(groups.text().contains("第 1 组") && groups.text().contains("何苗"), "{}", groups.text());
        let apart = format!("/groups?subject=math&size=2&one={}&other={}", class.student, class.classmate);
        assert_eq!(class.get(&path(&apart), &token).await.status, StatusCode::OK);
        // What cannot be is said on the page, with the form still there.
        for (wrong, told) in [("size=9", "2–8"), ("size=2&one=1&other=2", "不在这个班"), ("size=x&moved=a-b_-1-2_&child=&to=9", "第 1 组")]
        {
            let page = class.get(&path(&format!("/groups?subject=math&{wrong}")), &token).await;
            assert_eq!(page.status, StatusCode::OK);
            assert!(page.html.contains(told) && page.html.contains("name=\"apart\""), "{wrong}: {}", page.html);
        }

        let ticket = class.get(&path("/ticket?subject=math"), &token).await;
        assert!(ticket.text().contains("请作答") && ticket.text().contains("教师用"), "{}", ticket.text());
        assert!(ticket.html.matches("<li").count() >= 6 && ticket.html.contains("again=1"));

        // Another subject's teacher, a subject that does not exist, a student.
        let physics = class.sign_in(class.physics_teacher).await;
        let student = class.sign_in(class.student).await;
        for rest in ["", "/groups", "/ticket"] {
            assert_eq!(class.get(&path(&format!("{rest}?subject=math")), &physics).await.status, StatusCode::FORBIDDEN);
            assert_eq!(class.get(&path(&format!("{rest}?subject=magic")), &token).await.status, StatusCode::NOT_FOUND);
            assert_eq!(class.get(&path(rest), &student).await.status, StatusCode::FORBIDDEN);
        }
    }
}
