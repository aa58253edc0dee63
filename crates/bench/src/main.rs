//! `cargo run --release -p bench -- AREA [--full]`: one JSON line per figure.

use anyhow::{Context, Result};
use bench::{house, report};
use clap::{Parser, ValueEnum};
use std::path::PathBuf;

/// What is measured.
#[derive(Clone, Copy, ValueEnum)]
enum Area {
    /// Start, memory, weight of pages, the three requests that schools send most.
    House,
    /// Every area.
    All,
}

#[derive(Parser)]
struct Arguments {
    area: Area,
    /// The large sizes: a region of 100,000 students.
    #[arg(long)]
    full: bool,
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
    let plan = house::Plan {
        binary: arguments.server.unwrap_or(beside),
        size: if arguments.full { "m" } else { "s" },
        students: 320,
        answers: if arguments.full { 10 } else { 3 },
        postgres: std::env::var("SHUREN_TEST_POSTGRES").ok(),
    };
    if plan.postgres.is_none() {
        eprintln!("SHUREN_TEST_POSTGRES is not set: SQLite only (scripts/with-postgres COMMAND… sets it)");
    }
    let mut figures = Vec::new();
    match arguments.area {
        Area::House | Area::All => {
            house::run(&plan, |figure| {
                figure.print()?;
                figures.push(figure);
                Ok(())
            })
            .await?;
        }
    }
    if let Some(file) = arguments.report {
        let full = if arguments.full { " ARGS=--full" } else { "" };
        report::write(&file, &format!("make bench{full}"), &figures)?;
    }
    Ok(())
}
