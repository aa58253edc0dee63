//! The demo region at start: loaded into an empty database when the settings ask for it, and its
//! accounts shown, so that whoever starts it can look around.

use crate::demo::{self, Progress, Size, State};
use base::{Base, Lang, Result, node, t};
use people::{Role, organisation};
use serde::{Deserialize, Serialize};

/// The seed of the region everybody sees.
const SEED: u64 = 2026;
/// The region's setting that keeps the accounts to show.
const ACCOUNTS: &str = "demo_accounts";

/// An account to show.
#[derive(Debug, Serialize, Deserialize)]
struct Account {
    login: String,
    role: String,
    name: String,
}

/// Loads the demo region when the settings ask for it and the database has no region.
pub(crate) async fn prepare(base: &Base, lang: Lang) -> Result<()> {
    let Some(size) = Size::parse(&base.config.demo) else { return Ok(()) };
    let mut conn = base.db.read().await?;
    let (state, root) = (demo::state(&mut conn).await?, organisation::root(&mut conn).await?);
    drop(conn);
    match (state, root) {
        (State::Loaded, _) => return Ok(()),
        // A real region is never mixed with invented people; it is served as it is.
        (State::Absent, Some(_)) => {
            println!("{}", t!(lang, "cli.demo_region_exists"));
            return Ok(());
        }
        _ => {}
    }
    let began = std::time::Instant::now();
    let summary = demo::load(base, size, SEED, |progress| tell(progress, lang)).await?;
    let accounts: Vec<Account> = summary
        .visitors
        .iter()
        .map(|v| Account { login: v.login.to_owned(), role: v.role.code().to_owned(), name: v.name.clone() })
        .collect();
    let accounts = serde_json::to_string(&accounts)?;
    base.db.write(move |conn| Box::pin(async move { node::set_setting(conn, ACCOUNTS, &accounts).await })).await?;
    let seconds = began.elapsed().as_secs();
    println!("{}", t!(lang, "cli.demo_loaded", schools = summary.schools, students = summary.students, seconds = seconds));
    Ok(())
}

fn tell(progress: Progress, lang: Lang) {
    let percent = progress.done * 100 / progress.total.max(1);
    println!("{}", t!(lang, "cli.demo_progress", phase = progress.phase.name(lang), percent = percent));
}

/// Prints one account per role of a demo region; nothing for a real one.
pub(crate) async fn show_accounts(base: &Base, lang: Lang) -> Result<()> {
    let Some(accounts) = node::setting(&mut base.db.read().await?, ACCOUNTS).await? else { return Ok(()) };
    let accounts: Vec<Account> = serde_json::from_str(&accounts)?;
    println!("{}", t!(lang, "cli.demo_accounts", password = demo::PASSWORD));
    for Account { login, role, name } in accounts {
        let role = Role::of(&role).map(|r| r.name(lang)).unwrap_or_default();
        println!("  {login:<14}{role}  {name}");
    }
    Ok(())
}
