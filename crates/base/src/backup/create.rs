use super::{Contents, FORMAT, MANIFEST, Manifest, NOT_KEPT, at};
use crate::store::backup as store;
use crate::{Base, Conn, Error, Problem, Result};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{BufWriter, Seek, Write};
use std::path::{Path, PathBuf};
use tokio::sync::mpsc;

/// Bytes handed to the writing thread at once.
const PIECE: usize = 256 << 10;

enum Part {
    Table(String, Vec<String>),
    Rows(Vec<u8>, u64),
    End,
}

/// Writes a backup to `path`, which must not exist. It appears there whole or not at all. Memory
/// stays bounded: a table passes through a temporary file beside it.
pub async fn create(base: &Base, path: &Path) -> Result<Manifest> {
    if path.exists() {
        return Err(at(path, Problem::new("base.backup_exists")));
    }
    let mut conn = base.db.snapshot().await?;
    let manifest = Manifest {
        format: FORMAT,
        created: crate::clock::iso(base.clock.now()),
        product: env!("CARGO_PKG_VERSION").to_owned(),
        database: base.db.kind().to_owned(),
        secret: base.seal.fingerprint(),
        migrations: crate::db::applied(&mut conn).await?,
        tables: Vec::new(),
    };
    let (parts, inbox) = mpsc::channel(4);
    let target = path.to_owned();
    let writer = tokio::task::spawn_blocking(move || assemble(&target, inbox, manifest));
    let sent = send_tables(&mut conn, &parts).await;
    drop(parts);
    let ended = conn.end().await;
    // The writer's error is the cause when sending to it failed.
    let manifest = writer.await.map_err(Error::internal)??;
    sent?;
    ended?;
    Ok(manifest)
}

async fn send_tables(conn: &mut Conn, parts: &mpsc::Sender<Part>) -> Result<()> {
    let gone = |_| Error::internal("the backup could not be written");
    for table in crate::db::tables(conn).await? {
        if table == NOT_KEPT {
            continue;
        }
        let columns = crate::db::columns(conn, &table).await?;
        parts.send(Part::Table(table.clone(), columns.clone())).await.map_err(gone)?;
        let (mut lines, mut rows) = (Vec::new(), 0);
        store::each_row(conn, &table, &columns, async |line: String| {
            lines.extend_from_slice(line.as_bytes());
            lines.push(b'\n');
            rows += 1;
            if lines.len() >= PIECE {
                let piece = Part::Rows(std::mem::take(&mut lines), std::mem::take(&mut rows));
                parts.send(piece).await.map_err(gone)?;
            }
            Ok(())
        })
        .await?;
        parts.send(Part::Rows(lines, rows)).await.map_err(gone)?;
    }
    parts.send(Part::End).await.map_err(gone)
}

type Tar = tar::Builder<zstd::Encoder<'static, BufWriter<File>>>;

fn assemble(path: &Path, mut parts: mpsc::Receiver<Part>, mut manifest: Manifest) -> Result<Manifest> {
    let folder = match path.parent() {
        Some(folder) if folder != Path::new("") => folder.to_owned(),
        _ => PathBuf::from("."),
    };
    // A temporary file is readable by its owner only, as a backup should be.
    let whole = tempfile::NamedTempFile::new_in(&folder)?;
    let mut pack = zstd::Encoder::new(BufWriter::new(whole.as_file().try_clone()?), 3)?;
    pack.include_checksum(true)?;
    let mut tar: Tar = tar::Builder::new(pack);
    let mut open: Option<Spool> = None;
    loop {
        match parts.blocking_recv() {
            Some(Part::Rows(lines, rows)) => open.as_mut().ok_or_else(|| Error::internal("rows before a table"))?.add(&lines, rows)?,
            Some(Part::Table(table, columns)) => {
                let next = Spool::new(&folder, table, columns)?;
                if let Some(done) = open.replace(next) {
                    manifest.tables.push(done.append_to(&mut tar)?);
                }
            }
            Some(Part::End) => break,
            None => return Err(Error::internal("the database stopped sending rows")),
        }
    }
    if let Some(done) = open {
        manifest.tables.push(done.append_to(&mut tar)?);
    }
    let json = serde_json::to_vec_pretty(&manifest)?;
    tar.append_data(&mut header(json.len() as u64), MANIFEST, json.as_slice())?;
    let mut file = tar.into_inner()?.finish()?;
    file.flush()?;
    file.get_ref().sync_all()?;
    whole.persist_noclobber(path).map_err(|e| Error::Io(e.error))?;
    File::open(&folder)?.sync_all()?;
    Ok(manifest)
}

/// A table on its way: `tar` must know an entry's size before its bytes.
struct Spool {
    contents: Contents,
    file: BufWriter<File>,
    hash: Sha256,
}

impl Spool {
    fn new(folder: &Path, table: String, columns: Vec<String>) -> Result<Self> {
        let contents = Contents { table, columns, rows: 0, bytes: 0, sha256: String::new() };
        Ok(Spool { contents, file: BufWriter::new(tempfile::tempfile_in(folder)?), hash: Sha256::new() })
    }

    fn add(&mut self, lines: &[u8], rows: u64) -> Result<()> {
        self.contents.rows += rows;
        self.contents.bytes += lines.len() as u64;
        self.hash.update(lines);
        Ok(self.file.write_all(lines)?)
    }

    fn append_to(mut self, tar: &mut Tar) -> Result<Contents> {
        self.contents.sha256 = hex::encode(self.hash.finalize());
        let mut file = self.file.into_inner().map_err(|e| Error::Io(e.into_error()))?;
        file.rewind()?;
        tar.append_data(&mut header(self.contents.bytes), format!("{}.jsonl", self.contents.table), file)?;
        Ok(self.contents)
    }
}

fn header(size: u64) -> tar::Header {
    let mut header = tar::Header::new_gnu();
    header.set_size(size);
    header.set_mode(0o600);
    header
}
