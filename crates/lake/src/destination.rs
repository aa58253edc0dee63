//! Where a lake lies: a folder, or a bucket of S3-compatible storage.

use base::{Error, Problem, Result};
use bytes::Bytes;
use futures::TryStreamExt;
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{MultipartUpload, ObjectStore, ObjectStoreExt, PutPayload};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::sync::Arc;

/// Bytes sent at a time; S3 wants 5 MiB or more for all but the last piece.
const PIECE: usize = 8 << 20;

/// A folder, or a bucket and the path below which everything is.
#[derive(Debug, Clone)]
pub struct Destination {
    store: Arc<dyn ObjectStore>,
    below: Path,
    address: String,
}

impl Destination {
    /// `s3://BUCKET/PATH`, or a folder, made when missing.
    ///
    /// Keys, region and endpoint of the storage come from the usual variables: `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`,
    /// `AWS_REGION`, `AWS_ENDPOINT_URL`, and `AWS_ALLOW_HTTP=true` for an endpoint without TLS.
    pub fn open(address: &str) -> Result<Destination> {
        let Some(rest) = address.strip_prefix("s3://") else { return Destination::folder(address) };
        let (bucket, below) = rest.split_once('/').unwrap_or((rest, ""));
        if bucket.is_empty() {
            return Err(Problem::new("open.no_bucket").with("address", address).into());
        }
        // A second call finds the first one's choice: it is the same.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let store = AmazonS3Builder::from_env().with_bucket_name(bucket).build().map_err(|e| unusable(address, &e))?;
        let below = Path::parse(below).map_err(|e| unusable(address, &e))?;
        Ok(Destination { store: Arc::new(store), below, address: address.to_owned() })
    }

    fn folder(address: &str) -> Result<Destination> {
        std::fs::create_dir_all(address)?;
        // A file is on disk before the manifest that names it.
        let store = LocalFileSystem::new_with_prefix(address).map_err(|e| unusable(address, &e))?.with_fsync(true);
        Ok(Destination { store: Arc::new(store), below: Path::default(), address: address.to_owned() })
    }

    /// The part of it below a folder's name.
    pub fn within(&self, name: &str) -> Destination {
        Destination { store: self.store.clone(), below: self.below.clone().join(name), address: format!("{}/{name}", self.address) }
    }

    /// As it was given.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Names are made by this crate, of characters that a path may hold.
    fn path(&self, name: &str) -> Path {
        name.split('/').fold(self.below.clone(), |path, part| path.join(part))
    }

    /// A file's bytes; `None` when there is none.
    pub async fn read(&self, name: &str) -> Result<Option<Bytes>> {
        match self.store.get(&self.path(name)).await {
            Ok(found) => Ok(Some(found.bytes().await.map_err(|e| unusable(&self.address, &e))?)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(e) => Err(unusable(&self.address, &e)),
        }
    }

    /// Writes a small file at once: a reader sees the old one or the new one.
    pub(crate) async fn write(&self, name: &str, bytes: Vec<u8>) -> Result<()> {
        self.store.put(&self.path(name), PutPayload::from(bytes)).await.map_err(|e| unusable(&self.address, &e))?;
        Ok(())
    }

    /// Sends a local file, piece by piece; gives its size in bytes. Nobody sees it before it is whole.
    pub(crate) async fn upload(&self, name: &str, mut file: File) -> Result<u64> {
        file.seek(SeekFrom::Start(0))?;
        let mut upload = self.store.put_multipart(&self.path(name)).await.map_err(|e| unusable(&self.address, &e))?;
        match self.send(&mut *upload, &mut file).await {
            Ok(size) => Ok(size),
            Err(error) => {
                if let Err(e) = upload.abort().await {
                    tracing::warn!("{}/{name}: pieces of a broken upload may be left: {e}", self.address);
                }
                Err(error)
            }
        }
    }

    async fn send(&self, upload: &mut dyn MultipartUpload, file: &mut File) -> Result<u64> {
        let mut size = 0;
        loop {
            let mut piece = Vec::with_capacity(PIECE);
            file.by_ref().take(PIECE as u64).read_to_end(&mut piece)?;
            if piece.is_empty() {
                break;
            }
            size += piece.len() as u64;
            upload.put_part(PutPayload::from(piece)).await.map_err(|e| unusable(&self.address, &e))?;
        }
        upload.complete().await.map_err(|e| unusable(&self.address, &e))?;
        Ok(size)
    }

    pub(crate) async fn remove(&self, name: &str) -> Result<()> {
        match self.store.delete(&self.path(name)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(e) => Err(unusable(&self.address, &e)),
        }
    }

    /// The names of all files.
    pub async fn list(&self) -> Result<Vec<String>> {
        let below = self.below.clone();
        let found: Vec<_> = self.store.list(Some(&below)).try_collect().await.map_err(|e| unusable(&self.address, &e))?;
        Ok(found
            .iter()
            .filter_map(|f| Some(f.location.prefix_match(&below)?.map(|p| p.as_ref().to_owned()).collect::<Vec<_>>().join("/")))
            .collect())
    }
}

fn unusable(address: &str, cause: &dyn std::error::Error) -> Error {
    Error::internal(format!("{address}: {cause}"))
}
