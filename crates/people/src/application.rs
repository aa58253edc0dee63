//! Programs of other makers: what they may do here, and the key and secret by which they are known.
//!
//! A secret is 256 random bits, so a fast digest keeps it as well as a slow one would a password
//! (`docs/decisions/0014-application-credentials.md`); the digest is an HMAC under the region's key. It is read at
//! every request: one indexed row, so that what is revoked at one node is refused by all.

use crate::store::application as store;
use base::{Base, Conn, Error, Millis, Problem, Result, audit};
use serde_json::json;
use std::fmt;
use subtle::ConstantTimeEq;

/// How long a secret still opens after another was made: time to put the new one in place.
pub const GRACE: Millis = 7 * 24 * 3_600_000;
/// `last_used` is right to this; so most requests write nothing.
const COARSE: Millis = 3_600_000;
/// Characters of a name at the most.
const LONGEST_NAME: usize = 100;

/// What an application may do: the scopes of the xAPI specification (1.0.3 part 3 §4.2, table of OAuth scopes).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Grant {
    /// `statements/write`: store any statement.
    WriteStatements,
    /// `statements/read/mine`: read statements it stored itself.
    ReadOwnStatements,
    /// `statements/read`: read any statement.
    ReadStatements,
    /// `state`: read and write state documents.
    State,
    /// `define`: statements it stores may change what is known of activities and agents.
    Define,
    /// `profile`: read and write profile documents of activities and agents.
    Profile,
    /// `all/read`: read everything.
    ReadAll,
    /// `all`: everything.
    All,
}

impl Grant {
    /// All of them, narrow before wide.
    pub const ALL: [Grant; 8] = [
        Grant::WriteStatements,
        Grant::ReadOwnStatements,
        Grant::ReadStatements,
        Grant::State,
        Grant::Define,
        Grant::Profile,
        Grant::ReadAll,
        Grant::All,
    ];

    /// The specification's word.
    pub fn code(self) -> &'static str {
        match self {
            Grant::WriteStatements => "statements/write",
            Grant::ReadOwnStatements => "statements/read/mine",
            Grant::ReadStatements => "statements/read",
            Grant::State => "state",
            Grant::Define => "define",
            Grant::Profile => "profile",
            Grant::ReadAll => "all/read",
            Grant::All => "all",
        }
    }

    /// The scope of the specification's word.
    pub fn of(code: &str) -> Option<Grant> {
        Grant::ALL.into_iter().find(|g| g.code() == code)
    }
}

/// What applications are let into, and what for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Area {
    /// Statements.
    Statements,
    /// What is known of activities and agents.
    Definitions,
    /// State documents.
    State,
    /// Profile documents.
    Profiles,
}

/// The scopes of one application.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Grants(Vec<Grant>);

impl Grants {
    /// These scopes, each once.
    pub fn new(grants: impl IntoIterator<Item = Grant>) -> Grants {
        let mut grants: Vec<Grant> = grants.into_iter().collect();
        grants.sort();
        grants.dedup();
        Grants(grants)
    }

    /// From the specification's words, parted by spaces; [`Error::Invalid`] names those it does not know.
    pub fn read(words: &str) -> Result<Grants> {
        let unknown: Vec<&str> = words.split_whitespace().filter(|w| Grant::of(w).is_none()).collect();
        if unknown.is_empty() {
            return Ok(Grants::new(words.split_whitespace().filter_map(Grant::of)));
        }
        Err(Error::Invalid(unknown.into_iter().map(|word| Problem::new("applications.unknown_scope").with("scope", word)).collect()))
    }

    /// The scopes, narrow before wide.
    pub fn list(&self) -> &[Grant] {
        &self.0
    }

    fn has(&self, any: &[Grant]) -> bool {
        any.iter().any(|g| self.0.contains(g))
    }

    /// Whether they let in: the one table of what each scope opens.
    pub fn allow(&self, area: Area, reads: bool) -> bool {
        use Grant::{All, Define, Profile, ReadAll, ReadOwnStatements, ReadStatements, State, WriteStatements};
        self.has(match (area, reads) {
            (Area::Statements, true) => &[ReadOwnStatements, ReadStatements, ReadAll, All],
            (Area::Statements, false) => &[WriteStatements, All],
            (Area::Definitions, true) => &[ReadStatements, Define, Profile, ReadAll, All],
            (Area::Definitions, false) => &[Define, All],
            (Area::State, true) => &[State, ReadAll, All],
            (Area::State, false) => &[State, All],
            (Area::Profiles, true) => &[Profile, ReadAll, All],
            (Area::Profiles, false) => &[Profile, All],
        })
    }

    /// Whether of all statements only the application's own may be read.
    pub fn only_own_statements(&self) -> bool {
        !self.has(&[Grant::ReadStatements, Grant::ReadAll, Grant::All])
    }

    /// Whether statements it stores may change what is known of activities.
    pub fn may_define(&self) -> bool {
        self.has(&[Grant::Define, Grant::All])
    }
}

impl fmt::Display for Grants {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.iter().map(|g| g.code()).collect::<Vec<_>>().join(" "))
    }
}

/// An application that has shown its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Application {
    /// Identifier.
    pub id: i64,
    /// Name, as its administrator wrote it.
    pub name: String,
    /// What it signs in with; no secret.
    pub key: String,
    /// What it may do.
    pub grants: Grants,
}

/// An application as an administrator sees it.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Listed {
    /// Identifier.
    pub id: i64,
    /// Name.
    pub name: String,
    /// What it signs in with.
    pub key: String,
    /// Its scopes, parted by spaces.
    pub grants: String,
    /// When it was made.
    pub created: Millis,
    /// Name of who made it; `None` when made on the command line.
    pub created_by: Option<String>,
    /// Until when the secret before the present one opens.
    pub former_until: Option<Millis>,
    /// When it last came, right to the hour.
    pub last_used: Option<Millis>,
    /// When it was revoked.
    pub revoked: Option<Millis>,
}

/// An application and its secret, which is told this once.
#[derive(Debug, Clone)]
pub struct Issued {
    /// Name.
    pub name: String,
    /// What it signs in with.
    pub key: String,
    /// The secret: 64 hexadecimal digits.
    pub secret: String,
}

/// Makes an application; `by` is the administrator, `None` on the command line. [`Error::Invalid`] without a name or scopes.
pub async fn create(base: &Base, by: Option<i64>, name: &str, grants: Grants) -> Result<Issued> {
    let name = name.trim().to_owned();
    let mut problems = Vec::new();
    if name.is_empty() || name.chars().count() > LONGEST_NAME {
        problems.push(Problem::new("applications.name_length").with("n", LONGEST_NAME));
    }
    if grants.list().is_empty() {
        problems.push(Problem::new("applications.scope_missing"));
    }
    if !problems.is_empty() {
        return Err(Error::Invalid(problems));
    }
    let (secret, application) = (random(32)?, Application { id: base::id::next(), name, key: random(10)?, grants });
    let issued = Issued { name: application.name.clone(), key: application.key.clone(), secret };
    let (digest, clock) = (digest(base, &issued.secret), base.clock.clone());
    base.db
        .write(move |conn| {
            Box::pin(async move {
                store::insert(conn, &application, &digest, by, clock.now()).await?;
                let detail = json!({ "name": application.name, "key": application.key, "scopes": application.grants.to_string() });
                audit::record(conn, &clock, entry(by, "application.create", application.id, detail)).await
            })
        })
        .await?;
    Ok(issued)
}

/// Gives an application a new secret; the present one opens for [`GRACE`] more.
pub async fn rotate(base: &Base, by: i64, id: i64) -> Result<Issued> {
    let secret = random(32)?;
    let (digest, clock) = (digest(base, &secret), base.clock.clone());
    let listed = base
        .db
        .write(move |conn| {
            Box::pin(async move {
                let listed = store::get(conn, id).await?.ok_or(Error::NotFound)?;
                if store::rotate(conn, id, &digest, clock.now() + GRACE).await? == 0 {
                    return Err(Error::Conflict(Problem::new("applications.is_revoked").with("name", &listed.name)));
                }
                let detail = json!({ "key": listed.key, "former_until": base::clock::iso(clock.now() + GRACE) });
                audit::record(conn, &clock, entry(Some(by), "application.rotate", id, detail)).await?;
                Ok(listed)
            })
        })
        .await?;
    Ok(Issued { name: listed.name, key: listed.key, secret })
}

/// Shuts an application out, from its next request on, at every node.
pub async fn revoke(base: &Base, by: i64, id: i64) -> Result<()> {
    let clock = base.clock.clone();
    base.db
        .write(move |conn| {
            Box::pin(async move {
                let listed = store::get(conn, id).await?.ok_or(Error::NotFound)?;
                if store::revoke(conn, id, clock.now()).await? == 0 {
                    return Ok(());
                }
                audit::record(conn, &clock, entry(Some(by), "application.revoke", id, json!({ "key": listed.key }))).await
            })
        })
        .await
}

/// All applications, newest first.
pub async fn list(conn: &mut Conn) -> Result<Vec<Listed>> {
    store::all(conn).await
}

/// One application; [`Error::NotFound`] when there is none.
pub async fn get(conn: &mut Conn, id: i64) -> Result<Listed> {
    store::get(conn, id).await?.ok_or(Error::NotFound)
}

/// The application of a key and its secret; [`Error::Unauthorized`] when they do not fit or it was revoked.
pub async fn verify(base: &Base, key: &str, secret: &str) -> Result<Application> {
    let now = base.clock.now();
    let kept = store::by_key(&mut base.db.read().await?, key).await?.ok_or(Error::Unauthorized)?;
    let given = digest(base, secret);
    let former = kept.former.as_deref().filter(|_| kept.former_until.is_some_and(|until| now < until));
    if !same(&kept.secret, &given) && !former.is_some_and(|former| same(former, &given)) {
        return Err(Error::Unauthorized);
    }
    if kept.last_used.is_none_or(|at| at + COARSE < now) {
        base.db.write(move |conn| Box::pin(store::used(conn, kept.id, now))).await?;
    }
    Ok(Application { id: kept.id, name: kept.name, key: key.to_owned(), grants: Grants::read(&kept.grants)? })
}

fn entry(actor: Option<i64>, action: &'static str, id: i64, detail: serde_json::Value) -> audit::Entry<'static> {
    audit::Entry { actor, action, target: format!("application:{id}"), detail }
}

fn digest(base: &Base, secret: &str) -> String {
    base.seal.index("application secret", secret)
}

fn same(a: &str, b: &str) -> bool {
    a.as_bytes().ct_eq(b.as_bytes()).into()
}

/// Random bytes as hexadecimal digits.
fn random(bytes: usize) -> Result<String> {
    let mut random = vec![0; bytes];
    getrandom::fill(&mut random).map_err(Error::internal)?;
    Ok(hex::encode(random))
}
