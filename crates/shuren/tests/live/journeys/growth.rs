//! How a child grew, and what it is invited to.

use crate::chrome::Width;
use crate::server::Region;
use crate::visitor::Visitor;

#[tokio::test]
async fn student_sees_how_it_grew() {
    let region = Region::sqlite().await;
    let person = region.cast.person("student").await.unwrap();
    for width in Width::BOTH {
        let student = Visitor::at(&region, width).await;
        student.sign_in("student").await;
        student.open(&format!("/learner/{person}")).await;
        student.click(&format!(".tabs a[href='/learner/{person}/growth']")).await;
        student.see("main figure.chart svg").await;
        let told = student.text("main").await;
        assert!(told.contains("按月") && told.contains("还记得多少"), "{told}");
        assert!(!told.contains("排名第") && !told.contains("名次"), "no rank: {told}");
        student.keep("student_sees_growth").await;
        // How it comes about, and from a month down to its answers.
        student.click("#how summary").await;
        let how = student.text("#how").await;
        assert!(how.contains("题目的难易根据") && how.contains("不排名"), "{how}");
        student.keep("student_sees_how_it_grew").await;
        student.click(&format!("main p.hint a[href^='/learner/{person}/timeline']")).await;
        student.see("main h1").await;
        student.look().await;
    }
}

#[tokio::test]
async fn family_answers_an_invitation() {
    let region = Region::sqlite().await;
    let child = region.cast.person("student").await.unwrap();
    for (width, title) in [(Width::Phone, "奥数之外：生活里的数学"), (Width::Desk, "周末数学游园会")] {
        let leader = Visitor::at(&region, width).await;
        leader.arrive("head").await;
        leader.open("/activities").await;
        leader.see("#title").await;
        leader.look().await;
        leader.type_into("#title", title).await;
        leader.type_into("#words", "周六上午九点，学校阶梯教室，带上一个你觉得有意思的问题。").await;
        leader.type_into("#grade_from", "7").await;
        leader.type_into("#grade_to", "9").await;
        leader.set("#until", &region.cast.base.clock.today().tomorrow().unwrap().to_string()).await;
        leader.click("form.narrow button.primary").await;
        leader.see("main table").await;
        leader.keep("leader_offers_an_activity").await;

        let teacher = Visitor::at(&region, width).await;
        teacher.arrive("classteacher").await;
        teacher.open("/teacher").await;
        let class = class_of(&region, child).await;
        teacher.open(&format!("/class/{class}/activities")).await;
        teacher.see("main form select").await;
        teacher.look().await;
        teacher.choose("main form select", &child.to_string()).await;
        teacher.type_into("main form textarea", "你上次问的问题，正好可以带去。").await;
        teacher.click("main form .actions button").await;
        teacher.see("main table").await;
        teacher.keep("teacher_invites_a_child").await;

        let guardian = Visitor::at(&region, width).await;
        guardian.arrive("parent").await;
        guardian.open(&format!("/learner/{child}/activities")).await;
        let card = guardian.text("main .card").await;
        assert!(card.contains(title) && card.contains("正好可以带去"), "{card}");
        guardian.look().await;
        guardian.click("main .card button[value=no]").await;
        guardian.see("main .card button[value=yes]").await;
        let card = guardian.text("main .card").await;
        assert!(card.contains("这次不去"), "{card}");
        guardian.keep("family_answers_an_invitation").await;
    }
}

async fn class_of(region: &Region, child: i64) -> i64 {
    let base = &region.cast.base;
    let today = base.clock.today().to_string();
    let classes = people::role::of_person(&mut base.db.read().await.unwrap(), child, &today).await.unwrap();
    classes.iter().find(|a| a.role() == Some(people::Role::Student)).expect("a class").org
}
