//! What students and families do with the student's record.

use crate::chrome::Width;
use crate::server::Region;
use crate::visitor::Visitor;

#[tokio::test]
async fn parent_sees_who_looked() {
    let region = Region::sqlite().await;
    let child = region.cast.person("student").await.unwrap();
    for width in Width::BOTH {
        let teacher = Visitor::at(&region, width).await;
        teacher.arrive("teacher").await;
        teacher.open(&format!("/learner/{child}")).await;
        teacher.see("main h1").await;

        let parent = Visitor::at(&region, width).await;
        parent.sign_in("parent").await;
        parent.open(&format!("/learner/{child}")).await;
        parent.click(&format!("main .tabs a[href='/learner/{child}/access']")).await;
        parent.see("main table.list").await;
        let shown = parent.text("main").await;
        assert!(shown.contains("任课教师") && shown.contains("学情总览"), "{shown}");
        parent.keep("parent_sees_who_looked").await;

        parent.open(&format!("/learner/{child}/export")).await;
        parent.keep("parent_takes_the_record_along").await;
        parent.open(&format!("/learner/{child}/shares")).await;
        parent.keep("parent_shares").await;
    }
}

#[tokio::test]
async fn student_asks_for_a_correction() {
    let region = Region::sqlite().await;
    let child = region.cast.person("student").await.unwrap();
    let class_teacher = region.cast.class_teacher().await.unwrap();
    for (width, words) in [(Width::Phone, "那天是弟弟用我的手机点的。"), (Width::Desk, "这道题我没有做过。")] {
        let student = Visitor::at(&region, width).await;
        student.sign_in("student").await;
        student.open(&format!("/learner/{child}/timeline")).await;
        student.see(".entries").await;
        student.keep("student_timeline").await;
        let entry = student.see(".entries li:not(:has(.badge)) a").await.attr("href").await.unwrap().expect("an address");
        student.open(&entry).await;
        student.see("#correction form").await;
        student.choose("#correction select", "not_me").await;
        student.type_into("#correction textarea", words).await;
        student.look().await;
        student.click("#correction form button").await;
        student.see("#correction .asked").await;

        let teacher = Visitor::at(&region, width).await;
        teacher.arrive_as(class_teacher).await;
        teacher.open("/teacher/questions").await;
        assert!(teacher.text("main").await.contains(words));
        teacher.type_into("form[action*='/corrections/'] textarea", "核对过，这条作废。").await;
        teacher.keep("teacher_answers_a_correction").await;
        teacher.click("form[action*='/corrections/'] button[value=voided]").await;
        teacher.gone("form[action*='/corrections/']").await;

        student.open(&entry).await;
        let shown = student.text("main").await;
        assert!(shown.contains("已作废") && shown.contains("核对过，这条作废。"), "{shown}");
        student.keep("student_asks_for_a_correction").await;
    }
}
