use super::verify::{open, table_of};
use super::{Contents, MANIFEST, Manifest, NOT_KEPT, at, verify};
use crate::store::backup as store;
use crate::{Base, Conn, Error, Migration, Problem, Result};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use tokio::sync::mpsc;

/// Size of the one parameter that carries rows (bytes), and the rows in it at the most.
const PIECE: usize = 4 << 20;
const ROWS: usize = 5_000;

/// Loads a backup into a database that no server has used: one without a schema (it is then brought
/// to the backup's schema first, and afterwards up to date), or one of just the backup's schema. What
/// the schema's steps wrote themselves gives way to the backup's rows.
///
/// Every hash is checked before the first row is written; all rows are written in one transaction,
/// or none. [`Error::Invalid`] when the backup is damaged, newer than this program, sealed with
/// another key, or the database was used.
pub async fn restore(base: &Base, migrations: &[&[Migration]], path: &Path) -> Result<Manifest> {
    let manifest = verify(path).await?;
    if manifest.secret != base.seal.fingerprint() {
        return Err(at(path, Problem::new("base.backup_other_key")));
    }
    let known: Vec<i64> = migrations.iter().flat_map(|set| set.iter().map(|m| m.version)).collect();
    if !manifest.migrations.iter().all(|v| known.contains(v)) {
        return Err(at(path, Problem::new("base.backup_newer").with("version", &manifest.product)));
    }
    let applied = crate::db::applied(&mut base.db.read().await?).await?;
    if applied.is_empty() {
        base.db.migrate_to(migrations, &manifest.migrations).await?;
    } else if applied != manifest.migrations {
        return Err(at(path, Problem::new("base.backup_other_schema").with("version", &manifest.product)));
    }
    let (wanted, file) = (manifest.clone(), path.to_owned());
    base.db.write(move |conn| Box::pin(async move { load(conn, &file, &wanted).await })).await?;
    base.db.migrate(migrations).await?;
    Ok(manifest)
}

async fn load(conn: &mut Conn, path: &Path, manifest: &Manifest) -> Result<()> {
    let tables: Vec<String> = crate::db::tables(conn).await?.into_iter().filter(|t| t != NOT_KEPT).collect();
    // Whoever writes to a database has joined it first and left the key's fingerprint among the settings.
    if store::count(conn, "setting").await? > 0 {
        return Err(at(path, Problem::new("base.backup_not_empty")));
    }
    store::defer_foreign_keys(conn, true).await?;
    for table in &tables {
        // Only where there are rows: the audit log refuses even to delete none.
        if store::count(conn, table).await? > 0 {
            store::clear(conn, table).await?;
        }
    }
    let (pieces, mut inbox) = mpsc::channel(2);
    let source = path.to_owned();
    let reader = tokio::task::spawn_blocking(move || send_rows(&source, &pieces));
    while let Some((table, rows)) = inbox.recv().await {
        let Some(contents) = manifest.tables.iter().find(|t| t.table == table && tables.contains(&table)) else {
            return Err(at(path, Problem::new("base.backup_tables").with("names", table)));
        };
        store::insert(conn, &table, &contents.columns, &rows).await?;
    }
    reader.await.map_err(Error::internal)??;
    for Contents { table, rows, .. } in &manifest.tables {
        if store::count(conn, table).await? as u64 != *rows {
            return Err(at(path, Problem::new("base.backup_tables").with("names", table)));
        }
    }
    if let Some(table) = store::broken_reference(conn).await? {
        return Err(at(path, Problem::new("base.backup_tables").with("names", table)));
    }
    store::defer_foreign_keys(conn, false).await
}

/// Rows of a table, as a JSON list.
type Piece = (String, String);

fn send_rows(path: &Path, pieces: &mpsc::Sender<Piece>) -> Result<()> {
    let gone = |_| Error::Cancelled;
    for entry in open(path)?.entries()? {
        let entry = entry?;
        let name: PathBuf = entry.path()?.into_owned();
        let Some(table) = table_of(&name) else {
            debug_assert_eq!(name, Path::new(MANIFEST));
            continue;
        };
        let (mut list, mut rows) = (String::from("["), 0);
        for line in BufReader::with_capacity(256 << 10, entry).lines() {
            if rows > 0 {
                list.push(',');
            }
            list.push_str(&line?);
            rows += 1;
            if rows == ROWS || list.len() >= PIECE {
                list.push(']');
                pieces.blocking_send((table.clone(), std::mem::replace(&mut list, "[".into()))).map_err(gone)?;
                rows = 0;
            }
        }
        if rows > 0 {
            list.push(']');
            pieces.blocking_send((table, list)).map_err(gone)?;
        }
    }
    Ok(())
}
