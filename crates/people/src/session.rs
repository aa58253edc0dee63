//! Sessions: a random token in the browser's cookie, its SHA-256 in the database.

use crate::permission::Ask;
use crate::store::session as store;
use base::db::Together;
use base::{Base, Conn, Error, Millis, Result};
use futures::future::BoxFuture;
use std::collections::HashMap;
use std::sync::Arc;

/// `last_seen` is written at most this often (milliseconds), so that reading a page writes nothing.
const SEEN_EVERY: Millis = 5 * 60_000;

/// A session with what every request needs to know of its person: one query.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Session {
    /// Whose it is.
    pub person: i64,
    /// Their name.
    pub name: String,
    /// When it was last written as seen.
    pub last_seen: Millis,
    /// When it ends.
    pub expires: Millis,
    /// Whether a second factor was given.
    pub second_factor: bool,
    /// Whether the password was issued and must be changed first.
    pub must_change: bool,
    /// Whether the account has a second factor that was set up and confirmed.
    pub totp_confirmed: bool,
    /// Codes of the roles held today, comma-separated; `guardian` when they have a child here.
    pub roles: Option<String>,
}

impl Session {
    /// The roles held today.
    pub fn roles(&self) -> Vec<crate::Role> {
        let mut roles: Vec<_> = self.roles.iter().flat_map(|r| r.split(',')).filter_map(crate::Role::of).collect();
        roles.sort_unstable();
        roles.dedup();
        roles
    }

    /// Whether a second factor was not given yet that a role of theirs asks for, or that they have set up.
    pub fn wants_second_factor(&self) -> bool {
        self.owes_code() || !self.second_factor && self.roles().iter().any(|r| r.needs_second_factor())
    }

    /// Whether the account has a second factor that was not given yet: until it is, a password alone must not
    /// change anything, the password itself included.
    pub fn owes_code(&self) -> bool {
        self.totp_confirmed && !self.second_factor
    }
}

/// A session in its owner's list.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Listed {
    /// SHA-256 of the token: names the session, opens nothing.
    pub token_hash: String,
    /// When it began.
    pub created: Millis,
    /// When it was last used, to five minutes.
    pub last_seen: Millis,
    /// Address it began from.
    pub address: String,
    /// Browser it began in.
    pub agent: String,
}

/// Digest under which a token is stored.
pub fn token_hash(token: &str) -> String {
    base::seal::sha256(token)
}

/// Begins a session and gives its token: 256 random bits, hexadecimal.
pub async fn begin(base: &Base, person: i64, address: &str, agent: &str) -> Result<String> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(Error::internal)?;
    let token = hex::encode(bytes);
    let (hash, now) = (token_hash(&token), base.clock.now());
    let expires = now + Millis::from(base.config.session_hours) * 3_600_000;
    let (address, agent) = (shortened(address), shortened(agent));
    base.db.write(move |conn| Box::pin(async move { store::insert(conn, &hash, person, now, expires, &address, &agent).await })).await?;
    Ok(token)
}

fn shortened(text: &str) -> String {
    text.chars().take(200).collect()
}

/// The session of a token; [`Error::Unauthorized`] when there is none or it has ended. Moves its end.
pub async fn of_token(base: &Base, token: &str) -> Result<Session> {
    Ok(admit(base, token, Ask::Nothing).await?.0)
}

/// A request that asks to be let in.
#[derive(Debug, Clone)]
pub(crate) struct Admission {
    pub hash: String,
    pub now: Millis,
    pub today: String,
    pub ask: Ask,
}

impl Together for Admission {
    /// `None` when there is no session, or it has ended.
    type Outcome = Option<(Session, bool)>;

    const READS: bool = true;

    fn together(conn: &mut Conn, items: Arc<[Admission]>) -> BoxFuture<'_, Result<Vec<Result<Self::Outcome>>>> {
        Box::pin(async move {
            let mut kinds: HashMap<(Ask, &str), Vec<(usize, &Admission)>> = HashMap::new();
            for (place, item) in items.iter().enumerate() {
                kinds.entry((item.ask.kind(), &item.today)).or_default().push((place, item));
            }
            let mut outcomes: Vec<_> = items.iter().map(|_| Ok(None)).collect();
            for asked in kinds.values() {
                for (place, session, allowed) in store::admit(conn, asked).await? {
                    outcomes[place] = Ok(Some((session, allowed)));
                }
            }
            Ok(outcomes)
        })
    }
}

/// The session of a token, and whether its person may do what the request asks for: one query for what every request
/// needs, shared by those that come at the same moment. [`Error::Unauthorized`] when there is no session or it has ended. Moves its end.
pub async fn admit(base: &Base, token: &str, ask: Ask) -> Result<(Session, bool)> {
    if token.len() != 64 {
        return Err(Error::Unauthorized);
    }
    let (now, today, hash) = (base.clock.now(), base.clock.today().to_string(), token_hash(token));
    let admission = Admission { hash: hash.clone(), now, today, ask };
    let (session, allowed) = base.db.gather(admission).await?.ok_or(Error::Unauthorized)?;
    if now - session.last_seen > SEEN_EVERY {
        let expires = now + Millis::from(base.config.session_hours) * 3_600_000;
        let db = base.db.clone();
        // Not waited for: behind a long import, the one writer of SQLite would keep the page waiting.
        tokio::spawn(async move {
            if let Err(error) = db.write(move |conn| Box::pin(async move { store::touch(conn, &hash, now, expires).await })).await {
                tracing::warn!("a session's end was not moved: {error}");
            }
        });
    }
    Ok((session, allowed))
}

/// Notes that the second factor was given.
pub async fn passed_second_factor(base: &Base, token: &str) -> Result<()> {
    let hash = token_hash(token);
    base.db.write(move |conn| Box::pin(async move { store::second_factor(conn, &hash).await })).await
}

/// A person's open sessions, latest first.
pub async fn of_person(conn: &mut Conn, person: i64, now: Millis) -> Result<Vec<Listed>> {
    store::of_person(conn, person, now).await
}

/// Ends one of a person's own sessions.
pub async fn end(conn: &mut Conn, person: i64, token_hash: &str) -> Result<()> {
    store::delete(conn, person, token_hash).await
}

/// Ends all sessions of a person, but for one.
pub async fn end_all(conn: &mut Conn, person: i64, keep: Option<&str>) -> Result<()> {
    store::delete_others(conn, person, keep.unwrap_or_default()).await
}

/// Removes sessions that have ended; called now and then.
pub async fn sweep(conn: &mut Conn, now: Millis) -> Result<u64> {
    store::sweep(conn, now).await
}
