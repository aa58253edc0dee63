//! The command line.

use crate::administrator::Request;
use crate::{equal, lake_export, models, operate, responses, serve};
use base::{Config, Error, Lang, t};
use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Parser)]
#[command(name = "shuren", version)]
struct Cli {
    #[arg(long, global = true, value_name = "FILE", env = "SHUREN_CONFIG")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    Serve,
    Config,
    Migrate,
    #[command(subcommand)]
    Audit(Audit),
    #[command(subcommand)]
    Admin(Admin),
    #[command(subcommand)]
    Application(Application),
    Backup(File),
    VerifyBackup(File),
    Restore(File),
    Health,
    #[command(subcommand)]
    Import(Import),
    #[command(subcommand)]
    Rebuild(Rebuild),
    #[command(subcommand)]
    Lake(Lake),
    #[command(subcommand)]
    Models(Models),
    Equal(equal::Args),
}

#[derive(Subcommand)]
enum Models {
    Check(models::Args),
}

#[derive(Subcommand)]
enum Rebuild {
    Projections,
}

#[derive(Subcommand)]
enum Lake {
    Export(lake_export::Args),
}

#[derive(Subcommand)]
enum Import {
    Responses(responses::Args),
}

#[derive(Subcommand)]
enum Audit {
    Verify,
}

#[derive(Subcommand)]
enum Admin {
    Create(NewAdministrator),
    ResetTotp(Whose),
}

#[derive(Subcommand)]
enum Application {
    Create(NewApplication),
}

#[derive(Args)]
struct NewApplication {
    #[arg(long)]
    name: String,
    #[arg(long, value_name = "SCOPE", required = true)]
    scope: Vec<String>,
}

#[derive(Args)]
struct Whose {
    #[arg(long)]
    login: String,
}

#[derive(Args)]
struct NewAdministrator {
    #[arg(long)]
    name: String,
    #[arg(long)]
    login: String,
    #[arg(long, value_name = "NAME")]
    region: Option<String>,
    #[arg(long, value_name = "CODE", default_value = "region", requires = "region")]
    region_code: String,
}

#[derive(Args)]
struct File {
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

/// Runs the command that the arguments ask for. Failures are told on standard error.
pub fn main() -> ExitCode {
    let lang = language(|name| std::env::var(name).ok());
    let cli = match Cli::from_arg_matches(&described(lang).get_matches()) {
        Ok(cli) => cli,
        Err(error) => error.exit(),
    };
    match run(cli, lang) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}", told(&error, lang));
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli, lang: Lang) -> anyhow::Result<()> {
    if let Some(Command::VerifyBackup(File { file })) = &cli.command {
        return runtime()?.block_on(operate::verify_backup(lang, file));
    }
    if let Some(Command::Models(Models::Check(args))) = &cli.command {
        return models::command(lang, args);
    }
    if let Some(Command::Equal(args)) = &cli.command {
        equal::command(lang, args);
        return Ok(());
    }
    let config = Config::load(cli.config.as_deref())?;
    match cli.command.unwrap_or(Command::Serve) {
        Command::Config => {
            print!("{}", config.masked()?);
            Ok(())
        }
        Command::Models(Models::Check(args)) => models::command(lang, &args),
        Command::Health => operate::health(&config),
        Command::Serve => runtime()?.block_on(serve::run(config, lang)),
        Command::Migrate => runtime()?.block_on(operate::migrate(config, lang)),
        Command::Audit(Audit::Verify) => runtime()?.block_on(operate::verify_audit(config, lang)),
        Command::Backup(File { file }) => runtime()?.block_on(operate::back_up(config, lang, &file)),
        Command::VerifyBackup(File { file }) => runtime()?.block_on(operate::verify_backup(lang, &file)),
        Command::Equal(args) => {
            equal::command(lang, &args);
            Ok(())
        }
        Command::Restore(File { file }) => runtime()?.block_on(operate::restore(config, lang, &file)),
        Command::Import(Import::Responses(args)) => runtime()?.block_on(responses::command(config, lang, &args)),
        Command::Rebuild(Rebuild::Projections) => runtime()?.block_on(operate::rebuild_projections(config, lang)),
        Command::Lake(Lake::Export(args)) => runtime()?.block_on(lake_export::command(config, lang, args)),
        Command::Admin(Admin::Create(new)) => {
            let region = new.region.map(|name| (name, new.region_code));
            let request = Request { name: new.name, login: new.login, region };
            runtime()?.block_on(operate::create_administrator(config, lang, request))
        }
        Command::Application(Application::Create(new)) => {
            runtime()?.block_on(operate::create_application(config, lang, &new.name, &new.scope.join(" ")))
        }
        Command::Admin(Admin::ResetTotp(Whose { login })) => runtime()?.block_on(operate::reset_totp(config, lang, &login)),
    }
}

fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()
}

/// The language of the terminal: English where the locale asks for it, Chinese else.
fn language(var: impl Fn(&str) -> Option<String>) -> Lang {
    let set = |name| var(name).filter(|value| !value.is_empty());
    Lang::of(&set("LC_ALL").or_else(|| set("LC_MESSAGES")).or_else(|| set("LANG")).unwrap_or_default())
}

/// A failure in the reader's language where it has one, with its causes where it has none.
fn told(error: &anyhow::Error, lang: Lang) -> String {
    match error.downcast_ref::<Error>() {
        Some(Error::Invalid(problems)) => problems.iter().map(|p| p.text(lang)).collect::<Vec<_>>().join("\n"),
        Some(Error::Conflict(problem)) => problem.text(lang),
        _ => t!(lang, "cli.failed", cause = format!("{error:#}")),
    }
}

/// The commands with their explanations in the reader's language.
fn described(lang: Lang) -> clap::Command {
    let arg = |command: clap::Command, name: &'static str, help: String| command.mut_arg(name, |a| a.help(help));
    let text = |key: &str| base::message::get(lang, key).into_owned();
    let config_help = text("cli.help_config_file");
    Cli::command()
        .about(text("cli.help_about"))
        .after_help(text("cli.help_after"))
        .mut_arg("config", |a| a.help(config_help))
        .mut_subcommand("serve", |c| c.about(text("cli.help_serve")))
        .mut_subcommand("config", |c| c.about(text("cli.help_config")))
        .mut_subcommand("migrate", |c| c.about(text("cli.help_migrate")))
        .mut_subcommand("audit", |c| c.about(text("cli.help_audit")).mut_subcommand("verify", |c| c.about(text("cli.help_audit_verify"))))
        .mut_subcommand("admin", |c| {
            let c = c.about(text("cli.help_admin")).mut_subcommand("create", |c| {
                let c = arg(c.about(text("cli.help_admin_create")), "name", text("cli.help_admin_name"));
                let c = arg(c, "login", text("cli.help_admin_login"));
                let c = arg(c, "region", text("cli.help_admin_region"));
                arg(c, "region_code", text("cli.help_admin_region_code"))
            });
            c.mut_subcommand("reset-totp", |c| arg(c.about(text("cli.help_admin_reset_totp")), "login", text("cli.help_admin_login")))
        })
        .mut_subcommand("application", |c| {
            c.about(text("cli.help_application")).mut_subcommand("create", |c| {
                let c = arg(c.about(text("cli.help_application_create")), "name", text("cli.help_application_name"));
                arg(c, "scope", text("cli.help_application_scope"))
            })
        })
        .mut_subcommand("backup", |c| c.about(text("cli.help_backup")))
        .mut_subcommand("verify-backup", |c| c.about(text("cli.help_verify_backup")))
        .mut_subcommand("restore", |c| c.about(text("cli.help_restore")))
        .mut_subcommand("health", |c| c.about(text("cli.help_health")))
        .mut_subcommand("rebuild", |c| {
            c.about(text("cli.help_rebuild")).mut_subcommand("projections", |c| c.about(text("cli.help_rebuild_projections")))
        })
        .mut_subcommand("import", |c| {
            c.about(text("cli.help_import")).mut_subcommand("responses", |c| {
                let c = arg(c.about(text("cli.help_import_responses")), "file", text("cli.help_import_file"));
                let c = arg(c, "subject", text("cli.help_import_subject"));
                let c = arg(c, "school", text("cli.help_import_school"));
                let c = arg(c, "mapping", text("cli.help_import_mapping"));
                let c = arg(c, "q_matrix", text("cli.help_import_q_matrix"));
                arg(c, "teacher", text("cli.help_import_teacher"))
            })
        })
        .mut_subcommand("models", |c| {
            c.about(text("cli.help_models")).mut_subcommand("check", |c| {
                let c = arg(c.about(text("cli.help_models_check")), "files", text("cli.help_models_files"));
                let c = arg(c, "points", text("cli.help_models_points"));
                arg(c, "verbose", text("cli.help_models_verbose"))
            })
        })
        .mut_subcommand("lake", |c| {
            c.about(text("cli.help_lake")).mut_subcommand("export", |c| {
                let c = arg(c.about(text("cli.help_lake_export")), "to", text("cli.help_lake_to"));
                let c = arg(c, "release", text("cli.help_lake_release"));
                let c = arg(c, "since", text("cli.help_lake_since"));
                arg(c, "settle", text("cli.help_lake_settle"))
            })
        })
        .mut_subcommand("equal", |c| {
            let c = arg(c.about(text("cli.help_equal")), "key", text("cli.help_equal_key"));
            let c = arg(c, "answer", text("cli.help_equal_answer"));
            arg(c, "form", text("cli.help_equal_form"))
        })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;

    #[test]
    fn every_command_and_argument_is_explained() {
        for lang in [Lang::Zh, Lang::En] {
            let mut command = described(lang);
            command.build();
            check(&command);
        }
    }

    fn check(command: &clap::Command) {
        let own = command.get_name() != "help" && command.get_name() != "FILE";
        assert!(!own || command.get_about().is_some_and(|a| !a.to_string().contains("cli.")), "{}", command.get_name());
        for argument in command.get_arguments().filter(|a| !["help", "version", "file"].contains(&a.get_id().as_str())) {
            assert!(argument.get_help().is_some(), "{} {}", command.get_name(), argument.get_id());
        }
        command.get_subcommands().filter(|c| c.get_name() != "help").for_each(check);
    }

    #[test]
    fn the_locale_chooses_the_language() {
        let of = |pairs: &[(&str, &str)]| {
            let pairs: Vec<(String, String)> = pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
            language(move |name| pairs.iter().find(|(n, _)| n == name).map(|(_, v)| v.clone()))
        };
        assert_eq!(of(&[("LANG", "en_GB.UTF-8")]), Lang::En);
        assert_eq!(of(&[("LANG", "en_GB.UTF-8"), ("LC_ALL", "zh_CN.UTF-8")]), Lang::Zh);
        assert_eq!(of(&[("LC_ALL", ""), ("LANG", "C.UTF-8")]), Lang::Zh);
    }
}
