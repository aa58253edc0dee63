//! The nightly job: draw, calibrate, put in force, read everybody anew.

use super::fit::{Calibrated, calibrate};
use super::sample;
use crate::policy;
use crate::store::calibration::{self as store, Row};
use base::job::{self, Context};
use base::{Base, Conn, Error, Result, clock};
use content::Subject;
use serde_json::{Value, json};

/// Kind of the nightly job.
pub const JOB: &str = "calibrate.region";

/// What a calibration made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Made {
    /// Subjects with answers.
    pub subjects: usize,
    /// Items with parameters of their own.
    pub items: usize,
    /// Learners whose state was made anew.
    pub learners: usize,
}

/// Asks for the night's job, once a day and region whichever node comes first, from [`policy::NIGHT_HOUR`] on. True when this
/// call began it. To be called every minute or so.
pub async fn nightly(base: &Base) -> Result<bool> {
    let (now, today) = (base.clock.now(), base.clock.today());
    if now - clock::start_of(today) < policy::NIGHT_HOUR * 3_600_000 {
        return Ok(false);
    }
    let day = today.to_string();
    let mut conn = base.db.read().await?;
    if store::run_of(&mut conn, &day).await?.is_some() || store::learners(&mut conn).await? == 0 {
        return Ok(false);
    }
    drop(conn);
    base.db
        .write(move |conn| {
            Box::pin(async move {
                if !store::begin(conn, &day, now).await? {
                    return Ok(false);
                }
                let job = job::enqueue(conn, now, JOB, None, &json!({ "day": day })).await?;
                store::entrust(conn, &day, job).await?;
                Ok(true)
            })
        })
        .await
}

/// Runs the job. Run again from the start, it calibrates again.
pub async fn run(context: Context) -> Result<Value> {
    let day = context.args["day"].as_str().ok_or_else(|| Error::internal("no day is named"))?.to_owned();
    let base = context.base.clone();
    let made = work(&base, Some(&context)).await?;
    let now = base.clock.now();
    let result = json!({ "subjects": made.subjects, "items": made.items, "learners": made.learners });
    base.db
        .write(move |conn| {
            Box::pin(async move {
                store::done(conn, &day, now).await?;
                context.finish(conn, &result).await?;
                Ok(result)
            })
        })
        .await
}

/// Calibrates at once, without the tracing model beside, and counts it as this day's work: for a region that has just been filled.
pub async fn make(base: &Base) -> Result<Made> {
    let (now, day) = (base.clock.now(), base.clock.today().to_string());
    base.db.write(move |conn| Box::pin(async move { store::begin(conn, &day, now).await })).await?;
    let made = work(base, None).await?;
    let day = base.clock.today().to_string();
    base.db.write(move |conn| Box::pin(async move { store::done(conn, &day, now).await })).await?;
    Ok(made)
}

async fn work(base: &Base, job: Option<&Context>) -> Result<Made> {
    let (samples, share) = sample::draw(base, job).await?;
    let tracing = job.is_some();
    let mut found = Vec::new();
    for (subject, sample) in samples {
        // Seconds of reckoning on all processors: not on a thread that answers people.
        let one = tokio::task::spawn_blocking(move || calibrate(&sample, share, tracing)).await.map_err(Error::internal)?;
        found.push((subject, one));
        if let Some(job) = job {
            job.progress(found.len() as i64, 0, "").await?;
        }
    }
    let mut made = Made { subjects: found.len(), ..Made::default() };
    made.items = found.iter().map(|(_, c)| c.protocol.items).sum();
    let now = base.clock.now();
    base.db.write(move |conn| Box::pin(async move { put_in_force(conn, now, &found).await })).await?;
    made.learners = crate::state::rebuild_all(base, job).await?;
    Ok(made)
}

async fn put_in_force(conn: &mut Conn, now: i64, found: &[(Subject, Calibrated)]) -> Result<()> {
    for (subject, c) in found {
        let row = Row {
            id: base::id::next(),
            subject: subject.code().to_owned(),
            made_at: now,
            model: c.model.code().to_owned(),
            protocol: serde_json::to_string(&c.protocol)?,
            fit: serde_json::to_string(&c.fit)?,
            reading: serde_json::to_string(&c.with)?,
        };
        store::insert(conn, &row).await?;
        store::insert_items(conn, row.id, &c.items).await?;
        store::forget_items(conn, subject.code(), policy::CALIBRATIONS_KEPT).await?;
    }
    Ok(())
}
