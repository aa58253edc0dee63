//! Facts noted by taps: stored once, taken back, refused where they must not be noted.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod class;

use base::Error;
use base::testing::START;
use class::{Class, classes};
use people::{Purpose, consent, purpose_switch};
use records::capture::choice::{self, Wish};
use records::capture::{self, Asked, Noted, Outcome};
use records::event::Fact;
use uuid::Uuid;

fn noted(person: i64, fact: &str) -> Noted {
    Noted { id: Uuid::new_v4(), person, fact: fact.into(), subject: String::new(), at: None, note: String::new() }
}

impl Class {
    async fn apply(&self, by: i64, wishes: Vec<Asked>) -> Vec<Outcome> {
        capture::apply(&self.base, &self.scope(by), self.class, wishes).await.unwrap()
    }

    async fn note(&self, by: i64, noted: Noted) -> Outcome {
        self.apply(by, vec![Asked::Note(noted)]).await.remove(0)
    }

    /// Why a wish was refused.
    async fn refused(&self, by: i64, noted: Noted) -> String {
        match self.note(by, noted).await {
            Outcome::Refused(problem) => problem.key,
            other => panic!("{other:?}"),
        }
    }

    async fn today(&self, by: i64) -> Vec<(i64, String)> {
        let mut conn = self.base.db.read().await.unwrap();
        let events = capture::noted_today(&mut conn, &self.scope(by), self.class).await.unwrap();
        events.into_iter().map(|e| (e.person, e.fact.code.clone())).collect()
    }
}

#[tokio::test]
async fn a_fact_sent_twice_is_stored_once_and_shown_to_who_noted_it() {
    for class in classes().await {
        let [child, other, _] = class.children;
        let tap = Noted { note: " 第一次上台 ".into(), at: Some(START - 60_000), ..noted(child, "raised-hand") };
        assert_eq!(class.note(class.class_teacher, tap.clone()).await, Outcome::Stored);
        assert_eq!(class.note(class.class_teacher, tap.clone()).await, Outcome::Known);
        // A repeated identifier with other content stores nothing either; another person's is refused.
        assert_eq!(class.note(class.class_teacher, Noted { person: other, ..tap.clone() }).await, Outcome::Known);
        assert_eq!(class.refused(class.math_teacher, tap.clone()).await, "records.identifier_taken");
        assert_eq!(class.today(class.class_teacher).await, [(child, "raised-hand".to_owned())]);
        assert!(class.today(class.math_teacher).await.is_empty());
        let mut conn = class.base.db.read().await.unwrap();
        let events = capture::noted_today(&mut conn, &class.scope(class.class_teacher), class.class).await.unwrap();
        assert_eq!((events[0].at, events[0].note.as_deref(), events[0].by), (START - 60_000, Some("第一次上台"), class.class_teacher));
    }
}

#[tokio::test]
async fn a_fact_is_taken_back_by_who_noted_it_and_by_nobody_else() {
    for class in classes().await {
        let tap = noted(class.children[0], "homework-missing");
        let back = |id| Asked::TakeBack { id, target: tap.id };
        assert_eq!(class.note(class.class_teacher, tap.clone()).await, Outcome::Stored);
        let by_another = class.apply(class.math_teacher, vec![back(Uuid::new_v4())]).await;
        assert!(matches!(&by_another[..], [Outcome::Refused(p)] if p.key == "records.nothing_to_take_back"));
        assert_eq!(class.today(class.class_teacher).await.len(), 1);
        let id = Uuid::new_v4();
        assert_eq!(class.apply(class.class_teacher, vec![back(id), back(id)]).await, [Outcome::TakenBack, Outcome::TakenBack]);
        assert_eq!(class.apply(class.class_teacher, vec![back(Uuid::new_v4())]).await, [Outcome::TakenBack]);
        assert!(class.today(class.class_teacher).await.is_empty());
        // Noted again, it counts again: a new tap is a new statement.
        assert_eq!(class.note(class.class_teacher, Noted { id: Uuid::new_v4(), ..tap.clone() }).await, Outcome::Stored);
        assert_eq!(class.today(class.class_teacher).await.len(), 1);
    }
}

#[tokio::test]
async fn a_purpose_that_a_family_or_the_school_refuses_is_not_noted_and_keeps_nothing_else_from_being_stored() {
    for class in classes().await {
        let [child, other, _] = class.children;
        let (teacher, guardian) = (class.class_teacher, class.scope(class.guardian));
        consent::decide(&class.base, &guardian, child, Purpose::Classroom, false).await.unwrap();
        let outcomes = class.apply(teacher, vec![Asked::Note(noted(child, "raised-hand")), Asked::Note(noted(other, "raised-hand"))]).await;
        assert!(
            matches!(&outcomes[..], [Outcome::Refused(p), Outcome::Stored] if p.key == "records.purpose_refused" && p.text(base::Lang::Zh).contains("林小满"))
        );
        assert_eq!(class.note(teacher, noted(child, "class-duty")).await, Outcome::Stored, "another purpose");
        let mut conn = class.base.db.read().await.unwrap();
        let board = capture::board(&mut conn, &class.scope(teacher), class.class).await.unwrap();
        let refused = |id| board.children.iter().find(|c| c.id == id).unwrap().refused.clone();
        assert_eq!((refused(child), refused(other)), (vec![Purpose::Classroom], vec![]));
        drop(conn);

        let head = class.scope(class.head);
        purpose_switch::set(&class.base, &head, class.school, Purpose::FiveEducations, false).await.unwrap();
        assert_eq!(class.refused(teacher, noted(other, "class-duty")).await, "records.purpose_off");
        let mut conn = class.base.db.read().await.unwrap();
        let board = capture::board(&mut conn, &class.scope(teacher), class.class).await.unwrap();
        assert_eq!(board.off, [Purpose::FiveEducations]);
        assert!(board.facts.iter().all(|f| f.purpose() != Purpose::FiveEducations));
        drop(conn);
        purpose_switch::set(&class.base, &head, class.school, Purpose::FiveEducations, true).await.unwrap();
        assert_eq!(class.note(teacher, noted(other, "class-duty")).await, Outcome::Stored);
        let by_teacher = purpose_switch::set(&class.base, &class.scope(teacher), class.school, Purpose::Homework, false).await;
        assert!(matches!(by_teacher, Err(Error::Forbidden)));
        let no_capture = purpose_switch::set(&class.base, &head, class.school, Purpose::Learning, false).await;
        assert!(matches!(no_capture, Err(Error::NotFound)));
    }
}

#[tokio::test]
async fn what_does_not_fit_is_refused_with_its_reason() {
    for class in classes().await {
        let (teacher, [child, ..]) = (class.class_teacher, class.children);
        assert_eq!(class.refused(teacher, noted(class.stranger, "raised-hand")).await, "records.not_in_class");
        assert_eq!(class.refused(teacher, noted(child, "is-lazy")).await, "records.fact_unknown");
        let old = Noted { at: Some(START - 31 * 86_400_000), ..noted(child, "raised-hand") };
        assert_eq!(class.refused(teacher, old).await, "records.noted_too_long_ago");
        let long = Noted { note: "好".repeat(141), ..noted(child, "raised-hand") };
        assert_eq!(class.refused(teacher, long).await, "records.note_too_long");
        let physics = Noted { subject: "physics".into(), ..noted(child, "raised-hand") };
        assert_eq!(class.refused(class.math_teacher, physics).await, "records.subject_not_taught");
        let math = Noted { subject: "math".into(), at: Some(START + 3_600_000), ..noted(child, "raised-hand") };
        assert_eq!(class.note(class.math_teacher, math).await, Outcome::Stored, "a clock that is ahead");
        let elsewhere = capture::apply(&class.base, &class.scope(class.other_teacher), class.class, vec![]).await;
        assert!(matches!(elsewhere, Err(Error::Forbidden)));
        let many = (0..201).map(|_| Asked::Note(noted(child, "raised-hand"))).collect();
        assert!(matches!(capture::apply(&class.base, &class.scope(teacher), class.class, many).await, Err(Error::Invalid(_))));
        assert_eq!(class.today(class.math_teacher).await.len(), 1);
    }
}

#[tokio::test]
async fn a_school_chooses_which_facts_are_shown_and_in_which_order() {
    for class in classes().await {
        let head = class.scope(class.head);
        let wish = |fact: &str, place, shown| Wish { fact: fact.into(), place, shown };
        let wishes = vec![wish("sleepy-in-class", 1, false), wish("helped-classmate", 1, true)];
        choice::choose(&class.base, &head, class.school, wishes).await.unwrap();
        let mut conn = class.base.db.read().await.unwrap();
        let board = capture::board(&mut conn, &class.scope(class.class_teacher), class.class).await.unwrap();
        let place = |code: &str| board.facts.iter().position(|f| f.code == code);
        assert_eq!(place("sleepy-in-class"), None);
        assert!(place("helped-classmate") < place("asked-question"));
        drop(conn);
        let unknown = choice::choose(&class.base, &head, class.school, vec![wish("nothing", 1, true)]).await;
        assert!(matches!(unknown, Err(Error::NotFound)));
        let teacher = choice::choose(&class.base, &class.scope(class.class_teacher), class.school, vec![]).await;
        assert!(matches!(teacher, Err(Error::Forbidden)));
        assert!(Fact::of("sleepy-in-class").is_some());
    }
}
