//! What students come to do.

use crate::chrome::Width;
use crate::server::Region;
use crate::visitor::Visitor;
use content::score::Response;

/// Questions in a sitting.
const SITTING: usize = 10;

/// Answers the question on the page: rightly, or with the first thing that is wrong.
pub async fn answer(student: &Visitor<'_>, rightly: bool) {
    let item = student.see("form.question input[name=item]").await.attr("value").await.unwrap().expect("an item");
    let mut conn = student.region.cast.base.db.read().await.unwrap();
    let item = content::item::get(&mut conn, item.parse().expect("a number")).await.unwrap();
    match content::score::key(&item.interaction) {
        Response::Choice { chosen } => {
            for option in student.all("form.question input[name=choice]").await {
                let right = chosen.contains(&option.attr("value").await.unwrap().expect("a value"));
                if right == rightly {
                    student.press(&option).await;
                    if !rightly {
                        break;
                    }
                }
            }
        }
        Response::Numeric { text } | Response::ShortText { text } => {
            student.type_into("#answer", if rightly { &text } else { "10086" }).await;
        }
    }
    student.click("form.question button.primary").await;
    student.see("#verdict").await;
}

/// A whole sitting in mathematics from the student's home to its summary, eight of ten right.
pub async fn practise(student: &Visitor<'_>) {
    student.open("/student").await;
    student.click("form[action='/student/practice'] button[value=math]").await;
    for number in 0..SITTING {
        if number == 0 {
            student.see("form.question").await;
            student.keep("student_answers").await;
        }
        // As a pupil does who has understood most of it.
        answer(student, number % 4 != 2).await;
        if number == 0 {
            student.keep("student_is_told").await;
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
        student.click(&format!("main a[href^='/learner/{person}/']:not(.tabs a)")).await;
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
