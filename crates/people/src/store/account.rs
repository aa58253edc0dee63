use crate::account::Account;
use base::{Conn, Millis, Result, db::Bulk, execute, fetch_one, fetch_optional};

pub async fn by_login(conn: &mut Conn, login: &str) -> Result<Option<Account>> {
    fetch_optional!(
        conn,
        "SELECT person, login, password_hash, must_change, locked_until, disabled, totp_secret, totp_confirmed
         FROM account WHERE login = $1",
        login
    )
}

pub async fn by_person(conn: &mut Conn, person: i64) -> Result<Option<Account>> {
    fetch_optional!(
        conn,
        "SELECT person, login, password_hash, must_change, locked_until, disabled, totp_secret, totp_confirmed
         FROM account WHERE person = $1",
        person
    )
}

pub async fn insert(conn: &mut Conn, person: i64, login: &str, hash: Option<&str>, must_change: bool) -> Result<()> {
    execute!(
        conn,
        "INSERT INTO account (person, login, password_hash, must_change) VALUES ($1, $2, $3, $4)",
        person,
        login,
        hash,
        must_change
    )
    .map(|_| ())
}

pub async fn insert_shared(conn: &mut Conn, logins: &[(i64, String)], hash: &str) -> Result<()> {
    Bulk::into("account")
        .ints("person", logins.iter().map(|(person, _)| *person))
        .texts("login", logins.iter().map(|(_, login)| login.trim().to_lowercase()))
        .texts("password_hash", logins.iter().map(|_| hash.to_owned()))
        .bools("must_change", logins.iter().map(|_| false))
        .insert(conn)
        .await
        .map(|_| ())
}

pub async fn set_password(conn: &mut Conn, person: i64, hash: &str, must_change: bool) -> Result<()> {
    execute!(
        conn,
        "UPDATE account SET password_hash = $2, must_change = $3, failed = 0, locked_until = 0 WHERE person = $1",
        person,
        hash,
        must_change
    )
    .map(|_| ())
}

/// A right password: false while the account is locked. With a second factor the failures stay counted until
/// that is right too, else its codes could be guessed without end between right passwords.
pub async fn admit(conn: &mut Conn, person: i64, now: Millis) -> Result<bool> {
    let admitted = execute!(
        conn,
        "UPDATE account SET failed = CASE WHEN totp_confirmed THEN failed ELSE 0 END WHERE person = $1 AND locked_until <= $2",
        person,
        now
    )?;
    Ok(admitted == 1)
}

/// How many failures there are now; `None` while the account is locked.
pub async fn add_failure(conn: &mut Conn, person: i64, now: Millis) -> Result<Option<i64>> {
    let row: Option<(i64,)> = fetch_optional!(
        conn,
        "UPDATE account SET failed = failed + 1 WHERE person = $1 AND locked_until <= $2 RETURNING failed",
        person,
        now
    )?;
    Ok(row.map(|(failed,)| failed))
}

pub async fn lock(conn: &mut Conn, person: i64, until: Millis) -> Result<()> {
    execute!(conn, "UPDATE account SET failed = 0, locked_until = $2 WHERE person = $1", person, until).map(|_| ())
}

pub async fn locked_until(conn: &mut Conn, person: i64) -> Result<Millis> {
    let (until,): (Millis,) = fetch_one!(conn, "SELECT locked_until FROM account WHERE person = $1", person)?;
    Ok(until)
}

pub async fn set_totp(conn: &mut Conn, person: i64, sealed: Option<&str>, confirmed: bool) -> Result<()> {
    execute!(
        conn,
        "UPDATE account SET totp_secret = $2, totp_confirmed = $3, totp_last_step = 0 WHERE person = $1",
        person,
        sealed,
        confirmed
    )
    .map(|_| ())
}

/// True when the step is later than every one used before (a code works once) and the account is not locked.
pub async fn use_totp_step(conn: &mut Conn, person: i64, step: i64, now: Millis) -> Result<bool> {
    let used = execute!(
        conn,
        "UPDATE account SET totp_last_step = $2, totp_confirmed = TRUE, failed = 0
         WHERE person = $1 AND totp_last_step < $2 AND locked_until <= $3",
        person,
        step,
        now
    )?;
    Ok(used == 1)
}
