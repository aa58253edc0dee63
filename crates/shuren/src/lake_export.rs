//! `shuren lake export`: the lake from the command line.

use crate::{MIGRATIONS, open};
use base::{Config, Date, Lang, Millis, t};
use lake::{Destination, Options};
use std::io::IsTerminal;

/// What to export and where to.
#[derive(clap::Args)]
pub struct Args {
    #[arg(long, value_name = "DIR|s3://…")]
    to: String,
    #[arg(long, value_name = "NAME", default_value = "bureau")]
    release: String,
    #[arg(long, value_name = "DAY")]
    since: Option<Date>,
    #[arg(long, value_name = "SECONDS", default_value_t = lake::policy::OVERLAP / 1000)]
    settle: Millis,
}

/// Brings a lake up to date and says what was done.
pub async fn command(config: Config, lang: Lang, args: Args) -> anyhow::Result<()> {
    let base = open(config).await?;
    base.db.migrate(MIGRATIONS).await?;
    let to = Destination::open(&args.to)?;
    let options = Options { release: args.release, since: args.since, overlap: args.settle.max(0) * 1000, ..Options::default() };
    let told = std::io::stderr().is_terminal();
    let mut next = 0;
    let outcome = lake::export(&base, &to, &options, |statements| {
        if told && statements >= next {
            eprintln!("{}", t!(lang, "cli.lake_progress", n = statements));
            next = statements + 100_000;
        }
    })
    .await?;
    let (run, new, files, total) = (outcome.run, outcome.statements, outcome.files, outcome.total);
    println!("{}", t!(lang, "cli.lake_exported", run = run, new = new, files = files, total = total, to = args.to));
    base.db.close().await;
    Ok(())
}
