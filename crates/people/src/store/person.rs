use crate::person::Found;
use crate::person::{NATIONAL_ID, NewPerson, Person, STUDENT_NUMBER};
use crate::{Action, Scope};
use base::sqlx::AssertSqlSafe;
use base::{Conn, Millis, Result, Seal, db::Bulk, fetch_all, fetch_one, fetch_optional};

pub async fn insert(conn: &mut Conn, now: Millis, seal: &Seal, people: &[NewPerson]) -> Result<()> {
    let sealed = |number: &Option<String>| number.as_deref().map(|n| seal.close(n)).transpose();
    let national: Vec<Option<String>> = people.iter().map(|p| sealed(&p.national_id)).collect::<Result<_>>()?;
    let student: Vec<Option<String>> = people.iter().map(|p| sealed(&p.student_number)).collect::<Result<_>>()?;
    Bulk::into("person")
        .ints("id", people.iter().map(|p| p.id))
        .texts("name", people.iter().map(|p| p.name.clone()))
        .texts("gender", people.iter().map(|p| p.gender.clone()))
        .texts("birth", people.iter().map(|p| p.birth.clone()))
        .texts("national_id", national)
        .texts("national_id_index", people.iter().map(|p| p.national_id.as_deref().map(|n| seal.index(NATIONAL_ID, n))))
        .texts("student_number", student)
        .texts("student_number_index", people.iter().map(|p| p.student_number.as_deref().map(|n| seal.index(STUDENT_NUMBER, n))))
        .texts("source_id", people.iter().map(|p| p.source_id.clone()))
        .bools("demo", people.iter().map(|p| p.demo))
        .ints("updated", people.iter().map(|_| now))
        .insert(conn)
        .await
        .map(|_| ())
}

pub async fn get(conn: &mut Conn, id: i64) -> Result<Person> {
    fetch_one!(conn, "SELECT id, name, gender, birth, status, demo FROM person WHERE id = $1", id)
}

pub async fn by_index(conn: &mut Conn, national: bool, index: &str) -> Result<Option<Person>> {
    if national {
        fetch_optional!(conn, "SELECT id, name, gender, birth, status, demo FROM person WHERE national_id_index = $1", index)
    } else {
        fetch_optional!(conn, "SELECT id, name, gender, birth, status, demo FROM person WHERE student_number_index = $1", index)
    }
}

pub async fn search(conn: &mut Conn, scope: &Scope, action: Action, name: &str, limit: i64) -> Result<Vec<Found>> {
    let list = if conn.is_sqlite() { "group_concat" } else { "string_agg" };
    // Bytes, not the server's language, decide what a name begins with.
    let bytes = if conn.is_sqlite() { "" } else { "COLLATE \"C\"" };
    let sql = format!(
        "SELECT p.id, p.name, c.login,
           COALESCE((SELECT {list}(o.name, ', ') FROM role_assignment r JOIN organisation o ON o.id = r.org
             WHERE r.person = p.id AND r.starts <= $2 AND (r.ends IS NULL OR r.ends >= $2)), '') AS places,
           COALESCE((SELECT {list}(k.name, ', ') FROM guardianship w JOIN person k ON k.id = w.child
             WHERE w.guardian = p.id AND w.starts <= $2 AND (w.ends IS NULL OR w.ends >= $2) AND {}), '') AS children
         FROM person p LEFT JOIN account c ON c.person = p.id
         WHERE p.name {bytes} >= $3 AND p.name {bytes} < $4 AND p.status = 'active' AND {} ORDER BY p.name, p.id LIMIT $5",
        action.people("k.id"),
        action.people("p.id")
    );
    // A range instead of LIKE: it uses the index on both engines and needs no escaping.
    let end = format!("{name}\u{10FFFF}");
    fetch_all!(conn, AssertSqlSafe(sql), scope.person, &scope.today, name, end, limit)
}

pub async fn by_source_ids(conn: &mut Conn, source_ids: &[String]) -> Result<Vec<(String, i64)>> {
    let sql = if conn.is_sqlite() {
        "SELECT p.source_id, p.id FROM json_each($1) AS wanted JOIN person AS p ON p.source_id = wanted.value"
    } else {
        "SELECT p.source_id, p.id FROM UNNEST(ARRAY(SELECT json_array_elements_text($1::json))) AS wanted (value) JOIN person AS p ON p.source_id = wanted.value"
    };
    fetch_all!(conn, sql, serde_json::to_string(source_ids)?)
}
