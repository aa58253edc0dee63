//! The graph: edges in the store, checks, and what is asked of it; on both databases.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use base::testing::{TestBase, bases};
use base::{Error, Lang, Result};
use content::graph::check::{Weight, faults, new_faults};
use content::graph::{self, Change, Graph, NewEdge, Relation, Saved, Snapshot};
use content::{Kind, NewPoint, Stage, Subject, point};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

fn new_point(code: &str, grade: i64, kind: Kind) -> NewPoint {
    let standard = "课标".to_owned();
    NewPoint { kind, standard, ..NewPoint::new(code, Subject::Math, Stage::Primary, grade, &format!("点{code}")) }
}

fn edge(origin: &str, relation: Relation, destination: &str) -> NewEdge {
    NewEdge { origin: origin.into(), relation, destination: destination.into(), note: String::new() }
}

fn before(origin: &str, destination: &str) -> NewEdge {
    edge(origin, Relation::Prerequisite, destination)
}

fn snapshot(points: &[NewPoint], edges: &[NewEdge]) -> Snapshot {
    let mut snapshot = Snapshot::default();
    snapshot.change(&points.iter().cloned().map(Change::PutPoint).collect::<Vec<_>>());
    snapshot.change(&edges.iter().cloned().map(Change::PutEdge).collect::<Vec<_>>());
    snapshot
}

fn keys(snapshot: &Snapshot) -> Vec<String> {
    faults(snapshot).into_iter().map(|f| f.problem.key).collect()
}

#[test]
fn every_fault_has_its_name_and_says_what_to_do() {
    use Relation::*;
    let points = [
        new_point("A", 1, Kind::Knowledge),
        new_point("B", 2, Kind::Skill),
        new_point("C", 3, Kind::Knowledge),
        new_point("M", 1, Kind::Misconception),
    ];
    let sound = [before("A", "B"), before("B", "C"), edge("M", MisconceptionOf, "A"), edge("B", AbilityOf, "C")];
    assert_eq!(keys(&snapshot(&points, &sound)), Vec::<String>::new());
    for (edges, key) in [
        (vec![before("A", "A")], "graph.self_edge"),
        (vec![before("A", "Z")], "graph.unknown_point"),
        (vec![before("C", "A")], "graph.backwards"),
        (vec![before("A", "C")], "graph.shortcut"),
        (vec![before("M", "B")], "graph.misconception_elsewhere"),
        (vec![edge("A", PartOf, "M")], "graph.misconception_elsewhere"),
        (vec![edge("A", MisconceptionOf, "B")], "graph.misconception_ends"),
        (vec![edge("A", AbilityOf, "B")], "graph.ability_ends"),
        (vec![edge("B", AbilityOf, "M")], "graph.ability_ends"),
        (vec![edge("A", PartOf, "C"), edge("C", PartOf, "A")], "graph.part_circle"),
    ] {
        let whole = snapshot(&points, &[sound.to_vec(), edges].concat());
        let found: Vec<_> = new_faults(&snapshot(&points, &sound), &whole);
        assert!(found.iter().any(|f| f.problem.key == key), "{key}: {found:?}");
        for fault in &found {
            for lang in [Lang::Zh, Lang::En] {
                let text = fault.problem.text(lang);
                assert!(!text.contains('{') && !text.contains("graph."), "{text}");
            }
        }
    }
    let mut alone = points.to_vec();
    alone.push(new_point("N", 1, Kind::Misconception));
    alone.push(new_point("O", 1, Kind::Value));
    alone.push(NewPoint { standard: String::new(), ..new_point("A", 1, Kind::Knowledge) });
    assert_eq!(keys(&snapshot(&alone, &sound)), ["graph.no_standard", "graph.misconception_alone", "graph.orphan"]);
}

#[test]
fn a_circle_is_told_with_its_way() {
    let points: Vec<NewPoint> = ["A", "B", "C", "D"].iter().map(|c| new_point(c, 1, Kind::Knowledge)).collect();
    let found = faults(&snapshot(&points, &[before("A", "B"), before("B", "C"), before("C", "D"), before("D", "B")]));
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].weight, found[0].problem.args[0].1.as_str()), (Weight::Error, "B → C → D → B"));
    assert_eq!(found[0].edges.len(), 3);
}

/// Edges among ten points, as pairs of their numbers.
fn pairs() -> impl Strategy<Value = BTreeSet<(usize, usize)>> {
    prop::collection::btree_set((0usize..10, 0usize..10), 0..25)
}

fn numbered(pairs: &BTreeSet<(usize, usize)>) -> Snapshot {
    let points: Vec<NewPoint> = (0..10).map(|i| new_point(&format!("P{i}"), 1, Kind::Knowledge)).collect();
    let edges: Vec<NewEdge> = pairs.iter().filter(|(a, b)| a != b).map(|(a, b)| before(&format!("P{a}"), &format!("P{b}"))).collect();
    snapshot(&points, &edges)
}

proptest! {
    /// A circle is found exactly when some point can be reached from itself (Warshall's closure), and each one told is one.
    #[test]
    fn circles_are_found_where_they_are(pairs in pairs()) {
        let graph = numbered(&pairs);
        let mut reach = [[false; 10]; 10];
        pairs.iter().filter(|(a, b)| a != b).for_each(|(a, b)| reach[*a][*b] = true);
        for k in 0..10 {
            for i in 0..10 {
                for j in 0..10 {
                    reach[i][j] |= reach[i][k] && reach[k][j];
                }
            }
        }
        let circles: Vec<_> = faults(&graph).into_iter().filter(|f| f.problem.key == "graph.circle").collect();
        prop_assert_eq!(!circles.is_empty(), (0..10).any(|i| reach[i][i]));
        for circle in &circles {
            prop_assert!(circle.edges.iter().all(|key| graph.edges.contains_key(key)));
            let ends = circle.edges.iter().zip(circle.edges.iter().cycle().skip(1));
            prop_assert!(ends.into_iter().all(|(a, b)| a.2 == b.0));
        }
        // Without the edges that close circles there is none left.
        let mut open = graph.clone();
        for circle in &circles {
            open.edges.remove(circle.edges.last().unwrap());
        }
        prop_assert!(faults(&open).iter().all(|f| f.problem.key != "graph.circle"));
    }

    /// What makes one graph into another does so, and nothing is left to change.
    #[test]
    fn changes_lead_from_one_to_the_other(a in pairs(), b in pairs(), gone in 0usize..10) {
        let (from, mut to) = (numbered(&a), numbered(&b));
        to.change(&[Change::RetirePoint { code: format!("P{gone}") }]);
        let mut changed = from.clone();
        changed.change(&from.changes_to(&to));
        prop_assert_eq!(&changed, &to);
        prop_assert!(changed.changes_to(&to).is_empty());
        let text = serde_json::to_string(&to).unwrap();
        prop_assert_eq!(serde_json::from_str::<Snapshot>(&text).unwrap(), to);
    }

    /// The order puts every point after what must come before it, and `all_before` is closed.
    #[test]
    fn the_order_keeps_prerequisites(pairs in pairs()) {
        let points: Vec<content::Point> = (0..10).map(|i| stored(i, 1 + i % 3)).collect();
        let edges: Vec<graph::Edge> = pairs.iter().filter(|(a, b)| a < b).map(|(a, b)| graph::Edge {
            origin: *a as i64, relation: Relation::Prerequisite, destination: *b as i64, note: String::new(),
        }).collect();
        let graph = Graph { points, edges };
        let order = graph.order();
        let at: BTreeMap<i64, usize> = order.iter().enumerate().map(|(i, id)| (*id, i)).collect();
        prop_assert_eq!(at.len(), 10);
        prop_assert!(graph.edges.iter().all(|e| at[&e.origin] < at[&e.destination]));
        let far = graph.all_before(&[9]);
        prop_assert!(far.iter().all(|p| graph.before(*p).all(|q| far.contains(&q))));
        prop_assert!(graph.before(9).all(|p| far.contains(&p)) && !far.contains(&9));
    }
}

fn stored(id: i64, grade: i64) -> content::Point {
    content::Point {
        id,
        code: format!("P{id}"),
        subject: Subject::Math,
        stage: Stage::Primary,
        grade,
        kind: Kind::Knowledge,
        name: format!("点{id}"),
        name_en: String::new(),
        standard: String::new(),
        description: String::new(),
        identifier: String::new(),
        retired: false,
    }
}

async fn save(house: &TestBase, points: Vec<NewPoint>, edges: Vec<NewEdge>) -> Result<Saved> {
    let work = house.db.write(move |c| {
        Box::pin(async move {
            point::save(c, &points).await?;
            graph::save(c, &edges).await
        })
    });
    work.await
}

#[tokio::test]
async fn edges_are_kept_and_asked_for() {
    use Relation::*;
    for house in bases(&[base::MIGRATIONS, content::MIGRATIONS]).await {
        let mut physics = new_point("P", 4, Kind::Knowledge);
        physics.subject = Subject::Physics;
        let points =
            vec![new_point("A", 1, Kind::Knowledge), new_point("B", 2, Kind::Skill), new_point("M", 1, Kind::Misconception), physics];
        let edges = vec![before("A", "B"), before("B", "P"), edge("M", MisconceptionOf, "B"), edge("B", Related, "A")];
        let saved = save(&house, points.clone(), edges.clone()).await.unwrap();
        assert_eq!(saved, Saved { added: 4, ..Saved::default() });
        // A relation without a direction is the same from either end.
        let mut again = edges.clone();
        again[3] = NewEdge { note: "互相促进".into(), ..edge("A", Related, "B") };
        assert_eq!(save(&house, vec![], again).await.unwrap(), Saved { changed: 1, unchanged: 3, ..Saved::default() });

        let mut conn = house.db.read().await.unwrap();
        let known = point::by_codes(&mut conn, &["A", "B", "M", "P"]).await.unwrap();
        let [a, b, m, p] = ["A", "B", "M", "P"].map(|code| known[code].id);
        let found = graph::prerequisites(&mut conn, &[b, p]).await.unwrap();
        assert_eq!(found.iter().map(|e| (e.origin, e.destination)).collect::<Vec<_>>(), [(a, b), (b, p)]);
        assert_eq!(graph::dependents(&mut conn, &[a]).await.unwrap()[0].destination, b);
        let held = graph::misconceptions(&mut conn, &[a, b]).await.unwrap();
        assert_eq!(held.iter().map(|(at, p)| (*at, p.id)).collect::<Vec<_>>(), [(b, m)]);
        assert_eq!(graph::edges(&mut conn, Some(Subject::Math)).await.unwrap().len(), 4);
        assert_eq!(graph::edges(&mut conn, Some(Subject::Physics)).await.unwrap().len(), 1);
        let math = graph::load(&mut conn, Some(Subject::Math)).await.unwrap();
        assert_eq!(math.points.len(), 3);
        // Misconceptions are in the graph, and not among what is taught.
        assert_eq!(point::list(&mut conn, point::Filter::default()).await.unwrap().len(), 3);
        let misheld = point::Filter { kind: Some(Kind::Misconception), ..point::Filter::default() };
        assert_eq!(point::list(&mut conn, misheld).await.unwrap()[0].id, m);

        // One wrong edge keeps all of them out.
        for (edges, key) in [
            (vec![edge("B", PartOf, "A"), before("P", "A")], "graph.backwards"),
            (vec![edge("B", PartOf, "A"), before("B", "A")], "graph.circle"),
            (vec![edge("B", PartOf, "A"), before("B", "Q")], "graph.unknown_point"),
        ] {
            let Err(Error::Invalid(problems)) = save(&house, vec![], edges).await else { panic!("accepted") };
            assert!(problems.iter().any(|p| p.key == key), "{problems:?}");
        }
        assert_eq!(graph::edges(&mut conn, None).await.unwrap().len(), 4);
    }
}
