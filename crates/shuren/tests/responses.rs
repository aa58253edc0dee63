//! Answer logs from elsewhere, small ones made here and a real one where it is at hand.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stderr)]

use base::testing::{START, TestBase, bases};
use base::{Base, Error, Lang};
use content::{Subject, point};
use learner::class_grid;
use people::organisation::{self, Organisation, OrganisationKind};
use people::person::NewPerson;
use people::{Scope, account};
use shuren::responses::{Args, import};
use std::io::Write;
use std::path::{Path, PathBuf};

async fn region() -> Vec<TestBase> {
    let all = [base::MIGRATIONS, people::MIGRATIONS, records::MIGRATIONS, content::MIGRATIONS, learner::MIGRATIONS];
    let bases = bases(&all).await;
    for base in &bases {
        let seal = base.seal.clone();
        base.db
            .write(move |conn| {
                Box::pin(async move {
                    organisation::add(conn, START, &[Organisation::new(OrganisationKind::Region, None, "R", "region")]).await?;
                    let id = base::id::next();
                    people::person::add(conn, START, &seal, &[NewPerson { id, name: "李老师".into(), ..NewPerson::default() }]).await?;
                    account::create(conn, id, "teacher.li").await
                })
            })
            .await
            .unwrap();
    }
    bases
}

fn args(file: impl Into<PathBuf>) -> Args {
    Args {
        file: file.into(),
        subject: "数学".into(),
        school: "log1".into(),
        mapping: None,
        q_matrix: None,
        teacher: Some("teacher.li".into()),
    }
}

fn write(base: &TestBase, name: &str, text: &str) -> PathBuf {
    let path = base.dir.path().join(name);
    std::fs::write(&path, text).unwrap();
    path
}

async fn statements(base: &Base) -> i64 {
    records::count(&mut base.db.read().await.unwrap()).await.unwrap()
}

fn problems(outcome: base::Result<shuren::responses::Report>) -> Vec<String> {
    match outcome {
        Err(Error::Invalid(problems)) => problems.iter().map(|p| p.text(Lang::En)).collect(),
        other => panic!("{other:?}"),
    }
}

const LOG: &str = "user_id\titem_id\ttimestamp\tcorrect\tskill_id\nu1\t10\t0\t1\tA\nu2\t10\t0\t0\tA\nu1\t11\t0\t0\tB\nu1\t10\t0\t1\tA\n";

#[tokio::test]
async fn a_log_becomes_statements_estimates_and_a_class_page_and_again_nothing() {
    for base in region().await {
        let path = base.dir.path().join("log.tsv.gz");
        let mut gz = flate2::write::GzEncoder::new(std::fs::File::create(&path).unwrap(), flate2::Compression::fast());
        gz.write_all(LOG.as_bytes()).unwrap();
        gz.finish().unwrap();

        let first = import(&base, &args(&path)).await.unwrap();
        assert_eq!((first.recorded.new, first.recorded.duplicates), (4, 0));
        assert_eq!((first.learners, first.new_learners, first.new_classes, first.points, first.items), (2, 2, 1, 2, 2));
        assert!(first.times_made_up);
        let second = import(&base, &args(&path)).await.unwrap();
        assert_eq!((second.recorded.new, second.recorded.duplicates, second.new_learners, second.new_classes), (0, 4, 0, 0));
        assert_eq!(statements(&base).await, 4);

        let mut conn = base.db.read().await.unwrap();
        let [class] = &organisation::below(&mut conn, first.school, OrganisationKind::Class).await.unwrap()[..] else { panic!() };
        let teacher = account::by_login(&mut conn, "teacher.li").await.unwrap().unwrap().person;
        let grid = class_grid(&mut conn, &Scope::new(teacher, &base.clock), class.id, "math").await.unwrap();
        assert_eq!(grid.points.iter().map(|p| p.code.as_str()).collect::<Vec<_>>(), ["LOG1-A", "LOG1-B"]);
        let [one, two] = &grid.students[..] else { panic!() };
        assert_eq!((one.student.name.as_str(), two.student.name.as_str()), ("学习者 u1", "学习者 u2"));
        assert_eq!(one.cells[0].unwrap().n, 2);
        assert_eq!((one.cells[0].unwrap().mean, two.cells[0].unwrap().mean, two.cells[1]), (0.75, 1.0 / 3.0, None));
        let answers = records::answers(&mut conn, one.student.id, "LOG1-A", None, 9).await.unwrap();
        assert!(answers[0].answered.at > answers[1].answered.at, "the order of rows is the order in time");
    }
}

#[tokio::test]
async fn columns_times_and_skills_are_mapped() {
    for base in region().await {
        let log = write(&base, "log.csv", "题号,学生,得分,何时\n1,甲,0.5,1790000100\n2,甲,1,1790000000000\n");
        let skills = write(&base, "q.csv", "题号,知识点\n1,7\n2,9\n2,8\n");
        let mapping = write(
            &base,
            "mapping.toml",
            "prefix = \"P\"\nstage = \"senior\"\ngrade = 10\npoint_name = \"考点 {skill}\"\n[columns]\nlearner = \"学生\"\nitem = \"题号\"\ntime = \"何时\"\ncorrect = \"得分\"\nskill = \"知识点\"\n",
        );
        let args = Args { mapping: Some(mapping), q_matrix: Some(skills), teacher: None, ..args(log) };
        let report = import(&base, &args).await.unwrap();
        assert!(!report.times_made_up && report.text(Lang::Zh).contains("新增 2 条"));
        let mut conn = base.db.read().await.unwrap();
        let both = point::by_code(&mut conn, "P-8+9").await.unwrap();
        assert_eq!((both.name.as_str(), both.grade, both.subject), ("考点 8+9", 10, Subject::Math));
        let class = &organisation::below(&mut conn, report.school, OrganisationKind::Class).await.unwrap()[0];
        let who = &people::role::at(&mut conn, class.id, people::Role::Student, "2026-09-01").await.unwrap()[0];
        let recent = records::recent(&mut conn, who.id, 9).await.unwrap();
        let told =
            recent.iter().map(|a| (a.answered.item.as_str(), a.answered.score, a.answered.correct, a.answered.at)).collect::<Vec<_>>();
        assert_eq!(told, [("P-1", 0.5, false, 1_790_000_100_000), ("P-2", 1.0, true, 1_790_000_000_000)]);
    }
}

#[tokio::test]
async fn every_bad_row_is_told_and_nothing_is_changed() {
    for base in region().await {
        let mut rows = String::from("user_id,item_id,timestamp,correct,skill_id\n");
        rows += "u1,10,1790000000,1,A\n,10,1790000000,1,A\nu1,,1790000000,1,A\nu1,10,yesterday,1,A\nu1,10,0,1,A\nu1,10,1790000000,2,A\n";
        rows += "u1,10,1790000000,yes,\n";
        rows += &format!("u1,{},1790000000,1,A\n", "9".repeat(41));
        let told = problems(import(&base, &args(write(&base, "bad.csv", &rows))).await);
        let places: Vec<&str> = told.iter().map(|t| t.split(": ").next().unwrap()).collect();
        let expected = [
            (3, "user_id"),
            (4, "item_id"),
            (5, "timestamp"),
            (6, "timestamp"),
            (7, "correct"),
            (8, "correct"),
            (8, "skill_id"),
            (9, "item_id"),
        ];
        assert_eq!(places.len(), expected.len(), "{told:?}");
        for (place, (row, column)) in places.iter().zip(expected) {
            assert!(place.contains(&format!("row {row}")) && place.contains(column), "{place}");
        }
        let many: String = "u1,10,0,maybe,A\n".repeat(80);
        let told =
            problems(import(&base, &args(write(&base, "many.csv", &format!("user_id,item_id,timestamp,correct,skill_id\n{many}")))).await);
        assert_eq!(told.len(), 51);
        assert!(told[50].contains("30") && told[50].contains("80"), "{}", told[50]);

        let told = problems(import(&base, &args(write(&base, "columns.csv", "who,item_id,correct\nu1,1,1\n"))).await);
        assert!(told.len() == 2 && told[0].contains("user_id") && told[1].contains("skill_id") && told[0].contains("who"), "{told:?}");
        let log = write(&base, "log.tsv", LOG);
        let wrong = [
            Args { subject: "magic".into(), ..args(&log) },
            Args { school: "a school!".into(), ..args(&log) },
            Args { teacher: Some("nobody".into()), ..args(&log) },
            Args { mapping: Some(write(&base, "m.toml", "colums = 1")), ..args(&log) },
            args(base.dir.path().join("absent.tsv")),
        ];
        for args in wrong {
            assert_eq!(problems(import(&base, &args).await).len(), 1);
        }
        assert_eq!(statements(&base).await, 0);
        assert_eq!(organisation::by_code(&mut base.db.read().await.unwrap(), "IMPORT-LOG1").await.unwrap(), None);
    }
}

/// ASSISTments 2009–10, where the folder of real logs is at hand: 220,070 answers of 2,491 learners.
#[tokio::test]
async fn the_real_log_is_read_whole() {
    let shared = std::env::var_os("SHUREN_SHARED").map_or_else(
        || Path::new(&std::env::var("CARGO_MANIFEST_DIR").expect("cargo says where the crate is")).join("../../../shared"),
        PathBuf::from,
    );
    let file = shared.join("data/assistments09/train.tsv.gz");
    if !file.exists() {
        eprintln!("NOT RUN: {} is absent; set SHUREN_SHARED to the folder that holds data/assistments09", file.display());
        return;
    }
    for base in region().await {
        let report = import(&base, &args(&file)).await.unwrap();
        eprintln!("{}: {}", base.db.kind(), report.text(Lang::En));
        assert_eq!((report.recorded.new, report.learners, report.points), (220_070, 2_491, 149));
        assert_eq!(report.rebuilt.answers, 220_070);
        assert!(report.rebuilt.unknown_points.is_empty());
        assert_eq!(statements(&base).await, 220_070);
        let classes = organisation::below(&mut base.db.read().await.unwrap(), report.school, OrganisationKind::Class).await.unwrap();
        assert_eq!(classes.len(), 2_491_usize.div_ceil(40));
    }
}
