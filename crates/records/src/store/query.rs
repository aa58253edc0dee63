//! Statements found by any mix of filters.

use crate::query::{Kept, Query};
use base::sqlx::AssertSqlSafe;
use base::{Conn, Result, fetch_all, fetch_one, fetch_optional};

/// How far the time in a place in the order of storing (see [`base::id`]) may be from the time of storing: nodes' clocks
/// differ (milliseconds).
const SKEW: i64 = 3_600_000;

/// The names in a query.
pub struct Named<'q> {
    pub agent: Option<&'q str>,
    pub verb: Option<&'q str>,
    pub activity: Option<&'q str>,
    pub authority: Option<&'q str>,
}

/// Their numbers.
#[derive(sqlx::FromRow)]
pub struct Numbers {
    pub agent: Option<i64>,
    pub verb: Option<i64>,
    pub activity: Option<i64>,
    pub authority: Option<i64>,
}

pub async fn find(conn: &mut Conn, named: &Named<'_>) -> Result<Numbers> {
    fetch_one!(
        conn,
        "SELECT (SELECT id FROM agent WHERE ifi = $1) AS agent, (SELECT id FROM verb WHERE iri = $2) AS verb,
                (SELECT id FROM activity WHERE path = $3) AS activity, (SELECT id FROM authority WHERE json = $4) AS authority",
        named.agent,
        named.verb,
        named.activity,
        named.authority
    )
}

/// What the filters look for.
pub struct Keys {
    pub agent: Option<i64>,
    pub verb: Option<i64>,
    pub activity: Option<i64>,
    /// As in the column, and as in the postings.
    pub registration: Option<(String, i64)>,
    pub authority: Option<i64>,
}

/// One way to meet a filter.
#[derive(Clone, Copy, PartialEq)]
enum Way {
    /// A condition on the statement's own columns.
    Column(&'static str),
    /// A posting of this parameter.
    Posting { key: &'static str, related: bool },
}

impl Keys {
    /// The ways to meet each filter that is given, narrowest filter first.
    fn ways(&self, query: &Query) -> Vec<Vec<Way>> {
        let posting = |key, related| Way::Posting { key, related };
        let mut ways = Vec::new();
        if self.agent.is_some() {
            let mut agent = vec![Way::Column("s.agent = $1"), posting("$1", false)];
            if query.related_agents {
                agent.extend([posting("$1", true), Way::Column("s.authority IN (SELECT id FROM authority WHERE agent = $1)")]);
            }
            ways.push(agent);
        }
        if self.registration.is_some() {
            ways.push(vec![Way::Column("s.registration = $4"), posting("$5", false)]);
        }
        if self.activity.is_some() {
            let mut activity = vec![Way::Column("s.activity = $3"), posting("$3", false)];
            if query.related_activities {
                activity.push(posting("$3", true));
            }
            ways.push(activity);
        }
        if self.verb.is_some() {
            ways.push(vec![Way::Column("s.verb = $2"), posting("$2", false)]);
        }
        ways
    }
}

/// Every choice of one way a filter.
fn choices(ways: &[Vec<Way>]) -> Vec<Vec<Way>> {
    ways.iter().fold(vec![Vec::new()], |all, ways| {
        all.iter().flat_map(|chosen| ways.iter().map(move |way| chosen.iter().copied().chain([*way]).collect())).collect()
    })
}

/// The places that one choice of ways leads to. Each is one walk along an index, in order, until the page is full: the table
/// of the narrowest filter comes first and CROSS JOIN keeps SQLite to it.
fn walk(chosen: &[Way], query: &Query, mine: bool) -> String {
    let mut tables: Vec<String> = Vec::new();
    let mut conditions: Vec<String> = vec!["NOT s.voided".into()];
    let first_is_posting = matches!(chosen.first(), Some(Way::Posting { .. }));
    for (n, way) in chosen.iter().enumerate() {
        match way {
            Way::Column(condition) => conditions.push((*condition).into()),
            Way::Posting { key, related } => {
                tables.push(format!("statement_posting AS p{n}"));
                conditions.push(format!("p{n}.key = {key} AND p{n}.related = {related} AND p{n}.seq = s.seq"));
                // Nothing of it hangs on a row, so it is asked once: most verbs have no posting, and the walk ends before it begins.
                conditions
                    .push(format!("EXISTS (SELECT 1 FROM statement_posting AS e{n} WHERE e{n}.key = {key} AND e{n}.related = {related})"));
            }
        }
    }
    tables.insert(usize::from(first_is_posting), "statement AS s".into());
    let seq = if first_is_posting { "p0.seq" } else { "s.seq" };
    conditions.push(format!("{seq} > $6 AND {seq} < $7"));
    if mine {
        conditions.push("s.authority = $8".into());
    }
    if query.since.is_some() {
        conditions.push("s.stored > $9".into());
    }
    if query.until.is_some() {
        conditions.push("s.stored <= $10".into());
    }
    let order = if query.ascending { "" } else { "DESC" };
    format!("SELECT {seq} AS seq FROM {} WHERE {} ORDER BY {seq} {order} LIMIT $11", tables.join(" CROSS JOIN "), conditions.join(" AND "))
}

/// One more statement than the page holds, when there are more.
pub async fn page(conn: &mut Conn, keys: &Keys, query: &Query) -> Result<Vec<Kept>> {
    let choices = choices(&keys.ways(query));
    let walks: Vec<String> = choices.iter().map(|chosen| walk(chosen, query, keys.authority.is_some())).collect();
    let walks: Vec<String> = walks.iter().enumerate().map(|(n, walk)| format!("SELECT seq FROM ({walk}) AS w{n}")).collect();
    let order = if query.ascending { "" } else { "DESC" };
    let sql = format!(
        "SELECT s.seq, s.raw, s.stored, s.version, a.json AS authority, s.voided
         FROM (SELECT seq FROM ({}) AS found ORDER BY seq {order} LIMIT $11) AS page
         CROSS JOIN statement AS s LEFT JOIN authority AS a ON a.id = s.authority
         WHERE s.seq = page.seq ORDER BY s.seq {order}",
        walks.join(" UNION ")
    );
    let (registration, registration_key) = keys.registration.clone().unzip();
    let (mut above, mut below) = (
        query.since.map_or(i64::MIN, |since| base::id::first_of(since - SKEW)),
        query.until.map_or(i64::MAX, |until| base::id::first_of(until.saturating_add(SKEW))),
    );
    match (query.after, query.ascending) {
        (Some(after), true) => above = above.max(after),
        (Some(after), false) => below = below.min(after),
        (None, _) => {}
    }
    fetch_all!(
        conn,
        AssertSqlSafe(sql),
        keys.agent,
        keys.verb,
        keys.activity,
        registration,
        registration_key,
        above,
        below,
        keys.authority,
        query.since,
        query.until,
        query.limit + 1
    )
}

pub async fn get(conn: &mut Conn, id: &str) -> Result<Option<Kept>> {
    fetch_optional!(
        conn,
        "SELECT s.seq, s.raw, s.stored, s.version, a.json AS authority, s.voided
         FROM statement_id AS i JOIN statement AS s ON s.seq = i.seq LEFT JOIN authority AS a ON a.id = s.authority WHERE i.id = $1",
        id
    )
}

pub async fn consistent_through(conn: &mut Conn, now: i64) -> Result<i64> {
    if conn.is_sqlite() {
        return Ok(now);
    }
    let (first,): (Option<i64>,) = fetch_one!(
        conn,
        "SELECT CAST(EXTRACT(EPOCH FROM MIN(xact_start)) * 1000 AS BIGINT) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid()
           AND (backend_xid IS NOT NULL OR (state = 'idle in transaction' AND xact_start > clock_timestamp() - INTERVAL '10 seconds'))"
    )?;
    Ok(first.map_or(now, |first| now.min(first)))
}
