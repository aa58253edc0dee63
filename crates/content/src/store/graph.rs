use super::values;
use crate::Subject;
use crate::graph::{Edge, NewEdge, Relation};
use base::db::Bulk;
use base::{Conn, Result, execute, fetch_all};
use sqlx::AssertSqlSafe;

const EDGES: &str = "SELECT e.origin, e.relation, e.destination, e.note FROM knowledge_edge e
    JOIN knowledge_point a ON a.id = e.origin JOIN knowledge_point b ON b.id = e.destination";
const ORDER: &str = "ORDER BY a.code, e.relation, b.code";

impl TryFrom<String> for Relation {
    type Error = base::Error;
    fn try_from(word: String) -> Result<Relation> {
        Relation::parse(&word).ok_or_else(|| super::damaged("relation", &word))
    }
}

pub async fn edges(conn: &mut Conn, subject: Option<Subject>) -> Result<Vec<Edge>> {
    let sql = format!("{EDGES} WHERE ($1 IS NULL OR a.subject = $1 OR b.subject = $1) {ORDER}");
    fetch_all!(conn, AssertSqlSafe(sql), subject.map(Subject::code))
}

pub async fn into(conn: &mut Conn, relation: Relation, points: &[i64]) -> Result<Vec<Edge>> {
    let sql = format!("{EDGES} WHERE e.destination IN ({}) AND e.relation = $2 {ORDER}", values(conn, true));
    fetch_all!(conn, AssertSqlSafe(sql), serde_json::to_string(points)?, relation.code())
}

pub async fn out_of(conn: &mut Conn, relation: Relation, points: &[i64]) -> Result<Vec<Edge>> {
    let sql = format!("{EDGES} WHERE e.origin IN ({}) AND e.relation = $2 {ORDER}", values(conn, true));
    fetch_all!(conn, AssertSqlSafe(sql), serde_json::to_string(points)?, relation.code())
}

/// Writes edges whose ends are stored.
pub async fn put(conn: &mut Conn, edges: &[NewEdge]) -> Result<()> {
    if edges.is_empty() {
        return Ok(());
    }
    let keys: Vec<_> = edges.iter().map(NewEdge::key).collect();
    let codes: Vec<&str> = keys.iter().flat_map(|(origin, _, destination)| [origin.as_str(), destination.as_str()]).collect();
    let known = super::point::by_codes(conn, &codes).await?;
    let ids: std::collections::HashMap<&str, i64> = known.iter().map(|p| (p.code.as_str(), p.id)).collect();
    Bulk::into("knowledge_edge")
        .ints("origin", keys.iter().map(|(origin, ..)| ids.get(origin.as_str()).copied()))
        .texts("relation", keys.iter().map(|(_, relation, _)| relation.code().to_owned()))
        .ints("destination", keys.iter().map(|(_, _, destination)| ids.get(destination.as_str()).copied()))
        .texts("note", edges.iter().map(|e| e.note.clone()))
        .suffix("ON CONFLICT (origin, relation, destination) DO UPDATE SET note = excluded.note")
        .insert(conn)
        .await?;
    Ok(())
}

pub async fn remove(conn: &mut Conn, edges: &[NewEdge]) -> Result<()> {
    for edge in edges {
        let (origin, relation, destination) = edge.key();
        execute!(
            conn,
            "DELETE FROM knowledge_edge WHERE relation = $2 AND origin = (SELECT id FROM knowledge_point WHERE code = $1)
               AND destination = (SELECT id FROM knowledge_point WHERE code = $3)",
            origin,
            relation.code(),
            destination
        )?;
    }
    Ok(())
}
