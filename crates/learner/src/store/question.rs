use crate::question::Question;
use base::{Conn, Millis, Result, execute, fetch_all, fetch_one};

macro_rules! questions {
    ($($rest:tt)+) => {
        concat!(
            "SELECT q.id, q.person, p.name AS person_name, q.point, k.name AS point_name, k.subject, a.name AS asked_by, q.words,
                    q.asked_at, q.reply, b.name AS replied_by, q.replied_at
             FROM estimate_question AS q
             JOIN person AS p ON p.id = q.person
             JOIN knowledge_point AS k ON k.id = q.point
             JOIN person AS a ON a.id = q.asked_by
             LEFT JOIN person AS b ON b.id = q.replied_by ",
            $($rest)+
        )
    };
}

pub async fn insert(conn: &mut Conn, id: i64, person: i64, point: i64, asked_by: i64, words: &str, at: Millis) -> Result<()> {
    execute!(
        conn,
        "INSERT INTO estimate_question (id, person, point, asked_by, words, asked_at) VALUES ($1, $2, $3, $4, $5, $6)",
        id,
        person,
        point,
        asked_by,
        words,
        at
    )
    .map(|_| ())
}

pub async fn get(conn: &mut Conn, id: i64) -> Result<Question> {
    fetch_one!(conn, questions!("WHERE q.id = $1"), id)
}

/// False when it has a reply already.
pub async fn reply(conn: &mut Conn, id: i64, words: &str, by: i64, at: Millis) -> Result<bool> {
    let written = execute!(
        conn,
        "UPDATE estimate_question SET reply = $2, replied_by = $3, replied_at = $4 WHERE id = $1 AND reply IS NULL",
        id,
        words,
        by,
        at
    )?;
    Ok(written == 1)
}

pub async fn of_person(conn: &mut Conn, person: i64) -> Result<Vec<Question>> {
    fetch_all!(conn, questions!("WHERE q.person = $1 ORDER BY q.id DESC"), person)
}

pub async fn of_class(conn: &mut Conn, class: i64, today: &str) -> Result<Vec<Question>> {
    fetch_all!(
        conn,
        questions!(
            "WHERE q.person IN (SELECT r.person FROM role_assignment AS r
               WHERE r.org = $1 AND r.role = 'student' AND r.starts <= $2 AND (r.ends IS NULL OR r.ends >= $2) AND ",
            consenting!("r.person"),
            ")
             ORDER BY CASE WHEN q.reply IS NULL THEN 0 ELSE 1 END, q.id DESC"
        ),
        class,
        today
    )
}
