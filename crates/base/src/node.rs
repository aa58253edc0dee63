//! One running process among those that share a database, and the region's own settings.

use crate::store::node as store;
use crate::{Base, Conn, Error, Result};

/// This process among the others. Its number, which goes into the identifiers it makes, may change.
#[derive(Debug, Clone)]
pub struct Node {
    /// Address, process and 64 random bits: two containers may have the same of the first two.
    name: String,
}

/// Takes a node number for this process's identifiers and checks that the secret key is the one
/// the database was sealed with.
pub async fn join(base: &Base) -> Result<Node> {
    let (now, print) = (base.clock.now(), base.seal.fingerprint());
    let mark = getrandom::u64().map_err(Error::internal)?;
    let node = Node { name: format!("{}:{}:{mark:016x}", base.config.listen, std::process::id()) };
    let name = node.name.clone();
    let number = base
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
    crate::id::set_node(number);
    tracing::info!(number, "joined");
    Ok(node)
}

/// Says that this node still runs; called every minute. A node that was away so long that its number
/// was given to another takes a new one.
pub async fn beat(base: &Base, node: &Node) -> Result<()> {
    let (name, now) = (node.name.clone(), base.clock.now());
    let taken = base
        .db
        .write(move |conn| {
            Box::pin(async move {
                match store::seen(conn, &name, now).await? {
                    true => Ok(None),
                    false => store::claim(conn, &name, now).await.map(Some),
                }
            })
        })
        .await?;
    if let Some(number) = taken {
        tracing::warn!(number, "this node was taken for dead; it has a new number");
        crate::id::set_node(number);
    }
    Ok(())
}

/// Gives the node's number back when the process ends in order.
pub async fn leave(base: &Base, node: Node) -> Result<()> {
    base.db.write(move |conn| Box::pin(async move { store::remove(conn, &node.name).await })).await
}

/// A setting of the region.
pub async fn setting(conn: &mut Conn, name: &str) -> Result<Option<String>> {
    store::setting(conn, name).await
}

/// Changes a setting of the region.
pub async fn set_setting(conn: &mut Conn, name: &str, value: &str) -> Result<()> {
    store::set(conn, name, value).await
}
