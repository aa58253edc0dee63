use base::{Conn, Result, execute, fetch_all, fetch_one};

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
