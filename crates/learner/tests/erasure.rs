//! Erasure at a family's request: of the purpose nothing is left in any table, all else is as it was.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod left;
mod town;

use base::job::{self, Handlers, State};
use base::testing::START;
use base::{Error, Millis, audit};
use content::Subject;
use learner::share::{self, Part, With};
use learner::{correction, erasure, practice, question};
use left::Left;
use people::consent::{self, Purpose};
use records::event::Event;
use records::xapi::Prepared;
use records::{Authority, File, Post, Source, Version};
use std::sync::Arc;
use town::{HOME, Town, towns};
use uuid::Uuid;

const HOUR: Millis = 3_600_000;
const APP: &str = r#"{"objectType":"Agent","name":"阅读","account":{"homePage":"https://books.example","name":"app"}}"#;

impl Town {
    async fn decide(&self, purpose: Purpose, given: bool) {
        consent::decide(&self.base, &self.scope(self.guardian), self.student, purpose, given).await.unwrap();
    }

    async fn store(&self, authority: Option<&str>, json: String) {
        let source = Source { home: HOME.into(), authority: authority.map(|a| Authority::parse(a).unwrap()), defines: true };
        let statements = Prepared::parse(Version::V1, &json).unwrap();
        let at = self.base.clock.now();
        self.base.db.write(move |conn| Box::pin(async move { records::append(conn, &source, at, statements).await })).await.unwrap();
    }

    async fn noted(&self, person: i64, purpose: Purpose, note: &str, at: Millis) -> Uuid {
        let fact = records::event::facts().iter().find(|f| f.purpose() == purpose).unwrap();
        let event = Event {
            statement: Uuid::new_v4(),
            person,
            fact,
            class: self.class,
            subject: Some("math".into()),
            by: self.class_teacher,
            at,
            note: Some(note.into()),
        };
        self.store(None, event.write(HOME)).await;
        event.statement
    }

    async fn take_back(&self, target: Uuid) -> Uuid {
        let id = Uuid::new_v4();
        self.store(None, records::event::voiding(HOME, id, target, self.class_teacher, self.base.clock.now())).await;
        id
    }

    /// What another maker's tool says of a person, with a file.
    async fn elsewhere(&self, person: i64, words: &str, bytes: &[u8], about: Option<Uuid>) -> Uuid {
        use sha2::{Digest, Sha256};
        let id = Uuid::new_v4();
        let sha2 = hex::encode(Sha256::digest(bytes));
        let object = match about {
            Some(about) => serde_json::json!({ "objectType": "StatementRef", "id": about }),
            None => serde_json::json!({ "id": "https://books.example/7" }),
        };
        let statement = serde_json::json!({
            "id": id,
            "actor": { "account": { "homePage": HOME, "name": person.to_string() } },
            "verb": { "id": "http://adlnet.gov/expapi/verbs/completed" },
            "object": object,
            "result": { "response": words },
            "timestamp": base::clock::iso(START),
            "attachments": [{ "usageType": "https://books.example/page", "display": { "zh": "页" }, "contentType": "image/png",
                              "length": bytes.len(), "sha2": sha2 }],
        });
        let post = Post {
            source: Arc::new(Source { home: HOME.into(), authority: Some(Authority::parse(APP).unwrap()), defines: false }),
            clock: self.base.clock.clone(),
            statements: Prepared::parse(Version::V1, &statement.to_string()).unwrap(),
            attachments: vec![File::of(&self.base.seal, &sha2, bytes).unwrap()],
        };
        self.base.db.gather(post).await.unwrap();
        id
    }

    async fn ask(&self, purpose: Purpose) -> base::Result<i64> {
        erasure::ask(&self.base, &self.scope(self.guardian), self.student, purpose).await
    }

    async fn drain(&self) {
        let handlers = Handlers::default().on(erasure::JOB, erasure::run);
        job::drain(&self.base, &handlers).await.unwrap();
    }

    async fn state(&self, job: i64) -> State {
        job::get(&mut self.base.db.read().await.unwrap(), job).await.unwrap().state()
    }

    async fn kept(&self, purpose: Purpose) -> i64 {
        let mut conn = self.base.db.read().await.unwrap();
        erasure::kept(&mut conn, &self.base, &self.scope(self.guardian), self.student, purpose).await.unwrap().entries()
    }
}

#[tokio::test]
async fn facts_of_a_purpose_go_with_their_words_and_everything_said_about_them() {
    for town in towns().await {
        let base = &town.base.base;
        let classmate = town.enrol(town.class).await;
        for purpose in [Purpose::Classroom, Purpose::Homework] {
            town.decide(purpose, true).await;
        }
        let answer = town.answer(town.student, 0, 1.0, START + HOUR).await;
        let going = town.noted(town.student, Purpose::Classroom, "讲台上很自信", START + HOUR).await;
        let back = town.noted(town.student, Purpose::Classroom, "记错了人的那条", START + 2 * HOUR).await;
        let voiding = town.take_back(back).await;
        let other = town.noted(town.student, Purpose::Homework, "作业字迹工整", START + HOUR).await;
        let mates = town.noted(classmate, Purpose::Classroom, "同学的那一条", START + HOUR).await;
        let words = "这条不是我说的话";
        let asked = correction::ask(base, &town.scope(town.guardian), town.student, going, correction::Reason::Wrong, words).await.unwrap();
        correction::answer(base, &town.scope(town.class_teacher), asked, correction::Verdict::Upheld, "当堂看到的样子").await.unwrap();
        share::create(base, &town.scope(town.guardian), town.student, Part::Entry(going), With::Link, 7).await.unwrap();
        share::create(base, &town.scope(town.guardian), town.student, Part::Entry(other), With::Link, 7).await.unwrap();
        town.follow().await;

        assert!(matches!(town.ask(Purpose::Classroom).await, Err(Error::Conflict(p)) if p.key == "erasure.agreed"), "consent holds");
        town.decide(Purpose::Classroom, false).await;
        assert_eq!((town.kept(Purpose::Classroom).await, town.kept(Purpose::Homework).await), (2, 1));
        for stranger in [town.class_teacher, town.head, town.student, town.officer] {
            let refused = erasure::ask(base, &town.scope(stranger), town.student, Purpose::Classroom).await;
            assert!(matches!(refused, Err(Error::Forbidden)), "{stranger}");
        }
        let before = town.left().await;
        let job = town.ask(Purpose::Classroom).await.unwrap();
        assert_eq!(town.ask(Purpose::Classroom).await.unwrap(), job, "one at a time");
        town.drain().await;
        assert_eq!(town.state(job).await, State::Done);

        for gone in [going, back, voiding] {
            town.nowhere(&gone.to_string()).await;
        }
        for gone in ["讲台上很自信", "记错了人的那条", words, "当堂看到的样子"] {
            town.nowhere(gone).await;
        }
        for there in [other, mates] {
            assert!(town.somewhere(&there.to_string()).await, "{there}");
        }
        for there in ["作业字迹工整", "同学的那一条"] {
            assert!(town.somewhere(there).await, "{there}");
        }
        assert_eq!(town.count("record_share").await, 1);
        let after = town.left().await;
        assert_eq!(after.statements, before.statements - 3);
        assert_eq!(after.mastery, before.mastery, "{answer:?}");
        town.is_as_rebuilt().await;
        assert_eq!(town.kept(Purpose::Classroom).await, 0);
        assert!(matches!(town.ask(Purpose::Classroom).await, Err(Error::Conflict(p)) if p.key == "erasure.nothing"));

        let mut conn = base.db.read().await.unwrap();
        let told = erasure::of_person(&mut conn, base, &town.scope(town.guardian), town.student).await.unwrap();
        assert_eq!((told.len(), told[0].entries().unwrap(), told[0].done_at), (1, 3, Some(town.base.clock.now())));
        let log = audit::latest(&mut conn, Some(&format!("person:{}", town.student)), i64::MAX, 2).await.unwrap();
        assert_eq!(log.iter().map(|e| e.action.as_str()).collect::<Vec<_>>(), ["student_record.erase", "student_record.erase_ask"]);
        assert!(log[0].detail.contains(r#""purpose":"classroom""#) && log[0].detail.contains(r#""statement":3"#), "{}", log[0].detail);
    }
}

#[tokio::test]
async fn learning_goes_with_sittings_questions_documents_and_estimates() {
    for town in towns().await {
        let base = &town.base.base;
        let classmate = town.enrol(town.class).await;
        town.decide(Purpose::Homework, true).await;
        for (point, hour) in [(0, 1), (0, 2), (3, 30)] {
            town.answer(town.student, point, 1.0, START + hour * HOUR).await;
            town.answer(classmate, point, 0.0, START + hour * HOUR).await;
        }
        let fact = town.noted(town.student, Purpose::Homework, "作业字迹工整", START + HOUR).await;
        let (own, common) = (b"only here".as_slice(), b"in both".as_slice());
        let read = town.elsewhere(town.student, "我读到的秘密", own, None).await;
        town.elsewhere(town.student, "第二份", common, None).await;
        let mates = town.elsewhere(classmate, "同学读到的", common, None).await;
        let remark = town.elsewhere(classmate, "对这条的评语", b"remark", Some(read)).await;
        practice::start(base, &town.scope(town.student), Subject::Math, None).await.unwrap();
        question::raise(base, &town.scope(town.guardian), town.student, town.points[0], "为什么说不稳").await.unwrap();
        town.keep_document(town.student, "孩子的进度").await;
        town.keep_document(classmate, "同学的进度").await;
        town.follow().await;
        town.decide(Purpose::Learning, false).await;
        // 3 answers, 2 statements of the tool, a sitting, a question, a document.
        assert_eq!(town.kept(Purpose::Learning).await, 8);
        town.ask(Purpose::Learning).await.unwrap();
        town.drain().await;

        town.nowhere(&read.to_string()).await;
        town.nowhere(&remark.to_string()).await;
        for gone in ["我读到的秘密", "第二份", "对这条的评语", "为什么说不稳", "孩子的进度"] {
            town.nowhere(gone).await;
        }
        for there in ["作业字迹工整", "同学读到的", "同学的进度"] {
            assert!(town.somewhere(there).await, "{there}");
        }
        assert!(town.somewhere(&fact.to_string()).await && town.somewhere(&mates.to_string()).await);
        let hashes = ["attachment", "attachment_chunk"].map(|table| town.count(table));
        assert_eq!(futures::future::join_all(hashes).await, [1, 1], "only the file that the classmate's statement names");
        let left = town.left().await;
        assert!(left.mastery.iter().all(|m| m.0 == classmate) && left.subjects.iter().all(|s| s.0 == classmate));
        assert_eq!((left.mastery.len(), town.count("practice_session").await, town.count("estimate_question").await), (2, 0, 0));
        town.is_as_rebuilt().await;
        assert_eq!(town.kept(Purpose::Learning).await, 0);
    }
}

#[tokio::test]
async fn stopped_or_struck_down_and_taken_up_again_it_ends_the_same() {
    const ANSWERS: u64 = 2_500;
    for town in towns().await.into_iter().map(Arc::new) {
        for struck in [false, true] {
            town.decide(Purpose::Learning, true).await;
            town.answer_many(town.student, ANSWERS as i64).await;
            town.follow().await;
            town.decide(Purpose::Learning, false).await;
            let job = town.ask(Purpose::Learning).await.unwrap();
            let work = {
                let town = town.clone();
                tokio::spawn(async move { town.drain().await })
            };
            let gone = loop {
                let gone = town.erased().await;
                if gone > 0 {
                    break gone;
                }
                tokio::task::yield_now().await;
            };
            if struck {
                work.abort();
                let _ = work.await;
                // The chunk under way ends as a whole or not at all.
                tokio::time::sleep(std::time::Duration::from_millis(500)).await;
            } else {
                let now = town.base.clock.now();
                town.base.db.write(move |c| Box::pin(async move { job::cancel(c, now, job).await })).await.unwrap();
                work.await.unwrap();
                assert_eq!(town.state(job).await, State::Cancelled);
            }
            let erased = town.erased().await;
            assert!(erased >= gone && erased < ANSWERS, "{gone} {erased}");
            assert_eq!(town.kept(Purpose::Learning).await as u64, ANSWERS - erased, "nothing half");
            town.is_as_rebuilt().await;

            if struck {
                town.base.clock.advance(61_000);
            } else {
                let now = town.base.clock.now();
                town.base.db.write(move |c| Box::pin(async move { job::retry(c, now, job).await })).await.unwrap();
            }
            town.drain().await;
            assert_eq!(town.state(job).await, State::Done);
            assert_eq!((town.erased().await, town.kept(Purpose::Learning).await), (ANSWERS, 0));
            assert_eq!(town.left().await, Left::default());
            town.base.clock.advance(1_000);
        }
    }
}

#[tokio::test]
async fn it_stops_when_the_family_agrees_again() {
    for town in towns().await {
        town.answer_many(town.student, 10).await;
        town.decide(Purpose::Learning, false).await;
        let job = town.ask(Purpose::Learning).await.unwrap();
        town.decide(Purpose::Learning, true).await;
        town.drain().await;
        let job = job::get(&mut town.base.db.read().await.unwrap(), job).await.unwrap();
        assert_eq!((job.state(), job.problems()[0].key.as_str()), (State::Failed, "erasure.agreed"));
        assert_eq!(town.left().await.statements, 10);
    }
}
