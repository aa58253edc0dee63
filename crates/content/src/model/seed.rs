//! The platform's own models: `seed/models/*.toml`, original, under the platform's licence.

use super::{By, Fault, Model, Saved, read, save};
use crate::item::Status;
use base::{Base, Error, Lang, Result};

/// Files of models: name and text. A test finds one that is not listed.
pub const MODELS: &[(&str, &str)] = &[
    ("math-1.toml", include_str!("../../seed/models/math-1.toml")),
    ("math-2.toml", include_str!("../../seed/models/math-2.toml")),
    ("math-3.toml", include_str!("../../seed/models/math-3.toml")),
    ("math-4.toml", include_str!("../../seed/models/math-4.toml")),
    ("math-5.toml", include_str!("../../seed/models/math-5.toml")),
    ("math-6.toml", include_str!("../../seed/models/math-6.toml")),
    ("math-7.toml", include_str!("../../seed/models/math-7.toml")),
    ("math-8.toml", include_str!("../../seed/models/math-8.toml")),
    ("math-9.toml", include_str!("../../seed/models/math-9.toml")),
];

/// All of them, read.
pub fn models() -> Result<Vec<Model>, Vec<Fault>> {
    let mut models = Vec::new();
    let mut faults = Vec::new();
    for (file, text) in MODELS {
        match read(file, text) {
            Ok(more) => models.extend(more),
            Err(more) => faults.extend(more),
        }
    }
    if faults.is_empty() { Ok(models) } else { Err(faults) }
}

/// Loads them, or brings them up to date, and makes their first items. The points are there already
/// ([`crate::seed::load`]). They are not checked again: a test does that.
pub async fn load(base: &Base) -> Result<Saved> {
    let models = models().map_err(faulty)?;
    let by = By { author: None, origin: crate::seed::SOURCE.into(), status: Status::Active };
    let clock = base.clock.clone();
    base.db.write(move |conn| Box::pin(async move { save(conn, clock.now(), &models, &by).await })).await
}

fn faulty(faults: Vec<Fault>) -> Error {
    let told: Vec<String> = faults.iter().map(|f| f.text(Lang::En)).collect();
    Error::internal(format!("the platform's models are faulty: {}", told.join("; ")))
}
