//! A learner's timeline, its correction and its sharing.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod town;

use base::testing::START;
use base::{Error, Millis};
use learner::correction::{self, Reason, State, Verdict};
use learner::share::{self, Part, With};
use learner::timeline::{self, Filter, Kind};
use people::access_log;
use people::consent::{self, Purpose};
use records::event::{Event, Fact, facts};
use records::xapi::Prepared;
use records::{Authority, Source, Version};
use town::{HOME, Town, towns};
use uuid::Uuid;

const HOUR: Millis = 3_600_000;

impl Town {
    async fn store(&self, authority: Option<&str>, json: String) {
        let source = Source { home: HOME.into(), authority: authority.map(|a| Authority::parse(a).unwrap()), defines: true };
        let statements = Prepared::parse(Version::V1, &json).unwrap();
        let at = self.base.clock.now();
        self.base.db.write(move |conn| Box::pin(async move { records::append(conn, &source, at, statements).await })).await.unwrap();
    }

    /// A fact that somebody noted about the student.
    async fn noted(&self, by: i64, fact: &'static Fact, subject: Option<&str>, at: Millis) -> Uuid {
        let event = Event {
            statement: Uuid::new_v4(),
            person: self.student,
            fact,
            class: self.class,
            subject: subject.map(str::to_owned),
            by,
            at,
            note: Some("小组里讲得清楚".into()),
        };
        self.store(None, event.write(HOME)).await;
        event.statement
    }

    /// Something that another application recorded of the student.
    async fn elsewhere(&self, at: Millis) -> Uuid {
        let id = Uuid::new_v4();
        let statement = serde_json::json!({
            "id": id,
            "actor": { "account": { "homePage": HOME, "name": self.student.to_string() } },
            "verb": { "id": "http://adlnet.gov/expapi/verbs/completed", "display": { "zh-CN": "读完了", "en": "finished" } },
            "object": { "id": "https://books.example/7", "definition": { "name": { "zh-CN": "《西游记》", "en": "Journey to the West" } } },
            "timestamp": base::clock::iso(at),
        });
        self.store(
            Some(r#"{"objectType":"Agent","name":"阅读","account":{"homePage":"https://books.example","name":"app"}}"#),
            statement.to_string(),
        )
        .await;
        id
    }

    async fn ids(&self, reader: i64, filter: &Filter) -> Vec<Uuid> {
        let mut conn = self.base.db.read().await.unwrap();
        let page = timeline::page(&mut conn, &self.scope(reader), self.student, filter, None, 50).await.unwrap();
        page.entries.iter().map(|told| told.id).collect()
    }

    async fn agree(&self, purpose: Purpose) {
        let (guardian, student) = (self.guardian, self.student);
        self.base
            .db
            .write(move |conn| Box::pin(async move { consent::record_collected(conn, START, &[student], purpose, guardian).await }))
            .await
            .unwrap();
    }

    async fn born(&self, day: &'static str) {
        let student = self.student;
        self.base
            .db
            .write(move |conn| Box::pin(async move { base::execute!(conn, "UPDATE person SET birth = $2 WHERE id = $1", student, day) }))
            .await
            .unwrap();
    }
}

fn classroom_fact() -> &'static Fact {
    facts().iter().find(|f| f.purpose() == Purpose::Classroom).unwrap()
}

#[tokio::test]
async fn a_timeline_holds_all_sources_newest_first_as_far_as_the_reader_may_see() {
    for town in towns().await {
        town.agree(Purpose::Classroom).await;
        town.answer(town.student, 0, 1.0, START + HOUR).await;
        town.answer(town.student, 3, 0.0, START + 2 * HOUR).await;
        let noted = town.noted(town.class_teacher, classroom_fact(), Some("math"), START + 3 * HOUR).await;
        let read = town.elsewhere(START + 30 * HOUR).await;
        let all = town.ids(town.student, &Filter::default()).await;
        assert_eq!((all.len(), &all[..2]), (4, &[read, noted][..]));
        assert_eq!(town.ids(town.guardian, &Filter::default()).await, all);
        assert_eq!(town.ids(town.class_teacher, &Filter::default()).await, all);
        // Only their own subject, and nothing that has none.
        assert_eq!(town.ids(town.physics_teacher, &Filter::default()).await, [all[2]]);

        let filter = |kind: Option<Kind>| Filter { kind, ..Filter::default() };
        assert_eq!(town.ids(town.student, &filter(Some(Kind::Answer))).await, all[2..]);
        assert_eq!(town.ids(town.student, &filter(Some(Kind::Note))).await, [noted]);
        assert_eq!(town.ids(town.student, &Filter { elsewhere: Some(true), ..Filter::default() }).await, [read]);
        assert_eq!(town.ids(town.student, &Filter { subject: Some("math".into()), ..Filter::default() }).await, [noted, all[3]]);
        let day = base::clock::date_of(START);
        assert_eq!(town.ids(town.student, &Filter { to: Some(day), ..Filter::default() }).await, all[1..]);
        assert_eq!(town.ids(town.student, &Filter { from: day.tomorrow().ok(), ..Filter::default() }).await, [read]);

        // Page by page nothing is lost or shown twice.
        let mut conn = town.base.db.read().await.unwrap();
        let (mut walked, mut before) = (Vec::new(), None);
        loop {
            let page = timeline::page(&mut conn, &town.scope(town.student), town.student, &Filter::default(), before, 1).await.unwrap();
            walked.extend(page.entries.iter().map(|t| t.id));
            before = page.older;
            if before.is_none() {
                break;
            }
        }
        assert_eq!(walked, all);
        drop(conn);

        consent::decide(&town.base, &town.scope(town.guardian), town.student, Purpose::Classroom, false).await.unwrap();
        assert!(!town.ids(town.class_teacher, &Filter::default()).await.contains(&noted), "consent was withdrawn");
        assert_eq!(town.ids(town.guardian, &Filter::default()).await, all, "the family sees what is there");
        let strange = timeline::page(
            &mut town.base.db.read().await.unwrap(),
            &town.scope(town.other_teacher),
            town.student,
            &Filter::default(),
            None,
            5,
        )
        .await;
        assert!(matches!(strange, Err(Error::Forbidden)));
    }
}

#[tokio::test]
async fn a_correction_takes_the_record_back_and_the_estimate_with_it() {
    for town in towns().await {
        let base = &town.base.base;
        town.answer(town.student, 0, 1.0, START + HOUR).await;
        town.answer(town.student, 0, 0.0, START + 2 * HOUR).await;
        let wrong = town.ids(town.student, &Filter::default()).await[0];
        let mean = async || {
            let mut conn = base.db.read().await.unwrap();
            learner::mastery::of_person(&mut conn, &town.scope(town.student), town.student, None).await.unwrap()[0]
        };
        let before = mean().await;
        assert_eq!(before.n, 2);

        let stranger = correction::ask(base, &town.scope(town.class_teacher), town.student, wrong, Reason::NotMe, "不是").await;
        assert!(matches!(stranger, Err(Error::Forbidden)));
        let id = correction::ask(base, &town.scope(town.student), town.student, wrong, Reason::NotMe, "那天是弟弟点的。").await.unwrap();
        let again = correction::ask(base, &town.scope(town.guardian), town.student, wrong, Reason::Wrong, "再问").await;
        assert!(matches!(again, Err(Error::Conflict(_))));
        for (person, who) in
            [(town.physics_teacher, "another subject's teacher"), (town.other_teacher, "another class's"), (town.head, "the head")]
        {
            let answer = correction::answer(base, &town.scope(person), id, Verdict::Voided, "好").await;
            assert!(matches!(answer, Err(Error::Forbidden)), "{who}");
        }
        correction::answer(base, &town.scope(town.class_teacher), id, Verdict::Voided, "核对过，作废。").await.unwrap();
        let twice = correction::answer(base, &town.scope(town.class_teacher), id, Verdict::Upheld, "改主意").await;
        assert!(matches!(twice, Err(Error::Conflict(_))));

        let after = mean().await;
        assert_eq!(after.n, 1);
        assert!(after.mean > before.mean, "{} > {}", after.mean, before.mean);
        assert!(!town.ids(town.class_teacher, &Filter::default()).await.contains(&wrong));
        assert!(town.ids(town.student, &Filter::default()).await.contains(&wrong), "the learner still sees what was taken back");
        let list = correction::of_person(&mut base.db.read().await.unwrap(), &town.scope(town.guardian), town.student).await.unwrap();
        assert_eq!((list.len(), list[0].state(), list[0].reply.as_deref()), (1, State::Voided, Some("核对过，作废。")));
        // As from scratch.
        let rebuilt = learner::rebuild(base, learner::Learners::Only(vec![town.student])).await.unwrap();
        assert_eq!((rebuilt.answers, mean().await.mean), (1, after.mean));
    }
}

#[tokio::test]
async fn who_noted_it_answers_and_a_refusal_is_appealed_once() {
    for town in towns().await {
        let base = &town.base.base;
        let noted = town.noted(town.physics_teacher, classroom_fact(), Some("physics"), START).await;
        let id = correction::ask(base, &town.scope(town.guardian), town.student, noted, Reason::Wrong, "没有这回事").await.unwrap();
        let early = correction::appeal(base, &town.scope(town.guardian), id, "不同意").await;
        assert!(matches!(early, Err(Error::Conflict(_))), "nothing is refused yet");
        let waits = correction::of_class(&mut base.db.read().await.unwrap(), &town.scope(town.physics_teacher), town.class).await.unwrap();
        assert_eq!(waits.iter().map(|c| c.id).collect::<Vec<_>>(), [id]);
        correction::answer(base, &town.scope(town.physics_teacher), id, Verdict::Upheld, "课堂记录在。").await.unwrap();
        assert!(matches!(correction::decide(base, &town.scope(town.head), id, Verdict::Voided, "早").await, Err(Error::Conflict(_))));
        correction::appeal(base, &town.scope(town.student), id, "同学可以作证。").await.unwrap();
        assert!(matches!(correction::appeal(base, &town.scope(town.guardian), id, "再申诉").await, Err(Error::Conflict(_))));
        let school = town.schools[0];
        let appeals = correction::appeals(&mut base.db.read().await.unwrap(), &town.scope(town.head), school).await.unwrap();
        assert_eq!((appeals.len(), appeals[0].state()), (1, State::Appealed));
        let teacher = correction::decide(base, &town.scope(town.class_teacher), id, Verdict::Voided, "好").await;
        assert!(matches!(teacher, Err(Error::Forbidden)));
        correction::decide(base, &town.scope(town.head), id, Verdict::Voided, "核实，作废。").await.unwrap();
        let told = records::told(&mut base.db.read().await.unwrap(), town.student, noted).await.unwrap().unwrap();
        assert!(told.kept.voided);
    }
}

#[tokio::test]
async fn a_share_shows_its_part_until_it_ends_and_each_opening_is_kept() {
    for town in towns().await {
        let base = &town.base.base;
        town.answer(town.student, 0, 1.0, START).await;
        town.answer(town.student, 0, 1.0, START + 48 * HOUR).await;
        let entries = town.ids(town.student, &Filter::default()).await;
        let (own, parent) = (town.scope(town.student), town.scope(town.guardian));
        town.born("2012-09-02").await;
        let young = share::create(base, &own, town.student, Part::Entry(entries[0]), With::Link, 7).await;
        assert!(matches!(young, Err(Error::Forbidden)), "13 years old");
        town.born("2012-09-01").await;
        let long = share::create(base, &own, town.student, Part::Entry(entries[0]), With::Link, 31).await;
        assert!(matches!(long, Err(Error::Invalid(_))));
        let teacher = share::create(base, &town.scope(town.class_teacher), town.student, Part::Entry(entries[0]), With::Link, 7).await;
        assert!(matches!(teacher, Err(Error::Forbidden)));
        let officer = share::create(base, &parent, town.student, Part::Entry(entries[0]), With::Person(town.officer), 7).await;
        assert!(matches!(officer, Err(Error::Invalid(_))), "not of the school");

        let day = base::clock::date_of(START);
        let link = share::create(base, &own, town.student, Part::Days { from: day, to: day }, With::Link, 7).await.unwrap();
        let token = link.token.unwrap();
        let (_, seen) = share::open_link(base, &token).await.unwrap();
        assert_eq!(seen.iter().map(|t| t.id).collect::<Vec<_>>(), [entries[1]]);
        assert!(matches!(share::open_link(base, &"0".repeat(64)).await, Err(Error::NotFound)));
        let stored: Vec<(i64,)> =
            base::fetch_all!(&mut base.db.read().await.unwrap(), "SELECT id FROM record_share WHERE token_hash = $1", &token).unwrap();
        assert!(stored.is_empty(), "the token itself is not kept");

        let named = share::create(base, &parent, town.student, Part::Entry(entries[0]), With::Person(town.head), 60).await.unwrap();
        assert!(matches!(share::open(base, &town.scope(town.class_teacher), named.id).await, Err(Error::NotFound)));
        let (_, seen) = share::open(base, &town.scope(town.head), named.id).await.unwrap();
        assert_eq!(seen.iter().map(|t| t.id).collect::<Vec<_>>(), [entries[0]]);
        assert_eq!(share::given_to(&mut base.db.read().await.unwrap(), &town.scope(town.head), START).await.unwrap().len(), 1);

        let looks = access_log::of_learner(&mut base.db.read().await.unwrap(), &own, town.student, None, 10).await.unwrap();
        let looks: Vec<_> = looks.iter().map(|v| (v.who, v.by_link, v.role.as_deref(), v.page.as_str())).collect();
        assert_eq!(looks, [(town.head, false, Some("school_leader"), "/shared"), (link.id, true, None, "/shared")]);

        share::revoke(base, &parent, town.student, named.id).await.unwrap();
        assert!(matches!(share::open(base, &town.scope(town.head), named.id).await, Err(Error::NotFound)));
        town.base.clock.advance(7 * 24 * HOUR);
        assert!(matches!(share::open_link(base, &token).await, Err(Error::NotFound)), "it has ended");
        assert_eq!(share::of_learner(&mut base.db.read().await.unwrap(), &parent, town.student).await.unwrap().len(), 2);
    }
}
