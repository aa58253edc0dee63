//! What students come to do.

use crate::chrome::Width;
use crate::server::Region;
use crate::visitor::Visitor;

/// Questions in a sitting.
const SITTING: usize = 10;

/// Answers the question on the page: the first choice, or `1`.
pub async fn answer(student: &Visitor<'_>) {
    student.see("form.question").await;
    if student.sees("form.question input[type=radio], form.question input[type=checkbox]").await {
        student.click("form.question input[type=radio], form.question input[type=checkbox]").await;
    } else {
        student.type_into("form.question input:not([type=hidden])", "1").await;
    }
    student.click("form.question button.primary").await;
    student.see("#verdict").await;
}

/// A whole sitting in mathematics from the student's home to its summary.
pub async fn practise(student: &Visitor<'_>) {
    student.open("/student").await;
    student.click("form[action='/student/practice'] button[value=math]").await;
    for number in 0..SITTING {
        if number == 0 {
            student.see("form.question").await;
            student.look().await;
        }
        answer(student).await;
        if number == 0 {
            student.look().await;
        }
        student.click("section.question .actions a.primary").await;
        student.gone("#verdict").await;
    }
    student.see(".beliefs").await;
}

#[tokio::test]
async fn student_practises() {
    let region = Region::sqlite().await;
    for width in Width::BOTH {
        let student = Visitor::at(&region, width).await;
        student.sign_in("student").await;
        student.see(".cards").await;
        student.keep("student_home").await;
        practise(&student).await;
        student.keep("student_practises").await;
    }
}

#[tokio::test]
async fn student_questions_an_estimate() {
    let region = Region::sqlite().await;
    let person = region.cast.person("student").await.unwrap();
    for (width, words) in [(Width::Phone, "这几道我都会做,是不是因为上次网断了?"), (Width::Desk, "我想知道为什么还要再练。")]
    {
        let student = Visitor::at(&region, width).await;
        student.sign_in("student").await;
        student.open(&format!("/learner/{person}")).await;
        student.look().await;
        student.click(&format!("main a[href^='/learner/{person}/']")).await;
        student.see("#questions").await;
        student.look().await;
        student.type_into("#questions textarea", words).await;
        student.click("#questions form button").await;
        student.gone(".button[aria-busy=true]").await;
        student.see("#questions").await;
        let shown = student.text("#questions").await;
        assert!(shown.contains(words), "{shown}");
        student.keep("student_questions_an_estimate").await;
    }
}
