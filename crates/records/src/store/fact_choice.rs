use base::db::Bulk;
use base::{Conn, Result, execute, fetch_all};

#[derive(sqlx::FromRow)]
pub struct Row {
    pub fact: String,
    pub place: i64,
    pub shown: bool,
}

pub async fn of_school(conn: &mut Conn, school: i64) -> Result<Vec<Row>> {
    fetch_all!(conn, "SELECT fact, place, shown FROM fact_choice WHERE school = $1", school)
}

pub async fn replace(conn: &mut Conn, school: i64, rows: &[Row]) -> Result<()> {
    execute!(conn, "DELETE FROM fact_choice WHERE school = $1", school)?;
    Bulk::into("fact_choice")
        .ints("school", rows.iter().map(|_| school))
        .texts("fact", rows.iter().map(|r| r.fact.clone()))
        .ints("place", rows.iter().map(|r| r.place))
        .bools("shown", rows.iter().map(|r| r.shown))
        .insert(conn)
        .await
        .map(|_| ())
}
