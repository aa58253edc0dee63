//! One running process among those that share a database, and the region's own settings.

use crate::store::node as store;
use crate::{Base, Conn, Error, Result};

/// Takes a node number for this process's identifiers and checks that the secret key is the one
/// the database was sealed with.
pub async fn join(base: &Base) -> Result<i64> {
    let (now, print) = (base.clock.now(), base.seal.fingerprint());
    let name = format!("{}:{}", base.config.listen, std::process::id());
    let id = base
        .db
        .write(move |conn| {
            Box::pin(async move {
                match store::setting(conn, "secret_fingerprint").await? {
                    None => store::set(conn, "secret_fingerprint", &print).await?,
                    Some(known) if known == print => {}
                    Some(_) => {
                        return Err(Error::internal(
                            "the secret key is not the one this database was made with; restore secret.key or set SHUREN_SECRET_KEY",
                        ));
                    }
                }
                store::claim(conn, &name, now).await
            })
        })
        .await?;
    crate::id::set_node(id);
    Ok(id)
}

/// Says that this node still runs; called every minute.
pub async fn beat(base: &Base, id: i64) -> Result<()> {
    let now = base.clock.now();
    base.db.write(move |conn| Box::pin(async move { store::seen(conn, id, now).await })).await
}

/// Gives the node's number back when the process ends in order.
pub async fn leave(base: &Base, id: i64) -> Result<()> {
    base.db.write(move |conn| Box::pin(async move { store::remove(conn, id).await })).await
}

/// A setting of the region.
pub async fn setting(conn: &mut Conn, name: &str) -> Result<Option<String>> {
    store::setting(conn, name).await
}

/// Changes a setting of the region.
pub async fn set_setting(conn: &mut Conn, name: &str, value: &str) -> Result<()> {
    store::set(conn, name, value).await
}
