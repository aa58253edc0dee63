//! Many statements, by the way that a server's requests go, without the requests.

use super::sample::Sample;
use anyhow::{Result, anyhow};
use base::{Base, Millis};
use records::xapi::Prepared;
use records::{Source, Version};
use std::time::Instant;
use tokio::sync::mpsc;

/// Statements of one transaction.
const CHUNK: u64 = 2_000;

/// What filling came to.
pub struct Filled {
    /// Statements a second.
    pub rate: f64,
    /// An instant before which half of them were stored.
    pub since: Millis,
}

/// Stores statements of the series up to this number.
pub async fn up_to(base: &Base, sample: Sample, count: u64) -> Result<Filled> {
    let (sender, mut chunks) = mpsc::channel(2);
    let parsing = tokio::task::spawn_blocking(move || -> Result<()> {
        for start in (0..count).step_by(CHUNK as usize) {
            let text = sample.array(start..count.min(start + CHUNK));
            let prepared = Prepared::parse(Version::V2, &text).map_err(|fault| anyhow!("{fault:?}"))?;
            if sender.blocking_send(prepared).is_err() {
                break;
            }
        }
        Ok(())
    });
    let (began, mut stored, mut since) = (Instant::now(), 0, base.clock.now());
    while let Some(chunk) = chunks.recv().await {
        if stored < count / 2 {
            since = base.clock.now();
        }
        stored += chunk.len() as u64;
        let (now, source) = (base.clock.now(), Source { home: base.config.public_url(), authority: None, defines: false });
        base.db.write(move |conn| Box::pin(async move { records::append(conn, &source, now, chunk).await })).await?;
    }
    parsing.await??;
    Ok(Filled { rate: stored as f64 / began.elapsed().as_secs_f64(), since })
}
