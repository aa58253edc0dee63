//! `cargo run --release -p bench -- AREA [--full]`: one JSON line per figure.

use anyhow::{Context, Result};
use bench::{Figure, house, lake, measure, path, records, report};
use clap::{Parser, ValueEnum};
use std::path::PathBuf;

/// What is measured.
#[derive(Clone, Copy, ValueEnum)]
enum Area {
    /// Start, memory, weight of pages, the three requests that schools send most.
    House,
    /// Statements of other makers: stored one by one, in batches, and found among many.
    Records,
    /// The lake, and its reports on Spark and Sail.
    Lake,
    /// The next step: paths on an open simulator.
    Path,
    /// The measurement models on published data, and a region's learners made anew. `SHUREN_SHARED` names the folder with the data.
    Measure,
    /// Every area.
    All,
}

#[derive(Parser)]
struct Arguments {
    area: Area,
    /// The large sizes: a region of 100,000 students.
    #[arg(long)]
    full: bool,
    /// Area `path`: the trial seeds, for whoever changes the planner.
    #[arg(long)]
    trial: bool,
    /// Writes the figures into this Markdown file too.
    #[arg(long)]
    report: Option<PathBuf>,
    /// The server to measure; the one beside this program when not given.
    #[arg(long)]
    server: Option<PathBuf>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let beside = std::env::current_exe()?.parent().context("a folder")?.join("shuren");
    let binary = arguments.server.unwrap_or(beside);
    let postgres = std::env::var("SHUREN_TEST_POSTGRES").ok();
    if postgres.is_none() {
        eprintln!("SHUREN_TEST_POSTGRES is not set: SQLite only (scripts/with-postgres COMMAND… sets it)");
    }
    let mut figures = Vec::new();
    let mut keep = |figure: Figure| {
        figure.print()?;
        figures.push(figure);
        Ok(())
    };
    if matches!(arguments.area, Area::House | Area::All) {
        let size = if arguments.full { "m" } else { "s" };
        let plan = house::Plan { binary: binary.clone(), size, students: 320, answers: 9, postgres: postgres.clone() };
        house::run(&plan, &mut keep).await?;
    }
    if matches!(arguments.area, Area::Records | Area::All) {
        let (stored, requests) = if arguments.full { (10_000_000, 10_000) } else { (100_000, 3_200) };
        records::run(&records::Plan { binary: binary.clone(), stored, requests, postgres }, &mut keep).await?;
    }
    if matches!(arguments.area, Area::Lake | Area::All) {
        let python = std::env::var_os("SHUREN_LAKE_PYTHON").map_or_else(|| "python3".into(), PathBuf::from);
        let size = if arguments.full { "m" } else { "s" };
        lake::run(&lake::Plan { binary, size, python }, &mut keep).await?;
    }
    if matches!(arguments.area, Area::Path | Area::All) {
        path::run(&path::Plan { learners: if arguments.full { 400 } else { 20 }, trial: arguments.trial }, &mut keep)?;
    }
    if matches!(arguments.area, Area::Measure | Area::All) {
        match std::env::var_os("SHUREN_SHARED") {
            Some(shared) => measure::run(&measure::Plan { shared: shared.into(), full: arguments.full }, &mut keep)?,
            None => eprintln!("SHUREN_SHARED is not set: the area measure needs the published data sets"),
        }
    }
    if let Some(file) = arguments.report {
        let full = if arguments.full { " --full" } else { "" };
        report::write(&file, full, &figures)?;
    }
    Ok(())
}
