//! One export at a time: a lock that ends with the process that holds it, however it ends.

use crate::store::turn as store;
use base::{Base, Conn, Error, Problem, Result};
use std::fs::{File, TryLockError};

/// The right to export.
pub(super) enum Turn {
    /// SQLite: a locked file in the data directory.
    File(File),
    /// PostgreSQL: a connection that holds a lock all nodes know.
    Connection(Box<Conn>),
}

impl Turn {
    /// [`Error::Conflict`] while another export is under way.
    pub async fn take(base: &Base) -> Result<Turn> {
        let mut conn = base.db.read().await?;
        let busy = || Error::Conflict(Problem::new("open.export_under_way"));
        if !conn.is_sqlite() {
            return if store::lock(&mut conn).await? { Ok(Turn::Connection(Box::new(conn))) } else { Err(busy()) };
        }
        let file = File::create(base.config.data_dir.join("lake.lock"))?;
        match file.try_lock() {
            Ok(()) => Ok(Turn::File(file)),
            Err(TryLockError::WouldBlock) => Err(busy()),
            Err(TryLockError::Error(e)) => Err(e.into()),
        }
    }

    /// Lets the next one in.
    pub async fn end(self) -> Result<()> {
        match self {
            Turn::File(file) => Ok(file.unlock()?),
            Turn::Connection(mut conn) => store::unlock(&mut conn).await,
        }
    }
}
