//! Which facts a school shows to its teachers, and in which order.

use crate::event::{Fact, facts};
use crate::store::fact_choice as store;
use base::{Base, Conn, Error, Result, audit};
use people::permission::{self, Action, Scope};
use people::{OrganisationKind, organisation};
use std::collections::HashMap;

/// A fact as a school has chosen it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chosen {
    /// The fact.
    pub fact: &'static Fact,
    /// Where it stands among the others: smaller comes first.
    pub place: i64,
    /// Whether teachers are offered it.
    pub shown: bool,
}

/// All facts as a school has chosen them, in its order; the catalogue's order and everything shown until it chooses.
pub async fn of_school(conn: &mut Conn, school: i64) -> Result<Vec<Chosen>> {
    let rows: HashMap<String, (i64, bool)> =
        store::of_school(conn, school).await?.into_iter().map(|row| (row.fact, (row.place, row.shown))).collect();
    let mut chosen: Vec<Chosen> = (1..)
        .zip(facts())
        .map(|(place, fact)| {
            let (place, shown) = rows.get(&fact.code).copied().unwrap_or((place, true));
            Chosen { fact, place, shown }
        })
        .collect();
    chosen.sort_by_key(|c| c.place);
    Ok(chosen)
}

/// What the form says of one fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// Code of the fact.
    pub fact: String,
    /// Its place.
    pub place: i64,
    /// Whether it is offered.
    pub shown: bool,
}

/// Keeps a school's choice. The caller must hold [`Action::SwitchCapture`] there; [`Error::NotFound`] for an unknown fact.
pub async fn choose(base: &Base, scope: &Scope, school: i64, wishes: Vec<Wish>) -> Result<()> {
    let mut rows = Vec::new();
    for wish in &wishes {
        Fact::of(&wish.fact).ok_or(Error::NotFound)?;
        rows.push(store::Row { fact: wish.fact.clone(), place: wish.place, shown: wish.shown });
    }
    rows.sort_by(|a, b| a.fact.cmp(&b.fact));
    rows.dedup_by(|a, b| a.fact == b.fact);
    let (clock, scope) = (base.clock.clone(), scope.clone());
    base.db
        .write(move |conn| {
            Box::pin(async move {
                permission::require_organisation(conn, &scope, Action::SwitchCapture, school).await?;
                if !organisation::get(conn, school).await?.is(OrganisationKind::School) {
                    return Err(Error::NotFound);
                }
                store::replace(conn, school, &rows).await?;
                let hidden: Vec<&str> = rows.iter().filter(|r| !r.shown).map(|r| r.fact.as_str()).collect();
                let detail = serde_json::json!({ "hidden": hidden });
                let target = format!("organisation:{school}");
                audit::record(conn, &clock, audit::Entry { actor: Some(scope.person), action: "capture.choose", target, detail }).await
            })
        })
        .await
}
