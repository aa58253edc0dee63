//! Activities: open to everybody of the grade, invitations with their facts, a family's no.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod town;

use base::Error;
use base::testing::START;
use learner::talent::{self, Evidence, Offer};
use learner::{Given, policy, state};
use people::consent::{self, Purpose};
use records::event::{self, Event, Fact};
use town::{HOME, Town, answered, towns};
use uuid::Uuid;

const DAY: i64 = 86_400_000;

fn club(subject: &str) -> Offer {
    Offer {
        title: "数学社".into(),
        words: "每周三下午第四节，在阶梯教室一起想难题。".into(),
        subject: subject.into(),
        grade_from: "7".into(),
        grade_to: "9".into(),
        until: "2026-12-31".into(),
    }
}

impl Town {
    /// A leader of the first school offers something to its grades.
    async fn offers(&self, offer: Offer) -> base::Result<i64> {
        talent::offer(&self.base, &self.scope(self.head), self.schools[0], offer).await
    }

    async fn open(&self, who: i64, person: i64) -> Vec<talent::Open> {
        let conn = &mut self.base.db.read().await.unwrap();
        talent::open_to(conn, &self.scope(who), person).await.unwrap()
    }

    async fn notes(&self, person: i64, code: &str, times: usize) {
        let (by, class) = (self.class_teacher, self.class);
        let events: Vec<Event> = (0..times)
            .map(|n| Event {
                statement: Uuid::new_v4(),
                person,
                fact: Fact::of(code).unwrap(),
                class,
                subject: Some("math".into()),
                by,
                at: START - n as i64 * DAY,
                note: None,
            })
            .collect();
        self.base.db.write(move |conn| Box::pin(async move { event::record(conn, HOME, START, &events).await })).await.unwrap();
    }

    async fn reminders(&self, who: i64) -> Vec<talent::Reminder> {
        let conn = &mut self.base.db.read().await.unwrap();
        talent::reminders(conn, &self.scope(who), &self.base.clock, self.class, None).await.unwrap()
    }
}

#[tokio::test]
async fn what_is_offered_is_open_to_everybody_of_the_grade_and_to_nobody_else() {
    for town in towns().await {
        let id = town.offers(club("math")).await.unwrap();
        let refused = talent::offer(&town.base, &town.scope(town.class_teacher), town.schools[0], club("math")).await;
        assert!(matches!(refused, Err(Error::Forbidden)));
        let bad = Offer { title: String::new(), grade_from: "9".into(), grade_to: "7".into(), until: "2020-01-01".into(), ..club("magic") };
        let Err(Error::Invalid(problems)) = town.offers(bad).await else { panic!() };
        assert_eq!(problems.len(), 4);
        town.offers(Offer { grade_from: "9".into(), ..club("") }).await.unwrap();

        // Every child of grade 8 sees it, one with no answer and no fact too.
        let quiet = town.enrol(town.other_class).await;
        for child in [town.student, quiet] {
            let open = town.open(child, child).await;
            assert_eq!(open.iter().map(|o| o.opportunity.id).collect::<Vec<_>>(), [id]);
            assert!(open[0].invitation.is_none());
        }
        talent::join(&town.base, &town.scope(quiet), id, quiet).await.unwrap();
        let open = town.open(quiet, quiet).await;
        let mine = open[0].invitation.as_ref().unwrap();
        assert_eq!((mine.comes(), mine.is_asked(), mine.evidence().unwrap().len()), (Some(true), true, 0));
        assert!(matches!(talent::join(&town.base, &town.scope(quiet), id, quiet).await, Err(Error::Conflict(_))));

        // Another school's children do not come, nor does anybody after the last day; who offers sees no small number.
        let conn = &mut town.base.db.read().await.unwrap();
        let offered = talent::offered(conn, &town.scope(town.head), town.schools[0]).await.unwrap();
        let known = offered.iter().find(|o| o.opportunity.id == id).unwrap();
        assert_eq!((known.asked, known.coming), (None, None));
        town.base.clock.advance(400 * DAY);
        assert!(town.open(town.student, town.student).await.is_empty());
        assert!(matches!(talent::join(&town.base, &town.scope(town.student), id, town.student).await, Err(Error::NotFound)));
    }
}

#[tokio::test]
async fn facts_remind_a_teacher_and_a_family_declines_with_a_word() {
    for town in towns().await {
        let id = town.offers(club("math")).await.unwrap();
        town.notes(town.student, "another-solution", policy::FACTS_OF_INTEREST).await;
        town.notes(town.student, "late-for-class", 9).await;
        assert!(town.reminders(town.class_teacher).await.is_empty(), "no fact of a lesson without the family's consent to them");
        consent::decide(&town.base, &town.scope(town.guardian), town.student, Purpose::Classroom, true).await.unwrap();
        let reminded = town.reminders(town.class_teacher).await;
        let [one] = &reminded[..] else { panic!("{reminded:?}") };
        let interest = Evidence::Interest { code: "another-solution".into(), times: policy::FACTS_OF_INTEREST };
        assert_eq!((one.student.id, &one.evidence[..]), (town.student, std::slice::from_ref(&interest)));

        let invite = async |who: i64| talent::invite(&town.base, &town.scope(who), town.class, id, town.student, "来试试？").await;
        assert!(matches!(invite(town.other_teacher).await, Err(Error::Forbidden)));
        invite(town.class_teacher).await.unwrap();
        assert!(matches!(invite(town.class_teacher).await, Err(Error::Conflict(_))));
        // A child of whom nothing is on record can be invited as well.
        let quiet = town.enrol(town.class).await;
        talent::invite(&town.base, &town.scope(town.class_teacher), town.class, id, quiet, "").await.unwrap();

        let open = town.open(town.guardian, town.student).await;
        let mine = open[0].invitation.clone().unwrap();
        assert_eq!((mine.words.as_str(), mine.comes(), mine.evidence().unwrap()), ("来试试？", None, vec![interest]));
        let say = async |who: i64, comes: bool| talent::answer(&town.base, &town.scope(who), town.student, mine.id, comes).await;
        say(town.student, true).await.unwrap();
        say(town.guardian, false).await.unwrap();
        assert!(matches!(say(town.student, true).await, Err(Error::Conflict(_))), "a guardian's word stands");
        assert!(matches!(say(town.class_teacher, true).await, Err(Error::Forbidden)));
        let conn = &mut town.base.db.read().await.unwrap();
        let invited = talent::invited(conn, &town.scope(town.class_teacher), town.class, id).await.unwrap();
        assert_eq!(invited.iter().map(talent::Invitation::comes).collect::<Vec<_>>(), [Some(false), None]);
        say(town.guardian, true).await.unwrap();
    }
}

#[tokio::test]
async fn growth_that_lasts_reminds_and_one_good_month_does_not() {
    for town in towns().await {
        let (grower, flash) = (town.enrol(town.class).await, town.enrol(town.class).await);
        let mut given = Vec::new();
        for month in 0..4_i64 {
            for i in 0..30_i64 {
                let at = START - (120 - month * 30) * DAY + i * 60_000;
                let right = i % 10 < 1 + 3 * month;
                given.push(Given {
                    answered: answered(grower, (i % 3) as usize, f64::from(u8::from(right)), at),
                    point: town.points[(i % 3) as usize],
                });
            }
        }
        for i in 0..20_i64 {
            given.push(Given { answered: answered(flash, 0, 1.0, START + i * 60_000), point: town.points[0] });
        }
        town.base.db.write(move |conn| Box::pin(async move { learner::answers(conn, HOME, START, &given).await })).await.unwrap();
        while state::follow(&town.base, -60_000).await.unwrap() > 0 {}
        let reminded = town.reminders(town.class_teacher).await;
        let [one] = &reminded[..] else { panic!("{reminded:?}") };
        assert_eq!(one.student.id, grower);
        assert!(matches!(&one.evidence[..], [Evidence::Growth { subject, .. }] if subject == "math"));
        assert!(town.reminders(town.physics_teacher).await.is_empty(), "a teacher of another subject is reminded of nothing in it");
    }
}

#[tokio::test]
async fn two_invitations_of_one_child_become_one_when_persons_are_merged() {
    for town in towns().await {
        let id = town.offers(club("")).await.unwrap();
        let duplicate = town.enrol(town.class).await;
        for child in [town.student, duplicate] {
            talent::join(&town.base, &town.scope(child), id, child).await.unwrap();
        }
        let keep = town.student;
        town.base.db.write(move |conn| Box::pin(async move { learner::merge(conn, keep, duplicate).await })).await.unwrap();
        assert_eq!(town.open(keep, keep).await.iter().filter(|o| o.invitation.is_some()).count(), 1);
    }
}
