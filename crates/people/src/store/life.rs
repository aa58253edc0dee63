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

pub async fn classes_of(conn: &mut Conn, person: i64, today: &str) -> Result<Vec<(i64, String)>> {
    fetch_all!(
        conn,
        "SELECT o.id, o.name FROM role_assignment r JOIN organisation o ON o.id = r.org
         WHERE r.person = $1 AND r.role = 'student' AND r.starts <= $2 AND (r.ends IS NULL OR r.ends >= $2) ORDER BY o.code",
        person,
        today
    )
}

pub async fn count_students(conn: &mut Conn, class: i64, today: &str) -> Result<i64> {
    let (n,): (i64,) = fetch_one!(
        conn,
        "SELECT COUNT(*) FROM role_assignment WHERE org = $1 AND role = 'student' AND starts <= $2 AND (ends IS NULL OR ends >= $2)",
        class,
        today
    )?;
    Ok(n)
}

pub async fn end_student_roles(conn: &mut Conn, person: i64, last_day: &str) -> Result<()> {
    execute!(
        conn,
        "UPDATE role_assignment SET ends = $2 WHERE person = $1 AND role = 'student' AND (ends IS NULL OR ends > $2)",
        person,
        last_day
    )
    .map(|_| ())
}

pub async fn graduate(conn: &mut Conn, class: i64, today: &str, last_day: &str) -> Result<()> {
    execute!(
        conn,
        "UPDATE person SET status = 'graduated' WHERE id IN (
           SELECT person FROM role_assignment WHERE org = $1 AND role = 'student' AND starts <= $2 AND (ends IS NULL OR ends >= $2))",
        class,
        today
    )?;
    execute!(conn, "UPDATE role_assignment SET ends = $2 WHERE org = $1 AND (ends IS NULL OR ends > $2)", class, last_day)?;
    execute!(conn, "UPDATE organisation SET closed = $2 WHERE id = $1", class, last_day).map(|_| ())
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

/// The duplicate's places, children, guardians and decisions become the other's; its numbers move
/// where the other has none. The record itself stays, as an alias.
pub async fn merge(conn: &mut Conn, keep: i64, duplicate: i64) -> Result<()> {
    execute!(
        conn,
        "DELETE FROM role_assignment WHERE person = $2 AND EXISTS (
           SELECT 1 FROM role_assignment k WHERE k.person = $1 AND k.role = role_assignment.role AND k.org = role_assignment.org
             AND COALESCE(k.subject, '') = COALESCE(role_assignment.subject, ''))",
        keep,
        duplicate
    )?;
    execute!(conn, "UPDATE role_assignment SET person = $1 WHERE person = $2", keep, duplicate)?;
    execute!(
        conn,
        "DELETE FROM guardianship WHERE (guardian = $2 AND child IN (SELECT k.child FROM guardianship k WHERE k.guardian = $1))
           OR (child = $2 AND guardian IN (SELECT k.guardian FROM guardianship k WHERE k.child = $1))",
        keep,
        duplicate
    )?;
    execute!(conn, "UPDATE guardianship SET guardian = $1 WHERE guardian = $2", keep, duplicate)?;
    execute!(conn, "UPDATE guardianship SET child = $1 WHERE child = $2", keep, duplicate)?;
    execute!(conn, "UPDATE consent SET person = $1 WHERE person = $2", keep, duplicate)?;
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
    )?;
    execute!(conn, "UPDATE account SET disabled = TRUE WHERE person = $1", duplicate).map(|_| ())
}
