use crate::merge::Held;
use crate::permission::{Action, Scope};
use base::sqlx::AssertSqlSafe;
use base::{Conn, Result, execute, fetch_all, fetch_one, fetch_optional};

/// What tells a person from all others; unique, so it is taken from one row before another has it.
#[derive(sqlx::FromRow)]
struct Numbers {
    national_id: Option<String>,
    national_id_index: Option<String>,
    student_number: Option<String>,
    student_number_index: Option<String>,
    source_id: Option<String>,
}

pub async fn numbers_differ(conn: &mut Conn, a: i64, b: i64) -> Result<bool> {
    let row: Option<(i64,)> = fetch_optional!(
        conn,
        "SELECT x.id FROM person x, person y WHERE x.id = $1 AND y.id = $2
           AND (x.national_id_index <> y.national_id_index OR x.student_number_index <> y.student_number_index)",
        a,
        b
    )?;
    Ok(row.is_some())
}

/// Whether one is the other's guardian, now or once.
pub async fn related(conn: &mut Conn, a: i64, b: i64) -> Result<bool> {
    let row: Option<(i64,)> = fetch_optional!(
        conn,
        "SELECT guardian FROM guardianship WHERE (guardian = $1 AND child = $2) OR (guardian = $2 AND child = $1)",
        a,
        b
    )?;
    Ok(row.is_some())
}

/// Whether either of the two, or a child of theirs, holds a role now or later where the caller does not manage
/// the roster.
pub async fn reaches_beyond(conn: &mut Conn, scope: &Scope, a: i64, b: i64) -> Result<bool> {
    let sql = format!(
        "SELECT r.id FROM role_assignment r WHERE (r.ends IS NULL OR r.ends >= $2)
           AND (r.person IN ($3, $4) OR r.person IN (
             SELECT w.child FROM guardianship w WHERE w.guardian IN ($3, $4) AND (w.ends IS NULL OR w.ends >= $2)))
           AND NOT {} LIMIT 1",
        Action::ManageRoster.organisations("r.org")
    );
    let row: Option<(i64,)> = fetch_optional!(conn, AssertSqlSafe(sql), scope.person, &scope.today, a, b)?;
    Ok(row.is_some())
}

/// Roles that hold today or later.
pub async fn held(conn: &mut Conn, person: i64, today: &str) -> Result<Vec<Held>> {
    fetch_all!(
        conn,
        "SELECT id, role, org, subject, starts, ends FROM role_assignment WHERE person = $1 AND (ends IS NULL OR ends >= $2) ORDER BY id",
        person,
        today
    )
}

/// Two rows of one role become one, for the time of both.
pub async fn unite(conn: &mut Conn, kept: &Held, other: i64) -> Result<()> {
    execute!(conn, "DELETE FROM role_assignment WHERE id = $1", other)?;
    execute!(conn, "UPDATE role_assignment SET starts = $2, ends = $3 WHERE id = $1", kept.id, &kept.starts, kept.ends.as_deref())
        .map(|_| ())
}

pub async fn move_roles(conn: &mut Conn, keep: i64, duplicate: i64) -> Result<()> {
    execute!(conn, "UPDATE role_assignment SET person = $1 WHERE person = $2", keep, duplicate).map(|_| ())
}

/// Children and guardians. A bond that both have stays once, open when either is.
pub async fn move_guardianships(conn: &mut Conn, keep: i64, duplicate: i64) -> Result<()> {
    execute!(
        conn,
        "UPDATE guardianship SET ends = NULL WHERE
           (guardian = $1 AND child IN (SELECT d.child FROM guardianship d WHERE d.guardian = $2 AND d.ends IS NULL))
           OR (child = $1 AND guardian IN (SELECT d.guardian FROM guardianship d WHERE d.child = $2 AND d.ends IS NULL))",
        keep,
        duplicate
    )?;
    execute!(
        conn,
        "DELETE FROM guardianship WHERE (guardian = $2 AND child IN (SELECT k.child FROM guardianship k WHERE k.guardian = $1))
           OR (child = $2 AND guardian IN (SELECT k.guardian FROM guardianship k WHERE k.child = $1))",
        keep,
        duplicate
    )?;
    execute!(conn, "UPDATE guardianship SET guardian = $1 WHERE guardian = $2", keep, duplicate)?;
    execute!(conn, "UPDATE guardianship SET child = $1 WHERE child = $2", keep, duplicate).map(|_| ())
}

pub async fn move_consents(conn: &mut Conn, keep: i64, duplicate: i64) -> Result<()> {
    execute!(conn, "UPDATE consent SET person = $1 WHERE person = $2", keep, duplicate).map(|_| ())
}

/// The account goes with the person who has none; else the duplicate's is closed.
pub async fn move_account(conn: &mut Conn, keep: i64, duplicate: i64) -> Result<()> {
    execute!(
        conn,
        "UPDATE account SET person = $1 WHERE person = $2 AND NOT EXISTS (SELECT 1 FROM account k WHERE k.person = $1)",
        keep,
        duplicate
    )?;
    execute!(conn, "UPDATE account SET disabled = TRUE WHERE person = $1", duplicate).map(|_| ())
}

/// The duplicate becomes an alias; its numbers move where the other has none.
pub async fn move_numbers(conn: &mut Conn, keep: i64, duplicate: i64) -> Result<()> {
    let numbers: Numbers = fetch_one!(
        conn,
        "SELECT national_id, national_id_index, student_number, student_number_index, source_id FROM person WHERE id = $1",
        duplicate
    )?;
    execute!(
        conn,
        "UPDATE person SET status = 'merged', merged_into = $1, national_id = NULL, national_id_index = NULL, student_number = NULL,
           student_number_index = NULL, source_id = NULL WHERE id = $2",
        keep,
        duplicate
    )?;
    execute!(
        conn,
        "UPDATE person SET national_id = COALESCE(national_id, $2), national_id_index = COALESCE(national_id_index, $3),
           student_number = COALESCE(student_number, $4), student_number_index = COALESCE(student_number_index, $5),
           source_id = COALESCE(source_id, $6) WHERE id = $1",
        keep,
        numbers.national_id,
        numbers.national_id_index,
        numbers.student_number,
        numbers.student_number_index,
        numbers.source_id
    )
    .map(|_| ())
}
