//! A county's hundred thousand students, and what their import takes. Slow: run with
//! `cargo test --release -p people --test roster -- --ignored --nocapture scale`.

use super::town::{Town, national_id, towns};
use base::sheet::{Cell, Sheet};
use people::roster::Kind;
use std::time::Instant;

const STUDENTS: usize = 100_000;
const HEADINGS: [&str; 10] =
    ["姓名", "性别", "身份证号", "学籍号", "学校代码", "入学年份", "班级", "监护人姓名", "监护人关系", "监护人2姓名"];

/// Classes of 45, ten a school and year, six years.
fn roster() -> Vec<u8> {
    let rows = (0..STUDENTS).map(|i| {
        let (class, sequence) = (i / 45, i % 1000);
        let (day, month, year) = (1 + i / 1000 % 28, 1 + i / 28_000 % 12, 2014 + class % 6);
        let id = national_id(&format!("{year}{month:02}{day:02}"), sequence as u32);
        let gender = if sequence % 2 == 1 { "男" } else { "女" };
        let text = |t: String| Cell::Text(t);
        vec![
            text(format!("学生{i}")),
            gender.into(),
            text(id.clone()),
            text(format!("G{id}")),
            if class % 2 == 0 { "S001" } else { "S002" }.into(),
            text(format!("{}", 2020 + class % 6)),
            text(format!("{}", 1 + class / 12 % 99)),
            text(format!("家长{i}")),
            "父亲".into(),
            text(format!("家长{i}二")),
        ]
    });
    base::sheet::xlsx(&[Sheet::new("学生", &HEADINGS, rows.collect())]).unwrap()
}

/// Processor time that the process has taken, in seconds.
fn processor() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<f64> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().map(|f| f.parse().unwrap_or(0.0)).collect();
    // utime and stime are fields 14 and 15 of proc(5), in hundredths of a second.
    fields.get(11..13).map_or(0.0, |times| times.iter().sum::<f64>() / 100.0)
}

/// Most memory that the process has had, in MiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap_or_default() / 1024
}

async fn timed(town: &Town, what: &str, bytes: &[u8]) {
    let (start, taken) = (Instant::now(), processor());
    let job = town.import_bytes(&town.county_admin, Kind::Students, "roster.xlsx", bytes.to_vec()).await;
    assert_eq!(job.state(), base::job::State::Done, "{:?}", job.problems().first());
    let seconds = start.elapsed().as_secs_f64();
    let counts = &job.result().unwrap()["counts"];
    let taken = processor() - taken;
    println!("{}: {what}: {seconds:.1} s, {taken:.1} s of processor, peak {} MiB, {counts}", town.base.db.kind(), peak());
    assert!(cfg!(debug_assertions) || seconds < 60.0, "the goal is for an optimised build");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes minutes without optimisation"]
async fn a_hundred_thousand_students_come_in_within_a_minute() {
    let bytes = roster();
    println!("{} students, {} KiB, peak before {} MiB", STUDENTS, bytes.len() / 1024, peak());
    for town in towns().await {
        timed(&town, "first", &bytes).await;
        timed(&town, "again", &bytes).await;
        let start = Instant::now();
        let root = people::organisation::root(&mut town.base.db.read().await.unwrap()).await.unwrap().unwrap();
        let package = people::roster::oneroster::export(&town.base, None, root.id).await.unwrap();
        println!(
            "{}: export: {:.1} s, {} KiB, peak {} MiB",
            town.base.db.kind(),
            start.elapsed().as_secs_f64(),
            package.len() / 1024,
            peak()
        );
    }
}
