//! The lake as its readers find it: Parquet files that the manifest names.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "../../learner/tests/town/mod.rs"]
mod town;

mod reading;

use base::testing::START;
use base::{Error, Millis};
use lake::{Destination, Limits, Manifest, Options, Outcome, export};
use learner::aggregate::{By, Cell, region_aggregate};
use parquet::file::reader::{FileReader, SerializedFileReader};
use people::person::NewPerson;
use people::{Role, role};
use reading::{Lake, Row};
use std::collections::{BTreeMap, BTreeSet};
use town::{FROM, POINTS, Town, towns};

const DAY: Millis = 86_400_000;

/// Everything settled, this very millisecond too, and files of a few rows.
fn options() -> Options {
    Options { overlap: -1_000, limits: Limits { rows_in_memory: 40, rows_a_file: 60 }, ..Options::default() }
}

async fn run(town: &Town, lake: &Destination) -> Outcome {
    export(&town.base, lake, &options(), |_| {}).await.unwrap()
}

/// A region with the lake's own tables.
async fn regions() -> Vec<Town> {
    let towns = towns().await;
    for town in &towns {
        let all = [base::MIGRATIONS, people::MIGRATIONS, records::MIGRATIONS, content::MIGRATIONS, learner::MIGRATIONS, lake::MIGRATIONS];
        town.base.db.migrate(&all).await.unwrap();
    }
    towns
}

/// Twelve students and the one of the town answer on two points, over half a year.
async fn practise(town: &Town) -> Vec<i64> {
    let mut students = vec![town.student];
    for n in 0..12 {
        students.push(town.enrol(if n % 2 == 0 { town.class } else { town.other_class }).await);
    }
    for (s, student) in students.iter().enumerate() {
        for n in 0..14 {
            let score = if (s + n) % 3 == 0 { 0.0 } else { 1.0 };
            town.answer(*student, if n % 4 == 3 { 3 } else { n % 2 }, score, START + n as i64 * 13 * DAY).await;
        }
    }
    students
}

fn folder(town: &Town) -> Destination {
    Destination::open(town.base.dir.path().join("lake").to_str().unwrap()).unwrap()
}

fn text<'a>(row: &'a Row, column: &str) -> &'a str {
    reading::text(row, column).unwrap_or_else(|| panic!("{column} in {row:?}"))
}

#[tokio::test]
async fn the_lake_says_what_the_pages_say() {
    for town in regions().await {
        let students = practise(&town).await;
        let to = folder(&town);
        let outcome = run(&town, &to).await;
        let lake = Lake::read(&to, "bureau").await;
        let statements = lake.rows("statement");
        let mut conn = town.base.db.read().await.unwrap();
        assert_eq!(statements.len() as i64, records::count(&mut conn).await.unwrap());
        assert_eq!(outcome.statements, statements.len() as u64);

        // Answers and right ones, person by person: the multiset is the same, whoever is whose pseudonym.
        let mut here = Vec::new();
        for student in &students {
            let tally = records::tally(&mut conn, *student, 0, i64::MAX).await.unwrap();
            here.push((tally.answers, tally.correct));
        }
        let mut there: BTreeMap<&str, (i64, i64)> = BTreeMap::new();
        for row in &statements {
            let sum = there.entry(text(row, "person")).or_default();
            *sum = (sum.0 + 1, sum.1 + i64::from(reading::truth(row, "success").unwrap()));
            assert_eq!(text(row, "school"), "S1");
            assert_eq!(text(row, "county"), "C");
            assert_eq!((text(row, "stage"), reading::integer(row, "grade")), ("junior", Some(8)), "entered in 2025, answered in 2026/27");
        }
        let mut there: Vec<(i64, i64)> = there.into_values().collect();
        here.sort_unstable();
        there.sort_unstable();
        assert_eq!(here, there);

        // What the region's page shows by subject and by point.
        let scope = town.scope(town.officer);
        for by in [By::Subject, By::PointsOf("math".into()), By::PointsOf("physics".into())] {
            let page = region_aggregate(&mut conn, &scope, town.county, &by).await.unwrap();
            let found = lake.means(&by);
            assert!(!page.columns.is_empty());
            for (column, cell) in page.columns.iter().zip(&page.total) {
                let Cell::Shown { mean, learners, .. } = cell else { panic!("{column}: {cell:?}") };
                let (m, n) = found[column];
                assert_eq!(n, *learners, "{column}");
                assert!((m - mean).abs() < 1e-12, "{column}: {m} {mean}");
            }
            assert_eq!(found.len(), page.columns.len());
        }
    }
}

#[tokio::test]
async fn files_lie_by_school_year_and_month_with_statistics() {
    for town in regions().await {
        practise(&town).await;
        let to = folder(&town);
        run(&town, &to).await;
        let lake = Lake::read(&to, "bureau").await;
        let months: BTreeSet<&str> = lake.paths("statement").into_iter().filter_map(|p| p.rsplit_once('/')).map(|(dir, _)| dir).collect();
        let expected: Vec<String> = ["2026-09", "2026-10", "2026-11", "2026-12", "2027-01", "2027-02"]
            .map(|month| format!("statement/region=R/school_year=2026-2027/month={month}"))
            .into();
        assert_eq!(months.into_iter().collect::<Vec<_>>(), expected);
        for (path, bytes) in &lake.files {
            let reader = SerializedFileReader::new(bytes.clone()).unwrap();
            for group in reader.metadata().row_groups() {
                assert!(group.num_rows() <= 60, "{path}");
                for column in group.columns() {
                    assert!(column.statistics().is_some(), "{path} {}", column.column_path());
                    assert!(format!("{:?}", column.compression()).contains("ZSTD"), "{path}");
                }
            }
        }
        // Each row lies where its day says.
        for (path, rows) in lake.rows_by_file("statement") {
            for row in rows {
                let day = reading::day(&row, "day").unwrap();
                assert!(path.contains(&format!("month={}", &day.to_string()[..7])), "{path} {day}");
                assert_eq!(base::clock::date_of(reading::instant(&row, "at").unwrap()), day);
            }
        }
    }
}

#[tokio::test]
async fn a_second_run_writes_only_what_is_new() {
    for town in regions().await {
        let students = practise(&town).await;
        let to = folder(&town);
        let first = run(&town, &to).await;
        let before = Manifest::read(&to.within("bureau")).await.unwrap().unwrap();
        let idle = run(&town, &to).await;
        assert_eq!((idle.run, idle.statements, idle.files, idle.changed.as_slice()), (2, 0, 0, &[][..]));
        let after = Manifest::read(&to.within("bureau")).await.unwrap().unwrap();
        assert_eq!(before.tables, after.tables);

        town.answer(students[3], 2, 1.0, START + 40 * DAY).await;
        let third = run(&town, &to).await;
        assert_eq!((third.statements, third.total), (1, first.total + 1));
        assert_eq!(third.changed, ["mastery"]);
        let lake = Lake::read(&to, "bureau").await;
        let ids: BTreeSet<String> = lake.rows("statement").iter().map(|r| text(r, "statement").to_owned()).collect();
        assert_eq!(ids.len() as u64, third.total, "no statement twice");
        // What was replaced stays for who is reading, and goes with the next run.
        assert_eq!(lake.manifest.replaced.len(), before.tables["mastery"].files.len());
        assert_eq!(run(&town, &to).await.removed, before.tables["mastery"].files.len());
        assert_eq!(to.within("bureau").list().await.unwrap().len(), Lake::read(&to, "bureau").await.files.len() + 1);
    }
}

#[tokio::test]
async fn files_of_a_run_that_died_are_removed_and_foreign_files_are_left() {
    for town in regions().await {
        practise(&town).await;
        let to = folder(&town);
        let dir = town.base.dir.path().join("lake/bureau/statement/region=R/school_year=2026-2027/month=2026-09");
        std::fs::create_dir_all(&dir).unwrap();
        std::fs::write(dir.join("part-00001-0001.parquet"), b"half a file").unwrap();
        std::fs::write(dir.join("part-00001-0099.parquet"), b"half a file").unwrap();
        std::fs::write(town.base.dir.path().join("lake/bureau/mine.parquet"), b"mine").unwrap();
        let outcome = run(&town, &to).await;
        assert_eq!((outcome.run, outcome.removed), (1, 2));
        assert_eq!(Lake::read(&to, "bureau").await.rows("statement").len() as u64, outcome.total);
        assert!(town.base.dir.path().join("lake/bureau/mine.parquet").exists());
        assert!(!dir.join("part-00001-0099.parquet").exists());
    }
}

#[tokio::test]
async fn two_releases_cannot_be_joined_and_nobody_is_named() {
    for town in regions().await {
        practise(&town).await;
        let (base, class) = (town.base.base.clone(), town.class);
        let pupil = base::id::next();
        town.base
            .db
            .write(move |conn| {
                Box::pin(async move {
                    let new = NewPerson {
                        id: pupil,
                        name: "欧阳青禾".into(),
                        gender: Some("female".into()),
                        birth: Some("2013-03-14".into()),
                        national_id: Some("110101201303149999".into()),
                        student_number: Some("G110101201303149999".into()),
                        ..NewPerson::default()
                    };
                    people::person::add(conn, START, &base.seal, &[new]).await?;
                    role::assign(conn, pupil, Role::Student, class, None, FROM).await.map(|_| ())
                })
            })
            .await
            .unwrap();
        town.answer(pupil, 0, 1.0, START).await;
        let to = folder(&town);
        run(&town, &to).await;
        let research = Options { release: "research-2026".into(), ..options() };
        export(&town.base, &to, &research, |_| {}).await.unwrap();
        let (one, other) = (Lake::read(&to, "bureau").await, Lake::read(&to, "research-2026").await);
        for table in ["statement", "person", "enrolment", "mastery"] {
            let persons = |lake: &Lake| lake.rows(table).iter().map(|r| text(r, "person").to_owned()).collect::<BTreeSet<_>>();
            let (here, there) = (persons(&one), persons(&other));
            assert_eq!(here.len(), there.len());
            assert!(here.is_disjoint(&there), "{table}");
            assert!(here.iter().all(|p| p.len() == 32 && p.chars().all(|c| c.is_ascii_hexdigit())));
        }
        let ids = |lake: &Lake| lake.rows("statement").iter().map(|r| text(r, "statement").to_owned()).collect::<BTreeSet<_>>();
        assert!(ids(&one).is_disjoint(&ids(&other)));

        let own = pupil.to_string();
        for row in one.manifest.tables.keys().flat_map(|table| one.rows(table)) {
            let said = row.to_string();
            for never in ["欧阳", "110101", "2013-03", "03-14", "female", own.as_str()] {
                assert!(!said.contains(never), "{never} in {said}");
            }
        }
        let born: Vec<i64> = one.rows("person").iter().filter_map(|r| reading::integer(r, "birth_year")).collect();
        assert_eq!(born, [2013]);
    }
}

#[tokio::test]
async fn a_lake_goes_on_only_with_what_it_began_with() {
    for town in regions().await {
        practise(&town).await;
        let to = folder(&town);
        let since = Options { since: Some("2026-11-01".parse().unwrap()), ..options() };
        let outcome = export(&town.base, &to, &since, |_| {}).await.unwrap();
        assert!(outcome.total > 0 && (outcome.total as usize) < 13 * 14);
        let conflict = |outcome: base::Result<Outcome>, key: &str| match outcome {
            Err(Error::Conflict(problem)) => assert_eq!(problem.key, key),
            other => panic!("{key}: {other:?}"),
        };
        let earlier = Options { since: Some("2026-10-01".parse().unwrap()), ..options() };
        conflict(export(&town.base, &to, &earlier, |_| {}).await, "open.other_since");
        assert_eq!(run(&town, &to).await.total, outcome.total, "without a day it keeps to the first one's");

        // A salt that is lost ends the release.
        town.base.db.write(|c| Box::pin(async move { base::execute!(c, "DELETE FROM lake_release") })).await.unwrap();
        conflict(export(&town.base, &to, &options(), |_| {}).await, "open.other_salt");
        let odd = Options { release: "../x".into(), ..options() };
        assert!(matches!(export(&town.base, &to, &odd, |_| {}).await, Err(Error::Invalid(_))));
    }
}

#[tokio::test]
async fn who_turned_out_to_be_another_is_counted_once() {
    for town in regions().await {
        let students = practise(&town).await;
        let to = folder(&town);
        run(&town, &to).await;
        let (keep, duplicate) = (students[0], students[1]);
        town.base
            .db
            .write(move |conn| {
                Box::pin(async move {
                    base::execute!(conn, "UPDATE person SET merged_into = $2, status = 'merged' WHERE id = $1", duplicate, keep)?;
                    learner::merge(conn, keep, duplicate).await
                })
            })
            .await
            .unwrap();
        run(&town, &to).await;
        let lake = Lake::read(&to, "bureau").await;
        let persons = lake.rows("person");
        let now: BTreeSet<&str> = persons.iter().map(|r| text(r, "current")).collect();
        assert_eq!((persons.len(), now.len()), (13, 12));
        let of = |person: &str| text(persons.iter().find(|r| text(r, "person") == person).unwrap(), "current").to_owned();
        let who: BTreeSet<String> = lake.rows("statement").iter().map(|r| of(text(r, "person"))).collect();
        assert_eq!(who.len(), 12);
        assert_eq!(POINTS.len(), lake.rows("point").len());
    }
}
