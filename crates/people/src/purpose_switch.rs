//! A school's own switch for each purpose of noting facts: what is off is noted about nobody at the school,
//! whatever families have agreed to. On until somebody switches it off; the history is in the audit log.

use crate::permission::{self, Action, Scope};
use crate::purpose::Purpose;
use crate::store::purpose_switch as store;
use crate::{OrganisationKind, organisation};
use base::{Base, Conn, Error, Millis, Result, audit};

/// Who switched a purpose last, and how it stands.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Switched {
    /// Code of the purpose.
    pub purpose: String,
    /// Whether facts may be noted for it.
    pub allowed: bool,
    /// Name of who decided.
    pub decided_by: String,
    /// When.
    pub at: Millis,
}

/// The purposes that are off at a school.
pub async fn off(conn: &mut Conn, school: i64) -> Result<Vec<Purpose>> {
    let codes = store::off(conn, school).await?;
    Ok(codes.iter().filter_map(|code| Purpose::of(code)).collect())
}

/// The purposes that are off at a school where this person is a student on a day (`YYYY-MM-DD`): what a family is told.
pub async fn off_for(conn: &mut Conn, person: i64, today: &str) -> Result<Vec<Purpose>> {
    let codes = store::off_for(conn, person, today).await?;
    Ok(codes.iter().filter_map(|code| Purpose::of(code)).collect())
}

/// The last decision about each purpose that was ever switched at a school.
pub async fn history(conn: &mut Conn, school: i64) -> Result<Vec<Switched>> {
    store::all(conn, school).await
}

/// Switches a purpose for a whole school. The caller must hold [`Action::SwitchCapture`] there; [`Error::NotFound`] for a
/// purpose or a place that has no such switch.
pub async fn set(base: &Base, scope: &Scope, school: i64, purpose: Purpose, allowed: bool) -> Result<()> {
    let (clock, scope) = (base.clock.clone(), scope.clone());
    base.db
        .write(move |conn| {
            Box::pin(async move {
                permission::require_organisation(conn, &scope, Action::SwitchCapture, school).await?;
                if !purpose.is_capture() || !organisation::get(conn, school).await?.is(OrganisationKind::School) {
                    return Err(Error::NotFound);
                }
                store::set(conn, school, purpose.code(), allowed, scope.person, clock.now()).await?;
                let action = if allowed { "purpose.allow" } else { "purpose.stop" };
                let detail = serde_json::json!({ "purpose": purpose.code() });
                let target = format!("organisation:{school}");
                audit::record(conn, &clock, audit::Entry { actor: Some(scope.person), action, target, detail }).await
            })
        })
        .await
}
