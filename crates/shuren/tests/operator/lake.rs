//! An export that is killed at any moment leaves a lake that is whole: nothing is half there, and nothing comes twice.

use crate::bucket::Bucket;
use crate::node::{Node, nodes};
use base::{Base, Clock, Config, Db, Seal};
use bytes::Bytes;
use lake::{Destination, Manifest};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::RowAccessor;
use people::organisation::{self, Organisation, OrganisationKind};
use people::person::NewPerson;
use people::{Role, role};
use records::{Answered, Interaction};
use std::collections::HashSet;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

const DAY: i64 = 86_400_000;
/// Noon of 1 September 2025 in the region.
const AUTUMN: i64 = 1_756_699_200_000;

/// The node's ground floor, in this process.
async fn open(node: &Node) -> Base {
    let config = Config { data_dir: node.dir.path().into(), database_url: node.database.clone(), ..Config::default() };
    Base {
        db: Db::connect(&node.database).await.unwrap(),
        clock: Clock::system(),
        seal: Seal::load(&config).unwrap(),
        config: Arc::new(config),
    }
}

/// Forty students of one class.
async fn class(base: &Base) -> Vec<i64> {
    let seal = base.seal.clone();
    base.db
        .write(move |conn| {
            Box::pin(async move {
                let region = organisation::root(conn).await?.unwrap();
                let mut school = Organisation::new(OrganisationKind::School, Some(region.id), "S1", "school");
                school.stages = "junior".into();
                let mut class = Organisation::new(OrganisationKind::Class, Some(school.id), "K1", "class");
                class.entry_year = Some(2025);
                organisation::add(conn, AUTUMN, &[school, class.clone()]).await?;
                let mut students = Vec::new();
                for _ in 0..40 {
                    let id = base::id::next();
                    people::person::add(conn, AUTUMN, &seal, &[NewPerson { id, name: "学生".into(), ..NewPerson::default() }]).await?;
                    role::assign(conn, id, Role::Student, class.id, None, "2025-09-01").await?;
                    students.push(id);
                }
                Ok(students)
            })
        })
        .await
        .unwrap()
}

/// So many answers, over ten months.
async fn answer(base: &Base, students: &[i64], number: i64) {
    let answers: Vec<Answered> = (0..number)
        .map(|n| Answered {
            statement: Uuid::new_v4(),
            person: students[n as usize % students.len()],
            item: format!("M7-{}", n % 30),
            version: 1,
            interaction: Interaction::Choice,
            point: "M7".into(),
            subject: "math".into(),
            response: None,
            score: 1.0,
            correct: true,
            duration: Some(1_000),
            at: AUTUMN + n * 300 * DAY / number,
            session: None,
        })
        .collect();
    base.db
        .write(move |conn| Box::pin(async move { records::record_answers(conn, "https://edu.example.cn", AUTUMN, &answers).await }))
        .await
        .unwrap();
}

/// The statements of the lake as its manifest has it; each file is whole, no statement is there twice.
async fn statements(lake: &Destination) -> usize {
    let Some(manifest) = Manifest::read(lake).await.unwrap() else { return 0 };
    let mut seen = HashSet::new();
    for (table, files) in &manifest.tables {
        for file in &files.files {
            let bytes: Bytes = lake.read(&file.path).await.unwrap().unwrap_or_else(|| panic!("{} is missing", file.path));
            assert_eq!(bytes.len() as u64, file.bytes, "{}", file.path);
            let reader = SerializedFileReader::new(bytes).unwrap();
            assert_eq!(reader.metadata().file_metadata().num_rows() as u64, file.rows, "{}", file.path);
            if table == "statement" {
                for row in reader.get_row_iter(None).unwrap() {
                    assert!(seen.insert(row.unwrap().get_string(0).unwrap().clone()), "a statement twice, the second in {}", file.path);
                }
            }
        }
    }
    seen.len()
}

#[tokio::test]
async fn an_export_that_is_killed_doubles_nothing() {
    for node in nodes().await {
        node.ok(&["admin", "create", "--name", "王主任", "--login", "wang", "--region", "青禾市"]);
        let base = open(&node).await;
        let students = class(&base).await;
        answer(&base, &students, 6_000).await;
        let to = node.dir.path().join("lake");
        let arguments = ["lake", "export", "--settle", "0", "--to", to.to_str().unwrap()];
        let lake = Destination::open(to.to_str().unwrap()).unwrap().within("bureau");
        let (mut there, mut died) = (0, 0);
        for round in 0..14 {
            let mut export = node.command(&arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
            tokio::time::sleep(Duration::from_millis(40 + 70 * round)).await;
            export.kill().unwrap();
            died += usize::from(export.wait().unwrap().code().is_none());
            let now = statements(&lake).await;
            assert!(now >= there, "what was there stays");
            there = now;
            answer(&base, &students, 500).await;
        }
        assert!(died > 3, "only {died} exports were killed before their end");
        let said = node.ok(&arguments);
        let stored = records::count(&mut base.db.read().await.unwrap()).await.unwrap() as usize;
        assert_eq!(statements(&lake).await, stored, "{said}");
        assert!(said.contains(&stored.to_string()), "{said}");
        // Nothing is left of the runs that died.
        let manifest = Manifest::read(&lake).await.unwrap().unwrap();
        let named = manifest.paths().count() + manifest.replaced.len();
        let parts = lake.list().await.unwrap().into_iter().filter(|name| name.ends_with(".parquet")).count();
        assert_eq!(parts, named);
        base.db.close().await;
    }
}

#[tokio::test]
async fn a_lake_in_a_bucket() {
    for node in nodes().await {
        node.ok(&["admin", "create", "--name", "王主任", "--login", "wang", "--region", "青禾市"]);
        let base = open(&node).await;
        let students = class(&base).await;
        answer(&base, &students, 2_000).await;
        let bucket = Bucket::default();
        let endpoint = bucket.serve().await;
        let export = || {
            let mut command = node.command(&["lake", "export", "--settle", "0", "--to", "s3://lakes/region/one"]);
            let keys =
                [("AWS_ACCESS_KEY_ID", "k"), ("AWS_SECRET_ACCESS_KEY", "s"), ("AWS_REGION", "cn-north-1"), ("AWS_ALLOW_HTTP", "true")];
            command.envs(keys).env("AWS_ENDPOINT_URL", &endpoint);
            tokio::task::spawn_blocking(move || command.output().unwrap())
        };
        for (run, total) in [(1, 2_000), (2, 2_000), (3, 2_001)] {
            if run == 3 {
                answer(&base, &students, 1).await;
                bucket.objects.lock().unwrap().insert("region/one/bureau/item/region=x/part-00009-0001.parquet".into(), vec![1]);
            }
            let output = export().await.unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            let objects = bucket.objects.lock().unwrap().clone();
            let manifest: Manifest = serde_json::from_slice(&objects["region/one/bureau/_manifest.json"]).unwrap();
            assert_eq!((manifest.run, manifest.tables["statement"].rows), (run, total));
            for file in manifest.tables.values().flat_map(|t| &t.files) {
                let bytes = Bytes::from(objects[&format!("region/one/bureau/{}", file.path)].clone());
                let rows = SerializedFileReader::new(bytes).unwrap().metadata().file_metadata().num_rows();
                assert_eq!(rows as u64, file.rows);
            }
            assert_eq!(objects.len(), manifest.paths().count() + manifest.replaced.len() + 1);
        }
        assert_eq!(*bucket.unsigned.lock().unwrap(), 0);
        base.db.close().await;
    }
}
