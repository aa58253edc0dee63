use crate::talent::{Invitation, Opportunity};
use base::{Conn, Error, Millis, Result, execute, fetch_all, fetch_one, fetch_optional};
use content::Subject;

#[derive(sqlx::FromRow)]
struct OpportunityRow {
    id: i64,
    org: i64,
    org_name: String,
    subject: Option<String>,
    title: String,
    words: String,
    grade_from: i64,
    grade_to: i64,
    until_day: String,
    offered_at: Millis,
}

impl TryFrom<OpportunityRow> for Opportunity {
    type Error = Error;
    fn try_from(row: OpportunityRow) -> Result<Opportunity> {
        Ok(Opportunity {
            id: row.id,
            org: row.org,
            org_name: row.org_name,
            subject: row.subject.as_deref().and_then(Subject::parse),
            title: row.title,
            words: row.words,
            grade_from: row.grade_from,
            grade_to: row.grade_to,
            until: row.until_day.parse().map_err(Error::internal)?,
            offered_at: row.offered_at,
        })
    }
}

macro_rules! opportunities {
    ($($rest:tt)+) => {
        concat!(
            "SELECT o.id, o.org, g.name AS org_name, o.subject, o.title, o.words, o.grade_from, o.grade_to, o.until_day, o.offered_at
             FROM opportunity AS o JOIN organisation AS g ON g.id = o.org ",
            $($rest)+
        )
    };
}

pub async fn insert(conn: &mut Conn, o: &Opportunity, by: i64) -> Result<()> {
    execute!(
        conn,
        "INSERT INTO opportunity (id, org, subject, title, words, grade_from, grade_to, until_day, offered_by, offered_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        o.id,
        o.org,
        o.subject.map(|s| s.code().to_owned()),
        o.title.clone(),
        o.words.clone(),
        o.grade_from,
        o.grade_to,
        o.until.to_string(),
        by,
        o.offered_at
    )
    .map(|_| ())
}

pub async fn get(conn: &mut Conn, id: i64) -> Result<Opportunity> {
    let row: OpportunityRow = fetch_one!(conn, opportunities!("WHERE o.id = $1"), id)?;
    row.try_into()
}

/// What is offered at or above an organisation and may still be answered on a day, newest first.
pub async fn above(conn: &mut Conn, org: i64, today: &str) -> Result<Vec<Opportunity>> {
    let rows: Vec<OpportunityRow> = fetch_all!(
        conn,
        opportunities!("JOIN org_above AS a ON a.above = o.org WHERE a.org = $1 AND o.until_day >= $2 ORDER BY o.id DESC"),
        org,
        today
    )?;
    rows.into_iter().map(Opportunity::try_from).collect()
}

/// Whether it is offered at or above one of the classes that a person is in on a day.
pub async fn reaches(conn: &mut Conn, id: i64, person: i64, today: &str) -> Result<bool> {
    let row: Option<(i64,)> = fetch_optional!(
        conn,
        "SELECT o.id FROM opportunity AS o JOIN org_above AS a ON a.above = o.org
         JOIN role_assignment AS r ON r.org = a.org AND r.role = 'student' AND r.starts <= $3 AND (r.ends IS NULL OR r.ends >= $3)
         WHERE o.id = $1 AND r.person = $2 AND o.until_day >= $3 LIMIT 1",
        id,
        person,
        today
    )?;
    Ok(row.is_some())
}

/// What an organisation offers, with the children asked and those coming.
pub async fn offered(conn: &mut Conn, org: i64) -> Result<Vec<(Opportunity, i64, i64)>> {
    let rows: Vec<OpportunityRow> = fetch_all!(conn, opportunities!("WHERE o.org = $1 ORDER BY o.id DESC LIMIT 100"), org)?;
    let mut offered = Vec::new();
    for row in rows {
        let (asked, coming): (i64, i64) = fetch_one!(
            conn,
            "SELECT CAST(COUNT(*) AS BIGINT) AS asked,
                    CAST(COALESCE(SUM(CASE WHEN i.answer = 'accepted' THEN 1 ELSE 0 END), 0) AS BIGINT) AS coming
             FROM invitation AS i WHERE i.opportunity = $1",
            row.id
        )?;
        offered.push((row.try_into()?, asked, coming));
    }
    Ok(offered)
}

/// An invitation to be stored.
pub struct New<'a> {
    pub id: i64,
    pub opportunity: i64,
    pub person: i64,
    pub evidence: &'a str,
    pub words: &'a str,
    pub by: i64,
    pub at: Millis,
    /// Answered at once by whoever asks to come along.
    pub answer: Option<&'static str>,
}

/// False when the child has been invited, or has asked, already.
pub async fn invite(conn: &mut Conn, new: &New<'_>) -> Result<bool> {
    let written = execute!(
        conn,
        "INSERT INTO invitation (id, opportunity, person, evidence, words, invited_by, invited_at, asked, answer, answered_by, answered_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (opportunity, person) DO NOTHING",
        new.id,
        new.opportunity,
        new.person,
        new.evidence,
        new.words,
        new.by,
        new.at,
        new.answer.is_some(),
        new.answer,
        new.answer.map(|_| new.by),
        new.answer.map(|_| new.at)
    )?;
    Ok(written == 1)
}

macro_rules! invitations {
    ($($rest:tt)+) => {
        concat!(
            "SELECT i.id, i.opportunity, i.person, i.evidence, i.words, b.name AS invited_by, i.invited_at, i.asked, i.answer, i.answered_by,
                    i.answered_at
             FROM invitation AS i JOIN person AS b ON b.id = i.invited_by ",
            $($rest)+
        )
    };
}

pub async fn of_person(conn: &mut Conn, person: i64) -> Result<Vec<Invitation>> {
    fetch_all!(conn, invitations!("WHERE i.person = $1 ORDER BY i.id DESC"), person)
}

/// Of students of a class of today.
pub async fn of_class(conn: &mut Conn, class: i64, opportunity: i64, today: &str) -> Result<Vec<Invitation>> {
    fetch_all!(
        conn,
        invitations!(
            "WHERE i.opportunity = $2 AND i.person IN (SELECT r.person FROM role_assignment AS r
               WHERE r.org = $1 AND r.role = 'student' AND r.starts <= $3 AND (r.ends IS NULL OR r.ends >= $3)) ORDER BY i.id"
        ),
        class,
        opportunity,
        today
    )
}

/// One of a person's, locked until the transaction ends.
pub async fn lock(conn: &mut Conn, id: i64, person: i64) -> Result<Invitation> {
    let lock = if conn.is_sqlite() { "" } else { " FOR UPDATE OF i" };
    let sql = format!("{}{lock}", invitations!("WHERE i.id = $1 AND i.person = $2"));
    fetch_one!(conn, base::sqlx::AssertSqlSafe(sql), id, person)
}

pub async fn answer(conn: &mut Conn, id: i64, answer: &str, by: i64, at: Millis) -> Result<()> {
    execute!(conn, "UPDATE invitation SET answer = $2, answered_by = $3, answered_at = $4 WHERE id = $1", id, answer, by, at).map(|_| ())
}

pub async fn remove(conn: &mut Conn, person: i64) -> Result<u64> {
    execute!(conn, "DELETE FROM invitation WHERE person = $1", person)
}

/// Everybody's invitations that were made before an instant.
pub async fn remove_before(conn: &mut Conn, before: Millis) -> Result<u64> {
    execute!(conn, "DELETE FROM invitation WHERE invited_at < $1", before)
}

/// Two persons turned out to be one; where both were invited, one invitation stays.
pub async fn reassign(conn: &mut Conn, from: i64, to: i64) -> Result<()> {
    execute!(
        conn,
        "DELETE FROM invitation WHERE person = $1 AND opportunity IN (SELECT i.opportunity FROM invitation AS i WHERE i.person = $2)",
        from,
        to
    )?;
    execute!(conn, "UPDATE invitation SET person = $2 WHERE person = $1", from, to)?;
    execute!(conn, "UPDATE invitation SET invited_by = $2 WHERE invited_by = $1", from, to)?;
    execute!(conn, "UPDATE invitation SET answered_by = $2 WHERE answered_by = $1", from, to)?;
    execute!(conn, "UPDATE opportunity SET offered_by = $2 WHERE offered_by = $1", from, to).map(|_| ())
}
