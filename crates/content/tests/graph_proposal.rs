//! A change of the graph from its draft to a new version: by two people, on both databases.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use base::testing::{START, TestBase, bases};
use base::{Conn, Error, Result, audit};
use content::graph::proposal::{self, State};
use content::graph::{self, Change, NewEdge, Relation, Snapshot, version};
use content::{Kind, NewPoint, Stage, Subject, point, seed, sheet};
use people::organisation::{self, Organisation, OrganisationKind};
use people::person::NewPerson;
use people::{Role, Scope, role};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

struct Office {
    base: TestBase,
    first: Scope,
    second: Scope,
    teacher: Scope,
    /// A researcher of a county: the graph belongs to the region.
    county: Scope,
}

async fn person(conn: &mut Conn, base: &base::Base, held: Role, place: i64) -> Result<i64> {
    let id = base::id::next();
    let new = NewPerson { id, name: format!("p{id}"), ..NewPerson::default() };
    people::person::add(conn, START, &base.seal, &[new]).await?;
    role::assign(conn, id, held, place, None, "2026-09-01").await?;
    Ok(id)
}

async fn offices() -> Vec<Office> {
    let mut offices = Vec::new();
    for test in bases(&[base::MIGRATIONS, people::MIGRATIONS, content::MIGRATIONS]).await {
        let base = test.base.clone();
        let ids = test
            .db
            .write(move |conn| {
                Box::pin(async move {
                    let region = Organisation::new(OrganisationKind::Region, None, "R", "region");
                    let county = Organisation::new(OrganisationKind::County, Some(region.id), "C", "county");
                    organisation::add(conn, START, &[region.clone(), county.clone()]).await?;
                    let first = person(conn, &base, Role::Researcher, region.id).await?;
                    let second = person(conn, &base, Role::Researcher, region.id).await?;
                    let teacher = person(conn, &base, Role::ClassTeacher, county.id).await?;
                    let below = person(conn, &base, Role::Researcher, county.id).await?;
                    Ok([first, second, teacher, below])
                })
            })
            .await
            .unwrap();
        seed::load(&test.base).await.unwrap();
        let [first, second, teacher, county] = ids.map(|id| Scope::new(id, &test.clock));
        offices.push(Office { base: test, first, second, teacher, county });
    }
    offices
}

fn new_point(code: &str) -> Change {
    let standard = "《义务教育数学课程标准（2022年版）》第二学段 数与代数".to_owned();
    Change::PutPoint(NewPoint { standard, kind: Kind::Skill, ..NewPoint::new(code, Subject::Math, Stage::Primary, 4, "估算") })
}

fn edge(origin: &str, relation: Relation, destination: &str) -> NewEdge {
    NewEdge { origin: origin.into(), relation, destination: destination.into(), note: String::new() }
}

fn keys(error: Error) -> Vec<String> {
    match error {
        Error::Invalid(problems) => problems.into_iter().map(|p| p.key).collect(),
        Error::Conflict(problem) => vec![problem.key],
        other => panic!("{other:?}"),
    }
}

async fn draft(office: &Office, changes: Vec<Change>) -> i64 {
    proposal::begin(&office.base.base, &office.first, Subject::Math, "加一个点", "课堂上常要估算", changes).await.unwrap()
}

async fn stands(office: &Office, id: i64) -> State {
    proposal::get(&mut office.base.db.read().await.unwrap(), &office.first, id).await.unwrap().state
}

#[tokio::test]
async fn a_change_takes_two_people_and_becomes_a_version() {
    for office in offices().await {
        let base = &office.base.base;
        let put = Change::PutEdge(edge("MA-P3-01", Relation::Prerequisite, "MA-P4-90"));
        let id = draft(&office, vec![new_point("MA-P4-90")]).await;
        // A point in the air cannot be handed on.
        assert_eq!(keys(proposal::submit(base, &office.first, id).await.unwrap_err()), ["graph.orphan"]);
        assert!(matches!(proposal::add(base, &office.second, id, vec![put.clone()]).await, Err(Error::Forbidden)));
        proposal::add(base, &office.first, id, vec![put.clone(), put]).await.unwrap();
        let mut conn = office.base.db.read().await.unwrap();
        let now = proposal::get(&mut conn, &office.first, id).await.unwrap();
        assert_eq!((now.changes.len(), now.based_on), (2, 1));
        let outlook = proposal::outlook(&mut conn, &now).await.unwrap();
        assert_eq!((outlook.preview.points.added, outlook.preview.edges.added, outlook.problems.len()), (1, 1, 0));
        proposal::submit(base, &office.first, id).await.unwrap();
        assert_eq!(keys(proposal::publish(base, &office.first, id).await.unwrap_err()), ["graph.own_proposal"]);
        assert!(point::by_code(&mut conn, "MA-P4-90").await.is_err(), "nothing is changed before it is published");

        // Given back with a word, mended, handed on again.
        assert_eq!(keys(proposal::give_back(base, &office.second, id, " ").await.unwrap_err()), ["graph.no_answer"]);
        proposal::give_back(base, &office.second, id, "名称再具体些").await.unwrap();
        assert_eq!(stands(&office, id).await, State::Draft);
        proposal::submit(base, &office.first, id).await.unwrap();
        assert_eq!(proposal::waiting(&mut conn, &office.second).await.unwrap().len(), 1);
        assert_eq!(proposal::waiting(&mut conn, &office.first).await.unwrap().len(), 0);
        assert_eq!(proposal::publish(base, &office.second, id).await.unwrap(), [(Subject::Math, 2)]);
        let added = point::by_code(&mut conn, "MA-P4-90").await.unwrap();
        assert_eq!(graph::prerequisites(&mut conn, &[added.id]).await.unwrap().len(), 1);
        assert_eq!(keys(proposal::publish(base, &office.second, id).await.unwrap_err()), ["graph.not_open"]);

        let (published, whole) = version::get(&mut conn, Subject::Math, 2).await.unwrap();
        assert_eq!(
            (published.proposal, published.author, published.reviewer),
            (Some(id), Some(office.first.person), Some(office.second.person))
        );
        assert_eq!((published.changes.len(), whole.points.contains_key("MA-P4-90")), (2, true));
        let (_, earlier) = version::get(&mut conn, Subject::Math, 1).await.unwrap();
        assert!(!earlier.points.contains_key("MA-P4-90"), "a version is never changed");
        let log = audit::latest(&mut conn, Some(&format!("graph_proposal:{id}")), i64::MAX, 10).await.unwrap();
        let actions: Vec<&str> = log.iter().rev().map(|e| e.action.as_str()).collect();
        assert_eq!(actions, ["knowledge.submit", "knowledge.give_back", "knowledge.submit", "knowledge.publish"]);

        // Back to the first version: the point is retired, not deleted.
        let back = proposal::begin_return(base, &office.second, Subject::Math, 1, "退回").await.unwrap();
        proposal::submit(base, &office.second, back).await.unwrap();
        assert_eq!(proposal::publish(base, &office.first, back).await.unwrap(), [(Subject::Math, 3)]);
        assert!(point::get(&mut conn, added.id).await.unwrap().retired);
        assert_eq!(graph::snapshot(&mut conn).await.unwrap().of_subject(Subject::Math), earlier);
        // And once more in the graph under its old identifier.
        let again =
            draft(&office, vec![new_point("MA-P4-90"), Change::PutEdge(edge("MA-P3-01", Relation::Prerequisite, "MA-P4-90"))]).await;
        proposal::submit(base, &office.first, again).await.unwrap();
        proposal::publish(base, &office.second, again).await.unwrap();
        assert_eq!(point::by_code(&mut conn, "MA-P4-90").await.unwrap().id, added.id);
    }
}

#[tokio::test]
async fn what_is_wrong_is_told_and_not_published() {
    for office in offices().await {
        let base = &office.base.base;
        let math = |code: &str| Change::PutPoint(NewPoint::new(code, Subject::Math, Stage::Primary, 4, "点"));
        for (changes, key) in [
            (vec![Change::PutEdge(edge("MA-P3-01", Relation::Prerequisite, "MA-P2-02"))], "graph.backwards"),
            (vec![Change::PutEdge(edge("MA-P1-02", Relation::Prerequisite, "MA-P1-01"))], "graph.circle"),
            (vec![Change::PutEdge(edge("MA-P1-02", Relation::Prerequisite, "MA-P1-99"))], "graph.unknown_point"),
            (vec![Change::RetirePoint { code: "MA-P1-02".into() }], "graph.has_items"),
            (vec![math("MA-P4-91")], "graph.orphan"),
            (vec![], "graph.no_changes"),
        ] {
            let id = draft(&office, changes).await;
            let told = keys(proposal::submit(base, &office.first, id).await.unwrap_err());
            assert!(told.iter().any(|k| k == key), "{key}: {told:?}");
        }
        // What belongs to another subject does not even enter the draft.
        for change in [
            Change::PutPoint(NewPoint::new("AI-P1-01", Subject::Math, Stage::Primary, 1, "点")),
            Change::RetirePoint { code: "AI-P1-01".into() },
            Change::PutEdge(edge("AI-P1-01", Relation::Prerequisite, "AI-P5-01")),
        ] {
            let refused = proposal::begin(base, &office.first, Subject::Math, "别的学科", "", vec![change]).await.unwrap_err();
            assert_eq!(keys(refused)[0], "graph.other_subject");
        }
        assert_eq!(keys(proposal::begin(base, &office.first, Subject::Math, " ", "", vec![]).await.unwrap_err()), ["graph.bad_title"]);
        for stranger in [&office.teacher, &office.county] {
            assert!(matches!(proposal::begin(base, stranger, Subject::Math, "题", "", vec![]).await, Err(Error::Forbidden)));
            let mut conn = office.base.db.read().await.unwrap();
            assert!(matches!(proposal::list(&mut conn, stranger, Subject::Math).await, Err(Error::Forbidden)));
        }
    }
}

#[tokio::test]
async fn of_two_that_change_the_same_point_the_second_must_look_again() {
    for office in offices().await {
        let base = &office.base.base;
        let mut conn = office.base.db.read().await.unwrap();
        let named = |point: &NewPoint, name: &str| vec![Change::PutPoint(NewPoint { name: name.into(), ..point.clone() })];
        let old = NewPoint::from(&point::by_code(&mut conn, "MA-P1-01").await.unwrap());
        let one = draft(&office, named(&old, "一")).await;
        let other = proposal::begin(base, &office.second, Subject::Math, "另一个", "", named(&old, "二")).await.unwrap();
        proposal::submit(base, &office.first, one).await.unwrap();
        proposal::submit(base, &office.second, other).await.unwrap();
        proposal::publish(base, &office.second, one).await.unwrap();
        assert_eq!(keys(proposal::publish(base, &office.first, other).await.unwrap_err()), ["graph.moved_on"]);
        let waiting = proposal::get(&mut conn, &office.first, other).await.unwrap();
        assert_eq!(proposal::outlook(&mut conn, &waiting).await.unwrap().moved, ["MA-P1-01"]);
        // Looked at again by its author and submitted again, it can be published.
        proposal::give_back(base, &office.first, other, "请再看一眼").await.unwrap();
        proposal::submit(base, &office.second, other).await.unwrap();
        proposal::publish(base, &office.first, other).await.unwrap();
        assert_eq!(point::by_code(&mut conn, "MA-P1-01").await.unwrap().name, "二");
        proposal::withdraw(base, &office.first, draft(&office, vec![new_point("X")]).await).await.unwrap();
    }
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), "[a-z分数=+@,;\"'<]([a-z分数 \\n]{0,8}[a-z数])?"]
}

/// A graph without faults: prerequisites lead from lower to higher numbers.
fn graphs() -> impl Strategy<Value = Snapshot> {
    let points: Vec<_> = (0usize..8)
        .map(|n| {
            (prop::sample::select(Kind::ALL[..5].to_vec()), "[a-z点]{1,10}", text(), text(), text()).prop_map(
                move |(kind, name, name_en, standard, description)| {
                    let (stage, grade) = if n < 6 { (Stage::Primary, 1 + n as i64) } else { (Stage::Higher, 0) };
                    NewPoint { kind, name_en, standard, description, ..NewPoint::new(&format!("P{n}"), Subject::Art, stage, grade, &name) }
                },
            )
        })
        .collect();
    let edge = (0usize..8, prop::sample::select(vec![Relation::Prerequisite, Relation::PartOf, Relation::Related]), 0usize..8, text());
    (points, prop::collection::vec(edge, 0..15)).prop_map(|(points, edges)| {
        let mut graph = Snapshot::default();
        graph.change(&points.into_iter().map(Change::PutPoint).collect::<Vec<_>>());
        for (a, relation, b, note) in edges.into_iter().filter(|(a, _, b, _)| a < b) {
            graph.change(&[Change::PutEdge(NewEdge { origin: format!("P{a}"), relation, destination: format!("P{b}"), note })]);
        }
        graph
    })
}

/// A workbook that goes out comes back in as the same graph, in both languages.
#[tokio::test]
async fn a_workbook_comes_back_as_it_was() {
    let office = offices().await.remove(0);
    let mut conn = office.base.db.read().await.unwrap();
    let mut runner = TestRunner::deterministic();
    for _ in 0..40 {
        let graph = graphs().new_tree(&mut runner).unwrap().current();
        for lang in [base::Lang::Zh, base::Lang::En] {
            let bytes = sheet::workbook(&graph, lang).unwrap();
            let tables = base::sheet::read("g.xlsx", &bytes, &base::sheet::Limits::default()).unwrap();
            let read = sheet::graph_changes(&mut conn, &tables).await.unwrap();
            assert_eq!((read.problems, read.notices), (vec![], vec![]));
            let mut back = Snapshot::default();
            back.change(&read.changes);
            assert_eq!(back, graph);
        }
    }
    // The platform's own, which is large.
    let whole = graph::snapshot(&mut conn).await.unwrap();
    let bytes = sheet::workbook(&whole, base::Lang::Zh).unwrap();
    let tables = base::sheet::read("g.xlsx", &bytes, &base::sheet::Limits::default()).unwrap();
    let read = sheet::graph_changes(&mut conn, &tables).await.unwrap();
    assert_eq!(read.problems, vec![]);
    let mut back = whole.clone();
    back.change(&read.changes);
    assert_eq!(back, whole);
    let items = base::sheet::read("i.xlsx", &sheet::template(base::Lang::Zh).unwrap(), &base::sheet::Limits::default()).unwrap();
    assert_eq!(sheet::graph_changes(&mut conn, &items).await.unwrap().problems[0].key, "graph.sheet_items");
}
