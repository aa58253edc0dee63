//! A sitting of practice, and what must not count.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod town;

use base::{Error, Lang};
use content::{Response, Subject};
use learner::Reason;
use learner::practice::{self, Feedback, Next, Offer, Submission};
use people::consent::{self, Purpose};
use town::{Town, towns};
use uuid::Uuid;

async fn offer(town: &Town, sitting: Uuid) -> Offer {
    offer_to(town, town.student, sitting).await
}

async fn offer_to(town: &Town, student: i64, sitting: Uuid) -> Offer {
    match practice::next(&town.base, &town.scope(student), sitting).await.unwrap() {
        Next::Offer(offer) => *offer,
        Next::Over => panic!("the sitting is over"),
    }
}

fn chosen(offer: &Offer, option: &str) -> Submission {
    Submission {
        attempt: offer.attempt,
        item: offer.item.id,
        version: offer.item.version,
        token: offer.token.clone(),
        fields: vec![("choice".into(), option.into())],
        duration: Some(8_000),
    }
}

async fn submit(town: &Town, submission: Submission) -> base::Result<Feedback> {
    practice::submit(&town.base, &town.scope(town.student), submission).await
}

#[tokio::test]
async fn a_sitting_asks_ten_fresh_questions_and_leaves_what_was_answered_behind() {
    for town in towns().await {
        let scope = town.scope(town.student);
        let mut conn = town.base.db.read().await.unwrap();
        assert_eq!(practice::subjects(&mut conn, &scope).await.unwrap(), [Subject::Math, Subject::Physics]);
        let sitting = practice::start(&town.base, &scope, Subject::Math, None).await.unwrap();
        let mut seen = Vec::new();
        for number in 1..=10 {
            let offer = offer(&town, sitting).await;
            let again = self::offer(&town, sitting).await;
            assert_eq!((offer.attempt, offer.item.id), (again.attempt, again.item.id), "a reload shows the same question");
            assert_eq!((offer.number, offer.item.subject), (number, Subject::Math));
            assert!(!seen.contains(&offer.item.code), "{} was asked before", offer.item.code);
            seen.push(offer.item.code.clone());
            town.base.clock.advance(20_000);
            let told = submit(&town, chosen(&offer, if number % 5 == 0 { "B" } else { "A" })).await.unwrap();
            assert_eq!((told.correct, told.number, told.sitting), (number % 5 != 0, number, sitting));
            assert_eq!(told.key, Response::Choice { chosen: ["A".to_owned()].into() });
        }
        assert!(matches!(practice::next(&town.base, &scope, sitting).await.unwrap(), Next::Over));
        let done = practice::sitting(&mut conn, &scope, sitting).await.unwrap();
        assert_eq!((done.done, done.correct), (10, 8));
        let recent = records::recent(&mut conn, town.student, 99).await.unwrap();
        assert_eq!(recent.len(), 10);
        assert!(recent.iter().all(|a| a.answered.session == Some(sitting) && a.answered.duration == Some(8_000)));
        let estimates = learner::mastery::of_person(&mut conn, &scope, town.student, Some("math")).await.unwrap();
        assert_eq!(estimates.iter().map(|e| e.n).sum::<i64>(), 10);
    }
}

#[tokio::test]
async fn a_form_sent_twice_counts_once_and_is_told_the_same() {
    for town in towns().await {
        let scope = town.scope(town.student);
        let sitting = practice::start(&town.base, &scope, Subject::Math, None).await.unwrap();
        let offer = offer(&town, sitting).await;
        let first = submit(&town, chosen(&offer, "A")).await.unwrap();
        // The second time with another answer, as from a second tab.
        let second = submit(&town, chosen(&offer, "B")).await.unwrap();
        assert!(first.correct && second.correct);
        assert_eq!((second.response, second.estimate.n, second.item.id), (first.response, 1, first.item.id));
        let mut conn = town.base.db.read().await.unwrap();
        assert_eq!(records::count(&mut conn).await.unwrap(), 1);
        assert_eq!(practice::sitting(&mut conn, &scope, sitting).await.unwrap().done, 1);
    }
}

#[tokio::test]
async fn many_sends_at_once_count_once() {
    for town in towns().await {
        let scope = town.scope(town.student);
        let sitting = practice::start(&town.base, &scope, Subject::Math, None).await.unwrap();
        let offer = offer(&town, sitting).await;
        let sends = (0..12).map(|_| submit(&town, chosen(&offer, "A")));
        for told in futures::future::join_all(sends).await {
            assert_eq!(told.unwrap().estimate.n, 1);
        }
    }
}

#[tokio::test]
async fn a_class_answers_at_once_and_each_gets_their_own_verdict() {
    for town in towns().await {
        let mut sent = Vec::new();
        for n in 0..24 {
            let student = town.enrol(town.class).await;
            let sitting = practice::start(&town.base, &town.scope(student), Subject::Math, None).await.unwrap();
            let offer = offer_to(&town, student, sitting).await;
            if n % 6 == 0 {
                let withdrawn = town.base.db.write(move |conn| Box::pin(withdraw(conn, student)));
                withdrawn.await.unwrap();
            }
            // Every fourth presses the button twice.
            sent.extend((0..1 + usize::from(n % 4 == 1)).map(|_| (n, student, chosen(&offer, if n % 3 == 0 { "B" } else { "A" }))));
        }
        let scopes: Vec<_> = sent.iter().map(|(_, student, _)| town.scope(*student)).collect();
        let told = sent.iter().zip(&scopes).map(|((_, _, form), scope)| practice::submit(&town.base, scope, form.clone()));
        for ((n, student, _), told) in sent.iter().zip(futures::future::join_all(told).await) {
            match told {
                Ok(told) => assert_eq!((told.correct, told.estimate.n), (n % 3 != 0, 1), "{student}"),
                Err(Error::Conflict(p)) => assert!(n % 6 == 0 && p.key == "people.consent_missing"),
                Err(error) => panic!("{error}"),
            }
        }
        assert_eq!(records::count(&mut town.base.db.read().await.unwrap()).await.unwrap(), 20);
    }
}

async fn withdraw(conn: &mut base::Conn, student: i64) -> base::Result<()> {
    base::execute!(conn, "UPDATE consent SET given = FALSE WHERE person = $1", student).map(|_| ())
}

#[tokio::test]
async fn only_what_was_offered_to_oneself_can_be_answered() {
    for town in towns().await {
        let scope = town.scope(town.student);
        let sitting = practice::start(&town.base, &scope, Subject::Math, None).await.unwrap();
        let offer = offer(&town, sitting).await;
        let invalid = |r: base::Result<Feedback>| matches!(r, Err(Error::Invalid(p)) if p[0].key == "learner.not_offered");
        let later = Uuid::from_u128(offer.attempt.as_u128() + 1);
        assert!(invalid(submit(&town, Submission { attempt: later, ..chosen(&offer, "A") }).await));
        assert!(invalid(submit(&town, Submission { item: offer.item.id + 1, ..chosen(&offer, "A") }).await));
        let other = town.enrol(town.class).await;
        assert!(invalid(practice::submit(&town.base, &town.scope(other), chosen(&offer, "A")).await));
        submit(&town, chosen(&offer, "A")).await.unwrap();
        let mut conn = town.base.db.read().await.unwrap();
        assert!(matches!(practice::feedback(&mut conn, &town.scope(other), offer.attempt).await, Err(Error::NotFound)));
        assert!(matches!(practice::next(&town.base, &town.scope(other), sitting).await, Err(Error::NotFound)));
        assert!(matches!(practice::sittings(&mut conn, &town.scope(other), town.student, 9).await, Err(Error::Forbidden)));
    }
}

#[tokio::test]
async fn no_answer_costs_nothing_and_no_consent_stops() {
    for town in towns().await {
        let scope = town.scope(town.student);
        let sitting = practice::start(&town.base, &scope, Subject::Math, None).await.unwrap();
        let offer = offer(&town, sitting).await;
        assert!(matches!(submit(&town, Submission { fields: vec![], ..chosen(&offer, "A") }).await, Err(Error::Invalid(_))));
        consent::decide(&town.base, &town.scope(town.guardian), town.student, Purpose::Learning, false).await.unwrap();
        assert!(matches!(submit(&town, chosen(&offer, "A")).await, Err(Error::Conflict(p)) if p.key == "people.consent_missing"));
        assert!(matches!(practice::start(&town.base, &scope, Subject::Math, None).await, Err(Error::Conflict(_))));
        let mut conn = town.base.db.read().await.unwrap();
        assert_eq!(records::count(&mut conn).await.unwrap(), 0);
        assert_eq!(practice::sitting(&mut conn, &scope, sitting).await.unwrap().done, 0);
    }
}

#[tokio::test]
async fn the_weakest_point_comes_first_then_the_new_then_what_has_rested() {
    for town in towns().await {
        let (day, now) = (86_400_000, town.base.clock.now());
        let scope = town.scope(town.student);
        let next = async || {
            let sitting = practice::start(&town.base, &scope, Subject::Math, None).await.unwrap();
            let offer = offer(&town, sitting).await;
            (offer.point.code, offer.reason)
        };
        assert_eq!(next().await, ("M7-1".into(), Reason::New));
        for _ in 0..6 {
            town.answer(town.student, 0, 1.0, now - 30 * day).await;
            town.answer(town.student, 2, 0.0, now).await;
        }
        assert_eq!(next().await, ("M7-3".into(), Reason::Weak));
        for _ in 0..20 {
            town.answer(town.student, 2, 1.0, now).await;
        }
        assert_eq!(next().await, ("M7-2".into(), Reason::New));
        for _ in 0..5 {
            town.answer(town.student, 1, 1.0, now).await;
        }
        assert_eq!(next().await, ("M7-1".into(), Reason::Review));
        assert!(!Reason::Review.text(Lang::Zh).starts_with("learner."));
        // A point of one's own choice.
        let sitting = practice::start(&town.base, &scope, Subject::Math, Some(town.points[1])).await.unwrap();
        let offer = offer(&town, sitting).await;
        assert_eq!((offer.point.id, offer.reason), (town.points[1], Reason::Chosen));
        assert!(practice::start(&town.base, &scope, Subject::Physics, Some(town.points[1])).await.is_err());
    }
}

#[tokio::test]
async fn a_point_with_a_model_never_runs_dry() {
    const MODEL: &str = r#"[[model]]
code = "M7-1-T1"
title = "两数相加"
points = ["M7-1"]
difficulty = 1
answer = "numeric"
vars = ["a in -20..20", "b in -20..20"]
where = ["a != b"]
stem = "计算：{par(a)}+{par(b)}。"
key = "a + b"
hints = ["先看符号。"]
steps = ["{par(a)}+{par(b)}={key}。"]
"#;
    for town in towns().await {
        let models = content::model::read("m.toml", MODEL).unwrap();
        let by = content::model::By { author: None, origin: "自编".into(), status: content::item::Status::Active };
        let now = town.base.clock.now();
        town.base.db.write(move |c| Box::pin(async move { content::model::save(c, now, &models, &by).await })).await.unwrap();
        let scope = town.scope(town.student);
        let mut seen = std::collections::BTreeSet::new();
        for _ in 0..3 {
            let sitting = practice::start(&town.base, &scope, Subject::Math, Some(town.points[0])).await.unwrap();
            for _ in 0..10 {
                let offer = offer(&town, sitting).await;
                assert!(seen.insert(offer.item.code.clone()), "{} was asked before", offer.item.code);
                let submission =
                    Submission { fields: vec![("choice".into(), "A".into()), ("answer".into(), "7".into())], ..chosen(&offer, "A") };
                submit(&town, submission).await.unwrap();
                town.base.clock.advance(20_000);
            }
        }
        assert!(seen.iter().any(|code| code.starts_with("M7-1-T1~")));
    }
}
