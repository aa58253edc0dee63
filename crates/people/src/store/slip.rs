use crate::slip::{Recipient, Whose};
use crate::{Action, Scope};
use base::sqlx::AssertSqlSafe;
use base::{Conn, Result, fetch_all};

pub async fn recipients(conn: &mut Conn, scope: &Scope, org: i64, whose: Whose) -> Result<Vec<Recipient>> {
    let (role, person, place) = match whose {
        Whose::Students => ("r.role = 'student'", "r.person", "o.name"),
        Whose::Guardians => ("r.role = 'student'", "w.guardian", "o.name || ' ' || k.name"),
        Whose::Staff => ("r.role <> 'student'", "r.person", "o.name"),
    };
    let families = match whose {
        Whose::Guardians => {
            "JOIN person k ON k.id = r.person
             JOIN guardianship w ON w.child = r.person AND w.starts <= $2 AND (w.ends IS NULL OR w.ends >= $2)"
        }
        Whose::Students | Whose::Staff => "",
    };
    let reached = match whose {
        Whose::Guardians => format!(
            "AND (c.password_hash IS NULL OR NOT EXISTS (
               SELECT 1 FROM guardianship y JOIN role_assignment m ON m.person = y.child
               WHERE y.guardian = p.id AND y.starts <= $2 AND (y.ends IS NULL OR y.ends >= $2)
                 AND m.starts <= $2 AND (m.ends IS NULL OR m.ends >= $2) AND NOT {}))",
            Action::IssueAccounts.organisations("m.org")
        ),
        Whose::Students | Whose::Staff => String::new(),
    };
    let sql = format!(
        "SELECT p.id AS person, p.name, c.login, MIN({place}) AS class, c.password_hash IS NOT NULL AS has_password
         FROM org_above a
         JOIN role_assignment r ON r.org = a.org AND {role} AND r.starts <= $2 AND (r.ends IS NULL OR r.ends >= $2)
         JOIN organisation o ON o.id = r.org
         {families}
         JOIN person p ON p.id = {person} AND p.status = 'active' AND p.id <> $1
         JOIN account c ON c.person = p.id AND NOT c.disabled
         WHERE a.above = $3 {reached} AND NOT EXISTS (
           SELECT 1 FROM role_assignment h WHERE h.person = p.id AND h.role <> 'student' AND (h.ends IS NULL OR h.ends >= $2) AND NOT {})
         GROUP BY p.id, p.name, c.login, c.password_hash
         ORDER BY MIN(o.code), p.name, p.id",
        Action::ManageRoster.organisations("h.org")
    );
    fetch_all!(conn, AssertSqlSafe(sql), scope.person, &scope.today, org)
}
