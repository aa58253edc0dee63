//! The first administrator: made on the command line, because nobody can sign in yet.

use base::{Base, Clock, Conn, Error, Problem, Result, Seal, audit};
use people::person::NewPerson;
use people::{Organisation, OrganisationKind, Role, account, organisation, person, role, slip};

/// Who is to be made.
pub(crate) struct Request {
    /// Name.
    pub name: String,
    /// What they type to sign in.
    pub login: String,
    /// Name and code of the region, for a database that has none yet.
    pub region: Option<(String, String)>,
}

/// Makes an administrator of the region and gives the password, to be changed at first sign-in.
pub(crate) async fn create(base: &Base, request: Request) -> Result<String> {
    let password = slip::password()?;
    let hash = account::hash(&password).await?;
    let (clock, seal, login) = (base.clock.clone(), base.seal.clone(), request.login.clone());
    base.db
        .write(move |conn| Box::pin(async move { write(conn, &clock, &seal, request, &hash).await }))
        .await
        .map_err(|e| if e.is_duplicate() { Error::Conflict(Problem::new("cli.login_taken").with("login", login)) } else { e })?;
    Ok(password)
}

async fn write(conn: &mut Conn, clock: &Clock, seal: &Seal, request: Request, hash: &str) -> Result<()> {
    let now = clock.now();
    let region = match (organisation::root(conn).await?, request.region) {
        (Some(region), None) => region,
        (Some(region), Some(_)) => return Err(Error::Conflict(Problem::new("cli.region_exists").with("name", region.name))),
        (None, None) => return Err(Error::Conflict(Problem::new("cli.region_needed"))),
        (None, Some((name, code))) => {
            let region = Organisation::new(OrganisationKind::Region, None, &code, &name);
            organisation::add(conn, now, std::slice::from_ref(&region)).await?;
            region
        }
    };
    let id = base::id::next();
    person::add(conn, now, seal, &[NewPerson { id, name: request.name, ..NewPerson::default() }]).await?;
    account::create(conn, id, &request.login).await?;
    account::issue(conn, id, hash).await?;
    role::assign(conn, id, Role::Administrator, region.id, None, &clock.today().to_string()).await?;
    let detail = serde_json::json!({ "login": request.login, "region": region.name });
    audit::record(conn, clock, audit::Entry { actor: None, action: "admin.create", target: format!("person:{id}"), detail }).await
}
