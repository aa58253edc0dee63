use crate::slip::Recipient;
use base::{Conn, Result, fetch_all};

pub async fn recipients(conn: &mut Conn, org: i64, today: &str) -> Result<Vec<Recipient>> {
    fetch_all!(
        conn,
        "SELECT p.id AS person, p.name, c.login, o.name AS class, c.password_hash IS NOT NULL AS has_password
         FROM org_above a
         JOIN role_assignment r ON r.org = a.org AND r.role = 'student' AND r.starts <= $2 AND (r.ends IS NULL OR r.ends >= $2)
         JOIN organisation o ON o.id = r.org
         JOIN person p ON p.id = r.person AND p.status = 'active'
         JOIN account c ON c.person = p.id
         WHERE a.above = $1
         ORDER BY o.code, p.name, p.id",
        org,
        today
    )
}
