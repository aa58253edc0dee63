use crate::Kept;
use crate::timeline::Moment;
use base::{Conn, Millis, Result, fetch_all, fetch_optional};

/// A statement as found, with what is known of its activity.
#[derive(sqlx::FromRow)]
pub struct Found {
    #[sqlx(flatten)]
    pub kept: Kept,
    pub at: Millis,
    pub definition: Option<String>,
}

macro_rules! told {
    ($($rest:tt)+) => {
        concat!(
            "SELECT s.seq, s.raw, s.stored, s.version, u.json AS authority, s.voided, s.at, a.definition
             FROM ", $($rest)+
        )
    };
}

/// Where a page begins and ends: within these instants, before a place in the order.
pub struct Span {
    pub from: Millis,
    pub to: Millis,
    pub before: Moment,
    pub limit: i64,
}

/// A person's answers given here, newest first.
pub async fn answers(conn: &mut Conn, person: i64, span: &Span) -> Result<Vec<Found>> {
    fetch_all!(
        conn,
        told!(
            "statement AS s LEFT JOIN authority AS u ON u.id = s.authority LEFT JOIN activity AS a ON a.id = s.activity
             WHERE s.agent = $1 AND s.parent IS NOT NULL AND s.at >= $2 AND s.at < $3 AND s.at <= $4 AND (s.at < $4 OR s.seq < $5)
             ORDER BY s.at DESC, s.seq DESC LIMIT $6"
        ),
        person,
        span.from,
        span.to,
        span.before.at,
        span.before.seq,
        span.limit
    )
}

/// All else that a person did, newest first.
pub async fn others(conn: &mut Conn, person: i64, span: &Span) -> Result<Vec<Found>> {
    fetch_all!(
        conn,
        told!(
            "statement AS s LEFT JOIN authority AS u ON u.id = s.authority LEFT JOIN activity AS a ON a.id = s.activity
             WHERE s.agent = $1 AND s.parent IS NULL AND s.at >= $2 AND s.at < $3 AND s.at <= $4 AND (s.at < $4 OR s.seq < $5)
             ORDER BY s.at DESC, s.seq DESC LIMIT $6"
        ),
        person,
        span.from,
        span.to,
        span.before.at,
        span.before.seq,
        span.limit
    )
}

pub async fn one(conn: &mut Conn, person: i64, id: &str) -> Result<Option<Found>> {
    fetch_optional!(
        conn,
        told!(
            "statement_id AS i JOIN statement AS s ON s.seq = i.seq
             LEFT JOIN authority AS u ON u.id = s.authority LEFT JOIN activity AS a ON a.id = s.activity
             WHERE i.id = $2 AND s.agent = $1"
        ),
        person,
        id
    )
}
