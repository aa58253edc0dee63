use crate::person::{NATIONAL_ID, NewPerson, Person, STUDENT_NUMBER};
use base::{Conn, Millis, Result, Seal, db::Bulk, fetch_one, fetch_optional};

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
