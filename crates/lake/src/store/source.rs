use base::{Conn, Result, fetch_all};
use people::Organisation;

/// A student's place in a class for a time.
#[derive(sqlx::FromRow)]
pub struct Enrolled {
    pub id: i64,
    pub person: i64,
    pub org: i64,
    pub starts: String,
    pub ends: Option<String>,
}

pub async fn enrolments(conn: &mut Conn, after: i64, limit: i64) -> Result<Vec<Enrolled>> {
    fetch_all!(
        conn,
        "SELECT id, person, org, starts, ends FROM role_assignment WHERE role = 'student' AND id > $1 ORDER BY id LIMIT $2",
        after,
        limit
    )
}

/// All organisations, closed ones too.
pub async fn organisations(conn: &mut Conn) -> Result<Vec<Organisation>> {
    fetch_all!(
        conn,
        "SELECT id, kind, parent, code, name, stages, locality, small, weak, special, entry_year, closed, demo
         FROM organisation ORDER BY code, id"
    )
}

/// Persons who turned out to be others.
pub async fn merged(conn: &mut Conn) -> Result<Vec<(i64, i64)>> {
    fetch_all!(conn, "SELECT id, merged_into FROM person WHERE merged_into IS NOT NULL ORDER BY id")
}

/// A person, without who they are.
#[derive(sqlx::FromRow)]
pub struct Learner {
    pub id: i64,
    pub birth: Option<String>,
    pub status: String,
    pub learning: Option<bool>,
    pub research: Option<bool>,
}

/// Persons who are or were students, or whose records were another's, behind `after`.
pub async fn learners(conn: &mut Conn, after: i64, limit: i64) -> Result<Vec<Learner>> {
    fetch_all!(
        conn,
        "SELECT p.id, SUBSTR(p.birth, 1, 4) AS birth, p.status,
           (SELECT c.given FROM consent AS c WHERE c.person = p.id AND c.purpose = 'learning' ORDER BY c.id DESC LIMIT 1) AS learning,
           (SELECT c.given FROM consent AS c WHERE c.person = p.id AND c.purpose = 'research' ORDER BY c.id DESC LIMIT 1) AS research
         FROM person AS p
         WHERE p.id > $1 AND (p.merged_into IS NOT NULL
           OR EXISTS (SELECT 1 FROM role_assignment AS r WHERE r.person = p.id AND r.role = 'student'))
         ORDER BY p.id LIMIT $2",
        after,
        limit
    )
}

/// A knowledge point with the code of the point that it is a part of: the first, where it is a part of several.
#[derive(sqlx::FromRow)]
pub struct Point {
    pub code: String,
    pub subject: String,
    pub stage: String,
    pub grade: i64,
    pub name: String,
    pub parent: Option<String>,
}

pub async fn points(conn: &mut Conn) -> Result<Vec<Point>> {
    fetch_all!(
        conn,
        "SELECT k.code, k.subject, k.stage, k.grade, k.name,
           (SELECT MIN(u.code) FROM knowledge_edge AS e JOIN knowledge_point AS u ON u.id = e.destination
            WHERE e.origin = k.id AND e.relation = 'part_of') AS parent
         FROM knowledge_point AS k ORDER BY k.code"
    )
}

/// An item without its text.
#[derive(sqlx::FromRow)]
pub struct Item {
    pub id: i64,
    pub code: String,
    pub version: i64,
    pub subject: String,
    pub stage: String,
    pub grade: i64,
    pub point: String,
    pub difficulty: i64,
    pub status: String,
}

pub async fn items(conn: &mut Conn, after: i64, limit: i64) -> Result<Vec<Item>> {
    fetch_all!(
        conn,
        "SELECT i.id, i.code, i.version, i.subject, i.stage, i.grade, k.code AS point, i.difficulty, i.status
         FROM item AS i JOIN knowledge_point AS k ON k.id = i.point WHERE i.id > $1 ORDER BY i.id LIMIT $2",
        after,
        limit
    )
}
