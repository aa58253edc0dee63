//! Agents, verbs, activities and authorities by the names they have in statements.

use base::db::Bulk;
use base::{Conn, Result, execute, fetch_all, fetch_one};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// The names that a batch of statements has.
#[derive(Default)]
pub struct Wanted {
    /// Identifiers of agents.
    pub agents: BTreeSet<String>,
    pub verbs: BTreeSet<String>,
    /// Paths of activities with their kinds.
    pub activities: BTreeMap<String, &'static str>,
    /// Authorities as JSON.
    pub authorities: BTreeSet<String>,
    /// Identifiers of the statements to be stored: others may have referred to them before.
    pub statements: Vec<String>,
    /// Identifiers of statements to be taken back.
    pub targets: BTreeSet<String>,
}

/// What is known of them.
#[derive(Default)]
pub struct Known {
    pub agents: HashMap<String, i64>,
    pub verbs: HashMap<String, i64>,
    pub activities: HashMap<String, i64>,
    /// Definitions by activity.
    pub definitions: HashMap<i64, String>,
    pub authorities: HashMap<String, i64>,
    /// Statements that refer to one of the new ones: its identifier, and their place.
    pub waiting: Vec<(String, i64)>,
    /// Those of the new ones that have been taken back before they came.
    pub taken_back: HashSet<String>,
    pub targets: HashMap<String, i64>,
}

const LOOK_UP_SQLITE: &str = "SELECT 'agent' AS what, x.ifi AS name, x.id AS id, NULL AS more FROM json_each($1) AS w CROSS JOIN agent AS x ON x.ifi = w.value
    UNION ALL SELECT 'verb', x.iri, x.id, NULL FROM json_each($2) AS w CROSS JOIN verb AS x ON x.iri = w.value
    UNION ALL SELECT 'activity', x.path, x.id, x.definition FROM json_each($3) AS w CROSS JOIN activity AS x ON x.path = w.value
    UNION ALL SELECT 'authority', x.json, x.id, NULL FROM json_each($4) AS w CROSS JOIN authority AS x ON x.json = w.value
    UNION ALL SELECT 'waiting', x.target, x.seq, CASE WHEN x.voids THEN 'voids' END FROM json_each($5) AS w CROSS JOIN statement_target AS x ON x.target = w.value
    UNION ALL SELECT 'target', x.id, x.seq, NULL FROM json_each($6) AS w CROSS JOIN statement_id AS x ON x.id = w.value";

const LOOK_UP_POSTGRES: &str = "SELECT 'agent' AS what, x.ifi AS name, x.id AS id, CAST(NULL AS TEXT) AS more FROM UNNEST(ARRAY(SELECT json_array_elements_text($1::json))) AS w (value) JOIN agent AS x ON x.ifi = w.value
    UNION ALL SELECT 'verb', x.iri, x.id, NULL FROM UNNEST(ARRAY(SELECT json_array_elements_text($2::json))) AS w (value) JOIN verb AS x ON x.iri = w.value
    UNION ALL SELECT 'activity', x.path, x.id, x.definition FROM UNNEST(ARRAY(SELECT json_array_elements_text($3::json))) AS w (value) JOIN activity AS x ON x.path = w.value
    UNION ALL SELECT 'authority', x.json, x.id, NULL FROM UNNEST(ARRAY(SELECT json_array_elements_text($4::json))) AS w (value) JOIN authority AS x ON x.json = w.value
    UNION ALL SELECT 'waiting', x.target, x.seq, CASE WHEN x.voids THEN 'voids' END FROM UNNEST(ARRAY(SELECT json_array_elements_text($5::json))) AS w (value) JOIN statement_target AS x ON x.target = w.value
    UNION ALL SELECT 'target', x.id, x.seq, NULL FROM UNNEST(ARRAY(SELECT json_array_elements_text($6::json))) AS w (value) JOIN statement_id AS x ON x.id = w.value";

/// Everything in one query; what is not known is absent.
pub async fn look_up(conn: &mut Conn, wanted: &Wanted) -> Result<Known> {
    let sql = if conn.is_sqlite() { LOOK_UP_SQLITE } else { LOOK_UP_POSTGRES };
    let rows: Vec<(String, String, i64, Option<String>)> = fetch_all!(
        conn,
        sql,
        serde_json::to_string(&wanted.agents)?,
        serde_json::to_string(&wanted.verbs)?,
        serde_json::to_string(&wanted.activities.keys().collect::<Vec<_>>())?,
        serde_json::to_string(&wanted.authorities)?,
        serde_json::to_string(&wanted.statements)?,
        serde_json::to_string(&wanted.targets)?
    )?;
    let mut known = Known::default();
    for (what, name, id, more) in rows {
        match what.as_str() {
            "agent" => drop(known.agents.insert(name, id)),
            "verb" => drop(known.verbs.insert(name, id)),
            "activity" => {
                known.activities.insert(name, id);
                known.definitions.extend(more.map(|definition| (id, definition)));
            }
            "authority" => drop(known.authorities.insert(name, id)),
            "waiting" => {
                if more.is_some() {
                    known.taken_back.insert(name.clone());
                }
                known.waiting.push((name, id));
            }
            _ => drop(known.targets.insert(name, id)),
        }
    }
    Ok(known)
}

/// Persons among these numbers, with whom each was merged into.
pub async fn persons(conn: &mut Conn, numbers: &[i64]) -> Result<HashMap<i64, i64>> {
    let sql = if conn.is_sqlite() {
        "SELECT p.id, COALESCE(p.merged_into, p.id) FROM json_each($1) AS w CROSS JOIN person AS p ON p.id = w.value"
    } else {
        "SELECT p.id, COALESCE(p.merged_into, p.id) FROM UNNEST(ARRAY(SELECT json_array_elements_text($1::json))) AS w (value) JOIN person AS p ON p.id = w.value::bigint"
    };
    let rows: Vec<(i64, i64)> = fetch_all!(conn, sql, serde_json::to_string(numbers)?)?;
    Ok(rows.into_iter().collect())
}

/// Keeps a merge or rebuilding of these persons waiting until the transaction ends. SQLite has one writer.
pub async fn hold(conn: &mut Conn, persons: &[i64]) -> Result<()> {
    if !conn.is_sqlite() && !persons.is_empty() {
        let sql = "SELECT id FROM person WHERE id IN (SELECT value::bigint FROM UNNEST(ARRAY(SELECT json_array_elements_text($1::json))) AS w (value)) ORDER BY id FOR KEY SHARE";
        let _: Vec<(i64,)> = fetch_all!(conn, sql, serde_json::to_string(persons)?)?;
    }
    Ok(())
}

/// Adds agents: identifier, number, person. In one order, so that two writers never wait for each other.
pub async fn add_agents(conn: &mut Conn, agents: &BTreeMap<&str, (i64, Option<i64>)>) -> Result<()> {
    Bulk::into("agent")
        .texts("ifi", agents.keys().map(|ifi| (*ifi).to_owned()))
        .ints("id", agents.values().map(|(id, _)| *id))
        .ints("person", agents.values().map(|(_, person)| *person))
        .suffix("ON CONFLICT (ifi) DO NOTHING")
        .insert(conn)
        .await
        .map(|_| ())
}

pub async fn add_verbs(conn: &mut Conn, iris: &[&String]) -> Result<()> {
    Bulk::into("verb")
        .ints("id", iris.iter().map(|_| base::id::next()))
        .texts("iri", iris.iter().map(|iri| (*iri).clone()))
        .suffix("ON CONFLICT (iri) DO NOTHING")
        .insert(conn)
        .await
        .map(|_| ())
}

pub async fn add_activities(conn: &mut Conn, paths: &[(&String, &'static str)]) -> Result<()> {
    Bulk::into("activity")
        .ints("id", paths.iter().map(|_| base::id::next()))
        .texts("kind", paths.iter().map(|(_, kind)| (*kind).to_owned()))
        .texts("path", paths.iter().map(|(path, _)| (*path).clone()))
        .suffix("ON CONFLICT (path) DO NOTHING")
        .insert(conn)
        .await
        .map(|_| ())
}

/// Adds an authority, or finds the one another writer has added meanwhile.
pub async fn add_authority(conn: &mut Conn, json: &str, agent: Option<i64>) -> Result<i64> {
    let sql =
        "INSERT INTO authority (id, json, agent) VALUES ($1, $2, $3) ON CONFLICT (json) DO UPDATE SET agent = excluded.agent RETURNING id";
    let (id,): (i64,) = fetch_one!(conn, sql, base::id::next(), json, agent)?;
    Ok(id)
}

pub async fn define(conn: &mut Conn, activity: i64, definition: &str) -> Result<()> {
    execute!(conn, "UPDATE activity SET definition = $2 WHERE id = $1", activity, definition).map(|_| ())
}

/// Definitions of activities by path.
pub async fn definitions(conn: &mut Conn, paths: &[&str]) -> Result<Vec<(String, String)>> {
    let sql = if conn.is_sqlite() {
        "SELECT a.path, a.definition FROM json_each($1) AS w CROSS JOIN activity AS a ON a.path = w.value WHERE a.definition IS NOT NULL"
    } else {
        "SELECT a.path, a.definition FROM UNNEST(ARRAY(SELECT json_array_elements_text($1::json))) AS w (value) JOIN activity AS a ON a.path = w.value
         WHERE a.definition IS NOT NULL"
    };
    fetch_all!(conn, sql, serde_json::to_string(paths)?)
}

/// Whose names one person's become after a merge.
pub async fn reassign(conn: &mut Conn, from: i64, to: i64) -> Result<()> {
    execute!(conn, "UPDATE agent SET id = $2 WHERE id = $1", from, to)?;
    execute!(conn, "UPDATE agent SET person = $2 WHERE person = $1", from, to).map(|_| ())
}
