//! The graph as CASE 1.1, out and in again.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use base::testing::{START, bases};
use content::graph::case::{Defaults, Published, read};
use content::graph::{Change, NewEdge, Relation, Snapshot, check, identity};
use content::{Kind, NewPoint, Stage, Subject, seed};
use proptest::prelude::*;
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

const HERE: &str = "https://shuren.example";

fn defaults(subject: Subject) -> Defaults {
    Defaults { subject, stage: Stage::Primary, grade: 3 }
}

fn published(graph: &Snapshot) -> Published {
    Published::new(graph.clone(), HashMap::from([(Subject::Math, (3, START))]), HERE, "教研室")
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), "[a-z分数\"\\\\ <é]{1,12}"]
}

fn point(n: usize) -> impl Strategy<Value = NewPoint> {
    let class = prop_oneof![
        (1i64..=6).prop_map(|g| (Stage::Primary, g)),
        (6i64..=9).prop_map(|g| (Stage::Junior, g)),
        (10i64..=12).prop_map(|g| (Stage::Senior, g)),
        (10i64..=12).prop_map(|g| (Stage::Vocational, g)),
        Just((Stage::Kindergarten, 0)),
    ];
    let kind = prop::sample::select(Kind::ALL.to_vec());
    let maker = prop_oneof![3 => Just(false), 1 => Just(true)];
    (class, kind, "[a-z点]{1,10}", text(), text(), text(), maker).prop_map(
        move |((stage, grade), kind, name, name_en, standard, description, foreign)| NewPoint {
            kind,
            name_en,
            standard,
            description,
            identifier: if foreign { Uuid::from_u128(0xabc0 + n as u128).to_string() } else { String::new() },
            ..NewPoint::new(&format!("P{n}"), if n == 0 { Subject::Physics } else { Subject::Math }, stage, grade, &name)
        },
    )
}

/// Seven points of mathematics and one of physics, with edges of every relation, sound or not.
fn graphs() -> impl Strategy<Value = Snapshot> {
    let points: Vec<_> = (0..8).map(point).collect();
    let edge = (0usize..8, prop::sample::select(Relation::ALL.to_vec()), 0usize..8, text());
    (points, prop::collection::vec(edge, 0..20)).prop_map(|(points, edges)| {
        let mut graph = Snapshot::default();
        graph.change(&points.into_iter().map(Change::PutPoint).collect::<Vec<_>>());
        let edges = edges.into_iter().filter(|(a, _, b, _)| a != b).map(|(a, relation, b, note)| {
            Change::PutEdge(NewEdge { origin: format!("P{a}"), relation, destination: format!("P{b}"), note })
        });
        graph.change(&edges.collect::<Vec<_>>());
        graph
    })
}

proptest! {
    /// What a package says of a subject is read back the same, by one who has the other subjects' points, and by one who has all.
    #[test]
    fn a_package_comes_back_as_it_was(graph in graphs()) {
        let bytes = serde_json::to_vec(&published(&graph).package(Subject::Math)).unwrap();
        let own = graph.of_subject(Subject::Math);
        let mut others = graph.clone();
        others.points.retain(|_, p| p.subject != Subject::Math);
        others.edges.clear();
        for known in [&others, &graph] {
            let reading = read(&bytes, known, &defaults(Subject::Math)).unwrap();
            prop_assert_eq!(&reading.problems, &vec![]);
            prop_assert_eq!(&reading.notices, &vec![]);
            prop_assert_eq!(&reading.part, &own);
        }
    }

    /// A good package with a stretch cut out and other text put there is read or refused, never more.
    #[test]
    fn damaged_packages_are_read_or_refused(graph in graphs(), cut in 0usize..6000, length in 0usize..60, put in "[\\[\\]{}\":,a-z0-9]{0,8}") {
        let text = serde_json::to_string(&published(&graph).package(Subject::Math)).unwrap();
        let chars: Vec<char> = text.chars().collect();
        let start = cut.min(chars.len());
        let end = (start + length).min(chars.len());
        let damaged: String = chars[..start].iter().copied().chain(put.chars()).chain(chars[end..].iter().copied()).collect();
        if let Ok(reading) = read(damaged.as_bytes(), &graph, &defaults(Subject::Math)) {
            prop_assert!(reading.part.points.values().all(|p| p.subject == Subject::Math));
        }
    }
}

#[test]
fn a_package_is_what_the_standard_asks_for() {
    let mut graph = Snapshot::default();
    let point = |code: &str, kind, grade| NewPoint { kind, ..NewPoint::new(code, Subject::Math, Stage::Primary, grade, code) };
    graph.change(&[
        Change::PutPoint(point("A", Kind::Knowledge, 1)),
        Change::PutPoint(point("B", Kind::Skill, 2)),
        Change::PutPoint(point("M", Kind::Misconception, 1)),
        Change::PutEdge(NewEdge { origin: "A".into(), relation: Relation::Prerequisite, destination: "B".into(), note: String::new() }),
        Change::PutEdge(NewEdge {
            origin: "M".into(), relation: Relation::MisconceptionOf, destination: "A".into(), note: "常见".into()
        }),
    ]);
    let published = published(&graph);
    let package = serde_json::to_value(published.package(Subject::Math)).unwrap();
    let uuid = |value: &serde_json::Value| Uuid::parse_str(value.as_str().unwrap()).unwrap();
    let document = &package["CFDocument"];
    for name in ["identifier", "uri", "creator", "title", "lastChangeDateTime"] {
        assert!(document[name].as_str().is_some_and(|v| !v.is_empty()), "{name}");
    }
    // Within a package the links to the package and the document are left out.
    assert!(document["CFPackageURI"].is_null() && package["CFItems"][0]["CFDocumentURI"].is_null());
    assert_eq!((document["caseVersion"].as_str(), document["version"].as_str()), (Some("1.1"), Some("3")));
    assert_eq!(document["lastChangeDateTime"], base::clock::iso(START));
    let items = package["CFItems"].as_array().unwrap();
    assert_eq!(items.len(), 3);
    let mut identifiers = BTreeSet::from([uuid(&document["identifier"])]);
    for item in items {
        assert!(identifiers.insert(uuid(&item["identifier"])));
        assert_eq!(item["uri"], format!("{HERE}/ims/case/v1p1/CFItems/{}", item["identifier"].as_str().unwrap()));
        assert_eq!(uuid(&item["identifier"]).get_version_num(), 5);
    }
    assert_eq!(items[1]["educationLevel"], serde_json::json!(["02"]));
    let kinds: Vec<_> = package["CFAssociations"].as_array().unwrap().iter().map(|a| a["associationType"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["isChildOf", "isChildOf", "isChildOf", "precedes", "ext:isMisconceptionOf"]);
    for association in package["CFAssociations"].as_array().unwrap() {
        assert!(identifiers.insert(uuid(&association["identifier"])));
        assert!(identifiers.contains(&uuid(&association["originNodeURI"]["identifier"])));
        assert!(identifiers.contains(&uuid(&association["destinationNodeURI"]["identifier"])));
    }

    // One by one, each with its document.
    let item = published.item_of(identity::of_code("B")).unwrap();
    assert_eq!((item.human_coding_scheme.as_str(), item.document.is_some()), ("B", true));
    let (_, around) = published.item_associations(identity::of_code("A")).unwrap();
    assert_eq!(around.len(), 3);
    for association in &around {
        let alone = published.association_of(Uuid::parse_str(&association.identifier).unwrap()).unwrap();
        assert_eq!(&alone, association);
    }
    assert_eq!(published.subject_of(identity::of_document(Subject::Math)).unwrap(), Subject::Math);
    assert!(published.subject_of(identity::of_document(Subject::Art)).is_err());
    assert!(published.item_of(Uuid::nil()).is_err());
}

/// As another maker writes: codes that repeat, levels in ranges, types of theirs, associations that mean nothing here.
const FOREIGN: &str = r#"{
  "CFDocument": { "identifier": "11111111-1111-4111-8111-111111111111", "uri": "urn:d", "creator": "X", "title": "Other", "lastChangeDateTime": "2026-01-01T00:00:00Z" },
  "CFItems": [
    { "identifier": "22222222-2222-4222-8222-222222222222", "uri": "urn:a", "fullStatement": "Counts to twenty", "humanCodingScheme": "K.1",
      "educationLevel": ["KG", "01"], "CFItemType": "Standard", "lastChangeDateTime": "2026-01-01T00:00:00Z", "unknown": { "a": [1] } },
    { "identifier": "33333333-3333-4333-8333-333333333333", "uri": "urn:b",
      "fullStatement": "Adds and subtracts within twenty, with and without objects, and explains how the answer was found", "lastChangeDateTime": "2026-01-01T00:00:00Z" }
  ],
  "CFAssociations": [
    { "identifier": "44444444-4444-4444-8444-444444444444", "associationType": "isChildOf", "uri": "urn:1",
      "originNodeURI": { "title": "a", "identifier": "22222222-2222-4222-8222-222222222222", "uri": "urn:a" },
      "destinationNodeURI": { "title": "d", "identifier": "11111111-1111-4111-8111-111111111111", "uri": "urn:d" }, "lastChangeDateTime": "2026-01-01T00:00:00Z" },
    { "identifier": "55555555-5555-4555-8555-555555555555", "associationType": "precedes", "uri": "urn:2",
      "originNodeURI": { "title": "a", "identifier": "22222222-2222-4222-8222-222222222222", "uri": "urn:a" },
      "destinationNodeURI": { "title": "b", "identifier": "33333333-3333-4333-8333-333333333333", "uri": "urn:b" }, "lastChangeDateTime": "2026-01-01T00:00:00Z" },
    { "identifier": "66666666-6666-4666-8666-666666666666", "associationType": "exactMatchOf", "uri": "urn:3",
      "originNodeURI": { "title": "a", "identifier": "22222222-2222-4222-8222-222222222222", "uri": "urn:a" },
      "destinationNodeURI": { "title": "z", "identifier": "77777777-7777-4777-8777-777777777777", "uri": "urn:z" }, "lastChangeDateTime": "2026-01-01T00:00:00Z" },
    { "identifier": "88888888-8888-4888-8888-888888888888", "associationType": "precedes", "uri": "urn:4",
      "originNodeURI": { "title": "z", "identifier": "77777777-7777-4777-8777-777777777777", "uri": "urn:z" },
      "destinationNodeURI": { "title": "b", "identifier": "33333333-3333-4333-8333-333333333333", "uri": "urn:b" }, "lastChangeDateTime": "2026-01-01T00:00:00Z" }
  ],
  "CFRubrics": [{}]
}"#;

#[test]
fn another_makers_package_is_read_and_keeps_its_identifiers() {
    let reading = read(FOREIGN.as_bytes(), &Snapshot::default(), &defaults(Subject::Math)).unwrap();
    assert_eq!(reading.problems, vec![]);
    let notices: Vec<&str> = reading.notices.iter().map(|n| n.key.as_str()).collect();
    assert_eq!(notices, ["graph.case_level_assumed", "graph.case_association_left_out", "graph.case_outside", "graph.case_rubrics"]);
    let first = &reading.part.points["K.1"];
    assert_eq!((first.stage, first.grade, first.name.as_str()), (Stage::Primary, 1, "Counts to twenty"));
    assert_eq!(first.identifier, "22222222-2222-4222-8222-222222222222");
    let second = &reading.part.points["33333333-3333-4333-8333-333333333333"];
    assert_eq!((second.grade, second.identifier.as_str()), (3, ""));
    assert!(second.name.ends_with('…') && second.description.ends_with("found"));
    assert_eq!(reading.part.edges.len(), 1);
    // Out again and in again: the same, with the same identifiers.
    let bytes = serde_json::to_vec(&published(&reading.part).package(Subject::Math)).unwrap();
    let again = read(&bytes, &Snapshot::default(), &defaults(Subject::Math)).unwrap();
    assert_eq!(again.part, reading.part);
    let package: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    let kept: BTreeSet<&str> = package["CFItems"].as_array().unwrap().iter().map(|i| i["identifier"].as_str().unwrap()).collect();
    assert_eq!(kept, BTreeSet::from(["22222222-2222-4222-8222-222222222222", "33333333-3333-4333-8333-333333333333"]));
}

#[test]
fn a_package_that_cannot_be_taken_says_why() {
    let key = |text: &str| match read(text.as_bytes(), &Snapshot::default(), &defaults(Subject::Math)) {
        Err(base::Error::Invalid(problems)) => problems[0].key.clone(),
        Err(other) => panic!("{other:?}"),
        Ok(reading) => reading.problems.first().map(|p| p.key.clone()).unwrap_or_default(),
    };
    assert_eq!(key("[]"), "graph.case_json");
    assert_eq!(key("{\"CFDocument\":{}}"), "graph.case_no_items");
    assert_eq!(
        key(&FOREIGN.replace("\"22222222-2222-4222-8222-222222222222\", \"uri\": \"urn:a\", \"full", "\"one\", \"uri\": \"urn:a\", \"full")),
        "graph.case_identifier"
    );
    assert_eq!(key(&FOREIGN.replace("Counts to twenty", "")), "graph.case_no_statement");
    assert_eq!(
        key(&FOREIGN
            .replace("33333333-3333", "22222222-2222")
            .replace("8333-333333333333", "8222-222222222222")
            .replace("-4333-", "-4222-")),
        "graph.case_twice"
    );
}

#[tokio::test]
async fn the_seed_goes_out_and_comes_back() {
    for house in bases(&[base::MIGRATIONS, content::MIGRATIONS]).await {
        seed::load(&house).await.unwrap();
        let mut conn = house.db.read().await.unwrap();
        let published = Published::load(&mut conn, HERE, "教研室").await.unwrap();
        let whole = content::graph::snapshot(&mut conn).await.unwrap();
        assert_eq!(published.documents().len(), 5);
        for subject in published.subjects() {
            let bytes = serde_json::to_vec(&published.package(subject)).unwrap();
            let reading = read(&bytes, &whole, &defaults(subject)).unwrap();
            assert_eq!((reading.problems, reading.notices), (vec![], vec![]));
            assert_eq!(reading.part, whole.of_subject(subject));
        }
        let versions = content::graph::version::latest(&mut conn).await.unwrap();
        assert!(versions.len() == 5 && versions.iter().all(|(_, number, _)| *number == 1));
        // What is loaded again is no new version.
        seed::load(&house).await.unwrap();
        assert_eq!(content::graph::version::latest(&mut conn).await.unwrap(), versions);
        let (version, kept) = content::graph::version::get(&mut conn, Subject::Math, 1).await.unwrap();
        assert_eq!((kept, version.author), (whole.of_subject(Subject::Math), None));
        assert!(check::faults(&whole).is_empty());
    }
}
