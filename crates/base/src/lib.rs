//! The ground floor: what every capability stands on and none should build again.
//!
//! Exports identifiers, time, errors, configuration, the database (SQLite or PostgreSQL behind one
//! type), background jobs, blobs, the audit log, encryption at rest, backups, the message
//! catalogue, and readers for hostile uploads (Excel, CSV, zip). It knows nothing of schools.

pub mod archive;
pub mod audit;
pub mod backup;
pub mod blob;
pub mod clock;
pub mod config;
pub mod db;
pub mod error;
pub mod id;
pub mod job;
pub mod message;
pub mod node;
pub mod seal;
pub mod sheet;
mod store;
#[cfg(feature = "testing")]
pub mod testing;

pub use clock::{Clock, Date, Millis};
pub use config::Config;
pub use db::{Conn, Db, Migration};
pub use error::{Error, Place, Problem, Result};
pub use message::Lang;
pub use seal::Seal;
pub use store::MIGRATIONS;

// The query macros name this crate, so that a store needs no sqlx of its own in scope.
#[doc(hidden)]
pub use sqlx;

/// What every service function needs: the database, the time, the keys and the settings.
#[derive(Clone)]
pub struct Base {
    /// The database, shared by all tasks.
    pub db: Db,
    /// The time; tests set their own.
    pub clock: Clock,
    /// Keys for sealed columns and blind indexes.
    pub seal: Seal,
    /// Settings as read at start.
    pub config: std::sync::Arc<Config>,
}
