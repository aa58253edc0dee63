//! A backup restores to the same rows, on either database, or not at all.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use base::testing::{TestBase, bases};
use base::{Error, Migration, audit, backup, execute, fetch_all};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

const THINGS: &[Migration] = &[Migration {
    version: 9001,
    name: "things",
    sql: "CREATE TABLE thing (id {id}, parent BIGINT REFERENCES thing (id) DEFERRABLE, size DOUBLE PRECISION, name TEXT, good BOOLEAN);
          CREATE TABLE aside (thing BIGINT NOT NULL REFERENCES thing (id) DEFERRABLE, note TEXT NOT NULL, PRIMARY KEY (thing, note));
          INSERT INTO thing (id, parent, name) VALUES (1, 1, 'made by the schema');",
}];
const LATER: &[Migration] = &[Migration { version: 9002, name: "colour", sql: "ALTER TABLE thing ADD COLUMN colour TEXT;" }];

type Thing = (i64, Option<i64>, Option<f64>, Option<String>, Option<bool>);

fn some_things(count: usize) -> Vec<Thing> {
    // Far beyond 1e±20 SQLite reads a number's text one unit in the last place off.
    let number = (-1.0..1.0_f64, -15..15).prop_map(|(x, e)| x * 10_f64.powi(e));
    let text = any::<String>().prop_map(|s| s.replace('\0', ""));
    let one = (any::<i64>(), prop::option::of(number), prop::option::of(text), prop::option::of(any::<bool>()));
    let mut runner = TestRunner::deterministic();
    let mut things: Vec<Thing> = Vec::new();
    while things.len() < count {
        let (id, size, name, good) = one.new_tree(&mut runner).unwrap().current();
        if things.iter().all(|t| t.0 != id) {
            // Half refer to a row that is inserted, and dumped, after them.
            let parent = if things.len().is_multiple_of(2) { Some(id) } else { things.last().map(|t| t.0) };
            things.push((id, parent, size, name, good));
        }
    }
    things
}

async fn fill(base: &TestBase, things: Vec<Thing>) {
    let (clock, seal) = (base.clock.clone(), base.seal.clone());
    base.db
        .write(move |conn| {
            Box::pin(async move {
                base::db::Bulk::into("thing")
                    .ints("id", things.iter().map(|t| t.0))
                    .ints("parent", things.iter().map(|t| t.1))
                    .reals("size", things.iter().map(|t| t.2))
                    .texts("name", things.iter().map(|t| t.3.clone()))
                    .bools("good", things.iter().map(|t| t.4))
                    .insert(conn)
                    .await?;
                execute!(conn, "INSERT INTO aside (thing, note) VALUES ($1, $2)", things[0].0, "旁注")?;
                base::node::set_setting(conn, "region", "演示区").await?;
                base::blob::put(conn, &seal, clock.now(), "照片.png", "image/png", &[7; 500_000]).await?;
                for n in 0..20 {
                    let detail = serde_json::json!({ "n": n, "words": "“引号”\n" });
                    let entry = audit::Entry { actor: Some(n), action: "test.act", target: format!("thing:{n}"), detail };
                    audit::record(conn, &clock, entry).await?;
                }
                Ok(())
            })
        })
        .await
        .unwrap();
}

async fn things(base: &TestBase) -> Vec<Thing> {
    let mut conn = base.db.read().await.unwrap();
    let mut rows: Vec<Thing> = fetch_all!(&mut conn, "SELECT id, parent, size, name, good FROM thing").unwrap();
    rows.sort_by_key(|t| t.0);
    rows
}

fn keys(outcome: base::Result<backup::Manifest>) -> Vec<String> {
    match outcome {
        Err(Error::Invalid(problems)) => problems.into_iter().map(|p| p.key).collect(),
        other => panic!("expected to be refused: {other:?}"),
    }
}

#[tokio::test]
async fn every_row_comes_back_on_either_database() {
    let mut sets = vec![base::MIGRATIONS, THINGS];
    for source in bases(&sets).await {
        fill(&source, some_things(600)).await;
        let file = source.dir.path().join("region.backup");
        let made = backup::create(&source, &file).await.unwrap();
        assert_eq!(backup::verify(&file).await.unwrap(), made);
        assert!(!made.tables.iter().any(|t| t.table == "node"));
        sets.push(LATER);
        // One target without a schema, one with the backup's.
        for target in bases(&[]).await.into_iter().chain(bases(&[base::MIGRATIONS, THINGS]).await) {
            backup::restore(&target, &sets, &file).await.unwrap();
            let differing: Vec<_> = things(&source).await.into_iter().zip(things(&target).await).filter(|(a, b)| a != b).collect();
            assert!(differing.is_empty(), "{} {differing:?}", differing.len());
            assert_eq!(audit::verify(&target.db).await.unwrap(), audit::Verdict::Intact(20));
            let mut conn = target.db.read().await.unwrap();
            assert_eq!(base::node::setting(&mut conn, "region").await.unwrap().as_deref(), Some("演示区"));
            let blobs: Vec<(i64,)> = fetch_all!(&mut conn, "SELECT id FROM blob").unwrap();
            assert_eq!(base::blob::read(&mut conn, &target.seal, blobs[0].0).await.unwrap(), [7; 500_000]);
            // The schema was brought up to date after the rows were in.
            let colours: Vec<(Option<String>,)> = fetch_all!(&mut conn, "SELECT colour FROM thing").unwrap();
            assert_eq!(colours.len(), 601);
            drop(conn);
            // A second restore finds the data and leaves it.
            assert_eq!(keys(backup::restore(&target, &sets, &file).await), ["base.backup_other_schema"]);
        }
        sets.pop();
        assert_eq!(keys(backup::restore(&source, &sets, &file).await), ["base.backup_not_empty"]);
    }
}

#[tokio::test]
async fn a_backup_is_of_one_moment_and_overwrites_nothing() {
    for base in bases(&[base::MIGRATIONS, THINGS]).await {
        fill(&base, some_things(50)).await;
        let file = base.dir.path().join("b");
        let busy = async {
            for n in 1001..1051_i64 {
                let write =
                    base.db.write(move |c| Box::pin(async move { execute!(c, "INSERT INTO thing (id, name) VALUES ($1, 'new')", n) }));
                write.await.unwrap();
                let write =
                    base.db.write(move |c| Box::pin(async move { execute!(c, "INSERT INTO aside (thing, note) VALUES ($1, 'new')", n) }));
                write.await.unwrap();
            }
        };
        let (made, ()) = tokio::join!(backup::create(&base, &file), busy);
        let rows = |table: &str| made.as_ref().unwrap().tables.iter().find(|t| t.table == table).unwrap().rows;
        // Each new row of `aside` followed one of `thing`: a torn copy would have more of them.
        assert!(rows("aside") - 1 <= rows("thing") - 51);
        assert_eq!(keys(backup::create(&base, &file).await), ["base.backup_exists"]);
    }
}

#[tokio::test]
async fn what_is_damaged_is_refused_before_anything_is_written() {
    let sets = [base::MIGRATIONS, THINGS];
    let source = bases(&sets).await.remove(0);
    fill(&source, some_things(200)).await;
    let file = source.dir.path().join("whole");
    backup::create(&source, &file).await.unwrap();
    let whole = std::fs::read(&file).unwrap();
    let target = bases(&sets).await.remove(0);
    let damaged = source.dir.path().join("damaged");
    for at in (0..whole.len()).step_by(whole.len() / 25) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x10;
        std::fs::write(&damaged, &bytes).unwrap();
        let found = keys(backup::restore(&target, &sets, &damaged).await);
        assert!(found[0].starts_with("base.backup_"), "{found:?}");
        std::fs::write(&damaged, &whole[..at]).unwrap();
        let found = keys(backup::verify(&damaged).await);
        assert!(["base.backup_damaged", "base.backup_cut_short"].contains(&found[0].as_str()), "{found:?}");
    }
    assert_eq!(things(&target).await.len(), 1);
    assert_eq!(keys(backup::verify(&source.dir.path().join("none")).await), ["base.backup_unreadable"]);
}

#[tokio::test]
async fn a_changed_row_a_foreign_key_and_a_newer_schema_are_refused() {
    let sets = [base::MIGRATIONS, THINGS];
    for source in bases(&sets).await {
        fill(&source, some_things(20)).await;
        let file = source.dir.path().join("b");
        backup::create(&source, &file).await.unwrap();
        let forged = source.dir.path().join("forged");
        rewrite(&file, &forged, |name, text| if name == "aside.jsonl" { text.replace("旁注", "改动") } else { text });
        assert_eq!(keys(backup::verify(&forged).await), ["base.backup_tables"]);

        let other = backup::restore(&with_other_key(bases(&[]).await.remove(0)), &sets, &file).await;
        assert_eq!(keys(other), ["base.backup_other_key"]);
        assert_eq!(keys(backup::restore(&bases(&[]).await[0], &[base::MIGRATIONS], &file).await), ["base.backup_newer"]);

        // A consistent file whose rows refer to nothing fails as a whole.
        rewrite(&file, &forged, |name, text| match name {
            "thing.jsonl" => String::new(),
            "manifest.json" => without_rows(&text, "thing"),
            _ => text,
        });
        backup::verify(&forged).await.unwrap();
        for target in bases(&[]).await {
            assert!(backup::restore(&target, &sets, &forged).await.is_err());
            let mut conn = target.db.read().await.unwrap();
            let rows: Vec<(String,)> = fetch_all!(&mut conn, "SELECT note FROM aside").unwrap();
            assert!(rows.is_empty());
        }
    }
}

fn with_other_key(mut base: TestBase) -> TestBase {
    base.base.seal = base::Seal::from_hex(&"77".repeat(32)).unwrap();
    base
}

fn without_rows(manifest: &str, table: &str) -> String {
    let mut manifest: backup::Manifest = serde_json::from_str(manifest).unwrap();
    let contents = manifest.tables.iter_mut().find(|t| t.table == table).unwrap();
    (contents.rows, contents.bytes, contents.sha256) = (0, 0, base::seal::sha256(""));
    serde_json::to_string(&manifest).unwrap()
}

/// A copy of a backup with its entries' texts changed.
fn rewrite(from: &std::path::Path, to: &std::path::Path, change: impl Fn(&str, String) -> String) {
    let mut old = tar::Archive::new(zstd::Decoder::new(std::fs::File::open(from).unwrap()).unwrap());
    let mut new = tar::Builder::new(zstd::Encoder::new(std::fs::File::create(to).unwrap(), 1).unwrap());
    for entry in old.entries().unwrap() {
        let mut entry = entry.unwrap();
        let name = entry.path().unwrap().display().to_string();
        let mut text = String::new();
        std::io::Read::read_to_string(&mut entry, &mut text).unwrap();
        let text = change(&name, text);
        let mut header = tar::Header::new_gnu();
        header.set_size(text.len() as u64);
        new.append_data(&mut header, &name, text.as_bytes()).unwrap();
    }
    new.into_inner().unwrap().finish().unwrap();
}
