//! What is known of activities and agents, from all statements together.

use crate::activity;
use crate::store::known as store;
use base::{Conn, Result};

/// The canonical definition of an activity as JSON; `None` when nothing was told of it. `home` is the public address.
pub async fn definition(conn: &mut Conn, home: &str, iri: &str) -> Result<Option<String>> {
    store::definition(conn, activity::path_of(iri, home)).await
}

/// All identifiers ([`crate::xapi::Actor::ifi`]) of whoever has this one, itself included, even where it is not known.
pub async fn identifiers(conn: &mut Conn, ifi: &str) -> Result<Vec<String>> {
    let mut found = store::identifiers(conn, ifi).await?;
    if !found.iter().any(|f| f == ifi) {
        found.push(ifi.to_owned());
    }
    Ok(found)
}
