//! The study companion with what is stored: rungs shown once and told as statements, what they count, what they never say.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod left;
mod town;

use base::Error;
use base::job::{self, Handlers};
use content::{Subject, item, point};
use learner::companion::{self, Rung};
use learner::practice::{self, Feedback, Next, Offer, Submission};
use learner::{erasure, timeline};
use people::consent::{self, Purpose};
use records::Tale;
use town::{Town, towns};
use uuid::Uuid;

impl Town {
    async fn offer(&self, sitting: Uuid) -> Offer {
        match practice::next(&self.base, &self.scope(self.student), sitting).await.unwrap() {
            Next::Offer(offer) => *offer,
            Next::Over => panic!("the sitting is over"),
        }
    }

    async fn ask(&self, offer: &Offer, rung: i64) -> base::Result<()> {
        self.base.clock.advance(8_000);
        companion::show_next(&self.base, &self.scope(self.student), offer, rung).await
    }

    async fn shown(&self, offer: &Offer) -> companion::Shown {
        companion::shown(&mut self.base.db.read().await.unwrap(), offer).await.unwrap()
    }

    async fn give(&self, offer: &Offer, option: &str, duration: i64) -> Feedback {
        let submission = Submission {
            attempt: offer.attempt,
            item: offer.item.id,
            version: offer.item.version,
            token: offer.token.clone(),
            fields: vec![("choice".into(), option.into())],
            duration: Some(duration),
        };
        practice::submit(&self.base, &self.scope(self.student), submission).await.unwrap()
    }

    async fn statements(&self) -> i64 {
        records::count(&mut self.base.db.read().await.unwrap()).await.unwrap()
    }
}

fn refused(outcome: base::Result<()>, key: &str) -> bool {
    matches!(outcome, Err(Error::Conflict(p)) if p.key == key)
}

#[tokio::test]
async fn each_rung_is_shown_once_told_as_a_statement_and_counts() {
    for town in towns().await {
        let sitting = practice::start(&town.base, &town.scope(town.student), Subject::Math, Some(town.points[0])).await.unwrap();
        let offer = town.offer(sitting).await;
        let nothing = town.shown(&offer).await;
        assert!(nothing.rungs.is_empty() && nothing.more);
        town.ask(&offer, 1).await.unwrap();
        town.ask(&offer, 1).await.unwrap();
        assert!(refused(town.ask(&offer, 3).await, "companion.no_more"), "no rung is jumped over");
        assert_eq!((town.shown(&offer).await.rungs, town.statements().await), (vec![Rung::Ask], 1));
        town.ask(&offer, 2).await.unwrap();
        let shown = town.shown(&offer).await;
        let Some(Rung::Sibling(worked)) = shown.rungs.last() else { panic!("{shown:?}") };
        assert!(worked.item.id != offer.item.id && worked.item.point == offer.item.point && !shown.more);
        assert!(refused(town.ask(&offer, 3).await, "companion.no_more"));
        assert_eq!(town.statements().await, 2);

        let told = town.give(&offer, "A", 9_000).await;
        assert!(told.correct && (told.score - 0.75).abs() < 1e-9, "{}", told.score);
        assert!((told.estimate.mastery.alpha - 1.75).abs() < 1e-9);
        town.is_as_rebuilt().await;
        assert!(refused(town.ask(&offer, 3).await, "companion.no_more"));
        let next = town.offer(sitting).await;
        let alone = town.give(&next, "A", 9_000).await;
        assert!((alone.score - 1.0).abs() < 1e-9);
        assert!(refused(town.ask(&next, 1).await, "companion.answered"));

        // What was worked out is not asked in this sitting.
        let mut asked = Vec::new();
        for _ in 2..10 {
            let offer = town.offer(sitting).await;
            asked.push(offer.item.id);
            town.give(&offer, "A", 9_000).await;
        }
        assert!(!asked.contains(&worked.item.id));
    }
}

#[tokio::test]
async fn help_stands_in_the_record_for_whom_it_concerns_and_goes_with_the_purpose() {
    for town in towns().await {
        let sitting = practice::start(&town.base, &town.scope(town.student), Subject::Math, Some(town.points[0])).await.unwrap();
        let offer = town.offer(sitting).await;
        town.ask(&offer, 1).await.unwrap();
        let entries = async |reader: i64| {
            let mut conn = town.base.db.read().await.unwrap();
            let page = timeline::page(&mut conn, &town.scope(reader), town.student, &timeline::Filter::default(), None, 9).await.unwrap();
            page.entries.iter().filter(|e| matches!(&e.tale, Tale::Helped(h) if h.rung == 1 && h.kind == "ask")).count()
        };
        assert_eq!((entries(town.student).await, entries(town.class_teacher).await, entries(town.physics_teacher).await), (1, 1, 0));
        // Help is no answer.
        let mut conn = town.base.db.read().await.unwrap();
        assert_eq!(records::recent(&mut conn, town.student, 9).await.unwrap(), []);
        drop(conn);

        let guardian = town.scope(town.guardian);
        consent::decide(&town.base, &guardian, town.student, Purpose::Learning, false).await.unwrap();
        assert!(refused(town.ask(&offer, 2).await, "people.consent_missing"));
        erasure::ask(&town.base, &guardian, town.student, Purpose::Learning).await.unwrap();
        job::drain(&town.base, &Handlers::default().on(erasure::JOB, erasure::run)).await.unwrap();
        assert_eq!((town.count("help_shown").await, town.statements().await), (0, 0));
    }
}

#[tokio::test]
async fn facts_about_effort_are_ones_own_and_follow_the_records() {
    for town in towns().await {
        let scope = town.scope(town.student);
        let sitting = practice::start(&town.base, &scope, Subject::Math, Some(town.points[0])).await.unwrap();
        let mut last = Uuid::nil();
        for (option, duration) in [("B", 1_000), ("A", 70_000), ("B", 900)] {
            let offer = town.offer(sitting).await;
            town.base.clock.advance(duration);
            town.give(&offer, option, duration).await;
            last = offer.attempt;
        }
        let mut conn = town.base.db.read().await.unwrap();
        let facts = companion::facts(&mut conn, &scope, town.base.clock.now(), last).await.unwrap();
        assert_eq!((facts.sitting.len(), facts.was_wrong_before, facts.days), (3, false, 1));
        assert_eq!(companion::notice(&facts.sitting), Some(companion::Notice::Rushed { answers: 2, seconds: 3 }));
        let teacher = companion::facts(&mut conn, &town.scope(town.class_teacher), town.base.clock.now(), last).await.unwrap();
        assert!(teacher.sitting.is_empty(), "nobody else is told");
        let attempt = practice::sitting(&mut conn, &scope, sitting).await.unwrap().attempt(2);
        let facts = companion::facts(&mut conn, &scope, town.base.clock.now(), attempt).await.unwrap();
        assert_eq!(companion::praise(&facts), Some(companion::Praise::Mended));
    }
}

#[tokio::test]
async fn of_the_platforms_own_items_no_ladder_says_the_answer() {
    let town = towns().await.remove(0);
    content::seed::load(&town.base).await.unwrap();
    let mut conn = town.base.db.read().await.unwrap();
    let items = item::list(&mut conn, &item::Filter::default(), 0, i64::MAX).await.unwrap();
    let ids: Vec<i64> = items.iter().map(|i| i.point).collect();
    let points = point::many(&mut conn, &ids).await.unwrap();
    let (mut helped, mut total) = (0, 0);
    for item in items.iter().filter(|i| i.source == content::seed::SOURCE) {
        let means = points.iter().find(|p| p.id == item.point).map_or("", |p| p.description.as_str());
        let ladder = companion::rungs(item, means, &[]);
        total += 1;
        helped += usize::from(ladder.len() > 1);
        for rung in &ladder {
            let text = match rung {
                Rung::Hint(text) | Rung::Begin(text) | Rung::Recall { means: text, .. } => text,
                Rung::Ask | Rung::Sibling(_) => continue,
            };
            assert!(!companion::gives_away(item, text), "{}: {text}", item.code);
            if matches!(rung, Rung::Begin(_)) {
                assert_ne!(Some(text), item.help().steps.last(), "{}", item.code);
            }
        }
    }
    assert!(total > 300 && helped * 100 >= total * 95, "{helped} of {total}");
}
