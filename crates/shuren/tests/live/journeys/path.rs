//! The next step: a teacher says what comes, a pupil follows the path.

use super::student::answer;
use crate::chrome::Width;
use crate::server::Region;
use crate::visitor::Visitor;

/// A point of the class's grade in the form, and its name.
async fn first_choice(teacher: &Visitor<'_>) -> String {
    teacher.text("#say fieldset .choices label").await
}

#[tokio::test]
async fn teacher_says_what_comes() {
    let region = Region::sqlite().await;
    let class = region.cast.class().await.unwrap();
    let student = region.cast.person("student").await.unwrap();
    for width in Width::BOTH {
        let teacher = Visitor::at(&region, width).await;
        teacher.arrive("teacher").await;
        teacher.open(&format!("/class/{class}")).await;
        teacher.click(&format!("main a[href='/class/{class}/coming']")).await;
        teacher.see("#say").await;
        teacher.look().await;
        if width == Width::Phone {
            // Nothing chosen: told what to do, and nothing is lost.
            teacher.click("#say button.primary").await;
            teacher.see("#say .notice").await;
            teacher.look().await;
        }
        let point = first_choice(&teacher).await;
        teacher.click("#say fieldset .choices input").await;
        teacher.click("#say button.primary").await;
        teacher.see("#said").await;
        assert!(teacher.text("#said").await.contains(point.trim()));
        teacher.keep("teacher_says_what_comes").await;
        // The pupil sees it, with who said so.
        let pupil = Visitor::at(&region, width).await;
        pupil.arrive_as(student).await;
        pupil.open(&format!("/learner/{student}/path?moment=before&subject=math")).await;
        pupil.see("#lessons").await;
        assert!(pupil.text("#lessons").await.contains(point.trim()));
    }
}

#[tokio::test]
async fn student_follows_the_path() {
    let region = Region::sqlite().await;
    let person = region.cast.person("student").await.unwrap();
    for width in Width::BOTH {
        let student = Visitor::at(&region, width).await;
        student.arrive("student").await;
        student.open(&format!("/learner/{person}/path?moment=after&subject=math")).await;
        student.see(".steps").await;
        student.click("#step1 details summary").await;
        student.keep("student_follows_the_path").await;
        // What is put aside leaves the path and can be taken up again.
        let steps = student.all(".steps > section").await.len();
        assert!(steps >= 2, "{steps} steps");
        let name = student.text("#step2 h2").await;
        let name = name.trim_start_matches("2. ").to_owned();
        student.click("#step2 form[action$='/path/wish'] button").await;
        student.see("#aside").await;
        assert!(student.text("#aside").await.contains(&name));
        student.look().await;
        student.click("#aside form button").await;
        student.gone("#aside").await;
        // The first step is a short sitting of its own.
        student.click("#step1 form[action='/student/path'] button").await;
        for number in 0.. {
            assert!(number < 6, "a step is short");
            student.see("form.question").await;
            answer(&student, true).await;
            student.click("section.question .actions a.primary").await;
            student.gone("#verdict").await;
            if !student.sees("form.question").await {
                break;
            }
        }
        student.see(".beliefs").await;
        student.look().await;
        student.click("main a[href*='/path']").await;
        student.see(".steps, .empty").await;
    }
}
