//! `shuren models check`: item models from the command line, without a database.

use base::sheet::{Limits, Table, read};
use base::{Lang, t};
use content::model::{self, Findings, Known, Model};
use std::path::PathBuf;

/// Which models to check, and against which points.
#[derive(clap::Args)]
pub struct Args {
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    #[arg(long, value_name = "FILE", num_args = 1..)]
    points: Vec<PathBuf>,
    #[arg(long)]
    verbose: bool,
}

/// Checks the models of files, or the platform's own, and tells every fault; fails when there is any.
pub fn command(lang: Lang, args: &Args) -> anyhow::Result<()> {
    let known = known(args)?;
    let mut files: Vec<(String, String)> = Vec::new();
    for file in &args.files {
        files.push((file.display().to_string(), std::fs::read_to_string(file)?));
    }
    if args.files.is_empty() {
        files.extend(model::seed::MODELS.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())));
    }
    let (mut models, mut instances, mut faults) = (0, 0, 0);
    let mut codes = std::collections::HashSet::new();
    for (file, text) in &files {
        let counted = match model::read(file, text) {
            Ok(read) => check(lang, file, &read, &known, &mut codes, args.verbose),
            Err(told) => {
                told.iter().for_each(|fault| println!("{}", fault.text(lang)));
                (0, 0, told.len())
            }
        };
        models += counted.0;
        instances += counted.1;
        faults += counted.2;
    }
    println!("{}", t!(lang, "models.cli_total", files = files.len(), models = models, instances = instances, faults = faults));
    if faults == 0 { Ok(()) } else { Err(anyhow::anyhow!(t!(lang, "models.cli_failed").into_owned())) }
}

/// Models, instances and faults of a file.
fn check(
    lang: Lang,
    file: &str,
    models: &[Model],
    known: &Known,
    codes: &mut std::collections::HashSet<String>,
    verbose: bool,
) -> (usize, usize, usize) {
    let (mut instances, mut faults) = (0, 0);
    for model in models {
        let mut found = model::check(model, known);
        if !codes.insert(model.code.clone()) {
            found.faults.push(model.twice());
        }
        found.faults.iter().for_each(|fault| println!("{}", fault.text(lang)));
        if verbose {
            println!("{}", line(lang, model, &found));
        }
        instances += found.tried;
        faults += found.faults.len();
    }
    let n = models.len();
    match faults {
        0 => println!("{}", t!(lang, "models.cli_sound", file = file, models = n, instances = instances)),
        _ => println!("{}", t!(lang, "models.cli_faulty", file = file, models = n, faults = faults)),
    }
    (n, instances, faults)
}

fn line(lang: Lang, model: &Model, found: &Findings) -> String {
    let shown = |n: &model::Rational| model::Show::Fraction.write(n).unwrap_or_default();
    let (least, most) = found.keys.as_ref().map_or(("–".into(), "–".into()), |(a, b)| (shown(a), shown(b)));
    t!(lang, "models.cli_model", code = model.code, title = model.title, distinct = found.distinct, least = least, most = most)
}

/// The points to check against: of the sheets that are named, or the platform's own.
fn known(args: &Args) -> anyhow::Result<Known> {
    if args.points.is_empty() {
        return Ok(Known::of_sheets(&content::seed::tables()?));
    }
    let mut tables: Vec<Table> = Vec::new();
    for file in &args.points {
        tables.extend(read(&file.display().to_string(), &std::fs::read(file)?, &Limits::default())?);
    }
    Ok(Known::of_sheets(&tables))
}
