//! A student's day and a learner's record, through the service.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod class;

use axum::http::StatusCode;
use base::testing::START;
use class::{Class, Page, classes};

const WEEK: i64 = 7 * 86_400_000;

/// Fills in the question's form, with `answer` as the field of the answer, and sends it.
async fn answer(class: &Class, token: &str, question: &Page, answer: (&str, &str)) -> Page {
    let mut fields: Vec<(&str, String)> = ["attempt", "item", "version", "token", "shown"].map(|n| (n, question.value(n))).to_vec();
    fields.push((answer.0, answer.1.to_owned()));
    class.post(&question.path, token, &fields).await
}

/// Which field the question asks for and what is right there: every item of the class has the same kinds of key.
fn right(question: &Page) -> (&'static str, &'static str) {
    if question.html.contains("type=\"radio\"") { ("choice", "A") } else { ("answer", class::NUMBER) }
}

async fn begin(class: &Class, token: &str) -> Page {
    let begun = class.post("/student/practice", token, &[("subject", "math".into())]).await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER);
    class.get(&begun.location, token).await
}

#[tokio::test]
async fn ten_questions_from_beginning_to_summary() {
    for class in classes().await {
        let token = class.sign_in(class.student).await;
        let mut page = begin(&class, &token).await;
        let sitting = page.path.clone();
        for number in 1..=10 {
            assert_eq!(page.status, StatusCode::OK, "{}", page.html);
            assert!(page.html.contains(&format!("第 {number} 题，共 10 题")), "{}", page.html);
            for secret in [class::EXPLANATION, class::NUMBER, "正确答案"] {
                assert!(!page.html.contains(secret), "{secret} is on the page before the answer: {}", page.html);
            }
            assert!(page.text().contains("问问学伴") && !page.text().contains("想一想定义"), "help waits to be asked for");
            class.base.clock.advance(12_340);
            let sent = answer(&class, &token, &page, right(&page)).await;
            assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.html);
            assert!(sent.location.starts_with(&sitting) && sent.location.ends_with("#verdict"), "{}", sent.location);
            let told = class.get(&sent.location, &token).await;
            for shown in ["答对了！", class::EXPLANATION, "正确答案"] {
                assert!(told.html.contains(shown), "{shown} in {}", told.html);
            }
            assert!(!told.text().contains('%'), "no percentages for pupils");
            page = class.get(&sitting, &token).await;
        }
        assert!(page.html.contains("这次 10 道全对"), "{}", page.html);
        assert_eq!(page.html.matches(&format!("href=\"{sitting}/")).count(), 10, "each question can be opened again");
        assert_eq!(class.statements().await, 10);
        let conn = &mut class.base.db.read().await.unwrap();
        let latest = records::recent(conn, class.student, 1).await.unwrap();
        assert_eq!(latest[0].answered.duration, Some(12_340));

        let home = class.get("/student", &token).await;
        assert!(home.text().contains("这周练了 10 道"), "{}", home.text());
        assert!(home.text().contains("比上周这时候 +10"), "{}", home.text());
    }
}

#[tokio::test]
async fn what_is_no_answer_comes_back_and_what_was_sent_twice_counts_once() {
    for class in classes().await {
        let token = class.sign_in(class.student).await;
        let mut page = begin(&class, &token).await;
        while !page.html.contains("name=\"answer\"") {
            let empty = answer(&class, &token, &page, ("other", "x")).await;
            assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(empty.html.contains("先选一个选项再提交。") && empty.value("attempt") == page.value("attempt"), "{}", empty.html);
            answer(&class, &token, &page, right(&page)).await;
            page = class.get(&page.path, &token).await;
        }
        let before = class.statements().await;
        let words = answer(&class, &token, &page, ("answer", "四十<二>")).await;
        assert_eq!(words.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(words.html.contains("这里要填一个数") && words.html.contains("value=\"四十&lt;二&gt;\""), "{}", words.html);
        assert_eq!((class.statements().await, words.value("attempt")), (before, page.value("attempt")));

        let (first, second) =
            tokio::join!(answer(&class, &token, &page, ("answer", "1")), answer(&class, &token, &page, ("answer", class::NUMBER)));
        assert_eq!((first.status, &first.location), (StatusCode::SEE_OTHER, &second.location));
        assert_eq!(class.statements().await, before + 1);
        // A third time, long after: told what the first was told, and the sitting goes on.
        let third = answer(&class, &token, &page, right(&page)).await;
        assert_eq!((third.status, third.location), (StatusCode::SEE_OTHER, first.location));
        assert_eq!(class.statements().await, before + 1);
    }
}

#[tokio::test]
async fn only_what_was_offered_to_oneself_can_be_answered() {
    for class in classes().await {
        let (token, other) = (class.sign_in(class.student).await, class.sign_in(class.classmate).await);
        let page = begin(&class, &token).await;
        assert_eq!(class.get(&page.path, &other).await.status, StatusCode::NOT_FOUND);
        let stolen = answer(&class, &other, &page, right(&page)).await;
        assert_eq!(stolen.status, StatusCode::NOT_FOUND, "the sitting is not theirs");
        let sent = answer(&class, &token, &page, right(&page)).await;
        assert_eq!(class.get(&sent.location, &other).await.status, StatusCode::NOT_FOUND);
        assert_eq!(class.get(&page.path, &"f".repeat(64)).await.status, StatusCode::UNAUTHORIZED);
        assert_eq!(class.get("/student/practice/not-a-sitting", &token).await.status, StatusCode::NOT_FOUND);

        let next = class.get(&page.path, &token).await;
        let mut forged = next.clone();
        forged.html = forged.html.replace(&next.value("token"), &"0".repeat(next.value("token").len()));
        let refused = answer(&class, &token, &forged, right(&next)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.html.contains("这道题的页面已经失效"), "{}", refused.html);
        assert_eq!(class.statements().await, 1);
    }
}

#[tokio::test]
async fn without_consent_the_home_says_what_to_do_and_nothing_is_recorded() {
    for class in classes().await {
        let (own, young) = (class.sign_in(class.classmate).await, class.sign_in(class.young).await);
        class.withdraw(class.classmate).await;
        let home = class.get("/student", &own).await;
        assert!(home.html.contains("先由你同意") && !home.html.contains("name=\"subject\""), "{}", home.html);
        let home = class.get("/student", &young).await;
        assert!(home.html.contains("先由家长同意"), "{}", home.html);
        let refused = class.post("/student/practice", &own, &[("subject", "math".into())]).await;
        assert_eq!(refused.status, StatusCode::CONFLICT);
    }
}

#[tokio::test]
async fn the_home_leads_on_to_what_is_open_next_or_answered() {
    for class in classes().await {
        let token = class.sign_in(class.student).await;
        let page = begin(&class, &token).await;
        let home = class.get("/student", &token).await;
        assert!(home.html.contains(&format!("href=\"{}\"", page.path)), "an open sitting can be continued: {}", home.html);
        for _ in 0..2 {
            class.answered(class.student, 1.0).await;
        }
        let home = class.get("/student", &token).await;
        assert!(home.text().contains("下一步") && home.text().contains("再答对 2 道就稳了"), "{}", home.text());

        let point = class.points[0];
        let address = format!("/learner/{}/{point}/question", class.student);
        assert_eq!(class.post(&address, &token, &[("words", "我觉得我已经会了".into())]).await.status, StatusCode::SEE_OTHER);
        class.reply("再看一道就好").await;
        let home = class.get("/student", &token).await;
        assert!(home.html.contains("再看一道就好") && home.html.contains(&format!("/learner/{}/{point}#questions", class.student)));
        assert!(home.html.matches("<section class=\"card\"").count() <= 5, "at most five cards");
        class.base.clock.advance(2 * WEEK);
        let token = class.sign_in(class.student).await;
        assert!(!class.get("/student", &token).await.html.contains("再看一道就好"), "old replies rest in the record");
    }
}

#[tokio::test]
async fn a_record_opens_down_to_the_single_statement_in_words_for_who_reads() {
    for class in classes().await {
        let statement = class.answered(class.student, 1.0).await;
        class.answered(class.student, 0.0).await;
        let external = class.answered_elsewhere(class.student).await;
        let (child, parent, teacher) =
            (class.sign_in(class.student).await, class.sign_in(class.guardian).await, class.sign_in(class.math_teacher).await);
        let record = format!("/learner/{}", class.student);
        for (token, percent) in [(&child, false), (&parent, false), (&teacher, true)] {
            let page = class.get(&record, token).await;
            assert_eq!(page.status, StatusCode::OK);
            assert_eq!(page.text().contains("50%"), percent, "{}", page.text());
            assert!(page.html.contains(&format!("href=\"{record}/{}\"", class.points[0])));
        }
        let below = class.get(&format!("{record}/{}", class.points[0]), &parent).await;
        assert!(below.text().contains("第 1 题") && below.text().contains("正确答案：甲"), "{}", below.text());
        assert!(below.text().contains("题号 elsewhere-7"), "an item without text says so: {}", below.text());
        for id in [statement, external] {
            let raw = class.get(&format!("{record}/statement/{id}"), &child).await;
            assert!(raw.text().contains("http://adlnet.gov/expapi/verbs/answered") && raw.text().contains(&id.to_string()));
        }

        // Another child's statement, record and point; a subject that is not taught.
        let foreign = class.answered(class.classmate, 1.0).await;
        assert_eq!(class.get(&format!("{record}/statement/{foreign}"), &child).await.status, StatusCode::NOT_FOUND);
        for path in [format!("/learner/{}", class.classmate), format!("/learner/{}/{}", class.classmate, class.points[0])] {
            assert_eq!(class.get(&path, &parent).await.status, StatusCode::FORBIDDEN);
            assert_eq!(class.get(&path, &child).await.status, StatusCode::FORBIDDEN);
            assert_eq!(class.get(&path, &"f".repeat(64)).await.status, StatusCode::UNAUTHORIZED);
        }
        let physics = class.sign_in(class.physics_teacher).await;
        assert_eq!(class.get(&format!("{record}/statement/{statement}"), &physics).await.status, StatusCode::FORBIDDEN);
        assert_eq!(class.get(&format!("{record}/{}", class.points[0]), &physics).await.status, StatusCode::FORBIDDEN);
        let seen = class.get(&record, &physics).await;
        assert!(seen.status == StatusCode::OK && !seen.html.contains("数学"), "nothing of other subjects: {}", seen.text());
    }
}

#[tokio::test]
async fn answers_are_paged_and_an_estimate_can_be_questioned() {
    for class in classes().await {
        for _ in 0..12 {
            class.answered(class.student, 1.0).await;
        }
        let (child, parent, teacher) =
            (class.sign_in(class.student).await, class.sign_in(class.guardian).await, class.sign_in(class.math_teacher).await);
        let point = format!("/learner/{}/{}", class.student, class.points[0]);
        let first = class.get(&point, &child).await;
        let older = first.html.split("href=\"").map(|l| l.split('"').next().unwrap()).find(|l| l.contains("?before=")).unwrap();
        assert_eq!(first.html.matches("/statement/").count(), 10);
        let second = class.get(older, &child).await;
        assert_eq!(second.html.matches("/statement/").count(), 2);
        assert!(!second.html.contains("rel=\"next\"") && second.html.contains(&format!("href=\"{point}\"")));

        let ask = format!("{point}/question");
        let long = "问".repeat(501);
        for (words, complaint) in [("  ", "请写下你的疑问。"), (long.as_str(), "最多写 500 个字")] {
            let refused = class.post(&ask, &child, &[("words", words.to_owned())]).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(refused.html.contains(complaint) && refused.html.contains(words), "what was typed is kept");
        }
        assert_eq!(class.post(&ask, &parent, &[("words", "孩子在家里都会".to_owned())]).await.location, format!("{point}#questions"));
        assert_eq!(class.post(&ask, &teacher, &[("words", "x".to_owned())]).await.status, StatusCode::FORBIDDEN);
        assert!(class.get(&point, &child).await.text().contains("孩子在家里都会"));
        assert!(class.get(&point, &teacher).await.text().contains("孩子在家里都会"));
        assert!(!class.get(&point, &teacher).await.html.contains("<textarea"));
        assert!(class.base.clock.now() >= START);
    }
}

#[tokio::test]
async fn the_path_is_taken_put_aside_and_put_first_and_a_teacher_says_what_comes() {
    for class in classes().await {
        let (child, parent, teacher, stranger) = (
            class.sign_in(class.student).await,
            class.sign_in(class.guardian).await,
            class.sign_in(class.math_teacher).await,
            class.sign_in(class.physics_teacher).await,
        );
        let [first, second, ..] = class.points[..] else { panic!("points") };
        for _ in 0..5 {
            class.answered(class.student, 0.0).await;
        }
        let address = format!("/learner/{}/path", class.student);
        let page = class.get(&address, &child).await;
        assert!(page.text().contains("最近这里错得多") && page.html.contains("action=\"/student/path/check\""), "{}", page.html);
        assert!(!page.text().contains('%'), "no percentages for pupils");
        assert_eq!(page.html.matches("/statement/").count(), 5, "down to the records");
        assert!(!class.get(&address, &parent).await.html.contains("/path/wish"), "families look on");
        assert_eq!(class.get(&address, &stranger).await.status, StatusCode::OK, "a teacher of the class, without the subject");
        let other = class.get(&format!("{address}?subject=math"), &stranger).await;
        assert_eq!(other.status, StatusCode::FORBIDDEN);

        let wish = |wanted: &str| [("point", first.to_string()), ("wanted", wanted.to_owned()), ("moment", "after".to_owned())];
        let put = class.post(&format!("{address}/wish"), &teacher, &wish("skip")).await;
        assert_eq!((put.status, put.location.contains("moment=after")), (StatusCode::SEE_OTHER, true));
        let page = class.get(&address, &child).await;
        assert!(page.text().contains("陈老师放下的") && !page.text().contains("最近这里错得多"), "{}", page.text());
        class.post(&format!("{address}/wish"), &teacher, &wish("none")).await;
        assert_eq!(class.post(&format!("{address}/wish"), &teacher, &wish("nonsense")).await.status, StatusCode::NOT_FOUND);

        let chosen = [("point", first.to_string()), ("moment", "after".to_owned())];
        let begun = class.post("/student/path", &child, &chosen).await;
        let mut question = class.get(&begun.location, &child).await;
        let mut asked = 0;
        while question.html.contains("name=\"attempt\"") {
            answer(&class, &child, &question, right(&question)).await;
            question = class.get(&begun.location, &child).await;
            asked += 1;
        }
        assert!(asked == 4 && question.html.contains(&format!("{address}?subject=math")), "{}", question.html);
        let begun = class.post("/student/path/check", &child, &chosen).await;
        for _ in 0..3 {
            let question = class.get(&begun.location, &child).await;
            answer(&class, &child, &question, right(&question)).await;
        }
        assert!(class.get(&begun.location, &child).await.text().contains("这一步算会了"));

        let lessons = format!("/class/{}/coming", class_of(&class).await);
        let form = class.get(&lessons, &teacher).await;
        assert!(form.html.contains(&format!("value=\"{second}\"")), "{}", form.html);
        let say = |point: String| [("subject", "math".to_owned()), ("day", "2026-09-02".to_owned()), ("point", point)];
        let refused = class.post(&lessons, &teacher, &say(String::new())[..2]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains("请至少选一个知识点"), "{}", refused.text());
        assert_eq!(class.post(&lessons, &teacher, &say(second.to_string())).await.status, StatusCode::SEE_OTHER);
        assert!(class.get(&lessons, &teacher).await.text().contains("陈老师说的"));
        let before = class.get(&format!("{address}?moment=before&subject=math"), &child).await;
        assert!(before.text().contains("老师说的课"), "{}", before.text());
        assert_eq!(class.post(&lessons, &stranger, &say(second.to_string())).await.status, StatusCode::FORBIDDEN);
    }
}

async fn class_of(class: &Class) -> i64 {
    let mut conn = class.base.db.read().await.unwrap();
    people::role::of_person(&mut conn, class.student, "2026-09-01").await.unwrap()[0].org
}

#[tokio::test]
async fn help_comes_a_rung_at_a_time_keeps_what_was_typed_and_never_says_the_answer() {
    for class in classes().await {
        let token = class.sign_in(class.student).await;
        let mut page = begin(&class, &token).await;
        // A question that asks for a number.
        while !page.html.contains("name=\"answer\"") {
            answer(&class, &token, &page, right(&page)).await;
            page = class.get(&page.path, &token).await;
        }
        let (sitting, before) = (page.path.clone(), class.statements().await);
        for rung in 1..=3 {
            class.base.clock.advance(9_000);
            let mut fields: Vec<(&str, String)> = ["attempt", "item", "version", "token", "shown"].map(|n| (n, page.value(n))).to_vec();
            fields.extend([("answer", "27".to_owned()), ("rung", rung.to_string())]);
            for _ in 0..2 {
                page = class.post(&format!("{sitting}/help"), &token, &fields).await;
                assert_eq!(page.status, StatusCode::OK, "{}", page.html);
            }
            assert!(page.html.contains("value=\"27\""), "what was typed stays");
            assert_eq!((page.value("shown"), class.statements().await), (fields[4].1.clone(), before + rung));
            assert!(!page.html.contains(class::NUMBER), "the answer: {}", page.html);
        }
        let text = page.text();
        assert!(text.contains("题目要求的是哪个数") && text.contains("想一想定义") && text.contains("看一道同类题"), "{text}");
        assert!(text.contains("没有用大模型") && !page.html.contains("name=\"rung\""), "{text}");
        page.path = sitting.clone();
        let sent = answer(&class, &token, &page, ("answer", class::NUMBER)).await;
        let told = class.get(&sent.location, &token).await;
        assert!(told.text().contains("自己把它做出来了") && told.text().contains("少算一点"), "{}", told.text());

        let next = class.get(&sitting, &token).await;
        let wrong = if next.html.contains("name=\"answer\"") { ("answer", "1") } else { ("choice", "B") };
        let sent = answer(&class, &token, &next, wrong).await;
        let told = class.get(&sent.location, &token).await;
        assert!(told.text().contains("是哪里走岔了") && told.html.contains("/path?subject=math"), "{}", told.text());
        let record = class.get(&format!("/learner/{}/timeline", class.student), &token).await;
        assert!(record.text().contains("看了学伴的第 1 步帮助"), "{}", record.text());
    }
}
