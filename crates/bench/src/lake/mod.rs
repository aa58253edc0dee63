//! Area `lake`: the demo region exported, and its reports on Spark and Sail compared number by number with the product's own.

mod engine;
mod numbers;

use crate::{Cast, Figure, Server};
use anyhow::{Context, Result, ensure};
use engine::{ENGINES, Report};
use numbers::Numbers;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const AREA: &str = "lake";

/// What to measure.
pub struct Plan {
    /// The product's binary.
    pub binary: PathBuf,
    /// Size of the demo region: `s` or `m`.
    pub size: &'static str,
    /// A Python that has pyspark\[connect\] or pysail.
    pub python: PathBuf,
}

/// Measures all of it and gives each figure to `print` as soon as it is known.
pub async fn run(plan: &Plan, mut print: impl FnMut(Figure) -> Result<()>) -> Result<()> {
    let dir = tempfile::tempdir()?;
    let database = format!("sqlite:{}", dir.path().join("shuren.db").display());
    let mut server = Server::start(&plan.binary, dir.path(), &database, plan.size)?;
    server.ready(Duration::from_secs(3600)).await?;
    let cast = Cast::open(dir.path(), &database, &server.address).await?;
    let officer = cast.person("officer").await?;
    server.stop()?;
    let figure = |name: &str, value: f64, unit: &str| Figure::new(AREA, format!("{name}_{}", plan.size), value, unit);

    let lake = dir.path().join("lake");
    let first = export(&plan.binary, dir.path(), &database, &lake)?;
    let bytes = size(&lake)?;
    let numbers = Numbers::read(&cast.base, officer).await?;
    print(figure("statements", numbers.statements as f64, ""))?;
    print(figure("export_wall", first.wall.as_secs_f64(), "s"))?;
    print(figure("export_peak_rss", first.peak as f64 / 1e6, "MB").below(500.0))?;
    print(figure("bytes_per_statement", bytes.statements as f64 / numbers.statements.max(1) as f64, "B"))?;
    print(figure("lake_size", bytes.all as f64 / 1e6, "MB"))?;
    let second = export(&plan.binary, dir.path(), &database, &lake)?;
    print(figure("second_export_wall", second.wall.as_secs_f64(), "s"))?;
    ensure!(size(&lake)? == bytes, "a second export without news has changed the lake");

    for engine in ENGINES {
        let Some(report) = Report::run(&plan.python, engine, &lake.join("bureau"))? else { continue };
        let compared = numbers.compare(&report)?;
        let name = engine.name;
        eprintln!("{}", report.version);
        print(figure(&format!("{name}_numbers_compared"), compared.numbers as f64, ""))?;
        print(figure(&format!("{name}_numbers_differing"), compared.differing as f64, "").at_most(0.0))?;
        print(figure(&format!("{name}_started"), report.started, "s"))?;
        print(figure(&format!("{name}_reports"), report.seconds(), "s"))?;
    }
    cast.base.db.close().await;
    Ok(())
}

/// What an export cost.
struct Cost {
    wall: Duration,
    /// Most memory it had in use (VmHWM), in bytes.
    peak: u64,
}

fn export(binary: &Path, data: &Path, database: &str, lake: &Path) -> Result<Cost> {
    let began = Instant::now();
    let mut child = Command::new(binary)
        .args(["lake", "export", "--settle", "0", "--to"])
        .arg(lake)
        .env("SHUREN_DATA_DIR", data)
        .env("SHUREN_DATABASE_URL", database)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn()?;
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    loop {
        if let Some(end) = child.try_wait()? {
            ensure!(end.success(), "the export ended with {end}");
            return Ok(Cost { wall: began.elapsed(), peak });
        }
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|l| l.strip_prefix("VmHWM:"));
        let kilobytes: Option<u64> = line.and_then(|l| l.trim().trim_end_matches("kB").trim().parse().ok());
        peak = peak.max(kilobytes.unwrap_or_default() * 1024);
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[derive(PartialEq, Eq)]
struct Size {
    statements: u64,
    all: u64,
}

/// The Parquet files' bytes.
fn size(lake: &Path) -> Result<Size> {
    let mut folders = vec![lake.to_path_buf()];
    let mut size = Size { statements: 0, all: 0 };
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
            let entry = entry?;
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "parquet") {
                let bytes = entry.metadata()?.len();
                size.all += bytes;
                size.statements += if path.components().any(|c| c.as_os_str() == "statement") { bytes } else { 0 };
            }
        }
    }
    Ok(size)
}
