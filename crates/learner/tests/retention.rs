//! How long a purpose's records are kept: two people decide, the night carries it out.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod left;
mod town;

use base::clock::start_of;
use base::job::{self, Handlers};
use base::testing::START;
use base::{Date, Error, Millis, audit};
use content::Subject;
use learner::practice::{self, Sitting};
use learner::retention::{self, Proposal, State};
use learner::talent::{self, Offer};
use people::consent::{self, Purpose};
use people::{OrganisationKind, Role, organisation, role};
use records::event::Event;
use town::{FROM, HOME, Town, towns};
use uuid::Uuid;

/// A day some months before the tests' present.
fn ago(months: i64) -> Date {
    base::clock::date_of(START).saturating_sub(jiff::Span::new().months(months))
}

fn then(months: i64) -> Millis {
    start_of(ago(months)) + 9 * 3_600_000
}

/// Two administrators and an officer at the region, an administrator of a school.
struct Staff {
    first: i64,
    second: i64,
    officer: i64,
    of_school: i64,
}

impl Town {
    async fn staff(&self) -> Staff {
        let (base, school) = (self.base.base.clone(), self.schools[0]);
        let ids = self.base.db.write(move |conn| {
            Box::pin(async move {
                let region = organisation::root(conn).await?.unwrap();
                assert!(region.is(OrganisationKind::Region));
                let mut ids = [0; 4];
                let places = [
                    (Role::Administrator, region.id),
                    (Role::Administrator, region.id),
                    (Role::BureauOfficer, region.id),
                    (Role::Administrator, school),
                ];
                for (id, (held, org)) in ids.iter_mut().zip(places) {
                    *id = base::id::next();
                    let new = people::person::NewPerson { id: *id, name: format!("职员{id}"), ..Default::default() };
                    people::person::add(conn, START, &base.seal, &[new]).await?;
                    role::assign(conn, *id, held, org, None, FROM).await?;
                }
                Ok(ids)
            })
        });
        let [first, second, officer, of_school] = ids.await.unwrap();
        Staff { first, second, officer, of_school }
    }

    async fn propose(&self, by: i64, purpose: Purpose, months: &str) -> base::Result<i64> {
        let text = |t: &str| t.to_owned();
        let proposal =
            Proposal {
                purpose: text(purpose.code()), months: text(months), reason: text("够用了"), source: text("教字〔2026〕7 号")
            };
        retention::propose(&self.base, &self.scope(by), proposal).await
    }

    async fn decide(&self, by: i64, rule: i64, approve: bool) -> base::Result<()> {
        retention::decide(&self.base, &self.scope(by), rule, approve).await
    }

    async fn holds(&self, staff: &Staff, purpose: Purpose, months: &str) -> i64 {
        let rule = self.propose(staff.first, purpose, months).await.unwrap();
        self.decide(staff.second, rule, true).await.unwrap();
        rule
    }

    async fn noted(&self, purpose: Purpose, note: &str, at: Millis) -> Uuid {
        let fact = records::event::facts().iter().find(|f| f.purpose() == purpose).unwrap();
        let event = Event {
            statement: Uuid::new_v4(),
            person: self.student,
            fact,
            class: self.class,
            subject: None,
            by: self.class_teacher,
            at,
            note: Some(note.into()),
        };
        let (id, by) = (event.statement, START);
        self.base.db.write(move |conn| Box::pin(async move { records::event::record(conn, HOME, by, &[event]).await })).await.unwrap();
        id
    }

    async fn night(&self) -> bool {
        let begun = retention::nightly(&self.base).await.unwrap();
        let handlers = Handlers::default().on(retention::JOB, retention::run);
        job::drain(&self.base, &handlers).await.unwrap();
        begun
    }
}

#[tokio::test]
async fn a_rule_takes_two_people_at_the_region() {
    for town in towns().await {
        let staff = town.staff().await;
        for stranger in [staff.of_school, staff.officer, town.head, town.class_teacher, town.guardian] {
            assert!(matches!(town.propose(stranger, Purpose::Homework, "12").await, Err(Error::Forbidden)), "{stranger}");
        }
        for (purpose, months) in [(Purpose::Homework, "1"), (Purpose::Homework, "601"), (Purpose::Homework, "x"), (Purpose::Ai, "12")] {
            assert!(matches!(town.propose(staff.first, purpose, months).await, Err(Error::Invalid(_))), "{months}");
        }
        let blank = Proposal { purpose: "homework".into(), months: "12".into(), reason: " ".into(), source: "x".into() };
        assert!(matches!(retention::propose(&town.base, &town.scope(staff.first), blank).await, Err(Error::Invalid(_))));

        let rule = town.propose(staff.first, Purpose::Homework, "12").await.unwrap();
        assert!(matches!(town.propose(staff.second, Purpose::Homework, "24").await, Err(Error::Conflict(_))), "one waits already");
        assert!(matches!(town.decide(staff.first, rule, true).await, Err(Error::Conflict(p)) if p.key == "erasure.second_person"));
        for stranger in [staff.of_school, town.officer, town.head, town.guardian] {
            assert!(matches!(town.decide(stranger, rule, true).await, Err(Error::Forbidden)), "{stranger}");
        }
        assert!(!town.night().await, "a proposal erases nothing");
        town.decide(staff.officer, rule, true).await.unwrap();
        assert!(matches!(town.decide(staff.second, rule, false).await, Err(Error::Conflict(_))));

        let longer = town.propose(staff.second, Purpose::Homework, "").await.unwrap();
        town.decide(staff.second, longer, false).await.unwrap();
        town.base.clock.advance(1_000);
        let longest = town.propose(staff.second, Purpose::Homework, "").await.unwrap();
        town.decide(staff.first, longest, true).await.unwrap();
        let mut conn = town.base.db.read().await.unwrap();
        let rules = retention::rules(&mut conn, &town.scope(staff.officer)).await.unwrap();
        assert_eq!(
            rules.iter().map(|r| (r.id, r.state())).collect::<Vec<_>>(),
            [(longest, State::Approved), (longer, State::Rejected), (rule, State::Approved)]
        );
        let held = retention::in_force(&mut conn).await.unwrap();
        assert_eq!(held.iter().map(|(p, r)| (*p, r.id, r.months)).collect::<Vec<_>>(), [(Purpose::Homework, longest, None)]);
        assert!(matches!(retention::rules(&mut conn, &town.scope(staff.of_school)).await, Err(Error::Forbidden)));
        drop(conn);
        assert!(!town.night().await, "kept until it is erased");
    }
}

#[tokio::test]
async fn the_night_erases_what_is_older_and_nothing_else() {
    for town in towns().await {
        let staff = town.staff().await;
        let classmate = town.enrol(town.class).await;
        for (person, months) in [(town.student, 40), (town.student, 30), (town.student, 2), (classmate, 40), (classmate, 1)] {
            town.answer(person, 0, 1.0, then(months)).await;
        }
        let old = town.noted(Purpose::Homework, "很久以前的作业", then(14)).await;
        town.noted(Purpose::Homework, "上个月的作业", then(1)).await;
        town.noted(Purpose::Classroom, "很久以前的课堂", then(40)).await;
        town.withdraws_learning(classmate).await;
        town.sat(&[(town.student, 40), (town.student, 2)]).await;
        town.follow().await;
        let homework = town.holds(&staff, Purpose::Homework, "12").await;
        let learning = town.propose(staff.first, Purpose::Learning, "36").await.unwrap();
        {
            let conn = &mut town.base.db.read().await.unwrap();
            for rule in retention::rules(conn, &town.scope(staff.second)).await.unwrap() {
                let n = retention::would_go(conn, &town.base, &town.scope(staff.second), &rule).await.unwrap();
                assert_eq!(n, if rule.id == homework { 1 } else { 2 }, "{}", rule.purpose);
            }
        }
        town.decide(staff.officer, learning, true).await.unwrap();
        let before = town.left().await;

        town.base.clock.set(start_of(base::clock::date_of(START)) + 3_600_000);
        assert!(!town.night().await, "one o'clock");
        town.base.clock.set(START);
        let nodes = futures::future::join_all((0..3).map(|_| retention::nightly(&town.base))).await;
        assert_eq!(nodes.into_iter().filter(|begun| *begun.as_ref().unwrap()).count(), 1, "once, whichever node comes first");
        assert!(!town.night().await, "the day's run is on its way");

        town.nowhere(&old.to_string()).await;
        town.nowhere("很久以前的作业").await;
        for there in ["上个月的作业", "很久以前的课堂"] {
            assert!(town.somewhere(there).await, "{there}");
        }
        let left = town.left().await;
        assert_eq!((left.statements, town.count("practice_session").await), (before.statements - 3, 1));
        let n: Vec<(i64, i64)> = left.mastery.iter().map(|m| (m.0, m.4)).collect();
        assert_eq!(n, [(town.student, 2), (classmate, 1)], "estimates stand on what is left");
        assert!(left.days.iter().all(|(_, day, _, answers, _)| *answers == 0 || *day > ago(36).to_string()));
        town.is_as_rebuilt().await;

        let mut conn = town.base.db.read().await.unwrap();
        let run = retention::last_run(&mut conn, &town.scope(staff.officer)).await.unwrap().unwrap();
        let numbers = run.numbers().unwrap();
        assert_eq!((numbers["statement"], numbers["practice_session"], run.done_at.is_some()), (3, 1, true));
        let log = audit::latest(&mut conn, Some(&format!("day:{}", run.day)), i64::MAX, 5).await.unwrap();
        assert_eq!(log.len(), 1);
        drop(conn);
        town.base.clock.advance(86_400_000);
        assert!(town.night().await, "the next night again");
        assert_eq!(town.left().await, left);
    }
}

#[tokio::test]
async fn a_month_that_has_become_empty_is_dropped() {
    for town in towns().await {
        let staff = town.staff().await;
        // Places in the order of storing are made by the machine's clock.
        let machine = base::Clock::system();
        let months = [5, 4].map(|n| machine.today().first_of_month().saturating_sub(jiff::Span::new().months(n)));
        town.base.db.write(move |conn| Box::pin(async move { records::make_partitions(conn, months[0]).await })).await.unwrap();
        for (n, month) in months.iter().enumerate() {
            let noted = town.noted(Purpose::Homework, "作业", if n == 0 { then(14) } else { then(1) }).await;
            town.stored_in(noted, base::id::first_of(start_of(*month)) + 1_000).await;
        }
        let postgres = town.base.db.kind() == "postgres";
        assert_eq!(town.partitions().await.len(), if postgres { 3 } else { 0 });
        town.holds(&staff, Purpose::Homework, "12").await;
        town.base.clock.set(machine.now() - 86_400_000 * 30);
        assert!(town.night().await);
        let mut conn = town.base.db.read().await.unwrap();
        let numbers = retention::last_run(&mut conn, &town.scope(staff.first)).await.unwrap().unwrap().numbers().unwrap();
        drop(conn);
        assert_eq!(numbers["statement"], 1);
        assert_eq!(records::count(&mut town.base.db.read().await.unwrap()).await.unwrap(), 1);
        if postgres {
            let kept = format!("statement_{:04}_{:02}", months[1].year(), months[1].month());
            assert_eq!((town.partitions().await, numbers["statement_partition"]), (vec![kept], 2), "the one with a statement stays");
        }
    }
}

impl Town {
    async fn withdraws_learning(&self, person: i64) {
        let by = self.class_teacher;
        self.base
            .db
            .write(move |conn| Box::pin(async move { consent::record_refused(conn, START, &[person], Purpose::Learning, by).await }))
            .await
            .unwrap();
    }

    async fn sat(&self, when: &[(i64, i64)]) {
        let sittings: Vec<Sitting> = when
            .iter()
            .map(|(person, months)| Sitting {
                id: Uuid::from_u128(Uuid::new_v4().as_u128() & !0xffff),
                person: *person,
                subject: Subject::Math,
                point: None,
                planned: 10,
                done: 0,
                correct: 0,
                started: then(*months),
            })
            .collect();
        self.base.db.write(move |conn| Box::pin(async move { practice::record_past(conn, &sittings).await })).await.unwrap();
    }

    /// As if it had been stored at another time.
    async fn stored_in(&self, statement: Uuid, place: i64) {
        let id = statement.to_string();
        self.base
            .db
            .write(move |conn| {
                Box::pin(async move {
                    let (seq,): (i64,) = base::fetch_one!(conn, "SELECT seq FROM statement_id WHERE id = $1", &id)?;
                    for table in ["statement", "statement_id", "statement_posting"] {
                        let sql = base::sqlx::AssertSqlSafe(format!("UPDATE {table} SET seq = $2 WHERE seq = $1"));
                        base::execute!(conn, sql, seq, place)?;
                    }
                    Ok(())
                })
            })
            .await
            .unwrap();
    }

    async fn partitions(&self) -> Vec<String> {
        if self.base.db.kind() == "sqlite" {
            return Vec::new();
        }
        let rows: Vec<(String,)> = base::fetch_all!(
            &mut self.base.db.read().await.unwrap(),
            "SELECT c.relname::text FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid
             WHERE i.inhparent = to_regclass('statement') AND c.relname <> 'statement_default' ORDER BY 1"
        )
        .unwrap();
        rows.into_iter().map(|(name,)| name).collect()
    }
}

#[tokio::test]
async fn an_invitation_goes_with_the_records_it_was_made_of() {
    for town in towns().await {
        let staff = town.staff().await;
        let text = |t: &str| t.to_owned();
        let offer = Offer {
            title: text("数学社"),
            words: text("每周三下午第四节。"),
            subject: text("math"),
            grade_from: text("7"),
            grade_to: text("9"),
            until: text("2026-12-31"),
        };
        let id = talent::offer(&town.base, &town.scope(town.head), town.schools[0], offer).await.unwrap();
        talent::invite(&town.base, &town.scope(town.class_teacher), town.class, id, town.student, "").await.unwrap();
        town.holds(&staff, Purpose::Learning, "36").await;
        assert!(town.night().await);
        assert_eq!(town.count("invitation").await, 1, "it is of this year");
        town.base.clock.advance(1_200 * 86_400_000);
        assert!(town.night().await);
        assert_eq!(town.count("invitation").await, 0);
    }
}
