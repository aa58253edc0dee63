use crate::path::coming::Coming;
use base::{Conn, Error, Millis, Result, execute, fetch_all, fetch_optional};

macro_rules! comings {
    ($($rest:tt)+) => {
        concat!(
            "SELECT c.id, c.class, c.point, c.day, p.name AS said_by, c.said_at
             FROM coming AS c JOIN person AS p ON p.id = c.said_by ",
            $($rest)+
        )
    };
}

/// Something said, to be stored.
pub struct New<'a> {
    pub id: i64,
    pub class: i64,
    pub subject: &'a str,
    pub point: i64,
    pub day: &'a str,
    pub by: i64,
}

/// Changes nothing where the same has been said.
pub async fn insert(conn: &mut Conn, new: &New<'_>, at: Millis) -> Result<()> {
    execute!(
        conn,
        "INSERT INTO coming (id, class, subject, point, day, said_by, said_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (class, subject, day, point) DO NOTHING",
        new.id,
        new.class,
        new.subject,
        new.point,
        new.day,
        new.by,
        at
    )
    .map(|_| ())
}

pub async fn subject_of(conn: &mut Conn, class: i64, id: i64) -> Result<String> {
    let row: Option<(String,)> = fetch_optional!(conn, "SELECT subject FROM coming WHERE id = $1 AND class = $2", id, class)?;
    row.map(|(subject,)| subject).ok_or(Error::NotFound)
}

pub async fn delete(conn: &mut Conn, class: i64, id: i64) -> Result<()> {
    execute!(conn, "DELETE FROM coming WHERE id = $1 AND class = $2", id, class).map(|_| ())
}

pub async fn of_class(conn: &mut Conn, class: i64, subject: &str, from: &str) -> Result<Vec<Coming>> {
    fetch_all!(
        conn,
        comings!("WHERE c.class = $1 AND c.subject = $2 AND c.day >= $3 ORDER BY c.day, c.said_at, c.id"),
        class,
        subject,
        from
    )
}

/// Of the lessons of the classes in which the person is a student today.
pub async fn of_person(conn: &mut Conn, person: i64, today: &str, subject: &str, from: &str) -> Result<Vec<Coming>> {
    fetch_all!(
        conn,
        comings!(
            "WHERE c.subject = $3 AND c.day >= $4 AND c.class IN
               (SELECT r.org FROM role_assignment AS r
                WHERE r.person = $1 AND r.role = 'student' AND r.starts <= $2 AND (r.ends IS NULL OR r.ends >= $2))
             ORDER BY c.day, c.said_at, c.id"
        ),
        person,
        today,
        subject,
        from
    )
}

/// Two persons turned out to be one.
pub async fn reassign(conn: &mut Conn, from: i64, to: i64) -> Result<()> {
    execute!(conn, "UPDATE coming SET said_by = $2 WHERE said_by = $1", from, to).map(|_| ())
}
