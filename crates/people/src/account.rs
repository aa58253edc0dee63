//! Accounts: login, password (Argon2id), lock-out, second factor (TOTP, RFC 6238).

use crate::store::account as store;
use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use base::{Base, Clock, Conn, Error, Millis, Problem, Result, audit};
use std::sync::LazyLock;
use tokio::sync::Semaphore;

/// How long a locked account stays locked (milliseconds).
pub const LOCKED_FOR: Millis = 15 * 60_000;
/// Fewest characters of a password a person chooses (NIST SP 800-63B §5.1.1.1).
pub const SHORTEST_PASSWORD: usize = 8;

/// Hashing takes 19 MiB each (OWASP's Argon2id parameters, the crate's default): two at a time.
static HASHING: LazyLock<Semaphore> = LazyLock::new(|| Semaphore::new(2));

/// An account as stored.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Account {
    /// Whose it is.
    pub person: i64,
    /// What they type to sign in.
    pub login: String,
    pub(crate) password_hash: Option<String>,
    /// Whether the password was issued and must be changed at first sign-in.
    pub must_change: bool,
    /// Locked until this instant.
    pub locked_until: Millis,
    /// Closed by an administrator.
    pub disabled: bool,
    pub(crate) totp_secret: Option<String>,
    /// Whether a second factor is set up and confirmed.
    pub totp_confirmed: bool,
}

impl Account {
    /// Whether a password was ever set.
    pub fn has_password(&self) -> bool {
        self.password_hash.is_some()
    }
}

/// What came of a sign-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignIn {
    /// The password fits; a session may begin.
    Right {
        /// Who signed in.
        person: i64,
        /// Whether the password was issued and must be changed.
        must_change: bool,
    },
    /// No such login, or a wrong password: deliberately the same answer.
    Wrong,
    /// Too many wrong passwords in a row.
    Locked {
        /// Until when.
        until: Millis,
    },
}

/// Hashes a password on a blocking thread.
pub async fn hash(password: &str) -> Result<String> {
    let _turn = HASHING.acquire().await.map_err(Error::internal)?;
    let password = password.to_owned();
    tokio::task::spawn_blocking(move || {
        Argon2::default().hash_password(password.as_bytes()).map(|h| h.to_string()).map_err(|e| Error::internal(format!("argon2: {e}")))
    })
    .await
    .map_err(Error::internal)?
}

async fn fits(password: &str, hash: &str) -> Result<bool> {
    let _turn = HASHING.acquire().await.map_err(Error::internal)?;
    let (password, hash) = (password.to_owned(), hash.to_owned());
    tokio::task::spawn_blocking(move || {
        let parsed = PasswordHash::new(&hash).map_err(|e| Error::internal(format!("argon2: {e}")))?;
        Ok(Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok())
    })
    .await
    .map_err(Error::internal)?
}

/// A hash that no password fits: an unknown login costs as much time as a wrong password.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$c2h1cmVuLW5vYm9keQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Checks a login and password. Counts failures and locks; never says which of the two was wrong.
pub async fn sign_in(base: &Base, login: &str, password: &str) -> Result<SignIn> {
    let login = login.trim().to_lowercase();
    let found = store::by_login(&mut base.db.read().await?, &login).await?;
    let hash = found.as_ref().and_then(|a| a.password_hash.as_deref()).unwrap_or(NOBODY);
    let right = fits(password, hash).await?;
    let Some(account) = found.filter(|a| !a.disabled) else { return Ok(SignIn::Wrong) };
    let (clock, limit, person) = (base.clock.clone(), i64::from(base.config.lockout_after), account.person);
    base.db
        .write(move |conn| {
            Box::pin(async move {
                // Whether it is locked is decided here and not before the slow hashing: guesses sent together
                // are counted one after the other.
                if right && store::admit(conn, person, clock.now()).await? {
                    return Ok(SignIn::Right { person, must_change: account.must_change });
                }
                Ok(match count_failure(conn, &clock, person, limit).await? {
                    Some(until) => SignIn::Locked { until },
                    None => SignIn::Wrong,
                })
            })
        })
        .await
}

/// Counts a wrong password or code; the one that reaches `limit` locks. Gives until when the account is
/// locked; while it is, nothing is counted.
async fn count_failure(conn: &mut Conn, clock: &Clock, person: i64, limit: i64) -> Result<Option<Millis>> {
    let now = clock.now();
    let Some(failed) = store::add_failure(conn, person, now).await? else {
        return store::locked_until(conn, person).await.map(Some);
    };
    if failed < limit {
        return Ok(None);
    }
    let until = now + LOCKED_FOR;
    store::lock(conn, person, until).await?;
    let (target, detail) = (format!("person:{person}"), serde_json::json!({ "failures": failed }));
    audit::record(conn, clock, audit::Entry { actor: None, action: "account.lock", target, detail }).await?;
    Ok(Some(until))
}

/// The account of a login, for operators' commands.
pub async fn by_login(conn: &mut Conn, login: &str) -> Result<Option<Account>> {
    store::by_login(conn, login.trim()).await
}

/// A person's account.
pub async fn of_person(conn: &mut Conn, person: i64) -> Result<Option<Account>> {
    store::by_person(conn, person).await
}

/// Creates an account without a password: it opens when one is issued.
pub async fn create(conn: &mut Conn, person: i64, login: &str) -> Result<()> {
    store::insert(conn, person, &login.trim().to_lowercase(), None, true).await
}

/// Creates many accounts with one password between them, already hashed and not to be changed:
/// for the demo region, whose password is public. Everybody else's comes from [`issue`].
pub async fn create_shared(conn: &mut Conn, logins: &[(i64, String)], hash: &str) -> Result<()> {
    store::insert_shared(conn, logins, hash).await
}

/// Sets an issued password (already hashed), to be changed at first sign-in; ends all sessions.
pub async fn issue(conn: &mut Conn, person: i64, hash: &str) -> Result<()> {
    store::set_password(conn, person, hash, true).await?;
    crate::session::end_all(conn, person, None).await
}

/// Whether a new password will do.
pub fn check_password(login: &str, password: &str) -> Result<()> {
    let distinct = password.chars().collect::<std::collections::HashSet<_>>().len();
    if password.chars().count() < SHORTEST_PASSWORD {
        return Err(Problem::new("account.password_short").with("n", SHORTEST_PASSWORD).into());
    }
    if distinct < 4 || password.to_lowercase().contains(&login.to_lowercase()) {
        return Err(Error::invalid("account.password_weak"));
    }
    Ok(())
}

/// Changes one's own password; all other sessions end. A wrong old password counts towards the lock-out.
pub async fn change_password(base: &Base, person: i64, old: &str, new: &str, keep_session: &str) -> Result<()> {
    let account = of_person(&mut base.db.read().await?, person).await?.ok_or(Error::NotFound)?;
    // The new one first: what is said of it must tell nothing of the old one.
    check_password(&account.login, new)?;
    if old == new {
        return Err(Error::invalid("account.password_same"));
    }
    let right = fits(old, account.password_hash.as_deref().unwrap_or(NOBODY)).await?;
    let hash = hash(new).await?;
    let (clock, limit, keep) = (base.clock.clone(), i64::from(base.config.lockout_after), keep_session.to_owned());
    // A refusal is a value, not an error, so that its count is kept.
    let refused = base
        .db
        .write(move |conn| {
            Box::pin(async move {
                if !right || !store::admit(conn, person, clock.now()).await? {
                    let locked = count_failure(conn, &clock, person, limit).await?;
                    return Ok(Some(match locked {
                        Some(until) => Problem::new("account.locked").with("time", base::clock::local(until)),
                        None => Problem::new("account.password_wrong"),
                    }));
                }
                store::set_password(conn, person, &hash, false).await?;
                crate::session::end_all(conn, person, Some(&keep)).await?;
                let target = format!("person:{person}");
                let entry = audit::Entry { actor: Some(person), action: "account.password", target, detail: serde_json::json!({}) };
                audit::record(conn, &clock, entry).await.map(|()| None)
            })
        })
        .await?;
    refused.map_or(Ok(()), |problem| Err(problem.into()))
}

/// Begins setting up a second factor: gives the `otpauth://` address and the secret in base 32.
pub async fn begin_totp(base: &Base, person: i64) -> Result<(String, String)> {
    let account = of_person(&mut base.db.read().await?, person).await?.ok_or(Error::NotFound)?;
    if account.totp_confirmed {
        return Err(Error::Conflict(Problem::new("account.totp_exists")));
    }
    // The same secret until confirmed: a reloaded page must not make the scanned code useless.
    let secret = match &account.totp_secret {
        Some(sealed) => base.seal.open(sealed)?,
        None => {
            let mut bytes = [0; 20];
            getrandom::fill(&mut bytes).map_err(Error::internal)?;
            let secret = hex::encode(bytes);
            let sealed = base.seal.close(&secret)?;
            base.db.write(move |conn| Box::pin(async move { store::set_totp(conn, person, Some(&sealed), false).await })).await?;
            secret
        }
    };
    let totp = totp(&secret, &account.login)?;
    let address = totp.to_url().map_err(|e| Error::internal(format!("totp: {e}")))?;
    let base32 = totp_rs::Secret::from(hex::decode(&secret).map_err(Error::internal)?).to_base32();
    Ok((address, base32))
}

/// Checks a code of the authenticator. Each code works once (RFC 6238 §5.2). A right code confirms
/// the set-up. Wrong codes count towards the lock-out.
pub async fn check_totp(base: &Base, person: i64, code: &str) -> Result<bool> {
    let now = base.clock.now();
    let account = of_person(&mut base.db.read().await?, person).await?.ok_or(Error::NotFound)?;
    let Some(sealed) = account.totp_secret else { return Ok(false) };
    let secret = base.seal.open(&sealed)?;
    let step = totp(&secret, &account.login)?.check(code.trim(), (now / 1000) as u64).map(|s| s as i64);
    let (clock, limit) = (base.clock.clone(), i64::from(base.config.lockout_after));
    base.db
        .write(move |conn| {
            Box::pin(async move {
                if let Some(step) = step
                    && store::use_totp_step(conn, person, step, now).await?
                {
                    return Ok(true);
                }
                count_failure(conn, &clock, person, limit).await.map(|_| false)
            })
        })
        .await
}

/// Takes the second factor away, for somebody who has lost the device: it is set up anew at the next sign-in.
/// All their sessions end. [`Error::NotFound`] for an unknown login.
pub async fn reset_totp(base: &Base, login: &str) -> Result<()> {
    let (clock, login) = (base.clock.clone(), login.trim().to_lowercase());
    base.db
        .write(move |conn| {
            Box::pin(async move {
                let person = store::by_login(conn, &login).await?.ok_or(Error::NotFound)?.person;
                store::set_totp(conn, person, None, false).await?;
                crate::session::end_all(conn, person, None).await?;
                let (target, detail) = (format!("person:{person}"), serde_json::json!({}));
                audit::record(conn, &clock, audit::Entry { actor: None, action: "account.reset_totp", target, detail }).await
            })
        })
        .await
}

fn totp(secret_hex: &str, login: &str) -> Result<totp_rs::Totp> {
    let secret = hex::decode(secret_hex).map_err(Error::internal)?;
    totp_rs::Builder::new()
        .with_secret(secret)
        .with_skew(1)
        .with_account_name(login)
        .with_issuer(Some("Shuren"))
        .build()
        .map_err(|e| Error::internal(format!("totp: {e}")))
}
