//! The study companion at a question.

use super::student::answer;
use crate::chrome::Width;
use crate::server::Region;
use crate::visitor::Visitor;

#[tokio::test]
async fn student_asks_for_help() {
    let region = Region::sqlite().await;
    for width in Width::BOTH {
        let student = Visitor::at(&region, width).await;
        student.arrive("student").await;
        student.open("/student").await;
        student.click("form[action='/student/practice'] button[value=math]").await;
        student.see("form.question").await;
        // What has been chosen stays while help is asked for.
        let options = student.all("form.question input[name=choice]").await;
        if let Some(option) = options.first() {
            student.press(option).await;
        }
        let mut rungs = 0;
        while student.sees("#help button").await && rungs < 8 {
            student.click("#help button").await;
            rungs += 1;
            student.see(&format!("#help .notice:nth-of-type({rungs})")).await;
            student.gone("form[aria-busy=true]").await;
            if rungs == 1 {
                assert!(options.is_empty() || student.sees("form.question input[name=choice]:checked").await);
                student.look().await;
            }
        }
        assert!(rungs >= 2, "it asks back, and it shows something");
        student.keep("student_asks_for_help").await;
        answer(&student, true).await;
        student.look().await;
        student.click("section.question .actions a.primary").await;
        student.gone("#verdict").await;
        answer(&student, false).await;
        student.see("#why").await;
        student.click("#why details summary").await;
        student.keep("student_is_asked_back").await;
    }
}
