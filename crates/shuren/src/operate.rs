//! What an operator does at the machine: migrate, audit, back up, restore, look after health.

use crate::{MIGRATIONS, administrator, open};
use anyhow::{Context, bail};
use base::{Base, Config, Error, Lang, Problem, audit, backup, node, t};
use people::application::{self, Grants};
use std::io::{Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::path::Path;
use std::time::Duration;

/// Brings the schema up to date.
pub async fn migrate(config: Config, lang: Lang) -> anyhow::Result<()> {
    let base = open(config).await?;
    base.db.migrate(MIGRATIONS).await?;
    let steps = base::db::applied(&mut base.db.read().await?).await?.len();
    println!("{}", t!(lang, "cli.migrated", n = steps));
    base.db.close().await;
    Ok(())
}

/// Walks the audit log's chain; an error names the first entry that does not fit.
pub async fn verify_audit(config: Config, lang: Lang) -> anyhow::Result<()> {
    let base = open_existing(config).await?;
    match audit::verify(&base.db).await? {
        audit::Verdict::Intact(n) => println!("{}", t!(lang, "cli.audit_intact", n = n)),
        audit::Verdict::Broken { seq } => return Err(Error::Conflict(Problem::new("cli.audit_broken").with("seq", seq)).into()),
    }
    base.db.close().await;
    Ok(())
}

/// Takes a backup while others work.
pub async fn back_up(config: Config, lang: Lang, file: &Path) -> anyhow::Result<()> {
    let base = open_existing(config).await?;
    let made = backup::create(&base, file).await?;
    note(&base, "backup.create", file, &made).await?;
    println!("{}", t!(lang, "cli.backup_made", file = file.display(), tables = made.tables.len(), rows = made.rows()));
    println!("{}", t!(lang, "cli.backup_key"));
    base.db.close().await;
    Ok(())
}

/// Checks a backup without touching a database.
pub async fn verify_backup(lang: Lang, file: &Path) -> anyhow::Result<()> {
    let found = backup::verify(file).await?;
    let (tables, rows) = (found.tables.len(), found.rows());
    println!("{}", t!(lang, "cli.backup_whole", created = found.created, version = found.product, tables = tables, rows = rows));
    Ok(())
}

/// Restores a backup into an empty database, and checks the audit log that came with it.
pub async fn restore(config: Config, lang: Lang, file: &Path) -> anyhow::Result<()> {
    if config.secret_key.is_empty() && !config.data_dir.join("secret.key").exists() {
        // Opening would make a new key, with which nothing in the backup opens.
        return Err(Error::Conflict(Problem::new("cli.restore_key").with("dir", config.data_dir.display())).into());
    }
    let base = open(config).await?;
    let found = backup::restore(&base, MIGRATIONS, file).await?;
    if let audit::Verdict::Broken { seq } = audit::verify(&base.db).await? {
        return Err(Error::Conflict(Problem::new("cli.audit_broken").with("seq", seq)).into());
    }
    note(&base, "backup.restore", file, &found).await?;
    println!("{}", t!(lang, "cli.restored", created = found.created, tables = found.tables.len(), rows = found.rows()));
    base.db.close().await;
    Ok(())
}

/// Makes what follows from the statements anew; may run beside a server.
pub async fn rebuild_projections(config: Config, lang: Lang) -> anyhow::Result<()> {
    let base = open_existing(config).await?;
    let made = records::progress::rebuild(&base).await?;
    println!("{}", t!(lang, "cli.projections_rebuilt", persons = made.persons, statements = made.statements, days = made.days));
    base.db.close().await;
    Ok(())
}

/// Takes a lost second factor away; its owner sets up another at the next sign-in.
pub async fn reset_totp(config: Config, lang: Lang, login: &str) -> anyhow::Result<()> {
    let base = open_existing(config).await?;
    match people::account::reset_totp(&base, login).await {
        Err(Error::NotFound) => return Err(Error::Conflict(Problem::new("cli.login_unknown").with("login", login)).into()),
        reset => reset?,
    }
    println!("{}", t!(lang, "cli.totp_reset", login = login));
    base.db.close().await;
    Ok(())
}

/// Makes an administrator and prints the password once.
pub async fn create_administrator(config: Config, lang: Lang, request: administrator::Request) -> anyhow::Result<()> {
    let base = open(config).await?;
    base.db.migrate(MIGRATIONS).await?;
    let node = node::join(&base).await?;
    let login = request.login.trim().to_lowercase();
    let created = administrator::create(&base, request).await;
    node::leave(&base, node).await?;
    base.db.close().await;
    println!("{}", t!(lang, "cli.admin_created", login = login, password = created?, address = base.config.public_url()));
    Ok(())
}

/// Makes an application of another maker and prints its secret once.
pub async fn create_application(config: Config, lang: Lang, name: &str, scopes: &str) -> anyhow::Result<()> {
    let base = open(config).await?;
    base.db.migrate(MIGRATIONS).await?;
    let node = node::join(&base).await?;
    let created = match Grants::read(scopes) {
        Ok(grants) => application::create(&base, None, name, grants).await,
        Err(error) => Err(error),
    };
    node::leave(&base, node).await?;
    base.db.close().await;
    let issued = created?;
    println!("{}", t!(lang, "cli.application_created", name = issued.name, key = issued.key, secret = issued.secret));
    Ok(())
}

/// Asks the running server whether it is well: for container and service managers.
pub fn health(config: &Config) -> anyhow::Result<()> {
    let wait = Duration::from_secs(10);
    let address = config.listen.replacen("0.0.0.0:", "127.0.0.1:", 1).replacen("[::]:", "[::1]:", 1);
    let peer = address.to_socket_addrs()?.next().with_context(|| format!("no such address: {address}"))?;
    let mut connection = TcpStream::connect_timeout(&peer, wait).with_context(|| format!("nothing answers on {address}"))?;
    connection.set_read_timeout(Some(wait))?;
    connection.write_all(format!("GET /health HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").as_bytes())?;
    let mut answer = String::new();
    connection.read_to_string(&mut answer)?;
    let (head, body) = answer.split_once("\r\n\r\n").context("the answer is not HTTP")?;
    println!("{body}");
    if head.split_whitespace().nth(1) == Some("200") { Ok(()) } else { bail!("the server is not well") }
}

/// Opens what is there; a mistyped directory is not made into an empty database.
async fn open_existing(config: Config) -> anyhow::Result<Base> {
    let database = config.database();
    if let Some(path) = database.strip_prefix("sqlite:")
        && !Path::new(path).exists()
    {
        return Err(Error::Conflict(Problem::new("cli.no_database").with("path", path)).into());
    }
    open(config).await
}

/// Whoever takes a copy of everybody's data, or brings one back, is on record.
async fn note(base: &Base, action: &'static str, file: &Path, manifest: &backup::Manifest) -> base::Result<()> {
    let name = file.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let (clock, rows, created) = (base.clock.clone(), manifest.rows(), manifest.created.clone());
    base.db
        .write(move |conn| {
            Box::pin(async move {
                let detail = serde_json::json!({ "rows": rows, "created": created });
                audit::record(conn, &clock, audit::Entry { actor: None, action, target: format!("file:{name}"), detail }).await
            })
        })
        .await
}
